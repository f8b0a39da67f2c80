use super::*;

const FA0: IfIndex = IfIndex(0);
const FA1: IfIndex = IfIndex(1);
const US: Ipv4Addr = Ipv4Addr::new(155, 1, 146, 6);
const VIP: Ipv4Addr = Ipv4Addr::new(155, 1, 146, 254);
const MAC_R1: MacAddr = MacAddr([0, 0x11, 0x22, 0x33, 0x44, 1]);
const MAC_R4: MacAddr = MacAddr([0, 0x11, 0x22, 0x33, 0x44, 4]);
const MAC_US: MacAddr = MacAddr([0, 0x11, 0x22, 0x33, 0x44, 6]);

const fn at(millis: u64) -> Instant {
    Instant::from_millis(millis)
}

fn reply_of(mac: MacAddr) -> Repr {
    Repr::request(MAC_US, US, VIP).reply(mac)
}

fn learned(cache: &mut Cache<u32>, now: Instant, mac: MacAddr) -> Learned {
    cache.handle_packet(now, FA0, &reply_of(mac), true).learned
}

#[test]
fn ios_loses_the_packet_that_asks_and_asks_once_a_second() {
    let mut cache = Cache::new(Config::IOS);
    let wait = |send_request| Lookup::Wait { send_request };
    assert_eq!(cache.lookup(at(0), FA0, VIP), wait(true));
    assert_eq!(cache.enqueue(FA0, VIP, 1_u32), Some(1));
    assert_eq!(cache.lookup(at(999), FA0, VIP), wait(false));
    assert_eq!(cache.lookup(at(1000), FA0, VIP), wait(true));
    assert_eq!(cache.lookup(at(1001), FA0, VIP), wait(false));
    assert_eq!(learned(&mut cache, at(1002), MAC_R1), Learned::Completed);
    assert_eq!(cache.lookup(at(1003), FA0, VIP), Lookup::Known(MAC_R1));
    assert_eq!(cache.lookup(at(1003), FA1, VIP), wait(true));
}

#[test]
fn a_host_keeps_the_latest_packet_until_the_reply() {
    let mut cache = Cache::new(Config::HOST);
    assert_eq!(cache.enqueue(FA0, VIP, 0), Some(0), "nobody asked");
    cache.lookup(at(0), FA0, VIP);
    assert_eq!(cache.enqueue(FA0, VIP, 1), None);
    assert_eq!(cache.enqueue(FA0, VIP, 2), Some(1));
    let handled = cache.handle_packet(at(5), FA0, &reply_of(MAC_R1), true);
    assert_eq!(handled.pending, [2]);
    assert_eq!(cache.enqueue(FA0, VIP, 3), Some(3), "known: send it");
}

#[test]
fn a_gratuitous_packet_changes_what_is_there_and_nothing_else() {
    let mut cache = Cache::<u32>::new(Config::IOS);
    let gratuitous = Repr::gratuitous(MAC_R4, VIP);
    assert_eq!(
        cache.handle_packet(at(0), FA0, &gratuitous, false).learned,
        Learned::Ignored(IgnoreReason::NotForUs)
    );
    assert_eq!(cache.iter().count(), 0);
    assert_eq!(learned(&mut cache, at(1), MAC_R1), Learned::Created);
    assert_eq!(
        cache.handle_packet(at(2), FA0, &gratuitous, false).learned,
        Learned::Changed { from: MAC_R1 }
    );
    assert_eq!(cache.peek(at(3), FA0, VIP), Some(MAC_R4));
    assert_eq!(
        cache.handle_packet(at(4), FA0, &gratuitous, false).learned,
        Learned::Refreshed
    );
}

#[test]
fn a_request_for_us_teaches_who_asks_but_a_probe_does_not() {
    let mut cache = Cache::<u32>::new(Config::IOS);
    let request = Repr::request(MAC_R1, VIP, US);
    let mut handle = |packet: &Repr| cache.handle_packet(at(0), FA0, packet, true).learned;
    assert_eq!(handle(&request), Learned::Created);
    assert_eq!(
        handle(&Repr::request(MAC_R1, Ipv4Addr::UNSPECIFIED, US)),
        Learned::Ignored(IgnoreReason::Probe)
    );
    assert_eq!(
        handle(&Repr::request(MacAddr::BROADCAST, VIP, US)),
        Learned::Ignored(IgnoreReason::GroupAddress)
    );
    let entry = cache.iter().next().unwrap();
    assert_eq!((entry.address, entry.mac), (VIP, Some(MAC_R1)));
}

#[test]
fn entries_end_after_four_hours_without_news() {
    let mut cache = Cache::<u32>::new(Config::IOS);
    let hours = |hours: u64| Instant::from_secs(hours * 3600);
    learned(&mut cache, hours(0), MAC_R1);
    assert_eq!(cache.poll_timeout(), Some(hours(4)));
    learned(&mut cache, hours(3), MAC_R1);
    let mut out = Vec::new();
    cache.handle_timeout(hours(4), &mut out);
    assert_eq!((out.len(), cache.poll_timeout()), (0, Some(hours(7))));
    assert_eq!(cache.peek(hours(7), FA0, VIP), None);
    cache.handle_timeout(hours(7), &mut out);
    assert_eq!(
        out,
        [Output::Expired {
            interface: FA0,
            address: VIP
        }]
    );
    assert_eq!(cache.poll_timeout(), None);
}

#[test]
fn an_address_nobody_answers_for_is_forgotten_with_what_waits() {
    let mut cache = Cache::new(Config::HOST);
    cache.lookup(at(0), FA0, VIP);
    assert_eq!(cache.enqueue(FA0, VIP, 7_u32), None);
    cache.lookup(at(30_000), FA0, VIP);
    let mut out = Vec::new();
    cache.handle_timeout(at(60_000), &mut out);
    assert!(out.is_empty(), "asked again in between");
    cache.handle_timeout(at(90_000), &mut out);
    assert_eq!(
        out,
        [Output::Unanswered {
            interface: FA0,
            address: VIP,
            pending: vec![7]
        }]
    );
    assert_eq!(
        cache.lookup(at(90_001), FA0, VIP),
        Lookup::Wait { send_request: true }
    );
}

#[test]
fn an_interface_that_goes_down_takes_its_entries_along() {
    let mut cache = Cache::new(Config::HOST);
    learned_on(&mut cache, FA1);
    cache.lookup(at(0), FA0, VIP);
    assert_eq!(cache.enqueue(FA0, VIP, 9_u32), None);
    assert_eq!(cache.interface_down(FA0), [9]);
    assert_eq!(cache.iter().count(), 1);
    assert!(cache.remove(US).is_empty());
    assert_eq!(cache.iter().count(), 1);
    assert!(cache.clear().is_empty());
    assert_eq!(cache.iter().count(), 0);
}

fn learned_on(cache: &mut Cache<u32>, interface: IfIndex) {
    cache.handle_packet(at(0), interface, &reply_of(MAC_R4), true);
}
