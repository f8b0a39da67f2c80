//! Small modes: `line …`, `track …`, `vlan …`.

use super::super::change::switchport;
use super::Rule;

/// `(config-line)#`.
pub(super) const LINE: &[Rule] = &[
    Rule::keep("session-timeout minutes:<0-35791>", "session-timeout"),
    Rule::keep(
        "access-class list-name:WORD {in|out}",
        "access-class list-name:WORD {in|out}",
    ),
    Rule::keep(
        "exec-timeout minutes:<0-35791> [seconds:<0-2147483>]",
        "exec-timeout",
    ),
    Rule::keep(
        "privilege level number:<0-15>",
        "privilege level [number:<0-15>]",
    ),
    Rule::keep("password secret:LINE", "password [secret:LINE]"),
    Rule::keep(
        "logging synchronous [level severity:WORD] [limit buffers:<0-2147483647>]",
        "logging synchronous",
    ),
    Rule::keep(
        "login [local|authentication list-name:WORD]",
        "login [local|authentication list-name:WORD]",
    ),
    Rule::keep("exec", "exec"),
    Rule::keep("history size lines:<0-256>", "history size"),
    Rule::keep("length lines:<0-512>", "length"),
    Rule::keep("width columns:<0-512>", "width"),
    Rule::keep(
        "transport {input|output|preferred} rest:LINE",
        "transport {input|output|preferred} [rest:LINE]",
    ),
    Rule::keep("stopbits {1|1.5|2}", "stopbits"),
    Rule::keep("speed bits:<0-4294967295>", "speed"),
    Rule::keep("escape-character character:WORD", "escape-character"),
    Rule::keep("absolute-timeout minutes:<0-10000>", "absolute-timeout"),
];

/// `(config-track)#`.
pub(super) const TRACK: &[Rule] = &[Rule::keep(
    "delay {up|down} seconds:<0-180> [{up|down} seconds:<0-180>]",
    "delay {up|down}",
)];

/// `(config-vlan)#`.
pub(super) const VLAN: &[Rule] = &[
    Rule::set(
        "name vlan-name:WORD",
        "name [vlan-name:WORD]",
        switchport::vlan_name,
    ),
    Rule::set("state {active|suspend}", "state", switchport::vlan_state),
];
