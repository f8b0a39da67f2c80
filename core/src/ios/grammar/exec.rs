//! `>` and `#`, but for `show`.

use super::super::exec::{self, ExecCommand};
use super::{Action, Rule};

/// The commands.
pub(super) const RULES: &[Rule] = &[
    Rule::new("enable [level:<0-15>]", Action::Privilege(true)),
    Rule::new("disable [level:<0-15>]", Action::Privilege(false)),
    Rule::new("configure terminal", Action::Configure).privileged(),
    Rule::new("configure", Action::Exec(|_| Some(ExecCommand::ConfigureDialog))).privileged(),
    Rule::new("exit", Action::Exec(|_| Some(ExecCommand::Logout))),
    Rule::new("logout", Action::Exec(|_| Some(ExecCommand::Logout))),
    Rule::new("quit", Action::Exec(|_| Some(ExecCommand::Logout))),
    Rule::new(
        "ping [[ip] target:A.B.C.D [repeat count:<1-2147483647>|size octets:<36-18024>|timeout seconds:<0-3600>|\
         source {source-interface:IF|source-address:A.B.C.D}|df-bit|validate|data pattern:HEX]*]",
        Action::Exec(exec::ping),
    ),
    Rule::new("ping [ip] host-name:WORD [rest:LINE]", Action::Host),
    Rule::new(
        "traceroute [[ip] target:A.B.C.D [source {source-interface:IF|source-address:A.B.C.D}|\
         timeout seconds:<0-3600>|probe probes:<1-65535>|ttl min-ttl:<1-255> max-ttl:<1-255>|port port-number:<0-65535>|numeric]*]",
        Action::Exec(exec::traceroute),
    ),
    Rule::new("traceroute [ip] host-name:WORD [rest:LINE]", Action::Host),
    Rule::new("terminal length lines:<0-512>", Action::Exec(exec::terminal_length)),
    Rule::new("terminal monitor", Action::Exec(|_| Some(ExecCommand::TerminalMonitor(true)))),
    Rule::new("terminal no monitor", Action::Exec(|_| Some(ExecCommand::TerminalMonitor(false)))),
    Rule::new("terminal width columns:<0-512>", Action::Exec(|_| None)),
    Rule::new("terminal no length", Action::Exec(|_| Some(ExecCommand::TerminalLength(24)))),
    Rule::new("terminal history [size lines:<0-256>]", Action::Exec(exec::terminal_history)),
    Rule::new(
        "terminal no history",
        Action::Exec(|_| Some(ExecCommand::TerminalHistory { size: None, on: false })),
    ),
    Rule::new(
        "terminal no history size",
        Action::Exec(|_| Some(ExecCommand::TerminalHistory { size: Some(10), on: true })),
    ),
    Rule::new("terminal no width", Action::Exec(|_| None)),
    Rule::new("telnet host-name:WORD [port:<1-65535>]", Action::Exec(|_| None)),
    Rule::new("ssh rest:LINE", Action::Exec(|_| None)),
    Rule::new(
        "debug {crypto {isakmp|ipsec|engine}|standby [errors|events|packets|terse]|ip {rip [events]|routing|icmp|packet [list:<1-2699>] [detail]}|\
         arp|frame-relay {lmi|packet|events}|track}",
        Action::Debug,
    )
    .privileged()
    .no(
        "debug {all|crypto {isakmp|ipsec|engine}|standby [errors|events|packets|terse]|ip {rip [events]|routing|icmp|packet [list:<1-2699>] [detail]}|\
         arp|frame-relay {lmi|packet|events}|track}",
    ),
    Rule::new(
        "debug {all|crypto {pki|verbose|condition}|condition|ip {nat|ospf|udp|tcp|policy|rip {database|trigger}|cef}|\
         standby {condition|events {all|detail|icmp|protocol|redundancy|terse|track}|packets {advertise|all|coup|detail|hello|resign|terse}}|\
         frame-relay {inverse-arp|lmi interface|packet interface|events interface}|spanning-tree|ethernet|serial|ntp|ppp} [rest:LINE]",
        Action::Exec(|_| None),
    )
    .privileged(),
    Rule::new(
        "undebug {all|crypto {isakmp|ipsec|engine}|standby [errors|events|packets|terse]|ip {rip [events]|routing|icmp|packet [list:<1-2699>] [detail]}|\
         arp|frame-relay {lmi|packet|events}|track}",
        Action::Exec(exec::undebug),
    )
    .privileged(),
    Rule::new(
        "clear {crypto {sa [peer peer-address:A.B.C.D|map map-name:WORD|counters]|isakmp [connection:<1-2147483647>]|\
         session [remote peer-address:A.B.C.D]}|ip route {*|network:A.B.C.D [mask:A.B.C.D]}|\
         arp-cache [interface interface-name:IF|address:A.B.C.D]|frame-relay inarp|\
         counters [interface-name:IF]|{access-list|ip access-list} counters [list-name:WORD]|logging|mac address-table dynamic|mac-address-table dynamic}",
        Action::Exec(exec::clear),
    )
    .privileged(),
    Rule::new(
        "clear {line|host|ip {arp|nat|cache}|cdp|spanning-tree} [rest:LINE]",
        Action::Exec(|_| None),
    )
    .privileged(),
    Rule::new("write [memory]", Action::Exec(|_| Some(ExecCommand::WriteMemory))).privileged(),
    Rule::new("write erase", Action::Exec(|_| Some(ExecCommand::EraseStartup))).privileged(),
    Rule::new("write terminal", Action::Exec(super::show::running)).privileged(),
    Rule::new("copy running-config startup-config", Action::Exec(|_| Some(ExecCommand::SaveConfig))).privileged(),
    Rule::new("copy startup-config running-config", Action::Exec(|_| Some(ExecCommand::MergeStartup))).privileged(),
    Rule::new("copy {running-config|startup-config|tftp|flash} rest:LINE", Action::Exec(|_| None)).privileged(),
    Rule::new("erase startup-config", Action::Exec(|_| Some(ExecCommand::EraseStartup))).privileged(),
    Rule::new("reload", Action::Exec(|_| Some(ExecCommand::Reload))).privileged(),
    Rule::new("reload {in|at|cancel} [rest:LINE]", Action::Exec(|_| None)).privileged(),
    Rule::new(
        "clock set time:WORD {day:<1-31> month:WORD|month:WORD day:<1-31>} year:<1993-2035>",
        Action::Exec(exec::set_clock),
    )
    .privileged(),
    Rule::new("send rest:LINE", Action::Exec(|_| None)).privileged(),
    Rule::new("test rest:LINE", Action::Exec(|_| None)).privileged(),
];
