//! The parts of the language that are not one of the article's: what IOS says to each, to the character.

use super::transcripts::{router, transcript};
use super::*;

#[test]
fn access_lists_are_numbered_resequenced_and_remarked() {
    let shown = router(
        "ip access-list extended T
        permit ip any host 10.0.0.1
        remark the second
        permit tcp any any eq telnet log
        5 deny icmp any any
        5 deny udp any any
        permit tcp any any established
        no 10
        no remark the third
        exit
        ip access-list resequence T 100 20
        ip access-list resequence NONE 10 10
        ip access-list resequence T 2147483647 10
        ip access-list standard T
        access-list 7 permit 10.1.0.0 0.0.255.255
        access-list 7 remark hosts
        access-list 7 permit 10.2.2.2
        access-list 101 deny esp any host 10.2.2.2 log-input
        ip access-list standard 101",
    );
    let expected = "\
Rack1R1(config)#ip access-list extended T
Rack1R1(config-ext-nacl)#permit ip any host 10.0.0.1
Rack1R1(config-ext-nacl)#remark the second
Rack1R1(config-ext-nacl)#permit tcp any any eq telnet log
% parsed, not simulated: permit tcp any any eq telnet log
Rack1R1(config-ext-nacl)#5 deny icmp any any
Rack1R1(config-ext-nacl)#5 deny udp any any
% Duplicate sequence number
Rack1R1(config-ext-nacl)#permit tcp any any established
% parsed, not simulated: permit tcp any any established
Rack1R1(config-ext-nacl)#no 10
Rack1R1(config-ext-nacl)#no remark the third
Rack1R1(config-ext-nacl)#exit
Rack1R1(config)#ip access-list resequence T 100 20
Rack1R1(config)#ip access-list resequence NONE 10 10
%Access list NONE does not exist
Rack1R1(config)#ip access-list resequence T 2147483647 10
Exceeded maximum sequence number.
Rack1R1(config)#ip access-list standard T
%A named extended IP access list with this name already exists
Rack1R1(config)#access-list 7 permit 10.1.0.0 0.0.255.255
Rack1R1(config)#access-list 7 remark hosts
Rack1R1(config)#access-list 7 permit 10.2.2.2
Rack1R1(config)#access-list 101 deny esp any host 10.2.2.2 log-input
% parsed, not simulated: access-list 101 deny esp any host 10.2.2.2 log-input
Rack1R1(config)#ip access-list standard 101
                                        ^
% Invalid input detected at '^' marker.

Rack1R1(config)#";
    assert_eq!(shown, expected);
}

#[test]
fn the_running_configuration_keeps_remarks_and_entries_in_order() {
    let text = "ip access-list extended T
 permit ip any host 10.0.0.1
 remark the second
 permit tcp any any eq telnet log
 permit tcp any any established
 15 remark put before it
 15 deny icmp any any
 remark the end
access-list 7 remark hosts
access-list 7 permit 10.2.2.2
";
    let config = paste(router_config(), text).config;
    let list = &config.access_lists["T"];
    assert_eq!(list.sequence(), [10, 15, 20, 30]);
    assert_eq!(list.entries.len(), 3);
    let shown = render(&config, DeviceKind::Router);
    let lists = "ip access-list extended T
 permit ip any host 10.0.0.1
 deny   icmp any any
 remark the second
 remark put before it
 permit tcp any any eq telnet log
 permit tcp any any established
 remark the end
!
access-list 7 remark hosts
access-list 7 permit 10.2.2.2
";
    assert!(shown.contains(lists), "{shown}");
    comes_back(&config, &router_ports(), DeviceKind::Router);
}

/// The order of 12.4: what is not indented stands in this order whatever order it is typed in.
#[test]
fn blocks_stand_in_ioss_order_and_sections_are_indented() {
    let text = "ntp server 10.0.0.9
banner motd ^C keep out ^C
alias exec sib show ip interface brief
snmp-server community public RO
route-map MAP permit 10
 match ip address 101
access-list 101 permit ip any any
access-list 7 permit any
logging trap debugging
ip access-list extended T
 permit ip any any
ip route 10.9.0.0 255.255.0.0 Null0
ip route 10.8.0.0 255.255.0.0 10.1.1.9
ip route 0.0.0.0 0.0.0.0 10.1.1.9
router rip
 network 10.0.0.0
interface FastEthernet0/0
 ip address 10.1.1.1 255.255.255.0
crypto map VPN 10 ipsec-isakmp
 match address T
crypto isakmp policy 10
 group 2
track 1 interface FastEthernet0/0 line-protocol
username cisco password 0 cisco
ip host R6 10.1.1.6
hostname R1
service pad
";
    let report = boot("Router", &router_ports(), DeviceKind::Router, text);
    assert_eq!(
        report.errors().count(),
        0,
        "{:?}",
        report.errors().collect::<Vec<_>>()
    );
    let shown = render(&report.config, DeviceKind::Router);
    let order = [
        "version 12.4",
        "hostname R1",
        "ip cef",
        "ip host R6",
        "username cisco",
        "track 1",
        "crypto isakmp policy 10",
        "crypto map VPN 10",
        "interface FastEthernet0/0",
        "router rip",
        "ip forward-protocol nd",
        "ip route 0.0.0.0",
        "ip route 10.8.0.0",
        "no ip http server",
        "ip access-list extended T",
        "logging trap",
        "access-list 7",
        "access-list 101",
        "route-map MAP",
        "snmp-server",
        "control-plane",
        "banner motd",
        "line con 0",
        "ntp server",
        "end",
    ];
    let heads: Vec<&str> = shown
        .lines()
        .filter(|line| !line.starts_with([' ', '!']))
        .collect();
    let mut last = 0;
    for head in order {
        let at = heads.iter().position(|line| line.starts_with(head));
        let at = at.unwrap_or_else(|| panic!("{head} is not in\n{shown}"));
        assert!(at >= last, "{head} stands too early in\n{shown}");
        last = at;
    }
    let is_one_blank = |line: &str| !line.starts_with("  ");
    assert!(shown.lines().all(is_one_blank), "{shown}");
    comes_back(&report.config, &router_ports(), DeviceKind::Router);
}

fn router_config() -> DeviceConfig {
    super::router("Rack1R1")
}

#[test]
fn objects_that_are_tracked_have_their_forms() {
    let shown = router(
        "track 1 interface Serial0/0 line-protocol
        track 2 interface fa0/0 ip routing
        track 3 ip route 10.2.0.0 255.255.0.0 reachability
        track 4 rtr 1 reachability
        delay up 5
        track 5
        track 3
        no track 4
        interface fa0/0
        standby 1 track 3 decrement 60
        standby 1 track 3 60
        no standby 1 track 3",
    );
    let expected = "\
Rack1R1(config)#track 1 interface Serial0/0 line-protocol
Rack1R1(config-track)#track 2 interface fa0/0 ip routing
Rack1R1(config-track)#track 3 ip route 10.2.0.0 255.255.0.0 reachability
Rack1R1(config-track)#track 4 rtr 1 reachability
% parsed, not simulated: track 4 rtr 1 reachability
Rack1R1(config-track)#delay up 5
% parsed, not simulated: delay up 5
Rack1R1(config-track)#track 5
% Incomplete command.

Rack1R1(config-track)#track 3
Rack1R1(config-track)#no track 4
Rack1R1(config)#interface fa0/0
Rack1R1(config-if)#standby 1 track 3 decrement 60
Rack1R1(config-if)#standby 1 track 3 60
Rack1R1(config-if)#no standby 1 track 3
Rack1R1(config-if)#";
    assert_eq!(shown, expected);
}

#[test]
fn a_range_of_interfaces_takes_a_line_for_each() {
    let shown = transcript(
        DeviceKind::Switch,
        Mode::Global,
        "interface range fa0/0 - 1
        description to the routers
        switchport access vlan 9
        interface range fa0/0 , fa0/1
        no description
        exit
        interface range fa0/0 - 9
        interface range nonsense",
    );
    let expected = "\
Rack1R1(config)#interface range fa0/0 - 1
Rack1R1(config-if-range)#description to the routers
Rack1R1(config-if-range)#switchport access vlan 9
% Access VLAN does not exist. Creating vlan 9
Rack1R1(config-if-range)#interface range fa0/0 , fa0/1
Rack1R1(config-if-range)#no description
Rack1R1(config-if-range)#exit
Rack1R1(config)#interface range fa0/0 - 9
                                ^
% Invalid input detected at '^' marker.

Rack1R1(config)#interface range nonsense
                                ^
% Invalid input detected at '^' marker.

Rack1R1(config)#";
    assert_eq!(shown, expected);
    let ports = ports(&["Fa0/1", "Fa0/2", "Fa0/3"]);
    let device = DeviceContext {
        config: &blank("S", &ports, DeviceKind::Switch),
        ports: &ports,
        kind: DeviceKind::Switch,
    };
    let report = apply_text(
        &device,
        "interface range Fa0/2 - 3\nswitchport access vlan 9\n",
    );
    let vlans: Vec<_> = report
        .config
        .interfaces
        .values()
        .filter_map(|settings| settings.switchport.as_ref())
        .map(|port| port.access_vlan.0)
        .collect();
    assert_eq!(vlans, [1, 9, 9]);
}

#[test]
fn modes_that_are_not_simulated_are_modes_all_the_same() {
    let shown = router(
        "crypto keyring RING
        pre-shared-key address 10.0.0.1 key CISCO
        crypto isakmp profile PROFILE
        keyring RING
        match identity address 10.0.0.1
        crypto dynamic-map DYNAMIC 10
        set transform-set T
        route-map MAP
        match ip address 101
        ip sla monitor 1
        type echo protocol ipIcmpEcho 10.0.0.1
        frequency 5
        exit
        no ip sla monitor 1
        no route-map MAP",
    );
    let expected = "\
Rack1R1(config)#crypto keyring RING
% parsed, not simulated: crypto keyring RING
Rack1R1(conf-keyring)#pre-shared-key address 10.0.0.1 key CISCO
% parsed, not simulated: pre-shared-key address 10.0.0.1 key CISCO
Rack1R1(conf-keyring)#crypto isakmp profile PROFILE
% parsed, not simulated: crypto isakmp profile PROFILE
Rack1R1(conf-isa-prof)#keyring RING
% parsed, not simulated: keyring RING
Rack1R1(conf-isa-prof)#match identity address 10.0.0.1
% parsed, not simulated: match identity address 10.0.0.1
Rack1R1(conf-isa-prof)#crypto dynamic-map DYNAMIC 10
% parsed, not simulated: crypto dynamic-map DYNAMIC 10
Rack1R1(config-crypto-map)#set transform-set T
% parsed, not simulated: set transform-set T
Rack1R1(config-crypto-map)#route-map MAP
% parsed, not simulated: route-map MAP
Rack1R1(config-route-map)#match ip address 101
% parsed, not simulated: match ip address 101
Rack1R1(config-route-map)#ip sla monitor 1
% parsed, not simulated: ip sla monitor 1
Rack1R1(config-sla-monitor)#type echo protocol ipIcmpEcho 10.0.0.1
% parsed, not simulated: type echo protocol ipIcmpEcho 10.0.0.1
Rack1R1(config-sla-monitor-echo)#frequency 5
% parsed, not simulated: frequency 5
Rack1R1(config-sla-monitor-echo)#exit
Rack1R1(config)#no ip sla monitor 1
Rack1R1(config)#no route-map MAP
Rack1R1(config)#";
    assert_eq!(shown, expected);
}

#[test]
fn host_names_are_looked_up_in_the_configuration_first() {
    let run = |line: &str| {
        let text = "ip host R6 155.1.146.6 155.1.67.6\nalias exec sib show ip interface brief\n";
        let config = paste(router_config(), text).config;
        let device = DeviceContext {
            config: &config,
            ports: &router_ports(),
            kind: DeviceKind::Router,
        };
        Session::at(Mode::PrivilegedExec).input(line, &device)
    };
    let Effect::Exec(ExecCommand::Ping(ping)) = run("ping r6 repeat 3").effect else {
        panic!("no ping");
    };
    assert_eq!(
        (ping.target.to_string(), ping.repeat),
        ("155.1.146.6".to_owned(), 3)
    );
    assert!(matches!(
        run("traceroute R6").effect,
        Effect::Exec(ExecCommand::Traceroute { .. })
    ));
    for line in ["sib", "s ip int brief", "sib | include Fa"] {
        let effect = run(line).effect;
        let is_it = matches!(
            &effect,
            Effect::Exec(ExecCommand::Show(ShowCommand::IpInterfaceBrief, _))
        );
        assert!(is_it, "{line}: {effect:?}");
    }
    assert!(matches!(
        run("p R6").effect,
        Effect::Exec(ExecCommand::Ping(_))
    ));
    assert_eq!(
        run("ping R7").text,
        "Translating \"R7\"...domain server (255.255.255.255)\n\
         % Unrecognized host or address, or protocol not running.\n"
    );
}

#[test]
fn names_and_defaults_are_as_on_ios() {
    let shown = router(
        "hostname R1_core
        default hostname
        interface fa0/1.5
        no interface fa0/1.5
        interface fa0/0
        description x
        default description
        standby 1 ip 155.1.146.254
        do show clock extra
        default interface fa0/0
        alias exec sib show ip interface brief
        logging console informational
        no logging console informational",
    );
    let expected = "\
Rack1R1(config)#hostname R1_core
% Hostname contains one or more illegal characters.
R1_core(config)#default hostname
Router(config)#interface fa0/1.5
Router(config-subif)#no interface fa0/1.5
% Not all config may be removed and may reappear after reactivating the sub-interface
Router(config)#interface fa0/0
Router(config-if)#description x
Router(config-if)#default description
Router(config-if)#standby 1 ip 155.1.146.254
% Warning: address is not within a subnet on this interface
Router(config-if)#do show clock extra
                                ^
% Invalid input detected at '^' marker.

Router(config-if)#default interface fa0/0
Interface FastEthernet0/0 set to default configuration
Router(config)#alias exec sib show ip interface brief
Router(config)#logging console informational
Router(config)#no logging console informational
Router(config)#";
    assert_eq!(shown, expected);
}
