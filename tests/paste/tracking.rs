//! `track` objects other than a line protocol move the virtual gateway too.

use vipsec_tests::article;

use super::Bench;

/// What a console says when it is asked again.
fn text(bench: &mut Bench, device: &str, line: &str) -> String {
    bench.type_line(device, line)
}

#[test]
fn a_tracked_route_that_goes_costs_the_priority_within_fifteen_seconds() {
    let mut bench = Bench::open(article(), 5, false);
    bench.run_to(45);
    bench.paste(
        "R1",
        "track 1 ip route 155.1.58.0 255.255.255.0 reachability\n\
         interface FastEthernet0/0\nstandby 1 track 1 decrement 110",
    );
    bench.run_to(62);
    assert_eq!(bench.hsrp("R1"), "Active", "{}", bench.case());
    let log = text(&mut bench, "R1", "show logging");
    let up = "%TRACKING-5-STATE: 1 ip route 155.1.58.0/24 reachability Down->Up";
    assert!(log.contains(up), "{}: {log}", bench.case());
    bench.paste("R5", "interface FastEthernet0/0\nshutdown");
    bench.run_to(80);
    assert_eq!(bench.hsrp("R4"), "Active", "{}", bench.case());
    bench.paste("R5", "interface FastEthernet0/0\nno shutdown");
    bench.run_to(400);
    assert_eq!(bench.hsrp("R1"), "Active", "{}", bench.case());
}

#[test]
fn ip_routing_of_an_interface_is_up_while_it_has_an_address() {
    let mut bench = Bench::open(article(), 6, false);
    bench.run_to(45);
    bench.paste(
        "R1",
        "track 2 interface Serial0/0 ip routing\n\
         interface FastEthernet0/0\nstandby 1 track 2 decrement 110",
    );
    bench.run_to(50);
    assert_eq!(bench.hsrp("R1"), "Active", "{}", bench.case());
    bench.paste("R1", "interface Serial0/0\nno ip address");
    bench.run_to(53);
    assert_eq!(bench.hsrp("R4"), "Active", "{}", bench.case());
}
