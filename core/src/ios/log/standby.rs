//! HSRP: `%HSRP-5-STATECHANGE` and `debug standby`.

use std::net::Ipv4Addr;

use super::{Console, LogState, may_say};
use crate::ios::show::standby_state_name;
use crate::proto::hsrp::{Cause, DropReason, Event, Output, Router, State, TrackTarget};
use crate::types::{GroupNumber, InterfaceName};
use crate::wire::hsrp::{OpCode, Repr, State as WireState};

pub(super) fn output(
    console: &mut Console<'_>,
    state: &mut LogState,
    interface: InterfaceName,
    group: GroupNumber,
    output: &Output,
) {
    let mut group = Group {
        console,
        interface,
        number: group,
    };
    match output {
        Output::StateChanged { from, to, .. } => group.state_changed(*from, *to),
        Output::Event { state, cause } => group.event(*state, *cause),
        Output::Send { repr, .. } => group.sent(repr),
        Output::GratuitousArp { repeat: true, .. } => {
            if let Some(name) = group.name() {
                group.debug(&format!("Redundancy group {name} state Active -> Active"));
            }
        }
        Output::ActiveRouterChanged { from, to } => group.router_changed("Active", *from, *to),
        Output::StandbyRouterChanged { from, to } => group.router_changed("Standby", *from, *to),
        Output::TrackChanged { index, up } => group.track_changed(*index, *up),
        Output::PriorityChanged { from, to } => group.debug(&format!("Priority {from} -> {to}")),
        Output::StartupDelayExpired => group.debug_interface("Interface min delay expired"),
        Output::LearnedVirtualIp(addr) => group.debug(&format!("Learnt virtual IP address {addr}")),
        Output::LearnedTimers(timers) => {
            let (hello, hold) = (timers.hello.as_secs(), timers.hold.as_secs());
            group.debug(&format!(
                "Learnt hello time {hello} sec, hold time {hold} sec"
            ));
        }
        Output::DifferentVirtualIp { theirs, .. } => group.different_virtual_ip(*theirs),
        Output::Dropped {
            src,
            reason: DropReason::BadAuthentication,
        } => {
            if group.console.debug.standby || group.console.debug.standby_errors {
                let interface = interface.short();
                group.console.debug(&format!(
                    "HSRP: {interface} Auth failed for Hello pkt from {src}, Text auth failed"
                ));
            }
            if may_say(&mut state.bad_authentication, group.console.at) {
                group
                    .console
                    .log(&format!("%HSRP-4-BADAUTH2: Bad authentication from {src}"));
            }
        }
        Output::GratuitousArp { repeat: false, .. } | Output::Dropped { .. } => {}
    }
}

/// An interface with groups has come up.
pub(super) fn interface_up(console: &mut Console<'_>, interface: InterfaceName) {
    let settings = console.device.config().interface(interface);
    let first = settings.and_then(|settings| settings.standby.keys().next().copied());
    if let Some(number) = first {
        let number = GroupNumber(number);
        Group {
            console,
            interface,
            number,
        }
        .debug_interface("Interface up");
    }
}

/// A message that arrived.
pub(super) fn received(
    console: &mut Console<'_>,
    interface: InterfaceName,
    src: Ipv4Addr,
    repr: &Repr,
) {
    Group {
        console,
        interface,
        number: repr.group,
    }
    .packet("in", src, repr);
}

/// One group's voice.
struct Group<'a, 'b> {
    console: &'a mut Console<'b>,
    interface: InterfaceName,
    number: GroupNumber,
}

impl Group<'_, '_> {
    /// An event, shown by all but `debug standby packets`.
    fn debug(&mut self, text: &str) {
        let text = format!("Grp {} {text}", self.number);
        self.debug_interface(&text);
    }

    fn debug_interface(&mut self, text: &str) {
        let flags = self.console.debug;
        if flags.standby || flags.standby_terse || flags.standby_events {
            self.console
                .debug(&format!("HSRP: {} {text}", self.interface.short()));
        }
    }

    fn machine(&self) -> Option<&crate::node::StandbyGroup> {
        let device = self.console.device;
        let ifx = device.index_of(self.interface)?;
        let is_it = |group: &&crate::node::StandbyGroup| {
            group.interface == ifx && group.machine.number() == self.number
        };
        device.standby_groups().iter().find(is_it)
    }

    fn name(&self) -> Option<String> {
        self.console.device.group_name(self.machine()?)
    }

    fn event(&mut self, state: State, cause: Cause) {
        if cause.event == Event::Disabled {
            self.debug_interface("Interface going DOWN");
        }
        let text = event_text(cause);
        self.debug(&format!("{}: {text}", standby_state_name(state)));
    }

    fn state_changed(&mut self, from: State, to: State) {
        let change = format!("{} -> {}", standby_state_name(from), standby_state_name(to));
        self.debug(&change);
        let is_role = |state: State| matches!(state, State::Active | State::Standby);
        if is_role(from) || is_role(to) {
            let (interface, number) = (self.interface, self.number);
            self.console.log(&format!(
                "%HSRP-5-STATECHANGE: {interface} Grp {number} state {change}"
            ));
        }
        if let Some(name) = self.name() {
            self.debug(&format!("Redundancy \"{name}\" state {change}"));
        }
    }

    fn router_changed(&mut self, role: &str, from: Router, to: Router) {
        let (to, was) = (router_text(to), router_text(from));
        // Nobody is worth no mention as the one before.
        if from == Router::Unknown {
            self.debug(&format!("{role} router is {to}"));
        } else {
            self.debug(&format!("{role} router is {to}, was {was}"));
        }
    }

    fn track_changed(&mut self, index: usize, up: bool) {
        let Some(track) = self
            .machine()
            .and_then(|group| group.machine.config().tracks.get(index).copied())
        else {
            return;
        };
        let change = if up { "Down -> Up" } else { "Up -> Down" };
        let text = match track.target {
            TrackTarget::Object(id) => format!("Track {id} object changed, state {change}"),
            TrackTarget::Interface(ifx) => {
                let name = self.console.device.interfaces()[usize::from(ifx.0)].name;
                format!("Track interface {} changed, state {change}", name.short())
            }
        };
        self.debug(&text);
    }

    fn different_virtual_ip(&mut self, theirs: Ipv4Addr) {
        let ours = self.machine().and_then(|group| group.machine.virtual_ip());
        if let Some(ours) = ours {
            let (interface, number) = (self.interface, self.number);
            self.console.log(&format!(
                "%HSRP-4-DIFFVIP1: {interface} Grp {number} active routers virtual IP address {theirs} is different \
                 to the locally configured address {ours}"
            ));
        }
    }

    /// A message that leaves: the sender is this interface.
    fn sent(&mut self, repr: &Repr) {
        let device = self.console.device;
        let own = device
            .index_of(self.interface)
            .map(|ifx| &device.interfaces()[usize::from(ifx.0)]);
        let own = own
            .and_then(crate::node::interface::Interface::addr)
            .unwrap_or(Ipv4Addr::UNSPECIFIED);
        self.packet("out", own, repr);
    }

    fn packet(&mut self, way: &str, addr: Ipv4Addr, repr: &Repr) {
        let flags = self.console.debug;
        let is_hello = repr.op_code == OpCode::Hello;
        if flags.standby || flags.standby_packets || (flags.standby_terse && !is_hello) {
            let text = packet_text(way, addr, repr);
            let (interface, number) = (self.interface.short(), self.number);
            self.console
                .debug(&format!("HSRP: {interface} Grp {number} {text}"));
        }
    }
}

/// `Hello  out 155.1.146.4 Standby pri 100 vIP 155.1.146.254`.
fn packet_text(way: &str, addr: Ipv4Addr, repr: &Repr) -> String {
    let op_code = repr.op_code.to_string();
    let state = match repr.state {
        WireState::Initial => "Init".to_owned(),
        state => state.to_string(),
    };
    let (priority, virtual_ip) = (repr.priority, repr.virtual_ip);
    format!("{op_code:<6} {way:<3} {addr} {state:<7} pri {priority} vIP {virtual_ip}")
}

fn router_text(router: Router) -> String {
    match router {
        Router::Unknown => "unknown".to_owned(),
        Router::Local => "local".to_owned(),
        Router::Remote { addr, .. } => addr.to_string(),
    }
}

/// An event with the router behind it, as C-9234 and captures have it.
fn event_text(cause: Cause) -> String {
    let letter = cause.event.letter();
    let text = match cause.event {
        Event::Enabled => "HSRP enabled",
        Event::Disabled => "HSRP disabled (interface down)",
        Event::ActiveTimerExpired => "Active timer expired",
        Event::StandbyTimerExpired => "Standby timer expired",
        Event::HelloTimerExpired => "Hello timer expired",
        Event::HelloFromHigherSpeak => "Hello rcvd from higher pri Speak router",
        Event::HelloFromHigherActive => "Hello rcvd from higher pri Active router",
        Event::HelloFromLowerActive => "Hello rcvd from lower pri Active router",
        Event::ResignFromActive => "Resign rcvd",
        Event::CoupFromHigher => "Coup rcvd from higher pri router",
        Event::HelloFromHigherStandby => "Hello rcvd from higher pri Standby router",
        Event::HelloFromLowerStandby => "Hello rcvd from lower pri Standby router",
        Event::VirtualIpConfigured => "Standby IP address configured",
    };
    let who = match (cause.event, cause.router, cause.priority) {
        (Event::ActiveTimerExpired | Event::StandbyTimerExpired, router, _) => {
            format!(
                " ({})",
                router.map_or_else(|| "unknown".to_owned(), |addr| addr.to_string())
            )
        }
        (_, Some(addr), Some(priority)) => format!(" ({priority}/{addr})"),
        _ => String::new(),
    };
    format!("{letter}/{text}{who}")
}
