//! What the wasm modules drag along.

use std::process::Command;

use crate::{assert_none, root};

/// Packages that bring the outside world into the core: entropy, the host's clock, JavaScript.
const OUTSIDE: &[&str] = &[
    "getrandom",
    "rand",
    "js-sys",
    "wasm-bindgen",
    "web-sys",
    "web-time",
    "chrono",
    "time",
    "tokio",
];

/// The packages of the worker may be JavaScript's neighbors, not more; and no second copy of the page.
const NOT_IN_WORKER: &[&str] = &["getrandom", "rand", "tokio", "yew", "gloo"];

/// The names of all packages that `package` needs at run time on wasm32, with itself.
fn needed_by(package: &str) -> Vec<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(root())
        .args([
            "tree",
            "--locked",
            "--offline",
            "--edges",
            "normal,no-proc-macro",
            "--prefix",
            "none",
        ])
        .args([
            "--target",
            "wasm32-unknown-unknown",
            "--format",
            "{p}",
            "--package",
            package,
        ])
        .output()
        .expect("cargo can be run");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo tree failed: {stderr}");
    names(&String::from_utf8_lossy(&output.stdout))
}

/// The first word of each line.
fn names(tree: &str) -> Vec<String> {
    tree.lines()
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

fn unwanted(package: &str, names: &[String], words: &[&str]) -> Vec<String> {
    let found = names.iter().filter(|name| words.contains(&name.as_str()));
    found
        .map(|name| format!("{package} needs {name}"))
        .collect()
}

#[test]
fn the_core_needs_nothing_from_outside() {
    let names = needed_by("vipsec-core");
    assert!(
        names.iter().any(|name| name == "vipsec-core"),
        "cargo tree printed {names:?}"
    );
    assert_none(&unwanted("vipsec-core", &names, OUTSIDE));
}

#[test]
fn the_worker_has_no_entropy_and_no_page() {
    let names = needed_by("vipsec-worker");
    assert!(
        names.iter().any(|name| name == "vipsec-core"),
        "cargo tree printed {names:?}"
    );
    assert_none(&unwanted("vipsec-worker", &names, NOT_IN_WORKER));
}

#[test]
fn the_page_shows_that_the_list_of_needs_is_complete() {
    let names = needed_by("vipsec-web");
    assert!(
        !unwanted("vipsec-web", &names, &["yew", "web-sys"]).is_empty(),
        "{names:?}"
    );
}

#[test]
fn an_unwanted_package_is_found_by_its_whole_name() {
    let names = names("vipsec-core v0.1.0 (/somewhere)\ngetrandom v0.4.0\nrandom-name v1.0.0\n");
    assert_eq!(
        unwanted("vipsec-core", &names, OUTSIDE),
        ["vipsec-core needs getrandom"]
    );
}
