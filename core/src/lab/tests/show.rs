use super::article::{TestLab, assert_like};
use crate::ios::RouteFilter;
use crate::ios::show::*;
use crate::time::Instant;

const SEED: u64 = 7;

/// Before the failure: the tunnel carries SW1's ping.
fn before() -> TestLab {
    TestLab::with_traffic(SEED)
}

/// 40 s after R1's FastEthernet0/0 was shut.
fn after() -> TestLab {
    let mut lab = before();
    lab.set_shutdown("R1", "FastEthernet0/0", true);
    lab.run_to(100_000);
    lab
}

fn route(lab: &TestLab, name: &str, filter: RouteFilter) -> String {
    ip_route(lab.device(name), lab.now(), filter)
}

fn address(text: &str) -> RouteFilter {
    RouteFilter::Address(text.parse().unwrap())
}

#[test]
fn the_active_router_shows_its_group_as_in_the_article() {
    let lab = before();
    assert_like(
        &standby(lab.device("R1"), lab.now(), None, None, false),
        "\
FastEthernet0/0 - Group 1
  State is Active
    7 state changes, last state change 00:00:##
  Virtual IP address is 155.1.146.254
  Active virtual MAC address is 0000.0c07.ac01
    Local virtual MAC address is 0000.0c07.ac01 (v1 default)
  Hello time 1 sec, hold time 3 sec
    Next hello sent in #.### secs
  Preemption enabled
  Active router is local
  Standby router is 155.1.146.4, priority 100 (expires in 2.### sec)
  Priority 200 (configured 200)
    Track interface Serial0/0 state Up decrement 110
  IP redundancy name is \"VLAN146\" (cfgd)
",
    );
    assert_like(
        &standby(lab.device("R4"), lab.now(), None, None, false),
        "\
FastEthernet0/1 - Group 1
  State is Standby
    6 state changes, last state change 00:00:##
  Virtual IP address is 155.1.146.254
  Active virtual MAC address is 0000.0c07.ac01
    Local virtual MAC address is 0000.0c07.ac01 (v1 default)
  Hello time 1 sec, hold time 3 sec
    Next hello sent in #.### secs
  Preemption enabled
  Active router is 155.1.146.1, priority 200 (expires in 2.### sec)
  Standby router is local
  Priority 100 (default 100)
  IP redundancy name is \"VLAN146\" (cfgd)
",
    );
}

#[test]
fn figures_below_a_second_are_whole_ticks_of_four_milliseconds() {
    let mut lab = before();
    for step in 0..50 {
        lab.run_to(60_000 + step * 37);
        for name in ["R1", "R4"] {
            let text = standby(lab.device(name), lab.now(), None, None, false);
            let fractions = text.match_indices('.').filter_map(|(at, _)| {
                let rest = text[at + 1..].get(..4)?;
                let (digits, end) = rest.split_at(3);
                end.starts_with(' ').then(|| digits.parse::<u32>().ok())?
            });
            for fraction in fractions.collect::<Vec<_>>() {
                // 155.1.146.254 and its like are followed by a comma or a line's end.
                assert_eq!(fraction % 4, 0, "{text}");
            }
        }
    }
}

#[test]
fn after_the_failover_the_standby_is_active_and_alone() {
    let lab = after();
    assert_like(
        &standby(lab.device("R4"), lab.now(), None, None, false),
        "\
FastEthernet0/1 - Group 1
  State is Active
    7 state changes, last state change 00:00:##
  Virtual IP address is 155.1.146.254
  Active virtual MAC address is 0000.0c07.ac01
    Local virtual MAC address is 0000.0c07.ac01 (v1 default)
  Hello time 1 sec, hold time 3 sec
    Next hello sent in #.### secs
  Preemption enabled
  Active router is local
  Standby router is unknown
  Priority 100 (default 100)
  IP redundancy name is \"VLAN146\" (cfgd)
",
    );
    assert_like(
        &standby(lab.device("R1"), lab.now(), None, None, false),
        "\
FastEthernet0/0 - Group 1
  State is Init (interface down)
    8 state changes, last state change 00:00:##
  Virtual IP address is 155.1.146.254
  Active virtual MAC address is unknown
    Local virtual MAC address is 0000.0c07.ac01 (v1 default)
  Hello time 1 sec, hold time 3 sec
  Preemption enabled
  Active router is unknown
  Standby router is unknown
  Priority 200 (configured 200)
    Track interface Serial0/0 state Up decrement 110
  IP redundancy name is \"VLAN146\" (cfgd)
",
    );
    let head = "                     P indicates configured to preempt.
                     |
Interface   Grp Prio P State    Active          Standby         Virtual IP     
";
    let r1 = "Fa0/0       1   200  P Init     unknown         unknown         155.1.146.254  \n";
    let r4 = "Fa0/1       1   100  P Active   local           unknown         155.1.146.254  \n";
    assert_eq!(
        standby_brief(lab.device("R1"), None, None),
        format!("{head}{r1}")
    );
    assert_eq!(
        standby_brief(lab.device("R4"), None, None),
        format!("{head}{r4}")
    );
}

#[test]
fn show_standby_takes_an_interface_and_a_group() {
    let lab = before();
    let (r1, now) = (lab.device("R1"), lab.now());
    let name = "FastEthernet0/0".parse().ok();
    assert!(standby(r1, now, name, Some(1), false).starts_with("FastEthernet0/0 - Group 1\n"));
    assert_eq!(standby(r1, now, name, Some(2), false), "");
    assert_eq!(standby(r1, now, "Serial0/0".parse().ok(), None, false), "");
}

#[test]
fn the_isakmp_sa_is_shown_alike_on_both_ends_and_gone_on_the_standby() {
    let lab = before();
    let head = "dst             src             state          conn-id slot status\n";
    let up = "155.1.146.254   155.1.146.6     QM_IDLE              1    0 ACTIVE\n";
    assert_eq!(isakmp_sa(lab.device("R6")), format!("{head}{up}"));
    assert_eq!(isakmp_sa(lab.device("R1")), format!("{head}{up}"));
    assert_eq!(isakmp_sa(lab.device("R4")), head);

    let lab = after();
    let new = "155.1.146.254   155.1.146.6     QM_IDLE              2    0 ACTIVE\n";
    let old = "155.1.146.254   155.1.146.6     MM_NO_STATE          1    0 ACTIVE (deleted)\n";
    assert_eq!(isakmp_sa(lab.device("R6")), format!("{head}{new}{old}"));
    assert_eq!(isakmp_sa(lab.device("R4")), format!("{head}{up}"));
}

#[test]
fn the_detailed_isakmp_sa_is_the_article_s() {
    let lab = before();
    assert_like(
        &isakmp_sa_detail(lab.device("R6"), lab.now()),
        "\
Codes: C - IKE configuration mode, D - Dead Peer Detection
       K - Keepalives, N - NAT-traversal
       X - IKE Extended Authentication
       psk - Preshared key, rsig - RSA signature
       renc - RSA encryption

C-id  Local           Remote          I-VRF    Status Encr Hash Auth DH Lifetime Cap.
1     155.1.146.6     155.1.146.254            ACTIVE 3des md5  psk  1  23:59:## D   
       Connection-id:Engine-id =  1:1(software)
",
    );
}

#[test]
fn the_ipsec_sa_shows_what_it_carried() {
    let lab = before();
    let text = ipsec_sa(lab.device("R6"), lab.now(), None, None, None);
    assert_like(
        &text,
        "
interface: FastEthernet0/0.146
    Crypto map tag: VPN, local addr 155.1.146.6

   protected vrf: (none)
   local  ident (addr/mask/prot/port): (155.1.67.0/255.255.255.0/0/0)
   remote ident (addr/mask/prot/port): (155.1.58.0/255.255.255.0/0/0)
   current_peer 155.1.146.254 port 500
     PERMIT, flags={origin_is_acl,}
    #pkts encaps: @, #pkts encrypt: @, #pkts digest: @
    #pkts decaps: @, #pkts decrypt: @, #pkts verify: @
    #pkts compressed: 0, #pkts decompressed: 0
    #pkts not compressed: 0, #pkts compr. failed: 0
    #pkts not decompressed: 0, #pkts decompress failed: 0
    #send errors 1, #recv errors 0

     local crypto endpt.: 155.1.146.6, remote crypto endpt.: 155.1.146.254
     path mtu 1500, ip mtu 1500
     current outbound spi: 0x@(@)

     inbound esp sas:
      spi: 0x@(@)
        transform: esp-3des esp-md5-hmac ,
        in use settings ={Tunnel, }
        conn id: 2001, flow_id: SW:1, crypto map: VPN
        sa timing: remaining key lifetime (k/sec): (460####/35##)
        IV size: 8 bytes
        replay detection support: Y
        Status: ACTIVE

     inbound ah sas:

     inbound pcp sas:

     outbound esp sas:
      spi: 0x@(@)
        transform: esp-3des esp-md5-hmac ,
        in use settings ={Tunnel, }
        conn id: 2002, flow_id: SW:2, crypto map: VPN
        sa timing: remaining key lifetime (k/sec): (460####/35##)
        IV size: 8 bytes
        replay detection support: Y
        Status: ACTIVE

     outbound ah sas:

     outbound pcp sas:
",
    );
}

#[test]
fn a_flow_s_counters_outlive_its_sas() {
    let (before, after) = (before(), after());
    let carried = |lab: &TestLab| {
        let sad = lab.device("R6").sad();
        let pair = &sad.iter().next_back().unwrap().pair;
        sad.counters(pair.local, pair.peer, &pair.proxy).encaps
    };
    let of_last = |lab: &TestLab| {
        lab.device("R6")
            .sad()
            .iter()
            .next_back()
            .unwrap()
            .counters
            .encaps
    };
    assert_eq!(carried(&before), of_last(&before));
    // The pings of the gap were encrypted for nobody, and still count.
    assert!(carried(&after) >= carried(&before) + 10 + of_last(&after));
}

#[test]
fn a_map_without_sas_shows_empty_sections() {
    let lab = before();
    let text = ipsec_sa(lab.device("R4"), lab.now(), None, Some("VPN"), None);
    assert!(text.contains("    Crypto map tag: VPN, local addr 155.1.146.254\n"));
    assert!(text.contains(
        "     current outbound spi: 0x0(0)\n\n     inbound esp sas:\n\n     inbound ah sas:\n"
    ));
    assert_eq!(
        ipsec_sa(lab.device("R4"), lab.now(), None, Some("OTHER"), None),
        ""
    );
    assert_eq!(
        ipsec_sa(
            lab.device("R4"),
            lab.now(),
            "10.0.0.1".parse().ok(),
            None,
            None
        ),
        ""
    );
}

const LEGEND: &str = "\
Codes: C - connected, S - static, R - RIP, M - mobile, B - BGP
       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area 
       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2
       E1 - OSPF external type 1, E2 - OSPF external type 2
       i - IS-IS, su - IS-IS summary, L1 - IS-IS level-1, L2 - IS-IS level-2
       ia - IS-IS inter area, * - candidate default, U - per-user static route
       o - ODR, P - periodic downloaded static route

";

#[test]
fn the_routing_table_has_legend_gateway_and_rows() {
    let lab = before();
    assert_like(
        &route(&lab, "R5", RouteFilter::All),
        &format!(
            "{LEGEND}\
Gateway of last resort is not set

     155.1.0.0/24 is subnetted, 4 subnets
C       155.1.0.0 is directly connected, Serial0/0
C       155.1.58.0 is directly connected, FastEthernet0/0
R       155.1.67.0 [120/1] via 155.1.0.1, 00:00:##, Serial0/0
R       155.1.146.0 [120/1] via 155.1.0.1, 00:00:##, Serial0/0
                    [120/1] via 155.1.0.4, 00:00:##, Serial0/0
"
        ),
    );
    assert_eq!(
        route(&lab, "R6", RouteFilter::All),
        format!(
            "{LEGEND}\
Gateway of last resort is 155.1.146.254 to network 0.0.0.0

     155.1.0.0/24 is subnetted, 2 subnets
C       155.1.67.0 is directly connected, FastEthernet0/0.67
C       155.1.146.0 is directly connected, FastEthernet0/0.146
S*   0.0.0.0/0 [1/0] via 155.1.146.254
"
        )
    );
}

#[test]
fn the_static_route_moves_with_the_active_router() {
    let lab = before();
    let rows =
        "     155.1.0.0/24 is subnetted, 4 subnets\nS       155.1.67.0 [1/0] via 155.1.146.6\n";
    assert_eq!(route(&lab, "R1", RouteFilter::Static), rows);
    assert_eq!(route(&lab, "R4", RouteFilter::Static), "");
    let lab = after();
    assert_eq!(route(&lab, "R4", RouteFilter::Static), rows);
    assert_eq!(route(&lab, "R1", RouteFilter::Static), "");
}

#[test]
fn a_route_in_detail_is_the_article_s() {
    let lab = after();
    assert_like(
        &route(&lab, "R5", address("155.1.67.0")),
        "\
Routing entry for 155.1.67.0/24
  Known via \"rip\", distance 120, metric 1
  Redistributing via rip
  Last update from 155.1.0.4 on Serial0/0, 00:00:## ago
  Routing Descriptor Blocks:
  * 155.1.0.4, from 155.1.0.4, 00:00:## ago, via Serial0/0
      Route metric is 1, traffic share count is 1
",
    );
    assert_eq!(
        route(&lab, "R4", address("155.1.67.7")),
        "\
Routing entry for 155.1.67.0/24
  Known via \"static\", distance 1, metric 0
  Redistributing via rip
  Advertised by rip
  Routing Descriptor Blocks:
  * 155.1.146.6
      Route metric is 0, traffic share count is 1
"
    );
    assert_eq!(
        route(&lab, "R5", address("155.1.58.0")),
        "\
Routing entry for 155.1.58.0/24
  Known via \"connected\", distance 0, metric 0 (connected, via interface)
  Redistributing via rip
  Routing Descriptor Blocks:
  * directly connected, via FastEthernet0/0
      Route metric is 0, traffic share count is 1
"
    );
}

#[test]
fn what_is_not_in_the_table_is_a_subnet_or_a_network() {
    let lab = before();
    assert_eq!(
        route(&lab, "R5", address("155.1.99.0")),
        "% Subnet not in table\n"
    );
    assert_eq!(
        route(&lab, "R5", address("10.1.1.1")),
        "% Network not in table\n"
    );
    // The default does not answer for others, only for itself.
    assert_eq!(
        route(&lab, "R6", address("10.1.1.1")),
        "% Network not in table\n"
    );
    assert_like(
        &route(&lab, "R6", address("0.0.0.0")),
        "\
Routing entry for 0.0.0.0/0, supernet
  Known via \"static\", distance 1, metric 0, candidate default path
  Routing Descriptor Blocks:
  * 155.1.146.254
      Route metric is 0, traffic share count is 1
",
    );
}

#[test]
fn a_silent_route_is_possibly_down() {
    let mut lab = before();
    // A cut of one circuit's far end leaves the interface up: only silence tells.
    let id = lab.id("R4");
    lab.world
        .with_node(id, crate::sim::Cause::Boot, |node, now, fx| {
            let device = node.device_mut().unwrap();
            let mut config = device.config().clone();
            config.rip = None;
            device.reconfigure(now, config, fx);
        });
    lab.run_to(60_000 + 185_000);
    let text = route(&lab, "R5", RouteFilter::Rip);
    // R1 still tells of VLAN146, so the stale path just disappeared.
    assert!(
        !text.contains("possibly down") && !text.contains("155.1.0.4"),
        "{text}"
    );

    let id = lab.id("R1");
    lab.world
        .with_node(id, crate::sim::Cause::Boot, |node, now, fx| {
            let device = node.device_mut().unwrap();
            let mut config = device.config().clone();
            config.rip = None;
            device.reconfigure(now, config, fx);
        });
    lab.run_to(245_000 + 190_000);
    let text = route(&lab, "R5", RouteFilter::Rip);
    let row = "R       155.1.67.0 is possibly down, routing via 155.1.0.1, Serial0/0\n";
    assert!(text.contains(row), "{text}");
}

#[test]
fn interfaces_in_brief_have_their_columns() {
    let mut lab = before();
    assert_eq!(
        ip_interface_brief(lab.device("R6")),
        "\
Interface                  IP-Address      OK? Method Status                Protocol
FastEthernet0/0            unassigned      YES NVRAM  up                    up      
FastEthernet0/0.67         155.1.67.6      YES NVRAM  up                    up      
FastEthernet0/0.146        155.1.146.6     YES NVRAM  up                    up      
FastEthernet0/1            unassigned      YES NVRAM  administratively down down    
Serial0/0                  unassigned      YES NVRAM  administratively down down    
"
    );
    lab.set_shutdown("R1", "FastEthernet0/0", true);
    let brief = ip_interface_brief(lab.device("R1"));
    let row =
        "FastEthernet0/0            155.1.146.1     YES NVRAM  administratively down down    \n";
    assert!(brief.contains(row), "{brief}");
}

#[test]
fn arp_has_own_addresses_virtual_ones_while_active_and_learned_ones() {
    let lab = before();
    assert_like(
        &arp(lab.device("R1"), lab.now(), None, None),
        "\
Protocol  Address          Age (min)  Hardware Addr   Type   Interface
Internet  155.1.146.1             -   0011.2000.0000  ARPA   FastEthernet0/0
Internet  155.1.146.6             #   0011.2003.0000  ARPA   FastEthernet0/0
Internet  155.1.146.254           -   0000.0c07.ac01  ARPA   FastEthernet0/0
",
    );
    let r4 = arp(lab.device("R4"), lab.now(), None, None);
    assert!(!r4.contains("155.1.146.254           -"), "{r4}");
}

#[test]
fn policies_maps_sets_and_sessions_are_shown() {
    let lab = before();
    let (r1, now) = (lab.device("R1"), lab.now());
    assert_eq!(
        isakmp_policy(r1),
        "
Global IKE policy
Protection suite of priority 10
        encryption algorithm:   Three key triple DES
        hash algorithm:         Message Digest 5
        authentication method:  Pre-Shared Key
        Diffie-Hellman group:   #1 (768 bit)
        lifetime:               86400 seconds, no volume limit
Default protection suite
        encryption algorithm:   DES - Data Encryption Standard (56 bit keys).
        hash algorithm:         Secure Hash Standard
        authentication method:  Rivest-Shamir-Adleman Signature
        Diffie-Hellman group:   #1 (768 bit)
        lifetime:               86400 seconds, no volume limit
"
    );
    assert_eq!(
        crypto_map(r1, None, None),
        "\
Crypto Map \"VPN\" 10 ipsec-isakmp
\tPeer = 155.1.146.6
\tExtended IP access list TRAFFIC
\t    access-list TRAFFIC permit ip 155.1.58.0 0.0.0.255 155.1.67.0 0.0.0.255
\tCurrent peer: 155.1.146.6
\tSecurity association lifetime: 4608000 kilobytes/3600 seconds
\tPFS (Y/N): N
\tReverse Route Injection Enabled
\tTransform sets={ 
\t\t3DES_MD5, 
\t}
\tInterfaces using crypto map VPN:
\t\tFastEthernet0/0 redundancy VLAN146

"
    );
    assert_eq!(
        transform_set(r1),
        "Transform set 3DES_MD5: { esp-3des esp-md5-hmac  } \n   will negotiate = { Tunnel,  }, \n\n"
    );
    assert_eq!(
        crypto_session(r1, None),
        "\
Crypto session current status

Interface: FastEthernet0/0
Session status: UP-ACTIVE     
Peer: 155.1.146.6 port 500 
  IKE SA: local 155.1.146.254/500 remote 155.1.146.6/500 Active 
  IPSEC FLOW: permit ip 155.1.58.0/255.255.255.0 155.1.67.0/255.255.255.0 
        Active SAs: 2, origin: crypto map
"
    );
    assert!(crypto_session(lab.device("R4"), None).contains("Session status: DOWN\n"));
    assert_like(
        &crypto_engine_connections_active(lab.device("R6")),
        "
  ID Interface            IP-Address      State  Algorithm           Encrypt  Decrypt
   1 Fa0/0.146            155.1.146.6     set    HMAC_MD5+3DES_56_C        0        0
2001 Fa0/0.146            155.1.146.6     set    3DES+MD5                  0      ###
2002 Fa0/0.146            155.1.146.6     set    3DES+MD5                ###        0

",
    );
    assert!(
        crypto_session_detail(r1, now, None)
            .contains("          Capabilities:D connid:1 lifetime:23:59:")
    );
}

#[test]
fn frame_relay_is_shown() {
    let lab = before();
    let (r5, now) = (lab.device("R5"), lab.now());
    assert_eq!(
        frame_relay_map(lab.device("R1")),
        "\
Serial0/0 (up): ip 155.1.0.4 dlci 105(0x69,0x1890), static,
              CISCO, status defined, active
Serial0/0 (up): ip 155.1.0.5 dlci 105(0x69,0x1890), static,
              broadcast,
              CISCO, status defined, active
"
    );
    let pvcs = frame_relay_pvc(r5, now, None);
    assert_like(
        &pvcs[..pvcs.find("  input pkts").unwrap()],
        "
PVC Statistics for interface Serial0/0 (Frame Relay DTE)

              Active     Inactive      Deleted       Static
  Local          2            0            0            0
  Switched       0            0            0            0
  Unused         0            0            0            0

DLCI = 501, DLCI USAGE = LOCAL, PVC STATUS = ACTIVE, INTERFACE = Serial0/0

",
    );
    assert!(frame_relay_pvc(r5, now, Some(crate::types::Dlci(504))).contains("\nDLCI = 504, "));
    let lmi = frame_relay_lmi(r5);
    assert!(
        lmi.starts_with(
            "\nLMI Statistics for interface Serial0/0 (Frame Relay DTE) LMI TYPE = CISCO\n"
        ),
        "{lmi}"
    );
}

#[test]
fn rip_tells_its_database_and_its_timers() {
    let lab = before();
    assert_like(
        &ip_rip_database(lab.device("R1"), lab.now(), None),
        "\
155.1.0.0/16    auto-summary
155.1.0.0/24    directly connected, Serial0/0
155.1.58.0/24
    [1] via 155.1.0.5, 00:00:##, Serial0/0
155.1.67.0/24    redistributed
    [1] via 155.1.146.6,
155.1.146.0/24    directly connected, FastEthernet0/0
",
    );
    assert_like(
        &ip_protocols(lab.device("R1"), lab.now()),
        "\
Routing Protocol is \"rip\"
  Outgoing update filter list for all interfaces is not set
  Incoming update filter list for all interfaces is not set
  Sending updates every 30 seconds, next due in @ seconds
  Invalid after 180 seconds, hold down 180, flushed after 240
  Redistributing: static, rip
  Default version control: send version 2, receive version 2
    Interface             Send  Recv  Triggered RIP  Key-chain
    FastEthernet0/0       2     2                                    
    Serial0/0             2     2                                    
  Automatic network summarization is not in effect
  Maximum path: 4
  Routing for Networks:
    155.1.0.0
  Routing Information Sources:
    Gateway         Distance      Last Update
    155.1.0.5            120      00:00:##
    155.1.146.4          120      00:00:##
  Distance: (default is 120)

",
    );
    assert_eq!(ip_protocols(lab.device("R6"), lab.now()), "");
}

#[test]
fn switches_show_their_vlans_and_addresses() {
    let lab = before();
    let vlans = vlan(lab.device("SW1"), true);
    let row = "146  VLAN0146                         active    Fa0/1, Fa0/4\n";
    assert!(vlans.contains(row), "{vlans}");
    let macs = mac_address_table(lab.device("SW1"), None, None);
    assert!(
        macs.contains(" 146    0000.0c07.ac01    DYNAMIC     Fa0/1\n"),
        "{macs}"
    );
    let lab = after();
    let macs = mac_address_table(lab.device("SW1"), None, None);
    assert!(
        macs.contains(" 146    0000.0c07.ac01    DYNAMIC     Fa0/4\n"),
        "{macs}"
    );
}

#[test]
fn an_interface_tells_its_states_and_its_framing() {
    let lab = after();
    let r1 = lab.device("R1");
    let shut = interfaces(r1, lab.now(), "FastEthernet0/0".parse().ok());
    assert!(
        shut.starts_with("FastEthernet0/0 is administratively down, line protocol is down \n"),
        "{shut}"
    );
    let serial = interfaces(r1, lab.now(), "Serial0/0".parse().ok());
    let head = "Serial0/0 is up, line protocol is up \n  Hardware is M4T\n  Internet address is 155.1.0.1/24\n";
    assert!(serial.starts_with(head), "{serial}");
    assert!(
        serial.contains(
            "\n  Encapsulation FRAME-RELAY, loopback not set\n  Keepalive set (10 sec)\n"
        ),
        "{serial}"
    );
    let sub = interfaces(
        lab.device("R6"),
        lab.now(),
        "FastEthernet0/0.146".parse().ok(),
    );
    assert!(
        sub.contains("  Encapsulation 802.1Q Virtual LAN, Vlan ID  146.\n"),
        "{sub}"
    );
}

#[test]
fn the_clock_shows_ticks_since_the_first_of_march() {
    let lab = TestLab::new(SEED);
    assert_like(
        &clock(lab.device("R1"), Instant::from_millis(99_204), false),
        "*00:01:39.20# UTC Fri Mar 1 2002\n",
    );
    assert!(version(lab.device("R1"), lab.now()).contains("Rack1R1 uptime is 0 minutes\n"));
}
