//! `(config-if)#` and `(config-subif)#`.

use super::super::change::{crypto, frame_relay, interface, standby, switchport};
use super::super::mode::DeviceKind;
use super::{Rule, Scope};
use crate::types::InterfaceKind;

fn is_kind(scope: Scope<'_>, kind: InterfaceKind) -> bool {
    scope.interface().is_some_and(|name| name.kind == kind)
}

fn on_serial(scope: Scope<'_>) -> bool {
    is_kind(scope, InterfaceKind::Serial)
}

fn on_serial_port(scope: Scope<'_>) -> bool {
    on_serial(scope) && !on_subinterface(scope)
}

fn on_subinterface(scope: Scope<'_>) -> bool {
    scope
        .interface()
        .is_some_and(|name| name.subinterface.is_some())
}

fn on_lan_subinterface(scope: Scope<'_>) -> bool {
    on_lan(scope) && on_subinterface(scope)
}

fn on_lan(scope: Scope<'_>) -> bool {
    scope
        .interface()
        .is_some_and(|name| name.kind.is_ethernet())
}

/// HSRP runs on routed LAN interfaces.
fn on_routed_lan(scope: Scope<'_>) -> bool {
    on_lan(scope) && !scope.is_switch_port()
}

fn on_lan_port(scope: Scope<'_>) -> bool {
    on_lan(scope) && !on_subinterface(scope) && !is_kind(scope, InterfaceKind::Vlan)
}

fn on_layer_3(scope: Scope<'_>) -> bool {
    !scope.is_switch_port()
}

fn on_router(scope: Scope<'_>) -> bool {
    scope.kind == DeviceKind::Router
}

fn on_switch_port(scope: Scope<'_>) -> bool {
    scope.is_switch_port()
}

/// Lines the lab acts on.
pub(super) const RULES: &[Rule] = &[
    Rule::set("description text:LINE", "description [text:LINE]", interface::description),
    Rule::set("shutdown", "shutdown", interface::shutdown),
    Rule::set(
        "ip address address:A.B.C.D mask:A.B.C.D [secondary]",
        "ip address [address:A.B.C.D mask:A.B.C.D [secondary]]",
        interface::ip_address,
    ),
    Rule::set("bandwidth kilobits:<1-10000000>", "bandwidth [kilobits:<1-10000000>]", interface::bandwidth),
    Rule::set("ip mtu octets:<68-1500>", "ip mtu [octets:<68-1500>]", interface::ip_mtu).only(on_layer_3),
    Rule::set("ip proxy-arp", "ip proxy-arp", interface::proxy_arp).only(on_layer_3),
    Rule::set("ip split-horizon", "ip split-horizon", interface::split_horizon).only(on_layer_3),
    Rule::set(
        "ip rip {send|receive} version @versions",
        "ip rip {send|receive} version [@versions]",
        interface::rip_versions,
    )
    .only(on_layer_3),
    Rule::set("keepalive [seconds:<0-32767>]", "keepalive [seconds:<0-32767>]", interface::keepalive),
    Rule::set(
        "encapsulation dot1Q vlan:<1-4094> [native]",
        "encapsulation [dot1Q [vlan:<1-4094> [native]]]",
        interface::dot1q,
    )
    .only(on_lan_subinterface),
    Rule::set(
        "encapsulation {frame-relay [ietf]|hdlc}",
        "encapsulation [frame-relay [ietf]|hdlc]",
        frame_relay::encapsulation,
    )
    .only(on_serial_port),
    Rule::set(
        "frame-relay map ip address:A.B.C.D dlci:<16-1007> [broadcast|format=ietf|format=cisco]*",
        "frame-relay map ip address:A.B.C.D [dlci:<16-1007> [broadcast|format=ietf|format=cisco]*]",
        frame_relay::map,
    )
    .only(on_serial),
    Rule::set(
        "frame-relay interface-dlci dlci:<16-1007>",
        "frame-relay interface-dlci [dlci:<16-1007>]",
        frame_relay::interface_dlci,
    )
    .only(on_serial),
    Rule::set("frame-relay inverse-arp", "frame-relay inverse-arp", frame_relay::inverse_arp).only(on_serial),
    Rule::set(
        "frame-relay lmi-type {lmi=cisco|lmi=ansi|lmi=q933a}",
        "frame-relay lmi-type [lmi=cisco|lmi=ansi|lmi=q933a]",
        frame_relay::lmi_type,
    )
    .only(on_serial_port),
    Rule::set(
        "standby [group:<0-255>] ip [virtual:A.B.C.D]",
        "standby [group:<0-255>] ip [virtual:A.B.C.D]",
        standby::ip,
    )
    .only(on_routed_lan),
    Rule::set(
        "standby [group:<0-255>] timers {msec hello-ms:<15-999>|hello:<1-254>} {msec hold-ms:<50-3000>|hold:<1-255>}",
        "standby [group:<0-255>] timers [{msec hello-ms:<15-999>|hello:<1-254>} {msec hold-ms:<50-3000>|hold:<1-255>}]",
        standby::timers,
    )
    .only(on_routed_lan),
    Rule::set(
        "standby [group:<0-255>] priority priority:<0-255>",
        "standby [group:<0-255>] priority [priority:<0-255>]",
        standby::priority,
    )
    .only(on_routed_lan),
    Rule::set(
        "standby [group:<0-255>] preempt [delay [minimum minimum-secs:<0-3600>|reload reload-secs:<0-3600>|sync sync-secs:<0-3600>]*]",
        "standby [group:<0-255>] preempt [delay [minimum [minimum-secs:<0-3600>]|reload [reload-secs:<0-3600>]|sync [sync-secs:<0-3600>]]*]",
        standby::preempt,
    )
    .only(on_routed_lan),
    Rule::set(
        "standby [group:<0-255>] name group-name:WORD",
        "standby [group:<0-255>] name [group-name:WORD]",
        standby::name,
    )
    .only(on_routed_lan),
    Rule::set(
        "standby [group:<0-255>] authentication [text] string:WORD",
        "standby [group:<0-255>] authentication [[text] string:WORD]",
        standby::authentication,
    )
    .only(on_routed_lan),
    Rule::set(
        "standby [group:<0-255>] track {object:<1-500>|tracked:IF} [[decrement] cost:<1-255>]",
        "standby [group:<0-255>] track [{object:<1-500>|tracked:IF} [[decrement] cost:<1-255>]]",
        standby::track,
    )
    .only(on_routed_lan),
    Rule::set(
        "standby delay {minimum minimum-secs:<0-10000> [reload reload-secs:<0-10000>]|reload reload-secs:<0-10000>}",
        "standby delay [minimum [minimum-secs:<0-10000>]|reload [reload-secs:<0-10000>]]*",
        standby::delay,
    )
    .only(on_routed_lan),
    Rule::set(
        "crypto map map-name:WORD [redundancy group-name:WORD]",
        "crypto map [map-name:WORD] [redundancy [group-name:WORD]]",
        crypto::bind,
    )
    .only(|scope| on_router(scope) && on_layer_3(scope)),
];

/// `switchport …`.
pub(super) const LAYER_2: &[Rule] = &[
    Rule::set("switchport mode {access|trunk}", "switchport mode [access|trunk]", switchport::mode)
        .only(on_switch_port),
    Rule::set(
        "switchport access vlan vlan:<1-4094>",
        "switchport access vlan [vlan:<1-4094>]",
        switchport::access_vlan,
    )
    .only(on_switch_port),
    Rule::set(
        "switchport trunk encapsulation dot1q",
        "switchport trunk encapsulation [dot1q]",
        switchport::trunk_encapsulation,
    )
    .only(on_switch_port),
    Rule::set(
        "switchport trunk native vlan vlan:<1-4094>",
        "switchport trunk native vlan [vlan:<1-4094>]",
        switchport::native_vlan,
    )
    .only(on_switch_port),
    Rule::set(
        "switchport trunk allowed vlan {how=all|how=none|{how=add|how=remove|how=except} vlans:VLANS|vlans:VLANS}",
        "switchport trunk allowed vlan [vlans:VLANS]",
        switchport::allowed_vlans,
    )
    .only(on_switch_port),
    Rule::set("switchport", "switchport", switchport::layer_2).only(on_switch_port),
];

/// Lines that are parsed and not simulated.
pub(super) const KEPT: &[Rule] = &[
    Rule::keep("delay tens:<1-16777215>", "delay"),
    Rule::keep(
        "ip access-group list:WORD {in|out}",
        "ip access-group [list:WORD] {in|out}",
    )
    .only(on_layer_3),
    Rule::keep("ip redirects", "ip redirects").only(on_layer_3),
    Rule::keep("ip unreachables", "ip unreachables").only(on_layer_3),
    Rule::keep(
        "ip route-cache [cef|flow|same-interface]",
        "ip route-cache [cef|flow|same-interface]",
    )
    .only(on_layer_3),
    Rule::keep("ip tcp adjust-mss octets:<500-1460>", "ip tcp adjust-mss").only(on_layer_3),
    Rule::keep("ip ospf rest:LINE", "ip ospf rest:LINE").only(on_layer_3),
    Rule::keep("ip nat {inside|outside}", "ip nat {inside|outside}").only(on_layer_3),
    Rule::keep("ip directed-broadcast", "ip directed-broadcast").only(on_layer_3),
    Rule::keep(
        "ip summary-address rip address:A.B.C.D mask:A.B.C.D",
        "ip summary-address rip address:A.B.C.D mask:A.B.C.D",
    )
    .only(on_layer_3),
    Rule::keep(
        "ip rip {triggered|v2-broadcast}",
        "ip rip {triggered|v2-broadcast}",
    )
    .only(on_layer_3),
    Rule::keep("encapsulation ppp", "encapsulation ppp").only(on_serial_port),
    Rule::keep("mac-address mac:WORD", "mac-address"),
    Rule::keep("mtu octets:<64-18000>", "mtu"),
    Rule::keep("load-interval seconds:<30-600>", "load-interval"),
    Rule::keep(
        "logging event {link-status|subif-link-status|dlci-status-change}",
        "logging event {link-status|subif-link-status|dlci-status-change}",
    ),
    Rule::keep("duplex {auto|full|half}", "duplex").only(on_lan_port),
    Rule::keep("speed {auto|10|100|1000}", "speed").only(on_lan_port),
    Rule::keep("clock rate bits:<300-8000000>", "clock rate").only(on_serial_port),
    Rule::keep("clockrate bits:<300-8000000>", "clockrate").only(on_serial_port),
    Rule::keep("fair-queue", "fair-queue").only(on_serial_port),
    Rule::keep(
        "serial restart-delay seconds:<0-900>",
        "serial restart-delay",
    )
    .only(on_serial_port),
    Rule::keep(
        "spanning-tree {portfast|bpduguard|cost|guard|link-type|port-priority} [rest:LINE]",
        "spanning-tree {portfast|bpduguard|cost|guard|link-type|port-priority} [rest:LINE]",
    )
    .only(on_switch_port),
    Rule::keep("switchport nonegotiate", "switchport nonegotiate").only(on_switch_port),
    Rule::keep(
        "switchport mode dynamic {auto|desirable}",
        "switchport mode dynamic {auto|desirable}",
    )
    .only(on_switch_port),
    Rule::keep(
        "switchport trunk encapsulation {isl|negotiate}",
        "switchport trunk encapsulation {isl|negotiate}",
    )
    .only(on_switch_port),
    Rule::keep(
        "switchport port-security [rest:LINE]",
        "switchport port-security [rest:LINE]",
    )
    .only(on_switch_port),
    Rule::keep(
        "switchport voice vlan vlan:<1-4094>",
        "switchport voice vlan [vlan:<1-4094>]",
    )
    .only(on_switch_port),
    Rule::keep("standby version {1|2}", "standby version [1|2]").only(on_routed_lan),
    Rule::keep("standby use-bia [scope interface]", "standby use-bia").only(on_routed_lan),
    Rule::keep(
        "standby [group:<0-255>] mac-address mac:WORD",
        "standby [group:<0-255>] mac-address [mac:WORD]",
    )
    .only(on_routed_lan),
    Rule::keep(
        "standby [group:<0-255>] ip virtual:A.B.C.D secondary",
        "standby [group:<0-255>] ip virtual:A.B.C.D secondary",
    )
    .only(on_routed_lan),
    Rule::keep(
        "standby [group:<0-255>] authentication md5 rest:LINE",
        "standby [group:<0-255>] authentication md5 [rest:LINE]",
    )
    .only(on_routed_lan),
    Rule::keep("cdp enable", "cdp enable"),
    Rule::keep(
        "service-policy {input|output} name:WORD",
        "service-policy {input|output} name:WORD",
    ),
];
