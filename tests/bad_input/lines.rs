//! Nonsense at consoles and in pasted text.

use vipsec_core::lab::Lab;
use vipsec_core::lab::view::{Command, Update};
use vipsec_core::rng::Rng;
use vipsec_core::types::NodeId;
use vipsec_tests::article;

use super::pick;

const ROUTERS_AND_SWITCHES: [&str; 6] = ["R1", "R4", "R5", "R6", "SW1", "SW2"];

/// Words that no configuration has, or none in such a place.
const JUNK: [&str; 22] = [
    "",
    "no",
    "?",
    "%",
    "\u{1a}",
    "\t\t",
    "0",
    "-1",
    "4294967296",
    "99999999999999999999",
    "256.1.1.1",
    "1.2.3",
    "255.0.255.0",
    "FastEthernet9/9",
    "Serial0/0.99999",
    "Vlan4095",
    "ÄÖÜ",
    "名前",
    "\u{0}",
    "|",
    "default",
    "end",
];

fn any_device(rng: &mut Rng) -> NodeId {
    let name = pick(rng, &ROUTERS_AND_SWITCHES);
    super::device(name)
}

fn open(seed: u64) -> Lab {
    let mut lab = Lab::new();
    let opened = lab.handle(Command::Open {
        scenario: "ipsec-ha-hsrp".to_owned(),
        seed: Some(seed),
        timed_faults: false,
        start_at_ns: 40_000_000_000,
    });
    assert_eq!(opened.error, None, "scenario ipsec-ha-hsrp, seed {seed}");
    lab
}

/// Every line of every device's configuration, with the line that opened its block.
fn known_lines() -> Vec<(String, String)> {
    let mut lines = Vec::new();
    for device in article().devices {
        let mut header = String::new();
        for line in device
            .config
            .0
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && *line != "!")
        {
            let opens = [
                "interface ",
                "router ",
                "crypto map ",
                "crypto isakmp policy",
                "ip access-list",
            ];
            if opens.iter().any(|word| line.starts_with(word)) && !line.contains("redundancy") {
                line.clone_into(&mut header);
            }
            lines.push((header.clone(), line.to_owned()));
        }
    }
    lines
}

/// A configuration line with words left out, doubled, swapped or replaced.
fn mangled(rng: &mut Rng, line: &str) -> String {
    let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    for _ in 0..=rng.below(3) {
        if words.is_empty() {
            break;
        }
        let at = rng.below(words.len() as u64) as usize;
        match rng.below(6) {
            0 => drop(words.remove(at)),
            1 => words.insert(at, words[at].clone()),
            2 => words[at] = (*pick(rng, &JUNK)).to_owned(),
            3 => words[at] = rng.below(70_000).to_string(),
            4 => words[at] = words[at].chars().take(2).collect(),
            _ => words.reverse(),
        }
    }
    words.join(" ")
}

fn advance(lab: &mut Lab, update: &Update, seconds: u64) -> Update {
    lab.handle(Command::Advance {
        to_ns: update.now_ns + seconds * 1_000_000_000,
        max_events: 200_000,
    })
}

/// A lab that was tormented for `seconds` still runs, and within bounds.
fn assert_alive(lab: &mut Lab, update: &Update, seed: u64) {
    let from = update.events;
    let after = advance(lab, update, 20);
    let case = format!(
        "scenario ipsec-ha-hsrp, seed {seed}, trace {}",
        after.trace_hash
    );
    assert_eq!(after.error, None, "{case}");
    assert_eq!(
        after.now_ns,
        update.now_ns + 20_000_000_000,
        "{case}: {} events",
        after.events - from
    );
    for name in ROUTERS_AND_SWITCHES {
        let asked = lab.handle(Command::RunningConfig {
            device: super::device(name),
        });
        let text = asked
            .running_config
            .map(|config| config.text)
            .unwrap_or_default();
        assert!(
            text.trim_end().ends_with("\nend"),
            "{case}: {name} says {text:?}"
        );
    }
}

#[test]
fn pasted_nonsense_is_refused_line_by_line() {
    let lines = known_lines();
    for seed in 1..21 {
        let mut rng = Rng::from_seed(seed).split("nonsense");
        let mut lab = open(seed);
        let mut update = lab.handle(Command::Step);
        for _ in 0..12 {
            let mut line = || {
                let (_, line) = pick(&mut rng, &lines);
                mangled(&mut rng, line)
            };
            let text: Vec<String> = (0..30).map(|_| line()).collect();
            let device = any_device(&mut rng);
            update = lab.handle(Command::Paste {
                device,
                text: text.join("\n"),
            });
            let case = format!(
                "scenario ipsec-ha-hsrp, seed {seed}, trace {}",
                update.trace_hash
            );
            assert_eq!(update.error, None, "{case}");
            let paste = update
                .paste
                .as_ref()
                .unwrap_or_else(|| panic!("{case}: no answer"));
            assert_eq!(paste.lines.len(), text.join("\n").lines().count(), "{case}");
            for line in &paste.lines {
                match line.verdict.as_str() {
                    "ok" | "ignored" | "blank" => {}
                    "error" => assert!(
                        line.message.as_ref().is_some_and(|text| !text.is_empty()),
                        "{case}: {line:?}"
                    ),
                    other => panic!("{case}: verdict {other}"),
                }
            }
            update = advance(&mut lab, &update, 3);
        }
        assert_alive(&mut lab, &update, seed);
    }
}

/// Lines that IOS takes, in an order nobody would type them: every one is a change of a running network.
#[test]
fn any_order_of_good_lines_is_survived() {
    let lines = known_lines();
    for seed in 1..31 {
        let mut rng = Rng::from_seed(seed).split("shuffle");
        let mut lab = open(seed);
        let mut update = lab.handle(Command::Step);
        for _ in 0..25 {
            let mut text = String::new();
            for _ in 0..6 {
                let (header, line) = pick(&mut rng, &lines);
                let no = if rng.below(3) == 0 { "no " } else { "" };
                text.push_str(&format!("{header}\n{no}{line}\n"));
                if rng.below(4) == 0 {
                    text.push_str("no shutdown\n");
                }
            }
            let device = any_device(&mut rng);
            update = lab.handle(Command::Paste { device, text });
            assert_eq!(
                update.error, None,
                "scenario ipsec-ha-hsrp, seed {seed}, trace {}",
                update.trace_hash
            );
            update = advance(&mut lab, &update, 4);
        }
        assert_alive(&mut lab, &update, seed);
    }
}

#[test]
fn nonsense_typed_at_a_prompt_gets_an_answer() {
    let words = [
        "show",
        "ip",
        "route",
        "crypto",
        "isakmp",
        "sa",
        "ping",
        "155.1.58.5",
        "debug",
        "conf",
        "t",
        "interface",
        "Fa0/0",
        "clear",
        "standby",
        "brief",
        "detail",
        "repeat",
        "10",
        "|",
        "include",
        "undebug",
        "all",
        "exit",
        "do",
        "shutdown",
        "terminal",
    ];
    for seed in 1..21 {
        let mut rng = Rng::from_seed(seed).split("typist");
        let mut lab = open(seed);
        let mut update = lab.handle(Command::Step);
        for _ in 0..150 {
            let device = any_device(&mut rng);
            let count = rng.below(6);
            let word = |rng: &mut Rng| {
                if rng.below(6) == 0 {
                    pick(rng, &JUNK).to_string()
                } else {
                    pick(rng, &words).to_string()
                }
            };
            let line: Vec<String> = (0..count).map(|_| word(&mut rng)).collect();
            let line = line.join(" ");
            let was_busy = lab.is_busy(device);
            update = lab.handle(Command::Type {
                device,
                line: line.clone(),
            });
            let case = format!(
                "scenario ipsec-ha-hsrp, seed {seed}, trace {}",
                update.trace_hash
            );
            assert_eq!(update.error, None, "{case}: {line}");
            let echoed = update
                .consoles
                .iter()
                .any(|console| console.device == device && console.text.contains('\n'));
            assert!(echoed || was_busy, "{case}: no echo of {line:?}");
            if rng.below(8) == 0 {
                lab.handle(Command::Interrupt { device });
            }
            if rng.below(4) == 0 {
                update = advance(&mut lab, &update, 1);
            }
        }
        assert_alive(&mut lab, &update, seed);
    }
}

#[test]
fn a_running_configuration_pasted_onto_itself_changes_nothing() {
    let mut lab = open(3);
    for name in ROUTERS_AND_SWITCHES {
        let device = super::device(name);
        let config = |lab: &mut Lab| {
            lab.handle(Command::RunningConfig { device })
                .running_config
                .map(|config| config.text)
        };
        let before = config(&mut lab).unwrap_or_default();
        let pasted = lab.handle(Command::Paste {
            device,
            text: before.clone(),
        });
        let case = format!(
            "scenario ipsec-ha-hsrp, seed 3, trace {}",
            pasted.trace_hash
        );
        let refused: Vec<_> = pasted
            .paste
            .iter()
            .flat_map(|paste| &paste.lines)
            .filter(|line| line.verdict == "error")
            .collect();
        assert!(refused.is_empty(), "{case}: {name}: {refused:#?}");
        assert_eq!(
            config(&mut lab).unwrap_or_default(),
            before,
            "{case}: {name}"
        );
    }
    let device: NodeId = super::device("SW1");
    let update = lab.handle(Command::Type {
        device,
        line: "ping 155.1.58.5 repeat 3".to_owned(),
    });
    let update = advance(&mut lab, &update, 10);
    let flow = update.flows.and_then(|flows| flows.last().cloned());
    assert!(
        flow.is_some_and(|flow| flow.received >= 3),
        "scenario ipsec-ha-hsrp, seed 3, trace {}",
        update.trace_hash
    );
}
