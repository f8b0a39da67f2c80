//! What `show` counts: interfaces, access lists, tracked objects, keys, routes and VLANs.

use super::article::{TestLab, assert_like};
use crate::ios::show::*;
use crate::ios::{DeviceContext, RouteFilter, apply_text};
use crate::sim::Cause;

/// The article's situation, before the failure.
fn before() -> TestLab {
    TestLab::with_traffic(7)
}

/// Pastes text in configuration mode.
fn configure(lab: &mut TestLab, name: &str, text: &str) {
    let device = lab.device(name);
    let context = DeviceContext {
        config: device.config(),
        ports: device.ports(),
        kind: device.kind,
    };
    let config = apply_text(&context, text).config;
    let id = lab.id(name);
    lab.world.with_node(id, Cause::Boot, |node, now, fx| {
        node.device_mut().unwrap().reconfigure(now, config, fx);
    });
}

fn matches(lab: &TestLab, name: &str) -> u64 {
    lab.device(name).list_matches("TRAFFIC", 10)
}

#[test]
fn a_crypto_list_counts_packets_about_to_leave() {
    let mut lab = before();
    let encaps = |lab: &TestLab| {
        let sad = lab.device("R6").sad();
        let pair = &sad.iter().next_back().unwrap().pair;
        sad.counters(pair.local, pair.peer, &pair.proxy).encaps
    };
    // The echo that woke IKE met the list, too.
    assert_eq!(matches(&lab, "R6"), encaps(&lab) + 1);
    let count = matches(&lab, "R6");
    assert_eq!(
        access_lists(lab.device("R6"), None),
        format!(
            "\
Extended IP access list TRAFFIC
    10 permit ip 155.1.67.0 0.0.0.255 155.1.58.0 0.0.0.255 ({count} matches)
"
        )
    );
    assert_eq!(access_lists(lab.device("R6"), Some("OTHER")), "");
    lab.set_shutdown("R1", "FastEthernet0/0", true);
    lab.run_to(70_000);
    // Echoes into the stale SA count as well, one in two seconds.
    let more = matches(&lab, "R6") - count;
    assert!((4..=6).contains(&more), "{more}");
}

#[test]
fn a_clear_packet_that_should_be_protected_counts_at_the_receiver() {
    let mut lab = TestLab::new(7);
    lab.run_to(30_000);
    // R1 sends in the clear what its peer wants protected.
    configure(
        &mut lab,
        "R1",
        "interface FastEthernet0/0\n no crypto map VPN redundancy VLAN146\n\
         ip route 155.1.67.0 255.255.255.0 155.1.146.6",
    );
    lab.run_to(40_000);
    lab.ping("R5", "155.1.67.7", Some("155.1.58.5"), 3);
    lab.run_to(50_000);
    assert_eq!(matches(&lab, "R6"), 3);
    let text = access_lists(lab.device("R6"), Some("TRAFFIC"));
    assert!(text.ends_with(" (3 matches)\n"), "{text}");
}

#[test]
fn lists_are_shown_standard_before_extended_with_ios_s_words() {
    let mut lab = TestLab::new(7);
    lab.run_to(1_000);
    configure(
        &mut lab,
        "R5",
        "access-list 101 deny udp any host 10.0.0.1 eq isakmp\naccess-list 101 permit ip any any\n\
         access-list 10 permit 10.0.0.0 0.255.255.255\naccess-list 10 deny 10.1.1.1\naccess-list 10 permit any\n\
         ip access-list standard NAMED\n permit 192.168.0.0 0.0.255.255",
    );
    assert_eq!(
        access_lists(lab.device("R5"), None),
        "\
Standard IP access list 10
    10 permit 10.0.0.0, wildcard bits 0.255.255.255
    20 deny   10.1.1.1
    30 permit any
Standard IP access list NAMED
    10 permit 192.168.0.0, wildcard bits 0.0.255.255
Extended IP access list 101
    10 deny udp any host 10.0.0.1 eq isakmp
    20 permit ip any any
"
    );
    assert!(
        access_lists(lab.device("R5"), Some("101")).starts_with("Extended IP access list 101\n")
    );
}

#[test]
fn interfaces_are_shown_in_full() {
    let mut lab = before();
    assert_like(
        &interfaces(lab.device("R1"), lab.now(), "FastEthernet0/0".parse().ok()),
        "\
FastEthernet0/0 is up, line protocol is up 
  Hardware is AmdFE, address is 0011.2000.0000 (bia 0011.2000.0000)
  Internet address is 155.1.146.1/24
  MTU 1500 bytes, BW 100000 Kbit, DLY 100 usec, 
     reliability 255/255, txload 1/255, rxload 1/255
  Encapsulation ARPA, loopback not set
  Keepalive set (10 sec)
  Full-duplex, 100Mb/s, 100BaseTX/FX
  ARP type: ARPA, ARP Timeout 04:00:00
  Last input 00:00:00, output 00:00:00, output hang never
  Last clearing of \"show interface\" counters never
  Input queue: 0/75/0/0 (size/max/drops/flushes); Total output drops: 0
  Queueing strategy: fifo
  Output queue: 0/40 (size/max)
  5 minute input rate 1000 bits/sec, # packets/sec
  5 minute output rate 1000 bits/sec, # packets/sec
     @ packets input, @ bytes
     Received @ broadcasts, 0 runts, 0 giants, 0 throttles
     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored
     0 watchdog
     0 input packets with dribble condition detected
     @ packets output, @ bytes, 0 underruns
     0 output errors, 0 collisions, 1 interface resets
     0 babbles, 0 late collision, 0 deferred
     0 lost carrier, 0 no carrier
     0 output buffer failures, 0 output buffers swapped out
",
    );
    assert_eq!(
        interfaces(
            lab.device("R6"),
            lab.now(),
            "FastEthernet0/0.146".parse().ok()
        ),
        "\
FastEthernet0/0.146 is up, line protocol is up 
  Hardware is AmdFE, address is 0011.2003.0000 (bia 0011.2003.0000)
  Internet address is 155.1.146.6/24
  MTU 1500 bytes, BW 100000 Kbit, DLY 100 usec, 
     reliability 255/255, txload 1/255, rxload 1/255
  Encapsulation 802.1Q Virtual LAN, Vlan ID  146.
  ARP type: ARPA, ARP Timeout 04:00:00
  Last clearing of \"show interface\" counters never
"
    );
    let serial = interfaces(lab.device("R5"), lab.now(), "Serial0/0".parse().ok());
    let end = "     0 carrier transitions     DCD=up  DSR=up  DTR=up  RTS=up  CTS=up\n";
    assert!(serial.ends_with(end), "{serial}");
    lab.set_shutdown("R1", "FastEthernet0/0", true);
    lab.run_to(70_000);
    let shut = interfaces(lab.device("R1"), lab.now(), "FastEthernet0/0".parse().ok());
    assert!(
        shut.contains("\n  Auto-duplex, Auto Speed, 100BaseTX/FX\n"),
        "{shut}"
    );
    assert!(
        shut.contains("\n  Last input 00:00:09, output 00:00:10, output hang never\n"),
        "{shut}"
    );
}

#[test]
fn rates_follow_traffic() {
    let mut lab = before();
    let rate = |lab: &TestLab| {
        let text = interfaces(lab.device("R6"), lab.now(), "FastEthernet0/0".parse().ok());
        let line = text
            .lines()
            .find(|line| line.contains("input rate"))
            .unwrap()
            .to_owned();
        line.split_whitespace()
            .nth(4)
            .unwrap()
            .parse::<u64>()
            .unwrap()
    };
    let early = rate(&lab);
    lab.run_to(240_000);
    let late = rate(&lab);
    // Some ten echoes a second of 100 octets, in the clear and encrypted, there and back.
    assert!(
        early < late && (10_000..60_000).contains(&late),
        "{early} {late}"
    );
}

#[test]
fn ip_settings_of_an_interface_are_shown() {
    let mut lab = before();
    configure(
        &mut lab,
        "R1",
        "interface FastEthernet0/0\n no ip proxy-arp\n no ip redirects\n ip access-group 101 in",
    );
    assert_eq!(
        ip_interface(lab.device("R1"), "FastEthernet0/0".parse().ok()),
        "\
FastEthernet0/0 is up, line protocol is up
  Internet address is 155.1.146.1/24
  Broadcast address is 255.255.255.255
  Address determined by non-volatile memory
  MTU is 1500 bytes
  Helper address is not set
  Directed broadcast forwarding is disabled
  Multicast reserved groups joined: 224.0.0.2 224.0.0.9
  Outgoing access list is not set
  Inbound  access list is 101
  Proxy ARP is disabled
  Local Proxy ARP is disabled
  Security level is default
  Split horizon is enabled
  ICMP redirects are never sent
  ICMP unreachables are always sent
  ICMP mask replies are never sent
  IP fast switching is enabled
  IP fast switching on the same interface is disabled
  IP Flow switching is disabled
  IP CEF switching is enabled
  IP CEF Feature Fast switching turbo vector
  IP multicast fast switching is enabled
  IP multicast distributed fast switching is disabled
  IP route-cache flags are Fast, CEF
  Router Discovery is disabled
  IP output packet accounting is disabled
  IP access violation accounting is disabled
  TCP/IP header compression is disabled
  RTP/IP header compression is disabled
  Policy routing is disabled
  Network address translation is disabled
  BGP Policy Mapping is disabled
  WCCP Redirect outbound is disabled
  WCCP Redirect inbound is disabled
  WCCP Redirect exclude is disabled
"
    );
    let serial = ip_interface(lab.device("R5"), "Serial0/0".parse().ok());
    assert!(serial.contains("  Split horizon is disabled\n"), "{serial}");
    assert_eq!(
        ip_interface(lab.device("R1"), "FastEthernet0/1".parse().ok()),
        "FastEthernet0/1 is administratively down, line protocol is down\n  Internet protocol processing disabled\n"
    );
    assert_eq!(
        protocols(lab.device("R1")),
        "\
Global values:
  Internet Protocol routing is enabled
FastEthernet0/0 is up, line protocol is up
  Internet address is 155.1.146.1/24
FastEthernet0/1 is administratively down, line protocol is down
Serial0/0 is up, line protocol is up
  Internet address is 155.1.0.1/24
"
    );
    assert_eq!(
        interfaces_description(lab.device("R1")),
        "\
Interface                      Status         Protocol Description
Fa0/0                          up             up       
Fa0/1                          admin down     down     
Se0/0                          up             up       
"
    );
}

#[test]
fn the_table_in_summary_and_by_network() {
    let lab = before();
    let route = |filter| ip_route(lab.device("R1"), lab.now(), filter);
    assert_eq!(
        route(RouteFilter::Summary),
        "\
IP routing table name is Default-IP-Routing-Table(0)
IP routing table maximum-paths is 16
Route Source    Networks    Subnets     Overhead    Memory (bytes)
connected       0           2           128         304
static          0           1           64          152
rip             0           1           64          152
internal        1                                   1172
Total           1           4           256         1780
"
    );
    let rows = "\
C       155.1.0.0 is directly connected, Serial0/0
R       155.1.58.0 [120/1] via 155.1.0.5, 00:00:##, Serial0/0
S       155.1.67.0 [1/0] via 155.1.146.6
C       155.1.146.0 is directly connected, FastEthernet0/0
";
    assert_like(
        &route(RouteFilter::Address("155.1.0.0".parse().unwrap())),
        &format!(
            "\
Routing entry for 155.1.0.0/24, 4 known subnets
  Attached (2 connections)
  Redistributing via rip

{rows}"
        ),
    );
    let longer = route(RouteFilter::Longer("155.1.64.0/19".parse().unwrap()));
    assert!(
        longer.ends_with(
            "\
Gateway of last resort is not set

     155.1.0.0/24 is subnetted, 4 subnets
S       155.1.67.0 [1/0] via 155.1.146.6
"
        ),
        "{longer}"
    );
    let none = route(RouteFilter::Longer("10.0.0.0/8".parse().unwrap()));
    assert!(
        none.ends_with("Gateway of last resort is not set\n\n"),
        "{none}"
    );
}

#[test]
fn networks_of_several_masks_say_so() {
    let mut lab = before();
    configure(
        &mut lab,
        "R6",
        "interface Loopback0\n ip address 155.1.6.6 255.255.255.255",
    );
    lab.run_to(61_000);
    let route = |filter| ip_route(lab.device("R6"), lab.now(), filter);
    assert!(
        route(RouteFilter::Connected).starts_with(
            "     155.1.0.0/16 is variably subnetted, 3 subnets, 2 masks
C       155.1.6.6/32 is directly connected, Loopback0
"
        ),
        "{}",
        route(RouteFilter::Connected)
    );
    assert!(
        route(RouteFilter::Address("155.1.0.0".parse().unwrap())).starts_with(
            "\
Routing entry for 155.1.0.0/16, 3 known subnets
  Attached (3 connections)
  Variably subnetted with 2 masks

C       155.1.6.6/32 is directly connected, Loopback0
"
        ),
    );
}

#[test]
fn keys_peers_lifetimes_and_reverse_routes_are_listed() {
    let mut lab = before();
    configure(
        &mut lab,
        "R1",
        "crypto isakmp key OTHER address 10.0.0.0 255.0.0.0",
    );
    let r1 = lab.device("R1");
    assert_eq!(
        isakmp_key(r1),
        "\
Keyring      Hostname/Address                            Preshared Key

default      155.1.146.6                                 CISCO
             10.0.0.0       [255.0.0.0]                  OTHER
"
    );
    assert_eq!(
        isakmp_peers(r1),
        "Peer: 155.1.146.6 Port: 500 Local: 155.1.146.254\n Phase1 id: 155.1.146.6\n"
    );
    assert_eq!(isakmp_peers(lab.device("R4")), "");
    assert_eq!(
        ipsec_lifetime(r1),
        "Security association lifetime: 4608000 kilobytes/3600 seconds\n"
    );
    let head = "\
VPN Routing Table: Shows RRI and VTI created routes
Codes: RRI - Reverse-Route, VTI- Virtual Tunnel Interface
        S - Static Map ACLs

Routes created in table GLOBAL DEFAULT
";
    let routes = "\
155.1.67.0/255.255.255.0 [1/0] via 155.1.146.6
                                 on FastEthernet0/0 RRI S
";
    assert_eq!(crypto_route(r1), format!("{head}{routes}"));
    // The standby injects nothing.
    assert_eq!(crypto_route(lab.device("R4")), head);
    assert_eq!(
        crypto_map(r1, None, Some("OTHER")),
        "No crypto maps found.\n"
    );
    let bound = crypto_map(r1, "FastEthernet0/0".parse().ok(), None);
    assert!(
        bound.starts_with("Crypto Map \"VPN\" 10 ipsec-isakmp\n"),
        "{bound}"
    );
    let elsewhere = "10.0.0.1".parse().ok();
    assert_eq!(
        crypto_session(r1, elsewhere),
        "Crypto session current status\n"
    );
}

#[test]
fn tracked_objects_tell_their_changes_and_who_watches() {
    let mut lab = before();
    configure(
        &mut lab,
        "R1",
        "track 5 interface Serial0/0 line-protocol\ninterface FastEthernet0/0\n standby 1 track 5\n\
         standby 2 priority 50\n standby delay minimum 5 reload 60",
    );
    lab.run_to(65_000);
    assert_eq!(
        track(lab.device("R1"), lab.now(), None),
        "\
Track 5
  Interface Serial0/0 line-protocol
  Line protocol is Up
    1 change, last change 00:00:05
  Tracked by:
    HSRP FastEthernet0/0 1
"
    );
    lab.set_shutdown("R1", "Serial0/0", true);
    lab.run_to(67_000);
    let r1 = lab.device("R1");
    let text = track(r1, lab.now(), Some(5));
    assert!(
        text.contains(
            "  Line protocol is Down (hw admin-down)\n    2 changes, last change 00:00:02\n"
        ),
        "{text}"
    );
    assert_eq!(track(r1, lab.now(), Some(6)), "");
    assert_eq!(
        track_brief(r1),
        "\
Track   Object                         Parameter        Value
5       interface Serial0/0            line-protocol    Down 
"
    );
    assert_eq!(
        standby_delay(r1, None),
        "Interface          Minimum Reload \nFastEthernet0/0    5       60     \n"
    );
    let all = standby(r1, lab.now(), None, None, true);
    assert!(
        all.ends_with(
            "\
FastEthernet0/0 - Group 2
  State is Disabled
  Virtual IP address is unknown
  Active virtual MAC address is unknown
    Local virtual MAC address is 0000.0c07.ac02 (v1 default)
  Hello time 3 sec, hold time 10 sec
  Preemption disabled
  Active router is unknown
  Standby router is unknown
  Priority 50 (configured 50)
  IP redundancy name is \"hsrp-Fa0/0-2\" (default)
"
        ),
        "{all}"
    );
    assert!(!standby(r1, lab.now(), None, None, false).contains("Group 2"));
}

#[test]
fn a_switch_tells_its_ports_and_vlans() {
    let lab = before();
    let sw1 = lab.device("SW1");
    let text = vlan(sw1, false);
    assert!(
        text.starts_with(
            "
VLAN Name                             Status    Ports
---- -------------------------------- --------- -------------------------------
1    default                          active    Fa0/24
67   VLAN0067                         active    
146  VLAN0146                         active    Fa0/1, Fa0/4
1002 fddi-default                     act/unsup 
"
        ),
        "{text}"
    );
    assert!(
        text.ends_with(
            "
VLAN Type  SAID       MTU   Parent RingNo BridgeNo Stp  BrdgMode Trans1 Trans2
---- ----- ---------- ----- ------ ------ -------- ---- -------- ------ ------
1    enet  100001     1500  -      -      -        -    -        0      0     
67   enet  100067     1500  -      -      -        -    -        0      0     
146  enet  100146     1500  -      -      -        -    -        0      0     
1002 fddi  101002     1500  -      -      -        -    -        0      0     
1003 tr    101003     1500  -      -      -        -    -        0      0     
1004 fdnet 101004     1500  -      -      -        ieee -        0      0     
1005 trnet 101005     1500  -      -      -        ibm  -        0      0     

Remote SPAN VLANs
------------------------------------------------------------------------------


Primary Secondary Type              Ports
------- --------- ----------------- ------------------------------------------

"
        ),
        "{text}"
    );
    let one = vlan_id(sw1, crate::types::VlanId(146));
    let row = "146  VLAN0146                         active    Fa0/1, Fa0/4, Fa0/6\n";
    assert!(one.contains(row), "{one}");
    assert_eq!(
        vlan_id(sw1, crate::types::VlanId(99)),
        "VLAN id 99 not found in current VLAN database\n"
    );
    assert_eq!(
        interfaces_trunk(sw1),
        "
Port        Mode         Encapsulation  Status        Native vlan
Fa0/6       on           802.1q         trunking      1

Port        Vlans allowed on trunk
Fa0/6       1-4094

Port        Vlans allowed and active in management domain
Fa0/6       1,67,146

Port        Vlans in spanning tree forwarding state and not pruned
Fa0/6       1,67,146
"
    );
    assert_eq!(
        interfaces_status(sw1),
        "
Port      Name               Status       Vlan       Duplex  Speed Type
Fa0/1     R1 Fa0/0           connected    146        a-full  a-100 10/100BaseTX
Fa0/4     R4 Fa0/1           connected    146        a-full  a-100 10/100BaseTX
Fa0/6     R6 Fa0/0           connected    trunk      a-full  a-100 10/100BaseTX
Fa0/24                       notconnect   1            auto   auto 10/100BaseTX
"
    );
    let port = interfaces_switchport(sw1, "FastEthernet0/1".parse().ok());
    assert!(
        port.starts_with(
            "\
Name: Fa0/1
Switchport: Enabled
Administrative Mode: static access
Operational Mode: static access
Administrative Trunking Encapsulation: negotiate
Operational Trunking Encapsulation: native
Negotiation of Trunking: Off
Access Mode VLAN: 146 (VLAN0146)
Trunking Native Mode VLAN: 1 (default)
"
        ),
        "{port}"
    );
    assert!(port.contains("Trunking VLANs Enabled: ALL\nPruning VLANs Enabled: 2-1001\n"));
}

#[test]
fn hosts_users_and_one_route_of_rip() {
    let mut lab = before();
    configure(
        &mut lab,
        "R1",
        "ip host R5 155.1.58.5\nip domain name lab.example",
    );
    assert_eq!(
        hosts(lab.device("R1")),
        "\
Default domain is lab.example
Name/address lookup uses static mappings

Codes: UN - unknown, EX - expired, OK - OK, ?? - revalidate
       temp - temporary, perm - permanent
       NA - Not Applicable None - Not defined

Host                      Port  Flags      Age Type   Address(es)
R5                        None  (perm, OK)  0   IP    155.1.58.5
"
    );
    assert!(users().contains("\n*  0 con 0                idle                 00:00:00   \n"));
    let prefix = "155.1.67.0/24".parse().ok();
    assert_eq!(
        ip_rip_database(lab.device("R1"), lab.now(), prefix),
        "155.1.67.0/24    redistributed\n    [1] via 155.1.146.6,\n"
    );
}

#[test]
fn cef_has_adjacencies_own_addresses_and_routes() {
    let lab = before();
    assert_eq!(
        ip_cef(lab.device("R1")),
        "\
Prefix              Next Hop             Interface
0.0.0.0/0           drop                 Null0 (default route handler entry)
0.0.0.0/32          receive              
155.1.0.0/24        attached             Serial0/0
155.1.0.0/32        receive              
155.1.0.1/32        receive              
155.1.0.4/32        155.1.0.4            Serial0/0
155.1.0.5/32        155.1.0.5            Serial0/0
155.1.0.255/32      receive              
155.1.58.0/24       155.1.0.5            Serial0/0
155.1.67.0/24       155.1.146.6          FastEthernet0/0
155.1.146.0/24      attached             FastEthernet0/0
155.1.146.0/32      receive              
155.1.146.1/32      receive              
155.1.146.6/32      155.1.146.6          FastEthernet0/0
155.1.146.254/32    receive              
155.1.146.255/32    receive              
224.0.0.0/4         drop                 
224.0.0.0/24        receive              
255.255.255.255/32  receive              
"
    );
    let r6 = ip_cef(lab.device("R6"));
    let default = "0.0.0.0/0           155.1.146.254        FastEthernet0/0.146\n";
    assert!(r6.contains(default), "{r6}");
    let only = arp(
        lab.device("R1"),
        lab.now(),
        "155.1.146.6".parse().ok(),
        None,
    );
    assert_eq!(only.lines().count(), 2, "{only}");
    let elsewhere = arp(lab.device("R1"), lab.now(), None, "Serial0/0".parse().ok());
    assert_eq!(elsewhere.lines().count(), 1, "{elsewhere}");
    let sw1 = lab.device("SW1");
    let port = mac_address_table(sw1, "FastEthernet0/6".parse().ok(), None);
    assert!(
        port.contains("    Fa0/6\n") && !port.contains("    Fa0/1\n"),
        "{port}"
    );
    let vlan = mac_address_table(sw1, None, Some(crate::types::VlanId(67)));
    assert!(
        vlan.contains("  67    ") && !vlan.contains(" 146    "),
        "{vlan}"
    );
}

#[test]
fn a_clear_of_crypto_counters_starts_them_anew_and_nothing_else() {
    let mut lab = before();
    let id = lab.id("R6");
    lab.world.with_node(id, Cause::Boot, |node, _, _| {
        node.device_mut().unwrap().clear_crypto_counters();
    });
    let text = ipsec_sa(lab.device("R6"), lab.now(), None, None, None);
    assert!(
        text.contains("    #pkts encaps: 0, #pkts encrypt: 0, #pkts digest: 0\n"),
        "{text}"
    );
    assert!(
        text.contains("    #send errors 0, #recv errors 0\n"),
        "{text}"
    );
    lab.run_to(62_000);
    let text = ipsec_sa(lab.device("R6"), lab.now(), None, None, None);
    assert!(
        !text.contains("#pkts encaps: 0,") && !text.contains("#pkts decaps: 0,"),
        "{text}"
    );
}

#[test]
fn an_association_shows_every_state_it_goes_through() {
    let mut lab = TestLab::new(7);
    lab.run_to(30_000);
    lab.ping("R6", "155.1.58.5", Some("155.1.67.6"), 3);
    let mut rows: Vec<String> = Vec::new();
    for step in 0..300 {
        lab.run_to(30_000 + step * 10);
        let text = isakmp_sa(lab.device("R6"));
        if let Some(row) = text.lines().nth(1).map(str::to_owned)
            && rows.last() != Some(&row)
        {
            rows.push(row);
        }
    }
    assert_eq!(
        rows,
        [
            "155.1.146.254   155.1.146.6     MM_NO_STATE          0    0 ACTIVE",
            "155.1.146.254   155.1.146.6     MM_SA_SETUP          0    0 ACTIVE",
            "155.1.146.254   155.1.146.6     MM_KEY_EXCH          1    0 ACTIVE",
            "155.1.146.254   155.1.146.6     QM_IDLE              1    0 ACTIVE",
        ]
    );
}
