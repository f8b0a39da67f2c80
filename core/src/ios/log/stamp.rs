//! The stamp in front of a console line.

use crate::ios::show::{Date, Elapsed};
use crate::node::Device;
use crate::node::config::Stamp;
use crate::time::Instant;

/// The stamp of `kind` for a line said at `at`: the star says that nobody has set the clock.
pub(super) fn stamp(device: &Device, at: Instant, kind: Stamp) -> String {
    let date = Date::shown(device, at);
    let star = if device.is_clock_set() { "" } else { "*" };
    match kind {
        Stamp::None => String::new(),
        Stamp::Uptime => format!("{}: ", Elapsed(device.clock(at).since(device.booted_at()))),
        Stamp::Datetime(with) => {
            let mut text = format!("{star}{} ", date.month_and_day());
            if with.year {
                text.push_str(&format!("{} ", date.year()));
            }
            if with.msec {
                text.push_str(&date.time_with_millis().to_string());
            } else {
                text.push_str(&date.time().to_string());
            }
            text.push_str(if with.show_timezone { " UTC: " } else { ": " });
            text
        }
    }
}
