//! `vipsec commands`.

use std::io::Write;

use crate::Error;
use crate::args::CommandsArgs;

pub(crate) fn commands(args: &CommandsArgs) -> Result<(), Error> {
    // There is one form so far.
    let CommandsArgs { markdown: _ } = args;
    let page = vipsec_core::lab::commands_markdown().map_err(Error::Lab)?;
    std::io::stdout().lock().write_all(page.as_bytes())?;
    Ok(())
}
