//! The article's lab for tests: a world, and a console log of every device with everything it said.

use std::collections::BTreeMap;

use super::log::{self, DebugFlags, LogState};
use crate::lab::build::{Places, build};
use crate::node::{Device, PingRequest};
use crate::scenario::built_in;
use crate::sim::{Cause, World};
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
pub(super) struct TestLab {
    pub(super) world: World,
    places: Places,
    consoles: BTreeMap<NodeId, Console>,
    facts_read: usize,
}

impl TestLab {
    /// The lab, switched on.
    pub(super) fn new(seed: u64) -> Self {
        let scenario = built_in("ipsec-ha-hsrp").unwrap();
        let (mut world, places) = build(&scenario, seed);
        world.boot();
        Self {
            world,
            places,
            consoles: BTreeMap::new(),
            facts_read: 0,
        }
    }

    pub(super) fn id(&self, name: &str) -> NodeId {
        self.places.node(name).unwrap()
    }

    pub(super) fn device(&self, name: &str) -> &Device {
        self.world.node(self.id(name)).unwrap().device().unwrap()
    }

    pub(super) fn now(&self) -> Instant {
        self.world.now()
    }

    /// Switches debugging on.
    pub(super) fn debug(&mut self, name: &str, debug: DebugFlags) {
        let id = self.id(name);
        self.consoles.entry(id).or_default().debug = debug;
    }

    /// Runs to an instant, in milliseconds, letting consoles speak as things happen.
    pub(super) fn run_to(&mut self, millis: u64) {
        let deadline = Instant::from_millis(millis);
        while self.world.step_until(deadline) {
            self.listen();
        }
        self.world.run_until(deadline, u64::MAX);
    }

    fn listen(&mut self) {
        for fact in &self.world.facts()[self.facts_read..] {
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
        self.facts_read = self.world.facts().len();
    }

    /// What a device's console said.
    pub(super) fn said(&self, name: &str) -> &[String] {
        self.consoles
            .get(&self.id(name))
            .map_or(&[], |console| &console.lines)
    }

    /// Starts a ping, with 2 s for each answer.
    pub(super) fn ping(&mut self, name: &str, target: &str, source: Option<&str>, repeat: u32) {
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
    pub(super) fn set_shutdown(&mut self, name: &str, interface: &str, shutdown: bool) {
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
    pub(super) fn with_traffic(seed: u64) -> Self {
        let mut lab = Self::new(seed);
        lab.run_to(30_000);
        lab.ping("SW1", "155.1.58.5", None, 3);
        lab.run_to(40_000);
        lab.ping("SW1", "155.1.58.5", None, 1_000_000);
        lab.run_to(60_000);
        lab
    }
}

/// A line with everything that depends on time and chance replaced: `#` for digits of stamps and numbers.
pub(super) fn shape(text: &str) -> String {
    let mut out = String::new();
    let mut was_digit = false;
    for c in text.chars() {
        if c.is_ascii_digit() {
            if !was_digit {
                out.push('#');
            }
            was_digit = true;
        } else {
            was_digit = false;
            out.push(c);
        }
    }
    out
}
