//! What crossed the cables, as a file that other programs read.
//!
//! Every link end is an interface of the file, named `R6:FastEthernet0/0`. A frame that crosses a cable is two packets if both ends
//! are captured: out of one end when its first bit leaves, into the other when its last bit arrives. Virtual time zero
//! is the date at which a device's clock begins.

mod keys;
mod pcapng;

use pcapng::{File, Interface, LinkType, Packet, Way};

use super::is_remarkable;
use super::run::Run;
use super::view::CaptureFile;
use crate::node::BEGINNING_MS;
use crate::scenario::LinkEnd;
use crate::sim::World;
use crate::sim::capture::Dropped;
use crate::sim::link::End;
use crate::types::{IfIndex, LinkId, NodeId};

/// The file with everything that crossed `ends` so far, or all link ends if none is named; with the keys, if wanted.
///
/// # Errors
/// If an end is none of this scenario's.
pub(super) fn file(run: &Run, ends: &[String], keys: bool) -> Result<CaptureFile, String> {
    let taps = taps(run, ends)?;
    let comment = format!(
        "Scenario {}, seed {}, trace {:016x}. Virtual time: 0 s is 1 March 2002, 00:00 UTC.",
        run.scenario.id,
        run.seed,
        run.world.trace_hash()
    );
    let program = concat!("vipsec ", env!("CARGO_PKG_VERSION"));
    let mut file = File::new(program, &comment);
    for tap in &taps {
        describe(run, tap, &mut file);
    }
    let packets = write_packets(run, &taps, &mut file);
    Ok(CaptureFile {
        name: format!("{}-seed-{}.pcapng", run.scenario.id, run.seed),
        interfaces: taps.len() as u32,
        packets,
        bytes: file.into_bytes(),
        keys: if keys {
            keys::files(&run.world)
        } else {
            Vec::new()
        },
    })
}

/// A link end that is listened at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Tap {
    link: LinkId,
    side: usize,
    end: End,
}

/// The ends named, in the order named; all of them by device and interface if none is.
fn taps(run: &Run, ends: &[String]) -> Result<Vec<Tap>, String> {
    let mut taps = Vec::new();
    for text in ends {
        let tap = find(run, text)?;
        if !taps.contains(&tap) {
            taps.push(tap);
        }
    }
    if ends.is_empty() {
        taps = all(run);
    }
    Ok(taps)
}

fn all(run: &Run) -> Vec<Tap> {
    let mut taps = Vec::new();
    for (node, device) in run.scenario.devices.iter().enumerate() {
        for port in 0..device.ports.len() {
            let end = End {
                node: NodeId(node as u16),
                port: IfIndex(port as u16),
            };
            taps.extend(tap(&run.world, end));
        }
    }
    taps
}

fn tap(world: &World, end: End) -> Option<Tap> {
    let link = world.link_at(end.node, end.port)?;
    let ends = world.links().get(usize::from(link.0))?.ends;
    let side = ends.iter().position(|other| *other == end)?;
    Some(Tap { link, side, end })
}

/// Reads `R6:FastEthernet0/0`, and any shortening of it that IOS would take.
fn find(run: &Run, text: &str) -> Result<Tap, String> {
    let (device, port) = text
        .split_once([':', ' '])
        .ok_or_else(|| format!("'{text}' is not a link end such as R6:FastEthernet0/0"))?;
    let Some(node) = run.places.node(device) else {
        return Err(format!("'{text}': there is no device {device}"));
    };
    let named = port.parse().ok().and_then(|port| {
        run.places.end(&LinkEnd {
            device: device.to_owned(),
            port,
        })
    });
    if let Some(tap) = named.and_then(|end| tap(&run.world, end)) {
        return Ok(tap);
    }
    let mut names = Vec::new();
    for tap in all(run) {
        if tap.end.node == node {
            names.push(name(run, tap.end));
        }
    }
    Err(format!(
        "'{text}': no cable ends there; {device} has {}",
        if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(", ")
        }
    ))
}

fn device_name(run: &Run, node: NodeId) -> &str {
    run.scenario
        .devices
        .get(usize::from(node.0))
        .map_or("", |device| &device.name)
}

/// `R6:FastEthernet0/0`.
fn name(run: &Run, end: End) -> String {
    let device = device_name(run, end.node);
    match run.places.port_name(end) {
        Some(port) => format!("{device}:{port}"),
        None => device.to_owned(),
    }
}

fn describe(run: &Run, tap: &Tap, file: &mut File) {
    let link = &run.world.links()[usize::from(tap.link.0)];
    let is_ethernet = run
        .places
        .port_name(tap.end)
        .is_some_and(|port| port.kind.is_ethernet());
    file.interface(&Interface {
        // A serial line with HDLC has nothing to carry here: all its frames are Frame Relay's.
        link_type: match is_ethernet {
            true => LinkType::Ethernet,
            false => LinkType::FrameRelay,
        },
        name: &name(run, tap.end),
        description: &format!("cable to {}", name(run, link.ends[1 - tap.side])),
        bits_per_second: link.profile.bits_per_second,
    });
}

/// Writes what crossed the taps, in the order of time, and tells how many packets that is.
fn write_packets(run: &Run, taps: &[Tap], file: &mut File) -> u32 {
    let world = &run.world;
    let listener = |link: LinkId, side: usize| {
        let is_it = |tap: &Tap| tap.link == link && tap.side == side;
        taps.iter().position(is_it)
    };
    let ends = Ends::of(world);
    // When, which frame, and whether it went out of (0) or into (1) an interface.
    let mut crossings: Vec<(u64, u64)> = Vec::new();
    for (index, captured) in world.capture().frames().iter().enumerate() {
        let from = captured.direction.index();
        let crossing = captured.crossing;
        if crossing.sent_at <= world.now() && listener(captured.link, from).is_some() {
            crossings.push((crossing.sent_at.as_nanos(), (index as u64) << 1));
        }
        let has_arrived = crossing.arrives_at <= world.now()
            && ends.of_frame(index).all(|dropped| dropped.node.is_some());
        if has_arrived && listener(captured.link, 1 - from).is_some() {
            crossings.push((crossing.arrives_at.as_nanos(), (index as u64) << 1 | 1));
        }
    }
    crossings.sort_unstable();
    let mut comments = Vec::new();
    for (at, which) in &crossings {
        let (index, is_inbound) = ((which >> 1) as usize, which & 1 == 1);
        let captured = &world.capture().frames()[index];
        let from = captured.direction.index();
        let (here, there) = if is_inbound {
            (1 - from, from)
        } else {
            (from, 1 - from)
        };
        let Some(interface) = listener(captured.link, here) else {
            continue;
        };
        // What became of it is told where it happened, or where it was sent if nobody listens there.
        let is_alone = listener(captured.link, there).is_none();
        comments.clear();
        for dropped in ends.of_frame(index) {
            let is_here = dropped.node.is_some() == is_inbound;
            if (is_here || is_alone) && is_remarkable(dropped.reason) {
                comments.push(end_in_words(run, dropped));
            }
        }
        file.packet(&Packet {
            interface: interface as u32,
            at_ns: BEGINNING_MS * 1_000_000 + at,
            way: if is_inbound {
                Way::Inbound
            } else {
                Way::Outbound
            },
            bytes: &captured.frame.wire_bytes(),
            comments: &comments,
        });
    }
    crossings.len() as u32
}

fn end_in_words(run: &Run, dropped: &Dropped) -> String {
    let reason = dropped.reason;
    match dropped.node {
        Some(node) => format!("dropped by {}: {reason}", device_name(run, node)),
        None => format!("dropped on the cable: {reason}"),
    }
}

/// The ends that frames came to, by frame.
struct Ends<'a> {
    drops: &'a [Dropped],
    /// Frame and number of the end, in this order.
    by_frame: Vec<(u64, u64)>,
}

impl<'a> Ends<'a> {
    fn of(world: &'a World) -> Self {
        let drops = world.capture().drops();
        let mut by_frame = Vec::with_capacity(drops.len());
        for (number, dropped) in drops.iter().enumerate() {
            by_frame.push((u64::from(dropped.frame.0), number as u64));
        }
        by_frame.sort_unstable();
        Self { drops, by_frame }
    }

    fn of_frame(&self, index: usize) -> impl Iterator<Item = &'a Dropped> {
        let frame = index as u64;
        let first = self.by_frame.partition_point(|(other, _)| *other < frame);
        let drops = self.drops;
        self.by_frame[first..]
            .iter()
            .take_while(move |(other, _)| *other == frame)
            .map(move |(_, number)| &drops[*number as usize])
    }
}
