//! `vipsec exec`.

use super::{ARTICLE, vipsec};

#[test]
fn a_ping_is_waited_for_and_its_answer_printed_as_the_console_does() {
    let ran = vipsec(&[
        "exec",
        ARTICLE,
        "--at",
        "50s",
        "R6",
        "ping 155.1.146.254 repeat 5",
    ]);
    let expected = "Rack1R6#ping 155.1.146.254 repeat 5\n\nType escape sequence to abort.\nSending 5, 100-byte ICMP Echos to \
         155.1.146.254, timeout is 2 seconds:\n!!!!!\nSuccess rate is 100 percent (5/5), round-trip min/avg/max = ";
    assert!(ran.good().starts_with(expected), "{}", ran.out);
}

#[test]
fn lines_are_typed_in_the_order_of_their_times() {
    let ran = vipsec(&[
        "exec",
        ARTICLE,
        "--at",
        "52s",
        "R5",
        "show running-config",
        "--at",
        "51s",
        "R5",
        "end",
        "--at",
        "50s",
        "R5",
        "hostname Hub",
        "--at",
        "49s",
        "R5",
        "configure terminal",
    ]);
    let prompts: Vec<&str> = ran
        .good()
        .lines()
        .filter(|line| line.contains('#'))
        .collect();
    assert_eq!(
        prompts,
        [
            "Rack1R5#configure terminal",
            "Rack1R5(config)#hostname Hub",
            "Hub(config)#end",
            "Hub#show running-config"
        ],
        "{}",
        ran.out,
    );
    assert!(ran.out.contains("\nhostname Hub\n"), "{}", ran.out);
}

#[test]
fn what_was_shut_by_hand_breaks_the_network() {
    let before = vipsec(&[
        "exec",
        ARTICLE,
        "--at",
        "50s",
        "R5",
        "ping 155.1.58.8 repeat 3",
    ]);
    assert!(
        before.good().contains("Success rate is 100 percent (3/3)"),
        "{}",
        before.out
    );
    let after = vipsec(&[
        "exec",
        ARTICLE,
        "--at",
        "45s",
        "R5",
        "configure terminal",
        "--at",
        "46s",
        "R5",
        "interface Fa0/0",
        "--at",
        "47s",
        "R5",
        "shutdown",
        "--at",
        "48s",
        "R5",
        "do ping 155.1.58.8 repeat 3",
    ]);
    assert!(
        after
            .good()
            .contains("\n...\nSuccess rate is 0 percent (0/3)\n"),
        "{}",
        after.out
    );
}

#[test]
fn a_wrong_line_is_answered_not_refused() {
    let ran = vipsec(&["exec", ARTICLE, "--at", "1s", "R1", "shwo ip route"]);
    assert!(ran.good().contains('%'), "{}", ran.out);
}

#[test]
fn what_cannot_be_typed_is_refused() {
    vipsec(&["exec", ARTICLE, "--at", "1s", "R9", "show version"])
        .assert_refused("there is no device R9");
    vipsec(&["exec", ARTICLE, "--at", "never", "R1", "show version"]).assert_refused("never");
    vipsec(&["exec", ARTICLE]).assert_refused("--at");
    vipsec(&["exec", "no-such-lab", "--at", "1s", "R1", "show version"])
        .assert_refused("no-such-lab");
}

#[test]
fn several_lines_are_typed_one_after_the_other() {
    let ran = vipsec(&[
        "exec",
        ARTICLE,
        "--at",
        "50s",
        "R1",
        "configure terminal",
        "interface Fa0/0",
        "description here",
        "end",
        "show running-config interface Fa0/0 | include ^ (desc|standby 1 ip)",
        "--at",
        "51s",
        "R6",
        "ping 155.1.146.254 repeat 2",
        "show privilege",
    ]);
    let text = ran.good();
    assert!(
        text.ends_with("Current privilege level is 15\n") && text.contains("(2/2)"),
        "{text}"
    );
    assert!(
        text.contains("\n description here\n standby 1 ip 155.1.146.254\nRack1R6#ping"),
        "{text}"
    );
}

#[test]
fn pages_stop_a_script_only_if_it_asks_for_them() {
    let whole = vipsec(&[
        "exec",
        ARTICLE,
        "--at",
        "1s",
        "R1",
        "show running-config",
        "show ?",
    ]);
    assert!(
        !whole.good().contains("More") && whole.out.lines().count() > 100,
        "{}",
        whole.out
    );
    let paged = vipsec(&[
        "exec",
        ARTICLE,
        "--at",
        "1s",
        "R1",
        "terminal length 9",
        "show version",
        "q",
        "show privilege",
    ]);
    assert!(paged.good().contains(" --More-- \u{8}"), "{}", paged.out);
    assert!(
        paged
            .out
            .ends_with("#\nRack1R1#show privilege\nCurrent privilege level is 15\n"),
        "{:?}",
        paged.out
    );
}
