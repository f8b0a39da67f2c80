//! A ping session as a router's console runs it: one echo after the other, a mark for each, statistics at the end.
//!
//! There is no pacing: the next echo leaves as soon as the reply is in, or the timeout is over. Round trips are told in
//! the device's clock ticks (4 ms on routers, 1 ms on switches), as its console prints them.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::time::{Duration, Instant};

const IPV4_HEADER_LEN: u16 = 20;
const ICMP_HEADER_LEN: u16 = 8;
const PROTOCOL_ICMP: u8 = 1;
const TYPE_ECHO: u8 = 8;
/// The least time between two echoes that wait for nothing.
const FLOOD_INTERVAL: Duration = Duration::from_millis(1);

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
    /// The pattern that fills the data.
    pub pattern: u16,
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
            pattern: 0xabcd,
            identifier: 0,
            tick: Duration::from_millis(4),
            tick_phase: Duration::ZERO,
        }
    }
}

/// How an echo ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Mark {
    /// `!`: a reply.
    Reply,
    /// `.`: nothing in time.
    Timeout,
    /// `U`: destination unreachable.
    Unreachable,
    /// `N`: network unreachable.
    NetworkUnreachable,
    /// `P`: protocol unreachable.
    ProtocolUnreachable,
    /// `Q`: source quench.
    SourceQuench,
    /// `M`: fragmentation needed.
    CouldNotFragment,
    /// `A`: administratively prohibited.
    Prohibited,
    /// `?`: some other ICMP message.
    Unknown,
    /// `&`: time to live exceeded.
    LifetimeExceeded,
}

impl Mark {
    /// The character on the console.
    #[must_use]
    pub const fn character(self) -> char {
        match self {
            Self::Reply => '!',
            Self::Timeout => '.',
            Self::Unreachable => 'U',
            Self::NetworkUnreachable => 'N',
            Self::ProtocolUnreachable => 'P',
            Self::SourceQuench => 'Q',
            Self::CouldNotFragment => 'M',
            Self::Prohibited => 'A',
            Self::Unknown => '?',
            Self::LifetimeExceeded => '&',
        }
    }

    /// The mark of an ICMP error (RFC 792, RFC 1812 §5.2.7.1).
    #[must_use]
    pub const fn of_error(kind: u8, code: u8) -> Self {
        match (kind, code) {
            (3, 0 | 6) => Self::NetworkUnreachable,
            (3, 2) => Self::ProtocolUnreachable,
            (3, 4) => Self::CouldNotFragment,
            (3, 9 | 10 | 13) => Self::Prohibited,
            (3, _) => Self::Unreachable,
            (4, _) => Self::SourceQuench,
            (11, _) => Self::LifetimeExceeded,
            _ => Self::Unknown,
        }
    }
}

/// An echo request to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Echo {
    /// Which of the session's echoes, from 0.
    pub number: u32,
    /// ICMP identifier.
    pub identifier: u16,
    /// ICMP sequence number: the low half of `number`.
    pub sequence: u16,
    /// Octets of ICMP data.
    pub data_len: u16,
    /// Milliseconds since boot on the sender's clock; stands in the data.
    pub timestamp_ms: u32,
    /// The pattern that fills the data.
    pub pattern: u16,
}

impl Echo {
    /// Appends the ICMP data: four zero octets, the time stamp, and the pattern.
    pub fn write_data(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&self.timestamp_ms.to_be_bytes());
        out.resize(start + usize::from(self.data_len), 0);
        let pattern = self.pattern.to_be_bytes();
        for pair in out[start..].chunks_mut(2).skip(4) {
            pair.copy_from_slice(&pattern[..pair.len()]);
        }
    }
}

/// Statistics; averages and shares are truncated, as printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Echoes sent.
    pub sent: u32,
    /// Replies in time.
    pub received: u32,
    /// Round trips, if there was a reply.
    pub round_trip: Option<RoundTrip>,
}

impl Summary {
    /// Replies in a hundred echoes, truncated; zero of zero is zero.
    #[must_use]
    pub const fn success_percent(&self) -> u32 {
        if self.sent == 0 {
            0
        } else {
            (self.received as u64 * 100 / self.sent as u64) as u32
        }
    }
}

/// Round trips in whole milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundTrip {
    /// The shortest.
    pub min_ms: u32,
    /// The average, truncated.
    pub avg_ms: u32,
    /// The longest.
    pub max_ms: u32,
}

/// What leaves the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Output {
    /// Send this echo request.
    Send(Echo),
    /// An echo has ended.
    Mark {
        /// Its number.
        number: u32,
        /// How.
        mark: Mark,
        /// When it was sent.
        sent_at: Instant,
        /// The round trip in ticks of the device's clock, for a reply.
        round_trip: Option<Duration>,
    },
    /// A message that belongs to no echo in flight.
    Ignored(IgnoreReason),
    /// The session is over.
    Done(Summary),
}

/// Why a message ended no echo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum IgnoreReason {
    /// Another session's identifier.
    #[error("other identifier")]
    OtherIdentifier,
    /// A reply or error to an echo that has already ended: late, or twice.
    #[error("late or duplicate")]
    Late,
    /// An error whose quoted header is not one of this session's echoes.
    #[error("error about something else")]
    OtherDatagram,
    /// A reply from another address than the target.
    #[error("reply from another address")]
    OtherSource,
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
        out: &mut Vec<Output>,
    ) {
        if identifier != self.config.identifier {
            out.push(Output::Ignored(IgnoreReason::OtherIdentifier));
        } else if src != self.config.dst && !is_group(self.config.dst) {
            out.push(Output::Ignored(IgnoreReason::OtherSource));
        } else {
            self.finish(now, sequence, Mark::Reply, out);
        }
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
        if self.sent >= self.config.repeat {
            self.finish_session(out);
            return;
        }
        let headers = IPV4_HEADER_LEN + ICMP_HEADER_LEN;
        let echo = Echo {
            number: self.sent,
            identifier: self.config.identifier,
            sequence: self.sent as u16,
            data_len: self.config.size.saturating_sub(headers),
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
        let round_trip = (mark == Mark::Reply).then(|| self.ticks_between(sent_at, now));
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

    /// The time between two instants as a clock that only moves in ticks sees it.
    fn ticks_between(&self, from: Instant, to: Instant) -> Duration {
        let tick = self.config.tick.as_nanos() as u64;
        if tick == 0 {
            return to.since(from);
        }
        let phase = self.config.tick_phase.as_nanos() as u64 % tick;
        let stamp = |at: Instant| (at.as_nanos() + tick - phase) / tick;
        Duration::from_nanos((stamp(to) - stamp(from)) * tick)
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

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: Ipv4Addr = Ipv4Addr::new(155, 1, 58, 5);

    fn ms(ms: u64) -> Instant {
        Instant::from_millis(ms)
    }

    /// Runs a session whose echo `n` is answered after `round_trips[n]` ms, or not at all. Returns marks and summary.
    fn run(config: Config, round_trips: &[Option<u64>]) -> (String, Summary, Instant) {
        let mut ping = Ping::new(config);
        let (mut marks, mut now, mut out) = (String::new(), Instant::ZERO, Vec::new());
        ping.start(now, &mut out);
        loop {
            let mut echo = None;
            for output in out.drain(..) {
                match output {
                    Output::Send(sent) => echo = Some(sent),
                    Output::Mark { mark, .. } => marks.push(mark.character()),
                    Output::Ignored(reason) => panic!("{reason}"),
                    Output::Done(summary) => return (marks, summary, now),
                }
            }
            let echo = echo.expect("a session sends or ends");
            match round_trips.get(echo.number as usize).copied().flatten() {
                Some(after) => {
                    now += Duration::from_millis(after);
                    ping.handle_reply(now, TARGET, 0, echo.sequence, &mut out);
                }
                None => {
                    now = ping.poll_timeout().expect("an echo in flight has an end");
                    ping.handle_timeout(now, &mut out);
                }
            }
        }
    }

    #[test]
    fn five_replies_without_pacing() {
        let trips = [Some(64), Some(67), Some(220), Some(70), Some(71)];
        let (marks, summary, ended) = run(Config::new(TARGET), &trips);
        assert_eq!(marks, "!!!!!");
        assert_eq!(ended, ms(64 + 67 + 220 + 70 + 71));
        let round_trip = summary.round_trip.unwrap();
        assert_eq!(summary.success_percent(), 100);
        assert_eq!(round_trip.min_ms, 64);
        assert_eq!(round_trip.max_ms % 4, 0);
        // 64, 131, 351, 421, 492 fall into ticks 16, 32, 87, 105, 123: 64 + 64 + 220 + 72 + 72 = 492.
        assert_eq!((round_trip.max_ms, round_trip.avg_ms), (220, 98));
    }

    #[test]
    fn a_lost_echo_costs_exactly_its_timeout() {
        let mut config = Config::new(TARGET);
        config.repeat = 3;
        let (marks, summary, ended) = run(config, &[None, Some(8), None]);
        assert_eq!(marks, ".!.");
        assert_eq!(ended, ms(4008));
        assert_eq!((summary.sent, summary.received), (3, 1));
        assert_eq!(summary.success_percent(), 33);
    }

    #[test]
    fn the_articles_percentage_is_truncated() {
        let summary = Summary {
            sent: 1235,
            received: 1221,
            round_trip: None,
        };
        assert_eq!(summary.success_percent(), 98);
        assert_eq!(Summary::default().success_percent(), 0);
    }

    #[test]
    fn a_switch_tells_single_milliseconds() {
        let mut config = Config::new(TARGET);
        config.tick = Duration::from_millis(1);
        config.repeat = 2;
        let (_, summary, _) = run(config, &[Some(67), Some(70)]);
        let round_trip = summary.round_trip.unwrap();
        assert_eq!((round_trip.min_ms, round_trip.max_ms), (67, 70));
        assert_eq!(round_trip.avg_ms, 68);
    }

    #[test]
    fn an_abort_counts_the_echo_in_flight_as_lost() {
        let mut ping = Ping::new(Config::new(TARGET));
        let mut out = Vec::new();
        ping.start(ms(0), &mut out);
        ping.handle_reply(ms(10), TARGET, 0, 0, &mut out);
        out.clear();
        ping.abort(ms(500), &mut out);
        let [Output::Mark { mark, number, .. }, Output::Done(summary)] = out[..] else {
            panic!("{out:?}")
        };
        assert_eq!((mark, number), (Mark::Timeout, 1));
        assert_eq!((summary.sent, summary.received), (2, 1));
        assert_eq!(ping.poll_timeout(), None);
        out.clear();
        ping.abort(ms(501), &mut out);
        assert!(out.is_empty());
    }

    #[test]
    fn errors_are_matched_by_the_header_they_quote() {
        let mut ping = Ping::new(Config::new(TARGET));
        let mut out = Vec::new();
        ping.start(ms(0), &mut out);
        out.clear();
        let mut quoted = [0; 28];
        quoted[0] = 0x45;
        quoted[9] = 1;
        quoted[16..20].copy_from_slice(&TARGET.octets());
        quoted[20] = 8;
        for len in 0..28 {
            ping.handle_error(ms(1), 3, 1, &quoted[..len], &mut out);
            assert_eq!(
                out.pop(),
                Some(Output::Ignored(IgnoreReason::OtherDatagram))
            );
        }
        let mut other = quoted;
        other[25] = 1; // identifier
        ping.handle_error(ms(1), 3, 1, &other, &mut out);
        assert_eq!(
            out.pop(),
            Some(Output::Ignored(IgnoreReason::OtherDatagram))
        );
        ping.handle_error(ms(2), 3, 1, &quoted, &mut out);
        assert!(matches!(
            out[0],
            Output::Mark {
                mark: Mark::Unreachable,
                ..
            }
        ));
        assert!(matches!(out[1], Output::Send(Echo { number: 1, .. })));
    }

    #[test]
    fn late_duplicate_and_foreign_replies_are_named() {
        let mut ping = Ping::new(Config::new(TARGET));
        let mut out = Vec::new();
        ping.start(ms(0), &mut out);
        ping.handle_timeout(ms(1999), &mut out);
        assert_eq!(out.len(), 1, "nothing is due yet");
        ping.handle_timeout(ms(2000), &mut out);
        out.clear();
        let mut reason = |src, identifier, sequence| {
            ping.handle_reply(ms(2100), src, identifier, sequence, &mut out);
            out.pop()
        };
        use IgnoreReason::{Late, OtherIdentifier, OtherSource};
        assert_eq!(reason(TARGET, 0, 0), Some(Output::Ignored(Late)));
        assert_eq!(reason(TARGET, 9, 1), Some(Output::Ignored(OtherIdentifier)));
        let stranger = Ipv4Addr::new(1, 2, 3, 4);
        assert_eq!(reason(stranger, 0, 1), Some(Output::Ignored(OtherSource)));
    }

    #[test]
    fn a_timeout_of_zero_floods_but_not_at_one_instant() {
        let mut config = Config::new(TARGET);
        config.timeout = Duration::ZERO;
        config.repeat = 100;
        let (marks, _, ended) = run(config, &[]);
        assert_eq!(marks, ".".repeat(100));
        assert_eq!(ended, ms(100));
    }

    #[test]
    fn the_data_is_a_time_stamp_and_the_pattern() {
        let mut ping = Ping::new(Config::new(TARGET));
        let mut out = Vec::new();
        ping.start(ms(0x0102), &mut out);
        let Output::Send(echo) = out[0] else {
            panic!("{out:?}")
        };
        let mut data = vec![9];
        echo.write_data(&mut data);
        assert_eq!(data.len(), 1 + 72);
        assert_eq!(data[1..11], [0, 0, 0, 0, 0, 0, 1, 2, 0xab, 0xcd]);
        let short = Echo {
            data_len: 3,
            ..echo
        };
        data.clear();
        short.write_data(&mut data);
        assert_eq!(data, [0; 3]);
    }

    #[test]
    fn no_echo_at_all_is_a_session_too() {
        let mut config = Config::new(TARGET);
        config.repeat = 0;
        let (marks, summary, _) = run(config, &[]);
        assert_eq!((marks.as_str(), summary.sent), ("", 0));
    }
}
