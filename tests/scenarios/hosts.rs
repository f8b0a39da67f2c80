//! Devices without `ip routing`: hosts, with a default gateway.

use vipsec_core::lab::Scenario;
use vipsec_tests::report;

/// Two hosts with a router between them.
const HOSTS: &str = r#"{
  "version": 1, "id": "hosts", "title": "Two hosts", "until_ms": 30000,
  "devices": [
    { "name": "A", "kind": "router", "ports": ["FastEthernet0/0"],
      "config": ["no ip routing", "ip default-gateway 10.0.0.2", "interface FastEthernet0/0", "ip address 10.0.0.1 255.255.255.0"] },
    { "name": "R", "kind": "router", "ports": ["FastEthernet0/0", "FastEthernet0/1"],
      "config": ["ip routing", "interface FastEthernet0/0", "ip address 10.0.0.2 255.255.255.0",
                 "interface FastEthernet0/1", "ip address 10.0.1.2 255.255.255.0"] },
    { "name": "B", "kind": "router", "ports": ["FastEthernet0/0"],
      "config": ["no ip routing", "ip default-gateway 10.0.1.2", "interface FastEthernet0/0", "ip address 10.0.1.1 255.255.255.0"] }
  ],
  "links": [
    { "a": "A FastEthernet0/0", "b": "R FastEthernet0/0" },
    { "a": "R FastEthernet0/1", "b": "B FastEthernet0/0" }
  ],
  "flows": [ { "name": "A to B", "at_ms": 10000, "device": "A", "line": "ping 10.0.1.1 repeat 20" } ]
}"#;

/// How many of the twenty echoes are answered.
fn answered(text: &str) -> u64 {
    let scenario = Scenario::parse(text).expect("the document is a lab");
    report(&scenario, 1).flows[0].received
}

#[test]
fn hosts_reach_each_other_through_their_gateways() {
    assert!(answered(HOSTS) >= 18);
}

#[test]
fn a_host_without_a_gateway_reaches_nobody_beyond_its_network() {
    assert_eq!(
        answered(&HOSTS.replace(", \"ip default-gateway 10.0.1.2\"", "")),
        0
    );
}

#[test]
fn a_device_that_does_not_route_sends_nothing_on() {
    assert_eq!(
        answered(&HOSTS.replace("\"ip routing\"", "\"no ip routing\"")),
        0
    );
}
