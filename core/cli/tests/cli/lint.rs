//! `vipsec lint`.

use serde_json::Value;

use super::{ARTICLE, file, vipsec};

/// The article's five texts.
const TEXTS: [(&str, &str, &str); 5] = [
    (
        "R1-hsrp.cfg",
        "R1",
        "\
interface FastEthernet0/0
ip address 155.1.146.1 255.255.255.0
standby 1 ip 155.1.146.254
standby 1 timers 1 3
standby 1 priority 200
standby 1 preempt
standby 1 name VLAN146
standby 1 track Serial 0/0 110
crypto map VPN redundancy VLAN146
",
    ),
    (
        "R4-hsrp.cfg",
        "R4",
        "\
interface FastEthernet0/1
ip address 155.1.146.4 255.255.255.0
standby 1 ip 155.1.146.254
standby 1 timers 1 3
standby 1 preempt
standby 1 name VLAN146
crypto map VPN redundancy VLAN146
",
    ),
    (
        "R1-ipsec.cfg",
        "R1",
        "\
crypto isakmp policy 10
encr 3des
hash md5
authentication pre-share
!
crypto isakmp key CISCO address 155.1.146.6
crypto isakmp keepalive 10 periodic
!
!
crypto ipsec transform-set 3DES_MD5 esp-3des esp-md5-hmac
!
ip access-list extended TRAFFIC
permit ip 155.1.58.0 0.0.0.255 155.1.67.0 0.0.0.255
!
crypto map VPN 10 ipsec-isakmp
set peer 155.1.146.6
set transform-set 3DES_MD5
match address TRAFFIC
reverse-route static
!
router rip
redistribute static
!
interface FastEthernet0/0
crypto map VPN redundancy VLAN146
",
    ),
    (
        "R4-ipsec.cfg",
        "R4",
        "\
crypto isakmp policy 10
encr 3des
hash md5
authentication pre-share
!
crypto isakmp key CISCO address 155.1.146.6
crypto isakmp keepalive 10 periodic
!
!
crypto ipsec transform-set 3DES_MD5 esp-3des esp-md5-hmac
!
ip access-list extended TRAFFIC
permit ip 155.1.58.0 0.0.0.255 155.1.67.0 0.0.0.255
!
crypto map VPN 10 ipsec-isakmp
set peer 155.1.146.6
set transform-set 3DES_MD5
match address TRAFFIC
reverse-route static
!
router rip
redistribute static
!
interface FastEthernet0/1
crypto map VPN redundancy VLAN146
",
    ),
    (
        "R6-ipsec.cfg",
        "R6",
        "\
ip route 0.0.0.0 0.0.0.0 155.1.146.254
!
crypto isakmp policy 10
encr 3des
hash md5
authentication pre-share
!
crypto isakmp key CISCO address 155.1.146.254
crypto isakmp keepalive 10 periodic
!
!
crypto ipsec transform-set 3DES_MD5 esp-3des esp-md5-hmac
!
ip access-list extended TRAFFIC
permit ip 155.1.67.0 0.0.0.255 155.1.58.0 0.0.0.255
!
crypto map VPN 10 ipsec-isakmp
set peer 155.1.146.254
set transform-set 3DES_MD5
match address TRAFFIC
!
interface FastEthernet0/0.146
encapsulation dot1Q 146
ip address 155.1.146.6 255.255.255.0
crypto map VPN
",
    ),
];

fn rows(value: &Value) -> &[Value] {
    value
        .as_array()
        .unwrap_or_else(|| panic!("not an array: {value}"))
}

#[test]
fn every_line_of_the_article_s_five_texts_acts_in_its_place() {
    for (name, device, text) in TEXTS {
        let path = file(name, text);
        let answer = vipsec(&["lint", &path, "--json", "--strict", "--on", ARTICLE, device]).json();
        assert_eq!(rows(&answer).len(), text.lines().count(), "{name}");
        for (row, line) in rows(&answer).iter().zip(text.lines()) {
            assert_eq!(row["text"], line, "{name}");
            let verdict = if line == "!" { "blank" } else { "ok" };
            assert_eq!(row["verdict"], verdict, "{name}: {row}");
        }
    }
}

/// IOS applies no crypto map that does not exist yet: the article's IPsec texts say that line again.
#[test]
fn on_a_blank_router_only_the_early_crypto_map_is_refused() {
    for (name, _, text) in TEXTS {
        let path = file(&format!("blank-{name}"), text);
        let answer = vipsec(&["lint", &path, "--json"]).json();
        for (row, line) in rows(&answer).iter().zip(text.lines()) {
            let is_early =
                name.ends_with("hsrp.cfg") && line.starts_with("crypto map VPN redundancy");
            let verdict = match line {
                "!" => "blank",
                _ if is_early => "error",
                _ => "ok",
            };
            assert_eq!(row["verdict"], verdict, "{name}: {row}");
        }
    }
}

#[test]
fn a_line_that_ios_refuses_has_a_number_and_a_reason() {
    let path = file(
        "wrong.cfg",
        "hostname R9\ncrypto-map VPN redundancy VLAN146\n\nsnmp-server community public RO\n",
    );
    let answer = vipsec(&["lint", &path, "--json"]).json();
    let verdicts: Vec<_> = rows(&answer)
        .iter()
        .filter_map(|row| row["verdict"].as_str())
        .collect();
    assert_eq!(verdicts[..3], ["ok", "error", "blank"], "{answer}");
    assert_eq!(rows(&answer)[1]["number"], 2);
    assert!(
        rows(&answer)[1]["message"]
            .as_str()
            .is_some_and(|text| text.contains("% Invalid input detected")),
        "{answer}"
    );
    let plain = vipsec(&["lint", &path]);
    assert!(
        plain
            .good()
            .contains("   2  error   crypto-map VPN redundancy VLAN146\n"),
        "{}",
        plain.out
    );
    let strict = vipsec(&["lint", &path, "--strict"]);
    assert!(
        !strict.ok && strict.err.contains("lines IOS would refuse"),
        "{}",
        strict.err
    );
    assert_eq!(strict.out, plain.out);
}

#[test]
fn what_cannot_be_linted_is_refused() {
    vipsec(&["lint", "no-such.cfg"]).assert_refused("cannot read no-such.cfg");
    let path = file("good.cfg", "hostname R1\n");
    vipsec(&["lint", &path, "--on", "no-such-lab", "R1"]).assert_refused("no-such-lab");
    vipsec(&["lint", &path, "--on", ARTICLE, "R9"]).assert_refused("there is no device R9");
    vipsec(&["lint", &path, "--on", ARTICLE, "FR"]).assert_refused("FR takes no configuration");
}
