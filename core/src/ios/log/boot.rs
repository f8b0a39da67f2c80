//! What a booting device says before its interfaces come up.

use super::Console;
use crate::ios::show::software;

pub(super) fn restarted(console: &mut Console<'_>) {
    let device = console.device;
    if device.startup_config().is_some() {
        console.log("%SYS-5-CONFIG_I: Configured from memory by console");
    }
    let software = software(device.kind);
    console.log(&format!("%SYS-5-RESTART: System restarted --\n{software}"));
}
