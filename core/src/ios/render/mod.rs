//! The running configuration as text, in IOS 12.4's order; what is default is not shown.

pub(super) mod acl;
mod crypto;
mod interface;
mod listing;
mod router;

use crate::node::config::{DeviceConfig, Logging, Stamp, TrackObject};
use crate::types::InterfaceName;

use super::change::global::SEVERITIES;
use super::change::kept::{Family, Place, families, place};
use super::change::switchport::default_name;
use super::grammar::Table;
use super::mode::{DeviceKind, KeptMode, track_block};
pub(super) use listing::{Block, blocks};

/// What `show running-config` prints.
#[must_use]
pub fn show_running_config(config: &DeviceConfig, kind: DeviceKind) -> String {
    with_size(&render(config, kind))
}

fn with_size(text: &str) -> String {
    let bytes = text.len();
    format!("Building configuration...\n\nCurrent configuration : {bytes} bytes\n{text}\n")
}

/// The running configuration, from the first `!` to `end`.
#[must_use]
pub fn render(config: &DeviceConfig, kind: DeviceKind) -> String {
    page(config, kind).text()
}

fn page(config: &DeviceConfig, kind: DeviceKind) -> Page {
    let mut page = Page::default();
    head(&mut page, config, kind);
    objects(&mut page, config);
    crypto::render(&mut page, config);
    for name in config.interfaces.keys() {
        page.separator();
        interface::render(&mut page, config, kind, *name);
    }
    router::render(&mut page, config);
    tail(&mut page, config, kind);
    page
}

/// The block of one interface, as `show running-config interface` prints it; `None` if there is no such interface.
#[must_use]
pub fn interface_block(
    config: &DeviceConfig,
    kind: DeviceKind,
    name: InterfaceName,
) -> Option<String> {
    config.interfaces.get(&name)?;
    let mut page = Page::default();
    page.separator();
    interface::render(&mut page, config, kind, name);
    page.line("end");
    Some(with_size(&page.text()))
}

/// Text being written, line by line; a line of a block starts with a blank. A banner is one line here.
#[derive(Default)]
struct Page {
    lines: Vec<String>,
}

impl Page {
    fn text(&self) -> String {
        let mut text = String::with_capacity(self.lines.iter().map(|line| line.len() + 1).sum());
        for line in &self.lines {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    fn line(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    /// A line of a block.
    fn inner(&mut self, line: impl AsRef<str>) {
        self.lines.push(format!(" {}", line.as_ref()));
    }

    fn inner_if(&mut self, is_shown: bool, line: &str) {
        if is_shown {
            self.inner(line);
        }
    }

    fn separator(&mut self) {
        self.line("!");
    }

    /// A separator and lines, or nothing.
    fn section(&mut self, lines: Vec<String>) {
        if !lines.is_empty() {
            self.separator();
            self.lines(lines);
        }
    }

    fn lines(&mut self, lines: Vec<String>) {
        self.lines.extend(lines);
    }
}

/// The lines kept for a block, in the order of their families; `shown` gives the default lines that are printed.
fn kept(
    config: &DeviceConfig,
    table: Table,
    block: &str,
    at: Place,
    shown: &dyn Fn(&Family) -> Option<String>,
) -> Vec<String> {
    let stored = config
        .unsimulated
        .get(block)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let mut here = stored
        .iter()
        .filter(|line| place(table, line) == at)
        .peekable();
    let mut lines = Vec::new();
    for family in families(table).iter().filter(|family| family.place == at) {
        let before = lines.len();
        while let Some(line) = here.next_if(|line| family.owns(table, line)) {
            lines.push(line.clone());
        }
        if lines.len() == before {
            lines.extend(shown(family));
        }
    }
    lines.extend(here.cloned());
    lines
}

/// The lines kept in global configuration mode.
fn kept_globally(config: &DeviceConfig, kind: DeviceKind, at: Place) -> Vec<String> {
    kept(config, Table::Global, "", at, &|family| {
        let is_shown = family.is_shown && !(kind == DeviceKind::Switch && family.head == "ip cef");
        is_shown.then(|| match family.default {
            "" => format!("no {}", family.head),
            default => default.to_owned(),
        })
    })
}

fn head(page: &mut Page, config: &DeviceConfig, kind: DeviceKind) {
    page.separator();
    page.line("version 12.4");
    page.line(timestamps("debug", config.timestamps.debug));
    page.line(timestamps("log", config.timestamps.log));
    page.lines(kept_globally(config, kind, Place::Service));
    if config.logging.has_sequence_numbers {
        page.line("service sequence-numbers");
    }
    page.separator();
    page.line(format!("hostname {}", config.hostname));
    page.separator();
    page.line("boot-start-marker");
    page.lines(kept_globally(config, kind, Place::Boot));
    page.line("boot-end-marker");
    page.separator();
    logging(page, &config.logging);
    page.lines(kept_globally(config, kind, Place::Secrets));
    page.separator();
    page.lines(kept_globally(config, kind, Place::Aaa));
    if let Some(on) = config.ip_routing {
        page.line(if on { "ip routing" } else { "no ip routing" });
    }
    page.section(names(config, kind));
    page.section(kept_globally(config, kind, Place::Users));
    kept_blocks(page, config, KeptMode::SlaMonitor);
    page.lines(kept_globally(config, kind, Place::Sla));
}

/// Name look-up: `ip host` stands before the name servers.
fn names(config: &DeviceConfig, kind: DeviceKind) -> Vec<String> {
    let mut lines = kept_globally(config, kind, Place::Names);
    let after = ["ip name-server", "ip multicast-routing"];
    let at = lines
        .iter()
        .position(|line| after.iter().any(|head| line.starts_with(head)));
    let hosts = config.hosts.iter().map(|(name, addresses)| {
        let addresses: Vec<_> = addresses.iter().map(ToString::to_string).collect();
        format!("ip host {name} {}", addresses.join(" "))
    });
    let at = at.unwrap_or(lines.len());
    lines.splice(at..at, hosts);
    lines
}

fn timestamps(what: &str, stamp: Stamp) -> String {
    match stamp {
        Stamp::None => format!("no service timestamps {what} uptime"),
        Stamp::Uptime => format!("service timestamps {what} uptime"),
        Stamp::Datetime(datetime) => {
            let mut line = format!("service timestamps {what} datetime");
            for (is_given, word) in [
                (datetime.msec, " msec"),
                (datetime.localtime, " localtime"),
                (datetime.show_timezone, " show-timezone"),
                (datetime.year, " year"),
            ] {
                line.push_str(if is_given { word } else { "" });
            }
            line
        }
    }
}

/// Where messages go, if not where they go by default.
fn logging(page: &mut Page, logging: &Logging) {
    let default = Logging::default();
    let name = |level: u8| SEVERITIES[usize::from(level.min(7))];
    let buffer = (logging.buffered, logging.buffer_size);
    match buffer {
        (None, _) => page.line("no logging buffered"),
        _ if buffer == (default.buffered, default.buffer_size) => {}
        (Some(level), size) => page.line(format!("logging buffered {size} {}", name(level))),
    }
    for (word, level) in [("console", logging.console), ("monitor", logging.monitor)] {
        match level {
            None => page.line(format!("no logging {word}")),
            Some(7) => {}
            Some(level) => page.line(format!("logging {word} {}", name(level))),
        }
    }
    if logging.is_off {
        page.line("no logging on");
    }
}

fn tracked(object: TrackObject) -> String {
    match object {
        TrackObject::LineProtocol(name) => format!("interface {name} line-protocol"),
        TrackObject::IpRouting(name) => format!("interface {name} ip routing"),
        TrackObject::Reachability(prefix) => {
            format!(
                "ip route {} {} reachability",
                prefix.network(),
                prefix.mask()
            )
        }
        TrackObject::Rtr {
            operation,
            reachability,
        } => {
            let what = if reachability { " reachability" } else { "" };
            format!("rtr {operation}{what}")
        }
    }
}

/// Tracked objects and VLANs.
fn objects(page: &mut Page, config: &DeviceConfig) {
    for (number, track) in &config.tracks {
        page.separator();
        page.line(format!("track {number} {}", tracked(track.object)));
        block_lines(page, config, &track_block(*number));
    }
    for (vlan, name) in &config.vlans {
        page.separator();
        page.line(format!("vlan {vlan}"));
        page.inner_if(*name != default_name(*vlan), &format!("name {name}"));
        block_lines(page, config, &format!("vlan {vlan}"));
    }
}

/// The blocks of a mode of which nothing is simulated.
fn kept_blocks(page: &mut Page, config: &DeviceConfig, what: KeptMode) {
    let command = what.command();
    let all = config.unsimulated.keys();
    let is_one = |block: &&String| {
        let rest = block.strip_prefix(command);
        rest.is_some_and(|rest| rest.starts_with(' '))
    };
    for block in all.filter(is_one) {
        page.separator();
        page.line(block.as_str());
        block_lines(page, config, block);
    }
}

/// All lines kept for a block.
fn block_lines(page: &mut Page, config: &DeviceConfig, block: &str) {
    for line in config.unsimulated.get(block).into_iter().flatten() {
        page.inner(line);
    }
}

fn tail(page: &mut Page, config: &DeviceConfig, kind: DeviceKind) {
    page.separator();
    if let Some(gateway) = config.default_gateway {
        page.line(format!("ip default-gateway {gateway}"));
    }
    if kind == DeviceKind::Router {
        page.line("ip forward-protocol nd");
    }
    for route in &config.static_routes {
        page.line(router::static_route(route));
    }
    page.lines(kept_globally(config, kind, Place::Routes));
    page.separator();
    page.lines(kept_globally(config, kind, Place::Http));
    acl::named(page, config);
    page.section(kept_globally(config, kind, Place::Logging));
    acl::numbered(page, config);
    page.section(kept_globally(config, kind, Place::Tail));
    kept_blocks(page, config, KeptMode::RouteMap);
    page.section(kept_globally(config, kind, Place::Snmp));
    page.separator();
    page.line("control-plane");
    page.section(kept_globally(config, kind, Place::Banner));
    page.separator();
    terminal_lines(page, config, kind);
    page.separator();
    page.lines(kept_globally(config, kind, Place::End));
    page.line("end");
}

fn terminal_lines(page: &mut Page, config: &DeviceConfig, kind: DeviceKind) {
    let always: &[&str] = match kind {
        DeviceKind::Router => &["line con 0", "line aux 0", "line vty 0 4"],
        DeviceKind::Switch => &["line con 0", "line vty 0 4", "line vty 5 15"],
    };
    let stored = config.unsimulated.keys().map(String::as_str);
    let others = stored.filter(|block| block.starts_with("line ") && !always.contains(block));
    for block in always.iter().copied().chain(others) {
        page.line(block);
        let is_vty = block.starts_with("line vty");
        let login =
            |family: &Family| (is_vty && family.head == "login").then(|| "login".to_owned());
        for line in kept(config, Table::Line, block, Place::Last, &login) {
            page.inner(line);
        }
        for line in kept(config, Table::Line, block, Place::Tail, &|_| None) {
            page.inner(line);
        }
    }
}
