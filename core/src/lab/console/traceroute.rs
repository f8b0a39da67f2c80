//! `traceroute`: what it prints, and how long it has the console.

use std::net::Ipv4Addr;

use super::probe::source_address;
use super::{Action, Console, State};
use crate::ios::TraceCommand;
use crate::node::TraceRequest;
use crate::node::device::Device;
use crate::proto::icmp::traceroute::{End, Output};
use crate::time::Duration;

/// A traceroute that has the console.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tracing {
    pub(super) session: Option<u32>,
    /// Probes a hop.
    probes: u16,
    /// Whose address was printed last in this hop.
    shown: Option<Ipv4Addr>,
    /// Whether something of this hop has been printed.
    has_begun: bool,
    /// Whether the line goes on.
    pub(super) is_open: bool,
}

impl Console {
    /// Starts it; `lead` stands before the first line.
    pub(super) fn traceroute(
        &mut self,
        device: &Device,
        trace: &TraceCommand,
        lead: &str,
    ) -> Action {
        let source = match source_address(device, trace.source) {
            Ok(source) => source,
            Err(text) => return self.refuse(text),
        };
        self.text.push_str(lead);
        self.text.push_str(&format!(
            "Type escape sequence to abort.\nTracing the route to {}\n\n",
            trace.target
        ));
        self.state = State::Tracing(Tracing {
            session: None,
            probes: trace.probes,
            shown: None,
            has_begun: false,
            is_open: false,
        });
        Action::Trace(TraceRequest {
            source,
            timeout: Duration::from_secs(trace.timeout_secs.into()),
            probes: trace.probes,
            ttl: trace.ttl,
            port: trace.port,
            ..TraceRequest::new(trace.target)
        })
    }

    pub(super) fn note_trace(&mut self, session: u32, output: &Output) {
        let State::Tracing(tracing) = &mut self.state else {
            return;
        };
        // The first facts come while it is being started.
        if tracing.session.is_some_and(|own| own != session) {
            return;
        }
        let text = &mut self.text;
        match output {
            Output::Send(probe) if probe.index == 0 => {
                text.push_str(&format!("{:>3} ", probe.ttl));
                (tracing.shown, tracing.has_begun) = (None, false);
                tracing.is_open = true;
            }
            Output::Answered {
                probe,
                from,
                answer,
                round_trip,
            } => {
                if let Some(from) = from.filter(|from| tracing.shown != Some(*from)) {
                    // Another one than before goes on below.
                    let place = if tracing.has_begun { "\n    " } else { "" };
                    text.push_str(&format!("{place}{from}"));
                    tracing.shown = Some(from);
                }
                let ms = round_trip.unwrap_or_default().as_millis();
                match answer.code() {
                    None => text.push_str(&format!(" {ms} msec")),
                    Some(code) => text.push_str(&format!(" {code} ")),
                }
                tracing.has_begun = true;
                if probe.index + 1 >= tracing.probes {
                    text.push('\n');
                    tracing.is_open = false;
                }
            }
            Output::Done(end) => {
                if *end == End::Aborted && tracing.is_open {
                    text.push('\n');
                }
                self.state = State::Prompt;
                self.is_prompted = true;
            }
            Output::Send(_) | Output::Ignored(_) => {}
        }
    }
}
