//! Keys that mean more than a letter.

use super::super::view::Key;
use super::pager;
use super::{Action, Console, State, Typist, clean, context};
use crate::node::device::Device;
use crate::time::Instant;

impl Console {
    /// Takes a key that a person pressed; `line` is what stands before the cursor, or the whole line for Enter and Ctrl-Z.
    pub(in crate::lab) fn key(
        &mut self,
        device: &Device,
        now: Instant,
        key: Key,
        line: &str,
    ) -> Action {
        match (&self.state, key) {
            // A whole line, typed faster than its typist read: its characters are keys.
            (State::More(_), Key::Enter) if !line.is_empty() => {
                return self.enter(device, now, line, Typist::Person);
            }
            (State::More(_), key) => {
                self.more_key(match key {
                    Key::Enter => pager::Key::Enter,
                    Key::Character(char) => pager::Key::Character(char),
                    Key::Help => pager::Key::Character('?'),
                    _ => pager::Key::Character('q'),
                });
            }
            (_, Key::Enter) => return self.enter(device, now, line, Typist::Person),
            (State::Confirming(_), Key::Character(char)) => {
                return self.confirm_key(device, now, Some(char));
            }
            (State::Confirming(_), Key::Help) => {
                return self.confirm_key(device, now, Some('?'));
            }
            (State::Asking(_) | State::Confirming(_), Key::ControlC | Key::ControlZ) => {
                self.abandon_question();
            }
            (State::Asking(_) | State::Confirming(_), _) => {}
            // A command has the console, or nobody does: other keys go nowhere, as on a router.
            (State::Pinging(_) | State::Tracing(_) | State::Closed | State::Off, _) => {}
            (State::Prompt, Key::Help) => self.help(device, &clean(line), Typist::Person),
            (State::Prompt, Key::Tab) => self.complete(device, &clean(line)),
            (State::Prompt, Key::ControlZ) => {
                let line = format!("{}\u{1a}", clean(line).trim_end_matches('\u{1a}'));
                return self.run(device, now, &line, Typist::Person);
            }
            (State::Prompt, Key::ControlC) => self.abandon(device, &clean(line)),
            (State::Prompt, Key::Character(_)) => {}
        }
        Action::None
    }

    /// `?`: the list, and the line again.
    pub(super) fn help(&mut self, device: &Device, line: &str, typist: Typist) {
        self.echo(device, &format!("{line}?"));
        let text = self.session.help(line, &context(device));
        self.is_prompted = true;
        self.print_pages(text, typist);
        match &mut self.state {
            State::More(pager) => line.clone_into(&mut pager.line),
            _ => self.line = Some(line.to_owned()),
        }
    }

    /// Tab: the line again, with its last word written out if it can be.
    fn complete(&mut self, device: &Device, line: &str) {
        self.echo(device, line);
        self.is_prompted = true;
        let completed = self.session.complete(line, &context(device));
        self.line = Some(completed.unwrap_or_else(|| line.to_owned()));
    }

    /// Ctrl-C: the line is forgotten, and configuration mode is left.
    fn abandon(&mut self, device: &Device, line: &str) {
        let is_configuring = self.session.mode().is_configuration();
        let mark = if is_configuring { "^C" } else { "" };
        self.echo(device, &format!("{line}{mark}"));
        if is_configuring {
            self.session.end();
            self.has_configured = true;
        }
        self.line = Some(String::new());
        self.is_prompted = true;
    }

    /// A key at --More--.
    fn more_key(&mut self, key: pager::Key) {
        let State::More(pager) = &mut self.state else {
            return;
        };
        if !pager.key(key, &mut self.text) {
            self.line = Some(core::mem::take(&mut pager.line));
            self.state = State::Prompt;
            self.is_prompted = true;
        }
    }

    /// What is left of a line whose characters went to --More-- as keys; `None` if the text needed all of them.
    pub(super) fn keys_of<'a>(&mut self, line: &'a str) -> Option<&'a str> {
        for (at, char) in line.char_indices() {
            if !matches!(self.state, State::More(_)) {
                return Some(&line[at..]);
            }
            self.more_key(pager::Key::Character(char));
        }
        if matches!(self.state, State::More(_)) {
            self.more_key(pager::Key::Enter);
            return None;
        }
        Some("")
    }

    /// Ends a text that waits at --More--.
    pub(in crate::lab) fn quit_more(&mut self) {
        if let State::More(pager) = &mut self.state {
            pager.quit(&mut self.text);
            self.line = Some(core::mem::take(&mut pager.line));
            self.state = State::Prompt;
            self.is_prompted = true;
        }
    }
}
