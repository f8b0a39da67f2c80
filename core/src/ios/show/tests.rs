use super::*;
use crate::ios::RouteFilter;
use crate::ios::test_lab::TestLab;

#[test]
fn dump() {
    let mut lab = TestLab::with_traffic(7);
    for round in 0..2 {
        let now = lab.now();
        for name in ["R1", "R4", "R5", "R6", "SW1", "SW2"] {
            let d = lab.device(name);
            println!("######## {name} {now}");
            let dumps = [
                ("standby", standby(d, now, None, None)),
                ("brief", standby_brief(d)),
                ("isakmp", isakmp_sa(d)),
                ("isakmp detail", isakmp_sa_detail(d, now)),
                ("ipsec", ipsec_sa(d, now, None, None, None)),
                ("route", ip_route(d, now, RouteFilter::All)),
                ("static", ip_route(d, now, RouteFilter::Static)),
                (
                    "67",
                    ip_route(d, now, RouteFilter::Address("155.1.67.0".parse().unwrap())),
                ),
                (
                    "58",
                    ip_route(d, now, RouteFilter::Address("155.1.58.0".parse().unwrap())),
                ),
                ("sum", ip_route(d, now, RouteFilter::Summary)),
                ("iib", ip_interface_brief(d)),
                ("arp", arp(d, now)),
                ("map", crypto_map(d)),
                ("session", crypto_session(d)),
                ("session d", crypto_session_detail(d, now)),
                ("engine", crypto_engine_connections_active(d)),
                ("policy", isakmp_policy(d)),
                ("ts", transform_set(d)),
                ("frmap", frame_relay_map(d)),
                ("frpvc", frame_relay_pvc(d, now, None)),
                ("lmi", frame_relay_lmi(d)),
                ("ripdb", ip_rip_database(d, now)),
                ("prot", ip_protocols(d, now)),
                ("ints", interfaces(d, None)),
                ("vlan", vlan_brief(d)),
                ("mac", mac_address_table(d)),
                ("clock", clock(d, now)),
                ("version", version(d, now)),
            ];
            for (label, text) in dumps {
                println!("== {label}");
                print!("{text}");
            }
        }
        if round == 0 {
            lab.set_shutdown("R1", "FastEthernet0/0", true);
            lab.run_to(100_000);
        }
    }
}
