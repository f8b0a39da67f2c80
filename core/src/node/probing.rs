//! Ping: sessions of this device's console.

use std::net::Ipv4Addr;

use super::device::{Device, DeviceKind, PingSession};
use super::drop_reason::DropReason;
use super::effect::Effects;
use super::fact::FactKind;
use super::frame::Tag;
use super::watch::{self, IpFate, IpSight, Sight};
use crate::proto::icmp::ping::{Config, DEFAULT_PATTERN, Echo, Output, Ping, Sweep};
use crate::proto::ipsec::spd::FlowKey;
use crate::time::{Duration, Instant};
use crate::wire::{icmp, ipv4};

/// What to ping, as a person asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PingRequest {
    /// The target.
    pub target: Ipv4Addr,
    /// The source address; `None` takes the outgoing interface's.
    pub source: Option<Ipv4Addr>,
    /// How many echoes.
    pub repeat: u32,
    /// Octets of the whole packet.
    pub size: u16,
    /// How long to wait for each answer.
    pub timeout: Duration,
    /// Whether fragmenting is forbidden.
    pub dont_fragment: bool,
    /// Type of service.
    pub tos: u8,
    /// The pattern that fills the data.
    pub pattern: u16,
    /// Whether the data of replies must be what was sent.
    pub validate: bool,
    /// Sizes to go through instead of `size`.
    pub sweep: Option<Sweep>,
    /// Marks the packets, for those who follow them.
    pub tag: Option<Tag>,
}

impl PingRequest {
    /// Five packets of 100 octets, two seconds each.
    #[must_use]
    pub const fn new(target: Ipv4Addr) -> Self {
        Self {
            target,
            source: None,
            repeat: 5,
            size: 100,
            timeout: Duration::from_secs(2),
            dont_fragment: false,
            tos: 0,
            pattern: DEFAULT_PATTERN,
            validate: false,
            sweep: None,
            tag: None,
        }
    }
}

impl Device {
    /// Starts a ping and returns its number.
    pub fn start_ping(&mut self, now: Instant, request: PingRequest, fx: &mut Effects) -> u32 {
        let id = self.serial();
        let mut config = Config::new(request.target);
        config.src = request.source;
        config.repeat = request.repeat;
        config.timeout = request.timeout;
        config.size = request.size;
        config.dont_fragment = request.dont_fragment;
        config.pattern = request.pattern;
        config.validate = request.validate;
        config.sweep = request.sweep;
        config.identifier = id as u16;
        config.tick = self.profile.clock_tick;
        config.tick_phase = self.tick_phase;
        let mut machine = Ping::new(config);
        let mut out = Vec::new();
        machine.start(now, &mut out);
        self.pings.push(PingSession {
            id,
            machine,
            target: request.target,
            source: request.source,
            dont_fragment: request.dont_fragment,
            tos: request.tos,
            tag: request.tag,
            lateness: Duration::ZERO,
        });
        self.carry_out_ping(now, id, out, fx);
        id
    }

    /// Stops a ping: the echo in flight counts as lost.
    pub fn stop_ping(&mut self, now: Instant, id: u32, fx: &mut Effects) {
        self.drive_ping(now, id, fx, |machine, out| machine.abort(now, out));
    }

    /// An ICMP message that may belong to a ping, or to a traceroute.
    pub(super) fn ping_message(
        &mut self,
        now: Instant,
        header: &ipv4::Repr,
        message: &icmp::Repr<'_>,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let identifier = match message {
            icmp::Repr::EchoReply { identifier, .. } => Some(*identifier),
            _ => None,
        };
        let mut index = 0;
        while let Some(id) = self.pings.get(index).map(|ping| ping.id) {
            index += 1;
            if identifier.is_some_and(|identifier| identifier != id as u16) {
                continue;
            }
            let mut is_taken = false;
            self.drive_ping(now, id, fx, |machine, out| {
                match message {
                    icmp::Repr::EchoReply {
                        identifier,
                        sequence_number,
                        data,
                    } => {
                        let (src, sequence) = (header.src, *sequence_number);
                        machine.handle_reply(now, src, *identifier, sequence, data, out);
                    }
                    icmp::Repr::DestinationUnreachable { code, original, .. } => {
                        machine.handle_error(now, 3, code.0, original, out);
                    }
                    icmp::Repr::TimeExceeded { code, original } => {
                        machine.handle_error(now, 11, *code, original, out);
                    }
                    _ => {}
                }
                is_taken = out
                    .iter()
                    .any(|output| !matches!(output, Output::Ignored(_)));
            });
            if is_taken {
                return Ok(());
            }
        }
        self.trace_message(now, header, message, fx)
    }

    pub(super) fn wake_pings(&mut self, now: Instant, fx: &mut Effects) {
        let due: Vec<u32> = self
            .pings
            .iter()
            .filter(|ping| ping.poll_timeout().is_some_and(|at| at <= now))
            .map(|ping| ping.id)
            .collect();
        for id in due {
            self.drive_ping(now, id, fx, |machine, out| machine.handle_timeout(now, out));
        }
    }

    fn drive_ping(
        &mut self,
        now: Instant,
        id: u32,
        fx: &mut Effects,
        act: impl FnOnce(&mut Ping, &mut Vec<Output>),
    ) {
        let Some(session) = self.pings.iter_mut().find(|ping| ping.id == id) else {
            return;
        };
        let mut out = Vec::new();
        act(&mut session.machine, &mut out);
        self.carry_out_ping(now, id, out, fx);
    }

    fn carry_out_ping(&mut self, now: Instant, id: u32, out: Vec<Output>, fx: &mut Effects) {
        for output in out {
            match output {
                Output::Send(echo) => {
                    let lateness = self.rng.duration_below(self.profile.process_lateness);
                    if let Some(session) = self.pings.iter_mut().find(|ping| ping.id == id) {
                        session.lateness = lateness;
                    }
                    fx.fact(FactKind::Ping {
                        session: id,
                        output,
                    });
                    if let Err((reason, tag)) = self.send_echo(now, id, &echo, fx) {
                        fx.drop(reason, tag);
                    }
                }
                Output::Mark { .. } => fx.fact(FactKind::Ping {
                    session: id,
                    output,
                }),
                Output::Done(_) => {
                    self.pings.retain(|ping| ping.id != id);
                    fx.fact(FactKind::Ping {
                        session: id,
                        output,
                    });
                }
                // Told to whoever handed the message in.
                Output::Ignored(_) => {}
            }
        }
        let deadline = self
            .pings
            .iter()
            .find(|ping| ping.id == id)
            .and_then(PingSession::poll_timeout);
        self.note_deadline(deadline);
    }

    fn send_echo(
        &mut self,
        now: Instant,
        id: u32,
        echo: &Echo,
        fx: &mut Effects,
    ) -> Result<(), (DropReason, Option<Tag>)> {
        let Some(session) = self.pings.iter().find(|ping| ping.id == id) else {
            return Ok(());
        };
        let (target, source, tag) = (session.target, session.source, session.tag);
        let (dont_fragment, tos) = (session.dont_fragment, session.tos);
        let src = match source {
            Some(source) => source,
            None => {
                let route = self.rib.lookup_flow(Ipv4Addr::UNSPECIFIED, target);
                let Some(route) = route else {
                    if self.watch.ip {
                        self.see_unroutable(target, echo, fx);
                    }
                    return Err((DropReason::NoRoute(target), tag));
                };
                let ifx = route.ifx;
                self.interface(ifx)
                    .addr()
                    .ok_or((DropReason::NoAddress, tag))?
            }
        };
        let mut data = Vec::with_capacity(echo.data_len.into());
        echo.write_data(&mut data);
        let message = icmp::Repr::EchoRequest {
            identifier: echo.identifier,
            sequence_number: echo.sequence,
            data: &data,
        };
        let mut header = ipv4::Repr::new(ipv4::Protocol::ICMP, src, target);
        header.dont_fragment = dont_fragment;
        header.tos = tos;
        let packet = self.icmp_packet(&mut header, &message, tag);
        self.originate(now, Duration::ZERO, header, packet, fx)
            .map_err(|reason| (reason, tag))
    }

    /// An echo that is not even made, for want of a route; it would have come from the first interface that is up.
    fn see_unroutable(&self, target: Ipv4Addr, echo: &Echo, fx: &mut Effects) {
        let mut up = self.interfaces.iter().filter(|one| one.line_protocol);
        let src = up.find_map(crate::node::interface::Interface::addr);
        let sight = IpSight {
            ingress: None,
            egress: None,
            next_hop: None,
            key: FlowKey {
                src: src.unwrap_or(Ipv4Addr::UNSPECIFIED),
                dst: target,
                protocol: ipv4::Protocol::ICMP.0,
                src_port: None,
                dst_port: None,
            },
            start: [8, 0],
            len: usize::from(echo.data_len) + icmp::HEADER_LEN + ipv4::HEADER_LEN,
            fate: IpFate::Unroutable,
        };
        watch::see(fx, Sight::Ip(sight));
    }

    /// Whether this device's clock is that of a switch.
    #[must_use]
    pub fn is_switch(&self) -> bool {
        self.kind == DeviceKind::Switch
    }
}
