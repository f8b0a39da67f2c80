//! Golden transcripts: what consoles show, letter by letter.
//!
//! Each `*.txt` beside this file reads like the log of a terminal. Its head says which lab it is and what it shows:
//!
//! ```text
//! ! scenario ipsec-ha-hsrp, seed 7, from 45 s        an id, or a document beside the transcript; consoles are clear at 45 s
//! ! fault 70 s: pvc-down FR Serial0/1 105            happens by itself; the scenario's own faults do not
//! ! without flows                                    the scenario's pings and commands are not typed
//! ! Anything else behind an exclamation mark and a blank is a comment.
//! ```
//!
//! Then come sections. `! 60 s, R1` is when and where, `! 65 s` goes on at the same device, `! now, R4` sits down at another; comments
//! stand below these lines or above a typed one. Everything else is the screen: prompts, typed lines, output, log lines.
//! What stands behind a prompt was typed, each line a tenth of a second after the console was ready for it.
//! What a screen does not show is in angle quotes: `«Tab»`, `«?»` (with which the line comes back; a plain `?` is a script's), `«Ctrl-C»`,
//! `«Enter»` where nothing is typed, ` --More-- «Space»`, `«Ctrl-Shift-6»`, an answer to a question `[confirm]«y»`.
//! `«Ctrl-U»`, `«…»` and `«scenario»` are the runner's: a line that came back and was not gone on with, a line not finished yet, and one
//! that the scenario typed.
//!
//! Runs are deterministic, so nothing is compared loosely. `UPDATE_TRANSCRIPTS=1 cargo test -p vipsec-tests --test transcripts` writes the
//! files again with the same comments and typed lines; `TRANSCRIPT=hsrp` takes only those whose names contain that. A new one
//! needs just its head, its sections and its typed lines.

mod difference;
mod runner;
mod script;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use difference::difference;
use script::Script;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("transcripts")
}

/// The transcripts, in the order of their names.
fn files() -> Vec<PathBuf> {
    let wanted = std::env::var("TRANSCRIPT").unwrap_or_default();
    let entries = fs::read_dir(folder()).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    let is_wanted = |path: &PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        path.extension().is_some_and(|extension| extension == "txt") && name.contains(&wanted)
    };
    let mut files: Vec<PathBuf> = paths.filter(is_wanted).collect();
    files.sort();
    files
}

/// What is wrong with a transcript, if anything is; with `is_update` it is put right.
fn check(path: &Path, is_update: bool) -> Option<String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let text = fs::read_to_string(path).expect("a transcript is UTF-8");
    let shown = Script::parse(&text).and_then(|script| runner::run(&script, &folder()));
    let shown = match shown {
        Ok(shown) => shown,
        Err(error) => return Some(format!("{name}:{error}\n")),
    };
    if is_update && shown != text {
        fs::write(path, shown).expect("a transcript can be written");
        return None;
    }
    difference(&format!("tests/transcripts/{name}"), &text, &shown)
}

#[test]
fn consoles_show_what_the_transcripts_say() {
    let is_update = std::env::var_os("UPDATE_TRANSCRIPTS").is_some();
    let files = files();
    assert!(!files.is_empty(), "there are no transcripts");
    let next = Mutex::new(files.iter());
    let wrong = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(path) = { next.lock().expect("no worker panics").next() } {
                    if let Some(text) = check(path, is_update) {
                        wrong.lock().expect("no worker panics").push(text);
                    }
                }
            });
        }
    });
    let mut wrong = wrong.into_inner().expect("no worker panics");
    wrong.sort();
    assert!(wrong.is_empty(), "\n{}", wrong.concat());
}

/// A short transcript.
const SAMPLE: &str = "\
! scenario ipsec-ha-hsrp, seed 7, from 45 s
! without flows
! A sample.

! 45 s, R1
! The clock.
Rack1R1#show clock
*00:00:44.996 UTC Fri Mar 1 2002
Rack1R1#show clo«?»
clock

";

fn shown(text: &str) -> Result<String, String> {
    runner::run(&Script::parse(text)?, &folder())
}

#[test]
fn a_transcript_is_written_from_its_typed_lines() {
    let typed: Vec<&str> = SAMPLE
        .lines()
        .filter(|line| !line.starts_with('*'))
        .collect();
    let once = shown(&typed.join("\n")).expect("it runs");
    assert!(once.starts_with(SAMPLE), "{once}");
    assert!(once.ends_with("\nRack1R1#show clo«Ctrl-U»\n"), "{once}");
    assert_eq!(shown(&once).as_ref(), Ok(&once));
    let wrong = once.replace("UTC Fri Mar", "UTC  Fri Mar");
    let told = difference("sample.txt", &wrong, &once).expect("a blank more is a difference");
    assert!(told.contains("sample.txt:8"), "{told}");
}

#[test]
fn what_cannot_be_run_is_told_with_its_line() {
    for (text, error) in [
        ("! 45 s, R1\n", "1: the head does not name a scenario"),
        (
            "! scenario nothing, seed 1\n\n! 1 s, R1\n",
            "1: there is no scenario 'nothing'",
        ),
        (
            "! scenario ipsec-ha-hsrp, seed 7\n\n! 1 s, R9\n",
            "3: there is no device R9",
        ),
        (
            "! scenario ipsec-ha-hsrp, seed 7\n\n! 2 s, R1\n! 1 s\n",
            "4: it is 2.0 s already",
        ),
        (
            "! scenario ipsec-ha-hsrp, seed 7\n\nRack1R1#show clock\n",
            "3: typed before any section",
        ),
        (
            "! scenario ipsec-ha-hsrp, seed 7\n! fault soon\n",
            "2: a fault",
        ),
    ] {
        let told = shown(text).expect_err("it is wrong");
        assert!(told.starts_with(error), "{text}: {told}");
    }
}
