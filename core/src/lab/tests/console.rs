//! The console as somebody sees it who sits in front of it.

use crate::lab::Lab;
use crate::lab::view::{Command, ConsoleView, Key, Update, Waits};
use crate::types::NodeId;

const ERASED: &str = "\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}        \u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}";
/// R1 of the article's lab.
const R1: NodeId = NodeId(0);

/// Somebody at R1's console.
struct Seat {
    lab: Lab,
    now_ns: u64,
    last: ConsoleView,
}

impl Seat {
    fn new() -> Self {
        let mut lab = Lab::new();
        let update = lab.handle(Command::Open {
            scenario: "ipsec-ha-hsrp".to_owned(),
            seed: Some(7),
            timed_faults: false,
            start_at_ns: 45_000_000_000,
        });
        let last = update.consoles.iter().find(|view| view.device == R1);
        Self {
            last: last.unwrap().clone(),
            now_ns: update.now_ns,
            lab,
        }
    }

    /// What the console printed.
    fn ask(&mut self, command: Command) -> String {
        let update = self.lab.handle(command);
        self.take(update)
    }

    fn take(&mut self, update: Update) -> String {
        assert_eq!(update.error, None);
        self.now_ns = update.now_ns;
        let Some(view) = update.consoles.into_iter().find(|view| view.device == R1) else {
            return String::new();
        };
        let history = view.history.clone().or_else(|| self.last.history.clone());
        self.last = ConsoleView { history, ..view };
        self.last.text.clone()
    }

    fn key(&mut self, key: Key, line: &str) -> String {
        self.ask(Command::Press {
            device: R1,
            key,
            line: line.to_owned(),
        })
    }

    fn enter(&mut self, line: &str) -> String {
        self.key(Key::Enter, line)
    }

    fn character(&mut self, char: char) -> String {
        self.key(Key::Character(char), "")
    }

    fn script(&mut self, line: &str) -> String {
        self.ask(Command::Type {
            device: R1,
            line: line.to_owned(),
        })
    }

    fn wait(&mut self, millis: u64) -> String {
        self.ask(Command::Advance {
            to_ns: self.now_ns + millis * 1_000_000,
            max_events: u32::MAX,
        })
    }

    fn history(&self) -> Vec<&str> {
        let lines = self.last.history.iter().flatten();
        lines.map(String::as_str).collect()
    }
}

#[test]
fn a_long_output_stops_at_the_end_of_the_screen() {
    let mut seat = Seat::new();
    let whole = seat.script("show running-config");
    let (_, whole) = whole.split_once('\n').unwrap();
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let page = seat.enter("show running-config");
    assert_eq!(seat.last.waits, Waits::More);
    let expected = format!(
        "Rack1R1#show running-config\n{} --More-- ",
        lines[..23].concat()
    );
    assert_eq!(page, expected);
    let line = seat.enter("");
    assert_eq!(line, format!("{ERASED}{} --More-- ", lines[23]));
    let page = seat.character(' ');
    assert_eq!(
        page,
        format!("{ERASED}{} --More-- ", lines[24..47].concat())
    );
    assert_eq!(seat.character('q'), format!("{ERASED}\n"));
    assert_eq!(seat.last.waits, Waits::Line);
    assert_eq!(seat.last.line.as_deref(), Some(""));
    assert_eq!(seat.enter("show clock").lines().count(), 2);
}

#[test]
fn pages_go_on_to_the_end() {
    let mut seat = Seat::new();
    seat.enter("terminal length 5");
    let whole = seat.script("terminal length 0\nshow running-config\nterminal length 5");
    assert!(!whole.contains("More"), "{whole}");
    let mut text = seat.enter("show running-config");
    while seat.last.waits == Waits::More {
        text.push_str(&seat.character(' '));
    }
    let text = text.replace(&format!(" --More-- {ERASED}"), "");
    assert!(whole.contains(&text), "{text}");
}

#[test]
fn a_text_as_long_as_the_screen_but_one_does_not_stop() {
    let mut seat = Seat::new();
    let lines = seat.script("show ip interface brief").lines().count() - 1;
    seat.enter(&format!("terminal length {}", lines + 1));
    seat.enter("show ip interface brief");
    assert_eq!(seat.last.waits, Waits::Line);
    seat.enter(&format!("terminal length {lines}"));
    seat.enter("show ip interface brief");
    assert_eq!(seat.last.waits, Waits::More);
}

#[test]
fn a_script_is_never_stopped_unless_it_asks_for_it() {
    let mut seat = Seat::new();
    assert!(!seat.script("show running-config").contains("More"));
    seat.script("terminal length 10");
    assert!(seat.script("show running-config").ends_with(" --More-- "));
    // As on a router, its next line is taken for keys: the first letter stops the text and is lost.
    let shown = seat.script("xshow clock");
    assert!(
        shown.starts_with(&format!("{ERASED}\nRack1R1#show clock\n")),
        "{shown:?}"
    );
}

#[test]
fn expressions_at_more_search_and_filter() {
    let mut seat = Seat::new();
    seat.enter("show running-config");
    assert_eq!(seat.character('/'), format!("{ERASED}/"));
    for char in "routerX".chars() {
        assert_eq!(seat.character(char), char.to_string());
    }
    assert_eq!(seat.character('\u{8}'), "\u{8} \u{8}");
    let found = seat.enter("");
    assert!(
        found.starts_with("\nfiltering...\nrouter rip\n version 2\n"),
        "{found}"
    );
    seat.character('q');
    seat.enter("show running-config");
    seat.character('+');
    for char in "^router|^end".chars() {
        seat.character(char);
    }
    assert_eq!(seat.enter(""), "\nfiltering...\nrouter rip\nend\n");
    assert_eq!(seat.last.waits, Waits::Line);
}

#[test]
fn log_lines_step_between_more_and_its_text() {
    let mut seat = Seat::new();
    seat.enter("debug standby packets");
    seat.enter("show running-config");
    let said = seat.wait(1500);
    assert!(said.starts_with(&format!("{ERASED}*Mar ")), "{said:?}");
    assert!(said.ends_with("\n --More-- "), "{said:?}");
    seat.script("q");
    assert_eq!(seat.last.waits, Waits::Line);
}

#[test]
fn help_is_listed_and_the_line_comes_back() {
    let mut seat = Seat::new();
    assert_eq!(seat.key(Key::Help, "sh"), "Rack1R1#sh?\nshow\n\n");
    assert_eq!(seat.last.line.as_deref(), Some("sh"));
    assert_eq!(
        seat.key(Key::Help, "xyz"),
        "Rack1R1#xyz?\n% Unrecognized command\n"
    );
    let page = seat.key(Key::Help, "show ");
    assert!(page.ends_with("\n --More-- "), "{page}");
    assert_eq!(seat.last.line, None);
    seat.character(' ');
    seat.character('q');
    assert_eq!(seat.last.line.as_deref(), Some("show "));
    assert_eq!(seat.script("sh?"), "Rack1R1#sh?\nshow\n\n");
    assert_eq!(seat.last.line, None);
}

#[test]
fn tab_brings_the_line_back_written_out() {
    let mut seat = Seat::new();
    assert_eq!(seat.key(Key::Tab, "sh ip ro"), "Rack1R1#sh ip ro\n");
    assert_eq!(seat.last.line.as_deref(), Some("sh ip route "));
    assert_eq!(seat.key(Key::Tab, "d"), "Rack1R1#d\n");
    assert_eq!(seat.last.line.as_deref(), Some("d"));
}

#[test]
fn exec_and_configuration_remember_their_own_lines() {
    let mut seat = Seat::new();
    for line in [
        "show clock",
        "show clock",
        "",
        "conf t",
        "interface Fa0/0",
        "exit",
    ] {
        seat.enter(line);
    }
    assert_eq!(seat.history(), ["interface Fa0/0", "exit"]);
    seat.enter("end");
    assert_eq!(seat.history(), ["show clock", "conf t"]);
    assert_eq!(
        seat.enter("show history"),
        "Rack1R1#show history\n  show clock\n  conf t\n  show history\n"
    );
    seat.enter("terminal history size 2");
    assert_eq!(seat.history(), ["show history", "terminal history size 2"]);
    seat.enter("terminal no history");
    seat.enter("show clock");
    assert!(seat.history().is_empty());
}

#[test]
fn leaving_configuration_is_logged_below_the_next_prompt() {
    let mut seat = Seat::new();
    seat.enter("configure terminal");
    assert_eq!(seat.enter("end"), "Rack1R1(config)#end\n");
    let said = seat.wait(20);
    super::article::assert_like(
        &said,
        "Rack1R1#\n*Mar  1 00:00:##.###: %SYS-5-CONFIG_I: Configured from console by console\n",
    );
    assert!(seat.script("show logging").contains("%SYS-5-CONFIG_I"));
}

#[test]
fn control_z_takes_the_line_and_control_c_does_not() {
    let mut seat = Seat::new();
    seat.enter("conf t");
    seat.enter("interface Fa0/0");
    assert_eq!(
        seat.key(Key::ControlZ, "description here"),
        "Rack1R1(config-if)#description here^Z\n"
    );
    assert_eq!(seat.last.prompt, "Rack1R1#");
    assert!(seat.wait(20).contains("%SYS-5-CONFIG_I"));
    assert!(
        seat.script("show run interface Fa0/0")
            .contains("description here")
    );
    seat.enter("conf t");
    assert_eq!(
        seat.key(Key::ControlC, "hostname X"),
        "Rack1R1(config)#hostname X^C\n"
    );
    assert_eq!(seat.last.prompt, "Rack1R1#");
    assert_eq!(seat.last.line.as_deref(), Some(""));
    assert!(seat.wait(20).contains("%SYS-5-CONFIG_I"));
    assert_eq!(seat.key(Key::ControlC, "show"), "Rack1R1#show\n");
    assert_eq!(
        seat.key(Key::ControlZ, "show privilege"),
        "Rack1R1#show privilege^Z\nCurrent privilege level is 15\n"
    );
}

#[test]
fn exit_closes_the_line_and_return_opens_it() {
    let mut seat = Seat::new();
    let text = seat.enter("exit");
    assert!(
        text.starts_with("Rack1R1#exit\n\n\n\nRack1R1 con0 is now available\n\n"),
        "{text:?}"
    );
    assert!(
        text.contains("\n\nPress RETURN to get started.\n\n"),
        "{text:?}"
    );
    assert_eq!(
        (seat.last.waits, seat.last.prompt.as_str()),
        (Waits::Return, "")
    );
    assert_eq!(seat.key(Key::Help, "sh"), "");
    assert_eq!(seat.enter("ignored"), "\n");
    assert_eq!(seat.last.prompt, "Rack1R1>");
    assert_eq!(
        seat.enter("show privilege"),
        "Rack1R1>show privilege\nCurrent privilege level is 1\n"
    );
    seat.enter("enable");
    assert_eq!(seat.last.prompt, "Rack1R1#");
    seat.enter("logout");
    let text = seat.script("show clock");
    assert!(text.starts_with("\nRack1R1>show clock\n*"), "{text:?}");
}

#[test]
fn keys_at_a_busy_console_go_nowhere_and_lines_wait() {
    let mut seat = Seat::new();
    seat.enter("ping 155.1.146.99 repeat 2");
    assert_eq!(seat.last.waits, Waits::Command);
    for key in [
        Key::Help,
        Key::Tab,
        Key::ControlC,
        Key::ControlZ,
        Key::Character('x'),
    ] {
        assert_eq!(seat.key(key, "sh"), "", "{key:?}");
    }
    assert_eq!(seat.enter("show privilege"), "");
    let text = seat.wait(5000);
    assert!(
        text.ends_with("(0/2)\nRack1R1#show privilege\nCurrent privilege level is 15\n"),
        "{text}"
    );
    assert_eq!(seat.last.waits, Waits::Line);
}

#[test]
fn log_lines_between_the_marks_of_a_ping_leave_no_blank_lines() {
    let mut seat = Seat::new();
    seat.enter("debug standby packets");
    let mut text = seat.enter("ping 155.1.146.99 repeat 3");
    for _ in 0..80 {
        text.push_str(&seat.wait(100));
    }
    let (_, text) = text.split_once("2 seconds:\n").unwrap();
    assert_eq!(text.matches("\n.\n").count(), 3, "{text}");
    assert!(!text.contains("\n\n"), "{text}");
    assert!(
        text.contains("\nSuccess rate is 0 percent (0/3)\nRack1R1#\n*Mar "),
        "{text}"
    );
}

#[test]
fn ping_alone_asks_for_everything() {
    let mut seat = Seat::new();
    assert_eq!(seat.enter("ping"), "Rack1R1#ping\n");
    assert_eq!(
        (seat.last.prompt.as_str(), seat.last.waits),
        ("Protocol [ip]: ", Waits::Line)
    );
    let mut text = String::new();
    for answer in [
        "",
        "155.1.146.6",
        "x",
        "3",
        "",
        "1",
        "y",
        "155.1.146.1",
        "",
        "y",
        "",
        "",
        "",
        "",
    ] {
        text.push_str(&seat.enter(answer));
    }
    text.push_str(&seat.wait(3000));
    let expected = "\
Protocol [ip]: 
Target IP address: 155.1.146.6
Repeat count [5]: x
% A decimal number between 1 and 2147483647.
Repeat count [5]: 3
Datagram size [100]: 
Timeout in seconds [2]: 1
Extended commands [n]: y
Source address or interface: 155.1.146.1
Type of service [0]: 
Set DF bit in IP header? [no]: y
Validate reply data? [no]: 
Data pattern [0xABCD]: 
Loose, Strict, Record, Timestamp, Verbose[none]: 
Sweep range of sizes [n]: 
Type escape sequence to abort.
Sending 3, 100-byte ICMP Echos to 155.1.146.6, timeout is 1 seconds:
Packet sent with a source address of 155.1.146.1 
Packet sent with the DF bit set
";
    assert!(text.starts_with(expected), "{text}");
    assert!(text.contains("percent ("), "{text}");
    seat.enter("ping");
    seat.enter("");
    assert_eq!(
        seat.enter("nowhere"),
        "Target IP address: nowhere\n% Bad IP address\n"
    );
    assert_eq!(seat.last.prompt, "Rack1R1#");
    seat.enter("conf t");
    seat.enter("do ping");
    for answer in ["", "155.1.146.6", "1", "", "", "", ""] {
        seat.enter(answer);
    }
    assert!(
        seat.last.text.contains("Sending 1, 100-byte"),
        "{}",
        seat.last.text
    );
    seat.wait(3000);
    seat.enter("end");
    seat.enter("ping");
    assert_eq!(seat.key(Key::Help, ""), "");
    seat.key(Key::ControlC, "");
    assert_eq!(seat.last.prompt, "Rack1R1#");
}

#[test]
fn what_ping_cannot_do_is_said_and_left_out() {
    let mut seat = Seat::new();
    seat.enter("ping");
    for answer in ["ip", "155.1.146.6", "1", "", "", "y", "", "", "", "", ""] {
        seat.enter(answer);
    }
    assert_eq!(
        seat.enter("record"),
        "Loose, Strict, Record, Timestamp, Verbose[none]: record\n% parsed, not simulated: record\n"
    );
    seat.enter("");
    assert_eq!(
        seat.enter("maybe"),
        "Sweep range of sizes [n]: maybe\n% Please answer 'yes' or 'no'.\n"
    );
    assert!(seat.enter("").contains("Sending 1, 100-byte"));
}

#[test]
fn configure_and_copy_ask_back() {
    let mut seat = Seat::new();
    assert_eq!(seat.enter("conf"), "Rack1R1#conf\n");
    assert_eq!(
        seat.last.prompt,
        "Configuring from terminal, memory, or network [terminal]? "
    );
    let text = seat.enter("");
    assert!(
        text.ends_with("? \nEnter configuration commands, one per line.  End with CNTL/Z.\n"),
        "{text}"
    );
    assert_eq!(seat.last.prompt, "Rack1R1(config)#");
    seat.enter("end");
    let text = seat.script("copy run start\n\nshow privilege");
    assert!(
        text.starts_with("Rack1R1#copy run start\nDestination filename [startup-config]? \nBuilding configuration...\n[OK]\n"),
        "{text}"
    );
    assert!(
        text.ends_with("#show privilege\nCurrent privilege level is 15\n"),
        "{text}"
    );
    seat.enter("conf");
    assert!(
        seat.enter("network")
            .ends_with("% parsed, not simulated: configuring from network\n")
    );
    assert_eq!(seat.last.prompt, "Rack1R1#");
}

#[test]
fn a_line_typed_at_more_is_keys() {
    let mut seat = Seat::new();
    seat.enter("show running-config");
    let text = seat.enter("qshow privilege");
    assert_eq!(
        text,
        format!("{ERASED}\nRack1R1#show privilege\nCurrent privilege level is 15\n")
    );
}

#[test]
fn a_secret_that_nobody_asks_for_is_admitted() {
    let mut seat = Seat::new();
    seat.enter("conf t");
    assert!(
        seat.enter("enable secret cisco")
            .contains("% parsed, not simulated")
    );
    seat.enter("end");
    seat.enter("disable");
    let text = seat.enter("enable");
    assert_eq!(
        text,
        "Rack1R1>enable\n% parsed, not simulated: the password; none is asked for\n"
    );
}

#[test]
fn odd_lines_are_answered() {
    let mut seat = Seat::new();
    let long = format!("{}\n", "x".repeat(400));
    let text = seat.enter(long.trim());
    assert!(
        text.starts_with(&format!("Rack1R1#{}\u{7}\n", "x".repeat(254))),
        "{text}"
    );
    assert!(text.contains('%'), "{text}");
    let text = seat.enter("sh\u{0}ow\tpriv\u{7f}ilege");
    assert_eq!(
        text,
        "Rack1R1#show privilege\nCurrent privilege level is 15\n"
    );
    let text = seat.enter("show Ünicode");
    assert_eq!(
        text,
        "Rack1R1#show Ünicode\n             ^\n% Invalid input detected at '^' marker.\n\n"
    );
    assert_eq!(seat.enter("! a comment"), "Rack1R1#! a comment\n");
    assert_eq!(seat.enter(""), "Rack1R1#\n");
    assert_eq!(
        seat.enter("show clock | include ("),
        "Rack1R1#show clock | include (\n% Failed to compile regular expression\n"
    );
    assert_eq!(
        seat.enter("show privilege |ex [0-9]"),
        "Rack1R1#show privilege |ex [0-9]\n"
    );
    let text = seat.enter("ping 10.0.0.1 | include x");
    assert!(
        text.contains("\n                      ^\n% Invalid"),
        "{text}"
    );
}

/// Keys in no order, on a console that pings, pages, configures and closes: none is too many.
#[test]
fn any_key_at_any_time_is_survived() {
    use crate::rng::Rng;
    let lines = [
        "show running-config",
        "conf t",
        "interface Fa0/0",
        "end",
        "exit",
        "enable",
        "terminal length 3",
        "ping 155.1.146.4",
        "banner motd #",
        "x#",
        "show ?",
        "sh ip ro | i (",
        "debug all",
        "\u{1a}",
        "??",
        "é\u{0}\t",
        "",
        "/",
        "terminal history size 0",
        "ping",
        "conf",
        "155.1.146.6",
        "y",
        "copy run start",
    ];
    for seed in 0..6 {
        let mut rng = Rng::from_seed(seed);
        let mut seat = Seat::new();
        let mut pick = |count: usize| usize::try_from(rng.below(count as u64)).unwrap();
        for _ in 0..150 {
            let line = lines[pick(lines.len())];
            let key = match pick(12) {
                0 => Key::Help,
                1 => Key::Tab,
                2 => Key::ControlZ,
                3 => Key::ControlC,
                4 => Key::Character([' ', 'q', '/', '+', '\u{8}', '(', '\u{0}'][pick(7)]),
                5 => {
                    seat.script(line);
                    continue;
                }
                6 => {
                    seat.ask(Command::Interrupt { device: R1 });
                    continue;
                }
                7 => {
                    seat.wait(700);
                    continue;
                }
                _ => Key::Enter,
            };
            seat.key(key, line);
        }
        // However it was left, it is still a console.
        for _ in 0..3 {
            seat.ask(Command::Interrupt { device: R1 });
            seat.key(Key::ControlC, "");
            seat.wait(20_000);
        }
        seat.script("");
        seat.script("enable");
        seat.script("terminal length 0");
        let text = seat.script("show privilege");
        assert!(
            text.ends_with("Current privilege level is 15\n"),
            "seed {seed}: {text}"
        );
    }
}
