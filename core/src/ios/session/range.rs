//! `interface range`: one line for several interfaces.

use crate::node::config::DeviceConfig;
use crate::types::InterfaceName;

use super::super::change::{Change, Effect, Form, Handler};
use super::super::error::CliError;
use super::super::grammar::Args;
use super::super::mode::Mode;
use super::Chassis;
use super::lookup::refused;

/// Carries a line out on each interface; if one of them refuses it, on none.
pub(super) fn each(
    names: &[InterfaceName],
    handler: Handler,
    form: Form,
    args: &Args,
    config: &mut DeviceConfig,
    chassis: Chassis<'_>,
) -> Result<(Effect, String), CliError> {
    let mut all = config.clone();
    let mut effect = Effect::Simulated;
    let mut notes = String::new();
    for name in names {
        let mode = Mode::Interface(*name);
        let mut change = Change {
            config: &mut all,
            ports: chassis.ports,
            kind: chassis.kind,
            mode: &mode,
            form,
            enter: None,
            notes: String::new(),
        };
        if handler(&mut change, args).map_err(|refusal| refused(refusal, args))?
            == Effect::NotSimulated
        {
            effect = Effect::NotSimulated;
        }
        notes.push_str(&change.notes);
    }
    *config = all;
    Ok((effect, notes))
}
