//! Where the behavior of commands is described: IOS 12.4's command references and RFCs.

use super::super::Table;

const FUNDAMENTALS: &str = "Cisco IOS Configuration Fundamentals Command Reference";
const TERMINAL: &str = "Cisco IOS Terminal Services Command Reference";
const MANAGEMENT: &str = "Cisco IOS Network Management Command Reference";
const SECURITY: &str = "Cisco IOS Security Command Reference";
const ADDRESSING: &str = "Cisco IOS IP Addressing Services Command Reference";
const SERVICES: &str = "Cisco IOS IP Application Services Command Reference";
const HSRP: &str = "Cisco IOS IP Application Services Command Reference; RFC 2281";
const ROUTING: &str = "Cisco IOS IP Routing Protocols Command Reference";
const RIP: &str = "Cisco IOS IP Routing Protocols Command Reference; RFC 1058, RFC 2453";
const SWITCHING: &str = "Cisco IOS IP Switching Command Reference";
const INTERFACES: &str = "Cisco IOS Interface and Hardware Component Command Reference";
const FRAME_RELAY: &str = "Cisco IOS Wide-Area Networking Command Reference; RFC 2427, RFC 2390";
const LAN: &str = "Cisco IOS LAN Switching Command Reference; IEEE 802.1Q";
const CATALYST: &str = "Catalyst 3560 Switch Command Reference; IEEE 802.1Q";
const ISAKMP: &str = "Cisco IOS Security Command Reference; RFC 2408, RFC 2409";
const IPSEC: &str = "Cisco IOS Security Command Reference; RFC 2401, RFC 2406";
const DPD: &str = "Cisco IOS Security Command Reference; RFC 3706";
const SLA: &str = "Cisco IOS IP SLAs Command Reference";
const QOS: &str = "Cisco IOS Quality of Service Solutions Command Reference";
const DEBUG: &str = "Cisco IOS Debug Command Reference";
const ACCESS_LIST: &str = "Cisco IOS IP Application Services Command Reference";
const ICMP: &str = "Cisco IOS Configuration Fundamentals Command Reference; RFC 792";
const MULTICAST: &str = "Cisco IOS IP Multicast Command Reference";
const OSPF: &str = "Cisco IOS IP Routing Protocols Command Reference; RFC 2328";
const VPN: &str = "Cisco IOS Security Command Reference";

/// By how commands start; the longest start that fits counts.
const BY_WORDS: &[(&str, &str)] = &[
    ("aaa", SECURITY),
    ("username", SECURITY),
    ("enable", SECURITY),
    ("access-list", ACCESS_LIST),
    ("ip access-list", ACCESS_LIST),
    ("ip access-group", ACCESS_LIST),
    ("alias", FUNDAMENTALS),
    ("banner", FUNDAMENTALS),
    ("boot", FUNDAMENTALS),
    ("clock set", FUNDAMENTALS),
    ("clock", MANAGEMENT),
    ("clock rate", INTERFACES),
    ("clockrate", INTERFACES),
    ("cdp", MANAGEMENT),
    ("clear", FUNDAMENTALS),
    ("crypto", SECURITY),
    ("crypto isakmp", ISAKMP),
    ("crypto isakmp keepalive", DPD),
    ("crypto isakmp profile", VPN),
    ("crypto ipsec", IPSEC),
    ("crypto map", IPSEC),
    ("debug", DEBUG),
    ("undebug", DEBUG),
    ("encapsulation dot1Q", LAN),
    ("encapsulation {frame-relay", FRAME_RELAY),
    ("encapsulation ppp", INTERFACES),
    ("frame-relay", FRAME_RELAY),
    ("hostname", FUNDAMENTALS),
    ("interface", INTERFACES),
    ("ip address", ADDRESSING),
    (
        "ip proxy-arp",
        "Cisco IOS IP Addressing Services Command Reference; RFC 826, RFC 1027",
    ),
    ("ip nat", ADDRESSING),
    ("ip domain", ADDRESSING),
    ("ip domain-lookup", ADDRESSING),
    ("ip domain-name", ADDRESSING),
    ("ip host", ADDRESSING),
    ("ip name-server", ADDRESSING),
    ("ip subnet-zero", ADDRESSING),
    ("ip directed-broadcast", ADDRESSING),
    ("ip forward-protocol", ADDRESSING),
    ("ip mtu", SERVICES),
    ("ip redirects", SERVICES),
    ("ip unreachables", SERVICES),
    ("ip source-route", SERVICES),
    ("ip tcp", SERVICES),
    ("ip default-gateway", ADDRESSING),
    ("ip route", ROUTING),
    ("ip routing", ROUTING),
    ("ip classless", ROUTING),
    ("ip cef", SWITCHING),
    ("ip route-cache", SWITCHING),
    ("ip rip", RIP),
    ("ip split-horizon", RIP),
    ("ip summary-address rip", RIP),
    ("ip ospf", OSPF),
    ("ip multicast-routing", MULTICAST),
    ("ip http", FUNDAMENTALS),
    ("ip ssh", SECURITY),
    ("ip sla", SLA),
    ("line", TERMINAL),
    ("logging", MANAGEMENT),
    ("logging event", INTERFACES),
    ("memory-size", FUNDAMENTALS),
    ("ntp", MANAGEMENT),
    ("snmp-server", MANAGEMENT),
    ("tftp-server", FUNDAMENTALS),
    ("ping", ICMP),
    (
        "traceroute",
        "Cisco IOS Configuration Fundamentals Command Reference; RFC 792, RFC 768",
    ),
    ("route-map", ROUTING),
    ("router rip", RIP),
    ("scheduler", FUNDAMENTALS),
    ("service", FUNDAMENTALS),
    ("service-policy", QOS),
    ("show access-lists", ACCESS_LIST),
    (
        "show arp",
        "Cisco IOS IP Addressing Services Command Reference; RFC 826",
    ),
    (
        "show ip arp",
        "Cisco IOS IP Addressing Services Command Reference; RFC 826",
    ),
    ("show ip interface", ADDRESSING),
    ("show ip route", ROUTING),
    ("show ip protocols", ROUTING),
    ("show ip rip", RIP),
    ("show ip access-lists", ACCESS_LIST),
    ("show crypto", SECURITY),
    ("show crypto isakmp", ISAKMP),
    ("show crypto ipsec", IPSEC),
    ("show crypto map", IPSEC),
    ("show crypto session", SECURITY),
    ("show standby", HSRP),
    ("show track", SERVICES),
    ("show frame-relay", FRAME_RELAY),
    ("show interfaces", INTERFACES),
    ("show vlan", CATALYST),
    ("show mac", CATALYST),
    ("show logging", MANAGEMENT),
    ("show debugging", DEBUG),
    ("show clock", MANAGEMENT),
    ("show", FUNDAMENTALS),
    ("spanning-tree", CATALYST),
    ("standby", HSRP),
    ("switchport", CATALYST),
    ("track", SERVICES),
    ("vlan", CATALYST),
    ("vtp", CATALYST),
    ("telnet", TERMINAL),
    ("terminal", TERMINAL),
    ("ssh", SECURITY),
    ("send", TERMINAL),
    ("logout", TERMINAL),
    ("qos", QOS),
    ("reverse-route", IPSEC),
    ("mac-address", INTERFACES),
];

/// By the mode, for commands whose words say nothing.
const fn of_mode(table: Table) -> &'static str {
    match table {
        Table::Exec | Table::Global => FUNDAMENTALS,
        Table::Interface => INTERFACES,
        Table::FrameRelayDlci => FRAME_RELAY,
        Table::Rip => RIP,
        Table::StandardAccessList | Table::ExtendedAccessList => ACCESS_LIST,
        Table::IsakmpPolicy | Table::Keyring | Table::IsakmpProfile => ISAKMP,
        Table::TransformSet | Table::CryptoMap | Table::DynamicMap => IPSEC,
        Table::Track => SERVICES,
        Table::Line => TERMINAL,
        Table::Vlan => CATALYST,
        Table::ControlPlane => QOS,
        Table::SlaMonitor | Table::SlaMonitorEcho => SLA,
        Table::RouteMap => ROUTING,
    }
}

/// Where a command is described.
pub(super) fn source(pattern: &str, table: Table) -> &'static str {
    // In modes of one protocol the mode says it.
    if !matches!(table, Table::Exec | Table::Global | Table::Interface) {
        return of_mode(table);
    }
    let fits = |head: &str| {
        let rest = pattern.strip_prefix(head);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-'))
    };
    let found = BY_WORDS.iter().filter(|(head, _)| fits(head));
    let longest = found.max_by_key(|(head, _)| head.len());
    longest.map_or_else(|| of_mode(table), |(_, source)| source)
}
