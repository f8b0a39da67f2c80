//! Single keys, while no line is being edited.

use std::io;
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::termios::{LocalFlags, SetArg, Termios, tcgetattr, tcsetattr};

/// A terminal that gives each key as it is pressed, until this is dropped.
pub(super) struct Keys(Termios);

impl Keys {
    pub(super) fn start() -> io::Result<Self> {
        let saved = tcgetattr(io::stdin())?;
        let mut raw = saved.clone();
        raw.local_flags
            .remove(LocalFlags::ICANON | LocalFlags::ECHO | LocalFlags::ISIG);
        tcsetattr(io::stdin(), SetArg::TCSADRAIN, &raw)?;
        Ok(Self(saved))
    }

    /// The next key, if one is pressed in time.
    pub(super) fn next(&self, patience: Duration) -> io::Result<Option<char>> {
        let stdin = io::stdin();
        let mut fds = [PollFd::new(
            std::os::fd::AsFd::as_fd(&stdin),
            PollFlags::POLLIN,
        )];
        let patience = PollTimeout::try_from(patience).unwrap_or(PollTimeout::MAX);
        if poll(&mut fds, patience)? == 0 {
            return Ok(None);
        }
        let mut octet = [0];
        let count = nix::unistd::read(&stdin, &mut octet)?;
        Ok((count == 1).then(|| char::from(octet[0])))
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        // There is nothing to be done about a terminal that is gone.
        let _ = tcsetattr(io::stdin(), SetArg::TCSADRAIN, &self.0);
    }
}
