//! `ping` and `traceroute` alone: one question after the other.

use super::probe::source_address;
use crate::ios::{PingCommand, Source, TraceCommand, hex_pattern};
use crate::node::device::Device;
use crate::proto::icmp::ping::{DEFAULT_PATTERN, Sweep};
use crate::types::{InterfaceName, Ipv4Addr};

/// The sizes a router sends.
const SIZES: (u32, u32) = (36, 18_024);
const BAD_SOURCE: &str = "% Invalid source. Must use same-VRF IP address or full interface name without spaces (e.g. Serial0/1)";

/// The question that is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ask {
    Protocol,
    Target,
    Repeat,
    Size,
    Timeout,
    Extended,
    Source,
    TypeOfService,
    DontFragment,
    Validate,
    Pattern,
    Options,
    Sweep,
    SweepMin,
    SweepMax,
    SweepInterval,
    Numeric,
    Probes,
    MinTtl,
    MaxTtl,
    Port,
}

/// A dialog and what was answered so far.
#[derive(Clone, Debug)]
pub(super) struct Dialog {
    ask: Ask,
    ping: PingCommand,
    /// The probes a traceroute sends; `None` for a ping.
    trace: Option<TraceCommand>,
}

/// What comes of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// The next question, or the same again, below this text.
    Ask(String),
    /// No more questions: this text says why.
    GiveUp(String),
    /// All is answered.
    Ping(PingCommand),
    /// All is answered.
    Trace(TraceCommand),
}

impl Dialog {
    pub(super) const fn ping() -> Self {
        Self {
            ask: Ask::Protocol,
            ping: PingCommand::new(Ipv4Addr::UNSPECIFIED),
            trace: None,
        }
    }

    pub(super) const fn traceroute() -> Self {
        Self {
            trace: Some(TraceCommand::new(Ipv4Addr::UNSPECIFIED)),
            ..Self::ping()
        }
    }

    const fn is_trace(&self) -> bool {
        self.trace.is_some()
    }

    /// The question, where the prompt would stand.
    pub(super) fn question(&self) -> String {
        let sweep = self.sweep();
        let number = |text: &str, usual: u32| format!("{text} [{usual}]: ");
        match self.ask {
            Ask::Protocol => "Protocol [ip]: ".to_owned(),
            Ask::Target => "Target IP address: ".to_owned(),
            Ask::Repeat => number("Repeat count", 5),
            Ask::Size => number("Datagram size", 100),
            Ask::Timeout => number("Timeout in seconds", if self.is_trace() { 3 } else { 2 }),
            Ask::Extended => "Extended commands [n]: ".to_owned(),
            Ask::Source if self.is_trace() => "Source address: ".to_owned(),
            Ask::Source => "Source address or interface: ".to_owned(),
            Ask::TypeOfService => number("Type of service", 0),
            Ask::DontFragment => "Set DF bit in IP header? [no]: ".to_owned(),
            Ask::Validate => "Validate reply data? [no]: ".to_owned(),
            Ask::Pattern => format!("Data pattern [0x{DEFAULT_PATTERN:X}]: "),
            Ask::Options => {
                let chosen = if self.ping.verbose { "V" } else { "none" };
                format!("Loose, Strict, Record, Timestamp, Verbose[{chosen}]: ")
            }
            Ask::Sweep => "Sweep range of sizes [n]: ".to_owned(),
            Ask::SweepMin => number("Sweep min size", sweep.min.into()),
            Ask::SweepMax => number("Sweep max size", sweep.max.into()),
            Ask::SweepInterval => number("Sweep interval", sweep.interval.into()),
            Ask::Numeric => "Numeric display [n]: ".to_owned(),
            Ask::Probes => number("Probe count", 3),
            Ask::MinTtl => number("Minimum Time to Live", 1),
            Ask::MaxTtl => number("Maximum Time to Live", 30),
            Ask::Port => number("Port Number", 33_434),
        }
    }

    fn sweep(&self) -> Sweep {
        self.ping.sweep.unwrap_or(Sweep {
            min: SIZES.0 as u16,
            max: SIZES.1 as u16,
            interval: 1,
        })
    }

    /// Takes an answer; an empty one takes what stands in brackets.
    pub(super) fn answer(&mut self, device: &Device, answer: &str) -> Reply {
        let answer = answer.trim();
        match self.take(device, answer) {
            Ok(true) => self.next(answer),
            Ok(false) => Reply::Ask(String::new()),
            Err(Wrong::Again(text)) => Reply::Ask(format!("{text}\n")),
            Err(Wrong::Fatal(text)) => Reply::GiveUp(format!("{text}\n")),
        }
    }

    /// Keeps an answer; `false` if the question is to be asked again.
    fn take(&mut self, device: &Device, answer: &str) -> Result<bool, Wrong> {
        let (ping, sweep) = (self.ping.clone(), self.sweep());
        match self.ask {
            Ask::Protocol if answer.is_empty() || answer.eq_ignore_ascii_case("ip") => {}
            Ask::Protocol => {
                let command = if self.is_trace() { "trace" } else { "ping" };
                return Err(Wrong::Fatal(format!(
                    "% Unknown protocol - \"{answer}\", type \"{command} ?\" for help"
                )));
            }
            Ask::Target => self.ping.target = target(device, answer)?,
            Ask::Repeat => {
                self.ping.repeat = number(answer, ping.repeat, 1, i32::MAX as u32)?;
            }
            Ask::Size => {
                self.ping.size = number(answer, ping.size.into(), SIZES.0, SIZES.1)? as u16;
            }
            Ask::Timeout => {
                let usual = if self.is_trace() { 3 } else { 2 };
                self.ping.timeout_secs = number(answer, usual, 0, 3600)? as u16;
            }
            Ask::Extended | Ask::Sweep | Ask::Numeric => {
                yes_or_no(answer)?;
            }
            Ask::Source => self.ping.source = source(device, answer)?,
            Ask::TypeOfService => self.ping.tos = number(answer, 0, 0, 255)? as u8,
            Ask::DontFragment => self.ping.df = yes_or_no(answer)?,
            Ask::Validate => self.ping.validate = yes_or_no(answer)?,
            Ask::Pattern if answer.is_empty() => {}
            Ask::Pattern => {
                let again = || Wrong::Again("% Bad data pattern".to_owned());
                self.ping.pattern = Some(hex_pattern(answer).ok_or_else(again)?);
            }
            Ask::Options => return self.options(answer),
            Ask::SweepMin => {
                let min = number(answer, SIZES.0, SIZES.0, SIZES.1)? as u16;
                self.ping.sweep = Some(Sweep { min, ..sweep });
            }
            Ask::SweepMax => {
                let max = number(answer, SIZES.1, sweep.min.into(), SIZES.1)? as u16;
                self.ping.sweep = Some(Sweep { max, ..sweep });
            }
            Ask::SweepInterval => {
                let interval = number(answer, 1, 1, SIZES.1)? as u16;
                self.ping.sweep = Some(Sweep { interval, ..sweep });
            }
            Ask::Probes | Ask::MinTtl | Ask::MaxTtl | Ask::Port => self.take_trace(answer)?,
        }
        Ok(true)
    }

    /// Keeps an answer that only a traceroute asks for.
    fn take_trace(&mut self, answer: &str) -> Result<(), Wrong> {
        let Some(trace) = &mut self.trace else {
            return Ok(());
        };
        match self.ask {
            Ask::Probes => trace.probes = number(answer, 3, 1, u16::MAX.into())? as u16,
            Ask::MinTtl => trace.ttl.0 = number(answer, 1, 1, 255)? as u8,
            Ask::MaxTtl => trace.ttl.1 = number(answer, 30, trace.ttl.0.into(), 255)? as u8,
            _ => trace.port = number(answer, trace.port.into(), 0, u16::MAX.into())? as u16,
        }
        Ok(())
    }

    /// Letters of IP options; the question comes again until none is given.
    fn options(&mut self, answer: &str) -> Result<bool, Wrong> {
        if answer.is_empty() {
            return Ok(true);
        }
        let mut wrong = String::new();
        for word in answer.split([' ', ',']).filter(|word| !word.is_empty()) {
            let is = |option: &str| option.starts_with(&word.to_ascii_lowercase());
            if is("verbose") && !self.is_trace() {
                self.ping.verbose = true;
            } else if ["loose", "strict", "record", "timestamp", "verbose"]
                .iter()
                .any(|o| is(o))
            {
                wrong = format!("{} {word}", crate::ios::NOT_SIMULATED);
            } else {
                wrong = "% Invalid option".to_owned();
            }
        }
        match wrong.is_empty() {
            true => Ok(false),
            false => Err(Wrong::Again(wrong)),
        }
    }

    /// The question after this one, or the command.
    fn next(&mut self, answer: &str) -> Reply {
        let is_yes = yes_or_no(answer) == Ok(true);
        let next = match self.ask {
            Ask::Protocol => Ask::Target,
            Ask::Target if self.is_trace() => Ask::Source,
            Ask::Target => Ask::Repeat,
            Ask::Repeat => Ask::Size,
            Ask::Size => Ask::Timeout,
            Ask::Timeout if self.is_trace() => Ask::Probes,
            Ask::Timeout => Ask::Extended,
            Ask::Extended if is_yes => Ask::Source,
            Ask::Extended => Ask::Sweep,
            Ask::Source if self.is_trace() => Ask::Numeric,
            Ask::Source => Ask::TypeOfService,
            Ask::TypeOfService => Ask::DontFragment,
            Ask::DontFragment => Ask::Validate,
            Ask::Validate => Ask::Pattern,
            Ask::Pattern => Ask::Options,
            Ask::Sweep if is_yes => Ask::SweepMin,
            Ask::SweepMin => Ask::SweepMax,
            Ask::SweepMax => Ask::SweepInterval,
            Ask::Numeric => Ask::Timeout,
            Ask::Probes => Ask::MinTtl,
            Ask::MinTtl => Ask::MaxTtl,
            Ask::MaxTtl => Ask::Port,
            Ask::Port => Ask::Options,
            Ask::Options => match &self.trace {
                Some(trace) => {
                    return Reply::Trace(TraceCommand {
                        target: self.ping.target,
                        source: self.ping.source,
                        timeout_secs: self.ping.timeout_secs,
                        ..trace.clone()
                    });
                }
                None => Ask::Sweep,
            },
            Ask::Sweep | Ask::SweepInterval => return Reply::Ping(self.ping.clone()),
        };
        self.ask = next;
        Reply::Ask(String::new())
    }
}

/// An answer that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wrong {
    /// The question comes again below this text.
    Again(String),
    /// The dialog is over.
    Fatal(String),
}

/// An address, or a name that `ip host` knows.
fn target(device: &Device, answer: &str) -> Result<Ipv4Addr, Wrong> {
    let known = answer.parse().ok().or_else(|| device.config().host(answer));
    known.ok_or_else(|| Wrong::Fatal("% Bad IP address".to_owned()))
}

fn source(device: &Device, answer: &str) -> Result<Option<Source>, Wrong> {
    if answer.is_empty() {
        return Ok(None);
    }
    let again = |_| Wrong::Again(BAD_SOURCE.to_owned());
    let source = match answer.parse::<Ipv4Addr>() {
        Ok(addr) => Source::Address(addr),
        Err(_) => {
            let name: InterfaceName = answer.parse().map_err(|_| again(()))?;
            // Abbreviations are for command lines.
            if !name.to_string().eq_ignore_ascii_case(answer) {
                return Err(again(()));
            }
            Source::Interface(name)
        }
    };
    match source_address(device, Some(source)) {
        Ok(_) => Ok(Some(source)),
        Err(_) => Err(again(())),
    }
}

fn number(answer: &str, usual: u32, low: u32, high: u32) -> Result<u32, Wrong> {
    if answer.is_empty() {
        return Ok(usual);
    }
    let is_decimal = answer.bytes().all(|byte| byte.is_ascii_digit());
    let number = answer.parse().ok().filter(|_| is_decimal);
    number
        .filter(|number| (low..=high).contains(number))
        .ok_or_else(|| Wrong::Again(format!("% A decimal number between {low} and {high}.")))
}

/// Reads `y`, `yes`, `n`, `no`; nothing is no.
fn yes_or_no(answer: &str) -> Result<bool, Wrong> {
    super::asking::yes_or_no(answer)
        .or_else(|| answer.is_empty().then_some(false))
        .ok_or_else(|| Wrong::Again(super::asking::PLEASE_ANSWER.to_owned()))
}
