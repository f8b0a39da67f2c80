//! An edited configuration takes the place of the running one, and what it does not concern goes on.

use vipsec_core::lab::view::{Command, Paste};
use vipsec_tests::article;

use super::Bench;

/// Output that tells whether SAs, HSRP, routes and neighbors are the same as before.
const STATE: [&str; 6] = [
    "show crypto isakmp sa",
    "show crypto ipsec sa",
    "show standby",
    "show ip route",
    "show arp",
    "show crypto engine connections active",
];

impl Bench {
    fn running_config(&mut self, device: &str) -> String {
        let device = self.id(device);
        let update = self.ask(Command::RunningConfig { device });
        update
            .running_config
            .unwrap_or_else(|| panic!("{}: no configuration", self.case()))
            .text
    }

    fn replace(&mut self, device: &str, text: &str) -> Paste {
        let device = self.id(device);
        let text = text.to_owned();
        let planned = self.ask(Command::PlanReplace {
            device,
            text: text.clone(),
        });
        let planned = planned
            .paste
            .unwrap_or_else(|| panic!("{}: no plan", self.case()));
        let done = self.ask(Command::Replace { device, text });
        let done = done
            .paste
            .unwrap_or_else(|| panic!("{}: no answer", self.case()));
        assert_eq!(planned, done, "{}", self.case());
        assert!(done.complete, "{}: {done:#?}", self.case());
        done
    }

    fn state(&mut self, device: &str) -> Vec<String> {
        STATE
            .iter()
            .map(|line| self.type_line(device, line))
            .collect()
    }
}

fn lines(paste: &Paste) -> Vec<&str> {
    paste.lines.iter().map(|line| line.text.as_str()).collect()
}

#[test]
fn an_unchanged_text_types_nothing() {
    let mut bench = Bench::open(article(), 1, false);
    bench.run_to(50);
    for device in ["R1", "R4", "R5", "R6", "SW1", "SW2"] {
        let text = bench.running_config(device);
        let done = bench.replace(device, &text);
        assert_eq!(lines(&done), [""; 0], "{}: {device}", bench.case());
        assert!(done.refused.is_empty(), "{}: {done:#?}", bench.case());
    }
}

#[test]
fn edits_that_concern_no_machine_leave_every_machine_alone() {
    for seed in 1..4 {
        let mut bench = Bench::open(article(), seed, false);
        bench.run_to(50);
        let cases = [
            (
                "R1",
                "interface FastEthernet0/0\n",
                "interface FastEthernet0/0\n description the virtual gateway\n",
                vec![
                    "interface FastEthernet0/0",
                    " description the virtual gateway",
                ],
            ),
            (
                "R1",
                "ip access-list extended TRAFFIC\n",
                "ip access-list extended TRAFFIC\n remark what is protected\n",
                vec![
                    "ip access-list extended TRAFFIC",
                    " 10 remark what is protected",
                ],
            ),
            (
                "R6",
                "ip access-list extended TRAFFIC\n permit ip 155.1.67.0 0.0.0.255 155.1.58.0 0.0.0.255\n",
                "ip access-list extended TRAFFIC\n permit ip 155.1.67.0 0.0.0.255 155.1.58.0 0.0.0.255\n \
                 permit ip 155.1.67.0 0.0.0.255 10.9.9.0 0.0.0.255\n",
                vec![
                    "ip access-list extended TRAFFIC",
                    " permit ip 155.1.67.0 0.0.0.255 10.9.9.0 0.0.0.255",
                ],
            ),
            (
                "R1",
                "hostname Rack1R1\n",
                "hostname Rack1R1\nip host R6 155.1.146.6\n",
                vec!["ip host R6 155.1.146.6"],
            ),
        ];
        for (device, from, to, expected) in cases {
            let before = bench.state(device);
            assert!(
                before[0].contains("QM_IDLE"),
                "{}: {}",
                bench.case(),
                before[0]
            );
            let text = bench.running_config(device);
            assert!(text.contains(from), "{}: {text}", bench.case());
            let done = bench.replace(device, &text.replacen(from, to, 1));
            assert_eq!(lines(&done), expected, "{}", bench.case());
            let after = bench.state(device);
            for (before, after) in before.iter().zip(&after) {
                // The new entry has a part of its own in `show crypto ipsec sa`; the others are as they were.
                let mut rest = after.lines();
                let missing = before
                    .lines()
                    .find(|line| !rest.any(|other| other == *line));
                assert_eq!(missing, None, "{}: {device}: {after}", bench.case());
                let is_longer = device == "R6" && after.contains("(10.9.9.0/255.255.255.0/0/0)");
                assert!(is_longer || before == after, "{}: {after}", bench.case());
            }
        }
        bench.run_to(60);
        let ping = &bench.flows[0];
        assert!(
            ping.sent > 200 && ping.sent - ping.received <= 1,
            "{}: {ping:#?}",
            bench.case()
        );
    }
}

#[test]
fn an_edit_of_the_priority_moves_the_virtual_gateway() {
    let mut bench = Bench::open(article(), 2, false);
    bench.run_to(50);
    let text = bench.running_config("R1");
    let edited = text.replace(" standby 1 priority 200\n", " standby 1 priority 50\n");
    let done = bench.replace("R1", &edited);
    assert_eq!(
        lines(&done),
        ["interface FastEthernet0/0", " standby 1 priority 50"]
    );
    bench.run_to(53);
    assert_eq!(bench.hsrp("R4"), "Active", "{}", bench.case());
    assert_eq!(bench.replace("R1", &text).lines.len(), 2);
    bench.run_to(56);
    assert_eq!(bench.hsrp("R1"), "Active", "{}", bench.case());
}

#[test]
fn refused_lines_are_told_and_the_rest_is_done() {
    let mut bench = Bench::open(article(), 1, false);
    bench.run_to(40);
    let text = bench.running_config("R5");
    let edited = text.replace(
        "hostname Rack1R5\n",
        "hostname Core5\nip addres 1.2.3.4\ninterface FastEthernet0/0\n ip address 155.1.0.77 255.255.255.0\n",
    );
    let done = bench.replace("R5", &edited);
    assert!(lines(&done).contains(&"hostname Core5"), "{done:#?}");
    let at = edited
        .lines()
        .position(|line| line == "ip addres 1.2.3.4")
        .expect("it is in the text")
        + 1;
    let told: Vec<_> = done.refused.iter().map(|line| line.number).collect();
    assert!(told.contains(&(at as u32)), "{:#?}", done.refused);
    assert!(done.refused.iter().all(|line| line.verdict == "error"));
}
