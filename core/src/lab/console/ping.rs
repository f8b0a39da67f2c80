//! `ping`: what it prints, and how long it has the console.

use std::net::Ipv4Addr;

use super::{Action, Console, State};
use crate::ios::{PingCommand, Source};
use crate::node::PingRequest;
use crate::node::device::Device;
use crate::proto::icmp::ping::{Output, Summary};
use crate::time::Duration;
use crate::types::InterfaceName;

/// Marks in a row before a ping goes on below.
const MARKS_PER_ROW: u32 = 70;

/// A ping that has the console.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pinging {
    pub(super) session: Option<u32>,
    pub(super) column: u32,
}

impl Console {
    pub(super) fn ping(&mut self, device: &Device, ping: &PingCommand) -> Action {
        let source = match ping.source {
            None => None,
            Some(Source::Address(addr)) if device.owns(addr) => Some(addr),
            Some(Source::Interface(name)) => match address_of(device, name) {
                Some(addr) => Some(addr),
                None => {
                    return self.refuse(
                        "% Invalid source interface - IP not enabled or interface is down",
                    );
                }
            },
            Some(Source::Address(_)) => {
                return self.refuse(
                    "% Invalid source address- IP address not on any of our up interfaces",
                );
            }
        };
        let seconds = if ping.timeout_secs == 1 {
            "second"
        } else {
            "seconds"
        };
        self.text.push_str(&format!(
            "\nType escape sequence to abort.\nSending {}, {}-byte ICMP Echos to {}, timeout is {} {seconds}:\n",
            ping.repeat, ping.size, ping.target, ping.timeout_secs,
        ));
        if let Some(source) = source {
            self.text
                .push_str(&format!("Packet sent with a source address of {source} \n"));
        }
        if ping.df {
            self.text.push_str("Packet sent with the DF bit set\n");
        }
        self.state = State::Pinging(Pinging::default());
        Action::Ping(PingRequest {
            source,
            repeat: ping.repeat,
            size: ping.size,
            timeout: Duration::from_secs(ping.timeout_secs.into()),
            dont_fragment: ping.df,
            ..PingRequest::new(ping.target)
        })
    }

    fn refuse(&mut self, text: &str) -> Action {
        self.text.push_str(text);
        self.text.push('\n');
        Action::None
    }

    /// The ping that was asked for runs under this number.
    pub(in crate::lab) const fn ping_started(&mut self, session: u32) {
        if let State::Pinging(pinging) = &mut self.state {
            pinging.session = Some(session);
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
            Output::Mark { mark, .. } => {
                self.text.push(mark.character());
                pinging.column += 1;
                if pinging.column == MARKS_PER_ROW {
                    pinging.column = 0;
                    self.text.push('\n');
                }
            }
            Output::Done(summary) => {
                if pinging.column > 0 {
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

fn address_of(device: &Device, name: InterfaceName) -> Option<Ipv4Addr> {
    let interface = &device.interfaces()[usize::from(device.index_of(name)?.0)];
    interface.addr().filter(|_| interface.line_protocol)
}
