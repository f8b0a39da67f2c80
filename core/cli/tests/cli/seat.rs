//! `vipsec exec --interactive`, with lines from a file.

use std::io::Write;
use std::process::{Command, Stdio};

use super::{ARTICLE, vipsec};

/// What the console printed for these lines.
fn typed(device: &str, lines: &str, more: &[&str]) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vipsec"))
        .args(["exec", ARTICLE, "--interactive", device])
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program was built for this test");
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(lines.as_bytes()).expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("it prints UTF-8")
}

#[test]
fn lines_of_a_file_are_answered_in_turn_and_the_log_is_heard() {
    let text = typed(
        "R6",
        "conf t\nhostname Six\nend\nping 155.1.146.254 repeat 3\nshow history\nsh?\n",
        &["--from", "50s"],
    );
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "Rack1R6#conf t", "{text}");
    assert!(lines.contains(&"Six(config)#end"), "{text}");
    let log = lines
        .iter()
        .position(|line| line.ends_with("%SYS-5-CONFIG_I: Configured from console by console"));
    let log = log.unwrap_or_else(|| panic!("{text}"));
    assert_eq!(lines[log - 1], "Six#", "{text}");
    assert!(lines.contains(&"!!!"), "{text}");
    assert!(
        text.contains(
            "\nSix#show history\n  conf t\n  ping 155.1.146.254 repeat 3\n  show history\n"
        ),
        "{text}"
    );
    assert!(text.ends_with("\nSix#sh?\nshow\n\n"), "{text}");
}

#[test]
fn a_line_that_is_closed_can_be_opened_again() {
    let text = typed("R5", "exit\nshow privilege\nenable\nshow privilege\n", &[]);
    assert!(text.contains("\nPress RETURN to get started.\n"), "{text}");
    assert!(
        text.contains("\nRack1R5>show privilege\nCurrent privilege level is 1\n"),
        "{text}"
    );
    assert!(
        text.ends_with("\nRack1R5#show privilege\nCurrent privilege level is 15\n"),
        "{text}"
    );
}

#[test]
fn a_seat_needs_a_console() {
    vipsec(&["exec", ARTICLE, "--interactive", "R9"]).assert_refused("there is no device R9");
    vipsec(&["exec", ARTICLE, "--interactive", "R1", "--speed", "fast"]).assert_refused("fast");
    vipsec(&["exec", ARTICLE, "--speed", "2", "--at", "1s", "R1", "end"]).assert_refused("--speed");
}
