//! The article's texts, IOS's refusals, prompts, and the laws every line obeys.

use super::*;
use crate::node::config::{DeviceConfig, TrackTarget};
use crate::types::InterfaceName;

mod help;
mod language;
mod laws;
mod replace;
mod transcripts;

const R1_HSRP: &str = "interface FastEthernet0/0
ip address 155.1.146.1 255.255.255.0
standby 1 ip 155.1.146.254
standby 1 timers 1 3
standby 1 priority 200
standby 1 preempt
standby 1 name VLAN146
standby 1 track Serial 0/0 110
crypto map VPN redundancy VLAN146
";
const R4_HSRP: &str = "interface FastEthernet0/1
ip address 155.1.146.4 255.255.255.0
standby 1 ip 155.1.146.254
standby 1 timers 1 3
standby 1 preempt
standby 1 name VLAN146
crypto map VPN redundancy VLAN146
";
const IPSEC_START: &str = "crypto isakmp policy 10
encr 3des
hash md5
authentication pre-share
!
";
const IPSEC_SET: &str = "crypto isakmp keepalive 10 periodic
!
!
crypto ipsec transform-set 3DES_MD5 esp-3des esp-md5-hmac
!
ip access-list extended TRAFFIC
";

/// The IPsec text of R1 and R4, which differ in the interface only.
fn gateway_ipsec(interface: &str) -> String {
    format!(
        "{IPSEC_START}crypto isakmp key CISCO address 155.1.146.6
{IPSEC_SET}permit ip 155.1.58.0 0.0.0.255 155.1.67.0 0.0.0.255
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
interface {interface}
crypto map VPN redundancy VLAN146
"
    )
}

fn r6_ipsec() -> String {
    format!(
        "ip route 0.0.0.0 0.0.0.0 155.1.146.254
!
{IPSEC_START}crypto isakmp key CISCO address 155.1.146.254
{IPSEC_SET}permit ip 155.1.67.0 0.0.0.255 155.1.58.0 0.0.0.255
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
"
    )
}

pub(super) fn ports(names: &[&str]) -> Vec<InterfaceName> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

pub(super) fn router_ports() -> Vec<InterfaceName> {
    ports(&["FastEthernet0/0", "FastEthernet0/1", "Serial0/0"])
}

fn paste(config: DeviceConfig, text: &str) -> PasteReport {
    let device = DeviceContext {
        config: &config,
        ports: &router_ports(),
        kind: DeviceKind::Router,
    };
    apply_text(&device, text)
}

fn router(hostname: &str) -> DeviceConfig {
    blank(hostname, &router_ports(), DeviceKind::Router)
}

/// Every line simulated or blank; the refused ones returned.
fn refused(report: &PasteReport) -> Vec<(String, String)> {
    let mut refused = Vec::new();
    for line in &report.lines {
        match line.verdict {
            Verdict::Simulated | Verdict::Blank => {}
            Verdict::NotSimulated => panic!("{line:?}"),
            Verdict::Error(_) => {
                refused.push((line.text.clone(), line.message.clone().unwrap()));
            }
        }
    }
    refused
}

#[test]
fn the_articles_blocks_are_simulated_line_by_line() {
    let no_map = "ERROR: Crypto Map with tag \"VPN\" does not exist.".to_owned();
    for (name, hsrp, interface) in [
        ("Rack1R1", R1_HSRP, "FastEthernet0/0"),
        ("Rack1R4", R4_HSRP, "FastEthernet0/1"),
    ] {
        let first = paste(router(name), hsrp);
        let line = "crypto map VPN redundancy VLAN146".to_owned();
        assert_eq!(refused(&first), [(line, no_map.clone())]);
        let second = paste(first.config, &gateway_ipsec(interface));
        assert_eq!(refused(&second), []);
        let settings = &second.config.interfaces[&interface.parse().unwrap()];
        let binding = settings.crypto_map.as_ref().unwrap();
        assert_eq!(binding.redundancy.as_deref(), Some("VLAN146"));
    }
    let r6 = paste(router("Rack1R6"), &r6_ipsec());
    assert_eq!(refused(&r6), []);
}

#[test]
fn the_articles_tracking_costs_110_and_names_the_interface_without_a_blank() {
    let config = paste(router("Rack1R1"), R1_HSRP).config;
    let group = &config.interfaces[&"Fa0/0".parse().unwrap()].standby[&1];
    let serial = "Serial0/0".parse().unwrap();
    assert_eq!(group.tracks[0].target, TrackTarget::Interface(serial));
    assert_eq!(group.tracks[0].decrement, Some(110));
    assert_eq!(group.priority, Some(200));
    assert_eq!(
        group.timers.map(|t| (t.hello_ms, t.hold_ms)),
        Some((1000, 3000))
    );
}

#[test]
fn the_labs_boot_texts_are_simulated_and_come_back() {
    let texts = [
        (
            "Rack1R1",
            include_str!("../scenario/library/ipsec-ha-hsrp/R1.cfg"),
        ),
        (
            "Rack1R4",
            include_str!("../scenario/library/ipsec-ha-hsrp/R4.cfg"),
        ),
        (
            "Rack1R5",
            include_str!("../scenario/library/ipsec-ha-hsrp/R5.cfg"),
        ),
        (
            "Rack1R6",
            include_str!("../scenario/library/ipsec-ha-hsrp/R6.cfg"),
        ),
    ];
    for (name, text) in texts {
        let report = boot("Router", &router_ports(), DeviceKind::Router, text);
        assert_eq!(report.config.hostname, name);
        assert!(refused(&report).len() <= 1, "{:?}", refused(&report));
        comes_back(&report.config, &router_ports(), DeviceKind::Router);
    }
    let ports = ports(&["Fa0/1", "Fa0/4", "Fa0/5", "Fa0/6", "Fa0/24"]);
    for text in [
        include_str!("../scenario/library/ipsec-ha-hsrp/SW1.cfg"),
        include_str!("../scenario/library/ipsec-ha-hsrp/SW2.cfg"),
    ] {
        let report = boot("Switch", &ports, DeviceKind::Switch, text);
        assert_eq!(refused(&report), []);
        assert_eq!(report.config.ip_routing, Some(true));
        comes_back(&report.config, &ports, DeviceKind::Switch);
    }
}

/// Rendering and booting gives the same configuration, and no line of it is refused.
pub(super) fn comes_back(config: &DeviceConfig, ports: &[InterfaceName], kind: DeviceKind) {
    let text = render(config, kind);
    let report = boot("Router", ports, kind, &text);
    let errors: Vec<_> = report.errors().collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    let again = render(&report.config, kind);
    if again != text {
        let pairs = again.lines().zip(text.lines());
        let differing: Vec<_> = pairs.filter(|(a, b)| a != b).take(5).collect();
        panic!("{differing:#?}");
    }
    let (after, before) = (resequenced(&report.config), resequenced(config));
    if after != before {
        let (after, before) = (format!("{after:#?}"), format!("{before:#?}"));
        let pairs = after.lines().zip(before.lines());
        let differing: Vec<_> = pairs.filter(|(a, b)| a != b).take(5).collect();
        panic!("{differing:#?}\n{text}");
    }
}

/// Access lists numbered anew, as a reload does.
fn resequenced(config: &DeviceConfig) -> DeviceConfig {
    let mut config = config.clone();
    for list in config.access_lists.values_mut() {
        assert!(list.resequence(10, 10));
    }
    config
}

#[test]
fn interfaces_a_startup_configuration_names_are_up() {
    let text = "interface Fa0/0\n ip address 10.0.0.1 255.0.0.0\ninterface Serial0/0\n shutdown\n";
    let config = boot("R", &router_ports(), DeviceKind::Router, text).config;
    let is_shut = |name: &str| config.interfaces[&name.parse().unwrap()].shutdown;
    assert!(!is_shut("Fa0/0"));
    assert!(is_shut("Fa0/1") && is_shut("Serial0/0"));
}

#[test]
fn a_new_router_is_shut_down_and_a_new_switch_is_up() {
    assert!(
        router("R")
            .interfaces
            .values()
            .all(|settings| settings.shutdown)
    );
    let switch = blank("S", &ports(&["Fa0/1"]), DeviceKind::Switch);
    let port = &switch.interfaces[&"Fa0/1".parse().unwrap()];
    assert!(!port.shutdown && port.switchport.is_some());
}

#[test]
fn a_hundred_thousand_words_of_configuration_are_read_quickly() {
    let mut text = String::from("ip access-list extended LONG\n");
    for n in 0..10_000 {
        let (high, low) = (n / 256, n % 256);
        text.push_str(&format!(
            "permit ip 10.{high}.{low}.0 0.0.0.255 host 10.0.0.1\n"
        ));
    }
    let report = paste(router("R"), &text);
    assert_eq!(report.errors().count(), 0);
    assert_eq!(report.config.access_lists["LONG"].entries.len(), 10_000);
}
