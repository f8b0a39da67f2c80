//! NVRAM and power: what is saved, erased and copied, and a reload with everything it forgets.

use super::asking::{Confirm, Question};
use super::clear::Clear;
use super::history::History;
use super::{Action, Console, State, context};
use crate::ios::{self, ClearCommand, Session};
use crate::node::DeviceKind;
use crate::node::config::DeviceConfig;
use crate::node::device::Device;
use crate::node::effect::Effects;
use crate::node::power::PowerLoss;
use crate::time::Instant;
use crate::types::InterfaceName;

/// Octets of NVRAM for configurations, as `show startup-config` has it on a router of the 2600 class.
const ROUTER_NVRAM: usize = 196_600;
/// And on a Catalyst of the 3560 class.
const SWITCH_NVRAM: usize = 524_288;
/// Octets in a millisecond that reading a configuration from NVRAM is counted with.
const NVRAM_OCTETS_PER_MS: usize = 2;

/// Which configuration goes where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Copy {
    /// `copy running-config startup-config`.
    RunningToStartup,
    /// `copy startup-config running-config`.
    StartupToRunning,
}

impl Copy {
    pub(super) const fn destination(self) -> &'static str {
        match self {
            Self::RunningToStartup => "startup-config",
            Self::StartupToRunning => "running-config",
        }
    }
}

/// Something done to a device that is no configuration.
#[derive(Clone, Debug)]
pub(in crate::lab) enum Deed {
    /// The running configuration goes to NVRAM.
    Save,
    /// NVRAM is erased.
    Erase,
    /// It loses its power and boots; without a startup configuration, with this one.
    PowerCycle(PowerLoss, Box<DeviceConfig>),
    /// Its clock is set, in milliseconds since 1970.
    SetClock(u64),
}

impl Deed {
    /// A reload, or the plug pulled and put back.
    pub(in crate::lab) fn power_cycle(device: &Device, how: PowerLoss) -> Self {
        let name = match device.kind {
            DeviceKind::Router => "Router",
            DeviceKind::Switch => "Switch",
        };
        let blank = ios::blank(name, device.ports(), device.kind);
        Self::PowerCycle(how, Box::new(blank))
    }

    /// Does it.
    pub(in crate::lab) fn apply(self, device: &mut Device, now: Instant, fx: &mut Effects) {
        match self {
            Self::Save => device.save_config(),
            Self::Erase => device.erase_startup(),
            Self::PowerCycle(how, blank) => device.power_cycle(now, how, *blank, fx),
            Self::SetClock(date_ms) => device.set_clock(now, date_ms),
        }
    }
}

/// `show startup-config`.
pub(super) fn show_startup(device: &Device) -> String {
    let Some(startup) = device.startup_config() else {
        return "startup-config is not present\n".to_owned();
    };
    let text = ios::render(startup, device.kind);
    let size = match device.kind {
        DeviceKind::Router => ROUTER_NVRAM,
        DeviceKind::Switch => SWITCH_NVRAM,
    };
    format!("Using {} out of {size} bytes\n{text}\n", text.len())
}

impl Console {
    /// `write memory`, or what a copy or a reload saves.
    pub(super) fn save(&mut self) -> Action {
        self.text.push_str("Building configuration...\n[OK]\n");
        Action::Deed(Deed::Save)
    }

    /// The file name behind `copy`.
    pub(super) fn copy_to(&mut self, device: &Device, copy: Copy, name: &str) -> Action {
        let name = name.trim();
        if !name.is_empty() && name != copy.destination() {
            let text = format!("{} copying to other files", ios::NOT_SIMULATED);
            return self.refuse(&text);
        }
        match (copy, device.startup_config()) {
            (Copy::RunningToStartup, _) => self.save(),
            (Copy::StartupToRunning, None) => {
                self.refuse("%Error opening nvram:/startup-config (No such file or directory)")
            }
            (Copy::StartupToRunning, Some(startup)) => {
                let text = ios::render(startup, device.kind);
                let octets = text.len();
                let millis = (octets / NVRAM_OCTETS_PER_MS).max(1);
                let config = ios::apply_text(&context(device), &text).config;
                self.text.push_str(&format!(
                    "{octets} bytes copied in {}.{:03} secs ({} bytes/sec)\n",
                    millis / 1000,
                    millis % 1000,
                    octets * 1000 / millis
                ));
                self.announce_later("%SYS-5-CONFIG_I: Configured from memory by console");
                Action::Reconfigure(Box::new(config))
            }
        }
    }

    pub(super) fn erase_startup(&mut self) -> Action {
        self.text.push_str("[OK]\nErase of nvram: complete\n");
        self.announce_later("%SYS-7-NV_BLOCK_INIT: Initialized the geometry of nvram");
        Action::Deed(Deed::Erase)
    }

    /// `clear counters`, confirmed.
    pub(super) fn clear_counters(&mut self, interface: Option<InterfaceName>) -> Action {
        let of = interface.map_or_else(
            || "all interfaces".to_owned(),
            |name| format!("interface {name}"),
        );
        self.announce_later(&format!(
            "%CLEAR-5-COUNTERS: Clear counter on {of} by console"
        ));
        Action::Clear(Clear(ClearCommand::Counters(interface)))
    }

    /// `reload`: what is not saved is asked for first.
    pub(super) fn ask_to_reload(&mut self, device: &Device) -> Action {
        if device.is_modified() {
            self.text.push('\n');
            return self.ask(Question::Save);
        }
        self.confirm(Confirm::Reload)
    }

    pub(super) fn save_and_reload(&mut self, is_wanted: bool) -> Action {
        let action = match is_wanted {
            true => self.save(),
            false => Action::None,
        };
        self.confirm(Confirm::Reload);
        action
    }

    /// `reload`, confirmed.
    pub(super) fn reload(&mut self, device: &Device, now: Instant) -> Action {
        self.is_prompted = false;
        self.text.push('\n');
        let text = "%SYS-5-RELOAD: Reload requested by console. Reload Reason: Reload Command.";
        self.announce(device, now, text);
        Action::Deed(Deed::power_cycle(device, PowerLoss::Reload))
    }

    /// The device lost its power, or has booted.
    pub(super) fn note_power(&mut self, device: &Device, on: bool) {
        self.is_prompted = false;
        if !on {
            if !self.text.is_empty() && !self.text.ends_with('\n') {
                self.text.push('\n');
            }
            self.session = Session::new();
            self.history = History::default();
            self.length = None;
            self.log = super::exec::Log::default();
            self.line = None;
            self.has_configured = false;
            self.announcements.clear();
            self.state = State::Off;
            return;
        }
        if device.startup_config().is_some() {
            self.get_started();
        } else {
            self.text
                .push_str("\n\n         --- System Configuration Dialog ---\n\n");
            self.ask(Question::FirstConfiguration);
        }
    }

    /// Nobody is logged in.
    fn get_started(&mut self) {
        self.text.push_str("\n\nPress RETURN to get started!\n\n\n");
        self.state = State::Closed;
        self.is_prompted = false;
    }

    /// The answer to the first question of a device without a configuration.
    pub(super) fn first_configuration(&mut self, is_wanted: bool) -> Action {
        if is_wanted {
            let text = format!("{} the initial configuration dialog\n", ios::NOT_SIMULATED);
            self.text.push_str(&text);
        }
        self.get_started();
        Action::None
    }
}
