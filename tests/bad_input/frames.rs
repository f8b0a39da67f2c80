//! Damaged copies of every kind of frame that crosses a wire in the article's run.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::ops::Range;

use vipsec_core::node::Node;
use vipsec_core::node::device::Device;
use vipsec_core::node::fact::FactKind;
use vipsec_core::node::frame::Frame;
use vipsec_core::proto::hsrp;
use vipsec_core::rng::Rng;
use vipsec_core::sim::capture::Captured;
use vipsec_core::sim::{RunEnd, World};
use vipsec_core::time::{Duration, Instant};
use vipsec_core::types::FrameId;
use vipsec_tests::{Case, article, longest, report, world};

const SEED: u64 = 7;

/// One frame of each length on each wire in each direction: every protocol in every state is among them.
fn samples() -> Vec<Captured> {
    let world = world(&article(), SEED, Instant::from_secs(100));
    let shape = |captured: &Captured| (captured.link, captured.direction, captured.frame.len());
    let shapes: BTreeMap<_, _> = world
        .capture()
        .frames()
        .iter()
        .map(|captured| (shape(captured), captured.clone()))
        .collect();
    assert!(shapes.len() > 80, "only {} kinds of frame", shapes.len());
    shapes.into_values().collect()
}

/// Before the failure, and in the middle of each part of the outage.
fn moments() -> Vec<Instant> {
    let report = report(&article(), SEED);
    let middles = longest(&report)
        .segments
        .iter()
        .map(|segment| f64::midpoint(segment.from_s, segment.to_s));
    let middles = middles.map(|secs| Instant::ZERO + Duration::from_secs_f64(secs));
    [Instant::from_secs(50)]
        .into_iter()
        .chain(middles)
        .collect()
}

fn truncated(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len()).map(|len| bytes[..len].to_vec())
}

/// With one random bit of each octet flipped, and with some octets replaced.
fn flipped(bytes: &[u8], rng: &mut Rng) -> Vec<Vec<u8>> {
    let mut copies = Vec::new();
    for at in 0..bytes.len() {
        let mut copy = bytes.to_vec();
        copy[at] ^= 1 << rng.below(8);
        copies.push(copy);
        if at % 3 == 0 {
            let mut copy = bytes.to_vec();
            copy[at] = *super::pick(rng, &[0x00, 0xff, 0x7f, 0x80]);
            copies.push(copy);
        }
    }
    copies
}

/// Delivers frames on the wire of `like` in a world's copy, and lets that go on for some seconds.
fn deliver(
    world: &World,
    like: &Captured,
    frames: Vec<Vec<u8>>,
    run: Duration,
) -> (World, Vec<Option<FrameId>>) {
    let case = Case::of_world("ipsec-ha-hsrp", SEED, world);
    let mut world = world.clone();
    let count = frames.len() as u64;
    let before = world.events();
    let inject = |bytes: Vec<u8>| world.inject(like.link, like.direction, Frame::new(bytes));
    let ids = frames.into_iter().map(inject).collect();
    let bound = 20_000 + 100 * count;
    let end = world.run_until(world.now() + run, bound);
    assert_ne!(
        end,
        RunEnd::Budget,
        "{case}: {count} frames made {} events: {like:?}",
        world.events() - before
    );
    (world, ids)
}

#[test]
fn truncated_and_flipped_frames_are_harmless_at_any_moment() {
    let mut rng = Rng::from_seed(1);
    let samples = samples();
    for moment in moments() {
        let world = world(&article(), SEED, moment);
        for sample in &samples {
            let bytes = sample.frame.wire_bytes();
            let copies = truncated(&bytes).chain(flipped(&bytes, &mut rng)).collect();
            deliver(&world, sample, copies, Duration::from_secs(3));
        }
    }
}

/// Damage that checksums do not see reaches the machines themselves.
#[test]
fn flipped_frames_with_mended_checksums_are_harmless_at_any_moment() {
    let mut rng = Rng::from_seed(2);
    let samples = samples();
    for moment in moments() {
        let world = world(&article(), SEED, moment);
        for sample in &samples {
            let bytes = sample.frame.wire_bytes();
            let Some(ip) = ip_packet(&bytes) else {
                continue;
            };
            let shorter = (ip.start..ip.end).map(|end| bytes[..end].to_vec());
            let mended = shorter
                .chain(flipped(&bytes, &mut rng))
                .filter_map(|bytes| mended(bytes, ip.start));
            deliver(&world, sample, mended.collect(), Duration::from_secs(3));
        }
    }
}

#[test]
fn whole_frames_said_again_are_harmless_at_any_moment() {
    for moment in moments() {
        let world = world(&article(), SEED, moment);
        for sample in samples() {
            let bytes = sample.frame.wire_bytes();
            deliver(&world, &sample, vec![bytes; 5], Duration::from_secs(3));
        }
    }
}

/// Checksums and integrity values leave nothing of a damaged IP packet that is for the device itself.
#[test]
fn every_damaged_ip_packet_is_dropped_for_a_reason_and_changes_nothing() {
    let mut rng = Rng::from_seed(3);
    let world = world(&article(), SEED, Instant::from_secs(50));
    let case = Case::of_world("ipsec-ha-hsrp", SEED, &world);
    let told = world.facts().len();
    let mut damaged = 0;
    for sample in samples() {
        let bytes = sample.frame.wire_bytes();
        let Some(part) = guarded(&world, &sample, &bytes) else {
            continue;
        };
        let Some(ip) = ip_packet(&bytes) else {
            continue;
        };
        let shorter = (ip.start + 1..ip.end).map(|end| bytes[..end].to_vec());
        let flips = part.map(|at| {
            let mut copy = bytes.clone();
            copy[at] ^= 1 << rng.below(8);
            copy
        });
        let copies: Vec<_> = shorter.chain(flips).collect();
        damaged += copies.len();
        let (after, ids) = deliver(&world, &sample, copies.clone(), Duration::from_secs(6));
        let dropped: Vec<FrameId> = after
            .capture()
            .drops()
            .iter()
            .map(|drop| drop.frame)
            .collect();
        for (id, copy) in ids.into_iter().zip(&copies) {
            let id = id.unwrap_or_else(|| panic!("{case}: the cable is dead"));
            assert!(
                dropped.contains(&id),
                "{case}: taken for good: {copy:02x?}, made from {bytes:02x?}"
            );
        }
        for fact in &after.facts()[told..] {
            let is_change = matches!(
                fact.kind,
                FactKind::SaInstalled { .. }
                    | FactKind::SaRemoved { .. }
                    | FactKind::Route(_)
                    | FactKind::Standby {
                        output: hsrp::Output::StateChanged { .. },
                        ..
                    }
            );
            assert!(
                !is_change,
                "{case}: {fact:?} after damaged copies of {bytes:02x?}"
            );
        }
    }
    assert!(damaged > 5_000, "{case}: only {damaged} frames");
}

/// The receiving end of a captured frame, if it is a router.
fn receiver<'a>(world: &'a World, captured: &Captured) -> Option<&'a Device> {
    let link = &world.links()[usize::from(captured.link.0)];
    let end = link.ends[1 - captured.direction.index()];
    let device = world.node(end.node).and_then(Node::device)?;
    (device.kind == vipsec_core::node::DeviceKind::Router).then_some(device)
}

/// Where the IP packet of a frame lies: in Ethernet, tagged or not, or in Frame Relay as Cisco encapsulates it.
fn ip_packet(frame: &[u8]) -> Option<Range<usize>> {
    let word = |at: usize| {
        frame
            .get(at..at + 2)
            .map(|octets| u16::from_be_bytes([octets[0], octets[1]]))
    };
    let start = [(2, 4), (12, 14), (16, 18)]
        .into_iter()
        .find_map(|(at, start)| {
            let is_ip = word(at) == Some(0x0800) && frame.get(start) == Some(&0x45);
            let is_tagged = at != 16 || word(12) == Some(0x8100);
            (is_ip && is_tagged).then_some(start)
        })?;
    let end = start + usize::from(word(start + 2)?);
    (end <= frame.len()).then_some(start..end)
}

/// The octets of a frame that its receiver checks: the IP header, and what is in the packet if it is for the receiver.
fn guarded(world: &World, captured: &Captured, frame: &[u8]) -> Option<Range<usize>> {
    let device = receiver(world, captured)?;
    let ip = ip_packet(frame)?;
    let dst = Ipv4Addr::from(<[u8; 4]>::try_from(&frame[ip.start + 16..ip.start + 20]).ok()?);
    let is_own = device.owns(dst) || dst.is_multicast();
    let end = if is_own { ip.end } else { ip.start + 20 };
    Some(ip.start..end)
}

/// With lengths and checksums that fit again: those of IP and ICMP are right, that of UDP is left out.
fn mended(mut bytes: Vec<u8>, ip: usize) -> Option<Vec<u8>> {
    let len = bytes.len().checked_sub(ip).filter(|len| *len >= 28)?;
    let put = |bytes: &mut [u8], at: usize, value: u16| {
        bytes[at..at + 2].copy_from_slice(&value.to_be_bytes())
    };
    let declared = usize::from(u16::from_be_bytes([bytes[ip + 2], bytes[ip + 3]]));
    let total = len.min(declared).max(28);
    put(&mut bytes, ip + 2, total as u16);
    put(&mut bytes, ip + 10, 0);
    let sum = checksum(&bytes[ip..ip + 20]);
    put(&mut bytes, ip + 10, sum);
    match bytes[ip + 9] {
        1 => {
            put(&mut bytes, ip + 22, 0);
            let sum = checksum(&bytes[ip + 20..ip + total]);
            put(&mut bytes, ip + 22, sum);
        }
        17 => {
            put(&mut bytes, ip + 24, (total - 20) as u16);
            put(&mut bytes, ip + 26, 0);
        }
        _ => {}
    }
    Some(bytes)
}

/// RFC 1071.
fn checksum(bytes: &[u8]) -> u16 {
    let words = bytes
        .chunks(2)
        .map(|pair| u32::from(pair[0]) << 8 | pair.get(1).map_or(0, |low| u32::from(*low)));
    let mut sum: u32 = words.sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !(sum as u16)
}
