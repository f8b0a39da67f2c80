//! Traceroute: sessions of this device's console.

use std::net::Ipv4Addr;

use super::device::Device;
use super::drop_reason::DropReason;
use super::effect::Effects;
use super::fact::FactKind;
use crate::proto::icmp::traceroute::{Config, Output, Probe, Traceroute};
use crate::time::{Duration, Instant};
use crate::wire::{self, icmp, ipv4};

/// The first source port of probes; each traceroute takes the next.
const SOURCE_PORTS: u16 = 49_152;

/// What to trace, as a person asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceRequest {
    /// The target.
    pub target: Ipv4Addr,
    /// The source address; `None` takes the outgoing interface's.
    pub source: Option<Ipv4Addr>,
    /// How long to wait for each answer.
    pub timeout: Duration,
    /// Probes a hop.
    pub probes: u16,
    /// The first and the last time to live.
    pub ttl: (u8, u8),
    /// The destination port of the first probe.
    pub port: u16,
}

impl TraceRequest {
    /// Three probes a hop, three seconds each, 30 hops at most.
    #[must_use]
    pub const fn new(target: Ipv4Addr) -> Self {
        let usual = Config::new(target);
        Self {
            target,
            source: None,
            timeout: usual.timeout,
            probes: usual.probes,
            ttl: (usual.min_ttl, usual.max_ttl),
            port: usual.port,
        }
    }
}

/// A traceroute and whose it is.
#[derive(Clone, Debug)]
pub(super) struct TraceSession {
    id: u32,
    machine: Traceroute,
    source: Option<Ipv4Addr>,
    /// How late its next timeout is noticed.
    lateness: Duration,
}

impl TraceSession {
    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        self.machine.poll_timeout().map(|at| at + self.lateness)
    }
}

impl Device {
    /// Starts a traceroute and returns its number.
    pub fn start_trace(&mut self, now: Instant, request: TraceRequest, fx: &mut Effects) -> u32 {
        let id = self.serial();
        let mut config = Config::new(request.target);
        config.timeout = request.timeout;
        config.probes = request.probes;
        (config.min_ttl, config.max_ttl) = request.ttl;
        config.port = request.port;
        config.src_port = SOURCE_PORTS + (id as u16 & 0x3fff);
        config.tick = self.profile.clock_tick;
        config.tick_phase = self.tick_phase;
        self.traces.push(TraceSession {
            id,
            machine: Traceroute::new(config),
            source: request.source,
            lateness: Duration::ZERO,
        });
        self.drive_trace(now, id, fx, |machine, out| machine.start(now, out));
        id
    }

    /// Stops a traceroute.
    pub fn stop_trace(&mut self, now: Instant, id: u32, fx: &mut Effects) {
        self.drive_trace(now, id, fx, |machine, out| machine.abort(out));
    }

    /// The traceroutes that run.
    pub(super) fn trace_ids(&self) -> Vec<u32> {
        self.traces.iter().map(|trace| trace.id).collect()
    }

    /// An ICMP error that may belong to a traceroute.
    pub(super) fn trace_message(
        &mut self,
        now: Instant,
        header: &ipv4::Repr,
        message: &icmp::Repr<'_>,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let (kind, code, original) = match message {
            icmp::Repr::DestinationUnreachable { code, original, .. } => (3, code.0, *original),
            icmp::Repr::TimeExceeded { code, original } => (11, *code, *original),
            _ => return Err(DropReason::UnexpectedIcmp),
        };
        for id in self.trace_ids() {
            let mut is_taken = false;
            self.drive_trace(now, id, fx, |machine, out| {
                machine.handle_error(now, header.src, kind, code, original, out);
                is_taken = !matches!(out.as_slice(), [Output::Ignored(_)]);
            });
            if is_taken {
                return Ok(());
            }
        }
        Err(DropReason::UnexpectedIcmp)
    }

    pub(super) fn wake_traces(&mut self, now: Instant, fx: &mut Effects) {
        let is_due = |trace: &&TraceSession| trace.poll_timeout().is_some_and(|at| at <= now);
        let due: Vec<u32> = self
            .traces
            .iter()
            .filter(is_due)
            .map(|trace| trace.id)
            .collect();
        for id in due {
            self.drive_trace(now, id, fx, |machine, out| machine.handle_timeout(now, out));
        }
    }

    /// Does something to a traceroute and carries out what it asks for.
    fn drive_trace(
        &mut self,
        now: Instant,
        id: u32,
        fx: &mut Effects,
        act: impl FnOnce(&mut Traceroute, &mut Vec<Output>),
    ) {
        let Some(index) = self.traces.iter().position(|trace| trace.id == id) else {
            return;
        };
        let mut out = Vec::new();
        act(&mut self.traces[index].machine, &mut out);
        for output in out {
            match output {
                Output::Send(probe) => {
                    let lateness = self.rng.duration_below(self.profile.process_lateness);
                    self.traces[index].lateness = lateness;
                    fx.fact(FactKind::Traceroute {
                        session: id,
                        output,
                    });
                    if let Err(reason) = self.send_probe(now, index, probe, fx) {
                        fx.drop(reason, None);
                    }
                }
                Output::Answered { .. } => fx.fact(FactKind::Traceroute {
                    session: id,
                    output,
                }),
                Output::Done(_) => {
                    self.traces.remove(index);
                    fx.fact(FactKind::Traceroute {
                        session: id,
                        output,
                    });
                    return;
                }
                // Told to whoever handed the message in.
                Output::Ignored(_) => {}
            }
        }
        let deadline = self.traces.get(index).and_then(TraceSession::poll_timeout);
        self.note_deadline(deadline);
    }

    fn send_probe(
        &mut self,
        now: Instant,
        index: usize,
        probe: Probe,
        fx: &mut Effects,
    ) -> Result<(), DropReason> {
        let trace = &self.traces[index];
        let target = trace.machine.config().dst;
        let src = match trace.source {
            Some(source) => source,
            None => {
                let route = self.rib.lookup_flow(Ipv4Addr::UNSPECIFIED, target);
                let ifx = route.ok_or(DropReason::NoRoute(target))?.ifx;
                self.interface(ifx).addr().ok_or(DropReason::NoAddress)?
            }
        };
        let mut header = ipv4::Repr::new(ipv4::Protocol::UDP, src, target);
        header.ttl = probe.ttl;
        header.identification = self.identification();
        let udp = wire::udp::Repr {
            src_port: probe.src_port,
            dst_port: probe.dst_port,
        };
        let packet = Self::udp_packet(&mut header, udp, &[]);
        self.originate(now, Duration::ZERO, header, packet, fx)
    }
}
