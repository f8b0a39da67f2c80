//! `standby …`.

use crate::node::config::{
    PreemptDelay, StandbyConfig, StandbyDelay, StandbyTimers, StandbyTrack, TrackTarget,
};

use super::super::error::Refusal;
use super::super::grammar::Args;
use super::interface::can_exist;
use super::{Change, DONE, Outcome};

/// The group a line names; 0 if none.
fn group(args: &Args) -> u8 {
    args.small("group").unwrap_or(0)
}

/// Changes a group, creates it for a plain line, drops it when nothing is left.
fn edit(change: &mut Change<'_>, args: &Args, edit: impl FnOnce(&mut StandbyConfig)) -> Outcome {
    let is_plain = change.is_plain();
    let groups = &mut change.here().standby;
    let mut settings = groups.remove(&group(args)).unwrap_or_default();
    edit(&mut settings);
    if is_plain || settings != StandbyConfig::default() {
        groups.insert(group(args), settings);
    }
    groups.retain(|_, settings| *settings != StandbyConfig::default());
    DONE
}

/// `standby [G] ip [A]`.
pub(crate) fn ip(change: &mut Change<'_>, args: &Args) -> Outcome {
    let addr = args.address("virtual");
    let ip = change.unless_no(Some(addr));
    if let Some(addr) = addr.filter(|_| change.is_plain()) {
        let own = change.here();
        let mut networks = own.address.iter().chain(&own.secondary);
        if networks.clone().any(|address| address.addr == addr) {
            return Err(Refusal::OwnVirtualAddress);
        }
        if !networks.any(|address| address.prefix().contains(addr)) {
            change.note("% Warning: address is not within a subnet on this interface");
        }
    }
    edit(change, args, |group| group.ip = ip)
}

/// `standby [G] timers [msec] H [msec] T`.
pub(crate) fn timers(change: &mut Change<'_>, args: &Args) -> Outcome {
    let milliseconds = |name| args.number(name).map(|ms| (ms, true));
    let seconds = |name| args.number(name).map(|secs: u32| (secs * 1000, false));
    let hello = milliseconds("hello-ms").or_else(|| seconds("hello"));
    let hold = milliseconds("hold-ms").or_else(|| seconds("hold"));
    let timers =
        hello.zip(hold).map(
            |((hello_ms, hello_in_ms), (hold_ms, hold_in_ms))| StandbyTimers {
                hello_ms,
                hold_ms,
                hello_in_ms,
                hold_in_ms,
            },
        );
    let timers = change.unless_no(timers);
    if timers.is_some_and(|timers| timers.hold_ms <= timers.hello_ms) {
        let name = if args.has("hold-ms") {
            "hold-ms"
        } else {
            "hold"
        };
        return Err(Refusal::Argument(name));
    }
    edit(change, args, |group| group.timers = timers)
}

/// `standby [G] priority N`.
pub(crate) fn priority(change: &mut Change<'_>, args: &Args) -> Outcome {
    let priority = change
        .unless_no(args.small("priority"))
        .filter(|p| *p != 100);
    edit(change, args, |group| group.priority = priority)
}

/// `standby [G] preempt [delay …]`.
pub(crate) fn preempt(change: &mut Change<'_>, args: &Args) -> Outcome {
    let delay = PreemptDelay {
        minimum_secs: args.small("minimum-secs"),
        reload_secs: args.small("reload-secs"),
        sync_secs: args.small("sync-secs"),
    };
    let preempt = change.unless_no(Some(delay));
    let keeps_preempt = !change.is_plain() && args.has("delay");
    edit(change, args, |group| {
        group.preempt = match (keeps_preempt, group.preempt) {
            (true, Some(_)) => Some(PreemptDelay::default()),
            _ => preempt,
        }
    })
}

/// `standby [G] name NAME`.
pub(crate) fn name(change: &mut Change<'_>, args: &Args) -> Outcome {
    let name = change.unless_no(args.text("group-name").map(str::to_owned));
    edit(change, args, |group| group.name = name)
}

/// `standby [G] authentication [text] WORD`.
pub(crate) fn authentication(change: &mut Change<'_>, args: &Args) -> Outcome {
    let text = args.text("string").filter(|text| *text != "cisco");
    if text.is_some_and(|text| text.len() > 8) {
        return Err(Refusal::Argument("string"));
    }
    let text = change.unless_no(text.map(str::to_owned));
    edit(change, args, |group| group.authentication = text)
}

/// `standby [G] track TARGET [decrement] [N]`.
pub(crate) fn track(change: &mut Change<'_>, args: &Args) -> Outcome {
    if args
        .interface("tracked")
        .is_some_and(|name| !can_exist(change, name))
    {
        return Err(Refusal::Argument("tracked"));
    }
    let object = args.small("object").map(TrackTarget::Object);
    let target = object.or_else(|| args.interface("tracked").map(TrackTarget::Interface));
    let decrement = args.small("cost").filter(|cost| *cost != 10);
    let is_plain = change.is_plain();
    let Some(target) = target else {
        return edit(change, args, |group| group.tracks.clear());
    };
    edit(change, args, |group| {
        let old = group.tracks.iter().position(|track| track.target == target);
        match (old, is_plain) {
            (Some(at), true) => group.tracks[at].decrement = decrement,
            (Some(at), false) => {
                group.tracks.remove(at);
            }
            (None, true) => group.tracks.push(StandbyTrack { target, decrement }),
            (None, false) => {}
        }
    })
}

/// `standby delay minimum S reload S`.
pub(crate) fn delay(change: &mut Change<'_>, args: &Args) -> Outcome {
    let delay = StandbyDelay {
        minimum_secs: args.small("minimum-secs").unwrap_or(1),
        reload_secs: args.small("reload-secs").unwrap_or(5),
    };
    let delay = change.unless_no(Some(delay)).filter(|delay| {
        *delay
            != StandbyDelay {
                minimum_secs: 1,
                reload_secs: 5,
            }
    });
    change.here().standby_delay = delay;
    DONE
}
