//! A device's console: what is typed, what comes back, and the command that has it for a while.

use std::collections::VecDeque;
use std::net::Ipv4Addr;

use super::exec;
use crate::ios::{
    ClearCommand, DeviceContext, Effect, ExecCommand, Mode, PingCommand, Session, Source,
};
use crate::node::PingRequest;
use crate::node::config::DeviceConfig;
use crate::node::device::Device;
use crate::node::effect::Effects;
use crate::node::fact::FactKind;
use crate::proto::icmp::ping::{Output, Summary};
use crate::proto::ike;
use crate::sim::{Fact, Seen};
use crate::time::{Duration, Instant};
use crate::types::{InterfaceName, NodeId, Prefix};

/// Marks in a row before a ping goes on below.
const MARKS_PER_ROW: u32 = 70;
/// At most so many lines are kept that were typed while a command has the console.
const MAX_TYPED_AHEAD: usize = 64;

/// What a line asks of the world.
pub(super) enum Action {
    None,
    Reconfigure(Box<DeviceConfig>),
    Ping(PingRequest),
    Clear(Clear),
}

/// A `clear` command that is acted on.
pub(super) struct Clear(ClearCommand);

/// A ping that has the console.
#[derive(Clone, Copy, Debug)]
struct Pinging {
    session: Option<u32>,
    column: u32,
}

/// A device's console.
#[derive(Clone, Debug)]
pub(super) struct Console {
    pub(super) node: NodeId,
    session: Session,
    pinging: Option<Pinging>,
    typed_ahead: VecDeque<String>,
    pub(super) log: exec::Log,
    /// Printed and not yet told.
    pub(super) text: String,
}

impl Console {
    /// A console at the `#` prompt, as on the article's rack, everything quiet.
    pub(super) fn new(node: NodeId) -> Self {
        Self {
            node,
            session: Session::at(Mode::PrivilegedExec),
            pinging: None,
            typed_ahead: VecDeque::new(),
            log: exec::Log::default(),
            text: String::new(),
        }
    }

    pub(super) fn prompt(&self, device: &Device) -> String {
        self.session.prompt(&device.config().hostname)
    }

    /// Whether a command has the console.
    pub(super) const fn is_busy(&self) -> bool {
        self.pinging.is_some()
    }

    pub(super) fn type_later(&mut self, line: &str) {
        if self.typed_ahead.len() < MAX_TYPED_AHEAD {
            self.typed_ahead.push_back(line.to_owned());
        }
    }

    pub(super) fn next_typed(&mut self) -> Option<String> {
        if self.is_busy() {
            None
        } else {
            self.typed_ahead.pop_front()
        }
    }

    /// Takes a line, prints it behind the prompt, and answers.
    pub(super) fn enter(&mut self, device: &Device, now: Instant, line: &str) -> Action {
        self.text.push_str(&self.prompt(device));
        self.text.push_str(line);
        self.text.push('\n');
        let context = DeviceContext {
            config: device.config(),
            ports: device.ports(),
            kind: device.kind,
        };
        let response = self.session.input(line, &context);
        self.text.push_str(&response.text);
        match response.effect {
            Effect::None => Action::None,
            Effect::Reconfigure(config) => Action::Reconfigure(config),
            Effect::Exec(command) => self.exec(device, now, command),
        }
    }

    fn exec(&mut self, device: &Device, now: Instant, command: ExecCommand) -> Action {
        match command {
            ExecCommand::Show(show, filter) => {
                let text = exec::show(device, now, &show, &self.log);
                self.text.push_str(&exec::filtered(&text, filter.as_ref()));
                Action::None
            }
            ExecCommand::Ping(ping) => self.ping(device, &ping),
            ExecCommand::Debug { what, on } => {
                let text = self.log.set_debug(what, on);
                self.text.push_str(&text);
                Action::None
            }
            ExecCommand::UndebugAll => {
                self.log.undebug_all();
                self.text
                    .push_str("All possible debugging has been turned off\n");
                Action::None
            }
            ExecCommand::Clear(ClearCommand::Logging) => {
                self.log.clear();
                Action::None
            }
            ExecCommand::Clear(ClearCommand::Counters(interface)) => {
                self.clear_counters(device, now, interface)
            }
            ExecCommand::Clear(clear) if Clear::acts(&clear) => Action::Clear(Clear(clear)),
            ExecCommand::WriteMemory => {
                self.text.push_str("Building configuration...\n[OK]\n");
                Action::None
            }
            ExecCommand::TerminalLength(_) | ExecCommand::TerminalMonitor(_) => Action::None,
            ExecCommand::Clear(_)
            | ExecCommand::PingDialog
            | ExecCommand::Traceroute { .. }
            | ExecCommand::EraseStartup
            | ExecCommand::Reload
            | ExecCommand::Logout => {
                self.text.push_str(crate::ios::NOT_SIMULATED);
                self.text.push_str(" this command\n");
                Action::None
            }
        }
    }

    /// `clear counters`; nobody is asked to confirm it.
    fn clear_counters(
        &mut self,
        device: &Device,
        now: Instant,
        interface: Option<InterfaceName>,
    ) -> Action {
        let (on, of) = match interface {
            Some(name) => ("this interface".to_owned(), format!("interface {name}")),
            None => ("all interfaces".to_owned(), "all interfaces".to_owned()),
        };
        self.text.push_str(&format!(
            "Clear \"show interface\" counters on {on} [confirm]\n"
        ));
        let text = format!("%CLEAR-5-COUNTERS: Clear counter on {of} by console");
        for line in self.log.announce(device, now, &text) {
            self.print_line(&line);
        }
        Action::Clear(Clear(ClearCommand::Counters(interface)))
    }

    fn ping(&mut self, device: &Device, ping: &PingCommand) -> Action {
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
        self.pinging = Some(Pinging {
            session: None,
            column: 0,
        });
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
    pub(super) const fn ping_started(&mut self, session: u32) {
        if let Some(pinging) = &mut self.pinging {
            pinging.session = Some(session);
        }
    }

    /// The ping to stop.
    pub(super) fn interrupt(&self) -> Option<u32> {
        self.pinging.and_then(|pinging| pinging.session)
    }

    /// Prints what a fact of this device makes the console say.
    pub(super) fn note(&mut self, device: &Device, fact: &Fact) {
        if let FactKind::Ping { session, output } = &fact.kind {
            self.note_ping(*session, output);
        }
        for line in self.log.lines(device, fact) {
            self.print_line(&line);
        }
    }

    /// Prints what something seen makes the console say.
    pub(super) fn note_sight(&mut self, device: &Device, seen: &Seen) {
        for line in self.log.sight(device, seen) {
            self.print_line(&line);
        }
    }

    /// A line that comes by itself begins in the first column.
    fn print_line(&mut self, line: &str) {
        if let Some(pinging) = &self.pinging
            && pinging.column > 0
            && !self.text.ends_with('\n')
        {
            self.text.push('\n');
        }
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn note_ping(&mut self, session: u32, output: &Output) {
        let Some(pinging) = &mut self.pinging else {
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
                self.pinging = None;
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

impl Clear {
    const fn acts(command: &ClearCommand) -> bool {
        matches!(
            command,
            ClearCommand::CryptoSa { .. }
                | ClearCommand::CryptoIsakmp(_)
                | ClearCommand::CryptoSession(_)
                | ClearCommand::IpRoute(_)
                | ClearCommand::ArpCache
                | ClearCommand::CryptoSaCounters
                | ClearCommand::AccessListCounters(_)
                | ClearCommand::MacAddressTable
        )
    }

    /// Does it.
    pub(super) fn apply(&self, device: &mut Device, now: Instant, fx: &mut Effects) {
        match &self.0 {
            ClearCommand::CryptoSa { peer, .. } => {
                device.clear_crypto(now, ike::Clear::Sa(*peer), fx)
            }
            ClearCommand::CryptoIsakmp(conn_id) => {
                device.clear_crypto(now, ike::Clear::Isakmp(*conn_id), fx)
            }
            ClearCommand::CryptoSession(peer) => {
                device.clear_crypto(now, ike::Clear::Session(*peer), fx)
            }
            ClearCommand::IpRoute(addr) => {
                let prefix = addr
                    .and_then(|addr| device.rib().route_for(addr))
                    .map(|(prefix, _)| prefix);
                device.clear_routes(now, prefix.filter(|prefix| *prefix != Prefix::DEFAULT), fx);
            }
            ClearCommand::ArpCache => device.clear_arp(),
            ClearCommand::CryptoSaCounters => device.clear_crypto_counters(),
            ClearCommand::Counters(interface) => device.clear_counters(now, *interface),
            ClearCommand::AccessListCounters(list) => device.clear_list_matches(list.as_deref()),
            ClearCommand::MacAddressTable => device.clear_macs(),
            // The console's own.
            ClearCommand::Logging => {}
        }
    }
}
