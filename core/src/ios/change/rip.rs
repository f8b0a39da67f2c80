//! `router rip` and what stands under it.

use crate::node::config::{OffsetList, Redistribution, RipConfig, RipTimers};
use crate::types::Prefix;

use super::super::error::Refusal;
use super::super::grammar::Args;
use super::super::mode::Mode;
use super::interface::can_exist;
use super::{Change, DONE, Form, Outcome};

/// `router rip`.
pub(crate) fn router(change: &mut Change<'_>, _: &Args) -> Outcome {
    if !change.is_plain() {
        change.config.rip = None;
        change.forget(&Mode::Rip.block());
        return DONE;
    }
    change.config.rip.get_or_insert_default();
    change.go(Mode::Rip)
}

fn rip<'a>(change: &'a mut Change<'_>) -> &'a mut RipConfig {
    change.config.rip.get_or_insert_default()
}

/// Refuses an interface the box cannot have.
fn check_interface(change: &Change<'_>, args: &Args) -> Result<(), Refusal> {
    match args.interface("interface-name") {
        Some(name) if !can_exist(change, name) => Err(Refusal::Argument("interface-name")),
        _ => Ok(()),
    }
}

/// `version 1|2`.
pub(crate) fn version(change: &mut Change<'_>, args: &Args) -> Outcome {
    rip(change).version = change.unless_no(args.small("number"));
    DONE
}

/// `network A`, stored as the class's network.
pub(crate) fn network(change: &mut Change<'_>, args: &Args) -> Outcome {
    let Some(addr) = args.address("network") else {
        return Err(Refusal::Incomplete);
    };
    if addr.octets()[0] >= 224 {
        return Err(Refusal::Argument("network"));
    }
    let network = Prefix::classful(addr).network();
    let is_plain = change.is_plain();
    let networks = &mut rip(change).networks;
    networks.retain(|old| *old != network);
    if is_plain {
        let at = networks.partition_point(|old| *old < network);
        networks.insert(at, network);
    }
    DONE
}

/// `passive-interface default|IF`.
pub(crate) fn passive_interface(change: &mut Change<'_>, args: &Args) -> Outcome {
    let is_plain = change.is_plain();
    check_interface(change, args)?;
    let rip = rip(change);
    let Some(name) = args.interface("interface-name") else {
        rip.passive_default = is_plain;
        rip.passive.clear();
        rip.active.clear();
        return DONE;
    };
    rip.passive.retain(|old| *old != name);
    rip.active.retain(|old| *old != name);
    match (rip.passive_default, is_plain) {
        (false, true) => rip.passive.push(name),
        (true, false) => rip.active.push(name),
        _ => {}
    }
    rip.passive.sort();
    rip.active.sort();
    DONE
}

/// `redistribute static|connected [metric N]`.
pub(crate) fn redistribute(change: &mut Change<'_>, args: &Args) -> Outcome {
    let is_plain = change.is_plain();
    let rip = rip(change);
    let target = if args.has("static") {
        &mut rip.redistribute_static
    } else {
        &mut rip.redistribute_connected
    };
    *target = match (is_plain, args.has("metric"), *target) {
        (true, ..) => Some(Redistribution {
            metric: args.small("metric-value"),
        }),
        (false, true, Some(_)) => Some(Redistribution { metric: None }),
        (false, ..) => None,
    };
    DONE
}

/// `default-metric N`.
pub(crate) fn default_metric(change: &mut Change<'_>, args: &Args) -> Outcome {
    rip(change).default_metric = change.unless_no(args.small("metric-value"));
    DONE
}

/// `default-information originate`.
pub(crate) fn default_information(change: &mut Change<'_>, _: &Args) -> Outcome {
    rip(change).default_originate = change.is_plain();
    DONE
}

/// `offset-list ACL in|out N [IF]`.
pub(crate) fn offset_list(change: &mut Change<'_>, args: &Args) -> Outcome {
    let name = args.text("list-name").unwrap_or("0");
    let new = OffsetList {
        access_list: Some(name).filter(|name| *name != "0").map(str::to_owned),
        inbound: args.has("in"),
        offset: args.small("offset").unwrap_or(0),
        interface: args.interface("interface-name"),
    };
    let is_plain = change.is_plain();
    check_interface(change, args)?;
    let lists = &mut rip(change).offset_lists;
    let place = |list: &OffsetList| (list.inbound, list.interface);
    lists.retain(|old| place(old) != place(&new));
    if is_plain {
        lists.push(new);
    }
    DONE
}

/// `[no] auto-summary`.
pub(crate) fn auto_summary(change: &mut Change<'_>, _: &Args) -> Outcome {
    rip(change).no_auto_summary = change.form == Form::No;
    DONE
}

/// `distance N`.
pub(crate) fn distance(change: &mut Change<'_>, args: &Args) -> Outcome {
    let distance = args.small("distance").filter(|distance| *distance != 120);
    rip(change).distance = change.unless_no(distance);
    DONE
}

/// `maximum-paths N`.
pub(crate) fn maximum_paths(change: &mut Change<'_>, args: &Args) -> Outcome {
    let paths = args.small("paths").filter(|paths| *paths != 4);
    rip(change).maximum_paths = change.unless_no(paths);
    DONE
}

/// `timers basic U I H F`.
pub(crate) fn timers(change: &mut Change<'_>, args: &Args) -> Outcome {
    let seconds = |name| args.number(name).unwrap_or(0);
    let timers = RipTimers {
        update_secs: seconds("update"),
        invalid_secs: seconds("invalid"),
        holddown_secs: seconds("holddown"),
        flush_secs: seconds("flush"),
    };
    let default = RipTimers {
        update_secs: 30,
        invalid_secs: 180,
        holddown_secs: 180,
        flush_secs: 240,
    };
    rip(change).timers = change
        .unless_no(Some(timers))
        .filter(|timers| *timers != default);
    DONE
}
