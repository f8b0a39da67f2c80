//! `vipsec lint`.

use serde_json::Value;

use super::{ARTICLE, file, vipsec};

/// One of the article's texts; that every line of all of them acts is for the tests of pasting.
const R1_HSRP: &str = "\
interface FastEthernet0/0
ip address 155.1.146.1 255.255.255.0
standby 1 ip 155.1.146.254
standby 1 name VLAN146
!
crypto map VPN redundancy VLAN146
";

fn rows(value: &Value) -> &[Value] {
    value
        .as_array()
        .unwrap_or_else(|| panic!("not an array: {value}"))
}

/// IOS applies no crypto map that does not exist yet; on the article's R1 it does.
#[test]
fn every_line_has_its_verdict_on_a_device_of_a_lab_and_on_a_blank_router() {
    let path = file("R1-hsrp.cfg", R1_HSRP);
    let on_r1 = vipsec(&["lint", &path, "--json", "--strict", "--on", ARTICLE, "R1"]).json();
    let on_blank = vipsec(&["lint", &path, "--json"]).json();
    for (answer, early) in [(on_r1, "ok"), (on_blank, "error")] {
        assert_eq!(rows(&answer).len(), R1_HSRP.lines().count(), "{answer}");
        for (row, line) in rows(&answer).iter().zip(R1_HSRP.lines()) {
            assert_eq!(row["text"], line, "{row}");
            let verdict = match line {
                "!" => "blank",
                _ if line.starts_with("crypto map") => early,
                _ => "ok",
            };
            assert_eq!(row["verdict"], verdict, "{row}");
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
