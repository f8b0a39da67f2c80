//! Rules of the source that the compiler does not check: which layer may use which, words that have no
//! place in the core, markup from text in the page, and what the core's module drags along.

mod dependencies;
mod layers;
mod paths;
mod source;
mod words;

use std::path::{Path, PathBuf};

/// The folder of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ is in the workspace")
        .to_owned()
}

/// Fails with one line for each complaint.
fn assert_none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}
