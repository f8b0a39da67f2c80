//! From a document to a world that is switched off.

use crate::types::SortedMap;

use crate::ios;
use crate::node::config::DeviceConfig;
use crate::node::device::{Device, DeviceKind, Settings};
use crate::node::{Cloud, Node};
use crate::proto::frame_relay::{PvcConfig, PvcEnd};
use crate::rng::Rng;
use crate::scenario::{self, LinkEnd, Scenario};
use crate::sim::World;
use crate::sim::link::{End, Link, LinkProfile};
use crate::time::Duration;
use crate::types::{IfIndex, InterfaceName, LinkId, NodeId};

/// Where the parts of a document are in its world.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    nodes: SortedMap<String, NodeId>,
    ports: Vec<Vec<InterfaceName>>,
    links: SortedMap<LinkEnd, LinkId>,
}

impl Places {
    pub(crate) fn node(&self, name: &str) -> Option<NodeId> {
        self.nodes.get(name).copied()
    }

    pub(super) fn end(&self, end: &LinkEnd) -> Option<End> {
        let node = self.node(&end.device)?;
        let port = self.ports[usize::from(node.0)]
            .iter()
            .position(|port| *port == end.port)?;
        Some(End {
            node,
            port: IfIndex(port as u16),
        })
    }

    pub(super) fn link(&self, end: &LinkEnd) -> Option<LinkId> {
        self.links.get(end).copied()
    }

    /// The name of a physical interface.
    pub(super) fn port_name(&self, end: End) -> Option<InterfaceName> {
        self.ports
            .get(usize::from(end.node.0))?
            .get(usize::from(end.port.0))
            .copied()
    }
}

/// Builds the world of a document, and says what became of each device's startup configuration.
pub(crate) fn build(scenario: &Scenario, seed: u64) -> (World, Places) {
    let rng = Rng::from_seed(seed);
    let mut places = Places {
        nodes: SortedMap::new(),
        ports: Vec::new(),
        links: SortedMap::new(),
    };
    for (index, device) in scenario.devices.iter().enumerate() {
        places
            .nodes
            .insert(device.name.clone(), NodeId(index as u16));
        places.ports.push(device.ports.clone());
    }
    let nodes = scenario.devices.iter().enumerate().map(|(index, device)| {
        let id = NodeId(index as u16);
        let ports = device.ports.clone();
        let kind = match device.kind {
            scenario::DeviceKind::Router => DeviceKind::Router,
            scenario::DeviceKind::Switch => DeviceKind::Switch,
            scenario::DeviceKind::FrameRelay => {
                let cloud = Cloud::new(id, &device.name, ports, circuits(scenario, &places, id));
                return Node::Cloud(Box::new(cloud));
            }
        };
        let config = startup_config(device, kind);
        let device = Device::new(
            id,
            &device.name,
            kind,
            ports,
            config,
            settings(scenario),
            &rng,
        );
        Node::Device(Box::new(device))
    });
    let nodes = nodes.collect();
    let mut links = Vec::new();
    for (index, link) in scenario.links.iter().enumerate() {
        let (Some(a), Some(b)) = (places.end(&link.a), places.end(&link.b)) else {
            continue;
        };
        let id = LinkId(links.len() as u16);
        places.links.insert(link.a.clone(), id);
        places.links.insert(link.b.clone(), id);
        links.push(Link::new(
            profile(link),
            [a, b],
            rng.split(&format!("link {index}")),
        ));
    }
    (World::new(nodes, links), places)
}

/// A device's startup configuration: as on a router, the interfaces it names are up unless it shuts them.
pub(super) fn startup_config(device: &scenario::Device, kind: DeviceKind) -> DeviceConfig {
    ios::boot(&device.name, &device.ports, kind, &device.config.0).config
}

const fn settings(scenario: &Scenario) -> Settings {
    Settings {
        strict_periodic_dpd: scenario.releases.strict_periodic_dpd,
        hsrp_resign_on_shutdown: scenario.releases.hsrp_resign_on_shutdown,
        rri_follows_hsrp: scenario.releases.rri_follows_hsrp,
        eager_encryption: scenario.releases.eager_encryption,
    }
}

fn circuits(scenario: &Scenario, places: &Places, id: NodeId) -> Vec<PvcConfig> {
    let end = |end: &scenario::PvcEnd| {
        let at = places.end(&end.end)?;
        (at.node == id).then_some(PvcEnd {
            port: at.port,
            dlci: end.dlci,
        })
    };
    scenario
        .pvcs
        .iter()
        .filter_map(|pvc| {
            Some(PvcConfig {
                a: end(&pvc.a)?,
                b: end(&pvc.b)?,
            })
        })
        .collect()
}

fn profile(link: &scenario::Link) -> LinkProfile {
    let base = if link.a.port.kind.is_ethernet() {
        LinkProfile::FAST_ETHERNET
    } else {
        LinkProfile::SERIAL_64K
    };
    LinkProfile {
        delay: link.delay_us.map_or(base.delay, Duration::from_micros),
        bits_per_second: link.kbps.map_or(base.bits_per_second, |kbps| kbps * 1000),
        loss_ppm: link.loss_ppm.unwrap_or(base.loss_ppm),
        ..base
    }
}
