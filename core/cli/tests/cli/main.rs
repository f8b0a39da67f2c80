//! The program as a person or a script runs it: what it prints where, and how it ends.

mod capture;
mod commands;
mod exec;
mod lint;
mod run;
mod seat;
mod sweep;

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

const ARTICLE: &str = "ipsec-ha-hsrp";

/// What a call came to.
struct Ran {
    call: String,
    ok: bool,
    out: String,
    err: String,
}

fn vipsec(args: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_vipsec"))
        .args(args)
        .output();
    let Output {
        status,
        stdout,
        stderr,
    } = output.expect("the program was built for this test");
    assert!(
        status.code().is_some(),
        "vipsec {args:?} was killed: {status}"
    );
    Ran {
        call: format!("vipsec {}", args.join(" ")),
        ok: status.success(),
        out: String::from_utf8(stdout).expect("it prints UTF-8"),
        err: String::from_utf8(stderr).expect("it prints UTF-8"),
    }
}

impl Ran {
    /// Its standard output, if it ended well.
    fn good(&self) -> &str {
        assert!(self.ok, "{}: {}", self.call, self.err);
        &self.out
    }

    fn json(&self) -> Value {
        let text = self.good();
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{}: {error}: {text}", self.call))
    }

    /// It failed, said why on standard error and nothing on standard output.
    fn assert_refused(&self, word: &str) {
        assert!(!self.ok, "{} went well: {}", self.call, self.out);
        assert_eq!(self.out, "", "{}", self.call);
        assert!(self.err.contains(word), "{}: {}", self.call, self.err);
    }
}

/// A file of its own for a test.
fn file(name: &str, text: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("the folder for tests can be written to");
    path.to_str().expect("a path of letters").to_owned()
}

/// The names of an object's fields.
fn fields(value: &Value) -> Vec<&str> {
    let object = value
        .as_object()
        .unwrap_or_else(|| panic!("not an object: {value}"));
    object.keys().map(String::as_str).collect()
}

#[test]
fn without_arguments_it_says_how_to_use_it() {
    let ran = vipsec(&[]);
    assert!(!ran.ok);
    for word in ["list", "run", "exec", "sweep", "lint"] {
        assert!(ran.err.contains(word), "{}", ran.err);
    }
    assert!(vipsec(&["--version"]).good().starts_with("vipsec "));
    vipsec(&["fly"]).assert_refused("fly");
}

#[test]
fn list_names_every_built_in_scenario() {
    let rows = vipsec(&["list", "--json"]).json();
    let rows = rows.as_array().expect("an array");
    let ids: Vec<_> = rows.iter().filter_map(|row| row["id"].as_str()).collect();
    assert!(
        ids.contains(&ARTICLE) && ids.contains(&"ipsec-ha-hsrp-strict-dpd"),
        "{ids:?}"
    );
    assert_eq!(ids.len(), rows.len());
    for row in rows {
        let mut names = fields(row);
        names.sort_unstable();
        assert_eq!(names, ["id", "summary", "title"]);
        assert!(row["title"].as_str().is_some_and(|title| !title.is_empty()));
        assert!(
            row["summary"]
                .as_str()
                .is_some_and(|summary| summary.len() > 20)
        );
    }
    let plain = vipsec(&["list"]);
    for id in ids {
        assert!(
            plain.good().lines().any(|line| line.starts_with(id)),
            "{}",
            plain.out
        );
    }
}
