//! `(config)#`: what belongs to no protocol, and the lines that are kept.

use super::super::change::{global, interface, route, switchport};
use super::super::mode::DeviceKind;
use super::{Action, Rule, Scope};

fn on_switch(scope: Scope<'_>) -> bool {
    scope.kind == DeviceKind::Switch
}

/// Lines the lab acts on, and lines that say what is so anyway.
pub(super) const RULES: &[Rule] = &[
    Rule::set(
        "hostname host-name:WORD",
        "hostname [host-name:WORD]",
        global::hostname,
    ),
    Rule::set(
        "interface interface-name:IF [link=point-to-point|link=multipoint]",
        "interface interface-name:IF",
        interface::interface,
    ),
    Rule::new(
        "interface range interfaces:LINE",
        Action::Change(interface::range),
    ),
    Rule::set(
        "service timestamps [which=debug|which=log] [stamp=datetime [msec|localtime|show-timezone|year]*|stamp=uptime]",
        "service timestamps [which=debug|which=log] [stamp=datetime [msec|localtime|show-timezone|year]*|stamp=uptime]",
        global::timestamps,
    ),
    Rule::set(
        "service sequence-numbers",
        "service sequence-numbers",
        global::sequence_numbers,
    ),
    Rule::set(
        "logging buffered [size:<4096-2147483647>] @level",
        "logging buffered [size:<4096-2147483647>] @level",
        global::logging_buffered,
    ),
    Rule::set(
        "logging {destination=console|destination=monitor} @level",
        "logging {destination=console|destination=monitor} @level",
        global::logging_destination,
    ),
    Rule::set("logging on", "logging on", global::logging_on),
    Rule::set("ip routing", "ip routing", route::ip_routing),
    Rule::set(
        "ip route network:A.B.C.D mask:A.B.C.D {interface-name:IF [next-hop:A.B.C.D]|next-hop:A.B.C.D} \
         [distance:<1-255>|name route-name:WORD|permanent]*",
        "ip route network:A.B.C.D mask:A.B.C.D [interface-name:IF [next-hop:A.B.C.D]|next-hop:A.B.C.D] \
         [distance:<1-255>|name route-name:WORD|permanent]*",
        route::ip_route,
    ),
    Rule::set(
        "track object:<1-500> [interface interface-name:IF {line-protocol|ip routing}|\
         ip route network:A.B.C.D mask:A.B.C.D reachability|rtr operation:<1-65535> [state|reachability]]",
        "track object:<1-500> [interface interface-name:IF {line-protocol|ip routing}|\
         ip route network:A.B.C.D mask:A.B.C.D reachability|rtr operation:<1-65535> [state|reachability]]",
        global::track,
    ),
    Rule::set(
        "ip host host-name:WORD address:A.B.C.D [address:A.B.C.D]*",
        "ip host host-name:WORD [address:A.B.C.D]*",
        global::host,
    ),
    Rule::set(
        "line {line-type=console zero:<0-0>|line-type=aux zero:<0-0>|line-type=vty first:<0-15> [last:<0-15>]}",
        "line line-type=vty first:<0-15> [last:<0-15>]",
        global::line,
    ),
    Rule::set("control-plane", "control-plane", global::control_plane),
    Rule::set("vlan vlans:VLANS", "vlan vlans:VLANS", switchport::vlan).only(on_switch),
    Rule::new("version release:WORD", Action::AsIs),
    Rule::new("boot-start-marker", Action::AsIs),
    Rule::new("boot-end-marker", Action::AsIs),
    Rule::new("ip forward-protocol nd", Action::AsIs),
    Rule::new(
        "vlan internal allocation policy {ascending|descending}",
        Action::AsIs,
    )
    .only(on_switch),
];

/// Lines that are parsed and not simulated.
pub(super) const KEPT: &[Rule] = &[
    Rule::keep("service password-encryption", "service password-encryption"),
    Rule::keep(
        "service {config|compress-config|dhcp|finger|internal|nagle|pad|tcp-keepalives-in|\
         tcp-keepalives-out|tcp-small-servers|udp-small-servers|telnet-zeroidle}",
        "service {config|compress-config|dhcp|finger|internal|nagle|pad|tcp-keepalives-in|\
         tcp-keepalives-out|tcp-small-servers|udp-small-servers|telnet-zeroidle}",
    ),
    Rule::keep("boot system image:LINE", "boot system [image:LINE]"),
    Rule::keep("logging trap @level", "logging trap"),
    Rule::keep("logging facility facility:WORD", "logging facility"),
    Rule::keep(
        "logging source-interface interface-name:IF",
        "logging source-interface",
    ),
    Rule::keep(
        "logging host address:A.B.C.D",
        "logging host address:A.B.C.D",
    ),
    Rule::keep("logging address:A.B.C.D", "logging address:A.B.C.D"),
    Rule::keep("enable secret secret:LINE", "enable secret"),
    Rule::keep("enable password secret:LINE", "enable password"),
    Rule::keep("aaa new-model", "aaa new-model"),
    Rule::keep(
        "aaa {authentication|authorization|accounting|session-id} rest:LINE",
        "aaa {authentication|authorization|accounting|session-id} rest:LINE",
    ),
    Rule::keep("clock timezone rest:LINE", "clock timezone"),
    Rule::keep("clock summer-time rest:LINE", "clock summer-time"),
    Rule::keep("memory-size iomem percent:<1-50>", "memory-size iomem"),
    Rule::keep("ip source-route", "ip source-route"),
    Rule::keep("ip subnet-zero", "ip subnet-zero"),
    Rule::keep("ip cef [distributed]", "ip cef"),
    Rule::keep("ip domain lookup", "ip domain lookup"),
    Rule::keep("ip domain name domain:WORD", "ip domain name [domain:WORD]"),
    Rule::keep("ip domain-lookup", "ip domain-lookup"),
    Rule::keep("ip domain-name domain:WORD", "ip domain-name [domain:WORD]"),
    Rule::keep(
        "ip name-server address:A.B.C.D",
        "ip name-server [address:A.B.C.D]",
    ),
    Rule::keep("ip multicast-routing", "ip multicast-routing"),
    Rule::keep(
        "username user:WORD rest:LINE",
        "username user:WORD [rest:LINE]",
    ),
    Rule::keep("vtp domain domain:WORD", "vtp domain"),
    Rule::keep("vtp mode {client|off|server|transparent}", "vtp mode"),
    Rule::keep(
        "spanning-tree {mode|portfast|extend|vlan} rest:LINE",
        "spanning-tree {mode|portfast|extend|vlan} [rest:LINE]",
    ),
    Rule::keep("ip ssh rest:LINE", "ip ssh [rest:LINE]"),
    Rule::keep("ip tcp synwait-time seconds:<5-300>", "ip tcp synwait-time"),
    Rule::keep(
        "track timer {interface|ip route} seconds:<1-3000>",
        "track timer {interface|ip route}",
    ),
    Rule::set(
        "ip default-gateway address:A.B.C.D",
        "ip default-gateway [address:A.B.C.D]",
        route::default_gateway,
    ),
    Rule::keep("ip classless", "ip classless"),
    Rule::keep("ip http server", "ip http server"),
    Rule::keep("ip http secure-server", "ip http secure-server"),
    Rule::keep(
        "ip http authentication {aaa|enable|local}",
        "ip http authentication",
    ),
    Rule::keep(
        "ip route network:A.B.C.D mask:A.B.C.D Null0 [distance:<1-255>|name route-name:WORD|permanent|tag tag:<1-4294967295>]*",
        "ip route network:A.B.C.D mask:A.B.C.D Null0",
    ),
    Rule::keep(
        "ip route network:A.B.C.D mask:A.B.C.D {interface-name:IF [next-hop:A.B.C.D]|next-hop:A.B.C.D} \
         [distance:<1-255>|name route-name:WORD|permanent]* {track object:<1-500>|tag tag:<1-4294967295>} \
         [distance:<1-255>|name route-name:WORD|permanent|track object:<1-500>|tag tag:<1-4294967295>]*",
        "ip route network:A.B.C.D mask:A.B.C.D {interface-name:IF [next-hop:A.B.C.D]|next-hop:A.B.C.D} \
         [distance:<1-255>|name route-name:WORD|permanent]* {track object:<1-500>|tag tag:<1-4294967295>} \
         [distance:<1-255>|name route-name:WORD|permanent|track object:<1-500>|tag tag:<1-4294967295>]*",
    ),
    Rule::keep("snmp-server rest:LINE", "snmp-server [rest:LINE]"),
    Rule::keep("ntp rest:LINE", "ntp [rest:LINE]"),
    Rule::keep("tftp-server rest:LINE", "tftp-server [rest:LINE]"),
    Rule::keep("cdp run", "cdp run"),
    Rule::keep(
        "alias {exec|configure|interface} rest:LINE",
        "alias {exec|configure|interface} rest:LINE",
    ),
    Rule::keep(
        "banner {motd|login|exec|incoming} text:LINE",
        "banner {motd|login|exec|incoming}",
    ),
    Rule::keep(
        "scheduler {allocate|interval|heapcheck} rest:LINE",
        "scheduler {allocate|interval|heapcheck}",
    ),
];
