//! The file against the capture in memory.

use vipsec_core::sim::World;
use vipsec_core::sim::capture::Captured;
use vipsec_core::time::Instant;
use vipsec_tests::{article, world};

use super::{END_S, Packet, ask, capture, lab, read};

const SEED: u64 = 3;
/// 1 March 2002, where clocks begin: `date -u -d 2002-03-01 +%s`.
const EPOCH_NS: u128 = 1_014_940_800_000_000_000;

fn end_name(world: &World, captured: &Captured, side: usize) -> String {
    let scenario = article();
    let end = world.links()[usize::from(captured.link.0)].ends[side];
    let device = &scenario.devices[usize::from(end.node.0)];
    format!("{}:{}", device.name, device.ports[usize::from(end.port.0)])
}

/// All packets there must be, without comments.
fn expected(world: &World) -> Vec<Packet> {
    let packet = |captured: &Captured, at: Instant, side: usize, flags: u32| Packet {
        at_ns: EPOCH_NS + u128::from(at.as_nanos()),
        interface: end_name(world, captured, side),
        flags,
        bytes: captured.frame.wire_bytes(),
        comments: Vec::new(),
    };
    let mut lost = vec![false; world.capture().frames().len()];
    for dropped in world.capture().drops() {
        lost[dropped.frame.0 as usize] |= dropped.node.is_none();
    }
    let mut packets = Vec::new();
    for (index, captured) in world.capture().frames().iter().enumerate() {
        let (crossing, from) = (captured.crossing, captured.direction.index());
        if crossing.sent_at <= world.now() {
            packets.push(packet(captured, crossing.sent_at, from, 2));
        }
        if crossing.arrives_at <= world.now() && !lost[index] {
            packets.push(packet(captured, crossing.arrives_at, 1 - from, 1));
        }
    }
    packets.sort();
    packets
}

#[test]
fn every_frame_is_there_at_both_ends_of_its_cable_at_its_time() {
    let scenario = article();
    let file = capture(&mut lab(&scenario, SEED), &[]);
    assert_eq!(file.name, "ipsec-ha-hsrp-seed-3.pcapng");
    assert_eq!(file.keys, []);
    let (interfaces, packets) = read(&file.bytes);
    let ends = scenario.links.len() * 2;
    assert_eq!((interfaces.len(), file.interfaces as usize), (ends, ends));
    assert_eq!(packets.len(), file.packets as usize);
    assert!(packets.is_sorted_by_key(|packet| packet.at_ns));
    let world = world(&scenario, SEED, Instant::from_secs(END_S));
    let mut plain = packets;
    for packet in &mut plain {
        packet.comments.clear();
    }
    plain.sort();
    let expected = expected(&world);
    assert_eq!(plain.len(), expected.len());
    for (read, expected) in plain.iter().zip(&expected) {
        assert_eq!(read, expected);
    }
}

#[test]
fn interfaces_have_their_names_types_and_resolution() {
    let scenario = article();
    let (interfaces, _) = read(&capture(&mut lab(&scenario, SEED), &[]).bytes);
    for interface in &interfaces {
        assert_eq!(interface.resolution, 9, "{interface:?}");
        let is_serial = interface.name.contains(":Serial");
        let link_type = if is_serial { 107 } else { 1 };
        assert_eq!(interface.link_type, link_type, "{interface:?}");
    }
    let mut names: Vec<String> = interfaces.iter().map(|one| one.name.clone()).collect();
    let mut documented = Vec::new();
    for link in &scenario.links {
        for end in [&link.a, &link.b] {
            documented.push(format!("{}:{}", end.device, end.port));
        }
    }
    names.sort();
    documented.sort();
    assert_eq!(names, documented);
}

#[test]
fn what_died_says_where_and_why() {
    let scenario = article();
    let (_, packets) = read(&capture(&mut lab(&scenario, SEED), &[]).bytes);
    let world = world(&scenario, SEED, Instant::from_secs(END_S));
    let mut expected = Vec::new();
    for dropped in world.capture().drops() {
        let captured = &world.capture().frames()[dropped.frame.0 as usize];
        let from = captured.direction.index();
        let reason = dropped.reason.to_string();
        if reason.starts_with("frame for") || reason.starts_with("nobody listens to") {
            continue;
        }
        expected.push(match dropped.node {
            Some(node) => {
                let name = &scenario.devices[usize::from(node.0)].name;
                let side = end_name(&world, captured, 1 - from);
                (side, format!("dropped by {name}: {reason}"))
            }
            None => {
                let side = end_name(&world, captured, from);
                (side, format!("dropped on the cable: {reason}"))
            }
        });
    }
    let mut told = Vec::new();
    for packet in &packets {
        for comment in &packet.comments {
            told.push((packet.interface.clone(), comment.clone()));
        }
    }
    told.sort();
    expected.sort();
    assert_eq!(told, expected);
    // What the article is about: R6 goes on with the SAs of a router that is gone.
    let stale = told
        .iter()
        .filter(|(end, text)| end.starts_with("R4:") && text.starts_with("dropped by R4: "));
    assert!(stale.count() >= 5, "{told:?}");
}

#[test]
fn a_single_end_has_its_own_packets_and_tells_what_became_of_them_elsewhere() {
    let scenario = article();
    let mut lab = lab(&scenario, SEED);
    let (_, all) = read(&capture(&mut lab, &[]).bytes);
    // Any shortening names it, and once is enough.
    let file = capture(&mut lab, &["R6:FastEthernet0/0", "R6:fa0/0", "R6 Fa0/0"]);
    let (interfaces, packets) = read(&file.bytes);
    assert_eq!(interfaces.len(), 1);
    assert_eq!(interfaces[0].name, "R6:FastEthernet0/0");
    assert!(
        interfaces[0].description.contains("SW"),
        "{:?}",
        interfaces[0]
    );
    let own = all
        .iter()
        .filter(|packet| packet.interface == "R6:FastEthernet0/0");
    assert_eq!(own.clone().count(), packets.len());
    for (own, alone) in own.zip(&packets) {
        assert_eq!((own.at_ns, &own.bytes), (alone.at_ns, &alone.bytes));
        assert!(
            own.comments
                .iter()
                .all(|text| alone.comments.contains(text))
        );
    }
}

#[test]
fn deferred_encryption_does_not_show() {
    let mut eager = article();
    eager.releases.eager_encryption = true;
    let ends = ["R6:FastEthernet0/0", "R4:Serial0/0"];
    let deferred = capture(&mut lab(&article(), SEED), &ends);
    let eager = capture(&mut lab(&eager, SEED), &ends);
    assert!(deferred.packets > 1_000);
    assert!(deferred.bytes == eager.bytes);
}

#[test]
fn an_end_that_is_not_there_is_named() {
    let mut lab = lab(&article(), SEED);
    for (end, words) in [
        (
            "R9:FastEthernet0/0",
            &["R9:FastEthernet0/0", "no device R9"][..],
        ),
        (
            "R6:FastEthernet0/7",
            &["R6:FastEthernet0/7", "R6 has R6:FastEthernet0/0"],
        ),
        (
            "R6:FastEthernet0/0.146",
            &["R6:FastEthernet0/0.146", "no cable"],
        ),
        ("R6:nonsense", &["R6:nonsense", "no cable"]),
        ("R6", &["'R6'", "such as R6:FastEthernet0/0"]),
        ("", &["''"]),
    ] {
        let update = ask(&mut lab, &["R6:Fa0/0", end], false);
        assert_eq!(update.capture, None);
        let error = update.error.expect("a refusal");
        for word in words {
            assert!(error.contains(word), "{end}: {error}");
        }
    }
}
