//! The article's blocks as they stand on its page, without indentation, onto routers that have only addresses and RIP.

use vipsec_core::lab::view::Command;
use vipsec_core::scenario::{Scenario, Text};
use vipsec_tests::article;

use super::Bench;

/// R1 and R4 before the article begins.
const R1_BEFORE: &str = "\
interface FastEthernet0/0
 ip address 155.1.146.1 255.255.255.0
interface Serial0/0
 ip address 155.1.0.1 255.255.255.0
 encapsulation frame-relay
 frame-relay map ip 155.1.0.5 105 broadcast
 no frame-relay inverse-arp
router rip
 version 2
 network 155.1.0.0
 no auto-summary
";
const R4_BEFORE: &str = "\
interface FastEthernet0/1
 ip address 155.1.146.4 255.255.255.0
interface Serial0/0
 ip address 155.1.0.4 255.255.255.0
 encapsulation frame-relay
 frame-relay map ip 155.1.0.5 405 broadcast
 no frame-relay inverse-arp
router rip
 version 2
 network 155.1.0.0
 no auto-summary
";
const R6_BEFORE: &str = "\
interface FastEthernet0/0
 no ip address
interface FastEthernet0/0.67
 encapsulation dot1Q 67
 ip address 155.1.67.6 255.255.255.0
interface FastEthernet0/0.146
 encapsulation dot1Q 146
 ip address 155.1.146.6 255.255.255.0
";

const R1_HSRP: &str = "\
interface FastEthernet0/0
ip address 155.1.146.1 255.255.255.0
standby 1 ip 155.1.146.254
standby 1 timers 1 3
standby 1 priority 200
standby 1 preempt
standby 1 name VLAN146
standby 1 track Serial 0/0 110
crypto map VPN redundancy VLAN146
";
const R4_HSRP: &str = "\
interface FastEthernet0/1
ip address 155.1.146.4 255.255.255.0
standby 1 ip 155.1.146.254
standby 1 timers 1 3
standby 1 preempt
standby 1 name VLAN146
crypto map VPN redundancy VLAN146
";

/// R1's block; R4's differs in the last interface only.
fn gateway(interface: &str) -> String {
    format!(
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
interface {interface}
crypto map VPN redundancy VLAN146
"
    )
}

const R6_IPSEC: &str = "\
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
";

/// The article's lab before the article.
fn before() -> Scenario {
    let mut scenario = article();
    scenario.id = "ipsec-ha-hsrp-before".to_owned();
    scenario.commands.clear();
    scenario.flows.clear();
    scenario.faults.clear();
    for (name, config) in [("R1", R1_BEFORE), ("R4", R4_BEFORE), ("R6", R6_BEFORE)] {
        let index = scenario
            .device_index(name)
            .expect("the lab has this router");
        scenario.devices[index].config = Text(config.to_owned());
    }
    scenario
}

/// The blocks in the article's order: HSRP on both, then IPsec everywhere.
fn blocks() -> [(&'static str, String); 5] {
    [
        ("R1", R1_HSRP.to_owned()),
        ("R4", R4_HSRP.to_owned()),
        ("R1", gateway("FastEthernet0/0")),
        ("R4", gateway("FastEthernet0/1")),
        ("R6", R6_IPSEC.to_owned()),
    ]
}

/// The network that was pasted together fails as the article's does.
fn assert_fails_over(bench: &mut Bench) {
    bench.type_line("SW1", "ping 155.1.58.5 repeat 1000000 timeout 2");
    bench.run_to(bench.now_ns / 1_000_000_000 + 5);
    let r1 = bench.id("R1");
    bench.ask(Command::SetInterface {
        device: r1,
        interface: "FastEthernet0/0".to_owned(),
        shutdown: true,
    });
    bench.run_to(bench.now_ns / 1_000_000_000 + 40);
    let case = bench.case();
    assert_eq!(
        (bench.hsrp("R1"), bench.hsrp("R4")),
        ("Init", "Active"),
        "{case}"
    );
    let outages = &bench.flows.last().expect("the ping is a flow").outages;
    let [outage] = &outages[..] else {
        panic!("{case}: {outages:#?}")
    };
    assert!((11..=13).contains(&outage.lost), "{case}: {outage:#?}");
}

#[test]
fn pasted_as_whole_blocks_they_build_the_article_s_network() {
    for seed in 1..6 {
        let mut bench = Bench::open(before(), seed, false);
        bench.run_to(30);
        assert_eq!(bench.hsrp("R1"), "none", "{}", bench.case());
        for (device, block) in blocks() {
            bench.paste(device, &block);
            bench.run_to(bench.now_ns / 1_000_000_000 + 3);
        }
        bench.run_to(60);
        bench.assert_works("R1", "R4");
        assert_fails_over(&mut bench);
    }
}

#[test]
fn typed_line_by_line_they_build_the_article_s_network() {
    for seed in 1..6 {
        let mut bench = Bench::open(before(), seed, false);
        bench.run_to(30);
        for (device, block) in blocks() {
            let entered = bench.type_line(device, "configure terminal");
            let words = "Enter configuration commands, one per line.  End with CNTL/Z.";
            assert_eq!(
                entered,
                format!("{device}#configure terminal\n{words}\n"),
                "{}",
                bench.case()
            );
            for line in block.lines() {
                let answer = bench.type_line(device, line);
                let (case, echo) = (bench.case(), format!("#{line}\n"));
                let (prompt, rest) = answer
                    .split_once(&echo)
                    .unwrap_or_else(|| panic!("{case}: {answer:?}"));
                assert!(
                    prompt.starts_with(&format!("{device}(c")),
                    "{case}: {answer:?}"
                );
                // IOS remarks on a new crypto map; it refuses nothing.
                let is_refusal = rest
                    .lines()
                    .any(|line| line.starts_with('%') && !line.contains("NOTE"));
                assert!(!is_refusal, "{case}: {answer:?}");
            }
            bench.type_line(device, "end");
        }
        bench.run_to(60);
        bench.assert_works("R1", "R4");
        assert_fails_over(&mut bench);
    }
}

#[test]
fn in_any_order_they_come_to_the_same_configuration() {
    let config_after = |order: &[usize]| {
        let mut bench = Bench::open(before(), 1, false);
        bench.run_to(30);
        for index in order {
            let (device, block) = &blocks()[*index];
            bench.paste(device, block);
        }
        bench.run_to(70);
        bench.assert_works("R1", "R4");
        ["R1", "R4", "R6"].map(|device| {
            let device = bench.id(device);
            bench
                .ask(Command::RunningConfig { device })
                .running_config
                .map(|config| config.text)
        })
    };
    let first = config_after(&[0, 1, 2, 3, 4]);
    for order in [[4, 3, 2, 1, 0], [2, 0, 4, 1, 3], [0, 2, 1, 3, 4]] {
        assert_eq!(config_after(&order), first, "blocks in the order {order:?}");
    }
}

#[test]
fn pasting_a_block_twice_changes_nothing_the_second_time() {
    let mut bench = Bench::open(before(), 1, false);
    bench.run_to(30);
    for (device, block) in blocks() {
        bench.paste(device, &block);
    }
    bench.run_to(60);
    bench.assert_works("R1", "R4");
    let hash_with = |bench: &mut Bench, again: bool| {
        let blocks = if again { blocks().to_vec() } else { Vec::new() };
        for (device, block) in blocks {
            bench.paste(device, &block);
        }
        bench.run_to(90);
        bench.trace_hash.clone()
    };
    let again = hash_with(&mut bench, true);
    assert_eq!(bench.hsrp("R1"), "Active", "{}", bench.case());
    let mut quiet = Bench::open(before(), 1, false);
    quiet.run_to(30);
    for (device, block) in blocks() {
        quiet.paste(device, &block);
    }
    quiet.run_to(60);
    quiet.assert_works("R1", "R4");
    assert_eq!(hash_with(&mut quiet, false), again, "{}", bench.case());
}
