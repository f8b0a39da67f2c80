//! A device out of the box.

use crate::node::config::DeviceConfig;
use crate::types::{InterfaceKind, InterfaceName};

use super::change::interface::fresh;
use super::mode::DeviceKind;

/// A new device: a router's interfaces are shut down; a switch's ports are up in VLAN 1, its Vlan1 is shut down.
#[must_use]
pub fn blank(hostname: &str, ports: &[InterfaceName], kind: DeviceKind) -> DeviceConfig {
    let management = InterfaceName::numbered(InterfaceKind::Vlan, 1);
    let management = Some(management).filter(|_| kind == DeviceKind::Switch);
    let names = ports.iter().copied().chain(management);
    let interfaces = names.map(|name| {
        let mut settings = fresh(name, kind);
        settings.shutdown = settings.switchport.is_none();
        (name, settings)
    });
    DeviceConfig {
        hostname: hostname.to_owned(),
        interfaces: interfaces.collect(),
        ..DeviceConfig::default()
    }
}
