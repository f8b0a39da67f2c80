//! `vipsec commands`, and the page of the documentation that it writes.

use super::vipsec;

/// With this in the environment the test writes the page instead of comparing it.
const UPDATE: &str = "UPDATE_DOCS";

#[test]
fn the_page_of_commands_is_as_the_program_writes_it() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/commands.md");
    let ran = vipsec(&["commands", "--markdown"]);
    let page = ran.good();
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(path, page).expect("the page can be written");
        return;
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    let mut pairs = page.lines().zip(kept.lines());
    let differing = pairs.find(|(now, kept)| now != kept);
    assert!(
        page == kept,
        "docs/commands.md is out of date, {UPDATE}=1 writes it; first difference: {differing:#?}"
    );
}
