//! The direction of the layers, as the table in ARCHITECTURE.md has it.

use std::collections::BTreeSet;

use crate::paths::{module_of, own_paths, paths_into};
use crate::source::files;
use crate::{assert_none, root};

/// A layer of the core, and the layers it may use besides itself.
struct Layer {
    name: &'static str,
    may_use: &'static [&'static str],
}

const LAYERS: &[Layer] = &[
    Layer {
        name: "time",
        may_use: &["rng", "types"],
    },
    Layer {
        name: "rng",
        may_use: &["time", "types"],
    },
    Layer {
        name: "types",
        may_use: &["time", "rng"],
    },
    Layer {
        name: "wire",
        may_use: &["time", "rng", "types"],
    },
    Layer {
        name: "crypto",
        may_use: &["time", "rng", "types"],
    },
    Layer {
        name: "proto",
        may_use: &["time", "rng", "types", "wire", "crypto"],
    },
    Layer {
        name: "node",
        may_use: &["time", "rng", "types", "wire", "crypto", "proto"],
    },
    // Not `wire`: the sim does not look inside frames.
    Layer {
        name: "sim",
        may_use: &["time", "rng", "types", "proto", "node"],
    },
    Layer {
        name: "ios",
        may_use: &["time", "rng", "types", "wire", "crypto", "proto", "node"],
    },
    Layer {
        name: "scenario",
        may_use: &[
            "time", "rng", "types", "wire", "crypto", "proto", "node", "sim", "ios",
        ],
    },
    Layer {
        name: "lab",
        may_use: &[
            "time", "rng", "types", "wire", "crypto", "proto", "node", "sim", "ios", "scenario",
        ],
    },
];

/// The one import between machines: IKE makes IPsec's security associations.
const BETWEEN_MACHINES: &[(&str, &str)] = &[("ike", "ipsec")];

/// What the programs around the core may use of it.
const PROGRAMS: &[(&str, &str)] = &[
    ("web/src", "lab::view"),
    ("web/worker/src", "lab"),
    ("core/cli/src", "lab"),
];

/// What a file of `core/src` uses against the direction. `machines` are the modules of `proto`.
fn wrong_directions(path: &str, text: &str, machines: &BTreeSet<String>) -> Vec<String> {
    let module = module_of(path);
    let Some(name) = module.first() else {
        return Vec::new();
    };
    let Some(layer) = LAYERS.iter().find(|layer| layer.name == name) else {
        return vec![format!(
            "core/src/{path}: `{name}` is a layer that the table in tests/tidy/layers.rs lacks"
        )];
    };
    let mut complaints = Vec::new();
    for used in own_paths(&module, text) {
        let target = used.segments.first().map_or("", String::as_str);
        let place = format!("core/src/{path}:{}", used.line);
        let shown = used.segments.join("::");
        if target != layer.name && !layer.may_use.contains(&target) {
            complaints.push(format!("{place}: `{name}` must not use `crate::{shown}`"));
        }
        let (Some(from), Some(to)) = (module.get(1), used.segments.get(1)) else {
            continue;
        };
        let siblings = name == "proto" && target == "proto" && from != to && machines.contains(to);
        if siblings && !BETWEEN_MACHINES.contains(&(from, to)) {
            complaints.push(format!(
                "{place}: the machine `{from}` must not use the machine `{to}` (`crate::{shown}`)"
            ));
        }
    }
    complaints
}

/// What a program uses of the core beside `allowed`.
fn past_the_door(path: &str, text: &str, allowed: &str) -> Vec<String> {
    let inside = |path: &str| path == allowed || path.starts_with(&format!("{allowed}::"));
    let used = paths_into("vipsec_core", text).into_iter();
    let used = used.map(|used| (used.line, used.segments.join("::")));
    let wrong = used.filter(|(_, shown)| !inside(shown));
    wrong
        .map(|(line, shown)| format!("{path}:{line}: uses `vipsec_core::{shown}`, not `{allowed}`"))
        .collect()
}

/// The machines: what `proto` has besides its own `mod.rs`.
fn machines(paths: impl Iterator<Item = String>) -> BTreeSet<String> {
    let modules = paths
        .map(|path| module_of(&path))
        .filter(|module| module[..].first().is_some_and(|m| m == "proto"));
    modules
        .filter_map(|module| module.get(1).cloned())
        .collect()
}

#[test]
fn the_core_uses_its_layers_in_one_direction() {
    let files = files(&root().join("core/src"), &["rs"]);
    assert!(
        files.iter().any(|file| file.path == "lib.rs"),
        "core/src was not found"
    );
    let machines = machines(files.iter().map(|file| file.path.clone()));
    let complaints: Vec<String> = files
        .iter()
        .flat_map(|file| wrong_directions(&file.path, &file.text, &machines))
        .collect();
    assert_none(&complaints);
}

#[test]
fn the_programs_use_the_core_through_its_door() {
    let mut complaints = Vec::new();
    for (folder, allowed) in PROGRAMS {
        for file in files(&root().join(folder), &["rs"]) {
            complaints.extend(past_the_door(
                &format!("{folder}/{}", file.path),
                &file.text,
                allowed,
            ));
        }
    }
    assert_none(&complaints);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(path: &str, text: &str) -> usize {
        let machines = ["hsrp", "ike", "ipsec"].map(str::to_owned).into();
        wrong_directions(path, text, &machines).len()
    }

    #[test]
    fn an_upward_use_is_found() {
        assert_eq!(
            complaints("wire/arp.rs", "use crate::{time::Instant, node::Node};"),
            1
        );
        assert_eq!(
            complaints("wire/arp.rs", "fn f() { crate::crypto::md5() }"),
            1
        );
        assert_eq!(
            complaints("sim/queue.rs", "use super::super::ios::Session;"),
            1
        );
        assert_eq!(complaints("ios/show.rs", "use crate::sim::World;"), 1);
        assert_eq!(
            complaints("sim/world.rs", "use crate::wire::ipv4::Ipv4;"),
            1
        );
        assert_eq!(
            complaints(
                "node/mod.rs",
                "mod tests { use crate::scenario::Scenario; }"
            ),
            1
        );
        assert_eq!(complaints("node/mod.rs", "use crate as everything;"), 1);
    }

    #[test]
    fn a_downward_use_is_fine() {
        assert_eq!(
            complaints(
                "wire/arp.rs",
                "use crate::types::MacAddr; use super::Reader;"
            ),
            0
        );
        assert_eq!(
            complaints(
                "lab/mod.rs",
                "use crate::{ios, sim::World, scenario::Scenario};"
            ),
            0
        );
        assert_eq!(complaints("lib.rs", "pub use crate::lab::Lab;"), 0);
    }

    #[test]
    fn machines_do_not_use_one_another() {
        assert_eq!(
            complaints("proto/hsrp/mod.rs", "use crate::proto::ike::Ike;"),
            1
        );
        assert_eq!(
            complaints("proto/hsrp/mod.rs", "use super::ipsec::sa::Spi;"),
            1
        );
        assert_eq!(
            complaints("proto/ipsec/mod.rs", "use crate::proto::ike::Ike;"),
            1
        );
        assert_eq!(
            complaints("proto/ike/mod.rs", "use crate::proto::ipsec::sa::Spi;"),
            0
        );
        assert_eq!(
            complaints(
                "proto/hsrp/state.rs",
                "use super::Output; use crate::proto::Why;"
            ),
            0
        );
    }

    #[test]
    fn a_layer_without_a_place_in_the_table_is_found() {
        assert_eq!(complaints("helpers/mod.rs", ""), 1);
        assert_eq!(complaints("node/mod.rs", "use crate::helpers::go;"), 1);
    }

    #[test]
    fn a_program_that_passes_the_door_is_found() {
        assert_eq!(
            past_the_door("a", "use vipsec_core::lab::{view::Row, Lab};", "lab::view").len(),
            1
        );
        assert_eq!(
            past_the_door("a", "use vipsec_core::labour::X;", "lab").len(),
            1
        );
        assert_eq!(
            past_the_door("a", "use vipsec_core as core;", "lab").len(),
            1
        );
        assert_eq!(
            past_the_door("a", "use vipsec_core::lab::{view::Row, Lab};", "lab").len(),
            0
        );
    }
}
