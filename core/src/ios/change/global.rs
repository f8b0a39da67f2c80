//! Global lines: the name, time stamps, tracked objects, terminal lines.

use crate::node::config::{Datetime, Logging, Stamp, TrackConfig, TrackObject};
use crate::types::Prefix;

use super::super::error::Refusal;
use super::super::grammar::Args;
use super::super::mode::DeviceKind;
use super::super::mode::{Mode, track_block};
use super::interface::can_exist;
use super::{Change, DONE, Form, KEPT, Outcome};

/// `hostname NAME`; letters, digits and hyphens, starting with a letter, at most 63 as in RFC 1034 §3.5. IOS
/// takes other characters too, with a complaint (as in 12.4T and later; earlier releases may be silent).
pub(crate) fn hostname(change: &mut Change<'_>, args: &Args) -> Outcome {
    let default = match change.kind {
        DeviceKind::Router => "Router",
        DeviceKind::Switch => "Switch",
    };
    let name = change.unless_no(args.text("host-name")).unwrap_or(default);
    let is_possible = |c: char| c.is_ascii_graphic() && c != '"';
    if name.len() > 63 || !name.chars().all(is_possible) {
        return Err(Refusal::Argument("host-name"));
    }
    let is_legal = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let is_good = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(is_legal);
    if !is_good {
        change.note("% Hostname contains one or more illegal characters.");
    }
    change.config.hostname = name.to_owned();
    DONE
}

/// `service timestamps debug|log …`.
pub(crate) fn timestamps(change: &mut Change<'_>, args: &Args) -> Outcome {
    let stamp = match (change.is_plain(), args.keyword("stamp")) {
        (false, _) => Stamp::None,
        (true, Some("datetime")) => Stamp::Datetime(Datetime {
            msec: args.has("msec"),
            localtime: args.has("localtime"),
            show_timezone: args.has("show-timezone"),
            year: args.has("year"),
        }),
        (true, _) => Stamp::Uptime,
    };
    let which = args.keyword("which");
    let stamps = &mut change.config.timestamps;
    if which != Some("log") {
        stamps.debug = stamp;
    }
    if which != Some("debug") {
        stamps.log = stamp;
    }
    DONE
}

/// The severities by name, gravest first.
pub(crate) const SEVERITIES: [&str; 8] = [
    "emergencies",
    "alerts",
    "critical",
    "errors",
    "warnings",
    "notifications",
    "informational",
    "debugging",
];

/// The severity given, else the least grave.
fn severity(args: &Args) -> u8 {
    let named = SEVERITIES.iter().position(|name| args.has(name));
    let number = args.small::<u8>("level");
    number.unwrap_or_else(|| named.map_or(7, |index| index as u8))
}

/// `logging console|monitor [LEVEL]`.
pub(crate) fn logging_destination(change: &mut Change<'_>, args: &Args) -> Outcome {
    let level = match change.form {
        Form::Plain => Some(severity(args)),
        Form::No => None,
        Form::Default => Some(7),
    };
    let logging = &mut change.config.logging;
    match args.keyword("destination") {
        Some("console") => logging.console = level,
        _ => logging.monitor = level,
    }
    DONE
}

/// `logging buffered [SIZE] [LEVEL]`.
pub(crate) fn logging_buffered(change: &mut Change<'_>, args: &Args) -> Outcome {
    let default = Logging::default();
    let form = change.form;
    let logging = &mut change.config.logging;
    match form {
        Form::Plain => {
            logging.buffered = Some(severity(args));
            logging.buffer_size = args.number("size").unwrap_or(logging.buffer_size);
        }
        Form::No => {
            logging.buffered = None;
            logging.buffer_size = default.buffer_size;
        }
        Form::Default => {
            logging.buffered = default.buffered;
            logging.buffer_size = default.buffer_size;
        }
    }
    DONE
}

/// `logging on`.
pub(crate) fn logging_on(change: &mut Change<'_>, _: &Args) -> Outcome {
    change.config.logging.is_off = change.form == Form::No;
    DONE
}

/// `service sequence-numbers`.
pub(crate) fn sequence_numbers(change: &mut Change<'_>, _: &Args) -> Outcome {
    change.config.logging.has_sequence_numbers = change.is_plain();
    DONE
}

/// `track N …`: what there is to watch is in [`TrackObject`].
pub(crate) fn track(change: &mut Change<'_>, args: &Args) -> Outcome {
    let Some(number) = args.small::<u16>("object") else {
        return Err(Refusal::Incomplete);
    };
    if !change.is_plain() {
        change.config.tracks.remove(&number);
        change.forget(&track_block(number));
        return DONE;
    }
    let Some(object) = track_object(change, args)? else {
        return match change.config.tracks.contains_key(&number) {
            true => change.go(Mode::Track(number)),
            false => Err(Refusal::Incomplete),
        };
    };
    change.config.tracks.insert(number, TrackConfig { object });
    change.enter = Some(Mode::Track(number));
    match object {
        TrackObject::Rtr { .. } => KEPT,
        _ => DONE,
    }
}

fn track_object(change: &Change<'_>, args: &Args) -> Result<Option<TrackObject>, Refusal> {
    if let Some(name) = args.interface("interface-name") {
        if !can_exist(change, name) {
            return Err(Refusal::Argument("interface-name"));
        }
        return Ok(Some(match args.has("routing") {
            true => TrackObject::IpRouting(name),
            false => TrackObject::LineProtocol(name),
        }));
    }
    if let Some((network, mask)) = args.address("network").zip(args.address("mask")) {
        let prefix = Prefix::from_mask(network, mask).ok_or(Refusal::Inconsistent)?;
        return Ok(Some(TrackObject::Reachability(prefix)));
    }
    let operation = args.small("operation");
    Ok(operation.map(|operation| TrackObject::Rtr {
        operation,
        reachability: args.has("reachability"),
    }))
}

/// `ip host NAME A [A…]`.
pub(crate) fn host(change: &mut Change<'_>, args: &Args) -> Outcome {
    let Some(name) = args.text("host-name") else {
        return Err(Refusal::Incomplete);
    };
    let addresses: Vec<_> = args.addresses("address").collect();
    if change.is_plain() {
        change.config.hosts.insert(name.to_owned(), addresses);
        return DONE;
    }
    let Some(old) = change.config.hosts.get_mut(name) else {
        return DONE;
    };
    old.retain(|addr| !addresses.contains(addr));
    if addresses.is_empty() || old.is_empty() {
        change.config.hosts.remove(name);
    }
    DONE
}

/// `line con 0`, `line aux 0`, `line vty A [B]`.
pub(crate) fn line(change: &mut Change<'_>, args: &Args) -> Outcome {
    if change.kind == DeviceKind::Switch && args.keyword("line-type") == Some("aux") {
        return Err(Refusal::Argument("line-type"));
    }
    let words = match (
        args.keyword("line-type"),
        args.number("first"),
        args.number("last"),
    ) {
        (Some(word @ ("console" | "aux")), ..) => format!("{} 0", &word[..3]),
        (_, Some(first), Some(last)) if last > first => format!("vty {first} {last}"),
        (_, Some(_), Some(_)) => return Err(Refusal::Argument("last")),
        (_, Some(first), None) => format!("vty {first}"),
        _ => return Err(Refusal::Incomplete),
    };
    let mode = Mode::Line(words);
    if !change.is_plain() {
        change.forget(&mode.block());
        return DONE;
    }
    change.go(mode)
}

/// `control-plane`.
pub(crate) fn control_plane(change: &mut Change<'_>, _: &Args) -> Outcome {
    change.go(Mode::ControlPlane)
}
