//! From the running configuration to an edited one: which lines to type, and in what order.
//!
//! The edited text is read as a startup configuration on a blank device. What that gives and what runs are compared as
//! blocks of the running configuration. Lines are then tried on a copy, as a person would type them: first what is new,
//! in the order of the running configuration; a refused line waits until what stands in its way is gone; what is no
//! longer wanted goes last, from the end. A plan is done when the copy is printed as the edited text would be; short
//! plans are then rid of lines they can do without.

mod access_list;
mod negate;
mod plan;

use crate::node::config::DeviceConfig;
use crate::types::InterfaceName;

use super::mode::{DeviceContext, DeviceKind};
use super::paste::{LineVerdict, PasteReport, apply_text, boot};
use super::render::render;

/// Plans longer than this are not searched for lines they can do without.
const MAX_SEARCHED: usize = 48;

/// How to get from one configuration to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The lines to type in global configuration mode, in order, each with what IOS says to it.
    pub lines: Vec<LineVerdict>,
    /// Lines of the edited text that IOS would refuse, by their numbers in it. They are left out.
    pub refused: Vec<LineVerdict>,
    /// The configuration the lines lead to.
    pub config: DeviceConfig,
    /// Whether that is what the edited text says. If not, something cannot be had by typing.
    pub is_complete: bool,
}

/// Plans the least of commands that make `edited`, a whole configuration, of `old`.
#[must_use]
pub fn replace(
    old: &DeviceConfig,
    edited: &str,
    kind: DeviceKind,
    ports: &[InterfaceName],
) -> Replacement {
    let hostname = match kind {
        DeviceKind::Router => "Router",
        DeviceKind::Switch => "Switch",
    };
    let wanted = boot(hostname, ports, kind, edited);
    let refused = wanted.errors().cloned().collect();
    let goal = render(&wanted.config, kind);
    let device = DeviceContext {
        config: old,
        ports,
        kind,
    };
    let mut lines = plan::plan(&device, &wanted.config, &goal);
    let mut report = typed(&device, &lines);
    let reaches = |report: &PasteReport| render(&report.config, kind) == goal;
    if lines.len() <= MAX_SEARCHED && reaches(&report) {
        for at in (0..lines.len()).rev() {
            let line = lines.remove(at);
            let shorter = typed(&device, &lines);
            if reaches(&shorter) && shorter.errors().next().is_none() {
                report = shorter;
            } else {
                lines.insert(at, line);
            }
        }
    }
    Replacement {
        is_complete: reaches(&report),
        lines: report.lines,
        refused,
        config: report.config,
    }
}

fn typed(device: &DeviceContext<'_>, lines: &[String]) -> PasteReport {
    apply_text(device, &lines.join("\n"))
}
