//! `ping`: what it prints, and how long it has the console.

use super::probe::source_address;
use super::{Action, Console, State};
use crate::ios::PingCommand;
use crate::node::PingRequest;
use crate::node::device::Device;
use crate::proto::icmp::ping::{DEFAULT_PATTERN, Mark, Output, Summary, Sweep};
use crate::time::Duration;

/// Marks in a row before a ping goes on below.
const MARKS_PER_ROW: u32 = 70;

/// A ping that has the console.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pinging {
    pub(super) session: Option<u32>,
    /// Marks in this row.
    column: u32,
    /// The last thing printed is a mark.
    pub(super) is_open: bool,
    /// A line an echo.
    is_verbose: bool,
    sweep: Option<Sweep>,
}

impl Pinging {
    /// What is said of an echo instead of its mark.
    fn verbose_line(&self, number: u32, mark: Mark, round_trip: Option<Duration>) -> String {
        let size = self
            .sweep
            .map(|sweep| format!(" (size {})", sweep.size(number)));
        let size = size.unwrap_or_default();
        let ms = round_trip.unwrap_or_default().as_millis();
        match mark {
            Mark::Reply => format!("Reply to request {number} ({ms} ms){size}\n"),
            Mark::Timeout => format!("Request {number} timed out{size}\n"),
            other => format!("Request {number} failed: {}{size}\n", other.character()),
        }
    }
}

impl Console {
    /// Starts it; `lead` stands before the first line.
    pub(super) fn ping(&mut self, device: &Device, ping: &PingCommand, lead: &str) -> Action {
        let source = match source_address(device, ping.source) {
            Ok(source) => source,
            Err(text) => return self.refuse(text),
        };
        let size = match ping.sweep {
            Some(sweep) => format!("[{}..{}]", sweep.min, sweep.max),
            None => ping.size.to_string(),
        };
        let count = ping.sweep.map_or(ping.repeat, |sweep| {
            ping.repeat.saturating_mul(sweep.sizes())
        });
        self.text.push_str(lead);
        self.text.push_str(&format!(
            "Type escape sequence to abort.\nSending {count}, {size}-byte ICMP Echos to {}, timeout is {} seconds:\n",
            ping.target, ping.timeout_secs,
        ));
        if let Some(source) = source {
            self.text
                .push_str(&format!("Packet sent with a source address of {source} \n"));
        }
        if ping.df {
            self.text.push_str("Packet sent with the DF bit set\n");
        }
        if let Some(pattern) = ping.pattern.filter(|pattern| *pattern != DEFAULT_PATTERN) {
            self.text
                .push_str(&format!("Packet has data pattern 0x{pattern:04X}\n"));
        }
        if ping.validate {
            self.text.push_str("Reply data will be validated\n");
        }
        self.state = State::Pinging(Pinging {
            is_verbose: ping.verbose,
            sweep: ping.sweep,
            ..Pinging::default()
        });
        Action::Ping(PingRequest {
            source,
            repeat: ping.repeat,
            size: ping.size,
            timeout: Duration::from_secs(ping.timeout_secs.into()),
            dont_fragment: ping.df,
            tos: ping.tos,
            pattern: ping.pattern.unwrap_or(DEFAULT_PATTERN),
            validate: ping.validate,
            sweep: ping.sweep,
            ..PingRequest::new(ping.target)
        })
    }

    pub(super) fn refuse(&mut self, text: &str) -> Action {
        self.text.push_str(text);
        self.text.push('\n');
        Action::None
    }

    /// The ping or traceroute that was asked for runs under this number.
    pub(in crate::lab) const fn probe_started(&mut self, number: u32) {
        match &mut self.state {
            State::Pinging(pinging) => pinging.session = Some(number),
            State::Tracing(tracing) => tracing.session = Some(number),
            _ => {}
        }
    }

    pub(super) fn note_ping(&mut self, session: u32, output: &Output) {
        let State::Pinging(pinging) = &mut self.state else {
            return;
        };
        // The first facts of a ping come while it is being started.
        if pinging.session.is_some_and(|own| own != session) {
            return;
        }
        match output {
            Output::Mark {
                number,
                mark,
                round_trip,
                ..
            } if pinging.is_verbose => {
                let line = pinging.verbose_line(*number, *mark, *round_trip);
                self.text.push_str(&line);
            }
            Output::Mark { mark, .. } => {
                self.text.push(mark.character());
                pinging.column += 1;
                pinging.is_open = pinging.column < MARKS_PER_ROW;
                if !pinging.is_open {
                    pinging.column = 0;
                    self.text.push('\n');
                }
            }
            Output::Done(summary) => {
                if pinging.is_open {
                    self.text.push('\n');
                }
                self.text.push_str(&success(summary));
                self.state = State::Prompt;
                self.is_prompted = true;
            }
            Output::Send(_) | Output::Ignored(_) => {}
        }
    }
}

fn success(summary: &Summary) -> String {
    let head = format!(
        "Success rate is {} percent ({}/{})",
        summary.success_percent(),
        summary.received,
        summary.sent
    );
    match summary.round_trip {
        Some(rtt) => {
            format!(
                "{head}, round-trip min/avg/max = {}/{}/{} ms\n",
                rtt.min_ms, rtt.avg_ms, rtt.max_ms
            )
        }
        None => format!("{head}\n"),
    }
}
