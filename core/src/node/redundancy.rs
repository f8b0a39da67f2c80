//! HSRP: feeding the groups of a device and carrying out what they ask for.

use std::net::Ipv4Addr;

use super::config::{DeviceConfig, StandbyConfig, TrackConfig, TrackTarget};
use super::device::Device;
use super::drop_reason::DropReason;
use super::effect::Effects;
use super::fact::FactKind;
use super::frame::Packet;
use crate::proto::hsrp::{self, Group, Output, State};
use crate::time::{Duration, Instant};
use crate::types::{GroupNumber, IfIndex, MacAddr};
use crate::wire::{self, ipv4};

/// An HSRP group and the interface it is on.
#[derive(Clone, Debug)]
pub struct StandbyGroup {
    /// The interface.
    pub interface: IfIndex,
    /// The machine.
    pub machine: Group,
}

/// What a tracked object has been through; it begins down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrackState {
    /// What it is.
    pub config: TrackConfig,
    /// Whether it is up.
    pub up: bool,
    /// How often that changed.
    pub changes: u32,
    /// When it changed last.
    pub changed_at: Instant,
}

impl Device {
    /// The interface and virtual MAC of a virtual address that this device answers for now.
    pub(super) fn owned_virtual(&self, addr: Ipv4Addr) -> Option<(IfIndex, MacAddr)> {
        self.standby
            .iter()
            .filter(|group| group.machine.state() == State::Active)
            .find(|group| group.machine.virtual_ip() == Some(addr))
            .map(|group| (group.interface, group.machine.virtual_mac()))
    }

    /// Whether frames to `mac` on this interface are for an active group here.
    pub(super) fn owns_virtual_mac(&self, ifx: IfIndex, mac: MacAddr) -> bool {
        self.standby.iter().any(|group| {
            group.interface == ifx
                && group.machine.state() == State::Active
                && group.machine.virtual_mac() == mac
        })
    }

    /// The group with this name: its virtual address, and whether it is active here.
    pub(super) fn redundancy_group(&self, ifx: IfIndex, name: &str) -> Option<(Ipv4Addr, bool)> {
        let is_named = |group: &&StandbyGroup| {
            group.interface == ifx && self.group_name(group).as_deref() == Some(name)
        };
        let group = self.standby.iter().find(is_named)?;
        Some((
            group.machine.virtual_ip()?,
            group.machine.state() == State::Active,
        ))
    }

    /// A group's name: the one configured, or `hsrp-Fa0/0-1` (reference 1.2).
    #[must_use]
    pub fn group_name(&self, group: &StandbyGroup) -> Option<String> {
        let default = || {
            format!(
                "hsrp-{}-{}",
                self.name_of(group.interface).short(),
                group.machine.number()
            )
        };
        Some(group.machine.config().name.clone().unwrap_or_else(default))
    }

    /// Makes, changes and removes groups so that they are what `config` says.
    pub(super) fn reconfigure_standby(
        &mut self,
        now: Instant,
        config: &DeviceConfig,
        fx: &mut Effects,
    ) {
        let mut index = 0;
        while index < self.standby.len() {
            let group = &self.standby[index];
            let name = self.name_of(group.interface);
            let wanted = config
                .interface(name)
                .filter(|interface| interface.address.is_some())
                .and_then(|interface| interface.standby.get(&group.machine.number().0))
                .is_some_and(|standby| standby.ip.is_some());
            if wanted {
                index += 1;
            } else {
                self.drive_standby(now, index, fx, |machine, out| {
                    machine.interface_down(now, true, out)
                });
                self.standby.remove(index);
            }
        }
        for (name, interface) in &config.interfaces {
            let (Some(ifx), Some(address)) = (self.index_of(*name), interface.address) else {
                continue;
            };
            for (number, standby) in &interface.standby {
                let Some(machine) = self.group_config(*number, standby, interface.standby_delay)
                else {
                    continue;
                };
                self.ensure_group(now, ifx, address.addr, machine, fx);
            }
        }
        self.reevaluate_tracks(now, fx);
    }

    fn group_config(
        &self,
        number: u8,
        standby: &StandbyConfig,
        delay: Option<super::config::StandbyDelay>,
    ) -> Option<hsrp::Config> {
        let secs = |secs: Option<u16>| Duration::from_secs(secs.unwrap_or(0).into());
        let mut config = hsrp::Config::new(GroupNumber(number), standby.ip?);
        config.priority = standby.priority.unwrap_or(hsrp::DEFAULT_PRIORITY);
        if let Some(preempt) = standby.preempt {
            config.preempt = true;
            config.preempt_delay = hsrp::PreemptDelay {
                minimum: secs(preempt.minimum_secs),
                reload: secs(preempt.reload_secs),
                sync: secs(preempt.sync_secs),
            };
        }
        config.timers = standby.timers.map(|timers| hsrp::Timers {
            hello: Duration::from_millis(timers.hello_ms.into()),
            hold: Duration::from_millis(timers.hold_ms.into()),
        });
        if let Some(text) = &standby.authentication {
            let mut data = [0; 8];
            for (octet, byte) in data.iter_mut().zip(text.bytes()) {
                *octet = byte;
            }
            config.authentication_data = data;
        }
        config.name = standby.name.clone();
        config.resign_on_shutdown = self.settings.hsrp_resign_on_shutdown;
        if let Some(delay) = delay {
            config.startup_delay = hsrp::StartupDelay {
                minimum: Duration::from_secs(delay.minimum_secs.into()),
                reload: Duration::from_secs(delay.reload_secs.into()),
            };
        }
        let track = |track: &super::config::StandbyTrack| {
            let target = match track.target {
                TrackTarget::Interface(name) => hsrp::TrackTarget::Interface(self.index_of(name)?),
                TrackTarget::Object(id) => hsrp::TrackTarget::Object(id),
            };
            Some(hsrp::Track {
                target,
                decrement: track.decrement.unwrap_or(hsrp::DEFAULT_DECREMENT),
            })
        };
        config.tracks = standby.tracks.iter().filter_map(track).collect();
        Some(config)
    }

    fn ensure_group(
        &mut self,
        now: Instant,
        ifx: IfIndex,
        address: Ipv4Addr,
        config: hsrp::Config,
        fx: &mut Effects,
    ) {
        let is_it =
            |group: &StandbyGroup| group.interface == ifx && group.machine.number() == config.group;
        if let Some(index) = self.standby.iter().position(is_it) {
            self.standby[index].machine.set_interface_address(address);
            if *self.standby[index].machine.config() != config {
                self.drive_standby(now, index, fx, |machine, out| {
                    machine.reconfigure(now, config, out)
                });
            }
            return;
        }
        let label = format!("hsrp {} {}", self.name_of(ifx), config.group);
        let machine = Group::new(config, address, self.booted_at, self.rng.split(&label));
        self.standby.push(StandbyGroup {
            interface: ifx,
            machine,
        });
        if self.interface(ifx).line_protocol {
            let index = self.standby.len() - 1;
            // On an interface that has been up for a while a group starts at once.
            self.drive_standby(now, index, fx, |machine, out| machine.enable(now, out));
        }
    }

    /// Tells every group whether what it tracks is up.
    pub(super) fn reevaluate_tracks(&mut self, now: Instant, fx: &mut Effects) {
        self.note_track_states(now);
        for index in 0..self.standby.len() {
            let states: Vec<bool> = self.standby[index]
                .machine
                .tracks()
                .map(|(track, _)| self.is_track_up(track.target))
                .collect();
            for (track, up) in states.into_iter().enumerate() {
                self.drive_standby(now, index, fx, |machine, out| {
                    machine.set_track_state(now, track, up, out)
                });
            }
        }
    }

    fn note_track_states(&mut self, now: Instant) {
        let config = self.config.clone();
        self.track_states
            .retain(|object, state| config.tracks.get(object) == Some(&state.config));
        for (object, track) in &config.tracks {
            let up = self.is_track_up(hsrp::TrackTarget::Object(*object));
            let state = self.track_states.entry(*object).or_insert(TrackState {
                config: *track,
                up: false,
                changes: 0,
                changed_at: now,
            });
            if state.up != up {
                (state.up, state.changed_at) = (up, now);
                state.changes += 1;
            }
        }
    }

    fn is_track_up(&self, target: hsrp::TrackTarget) -> bool {
        match target {
            hsrp::TrackTarget::Interface(ifx) => self.interface(ifx).line_protocol,
            hsrp::TrackTarget::Object(id) => self.is_object_up(id),
        }
    }

    /// The line protocol of an interface changed.
    pub(super) fn standby_interface_changed(
        &mut self,
        now: Instant,
        ifx: IfIndex,
        up: bool,
        administratively: bool,
        fx: &mut Effects,
    ) {
        for index in 0..self.standby.len() {
            if self.standby[index].interface != ifx {
                continue;
            }
            self.drive_standby(now, index, fx, |machine, out| {
                if up {
                    machine.interface_up(now, out);
                } else {
                    machine.interface_down(now, administratively, out);
                }
            });
        }
    }

    /// An HSRP message arrived.
    pub(super) fn handle_standby_packet(
        &mut self,
        now: Instant,
        ifx: IfIndex,
        src: Ipv4Addr,
        payload: &[u8],
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let repr = match wire::hsrp::Packet::parse(payload).map_err(DropReason::Malformed)? {
            wire::hsrp::Packet::Message(repr) => repr,
            // Newer releases say how many groups they have; nothing depends on it.
            wire::hsrp::Packet::Advertise(_) => return Err(DropReason::Hsrp),
        };
        let is_it =
            |group: &StandbyGroup| group.interface == ifx && group.machine.number() == repr.group;
        let index = self
            .standby
            .iter()
            .position(is_it)
            .ok_or(DropReason::NotListening(wire::hsrp::DESTINATION))?;
        fx.fact(FactKind::StandbyReceived {
            interface: self.name_of(ifx),
            src,
            repr,
        });
        self.drive_standby(now, index, fx, |machine, out| {
            machine.handle_packet(now, src, &repr, out)
        });
        Ok(())
    }

    pub(super) fn wake_standby(&mut self, now: Instant, fx: &mut Effects) {
        for index in 0..self.standby.len() {
            if self.standby[index]
                .machine
                .poll_timeout()
                .is_some_and(|at| at <= now)
            {
                self.drive_standby(now, index, fx, |machine, out| {
                    machine.handle_timeout(now, out)
                });
            }
        }
    }

    /// Does something to a group and carries out what it asks for.
    fn drive_standby(
        &mut self,
        now: Instant,
        index: usize,
        fx: &mut Effects,
        act: impl FnOnce(&mut Group, &mut Vec<Output>),
    ) {
        let mut out = Vec::new();
        let Some(group) = self.standby.get_mut(index) else {
            return;
        };
        act(&mut group.machine, &mut out);
        let ifx = group.interface;
        let number = group.machine.number();
        let virtual_mac = group.machine.virtual_mac();
        let deadline = group.machine.poll_timeout();
        let mut has_moved = false;
        for output in out {
            match &output {
                Output::Send {
                    repr,
                    from_virtual_mac,
                } => {
                    self.send_standby(now, ifx, repr, from_virtual_mac.then_some(virtual_mac), fx);
                }
                Output::GratuitousArp {
                    virtual_ip,
                    virtual_mac,
                    ..
                } => {
                    self.send_gratuitous_arp(now, ifx, *virtual_mac, *virtual_ip, fx);
                }
                Output::StateChanged { from, to, .. } => {
                    has_moved |= *from == State::Active || *to == State::Active;
                }
                _ => {}
            }
            if !matches!(output, Output::Dropped { .. }) || self.is_worth_telling(&output) {
                let interface = self.name_of(ifx);
                fx.fact(FactKind::Standby {
                    interface,
                    group: number,
                    output,
                });
            }
        }
        self.note_deadline(deadline);
        if has_moved {
            self.tunnel_ends_changed(now, fx);
        }
    }

    const fn is_worth_telling(&self, output: &Output) -> bool {
        matches!(
            output,
            Output::Dropped {
                reason: hsrp::DropReason::BadAuthentication,
                ..
            }
        )
    }

    fn send_standby(
        &mut self,
        now: Instant,
        ifx: IfIndex,
        repr: &wire::hsrp::Repr,
        virtual_mac: Option<MacAddr>,
        fx: &mut Effects,
    ) {
        let Some(src) = self.interface(ifx).addr() else {
            return;
        };
        let mut payload = Vec::with_capacity(wire::hsrp::MESSAGE_LEN);
        repr.emit(&mut payload);
        let udp = wire::udp::Repr {
            src_port: wire::hsrp::PORT,
            dst_port: wire::hsrp::PORT,
        };
        let mut header = ipv4::Repr::new(ipv4::Protocol::UDP, src, wire::hsrp::DESTINATION);
        header.ttl = wire::hsrp::TTL;
        header.tos = 0xc0;
        let packet = Self::udp_packet(&mut header, udp, &payload);
        self.send_multicast(now, ifx, packet, wire::hsrp::DESTINATION, virtual_mac, fx);
    }

    /// A UDP packet with its headers and checksums.
    pub(super) fn udp_packet(
        header: &mut ipv4::Repr,
        udp: wire::udp::Repr,
        payload: &[u8],
    ) -> Packet {
        let len = wire::udp::HEADER_LEN + payload.len();
        header.payload_len = len as u16;
        let mut data = Packet::buffer(ipv4::HEADER_LEN + len);
        header.emit(&mut data);
        udp.emit_with_payload(header.src, header.dst, payload, &mut data);
        Packet::from_buffer(data, None)
    }
}
