//! A Frame Relay switch: the cloud.

use std::rc::Rc;

use super::drop_reason::DropReason;
use super::effect::{Effect, Effects};
use super::frame::Frame;
use super::profile::Profile;
use crate::proto::frame_relay::{
    ForwardError, PvcConfig, PvcEnd, Switch, SwitchConfig, SwitchOutput, SwitchPortConfig,
    is_management,
};
use crate::time::Instant;
use crate::types::{IfIndex, InterfaceName, NodeId};
use crate::wire::frame_relay::Address;

/// A Frame Relay switch.
#[derive(Clone, Debug)]
pub struct Cloud {
    /// Its index in the world.
    pub id: NodeId,
    /// Its name.
    pub name: String,
    ports: Vec<InterfaceName>,
    carriers: Vec<bool>,
    switch: Switch,
    profile: Profile,
}

impl Cloud {
    /// A switch with these ports and circuits.
    #[must_use]
    pub fn new(id: NodeId, name: &str, ports: Vec<InterfaceName>, pvcs: Vec<PvcConfig>) -> Self {
        let indices = (0..ports.len() as u16).map(IfIndex);
        let config = SwitchConfig {
            ports: indices
                .map(|port| (port, SwitchPortConfig::default()))
                .collect(),
            pvcs,
        };
        Self {
            id,
            name: name.to_owned(),
            carriers: vec![false; ports.len()],
            ports,
            switch: Switch::new(&config),
            profile: Profile::frame_relay(),
        }
    }

    /// Its ports, by [`IfIndex`].
    #[must_use]
    pub fn ports(&self) -> &[InterfaceName] {
        &self.ports
    }

    /// Whether each port has carrier.
    #[must_use]
    pub fn carriers(&self) -> &[bool] {
        &self.carriers
    }

    /// The machine, for tables.
    #[must_use]
    pub const fn switch(&self) -> &Switch {
        &self.switch
    }

    /// Breaks or mends a circuit.
    pub fn set_pvc_failed(&mut self, now: Instant, end: PvcEnd, failed: bool, fx: &mut Effects) {
        let mut out = Vec::new();
        self.switch.set_pvc_failed(end, failed, &mut out);
        Self::carry_out(now, out, fx);
    }

    /// Switches it on.
    pub fn boot(&mut self, _now: Instant, fx: &mut Effects) {
        for index in 0..self.ports.len() {
            fx.push(Effect::Enable {
                port: IfIndex(index as u16),
                on: true,
            });
        }
    }

    /// A frame arrived.
    pub fn handle_frame(
        &mut self,
        now: Instant,
        port: IfIndex,
        frame: &Rc<Frame>,
        fx: &mut Effects,
    ) {
        if let Err(reason) = self.process_frame(now, port, frame, fx) {
            fx.drop(reason, frame.tag());
        }
    }

    fn process_frame(
        &mut self,
        now: Instant,
        port: IfIndex,
        frame: &Rc<Frame>,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let address = Address::parse(frame.raw()).map_err(DropReason::Malformed)?;
        if is_management(address.dlci) {
            let mut out = Vec::new();
            self.switch.handle_lmi(now, port, frame.raw(), &mut out);
            Self::carry_out(now, out, fx);
            return Ok(());
        }
        let end = PvcEnd {
            port,
            dlci: address.dlci,
        };
        let to = self
            .switch
            .forward(end.port, end.dlci)
            .map_err(|error| match error {
                ForwardError::UnknownDlci(dlci) => DropReason::UnknownCircuit(dlci),
                ForwardError::PvcFailed(dlci) => DropReason::CircuitDown(dlci),
                ForwardError::PortDown(_) | ForwardError::FarPortDown(_) => {
                    DropReason::CircuitDown(end.dlci)
                }
            })?;
        let header = Address {
            dlci: to.dlci,
            ..address
        }
        .octets();
        let frame = Rc::new(frame.with_header(header.len(), &header));
        fx.push(Effect::Transmit {
            port: to.port,
            frame,
            at: now + self.profile.forwarding_delay,
        });
        Ok(())
    }

    /// The carrier of a port came or went.
    pub fn set_carrier(&mut self, now: Instant, port: IfIndex, up: bool, fx: &mut Effects) {
        if let Some(carrier) = self.carriers.get_mut(usize::from(port.0)) {
            *carrier = up;
        }
        let mut out = Vec::new();
        self.switch.handle_carrier(now, port, up, &mut out);
        Self::carry_out(now, out, fx);
    }

    /// The instant asked for has come.
    pub fn handle_timeout(&mut self, now: Instant, fx: &mut Effects) {
        let mut out = Vec::new();
        self.switch.handle_timeout(now, &mut out);
        Self::carry_out(now, out, fx);
    }

    /// When it wants to be woken.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.switch.poll_timeout()
    }

    fn carry_out(now: Instant, out: Vec<SwitchOutput>, fx: &mut Effects) {
        for output in out {
            match output {
                SwitchOutput::Send { port, frame } => {
                    fx.push(Effect::Transmit {
                        port,
                        frame: Rc::new(Frame::new(frame)),
                        at: now,
                    });
                }
                SwitchOutput::Dropped { .. } => fx.drop(DropReason::FrameRelay, None),
                SwitchOutput::LineProtocol { .. } | SwitchOutput::PvcChanged { .. } => {}
            }
        }
    }
}
