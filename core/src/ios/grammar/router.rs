//! `router rip`.

use super::super::change::rip;
use super::Rule;

/// The line that leads there.
pub(super) const GLOBAL: &[Rule] = &[Rule::set("router rip", "router rip", rip::router)];

/// `(config-router)#`.
pub(super) const RIP: &[Rule] = &[
    Rule::set(
        "version number:<1-2>",
        "version [number:<1-2>]",
        rip::version,
    ),
    Rule::set(
        "network network:A.B.C.D",
        "network network:A.B.C.D",
        rip::network,
    ),
    Rule::set(
        "passive-interface {default|interface-name:IF}",
        "passive-interface {default|interface-name:IF}",
        rip::passive_interface,
    ),
    Rule::set(
        "redistribute {static|connected} [metric metric-value:<0-16>]",
        "redistribute {static|connected} [metric [metric-value:<0-16>]]",
        rip::redistribute,
    ),
    Rule::set(
        "default-metric metric-value:<1-16>",
        "default-metric [metric-value:<1-16>]",
        rip::default_metric,
    ),
    Rule::set(
        "default-information originate",
        "default-information originate",
        rip::default_information,
    ),
    Rule::set(
        "offset-list list-name:WORD {in|out} offset:<0-16> [interface-name:IF]",
        "offset-list list-name:WORD {in|out} [offset:<0-16> [interface-name:IF]]",
        rip::offset_list,
    ),
    Rule::set("auto-summary", "auto-summary", rip::auto_summary),
    Rule::set(
        "distance distance:<1-255>",
        "distance [distance:<1-255>]",
        rip::distance,
    ),
    Rule::set(
        "maximum-paths paths:<1-16>",
        "maximum-paths [paths:<1-16>]",
        rip::maximum_paths,
    ),
    Rule::set(
        "timers basic update:<1-4294967> invalid:<1-4294967> holddown:<0-4294967> flush:<1-4294967>",
        "timers basic [update:<1-4294967> invalid:<1-4294967> holddown:<0-4294967> flush:<1-4294967>]",
        rip::timers,
    ),
    Rule::keep("neighbor address:A.B.C.D", "neighbor address:A.B.C.D"),
    Rule::keep("validate-update-source", "validate-update-source"),
    Rule::keep("output-delay milliseconds:<8-50>", "output-delay"),
    Rule::keep(
        "flash-update-threshold seconds:<0-30>",
        "flash-update-threshold",
    ),
    Rule::keep(
        "distribute-list list-name:WORD {in|out} [interface-name:IF]",
        "distribute-list list-name:WORD {in|out} [interface-name:IF]",
    ),
    Rule::keep(
        "distance distance:<1-255> address:A.B.C.D wildcard:A.B.C.D [list-name:WORD]",
        "distance distance:<1-255> address:A.B.C.D wildcard:A.B.C.D [list-name:WORD]",
    ),
    Rule::keep(
        "redistribute {static|connected} [metric metric-value:<0-16>] route-map map-name:WORD",
        "redistribute {static|connected} [metric metric-value:<0-16>] route-map map-name:WORD",
    ),
];
