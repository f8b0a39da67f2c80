//! The article's lab for tests: a world, and a console log of every device with everything it said.

use crate::types::SortedMap;

use crate::ios::log::{self, DebugFlags, LogState};
use crate::lab::build::{Places, build};
use crate::node::{Device, PingRequest};
use crate::scenario::built_in;
use crate::sim::{Cause, Seen, World};
use crate::time::Instant;
use crate::types::{Ipv4Addr, NodeId};

/// The console of a device: what is debugged, and all lines so far.
#[derive(Default)]
struct Console {
    debug: DebugFlags,
    state: LogState,
    lines: Vec<String>,
}

/// The article's lab.
pub(in crate::lab) struct TestLab {
    pub(in crate::lab) world: World,
    places: Places,
    consoles: SortedMap<NodeId, Console>,
    facts_read: usize,
}

impl TestLab {
    /// The lab, switched on.
    pub(in crate::lab) fn new(seed: u64) -> Self {
        let scenario = built_in("ipsec-ha-hsrp").unwrap();
        let (mut world, places) = build(&scenario, seed);
        world.boot();
        Self {
            world,
            places,
            consoles: SortedMap::new(),
            facts_read: 0,
        }
    }

    pub(in crate::lab) fn id(&self, name: &str) -> NodeId {
        self.places.node(name).unwrap()
    }

    pub(in crate::lab) fn device(&self, name: &str) -> &Device {
        self.world.node(self.id(name)).unwrap().device().unwrap()
    }

    pub(in crate::lab) fn now(&self) -> Instant {
        self.world.now()
    }

    /// Switches debugging on.
    pub(in crate::lab) fn debug(&mut self, name: &str, debug: DebugFlags) {
        let id = self.id(name);
        self.consoles.entry(id).or_default().debug = debug;
        self.world.with_node(id, Cause::Boot, |node, _, _| {
            node.device_mut().unwrap().set_watch(debug.watch());
        });
    }

    /// Runs to an instant, in milliseconds, letting consoles speak as things happen.
    pub(in crate::lab) fn run_to(&mut self, millis: u64) {
        let deadline = Instant::from_millis(millis);
        while self.world.step_until(deadline) {
            self.listen();
        }
        self.world.run_until(deadline, u64::MAX);
    }

    fn listen(&mut self) {
        let mut sights = self.world.take_sights().into_iter().peekable();
        for fact in &self.world.facts()[self.facts_read..] {
            while let Some(seen) = sights.next_if(|seen| seen.before_fact <= fact.id) {
                note_sight(&self.world, &mut self.consoles, &seen);
            }
            let Some(id) = fact.node else { continue };
            let Some(device) = self.world.node(id).unwrap().device() else {
                continue;
            };
            let console = self.consoles.entry(id).or_default();
            let lines = log::lines(
                device,
                fact.at,
                &fact.kind,
                &console.debug,
                &mut console.state,
            );
            console.lines.extend(lines);
        }
        for seen in sights {
            note_sight(&self.world, &mut self.consoles, &seen);
        }
        self.facts_read = self.world.facts().len();
    }

    /// What a device's console said.
    pub(in crate::lab) fn said(&self, name: &str) -> &[String] {
        self.consoles
            .get(&self.id(name))
            .map_or(&[], |console| &console.lines)
    }

    /// Starts a ping, with 2 s for each answer.
    pub(in crate::lab) fn ping(
        &mut self,
        name: &str,
        target: &str,
        source: Option<&str>,
        repeat: u32,
    ) {
        let id = self.id(name);
        let request = PingRequest {
            repeat,
            source: source.map(|addr| addr.parse().unwrap()),
            ..PingRequest::new(target.parse::<Ipv4Addr>().unwrap())
        };
        self.world.with_node(id, Cause::Boot, |node, now, fx| {
            node.device_mut().unwrap().start_ping(now, request, fx)
        });
        self.listen();
    }

    /// `shutdown` or `no shutdown`.
    pub(in crate::lab) fn set_shutdown(&mut self, name: &str, interface: &str, shutdown: bool) {
        let id = self.id(name);
        let interface = interface.parse().unwrap();
        self.world.with_node(id, Cause::Boot, |node, now, fx| {
            let device = node.device_mut().unwrap();
            let mut config = device.config().clone();
            config.interfaces.get_mut(&interface).unwrap().shutdown = shutdown;
            device.reconfigure(now, config, fx);
        });
        self.listen();
    }

    /// The article's situation: the tunnel is up and SW1 pings.
    pub(in crate::lab) fn with_traffic(seed: u64) -> Self {
        let mut lab = Self::new(seed);
        lab.run_to(30_000);
        lab.ping("SW1", "155.1.58.5", None, 3);
        lab.run_to(40_000);
        lab.ping("SW1", "155.1.58.5", None, 1_000_000);
        lab.run_to(60_000);
        lab
    }
}

fn note_sight(world: &World, consoles: &mut SortedMap<NodeId, Console>, seen: &Seen) {
    let device = world.node(seen.node).unwrap().device().unwrap();
    let console = consoles.entry(seen.node).or_default();
    let messages = log::sight(
        device,
        seen.at,
        &seen.sight,
        &console.debug,
        &mut console.state,
    );
    let lines = messages.into_iter().flat_map(|message| message.lines);
    console.lines.extend(lines);
}

/// Panics unless every line of `actual` is like the line of `expected`: `#` stands for one digit, `@` for a number of
/// any length, hexadecimal or signed.
#[track_caller]
pub(in crate::lab) fn assert_like(actual: &str, expected: &str) {
    let mut lines = actual.lines();
    for (number, pattern) in expected.lines().enumerate() {
        let line = lines.next();
        assert!(
            line.is_some_and(|line| is_like(line.as_bytes(), pattern.as_bytes())),
            "line {}\n  expected {pattern:?}\n  actual   {line:?}\nin\n{actual}",
            number + 1
        );
    }
    let rest: Vec<&str> = lines.collect();
    assert!(rest.is_empty(), "not expected: {rest:#?}");
}

fn is_like(line: &[u8], pattern: &[u8]) -> bool {
    match (line, pattern) {
        ([], []) => true,
        ([digit, line @ ..], [b'#', pattern @ ..]) => {
            // A hash of the line itself, as in `#pkts`, is like one, too.
            (digit.is_ascii_digit() || *digit == b'#') && is_like(line, pattern)
        }
        (line, [b'@', pattern @ ..]) => {
            let is_part = |c: &&u8| c.is_ascii_hexdigit() || **c == b'-';
            let longest = line.iter().take_while(is_part).count();
            (1..=longest).any(|len| is_like(&line[len..], pattern))
        }
        ([c, line @ ..], [p, pattern @ ..]) => c == p && is_like(line, pattern),
        _ => false,
    }
}

#[test]
fn likeness_is_strict_about_everything_but_numbers() {
    assert!(is_like(b"spi 0x1F-2, 00:01", b"spi 0x@, ##:##"));
    assert!(!is_like(b"spi  0x1F", b"spi 0x@"));
    assert!(!is_like(b"0:01", b"##:##"));
    assert!(!is_like(b"x", b"x@"));
}
