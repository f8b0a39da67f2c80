//! Configurations that arrive as text: the article's blocks, and whole running configurations.

mod blocks;
mod replace;
mod running;
mod tracking;

use vipsec_core::lab::Lab;
use vipsec_core::lab::view::{
    Command, DeviceView, FlowView, PastedLine, Protocol, TunnelState, Update,
};
use vipsec_core::scenario::Scenario;
use vipsec_core::types::NodeId;

/// A lab, what it said last, and what it said of things that have not changed since.
struct Bench {
    lab: Lab,
    scenario: Scenario,
    seed: u64,
    now_ns: u64,
    trace_hash: String,
    devices: Vec<DeviceView>,
    flows: Vec<FlowView>,
    tunnels: Vec<vipsec_core::lab::view::TunnelView>,
    esp: usize,
}

impl Bench {
    fn open(scenario: Scenario, seed: u64, timed_faults: bool) -> Self {
        let mut bench = Self {
            lab: Lab::new(),
            seed,
            now_ns: 0,
            trace_hash: String::new(),
            devices: Vec::new(),
            flows: Vec::new(),
            tunnels: Vec::new(),
            esp: 0,
            scenario,
        };
        let text = bench.scenario.to_json();
        bench.ask(Command::Open {
            scenario: text,
            seed: Some(seed),
            timed_faults,
            start_at_ns: 0,
        });
        bench
    }

    fn case(&self) -> String {
        format!(
            "scenario {}, seed {}, trace {}",
            self.scenario.id, self.seed, self.trace_hash
        )
    }

    fn ask(&mut self, command: Command) -> Update {
        let mut update = self.lab.handle(command.clone());
        self.now_ns = update.now_ns;
        self.trace_hash.clone_from(&update.trace_hash);
        assert_eq!(update.error, None, "{}: {command:?}", self.case());
        if let Some(devices) = update.devices.take() {
            self.devices = devices;
        }
        if let Some(flows) = update.flows.take() {
            self.flows = flows;
        }
        if let Some(tunnels) = update.tunnels.take() {
            self.tunnels = tunnels;
        }
        self.esp += update
            .frames
            .iter()
            .filter(|frame| frame.protocol == Protocol::Esp)
            .count();
        update
    }

    fn id(&self, device: &str) -> NodeId {
        NodeId(
            self.scenario
                .device_index(device)
                .expect("the lab has this device") as u16,
        )
    }

    /// Runs to a time in small steps, so that no frame is missed.
    fn run_to(&mut self, secs: u64) {
        let end = secs * 1_000_000_000;
        while self.now_ns < end {
            let to_ns = (self.now_ns + 100_000_000).min(end);
            self.ask(Command::Advance {
                to_ns,
                max_events: u32::MAX,
            });
        }
    }

    fn type_line(&mut self, device: &str, line: &str) -> String {
        let device = self.id(device);
        let update = self.ask(Command::Type {
            device,
            line: line.to_owned(),
        });
        let texts = update
            .consoles
            .into_iter()
            .filter(|console| console.device == device);
        texts.map(|console| console.text).collect()
    }

    /// Pastes a text; no line of it may be refused, but that a crypto map cannot be applied before it exists.
    fn paste(&mut self, device: &str, text: &str) {
        let id = self.id(device);
        let update = self.ask(Command::Paste {
            device: id,
            text: text.to_owned(),
        });
        let paste = update
            .paste
            .unwrap_or_else(|| panic!("{}: no answer", self.case()));
        let is_early = |line: &PastedLine| {
            let message = line.message.as_deref().unwrap_or_default();
            message == "ERROR: Crypto Map with tag \"VPN\" does not exist."
        };
        let is_bad = |line: &&PastedLine| match line.verdict.as_str() {
            "error" => !is_early(line),
            "ignored" => true,
            _ => false,
        };
        let bad: Vec<_> = paste.lines.iter().filter(is_bad).collect();
        assert!(bad.is_empty(), "{}: {device}: {bad:#?}", self.case());
        assert_eq!(
            paste.lines.len(),
            text.lines().count(),
            "{}: {device}",
            self.case()
        );
    }

    /// The state of a device's only HSRP group.
    fn hsrp(&self, device: &str) -> &str {
        let view = &self.devices[usize::from(self.id(device).0)];
        view.hsrp.first().map_or("none", |group| &group.state)
    }

    /// The tunnel works: HSRP is settled, pings come back, and what crosses VLAN146 is ESP.
    fn assert_works(&mut self, active: &str, standby: &str) {
        assert_eq!(
            (self.hsrp(active), self.hsrp(standby)),
            ("Active", "Standby"),
            "{}",
            self.case()
        );
        let esp = self.esp;
        self.type_line("SW1", "ping 155.1.58.5 repeat 20");
        self.run_to(self.now_ns / 1_000_000_000 + 10);
        let flow = self
            .flows
            .last()
            .unwrap_or_else(|| panic!("{}: nothing pings", self.case()));
        // The first echo may ask for the tunnel.
        assert!(
            flow.sent == 20 && flow.received >= 18,
            "{}: {flow:#?}",
            self.case()
        );
        let crossed = self.esp - esp;
        // Each echo and each answer is on two wires as ESP.
        assert!(crossed >= 4 * 18, "{}: {crossed} ESP frames", self.case());
        let is_up = self
            .tunnels
            .iter()
            .any(|tunnel| tunnel.peer == "155.1.146.254" && tunnel.state == TunnelState::Up);
        assert!(is_up, "{}: {:#?}", self.case(), self.tunnels);
    }
}
