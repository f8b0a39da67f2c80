//! Plans from one configuration to another: complete, minimal, in an order IOS takes.

use proptest::prelude::*;

use super::laws::{lab_ports, wander};
use super::*;
use crate::rng::Rng;

fn gateway() -> DeviceConfig {
    let text = format!("{R1_HSRP}{}{R1_HSRP}", gateway_ipsec("FastEthernet0/0"));
    boot("R1", &router_ports(), DeviceKind::Router, &text).config
}

/// The plan from `old` to `edited`: its lines.
fn plan(old: &DeviceConfig, edited: &str) -> Vec<String> {
    let plan = replacement(old, edited, DeviceKind::Router);
    plan.lines.into_iter().map(|line| line.text).collect()
}

/// A plan that is complete and of which IOS refuses nothing.
fn replacement(old: &DeviceConfig, edited: &str, kind: DeviceKind) -> Replacement {
    let ports = lab_ports(kind);
    let plan = replace(old, edited, kind, &ports);
    let goal = render(&boot(default_name(kind), &ports, kind, edited).config, kind);
    let lines: Vec<_> = plan.lines.iter().map(|line| line.text.as_str()).collect();
    let lines = lines.join("\n");
    let device = DeviceContext {
        config: old,
        ports: &ports,
        kind,
    };
    let typed = apply_text(&device, &lines);
    let errors: Vec<_> = typed.errors().collect();
    assert!(errors.is_empty(), "{errors:#?}\nof\n{lines}");
    let reached = render(&typed.config, kind);
    if reached != goal {
        let pairs = reached.lines().zip(goal.lines());
        let differing: Vec<_> = pairs.filter(|(a, b)| a != b).take(5).collect();
        panic!("{differing:#?}\nof\n{lines}\nfrom\n{}", render(old, kind));
    }
    assert!(plan.is_complete);
    assert_eq!(plan.config, typed.config);
    plan
}

const fn default_name(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Router => "Router",
        DeviceKind::Switch => "Switch",
    }
}

/// The running configuration with one text in place of another.
fn edited(old: &DeviceConfig, from: &str, to: &str) -> String {
    let text = render(old, DeviceKind::Router);
    assert!(text.contains(from), "{from} is not in\n{text}");
    text.replacen(from, to, 1)
}

#[test]
fn an_unchanged_text_needs_no_line() {
    let old = gateway();
    assert_eq!(plan(&old, &render(&old, DeviceKind::Router)), [""; 0]);
    assert_eq!(
        plan(&old, &show_running_config(&old, DeviceKind::Router)),
        [""; 0]
    );
}

#[test]
fn a_change_of_one_line_needs_that_line_in_its_mode() {
    let old = gateway();
    let cases: [(&str, &str, &[&str]); 13] = [
        (
            " standby 1 priority 200\n",
            " standby 1 priority 150\n",
            &["interface FastEthernet0/0", " standby 1 priority 150"],
        ),
        (
            " standby 1 priority 200\n",
            "",
            &["interface FastEthernet0/0", " no standby 1 priority 200"],
        ),
        (
            " ip address 155.1.146.1 255.255.255.0\n",
            " description to VLAN146\n ip address 155.1.146.1 255.255.255.0\n",
            &["interface FastEthernet0/0", " description to VLAN146"],
        ),
        (
            " ip address 155.1.146.1 255.255.255.0\n",
            " ip address 155.1.146.9 255.255.255.0\n",
            &[
                "interface FastEthernet0/0",
                " ip address 155.1.146.9 255.255.255.0",
            ],
        ),
        ("hostname R1\n", "hostname R9\n", &["hostname R9"]),
        (
            "crypto isakmp keepalive 10 periodic\n",
            "crypto isakmp keepalive 20\n",
            &["crypto isakmp keepalive 20"],
        ),
        (
            "crypto isakmp key CISCO address 155.1.146.6\n",
            "crypto isakmp key OTHER address 155.1.146.6\n",
            &[
                "no crypto isakmp key CISCO address 155.1.146.6",
                "crypto isakmp key OTHER address 155.1.146.6",
            ],
        ),
        (
            " reverse-route static\n",
            " reverse-route\n",
            &["crypto map VPN 10 ipsec-isakmp", " reverse-route"],
        ),
        (
            "transform-set 3DES_MD5 esp-3des esp-md5-hmac",
            "transform-set 3DES_MD5 esp-aes esp-sha-hmac",
            &["crypto ipsec transform-set 3DES_MD5 esp-aes esp-sha-hmac"],
        ),
        (
            " permit ip 155.1.58.0 0.0.0.255 155.1.67.0 0.0.0.255\n",
            " permit ip 155.1.58.0 0.0.0.255 155.1.67.0 0.0.0.255\n permit ip any host 10.0.0.1\n",
            &[
                "ip access-list extended TRAFFIC",
                " permit ip any host 10.0.0.1",
            ],
        ),
        (
            " permit ip 155.1.58.0 0.0.0.255 155.1.67.0 0.0.0.255\n",
            " deny ip any host 10.0.0.1\n permit ip 155.1.58.0 0.0.0.255 155.1.67.0 0.0.0.255\n",
            &[
                "ip access-list extended TRAFFIC",
                " 5 deny   ip any host 10.0.0.1",
            ],
        ),
        (
            " crypto map VPN redundancy VLAN146\n",
            " crypto map VPN\n",
            &["interface FastEthernet0/0", " crypto map VPN"],
        ),
        (
            "no ip http server\n",
            "ip http server\n",
            &["ip http server"],
        ),
    ];
    for (from, to, lines) in cases {
        assert_eq!(plan(&old, &edited(&old, from, to)), lines, "{from} to {to}");
    }
}

#[test]
fn a_crypto_map_leaves_its_interface_before_it_goes() {
    let old = gateway();
    let text = edited(&old, " crypto map VPN redundancy VLAN146\n", "");
    let start = text.find("crypto map VPN 10").unwrap();
    let end = start + text[start..].find('!').unwrap();
    let text = format!("{}{}", &text[..start], &text[end..]);
    let lines = plan(&old, &text);
    assert_eq!(
        lines,
        [
            "interface FastEthernet0/0",
            " no crypto map VPN redundancy VLAN146",
            "no crypto map VPN 10 ipsec-isakmp",
        ]
    );
    // And back: the entry before the binding.
    let without = replacement(&old, &text, DeviceKind::Router).config;
    let back = plan(&without, &render(&old, DeviceKind::Router));
    assert_eq!(back.first().unwrap(), "crypto map VPN 10 ipsec-isakmp");
    assert_eq!(back.last().unwrap(), " crypto map VPN redundancy VLAN146");
    assert_eq!(back.len(), 7);
}

#[test]
fn addresses_change_places() {
    let text = "interface Fa0/0\n ip address 10.1.1.1 255.255.255.0\ninterface Fa0/1\n ip address 10.2.2.2 255.255.255.0\n";
    let old = boot("R", &router_ports(), DeviceKind::Router, text).config;
    let other = text
        .replace("10.1.1.1", "x")
        .replace("10.2.2.2", "10.1.1.1")
        .replace('x', "10.2.2.2");
    let lines = plan(
        &old,
        &other.replace("interface Fa0/0", "hostname R\ninterface Fa0/0"),
    );
    assert_eq!(
        lines
            .iter()
            .filter(|line| line.contains("no ip address"))
            .count(),
        1
    );
    assert_eq!(lines.len(), 6, "{lines:#?}");
}

#[test]
fn an_address_moves_to_another_interface() {
    let text = "hostname R\ninterface Fa0/0\n ip address 10.1.1.1 255.255.255.0\ninterface Fa0/1\n no ip address\n";
    let old = boot("R", &router_ports(), DeviceKind::Router, text).config;
    let other = "hostname R\ninterface Fa0/0\n no ip address\ninterface Fa0/1\n ip address 10.1.1.1 255.255.255.0\n";
    let expected = [
        "interface FastEthernet0/0",
        " no ip address",
        "interface FastEthernet0/1",
        " ip address 10.1.1.1 255.255.255.0",
    ];
    assert_eq!(plan(&old, other), expected);
}

#[test]
fn entries_come_and_go_by_sequence_and_remarks_stay_where_they_are() {
    let list = |entries: &[&str]| {
        let mut text = "hostname R\nip access-list extended T\n".to_owned();
        for entry in entries {
            text.push_str(&format!(" {entry}\n"));
        }
        text
    };
    let (a, b, c) = (
        "permit ip any host 10.0.0.1",
        "permit ip any host 10.0.0.2",
        "permit tcp any any established",
    );
    let old = boot(
        "R",
        &router_ports(),
        DeviceKind::Router,
        &list(&["remark first", a, "remark second", b]),
    )
    .config;
    let head = "ip access-list extended T";
    let cases: [(&[&str], &[&str]); 6] = [
        (
            &["remark first", a, "remark second", c, b],
            &[
                head,
                " 15 permit tcp any any established",
                " 15 remark second",
                " no 20 remark second",
            ],
        ),
        (
            &["remark first", a],
            &[head, " no 20", " no 2147483647 remark second"],
        ),
        (&["remark first", a, b], &[head, " no 20 remark second"]),
        (
            &["remark first", a, "remark second", "remark third", b],
            &[head, " 20 remark third"],
        ),
        (
            &["remark first", b, a],
            &[
                head,
                " no 10",
                " permit ip any host 10.0.0.1",
                " no 20 remark second",
            ],
        ),
        (
            &["remark first", a, "remark second", b, "remark end", c],
            &[head, " remark end", " permit tcp any any established"],
        ),
    ];
    for (entries, lines) in cases {
        let planned = plan(&old, &list(entries));
        assert_eq!(planned, lines);
    }
}

#[test]
fn a_list_without_room_is_resequenced() {
    let mut old = boot(
        "R",
        &router_ports(),
        DeviceKind::Router,
        "hostname R\naccess-list 101 permit ip any any\n",
    )
    .config;
    let text = "hostname R\naccess-list 101 deny icmp any any\naccess-list 101 permit ip any any\n";
    old.access_lists.get_mut("101").unwrap().resequence(1, 1);
    let expected = [
        "ip access-list resequence 101 10 10",
        "ip access-list extended 101",
        " 5 deny   icmp any any",
    ];
    assert_eq!(plan(&old, text), expected);
}

#[test]
fn refused_lines_of_the_edited_text_are_told_with_their_numbers() {
    let old = gateway();
    let text = edited(
        &old,
        " standby 1 preempt\n",
        " standby 1 preemptive\n ip address 1.2.3.0 255.255.255.0\n",
    );
    let plan = replacement(&old, &text, DeviceKind::Router);
    let at = text
        .lines()
        .position(|line| line.contains("preemptive"))
        .unwrap()
        + 1;
    let told: Vec<_> = plan
        .refused
        .iter()
        .map(|line| (line.number, line.message.clone().unwrap()))
        .collect();
    assert_eq!(told.len(), 2);
    assert_eq!(told[0].0, at);
    assert!(
        told[0]
            .1
            .ends_with("% Invalid input detected at '^' marker."),
        "{told:?}"
    );
    assert_eq!(
        told[1],
        (at + 1, "Bad mask /24 for address 1.2.3.0".to_owned())
    );
    let lines: Vec<_> = plan.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(
        lines,
        ["interface FastEthernet0/0", " no standby 1 preempt"]
    );
}

#[test]
fn banners_are_replaced_whole() {
    let old = boot(
        "R",
        &router_ports(),
        DeviceKind::Router,
        "hostname R\nbanner motd ^C\nold\nwords ^C\n",
    )
    .config;
    let lines = plan(&old, "hostname R\nbanner motd ^C\nnew words\n^C\n");
    assert_eq!(lines, ["banner motd ^C", "new words", "^C"]);
    assert_eq!(plan(&old, "hostname R\n"), ["no banner motd"]);
}

#[test]
fn everything_at_once_is_planned_line_by_line() {
    let blank = router("Router");
    let text = render(&gateway(), DeviceKind::Router);
    let plan = replacement(&blank, &text, DeviceKind::Router);
    // No more lines than the text has, but for the two interfaces that are opened.
    let written = text
        .lines()
        .filter(|line| *line != "!" && *line != "end")
        .count();
    assert!(
        plan.lines.len() < written,
        "{} of {written}",
        plan.lines.len()
    );
    let back = replacement(&gateway(), "", DeviceKind::Router);
    // The interface's six HSRP lines, its address, its map and its state; four blocks; two lines of ISAKMP; the name.
    assert!(back.lines.len() <= 18, "{:#?}", back.lines);
}

/// A text with lines left out, doubled, moved or taken from another one.
fn mutated(rng: &mut Rng, text: &str, other: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let others: Vec<&str> = other.lines().collect();
    for _ in 0..=rng.below(4) {
        let at = usize::try_from(rng.below(lines.len() as u64)).unwrap();
        let from = usize::try_from(rng.below(others.len() as u64)).unwrap();
        match rng.below(4) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, others[from]),
            2 => lines[at] = others[from],
            _ => {
                let line = lines.remove(at);
                let to = usize::try_from(rng.below(lines.len() as u64 + 1)).unwrap();
                lines.insert(to, line);
            }
        }
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn any_configuration_is_reached_from_any_other(seed: u64, switch: bool) {
        let kind = if switch { DeviceKind::Switch } else { DeviceKind::Router };
        let (old, new) = (wander(seed, kind, 60), wander(seed ^ 1, kind, 60));
        replacement(&old, &render(&new, kind), kind);
    }

    #[test]
    fn any_edit_is_planned(seed: u64, switch: bool) {
        let kind = if switch { DeviceKind::Switch } else { DeviceKind::Router };
        let (old, other) = (wander(seed, kind, 60), wander(seed ^ 1, kind, 60));
        let mut rng = Rng::from_seed(seed);
        let text = mutated(&mut rng, &render(&old, kind), &render(&other, kind));
        let plan = replacement(&old, &text, kind);
        let again = replacement(&plan.config, &text, kind);
        prop_assert!(again.lines.is_empty(), "{:#?}", again.lines);
    }
}
