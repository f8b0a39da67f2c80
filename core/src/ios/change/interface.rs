//! `interface …` and what every kind of interface has.

use crate::node::config::{Encapsulation, InterfaceAddress, InterfaceConfig, RipVersions};
use crate::types::{InterfaceKind, InterfaceName, Ipv4Addr, Prefix, VlanId};

use super::super::error::Refusal;
use super::super::grammar::Args;
use super::super::mode::{DeviceKind, Mode, interface_block};
use super::{Change, DONE, Form, Outcome, kept};

/// The settings of an interface that has just been created or reset.
pub(crate) fn fresh(name: InterfaceName, kind: DeviceKind) -> InterfaceConfig {
    let is_switch_port = kind == DeviceKind::Switch && name.kind.is_physical();
    InterfaceConfig {
        switchport: is_switch_port.then(Default::default),
        ..InterfaceConfig::default()
    }
}

/// `interface NAME [point-to-point|multipoint]`.
pub(crate) fn interface(change: &mut Change<'_>, args: &Args) -> Outcome {
    let Some(name) = args.interface("interface-name") else {
        return Err(Refusal::Incomplete);
    };
    if !can_exist(change, name) {
        return Err(Refusal::Argument("interface-name"));
    }
    match change.form {
        Form::Plain => enter(change, name, point_to_point(args)),
        Form::No => remove(change, name),
        Form::Default => reset(change, name),
    }
}

/// `interface range Fa0/1 - 4 , Fa0/6`: interfaces that are there already.
pub(crate) fn range(change: &mut Change<'_>, args: &Args) -> Outcome {
    let text = args.text("interfaces").unwrap_or_default();
    let names = interfaces_in(text).ok_or(Refusal::Argument("interfaces"))?;
    let exists = |name| change.config.interfaces.contains_key(name);
    if names.is_empty() || !names.iter().all(exists) {
        return Err(Refusal::Argument("interfaces"));
    }
    change.go(Mode::InterfaceRange(names))
}

/// Reads `Fa0/1 - 4 , Fa0/6`; at most as many interfaces as a switch has.
fn interfaces_in(text: &str) -> Option<Vec<InterfaceName>> {
    const MAX: usize = 512;
    let mut names = Vec::new();
    for piece in text.split(',') {
        let piece: String = piece.split_whitespace().collect();
        let (first, last) = piece.split_once('-').unwrap_or((&piece, ""));
        let mut name: InterfaceName = first.parse().ok()?;
        // `Fa0/1 - Fa0/4` as well as `Fa0/1 - 4`.
        let last = match (last, last.parse::<InterfaceName>()) {
            ("", _) => name.port,
            (_, Ok(other)) => other.port,
            (digits, _) => digits.parse().ok()?,
        };
        if last < name.port || usize::from(last - name.port) + names.len() > MAX {
            return None;
        }
        while name.port <= last {
            names.push(name);
            name.port = name.port.checked_add(1)?;
        }
    }
    Some(names)
}

fn point_to_point(args: &Args) -> Option<bool> {
    match args.keyword("link")? {
        "point-to-point" => Some(true),
        _ => Some(false),
    }
}

/// Whether the box can have such an interface.
pub(crate) fn can_exist(change: &Change<'_>, name: InterfaceName) -> bool {
    let is_router = change.kind == DeviceKind::Router;
    match name.kind {
        InterfaceKind::Loopback => name.subinterface.is_none(),
        InterfaceKind::Vlan => {
            !is_router && name.subinterface.is_none() && (1..=4094).contains(&name.port)
        }
        _ => change.ports.contains(&name.parent()) && (is_router || name.subinterface.is_none()),
    }
}

fn enter(change: &mut Change<'_>, name: InterfaceName, link: Option<bool>) -> Outcome {
    let is_serial_sub = name.kind == InterfaceKind::Serial && name.subinterface.is_some();
    if !is_serial_sub && link.is_some() {
        return Err(Refusal::Argument("link"));
    }
    let kind = change.kind;
    match change.config.interfaces.get(&name) {
        None if is_serial_sub && link.is_none() => return Err(Refusal::Incomplete),
        Some(old) if link.is_some() && old.point_to_point != link => {
            return Err(Refusal::LinkTypeFixed);
        }
        Some(_) => {}
        None => {
            let settings = InterfaceConfig {
                point_to_point: link,
                ..fresh(name, kind)
            };
            change.config.interfaces.insert(name, settings);
        }
    }
    change.go(Mode::Interface(name))
}

/// What 12.4 prints when a subinterface is removed; the percent sign is of some releases only.
const SUBINTERFACE_GOES: &str =
    "% Not all config may be removed and may reappear after reactivating the sub-interface";

fn remove(change: &mut Change<'_>, name: InterfaceName) -> Outcome {
    if name.kind.is_physical() && name.subinterface.is_none() {
        return Err(Refusal::PhysicalInterface);
    }
    if change.config.interfaces.remove(&name).is_some() && name.subinterface.is_some() {
        change.note(SUBINTERFACE_GOES);
    }
    change.forget(&interface_block(name));
    DONE
}

fn reset(change: &mut Change<'_>, name: InterfaceName) -> Outcome {
    let Some(old) = change.config.interfaces.get_mut(&name) else {
        return Err(Refusal::Argument("interface-name"));
    };
    let link = old.point_to_point;
    *old = InterfaceConfig {
        point_to_point: link,
        ..fresh(name, change.kind)
    };
    change.forget(&interface_block(name));
    change.note(&format!("Interface {name} set to default configuration"));
    DONE
}

/// `description …`.
pub(crate) fn description(change: &mut Change<'_>, args: &Args) -> Outcome {
    let text = args.text("text").map(str::to_owned);
    change.here().description = change.unless_no(text);
    DONE
}

/// `shutdown`.
pub(crate) fn shutdown(change: &mut Change<'_>, _: &Args) -> Outcome {
    change.here().shutdown = change.is_plain();
    DONE
}

/// `ip address A M [secondary]`.
pub(crate) fn ip_address(change: &mut Change<'_>, args: &Args) -> Outcome {
    let given = args.address("address").zip(args.address("mask"));
    let Some((addr, mask)) = given else {
        return remove_addresses(change);
    };
    let prefix = Prefix::from_mask(addr, mask).filter(|prefix| prefix.len() > 0);
    let Some(prefix) = prefix else {
        return Err(Refusal::BadMask(addr, mask));
    };
    let address = InterfaceAddress {
        addr,
        len: prefix.len(),
    };
    if !change.is_plain() {
        return remove_address(change, address, args.has("secondary"));
    }
    check_address(change, address)?;
    let here = change.here();
    if !args.has("secondary") {
        here.secondary.retain(|old| *old != address);
        here.address = Some(address);
    } else if here.address != Some(address) && !here.secondary.contains(&address) {
        here.secondary.push(address);
    }
    DONE
}

/// What IOS asks of an address before it takes it.
fn check_address(change: &mut Change<'_>, address: InterfaceAddress) -> Result<(), Refusal> {
    let InterfaceAddress { addr, len } = address;
    if addr.is_loopback() || matches!(addr.octets()[0], 0 | 224..=255) {
        return Err(Refusal::NotUnicast(addr));
    }
    let prefix = address.prefix();
    if len < 31 && (addr == prefix.network() || addr == prefix.broadcast()) {
        return Err(Refusal::NotAHost(addr, len));
    }
    let (name, here) = change.interface();
    if here.switchport.is_some() {
        return Err(Refusal::LayerTwoPort);
    }
    if here
        .standby
        .values()
        .any(|group| group.ip == Some(Some(addr)))
    {
        return Err(Refusal::OwnVirtualAddress);
    }
    let is_lan_sub = name.kind.is_ethernet() && name.subinterface.is_some();
    if is_lan_sub && here.encapsulation == Encapsulation::Default {
        return Err(Refusal::NoVlanYet);
    }
    match overlapping(change, name, prefix) {
        Some(other) => Err(Refusal::Overlap(prefix.network(), other)),
        None => Ok(()),
    }
}

fn overlapping(change: &Change<'_>, here: InterfaceName, prefix: Prefix) -> Option<InterfaceName> {
    let others = change
        .config
        .interfaces
        .iter()
        .filter(|(name, _)| **name != here);
    let overlaps = |settings: &InterfaceConfig| {
        settings
            .address
            .iter()
            .chain(&settings.secondary)
            .any(|other| other.prefix().covers(prefix) || prefix.covers(other.prefix()))
    };
    others
        .filter(|(_, settings)| overlaps(settings))
        .map(|(name, _)| *name)
        .next()
}

fn remove_addresses(change: &mut Change<'_>) -> Outcome {
    let here = change.here();
    here.address = None;
    here.secondary.clear();
    DONE
}

fn remove_address(
    change: &mut Change<'_>,
    address: InterfaceAddress,
    is_secondary: bool,
) -> Outcome {
    let here = change.here();
    if is_secondary && here.secondary.contains(&address) {
        here.secondary.retain(|old| *old != address);
        return DONE;
    }
    if is_secondary || here.address != Some(address) {
        return Err(Refusal::NoSuchAddress);
    }
    if !here.secondary.is_empty() {
        return Err(Refusal::SecondaryFirst);
    }
    here.address = None;
    DONE
}

/// `encapsulation dot1Q N [native]`.
pub(crate) fn dot1q(change: &mut Change<'_>, args: &Args) -> Outcome {
    let Some(vlan) = args.small("vlan").map(VlanId).filter(|_| change.is_plain()) else {
        let here = change.here();
        here.encapsulation = Encapsulation::Default;
        return remove_addresses(change);
    };
    let (name, _) = change.interface();
    let siblings = change
        .config
        .interfaces
        .iter()
        .filter(|(other, _)| other.parent() == name.parent() && **other != name);
    for (other, settings) in siblings {
        if matches!(settings.encapsulation, Encapsulation::Dot1q { vlan: taken, .. } if taken == vlan)
        {
            return Err(Refusal::VlanInUse(vlan, *other));
        }
    }
    change.here().encapsulation = Encapsulation::Dot1q {
        vlan,
        native: args.has("native"),
    };
    DONE
}

/// `[no] ip split-horizon`.
pub(crate) fn split_horizon(change: &mut Change<'_>, _: &Args) -> Outcome {
    let wanted = match change.form {
        Form::Plain => Some(true),
        Form::No => Some(false),
        Form::Default => None,
    };
    let (name, here) = change.interface();
    here.split_horizon = wanted.filter(|on| *on != splits_by_default(name, here));
    DONE
}

/// Split horizon is off on physical Frame Relay interfaces only.
pub(crate) const fn splits_by_default(name: InterfaceName, here: &InterfaceConfig) -> bool {
    name.subinterface.is_some() || !matches!(here.encapsulation, Encapsulation::FrameRelay { .. })
}

/// `ip rip send|receive version …`.
pub(crate) fn rip_versions(change: &mut Change<'_>, args: &Args) -> Outcome {
    let versions = change.unless_no(Some(RipVersions {
        v1: args.has("v1"),
        v2: args.has("v2"),
    }));
    let here = change.here();
    if args.has("send") {
        here.rip_send = versions;
    } else {
        here.rip_receive = versions;
    }
    DONE
}

/// `bandwidth N`.
pub(crate) fn bandwidth(change: &mut Change<'_>, args: &Args) -> Outcome {
    change.here().bandwidth_kbps = change.unless_no(args.number("kilobits"));
    DONE
}

/// `ip mtu N`.
pub(crate) fn ip_mtu(change: &mut Change<'_>, args: &Args) -> Outcome {
    let octets = args.small("octets").filter(|octets| *octets != 1500);
    change.here().ip_mtu = change.unless_no(octets);
    DONE
}

/// `[no] ip proxy-arp`.
pub(crate) fn proxy_arp(change: &mut Change<'_>, _: &Args) -> Outcome {
    change.here().no_proxy_arp = change.form == Form::No;
    DONE
}

/// `keepalive [S]`: only on and off are simulated, not other intervals.
pub(crate) fn keepalive(change: &mut Change<'_>, args: &Args) -> Outcome {
    let form = change.form;
    change.here().no_keepalive = form == Form::No;
    let other = args
        .number("seconds")
        .filter(|secs| *secs != 10 && form == Form::Plain);
    change.form = Form::Plain;
    match other {
        Some(_) => kept::keep(change, args),
        None => kept::keep_line(change, "keepalive"),
    }
}

/// The address of an interface that `addr` is, if any.
pub(crate) fn is_own(change: &Change<'_>, addr: Ipv4Addr) -> bool {
    let mut all = change.config.interfaces.values();
    all.any(|settings| {
        settings
            .address
            .iter()
            .chain(&settings.secondary)
            .any(|own| own.addr == addr)
    })
}
