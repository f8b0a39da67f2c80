//! Losing power and booting: what a device forgets, and what it finds in its NVRAM.

use std::rc::Rc;

use super::config::DeviceConfig;
use super::device::Device;
use super::effect::{Effect, Effects};
use super::fact::FactKind;
use super::lifecycle::{Delayed, PORT_OFF_DELAY};
use crate::time::Instant;
use crate::types::IfIndex;

/// Why a device was off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PowerLoss {
    /// `reload`: there is time for an HSRP Resign (RFC 2281 §5.1).
    Reload,
    /// The plug was pulled.
    Failure,
}

impl Device {
    /// Switches the device off and on again: everything but NVRAM is forgotten, and after the boot time it runs the startup
    /// configuration, or `blank` if there is none. Nothing happens to a device that is off.
    pub fn power_cycle(
        &mut self,
        now: Instant,
        how: PowerLoss,
        blank: DeviceConfig,
        fx: &mut Effects,
    ) {
        if !self.is_running {
            return;
        }
        fx.fact(FactKind::Power { on: false, how });
        let is_orderly = how == PowerLoss::Reload;
        for ifx in self.indices() {
            if self.interface(ifx).line_protocol {
                self.standby_interface_changed(now, ifx, false, is_orderly, fx);
            }
        }
        self.tell_what_is_lost(now, fx);
        let spread = self.rng.duration_below(self.profile.boot_spread);
        let is_lit = |ifx: &IfIndex| {
            let interface = self.interface(*ifx);
            interface.is_physical() && interface.admin_up
        };
        let lit: Vec<IfIndex> = self.indices().filter(is_lit).collect();
        let startup = self.startup.clone();
        let config = startup.as_deref().cloned().unwrap_or(blank);
        let mut fresh = Self::new(
            self.id,
            &self.name,
            self.kind,
            self.ports.clone(),
            config,
            self.settings,
            &self.rng,
        );
        fresh.profile = self.profile.clone();
        fresh.next_serial = self.next_serial;
        fresh.startup = startup;
        fresh.power_loss = Some(how);
        *self = fresh;
        for port in lit {
            match how {
                PowerLoss::Reload => self.delay(now + PORT_OFF_DELAY, Delayed::PortOff(port)),
                PowerLoss::Failure => fx.push(Effect::Enable { port, on: false }),
            }
        }
        let ready_at = now + self.profile.boot_time + spread;
        self.delay(ready_at, Delayed::Ready);
    }

    /// Tells the facts of everything that ends with the power; nothing is sent any more.
    fn tell_what_is_lost(&mut self, now: Instant, fx: &mut Effects) {
        let mut last = Effects::default();
        let pings: Vec<u32> = self.pings.iter().map(|ping| ping.id).collect();
        for id in pings {
            self.stop_ping(now, id, &mut last);
        }
        for id in self.trace_ids() {
            self.stop_trace(now, id, &mut last);
        }
        for ifx in self.indices() {
            if self.interface(ifx).line_protocol {
                self.set_line_protocol(now, ifx, false, false, &mut last);
            }
        }
        for effect in last.drain() {
            if let Effect::Fact(fact) = effect {
                fx.fact(fact);
            }
        }
    }

    /// Whether it runs; a device that boots does not.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        self.is_running
    }

    /// Why it was last off; `None` if it has been on since the beginning.
    #[must_use]
    pub const fn power_loss(&self) -> Option<PowerLoss> {
        self.power_loss
    }

    /// The startup configuration in its NVRAM.
    #[must_use]
    pub fn startup_config(&self) -> Option<&DeviceConfig> {
        self.startup.as_deref()
    }

    /// Whether the running configuration differs from the startup configuration.
    #[must_use]
    pub fn is_modified(&self) -> bool {
        self.startup_config() != Some(&*self.config)
    }

    /// `copy running-config startup-config`.
    pub fn save_config(&mut self) {
        self.startup = Some(Rc::clone(&self.config));
    }

    /// `erase startup-config`.
    pub fn erase_startup(&mut self) {
        self.startup = None;
    }
}
