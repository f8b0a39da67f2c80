//! `ping` and `traceroute` at the consoles of the article's lab: their dialogs and what they print.

use super::reload::Desk;

#[test]
fn the_dialog_of_ping_asks_what_ios_asks() {
    let mut r6 = Desk::at("R6");
    let lines = [
        "ping",
        "",
        "155.1.67.7",
        "3",
        "200",
        "1",
        "y",
        "155.1.67.6",
        "184",
        "yes",
        "n",
        "0x0000",
        "",
        "n",
    ];
    assert_eq!(
        r6.type_all(&lines, 2_000),
        "Rack1R6#ping
Protocol [ip]: 
Target IP address: 155.1.67.7
Repeat count [5]: 3
Datagram size [100]: 200
Timeout in seconds [2]: 1
Extended commands [n]: y
Source address or interface: 155.1.67.6
Type of service [0]: 184
Set DF bit in IP header? [no]: yes
Validate reply data? [no]: n
Data pattern [0xABCD]: 0x0000
Loose, Strict, Record, Timestamp, Verbose[none]: 
Sweep range of sizes [n]: n
Type escape sequence to abort.
Sending 3, 200-byte ICMP Echos to 155.1.67.7, timeout is 1 seconds:
Packet sent with a source address of 155.1.67.6 
Packet sent with the DF bit set
Packet has data pattern 0x0000
!!!
Success rate is 100 percent (3/3), round-trip min/avg/max = 0/1/4 ms
"
    );
}

#[test]
fn a_sweep_that_may_not_be_fragmented_ends_at_the_mtu() {
    let mut r6 = Desk::at("R6");
    let lines = [
        "ping",
        "ip",
        "155.1.67.7",
        "1",
        "",
        "1",
        "y",
        "",
        "",
        "y",
        "",
        "",
        "v",
        "",
        "y",
        "1498",
        "1502",
        "",
    ];
    let text = r6.type_all(&lines, 5_000);
    let (_, tail) = text.split_once("Verbose[none]: v\n").unwrap();
    assert_eq!(
        tail,
        "Loose, Strict, Record, Timestamp, Verbose[V]: 
Sweep range of sizes [n]: y
Sweep min size [36]: 1498
Sweep max size [18024]: 1502
Sweep interval [1]: 
Type escape sequence to abort.
Sending 5, [1498..1502]-byte ICMP Echos to 155.1.67.7, timeout is 1 seconds:
Packet sent with the DF bit set
Reply to request 0 (4 ms) (size 1498)
Reply to request 1 (0 ms) (size 1499)
Reply to request 2 (0 ms) (size 1500)
Request 3 timed out (size 1501)
Request 4 timed out (size 1502)
Success rate is 60 percent (3/5), round-trip min/avg/max = 0/1/4 ms
"
    );
}

#[test]
fn wrong_answers_are_refused_and_asked_again() {
    let mut r6 = Desk::at("R6");
    for (answers, expected) in [
        (
            &["ping", "ipx"][..],
            "% Unknown protocol - \"ipx\", type \"ping ?\" for help\n",
        ),
        (&["ping", "", ""], "% Bad IP address\n"),
        (&["ping", "", "r7"], "% Bad IP address\n"),
    ] {
        let text = r6.type_all(answers, 0);
        assert!(text.ends_with(expected), "{text}");
        assert_eq!(r6.prompt(), "Rack1R6#");
    }
    let refused = [
        (
            "",
            "Repeat count [5]: ",
            "0",
            "% A decimal number between 1 and 2147483647.\n",
        ),
        (
            "",
            "Datagram size [100]: ",
            "35",
            "% A decimal number between 36 and 18024.\n",
        ),
        (
            "",
            "Timeout in seconds [2]: ",
            "-1",
            "% A decimal number between 0 and 3600.\n",
        ),
        (
            "",
            "Extended commands [n]: ",
            "maybe",
            "% Please answer 'yes' or 'no'.\n",
        ),
        (
            "y",
            "Source address or interface: ",
            "fa0/0.67",
            "% Invalid source. Must use same-VRF IP address or full interface name without spaces (e.g. Serial0/1)\n",
        ),
        (
            "",
            "Type of service [0]: ",
            "256",
            "% A decimal number between 0 and 255.\n",
        ),
        (
            "",
            "Set DF bit in IP header? [no]: ",
            "x",
            "% Please answer 'yes' or 'no'.\n",
        ),
    ];
    r6.type_all(&["ping", "", "155.1.67.7"], 0);
    for (answer, question, wrong, text) in refused {
        if question != "Repeat count [5]: " {
            r6.type_line(answer);
        }
        assert_eq!(r6.prompt(), question);
        assert_eq!(r6.type_line(wrong), format!("{question}{wrong}\n{text}"));
        assert_eq!(r6.prompt(), question);
    }
    let text = r6.type_all(&["", "", "", "r"], 0);
    assert!(text.ends_with("Verbose[none]: r\n% parsed, not simulated: r\n"));
    // Ctrl-Shift-6 ends it.
    r6.interrupt();
    assert_eq!(r6.prompt(), "Rack1R6#");
}

#[test]
fn no_answer_to_any_question_panics() {
    let answers = [
        "",
        "y",
        "n",
        "?",
        "-1",
        "0",
        "1",
        "255",
        "65536",
        "99999999999999999999",
        "0x",
        "0xFFFF",
        "ффф",
        "155.1.67.7",
        "Serial0/0",
        "\u{1a}",
        "\u{3}",
        " ",
        "v r t",
        "é",
    ];
    for command in [
        "ping",
        "traceroute",
        "reload",
        "clear counters",
        "copy run start",
        "write erase",
    ] {
        let mut desk = Desk::at("R6");
        for start in 0..answers.len() {
            desk.type_line(command);
            for step in 0..24 {
                desk.type_line(answers[(start + step * 7) % answers.len()]);
            }
            desk.interrupt();
            desk.interrupt();
        }
    }
}

#[test]
fn a_traceroute_shows_every_router_and_the_gap_of_the_rate_limit() {
    let mut sw1 = Desk::at("SW1");
    assert_eq!(
        sw1.type_all(&["traceroute 155.1.146.1"], 8_000),
        "Rack1SW1#traceroute 155.1.146.1

Type escape sequence to abort.
Tracing the route to 155.1.146.1

  1 155.1.67.6 1 msec 1 msec 0 msec
  2 155.1.146.1 2 msec *  2 msec
"
    );
}

#[test]
fn the_dialog_of_traceroute_asks_what_ios_asks() {
    let mut sw1 = Desk::at("SW1");
    let lines = [
        "trace",
        "",
        "155.1.146.1",
        "",
        "",
        "1",
        "2",
        "2",
        "9",
        "",
        "",
    ];
    let text = sw1.type_all(&lines, 8_000);
    let (questions, _) = text.split_once("  2 155.1.146.1 ").unwrap();
    assert_eq!(
        questions,
        "Rack1SW1#trace
Protocol [ip]: 
Target IP address: 155.1.146.1
Source address: 
Numeric display [n]: 
Timeout in seconds [3]: 1
Probe count [3]: 2
Minimum Time to Live [1]: 2
Maximum Time to Live [30]: 9
Port Number [33434]: 
Loose, Strict, Record, Timestamp, Verbose[none]: 
Type escape sequence to abort.
Tracing the route to 155.1.146.1

"
    );
    assert!(text.ends_with(" msec * \n"), "{text}");
}

#[test]
fn a_tunnel_is_one_hop_whatever_lies_below_it() {
    let mut sw1 = Desk::at("SW1");
    sw1.type_all(&["ping 155.1.58.5"], 15_000);
    let text = sw1.type_all(&["traceroute 155.1.58.5 source 155.1.67.7 probe 1"], 20_000);
    let hops: Vec<&str> = text
        .lines()
        .filter(|line| line.ends_with("msec"))
        .filter_map(|line| line.split_whitespace().nth(1))
        .collect();
    // R6, the tunnel's end, and R5 by the interface the probe came in. The tunnel's own time to live is not the probe's.
    assert_eq!(hops, ["155.1.67.6", "155.1.146.1", "155.1.0.5"]);
}

#[test]
fn a_network_without_a_route_is_told_by_the_router_that_has_none() {
    let mut sw1 = Desk::at("SW1");
    let text = sw1.type_all(&["traceroute 9.9.9.9 timeout 1"], 4_000);
    assert!(text.contains("  3 155.1.146.1 !H  *  !H \n"), "{text}");
    assert_eq!(sw1.prompt(), "Rack1SW1#");
}

#[test]
fn the_escape_sequence_stops_a_traceroute() {
    let mut sw1 = Desk::at("SW1");
    sw1.type_line("traceroute 155.1.146.99");
    let text = sw1.run(10_000);
    assert!(text.contains("  2  * "), "{text}");
    sw1.interrupt();
    let text = sw1.type_line("show clock");
    assert!(text.starts_with("Rack1SW1#show clock\n"), "{text}");
}

#[test]
fn a_router_answers_itself() {
    let mut r6 = Desk::at("R6");
    let text = r6.type_all(&["ping 155.1.67.6"], 100);
    assert!(
        text.contains("!!!!!\nSuccess rate is 100 percent (5/5)"),
        "{text}"
    );
    let text = r6.type_all(&["traceroute 155.1.67.6 probe 1"], 100);
    let answered = |ms| text.ends_with(&format!("\n  1 155.1.67.6 {ms} msec\n"));
    assert!(answered(4) || answered(8), "{text}");
}

#[test]
fn a_configured_name_stands_for_its_address() {
    let mut r6 = Desk::at("R6");
    r6.type_all(&["configure terminal", "ip host sw1 155.1.67.7", "end"], 20);
    for lines in [
        &["ping SW1"][..],
        &["ping", "", "sw1", "", "", "", "", ""],
        &["traceroute sw1 timeout 1"],
    ] {
        let text = r6.type_all(lines, 3_000);
        let named = [
            "Echos to 155.1.67.7, timeout",
            "Tracing the route to 155.1.67.7\n",
        ];
        assert!(named.iter().any(|words| text.contains(words)), "{text}");
    }
}

#[test]
fn what_a_command_line_cannot_mean_is_marked() {
    let mut r6 = Desk::at("R6");
    for (line, caret) in [
        (
            "ping 155.1.67.7 data 12345",
            "                             ^",
        ),
        (
            "traceroute 155.1.67.7 ttl 9 3",
            "                                    ^",
        ),
        ("clock set 25:00:00 1 march 2007", "                  ^"),
        (
            "clock set 10:00:00 31 april 2007",
            "                              ^",
        ),
    ] {
        let text = r6.type_line(line);
        let expected =
            format!("Rack1R6#{line}\n{caret}\n% Invalid input detected at '^' marker.\n\n");
        assert_eq!(text, expected);
    }
}
