//! A traceroute as a router's console runs it: UDP datagrams to ports nobody listens on, each time to live a hop further.
//!
//! One probe is in flight at a time; each goes to the next port, which tells the answers apart. A router on the way says
//! "time exceeded", the target "port unreachable" (RFC 792). Its second answer is mostly missing, because a router sends
//! one unreachable in 500 ms.

mod output;
#[cfg(test)]
mod tests;

use std::net::Ipv4Addr;

pub use self::output::{Answer, End, IgnoreReason, Output, Probe};
use super::ticks_between;
use crate::time::{Duration, Instant};

/// The port of the first probe, unless another is asked for.
pub const DEFAULT_PORT: u16 = 33_434;
const PROTOCOL_UDP: u8 = 17;
const IPV4_HEADER_LEN: usize = 20;
const TYPE_UNREACHABLE: u8 = 3;
const TYPE_TIME_EXCEEDED: u8 = 11;
/// The least time between two probes that wait for nothing.
const FLOOD_INTERVAL: Duration = Duration::from_millis(1);

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Target.
    pub dst: Ipv4Addr,
    /// How long each probe is waited for; zero waits for none.
    pub timeout: Duration,
    /// Probes a hop; zero counts as one.
    pub probes: u16,
    /// The first time to live.
    pub min_ttl: u8,
    /// The last one; less than the first counts as the first.
    pub max_ttl: u8,
    /// The destination port of the first probe.
    pub port: u16,
    /// The source port of all of them.
    pub src_port: u16,
    /// The device's clock tick.
    pub tick: Duration,
    /// Where its ticks lie.
    pub tick_phase: Duration,
}

impl Config {
    /// Three probes a hop, three seconds each, 30 hops at most, on a clock of 4 ms.
    #[must_use]
    pub const fn new(dst: Ipv4Addr) -> Self {
        Self {
            dst,
            timeout: Duration::from_secs(3),
            probes: 3,
            min_ttl: 1,
            max_ttl: 30,
            port: DEFAULT_PORT,
            src_port: 49_152,
            tick: Duration::from_millis(4),
            tick_phase: Duration::ZERO,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct InFlight {
    probe: Probe,
    sent_at: Instant,
    due_at: Instant,
}

/// One traceroute.
#[derive(Clone, Debug)]
pub struct Traceroute {
    config: Config,
    in_flight: Option<InFlight>,
    sent: u32,
    /// Why this hop is the last one.
    end: Option<End>,
    done: bool,
}

impl Traceroute {
    /// A traceroute that has not started.
    #[must_use]
    pub const fn new(config: Config) -> Self {
        Self {
            config,
            in_flight: None,
            sent: 0,
            end: None,
            done: false,
        }
    }

    /// Sends the first probe.
    pub fn start(&mut self, now: Instant, out: &mut Vec<Output>) {
        if self.sent == 0 && !self.done {
            self.send(now, self.config.min_ttl.max(1), 0, out);
        }
    }

    /// An ICMP error has come from `src` that quotes `quoted`: the start of an IP datagram (RFC 792).
    pub fn handle_error(
        &mut self,
        now: Instant,
        src: Ipv4Addr,
        kind: u8,
        code: u8,
        quoted: &[u8],
        out: &mut Vec<Output>,
    ) {
        let Some(dst_port) = self.port_in(quoted) else {
            out.push(Output::Ignored(IgnoreReason::OtherDatagram));
            return;
        };
        let in_flight = self.in_flight.map(|in_flight| in_flight.probe.dst_port);
        if in_flight != Some(dst_port) {
            out.push(Output::Ignored(IgnoreReason::Late));
            return;
        }
        let answer = match (kind, code) {
            (TYPE_TIME_EXCEEDED, _) => Answer::TimeExceeded,
            (TYPE_UNREACHABLE, code) => Answer::of_unreachable(code),
            _ => Answer::Unknown,
        };
        self.finish(now, Some(src), answer, out);
    }

    /// The destination port of the probe that `quoted` starts with, if it is one of ours.
    fn port_in(&self, quoted: &[u8]) -> Option<u16> {
        let header_len = usize::from(quoted.first()? & 0x0f) * 4;
        let is_udp = quoted.get(9) == Some(&PROTOCOL_UDP);
        let is_ours = quoted.get(16..20)? == self.config.dst.octets();
        let udp = quoted.get(header_len..header_len + 4)?;
        let src_port = u16::from_be_bytes([udp[0], udp[1]]);
        (is_udp && is_ours && src_port == self.config.src_port && header_len >= IPV4_HEADER_LEN)
            .then(|| u16::from_be_bytes([udp[2], udp[3]]))
    }

    /// The probe in flight may have been waited for long enough.
    pub fn handle_timeout(&mut self, now: Instant, out: &mut Vec<Output>) {
        if self.poll_timeout().is_some_and(|at| at <= now) {
            self.finish(now, None, Answer::Nothing, out);
        }
    }

    /// When [`Self::handle_timeout`] has something to do.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.in_flight.map(|in_flight| in_flight.due_at)
    }

    /// Ends it; nothing is said of the probe in flight.
    pub fn abort(&mut self, out: &mut Vec<Output>) {
        if !self.done {
            self.finish_session(End::Aborted, out);
        }
    }

    /// What was asked for.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// Tells how the probe in flight ended, and sends the next.
    fn finish(
        &mut self,
        now: Instant,
        from: Option<Ipv4Addr>,
        answer: Answer,
        out: &mut Vec<Output>,
    ) {
        let Some(InFlight { probe, sent_at, .. }) = self.in_flight.take() else {
            return;
        };
        let config = &self.config;
        let round_trip = from.map(|_| ticks_between(sent_at, now, config.tick, config.tick_phase));
        if self.end.is_none() {
            self.end = answer.end();
        }
        out.push(Output::Answered {
            probe,
            from,
            answer,
            round_trip,
        });
        let is_last_of_hop = u32::from(probe.index) + 1 >= u32::from(self.config.probes.max(1));
        match (is_last_of_hop, self.end) {
            (false, _) => self.send(now, probe.ttl, probe.index + 1, out),
            (true, Some(end)) => self.finish_session(end, out),
            (true, None) if probe.ttl >= self.config.max_ttl => {
                self.finish_session(End::HopLimit, out);
            }
            (true, None) => self.send(now, probe.ttl + 1, 0, out),
        }
    }

    fn send(&mut self, now: Instant, ttl: u8, index: u16, out: &mut Vec<Output>) {
        let probe = Probe {
            ttl,
            index,
            src_port: self.config.src_port,
            dst_port: self.config.port.wrapping_add(self.sent as u16),
        };
        self.sent = self.sent.wrapping_add(1);
        // A timeout of zero would send all at one instant.
        let due_at = now + self.config.timeout.max(FLOOD_INTERVAL);
        self.in_flight = Some(InFlight {
            probe,
            sent_at: now,
            due_at,
        });
        out.push(Output::Send(probe));
    }

    fn finish_session(&mut self, end: End, out: &mut Vec<Output>) {
        self.done = true;
        self.in_flight = None;
        out.push(Output::Done(end));
    }
}
