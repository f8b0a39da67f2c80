//! `debug` of single packets, `show debugging`, and `show logging`, typed at consoles.

use super::article::assert_like;
use crate::lab::Lab;
use crate::lab::view::{Command, Update};
use crate::types::NodeId;

/// The article's lab with a person at its consoles.
struct Typed {
    lab: Lab,
    /// What the watched console printed.
    text: String,
    device: NodeId,
}

impl Typed {
    /// Somebody at the console of a device, given by its place in the scenario.
    fn at(device: u16, start_ms: u64) -> Self {
        let mut typed = Self {
            lab: Lab::new(),
            text: String::new(),
            device: NodeId(device),
        };
        typed.tell(Command::Open {
            scenario: "ipsec-ha-hsrp".to_owned(),
            seed: Some(7),
            timed_faults: false,
            start_at_ns: start_ms * 1_000_000,
        });
        typed.text.clear();
        typed
    }

    fn tell(&mut self, command: Command) -> Update {
        let update = self.lab.handle(command);
        assert_eq!(update.error, None);
        for console in &update.consoles {
            if console.device == self.device {
                self.text.push_str(&console.text);
            }
        }
        update
    }

    fn line(&mut self, line: &str) {
        let (device, line) = (self.device, line.to_owned());
        self.tell(Command::Type { device, line });
    }

    fn run_to(&mut self, millis: u64) -> Update {
        self.tell(Command::Advance {
            to_ns: millis * 1_000_000,
            max_events: u32::MAX,
        })
    }

    /// What was printed since the last time.
    fn printed(&mut self) -> String {
        core::mem::take(&mut self.text)
    }

    /// What a line prints, without the line itself.
    fn answer(&mut self, line: &str) -> String {
        self.text.clear();
        self.line(line);
        let text = self.printed();
        let (_, answer) = text.split_once('\n').unwrap();
        answer.to_owned()
    }
}

const R1: u16 = 0;
const R5: u16 = 2;

#[test]
fn devices_stand_where_these_tests_think() {
    let mut lab = Typed::at(R5, 1_000);
    assert!(
        lab.answer("show running-config")
            .contains("hostname Rack1R5")
    );
    let mut lab = Typed::at(R1, 1_000);
    assert!(
        lab.answer("show running-config")
            .contains("hostname Rack1R1")
    );
}

#[test]
fn every_debug_says_what_it_switched() {
    let mut lab = Typed::at(R5, 1_000);
    for (line, answer) in [
        ("debug crypto isakmp", "Crypto ISAKMP debugging is on\n"),
        ("debug crypto ipsec", "Crypto IPSEC debugging is on\n"),
        ("debug crypto engine", "Crypto Engine debugging is on\n"),
        ("debug standby", "HSRP debugging is on\n"),
        ("debug standby errors", "HSRP Errors debugging is on\n"),
        ("debug standby events", "HSRP Events debugging is on\n"),
        ("debug standby packets", "HSRP Packets debugging is on\n"),
        ("debug ip rip", "RIP protocol debugging is on\n"),
        ("debug ip rip events", "RIP event debugging is on\n"),
        ("debug ip routing", "IP routing debugging is on\n"),
        ("debug ip icmp", "ICMP packet debugging is on\n"),
        ("debug ip packet", "IP packet debugging is on\n"),
        (
            "debug ip packet detail",
            "IP packet debugging is on (detailed)\n",
        ),
        (
            "debug ip packet 101 detail",
            "IP packet debugging is on (detailed) for access list 101\n",
        ),
        ("debug arp", "ARP packet debugging is on\n"),
        ("debug frame-relay lmi", "Frame Relay LMI debugging is on\n"),
        (
            "debug frame-relay packet",
            "Frame Relay packet debugging is on\n",
        ),
        ("debug track", "Track debugging is on\n"),
        ("no debug ip packet", "IP packet debugging is off\n"),
        ("undebug crypto isakmp", "Crypto ISAKMP debugging is off\n"),
    ] {
        assert_eq!(lab.answer(line), answer, "{line}");
    }
    assert_eq!(
        lab.answer("show debugging"),
        "\
ARP:
  ARP packet debugging is on
Generic IP:
  ICMP packet debugging is on
HSRP:
  HSRP debugging is on
  HSRP Errors debugging is on
  HSRP Events debugging is on
  HSRP Packets debugging is on
Object tracking:
  Track debugging is on
IP routing:
  IP routing debugging is on
  RIP protocol debugging is on
  RIP event debugging is on
Cryptographic Subsystem:
  Crypto Engine debugging is on
  Crypto IPSEC debugging is on
Frame Relay:
  Frame Relay LMI debugging is on
  Frame Relay packet debugging is on
"
    );
    for line in ["undebug all", "u all", "no debug all"] {
        lab.line("debug standby terse");
        assert_eq!(
            lab.answer(line),
            "All possible debugging has been turned off\n"
        );
        assert_eq!(lab.answer("show debugging"), "");
    }
}

#[test]
fn packets_of_a_ping_are_followed_through_every_layer() {
    let mut lab = Typed::at(R5, 30_000);
    for line in [
        "debug ip icmp",
        "debug ip packet detail",
        "debug frame-relay packet",
    ] {
        lab.line(line);
    }
    lab.run_to(31_000);
    lab.printed();
    lab.line("ping 155.1.0.1 repeat 1");
    lab.run_to(31_500);
    assert_like(
        &lab.printed(),
        "\
Rack1R5#ping 155.1.0.1 repeat 1

Type escape sequence to abort.
Sending 1, 100-byte ICMP Echos to 155.1.0.1, timeout is 2 seconds:
*Mar  1 00:00:3#.###: IP: tableid=0, s=155.1.0.5 (local), d=155.1.0.1 (Serial0/0), routed via FIB
*Mar  1 00:00:3#.###: IP: s=155.1.0.5 (local), d=155.1.0.1 (Serial0/0), len 100, sending
*Mar  1 00:00:3#.###:     ICMP type=8, code=0
*Mar  1 00:00:3#.###: Serial0/0(o): dlci 501(0x7C51), pkt type 0x800(IP), datagramsize 104
*Mar  1 00:00:31.###: Serial0/0(i): dlci 501(0x7C51), pkt type 0x800, datagramsize 104
*Mar  1 00:00:31.###: IP: tableid=0, s=155.1.0.1 (Serial0/0), d=155.1.0.5 (Serial0/0), routed via RIB
*Mar  1 00:00:31.###: IP: s=155.1.0.1 (Serial0/0), d=155.1.0.5 (Serial0/0), len 100, rcvd 3
*Mar  1 00:00:31.###:     ICMP type=0, code=0
*Mar  1 00:00:31.###: ICMP: echo reply rcvd, src 155.1.0.1, dst 155.1.0.5
!
Success rate is 100 percent (1/1), round-trip min/avg/max = ##/##/## ms
",
    );
    // Nobody has the address, and nobody knows the network.
    lab.line("undebug all");
    lab.line("debug arp");
    lab.line("debug ip packet");
    lab.printed();
    lab.line("ping 155.1.58.99 repeat 1 timeout 1");
    lab.run_to(33_000);
    let text = lab.printed();
    let from = text.find("*Mar").unwrap();
    assert_like(
        &text[from..],
        "\
*Mar  1 00:00:31.###: IP: tableid=0, s=155.1.58.5 (local), d=155.1.58.99 (FastEthernet0/0), routed via FIB
*Mar  1 00:00:31.###: IP: s=155.1.58.5 (local), d=155.1.58.99 (FastEthernet0/0), len 100, sending
*Mar  1 00:00:31.###: IP ARP: creating incomplete entry for IP address: 155.1.58.99 interface FastEthernet0/0
*Mar  1 00:00:31.###: IP ARP: sent req src 155.1.58.5 0011.2002.0000,
                 dst 155.1.58.99 0000.0000.0000 FastEthernet0/0
*Mar  1 00:00:31.###: IP: s=155.1.58.5 (local), d=155.1.58.99 (FastEthernet0/0), len 100, encapsulation failed
.
Success rate is 0 percent (0/1)
",
    );
    lab.line("ping 10.9.9.9 repeat 1 timeout 1");
    lab.run_to(35_000);
    let text = lab.printed();
    assert!(
        text.contains(": IP: s=155.1.58.5 (local), d=10.9.9.9, len 100, unroutable\n"),
        "{text}"
    );
}

#[test]
fn lmi_is_taken_apart_octet_by_octet() {
    let mut lab = Typed::at(R5, 30_000);
    lab.line("debug frame-relay lmi");
    lab.run_to(34_000);
    lab.printed();
    lab.run_to(44_000);
    let text = lab.printed();
    let out = text
        .find("Serial0/0(out)")
        .map(|at| &text[at - 22..])
        .unwrap();
    let blocks: Vec<&str> = out.lines().take(8).collect();
    assert_like(
        &blocks.join("\n"),
        "\
*Mar  1 00:00:##.###: Serial0/0(out): StEnq, myseq @, yourseen @, DTE up
*Mar  1 00:00:##.###: datagramstart = 0x7B00E94, datagramsize = 13
*Mar  1 00:00:##.###: FR encap = 0xFCF10309
*Mar  1 00:00:##.###: 00 75 01 01 01 03 02 @ @
*Mar  1 00:00:##.###: 
*Mar  1 00:00:##.###: Serial0/0(in): Status, myseq @, pak size 13
*Mar  1 00:00:##.###: RT IE 1, length 1, type 1
*Mar  1 00:00:##.###: KA IE 3, length 2, yourseq @, myseq @
",
    );
    // Every sixth answer is a full status.
    lab.run_to(100_000);
    let text = lab.printed();
    assert!(text.contains(": RT IE 1, length 1, type 0\n"), "{text}");
    assert!(
        text.contains(": PVC IE 0x7 , length 0x6 , dlci 501, status 0x2 , bw 0\n"),
        "{text}"
    );
}

#[test]
fn cef_hides_transit_until_route_caches_are_off() {
    let mut lab = Typed::at(R1, 30_000);
    lab.line("debug ip packet");
    lab.run_to(45_000);
    let fast = lab.printed();
    assert!(fast.contains("s=155.1.146.1 (local), d=224.0.0.2 (FastEthernet0/0), len 48, sending broad/multicast\n"), "{fast}");
    assert!(
        fast.contains("s=155.1.146.4 (FastEthernet0/0), d=224.0.0.2, len 48, rcvd 0\n"),
        "{fast}"
    );
    assert!(!fast.contains("forward"), "{fast}");
    for line in [
        "configure terminal",
        "interface Serial0/0",
        "no ip route-cache",
        "end",
    ] {
        lab.line(line);
    }
    lab.run_to(46_000);
    let slow = lab.printed();
    let row = "IP: s=155.1.67.7 (FastEthernet0/0), d=155.1.58.5 (Serial0/0), g=155.1.0.5, len 100, forward\n";
    assert!(slow.contains(row), "{slow}");
}

#[test]
fn a_list_chooses_the_packets_that_are_shown() {
    let mut lab = Typed::at(R1, 30_000);
    for line in [
        "configure terminal",
        "access-list 101 permit udp any any eq 520",
        "end",
        "debug ip packet 101",
    ] {
        lab.line(line);
    }
    lab.run_to(62_000);
    let text = lab.printed();
    assert!(text.contains("d=224.0.0.9"), "{text}");
    assert!(!text.contains("d=224.0.0.2 "), "{text}");
}

#[test]
fn watching_changes_nothing() {
    let run = |debug: bool| {
        let mut lab = Typed::at(R5, 0);
        for device in [R1, 1, R5, 3] {
            lab.device = NodeId(device);
            for line in [
                "debug ip packet",
                "debug ip icmp",
                "debug arp",
                "debug frame-relay lmi",
                "debug frame-relay packet",
            ] {
                if debug {
                    lab.line(line);
                }
            }
        }
        lab.text.clear();
        let update = lab.run_to(60_000);
        (update.trace_hash, update.events, lab.text.is_empty())
    };
    let (quiet, loud) = (run(false), run(true));
    assert_eq!((&quiet.0, quiet.1), (&loud.0, loud.1));
    assert!(!loud.2);
}

#[test]
fn the_log_goes_where_it_is_told_to() {
    let mut lab = Typed::at(R1, 25_000);
    assert_like(
        &lab.answer("show logging"),
        "\
Syslog logging: enabled (0 messages dropped, 0 messages rate-limited,
                0 flushes, 0 overruns, xml disabled, filtering disabled)
    Console logging: level debugging, # messages logged, xml disabled,
                     filtering disabled
    Monitor logging: level debugging, 0 messages logged, xml disabled,
                     filtering disabled
    Buffer logging: level debugging, # messages logged, xml disabled,
                    filtering disabled
    Logging Exception size (4096 bytes)
    Count and timestamp logging messages: disabled
    Trap logging: level informational, # message lines logged

Log Buffer (4096 bytes):

*Mar  1 00:00:0#.###: %LINK-3-UPDOWN: Interface Serial0/0, changed state to up
*Mar  1 00:00:0#.###: %LINK-3-UPDOWN: Interface FastEthernet0/0, changed state to up
*Mar  1 00:00:0#.###: %LINEPROTO-5-UPDOWN: Line protocol on Interface FastEthernet0/0, changed state to up
*Mar  1 00:00:1#.###: %FR-5-DLCICHANGE: Interface Serial0/0 - DLCI 105 state changed to ACTIVE
*Mar  1 00:00:1#.###: %HSRP-5-STATECHANGE: FastEthernet0/0 Grp 1 state Speak -> Active
*Mar  1 00:00:1#.###: %LINEPROTO-5-UPDOWN: Line protocol on Interface Serial0/0, changed state to up
",
    );
    for line in [
        "configure terminal",
        "no logging console",
        "logging buffered 8192 notifications",
        "service sequence-numbers",
        "service timestamps log datetime show-timezone year",
        "interface Serial0/0",
        "shutdown",
        "end",
        "debug ip rip",
    ] {
        lab.line(line);
    }
    lab.printed();
    lab.run_to(60_000);
    // Neither log nor debug messages reach a console that takes none.
    assert_eq!(lab.printed(), "");
    let text = lab.answer("show logging");
    assert!(
        text.contains("    Console logging: disabled, xml disabled,\n"),
        "{text}"
    );
    assert!(
        text.contains("    Buffer logging: level notifications, "),
        "{text}"
    );
    assert!(text.contains("\nLog Buffer (8192 bytes):\n"), "{text}");
    assert!(!text.contains("RIP:"), "{text}");
    let is_it = |line: &&str| line.contains("%LINK-5-CHANGED");
    assert_like(
        text.lines().find(is_it).unwrap(),
        "0000##: *Mar  1 2002 00:00:2# UTC: %LINK-5-CHANGED: Interface Serial0/0, changed state to administratively down",
    );
    let config = lab.answer("show running-config");
    for line in [
        "service timestamps log datetime show-timezone year\n",
        "\nservice sequence-numbers\n",
        "\nlogging buffered 8192 notifications\nno logging console\n",
    ] {
        assert!(config.contains(line), "{line}{config}");
    }
    assert_eq!(lab.answer("clear logging"), "");
    assert!(
        lab.answer("show logging")
            .ends_with("\nLog Buffer (8192 bytes):\n\n")
    );
}

#[test]
fn a_small_buffer_keeps_the_newest_messages() {
    let mut lab = Typed::at(R1, 25_000);
    lab.line("debug standby");
    lab.run_to(120_000);
    let text = lab.answer("show logging");
    let (_, kept) = text.split_once("Log Buffer (4096 bytes):\n\n").unwrap();
    assert!((3_900..=4_096).contains(&kept.len()), "{}", kept.len());
    assert!(
        kept.lines()
            .last()
            .unwrap()
            .starts_with("*Mar  1 00:01:59."),
        "{kept}"
    );
}

#[test]
fn clears_start_counting_anew() {
    let mut lab = Typed::at(R1, 62_000);
    let list = lab.answer("show access-lists");
    assert!(list.contains(" matches)\n"), "{list}");
    assert_eq!(lab.answer("clear ip access-list counters"), "");
    let list = lab.answer("show access-lists");
    assert!(!list.contains("match"), "{list}");
    let answer = lab.answer("clear counters FastEthernet0/0");
    assert_eq!(
        answer,
        "Clear \"show interface\" counters on this interface [confirm]"
    );
    assert_eq!(lab.answer(""), "");
    let text = lab.answer("show interfaces FastEthernet0/0");
    assert!(
        text.contains("  Last clearing of \"show interface\" counters 00:00:00\n"),
        "{text}"
    );
    assert!(text.contains("     0 packets input, 0 bytes\n"), "{text}");
    let serial = lab.answer("show interfaces Serial0/0");
    assert!(
        serial.contains("counters never\n") && !serial.contains(" 0 packets input"),
        "{serial}"
    );
    lab.run_to(62_020);
    let said = lab.printed();
    let log = said.lines().last().unwrap_or_default();
    assert_like(
        log,
        "*Mar  1 00:01:0#.###: %CLEAR-5-COUNTERS: Clear counter on interface FastEthernet0/0 by console",
    );
}

#[test]
fn frames_that_find_the_queue_full_are_output_drops() {
    let mut lab = Typed::at(R5, 30_000);
    lab.line("ping 155.1.0.1 repeat 400 size 1500 timeout 0");
    lab.run_to(120_000);
    let text = lab.answer("show interfaces Serial0/0");
    let (_, drops) = text.split_once("Total output drops: ").unwrap();
    let drops: u32 = drops.split('\n').next().unwrap().parse().unwrap();
    assert!((1..400).contains(&drops), "{text}");
}
