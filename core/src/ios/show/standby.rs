//! `show standby` and `show standby brief`.

use super::{Elapsed, Seconds, name_of, ticks_between};
use crate::node::Device;
use crate::node::config::StandbyConfig;
use crate::proto::hsrp::{Config, Group, Router, State, Timers, TrackTarget};
use crate::time::{Duration, Instant};
use crate::types::{GroupNumber, IfIndex, InterfaceName, Ipv4Addr};

/// A state as the console names it.
pub(in crate::ios) const fn state_name(state: State) -> &'static str {
    match state {
        State::Initial => "Init",
        State::Learn => "Learn",
        State::Listen => "Listen",
        State::Speak => "Speak",
        State::Standby => "Standby",
        State::Active => "Active",
    }
}

/// The groups of an interface, or of all; one number, or all; by interface and number.
fn groups(
    device: &Device,
    interface: Option<InterfaceName>,
    group: Option<u8>,
) -> Vec<(InterfaceName, IfIndex, &Group)> {
    let mut groups: Vec<_> = device
        .standby_groups()
        .iter()
        .map(|standby| {
            (
                name_of(device, standby.interface),
                standby.interface,
                &standby.machine,
            )
        })
        .filter(|(name, _, machine)| {
            interface.is_none_or(|wanted| wanted == *name)
                && group.is_none_or(|wanted| wanted == machine.number().0)
        })
        .collect();
    groups.sort_by_key(|(name, _, machine)| (*name, machine.number()));
    groups
}

/// `show standby [INTERFACE [GROUP]] [all]`.
#[must_use]
pub fn standby(
    device: &Device,
    now: Instant,
    interface: Option<InterfaceName>,
    group: Option<u8>,
    all: bool,
) -> String {
    let mut out = String::new();
    for (name, ifx, machine) in groups(device, interface, group) {
        line!(out, "{name} - Group {}", machine.number());
        state(device, now, ifx, machine, &mut out);
        addresses(machine, &mut out);
        timers(device, now, machine, &mut out);
        authentication(device, name, machine, &mut out);
        preemption(machine, &mut out);
        routers(device, now, machine, &mut out);
        priority(device, name, machine, &mut out);
        redundancy_name(device, ifx, machine, &mut out);
    }
    if all {
        disabled(device, interface, group, &mut out);
    }
    out
}

fn state(device: &Device, now: Instant, ifx: IfIndex, group: &Group, out: &mut String) {
    let is_down = !device.interfaces()[usize::from(ifx.0)].line_protocol;
    let why = if group.state() == State::Initial && is_down {
        " (interface down)"
    } else {
        ""
    };
    line!(out, "  State is {}{why}", state_name(group.state()));
    let changes = group.state_changes();
    if changes > 0 {
        let plural = if changes == 1 { "" } else { "s" };
        let ago = Elapsed(now.since(group.last_change_at()));
        line!(
            out,
            "    {changes} state change{plural}, last state change {ago}"
        );
    }
}

fn addresses(group: &Group, out: &mut String) {
    match (group.virtual_ip(), group.config().virtual_ip) {
        (Some(addr), Some(_)) => line!(out, "  Virtual IP address is {addr}"),
        (Some(addr), None) => line!(out, "  Virtual IP address is {addr} (learnt)"),
        (None, _) => line!(out, "  Virtual IP address is unknown"),
    }
    let mac = group.virtual_mac();
    match group.active_router() {
        Router::Unknown => line!(out, "  Active virtual MAC address is unknown"),
        Router::Local | Router::Remote { .. } => {
            line!(out, "  Active virtual MAC address is {mac}")
        }
    }
    line!(out, "    Local virtual MAC address is {mac} (v1 default)");
}

/// `1 sec`, or `15 msec` for what is not whole seconds.
fn interval(time: Duration) -> String {
    if time.subsec_millis() == 0 {
        format!("{} sec", time.as_secs())
    } else {
        format!("{} msec", time.as_millis())
    }
}

fn timers(device: &Device, now: Instant, group: &Group, out: &mut String) {
    line!(
        out,
        "  Hello time {}, hold time {}",
        interval(group.hello_time()),
        interval(group.hold_time())
    );
    if let Some(at) = group.next_hello_at() {
        line!(
            out,
            "    Next hello sent in {} secs",
            Seconds(ticks_between(device, now, at))
        );
    }
}

/// The string that is not the default one.
fn authentication(device: &Device, name: InterfaceName, group: &Group, out: &mut String) {
    let text = settings(device, name, group).and_then(|standby| standby.authentication.as_ref());
    if let Some(text) = text {
        line!(out, "  Authentication text \"{text}\"");
    }
}

fn preemption(group: &Group, out: &mut String) {
    let config = group.config();
    if !config.preempt {
        line!(out, "  Preemption disabled");
        return;
    }
    let delay = config.preempt_delay;
    let parts = [
        ("min", delay.minimum),
        ("reload", delay.reload),
        ("sync", delay.sync),
    ];
    let given: Vec<String> = parts
        .iter()
        .filter(|(_, time)| !time.is_zero())
        .map(|(word, time)| format!("{word} {} secs", time.as_secs()))
        .collect();
    if given.is_empty() {
        line!(out, "  Preemption enabled");
    } else {
        line!(out, "  Preemption enabled, delay {}", given.join(", "));
    }
}

fn routers(device: &Device, now: Instant, group: &Group, out: &mut String) {
    let mut router = |role: &str, router: Router, expires_at: Option<Instant>| match router {
        Router::Unknown => line!(out, "  {role} router is unknown"),
        Router::Local => line!(out, "  {role} router is local"),
        Router::Remote { addr, priority } => {
            let left = expires_at.map_or(Duration::ZERO, |at| ticks_between(device, now, at));
            line!(
                out,
                "  {role} router is {addr}, priority {priority} (expires in {} sec)",
                Seconds(left)
            );
        }
    };
    router("Active", group.active_router(), group.active_expires_at());
    router(
        "Standby",
        group.standby_router(),
        group.standby_expires_at(),
    );
}

fn settings<'a>(
    device: &'a Device,
    name: InterfaceName,
    group: &Group,
) -> Option<&'a StandbyConfig> {
    device
        .config()
        .interface(name)?
        .standby
        .get(&group.number().0)
}

fn priority(device: &Device, name: InterfaceName, group: &Group, out: &mut String) {
    let is_configured =
        settings(device, name, group).is_some_and(|standby| standby.priority.is_some());
    let word = if is_configured {
        "configured"
    } else {
        "default"
    };
    line!(
        out,
        "  Priority {} ({word} {})",
        group.priority(),
        group.config().priority
    );
    for (track, up) in group.tracks() {
        // What nobody has spoken of yet counts as up.
        let state = if up.unwrap_or(true) { "Up" } else { "Down" };
        let decrement = track.decrement;
        match track.target {
            TrackTarget::Interface(ifx) => {
                let name = name_of(device, ifx);
                line!(
                    out,
                    "    Track interface {name} state {state} decrement {decrement}"
                );
            }
            TrackTarget::Object(id) if !device.config().tracks.contains_key(&id) => {
                line!(out, "    Track object {id} (unknown)");
            }
            TrackTarget::Object(id) => line!(
                out,
                "    Track object {id} state {state} decrement {decrement}"
            ),
        }
    }
}

fn redundancy_name(device: &Device, ifx: IfIndex, group: &Group, out: &mut String) {
    let is_it = |standby: &&crate::node::StandbyGroup| {
        standby.interface == ifx && standby.machine.number() == group.number()
    };
    let name = device
        .standby_groups()
        .iter()
        .find(is_it)
        .and_then(|standby| device.group_name(standby));
    let origin = if group.config().name.is_some() {
        "cfgd"
    } else {
        "default"
    };
    if let Some(name) = name {
        line!(out, "  IP redundancy name is \"{name}\" ({origin})");
    }
}

/// What is configured of groups that are not enabled, for `show standby all`.
fn disabled(
    device: &Device,
    interface: Option<InterfaceName>,
    wanted: Option<u8>,
    out: &mut String,
) {
    for (name, settings) in &device.config().interfaces {
        for (number, standby) in &settings.standby {
            let is_wanted = interface.is_none_or(|interface| interface == *name)
                && wanted.is_none_or(|wanted| wanted == *number);
            if standby.ip.is_some() || !is_wanted {
                continue;
            }
            let mut config = Config::new(GroupNumber(*number), None);
            config.name.clone_from(&standby.name);
            config.preempt = standby.preempt.is_some();
            config.priority = standby.priority.unwrap_or(config.priority);
            if let Some(timers) = standby.timers {
                config.timers = Some(Timers {
                    hello: Duration::from_millis(timers.hello_ms.into()),
                    hold: Duration::from_millis(timers.hold_ms.into()),
                });
            }
            let unknown = Ipv4Addr::UNSPECIFIED;
            let rng = crate::rng::Rng::from_seed(0);
            let machine = Group::new(config, unknown, Instant::ZERO, rng);
            let word = match standby.priority {
                Some(_) => "configured",
                None => "default",
            };
            line!(out, "{name} - Group {number}");
            line!(out, "  State is Disabled");
            addresses(&machine, out);
            timers(device, Instant::ZERO, &machine, out);
            preemption(&machine, out);
            routers(device, Instant::ZERO, &machine, out);
            let priority = machine.config().priority;
            line!(out, "  Priority {priority} ({word} {priority})");
            match &standby.name {
                Some(name) => line!(out, "  IP redundancy name is \"{name}\" (cfgd)"),
                None => line!(
                    out,
                    "  IP redundancy name is \"hsrp-{}-{number}\" (default)",
                    name.short()
                ),
            }
        }
    }
}

/// `show standby delay [INTERFACE]`: interfaces with a delay of their own.
#[must_use]
pub fn standby_delay(device: &Device, interface: Option<InterfaceName>) -> String {
    let mut out = String::new();
    line!(out, "Interface          Minimum Reload ");
    for (name, settings) in &device.config().interfaces {
        let wanted = interface.is_none_or(|interface| interface == *name);
        if let Some(delay) = settings.standby_delay.filter(|_| wanted) {
            let name = name.to_string();
            line!(
                out,
                "{name:<19}{:<8}{:<7}",
                delay.minimum_secs,
                delay.reload_secs
            );
        }
    }
    out
}

/// `show standby [INTERFACE [GROUP]] brief`.
#[must_use]
pub fn standby_brief(
    device: &Device,
    interface: Option<InterfaceName>,
    group: Option<u8>,
) -> String {
    let mut out = String::new();
    line!(
        out,
        "                     P indicates configured to preempt."
    );
    line!(out, "                     |");
    line!(
        out,
        "Interface   Grp Prio P State    Active          Standby         Virtual IP     "
    );
    for (name, _, machine) in groups(device, interface, group) {
        let router = |router: Router| match router {
            Router::Unknown => "unknown".to_owned(),
            Router::Local => "local".to_owned(),
            Router::Remote { addr, .. } => addr.to_string(),
        };
        let virtual_ip = machine
            .virtual_ip()
            .map_or_else(|| "unknown".to_owned(), |addr| addr.to_string());
        line!(
            out,
            "{:<12}{:<4}{:<5}{:<2}{:<9}{:<16}{:<16}{:<15}",
            name.short(),
            machine.number().0,
            machine.priority(),
            if machine.config().preempt { "P" } else { "" },
            state_name(machine.state()),
            router(machine.active_router()),
            router(machine.standby_router()),
            virtual_ip
        );
    }
    out
}
