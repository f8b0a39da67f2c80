//! Modes that are parsed and not simulated: key rings, ISAKMP profiles, dynamic maps, service level monitors, route maps.

use super::super::change::kept;
use super::super::mode::DeviceKind;
use super::{Action, Rule, Scope};

fn on_router(scope: Scope<'_>) -> bool {
    scope.kind == DeviceKind::Router
}

/// The lines that lead there, and those that stand beside them.
pub(super) const GLOBAL: &[Rule] = &[
    Rule::set(
        "crypto keyring keyring-name:WORD [vrf vrf-name:WORD]",
        "crypto keyring keyring-name:WORD [vrf vrf-name:WORD]",
        kept::keyring,
    )
    .only(on_router),
    Rule::set(
        "crypto isakmp profile profile-name:WORD",
        "crypto isakmp profile profile-name:WORD",
        kept::isakmp_profile,
    )
    .only(on_router),
    Rule::set(
        "crypto dynamic-map map-name:WORD map-sequence:<1-65535>",
        "crypto dynamic-map map-name:WORD [map-sequence:<1-65535>]",
        kept::dynamic_map,
    )
    .only(on_router),
    Rule::set(
        "ip sla monitor operation:<1-2147483647>",
        "ip sla monitor operation:<1-2147483647>",
        kept::sla_monitor,
    )
    .only(on_router),
    Rule::keep(
        "ip sla monitor schedule operation:<1-2147483647> [life {forever|seconds:<0-2147483647>}|\
         start-time {now|pending}|ageout seconds:<0-2073600>|recurring]*",
        "ip sla monitor schedule operation:<1-2147483647>",
    )
    .only(on_router),
    Rule::set(
        "route-map map-name:WORD [permit|deny] [sequence:<0-65535>]",
        "route-map map-name:WORD [permit|deny] [sequence:<0-65535>]",
        kept::route_map,
    )
    .only(on_router),
];

/// `(conf-keyring)#`.
pub(super) const KEYRING: &[Rule] = &[
    Rule::keep("description text:LINE", "description"),
    Rule::keep(
        "pre-shared-key address peer:A.B.C.D [peer-mask:A.B.C.D] key key-string:WORD",
        "pre-shared-key address peer:A.B.C.D [peer-mask:A.B.C.D]",
    ),
    Rule::keep(
        "pre-shared-key hostname host-name:WORD key key-string:WORD",
        "pre-shared-key hostname host-name:WORD",
    ),
    Rule::keep(
        "local-address {interface-name:IF|address:A.B.C.D}",
        "local-address",
    ),
];

/// `(conf-isa-prof)#`.
pub(super) const ISAKMP_PROFILE: &[Rule] = &[
    Rule::keep("description text:LINE", "description"),
    Rule::keep("keyring keyring-name:WORD", "keyring"),
    Rule::keep(
        "self-identity {address|fqdn|user-fqdn text:LINE}",
        "self-identity",
    ),
    Rule::keep(
        "match identity {address peer:A.B.C.D [peer-mask:A.B.C.D]|group group-name:WORD|host host-name:WORD|\
         user user:WORD}",
        "match identity {address peer:A.B.C.D [peer-mask:A.B.C.D]|group group-name:WORD|host host-name:WORD|\
         user user:WORD}",
    ),
    Rule::keep(
        "keepalive interval:<10-3600> retry retry:<2-60>",
        "keepalive",
    ),
    Rule::keep(
        "local-address {interface-name:IF|address:A.B.C.D}",
        "local-address",
    ),
    Rule::keep("vrf vrf-name:WORD", "vrf"),
    Rule::keep("initiate mode aggressive", "initiate mode"),
];

/// `(config-crypto-map)#` of a dynamic map.
pub(super) const DYNAMIC_MAP: &[Rule] = &[
    Rule::keep("description text:LINE", "description"),
    Rule::keep("set peer peer:A.B.C.D", "set peer peer:A.B.C.D"),
    Rule::keep(
        "set transform-set set-name:WORD [set-name:WORD]*",
        "set transform-set",
    ),
    Rule::keep("set pfs [group1|group2|group5|group14]", "set pfs"),
    Rule::keep(
        "set security-association lifetime {seconds lifetime-secs:<120-86400>|\
         kilobytes lifetime-kilobytes:<2560-536870912>}",
        "set security-association lifetime {seconds|kilobytes}",
    ),
    Rule::keep("set isakmp-profile profile-name:WORD", "set isakmp-profile"),
    Rule::keep("match address list-name:WORD", "match address"),
    Rule::keep("reverse-route", "reverse-route"),
];

/// `(config-sla-monitor)#`.
pub(super) const SLA_MONITOR: &[Rule] = &[Rule::new(
    "type echo protocol ipIcmpEcho target:A.B.C.D [source-ipaddr address:A.B.C.D|source-interface interface-name:IF]",
    Action::Change(kept::sla_type),
)];

/// `(config-sla-monitor-echo)#`.
pub(super) const SLA_MONITOR_ECHO: &[Rule] = &[
    Rule::keep("frequency seconds:<1-604800>", "frequency"),
    Rule::keep("timeout milliseconds:<0-604800000>", "timeout"),
    Rule::keep("threshold milliseconds:<0-60000>", "threshold"),
    Rule::keep("request-data-size octets:<0-16384>", "request-data-size"),
    Rule::keep("tos value:WORD", "tos"),
    Rule::keep("tag text:LINE", "tag"),
    Rule::keep("owner text:LINE", "owner"),
];

/// `(config-route-map)#`.
pub(super) const ROUTE_MAP: &[Rule] = &[
    Rule::keep("description text:LINE", "description"),
    Rule::keep("match rest:LINE", "match rest:LINE"),
    Rule::keep("set rest:LINE", "set rest:LINE"),
];
