//! `?` and Tab, to the character.

use super::*;

fn at<T>(mode: Mode, kind: DeviceKind, ask: impl FnOnce(&Session, &DeviceContext<'_>) -> T) -> T {
    let ports = match kind {
        DeviceKind::Router => router_ports(),
        DeviceKind::Switch => ports(&["Fa0/1", "Fa0/2", "Fa0/24"]),
    };
    let config = blank("Rack1R1", &ports, kind);
    let device = DeviceContext {
        config: &config,
        ports: &ports,
        kind,
    };
    ask(&Session::at(mode), &device)
}

fn help(mode: Mode, line: &str) -> String {
    at(mode, DeviceKind::Router, |session, device| {
        session.help(line, device)
    })
}

fn exec(line: &str) -> String {
    help(Mode::PrivilegedExec, line)
}

fn interface(line: &str) -> String {
    help(Mode::Interface("Fa0/0".parse().unwrap()), line)
}

/// The words of a list, without the texts.
fn words(list: &str) -> Vec<&str> {
    let words = list.lines().filter_map(|line| line.strip_prefix("  "));
    words.filter_map(|line| line.split(' ').next()).collect()
}

#[test]
fn within_a_word_only_words_are_listed() {
    assert_eq!(exec("sh"), "show\n\n");
    assert_eq!(exec("con"), "configure\n\n");
    assert_eq!(exec("d"), "debug  disable\n\n");
    assert_eq!(exec("show cry"), "crypto\n\n");
    assert_eq!(help(Mode::Global, "no i"), "interface  ip\n\n");
    assert_eq!(
        interface("s"),
        "service-policy  shutdown  speed  standby\n\n"
    );
}

#[test]
fn many_words_stand_in_columns() {
    let shown = exec("show i");
    assert!(shown.lines().all(|line| line.len() < 80), "{shown}");
    let shown = help(Mode::Global, "s");
    assert_eq!(shown.lines().count(), 2, "{shown}");
    assert_eq!(
        help(Mode::Global, "service t"),
        "tcp-keepalives-in   tcp-keepalives-out  tcp-small-servers   telnet-zeroidle\ntimestamps\n\n"
    );
}

#[test]
fn behind_a_blank_each_word_has_its_text() {
    assert_eq!(
        interface("standby 1 timers "),
        "  <1-254>  Hello interval in seconds\n  msec     Specify hello interval in milliseconds\n\n"
    );
    assert_eq!(interface("ip address "), "  A.B.C.D  IP address\n\n");
    assert_eq!(
        interface("no ip address "),
        "  A.B.C.D  IP address\n  <cr>\n\n"
    );
    assert_eq!(
        exec("configure "),
        "  terminal  Configure from the terminal\n  <cr>\n\n"
    );
}

#[test]
fn a_whole_command_may_end_or_be_modified() {
    assert_eq!(
        exec("show clock "),
        "  detail  Display detailed information\n  |       Output modifiers\n  <cr>\n\n"
    );
    assert_eq!(
        exec("show clock detail "),
        "  |  Output modifiers\n  <cr>\n\n"
    );
    assert_eq!(
        exec("show clock | "),
        "  begin    Begin with the line that matches\n  exclude  Exclude lines that match\n  \
         include  Include lines that match\n  section  Filter a section of output\n\n"
    );
    assert_eq!(exec("show clock | in"), "include\n\n");
    assert_eq!(
        exec("show clock | include "),
        "  LINE  Regular Expression\n\n"
    );
    assert_eq!(exec("show clock | include x "), "  LINE    <cr>\n\n");
    assert_eq!(help(Mode::Global, "end "), "  <cr>\n\n");
    assert_eq!(interface("description a b "), "  LINE    <cr>\n\n");
}

#[test]
fn what_cannot_be_helped_is_said_so_and_nothing_more() {
    assert_eq!(exec("xyz"), "% Unrecognized command\n");
    assert_eq!(exec("xyz "), "% Unrecognized command\n");
    assert_eq!(exec("show clock detail more "), "% Unrecognized command\n");
    assert_eq!(exec("show c "), "% Ambiguous command:  \"show c \"\n");
    assert_eq!(
        interface("standby 1 timers 300 "),
        "% Unrecognized command\n"
    );
    // Commands of the mode above work here, but are not helped with.
    assert_eq!(interface("hostname "), "% Unrecognized command\n");
}

#[test]
fn the_bare_question_mark_lists_the_mode() {
    let shown = exec("");
    assert!(shown.starts_with("Exec commands:\n  clear"), "{shown}");
    assert!(
        shown.contains("\n  exit        Exit from the EXEC\n"),
        "{shown}"
    );
    assert!(
        shown.contains("\n  no          Disable debugging functions\n"),
        "{shown}"
    );
    assert!(
        shown.ends_with("to memory, network, or terminal\n\n"),
        "{shown}"
    );
    let shown = help(Mode::UserExec, "");
    for privileged in ["configure", "clear", "debug", "no", "write"] {
        assert!(!words(&shown).contains(&privileged), "{shown}");
    }
    let shown = help(Mode::Global, "");
    assert!(shown.starts_with("Configure commands:\n  aaa"), "{shown}");
    for word in ["default", "do", "end", "exit", "hostname", "no"] {
        assert!(words(&shown).contains(&word), "{word}: {shown}");
    }
    let shown = interface("");
    assert!(
        shown.starts_with("Interface configuration commands:\n"),
        "{shown}"
    );
    assert!(!words(&shown).contains(&"end") && !words(&shown).contains(&"switchport"));
    assert!(
        shown.contains("Exit from interface configuration mode"),
        "{shown}"
    );
}

#[test]
fn a_switch_port_has_other_commands_than_a_router() {
    let port = Mode::Interface("Fa0/1".parse().unwrap());
    let shown = at(port, DeviceKind::Switch, |session, device| {
        session.help("", device)
    });
    assert!(words(&shown).contains(&"switchport"), "{shown}");
}

#[test]
fn interfaces_are_those_of_the_box() {
    assert_eq!(
        words(&help(Mode::Global, "interface ")),
        ["FastEthernet", "Loopback", "Serial", "Vlan", "range"]
    );
    let number = |range: &str| format!("  {range}  FastEthernet interface number\n\n");
    assert_eq!(help(Mode::Global, "interface fast "), number("<0-0>"));
    assert_eq!(help(Mode::Global, "int fa 0/"), number("<0-1>"));
    assert_eq!(help(Mode::Global, "int fa0/"), number("<0-1>"));
    assert_eq!(help(Mode::Global, "int fa0"), "/\n\n");
    assert_eq!(help(Mode::Global, "int f"), "FastEthernet\n\n");
    let shown = at(Mode::Global, DeviceKind::Switch, |session, device| {
        session.help("interface fa0/", device)
    });
    assert_eq!(shown, number("<1-24>"));
}

#[test]
fn arguments_are_listed_where_what_is_typed_may_be_one() {
    assert_eq!(interface("standby 1"), "<0-255>\n\n");
    assert_eq!(interface("ip address 10.1"), "A.B.C.D\n\n");
    assert_eq!(interface("ip address x"), "% Unrecognized command\n");
    assert_eq!(exec("ping 1"), "A.B.C.D  WORD\n\n");
}

#[test]
fn do_is_helped_with_as_exec_is() {
    assert_eq!(interface("do sh"), "show\n\n");
    assert_eq!(interface("do show clock "), exec("show clock "));
    assert_eq!(interface("do sh cl | inc"), "include\n\n");
}

#[test]
fn long_texts_are_broken_before_the_last_column() {
    let ports = router_ports();
    for mode in [Mode::PrivilegedExec, Mode::Global, Mode::Rip] {
        for line in ["", "show ", "service ", "crypto isakmp ", "debug ", "no "] {
            let shown = help(mode.clone(), line);
            assert!(shown.lines().all(|line| line.len() < 80), "{shown}");
        }
    }
    assert!(!ports.is_empty());
}

#[test]
fn tab_writes_out_the_last_word_if_it_is_one() {
    let tab = |mode: Mode, line: &str| {
        at(mode, DeviceKind::Router, |session, device| {
            session.complete(line, device)
        })
    };
    let exec = |line: &str| tab(Mode::PrivilegedExec, line);
    assert_eq!(exec("sh").as_deref(), Some("show "));
    assert_eq!(exec("sh ip ro").as_deref(), Some("sh ip route "));
    assert_eq!(exec("SH").as_deref(), Some("show "));
    assert_eq!(exec("show").as_deref(), Some("show "));
    assert_eq!(exec("d"), None);
    assert_eq!(exec("show "), None);
    assert_eq!(exec(""), None);
    assert_eq!(exec("xyz"), None);
    assert_eq!(exec("ping 1"), None);
    assert_eq!(
        exec("sh ip ro | inc").as_deref(),
        Some("sh ip ro | include ")
    );
    assert_eq!(
        tab(Mode::Global, "int fa").as_deref(),
        Some("int FastEthernet ")
    );
    assert_eq!(tab(Mode::Global, "do sh").as_deref(), Some("do show "));
    assert_eq!(tab(Mode::Global, "no hos").as_deref(), Some("no hostname "));
    assert_eq!(tab(Mode::Rip, "distance").as_deref(), Some("distance "));
}

#[test]
fn a_single_word_that_needs_more_is_told_where_to_ask() {
    for (line, expected) in [
        ("sh", "% Type \"show ?\" for a list of subcommands\n"),
        ("clear", "% Type \"clear ?\" for a list of subcommands\n"),
        ("terminal", "% Incomplete command.\n\n"),
    ] {
        let config = blank("R", &router_ports(), DeviceKind::Router);
        let device = DeviceContext {
            config: &config,
            ports: &router_ports(),
            kind: DeviceKind::Router,
        };
        let response = Session::at(Mode::PrivilegedExec).input(line, &device);
        assert_eq!(response.text, expected);
    }
}

#[test]
fn any_line_can_be_asked_about() {
    use crate::rng::Rng;
    let mut rng = Rng::from_seed(3);
    let alphabet: Vec<char> = "show ip?|do no int fa0/1. é\t\u{0}%^".chars().collect();
    for _ in 0..3000 {
        let len = rng.below(14);
        let mut char = || alphabet[usize::try_from(rng.below(alphabet.len() as u64)).unwrap()];
        let line: String = (0..len).map(|_| char()).collect();
        for mode in [
            Mode::UserExec,
            Mode::PrivilegedExec,
            Mode::Global,
            Mode::Rip,
        ] {
            let shown = help(mode.clone(), &line);
            assert!(shown.ends_with('\n'), "{line:?}");
            let completed = at(mode, DeviceKind::Router, |s, d| s.complete(&line, d));
            assert!(completed.is_none_or(|longer| longer.len() > line.len() || longer != line));
        }
    }
}
