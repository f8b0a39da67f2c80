//! A ping session as a router's console runs it: one echo after the other, a mark for each, statistics at the end.
//!
//! There is no pacing: the next echo leaves as soon as the reply is in, or the timeout is over. Round trips are told in
//! the device's clock ticks (4 ms on routers, 1 ms on switches), as its console prints them.

mod output;
#[cfg(test)]
mod tests;

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

pub use self::output::{Echo, IgnoreReason, Mark, Output, RoundTrip, Summary};
use super::ticks_between;
use crate::time::{Duration, Instant};

const IPV4_HEADER_LEN: u16 = 20;
const ICMP_HEADER_LEN: u16 = 8;
const PROTOCOL_ICMP: u8 = 1;
const TYPE_ECHO: u8 = 8;
/// The least time between two echoes that wait for nothing.
const FLOOD_INTERVAL: Duration = Duration::from_millis(1);

/// What fills the data unless another pattern is asked for.
pub const DEFAULT_PATTERN: u16 = 0xabcd;

/// A range of sizes, each `interval` octets longer than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sweep {
    /// The first size, in octets of the whole IP datagram.
    pub min: u16,
    /// No size is larger.
    pub max: u16,
    /// From one size to the next; zero counts as one.
    pub interval: u16,
}

impl Sweep {
    /// How many sizes there are; at least one.
    #[must_use]
    pub const fn sizes(self) -> u32 {
        let interval = if self.interval == 0 { 1 } else { self.interval };
        self.max.saturating_sub(self.min) as u32 / interval as u32 + 1
    }

    /// The size of an echo; after the largest comes the smallest again.
    #[must_use]
    pub const fn size(self, number: u32) -> u16 {
        let interval = if self.interval == 0 { 1 } else { self.interval };
        self.min + (number % self.sizes()) as u16 * interval
    }
}

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Target.
    pub dst: Ipv4Addr,
    /// Source address, if one was given; otherwise the outgoing interface's.
    pub src: Option<Ipv4Addr>,
    /// Echoes to send.
    pub repeat: u32,
    /// How long each may take; zero waits for none.
    pub timeout: Duration,
    /// Octets of the whole IP datagram, 36–18024 on a router; less than 28 counts as 28.
    pub size: u16,
    /// Whether fragmenting is forbidden.
    pub dont_fragment: bool,
    /// Sizes to go through instead of `size`.
    pub sweep: Option<Sweep>,
    /// The pattern that fills the data.
    pub pattern: u16,
    /// Whether the data of replies is compared with what was sent.
    pub validate: bool,
    /// The ICMP identifier of the session.
    pub identifier: u16,
    /// The device's clock tick.
    pub tick: Duration,
    /// Where its ticks lie.
    pub tick_phase: Duration,
}

impl Config {
    /// Five echoes of 100 octets, two seconds each, on a clock of 4 ms.
    #[must_use]
    pub const fn new(dst: Ipv4Addr) -> Self {
        Self {
            dst,
            src: None,
            repeat: 5,
            timeout: Duration::from_secs(2),
            size: 100,
            dont_fragment: false,
            sweep: None,
            pattern: DEFAULT_PATTERN,
            validate: false,
            identifier: 0,
            tick: Duration::from_millis(4),
            tick_phase: Duration::ZERO,
        }
    }

    /// How many echoes are sent: `repeat` times all sizes.
    #[must_use]
    pub const fn echoes(&self) -> u32 {
        match self.sweep {
            Some(sweep) => self.repeat.saturating_mul(sweep.sizes()),
            None => self.repeat,
        }
    }

    /// Octets of the whole datagram of an echo.
    const fn size_of(&self, number: u32) -> u16 {
        match self.sweep {
            Some(sweep) => sweep.size(number),
            None => self.size,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct InFlight {
    echo: Echo,
    sent_at: Instant,
}

/// One ping session.
#[derive(Clone, Debug)]
pub struct Ping {
    config: Config,
    in_flight: Option<InFlight>,
    /// When the echo in flight has failed, or the next may leave.
    due_at: Option<Instant>,
    sent: u32,
    received: u32,
    min_ms: u32,
    max_ms: u32,
    sum_ms: u64,
    done: bool,
}

impl Ping {
    /// A session that has not started.
    #[must_use]
    pub const fn new(config: Config) -> Self {
        Self {
            config,
            in_flight: None,
            due_at: None,
            sent: 0,
            received: 0,
            min_ms: u32::MAX,
            max_ms: 0,
            sum_ms: 0,
            done: false,
        }
    }

    /// Sends the first echo.
    pub fn start(&mut self, now: Instant, out: &mut Vec<Output>) {
        if self.sent == 0 && !self.done {
            self.proceed(now, out);
        }
    }

    /// An echo reply has come from `src`.
    pub fn handle_reply(
        &mut self,
        now: Instant,
        src: Ipv4Addr,
        identifier: u16,
        sequence: u16,
        data: &[u8],
        out: &mut Vec<Output>,
    ) {
        if identifier != self.config.identifier {
            out.push(Output::Ignored(IgnoreReason::OtherIdentifier));
        } else if src != self.config.dst && !is_group(self.config.dst) {
            out.push(Output::Ignored(IgnoreReason::OtherSource));
        } else if self.config.validate && !self.is_own_data(sequence, data) {
            out.push(Output::Ignored(IgnoreReason::OtherData));
        } else {
            self.finish(now, sequence, Mark::Reply, out);
        }
    }

    /// Whether `data` is what the echo in flight carries, if it has that sequence number.
    fn is_own_data(&self, sequence: u16, data: &[u8]) -> bool {
        let echo = self.in_flight.map(|in_flight| in_flight.echo);
        echo.filter(|echo| echo.sequence == sequence)
            .is_none_or(|echo| {
                let mut sent = Vec::with_capacity(echo.data_len.into());
                echo.write_data(&mut sent);
                sent == data
            })
    }

    /// An ICMP error has come that quotes `quoted`: the start of an IP datagram (RFC 792).
    pub fn handle_error(
        &mut self,
        now: Instant,
        kind: u8,
        code: u8,
        quoted: &[u8],
        out: &mut Vec<Output>,
    ) {
        match self.sequence_in(quoted) {
            Some(sequence) => self.finish(now, sequence, Mark::of_error(kind, code), out),
            None => out.push(Output::Ignored(IgnoreReason::OtherDatagram)),
        }
    }

    /// The sequence number of the echo that `quoted` starts with, if it is one of ours.
    fn sequence_in(&self, quoted: &[u8]) -> Option<u16> {
        let header_len = usize::from(quoted.first()? & 0x0f) * 4;
        let is_icmp = quoted.get(9) == Some(&PROTOCOL_ICMP);
        let is_ours = quoted.get(16..20)? == self.config.dst.octets();
        let icmp = quoted.get(header_len..header_len + 8)?;
        let identifier = u16::from_be_bytes([icmp[4], icmp[5]]);
        let is_echo = icmp[0] == TYPE_ECHO && identifier == self.config.identifier;
        (is_icmp && is_ours && is_echo && header_len >= usize::from(IPV4_HEADER_LEN))
            .then(|| u16::from_be_bytes([icmp[6], icmp[7]]))
    }

    fn finish(&mut self, now: Instant, sequence: u16, mark: Mark, out: &mut Vec<Output>) {
        if self
            .in_flight
            .is_none_or(|in_flight| in_flight.echo.sequence != sequence)
        {
            out.push(Output::Ignored(IgnoreReason::Late));
            return;
        }
        self.mark(now, mark, out);
        self.proceed(now, out);
    }

    /// Sends what is due, or counts the echo in flight as lost.
    pub fn handle_timeout(&mut self, now: Instant, out: &mut Vec<Output>) {
        if self.due_at.is_none_or(|at| at > now) {
            return;
        }
        self.mark(now, Mark::Timeout, out);
        self.proceed(now, out);
    }

    /// When [`Self::handle_timeout`] has something to do.
    #[must_use]
    pub const fn poll_timeout(&self) -> Option<Instant> {
        self.due_at
    }

    /// Ends the session; the echo in flight counts as sent and lost.
    pub fn abort(&mut self, now: Instant, out: &mut Vec<Output>) {
        if !self.done {
            self.mark(now, Mark::Timeout, out);
            self.finish_session(out);
        }
    }

    /// Whether the session is over.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.done
    }

    /// What was asked for.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// The statistics so far. The echo in flight counts as sent.
    #[must_use]
    pub const fn summary(&self) -> Summary {
        let round_trip = if self.received == 0 {
            None
        } else {
            Some(RoundTrip {
                min_ms: self.min_ms,
                avg_ms: (self.sum_ms / self.received as u64) as u32,
                max_ms: self.max_ms,
            })
        };
        Summary {
            sent: self.sent,
            received: self.received,
            round_trip,
        }
    }

    /// Sends the next echo, or ends the session.
    fn proceed(&mut self, now: Instant, out: &mut Vec<Output>) {
        if self.sent >= self.config.echoes() {
            self.finish_session(out);
            return;
        }
        let headers = IPV4_HEADER_LEN + ICMP_HEADER_LEN;
        let echo = Echo {
            number: self.sent,
            identifier: self.config.identifier,
            sequence: self.sent as u16,
            data_len: self.config.size_of(self.sent).saturating_sub(headers),
            timestamp_ms: now.as_millis() as u32,
            pattern: self.config.pattern,
        };
        self.sent += 1;
        self.in_flight = Some(InFlight { echo, sent_at: now });
        // A timeout of zero would send all at one instant.
        self.due_at = Some(now + self.config.timeout.max(FLOOD_INTERVAL));
        out.push(Output::Send(echo));
    }

    /// Ends the echo in flight, if there is one.
    fn mark(&mut self, now: Instant, mark: Mark, out: &mut Vec<Output>) {
        self.due_at = None;
        let Some(InFlight { echo, sent_at }) = self.in_flight.take() else {
            return;
        };
        let round_trip = (mark == Mark::Reply).then(|| {
            let config = &self.config;
            ticks_between(sent_at, now, config.tick, config.tick_phase)
        });
        if let Some(round_trip) = round_trip {
            let ms = u32::try_from(round_trip.as_millis()).unwrap_or(u32::MAX);
            self.received += 1;
            self.min_ms = self.min_ms.min(ms);
            self.max_ms = self.max_ms.max(ms);
            self.sum_ms += u64::from(ms);
        }
        out.push(Output::Mark {
            number: echo.number,
            mark,
            sent_at,
            round_trip,
        });
    }

    fn finish_session(&mut self, out: &mut Vec<Output>) {
        self.done = true;
        self.due_at = None;
        out.push(Output::Done(self.summary()));
    }
}

/// Multicast and broadcast targets are answered from other addresses.
const fn is_group(dst: Ipv4Addr) -> bool {
    dst.is_multicast() || dst.is_broadcast()
}
