//! Taking over a configuration: compare, and tell only what changed to those concerned.

use std::rc::Rc;

use super::config::{DeviceConfig, InterfaceConfig};
use super::device::{Device, DeviceKind};
use super::effect::Effects;
use super::interface::DEFAULT_MTU;
use crate::time::Instant;
use crate::types::{IfIndex, InterfaceKind};

impl Device {
    /// Takes over a changed running configuration.
    pub fn reconfigure(&mut self, now: Instant, config: DeviceConfig, fx: &mut Effects) {
        let config = Rc::new(config);
        let old = core::mem::replace(&mut self.config, Rc::clone(&config));
        if self.is_running && *old != *config {
            self.apply_config(now, &config, fx);
        }
    }

    pub(super) fn apply_config(
        &mut self,
        now: Instant,
        config: &Rc<DeviceConfig>,
        fx: &mut Effects,
    ) {
        for name in config.interfaces.keys() {
            self.ensure_interface(*name);
        }
        self.reconfigure_bridge(config);
        // What goes down goes first, so that what must be said is said with the old settings.
        for ifx in self.indices() {
            let shut = config
                .interface(self.name_of(ifx))
                .is_none_or(|settings| settings.shutdown);
            if shut {
                self.set_admin(now, ifx, false, fx);
            }
        }
        for ifx in self.indices() {
            self.apply_interface(now, ifx, config, fx);
        }
        self.reconfigure_serial(now, config, fx);
        for ifx in self.indices() {
            let open = config
                .interface(self.name_of(ifx))
                .is_some_and(|settings| !settings.shutdown);
            if open {
                self.set_admin(now, ifx, true, fx);
            }
        }
        self.update_line_protocols(now, false, fx);
        self.reconfigure_standby(now, config, fx);
        self.reconfigure_routing(now, config, fx);
        self.reconfigure_tracking(now, fx);
        self.tunnel_ends_changed(now, fx);
        self.reconfigure_ike();
    }

    fn apply_interface(
        &mut self,
        now: Instant,
        ifx: IfIndex,
        config: &DeviceConfig,
        fx: &mut Effects,
    ) {
        let name = self.name_of(ifx);
        let default = InterfaceConfig::default();
        let settings = config.interface(name).unwrap_or(&default);
        let is_l2 = settings.switchport.is_some()
            && self.kind == DeviceKind::Switch
            && name.kind != InterfaceKind::Vlan;
        let address = settings.address.filter(|_| !is_l2);
        let mtu = settings.ip_mtu.unwrap_or(DEFAULT_MTU);
        let interface = self.interface_mut(ifx);
        let changed = interface.address != address
            || interface.mtu != mtu
            || interface.encapsulation != settings.encapsulation;
        interface.mtu = mtu;
        interface.encapsulation = settings.encapsulation;
        let had = core::mem::replace(&mut interface.address, address);
        if had != address && interface.line_protocol {
            self.connected_changed(now, ifx, had, fx);
        } else if changed {
            self.routing_interface_changed(now, ifx, fx);
        }
    }
}
