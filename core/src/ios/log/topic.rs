//! `debug …`: what is switched, what the console answers, and `show debugging`.

use super::DebugFlags;
use crate::ios::DebugTopic;

/// The topics as `show debugging` lists them: under which heading, and the words before `debugging is on`.
/// Headings are from captures; their order, and that no blank lines stand between them, is unsure.
const TOPICS: [(&str, DebugTopic, &str); 18] = [
    (ARP, DebugTopic::Arp, "ARP packet"),
    (IP, DebugTopic::IpIcmp, "ICMP packet"),
    (
        IP,
        DebugTopic::IpPacket {
            list: None,
            detail: false,
        },
        "IP packet",
    ),
    (HSRP, DebugTopic::Standby, "HSRP"),
    (HSRP, DebugTopic::StandbyErrors, "HSRP Errors"),
    (HSRP, DebugTopic::StandbyEvents, "HSRP Events"),
    (HSRP, DebugTopic::StandbyPackets, "HSRP Packets"),
    (HSRP, DebugTopic::StandbyTerse, "HSRP Terse"),
    (TRACK, DebugTopic::Track, "Track"),
    (ROUTING, DebugTopic::IpRouting, "IP routing"),
    (ROUTING, DebugTopic::IpRip, "RIP protocol"),
    (ROUTING, DebugTopic::IpRipEvents, "RIP event"),
    (CRYPTO, DebugTopic::CryptoIsakmp, "Crypto ISAKMP"),
    (CRYPTO, DebugTopic::CryptoEngine, "Crypto Engine"),
    (CRYPTO, DebugTopic::CryptoIpsec, "Crypto IPSEC"),
    (FRAME_RELAY, DebugTopic::FrameRelayLmi, "Frame Relay LMI"),
    (
        FRAME_RELAY,
        DebugTopic::FrameRelayPacket,
        "Frame Relay packet",
    ),
    (
        FRAME_RELAY,
        DebugTopic::FrameRelayEvents,
        "Frame Relay events",
    ),
];

const ARP: &str = "ARP";
const IP: &str = "Generic IP";
const HSRP: &str = "HSRP";
const TRACK: &str = "Object tracking";
const ROUTING: &str = "IP routing";
const CRYPTO: &str = "Cryptographic Subsystem";
const FRAME_RELAY: &str = "Frame Relay";

impl DebugFlags {
    /// `debug …` and `no debug …`: switches a topic and says so.
    pub fn set(&mut self, topic: DebugTopic, on: bool) -> String {
        if let DebugTopic::IpPacket { list, detail } = topic {
            self.ip_packet_list = list.filter(|_| on);
            self.ip_packet_detail = detail && on;
        }
        *self.flag(topic) = on;
        let state = if on { "on" } else { "off" };
        let same = |(_, listed, _): &&(&str, DebugTopic, &str)| is_same(*listed, topic);
        let name = TOPICS.iter().find(same).map_or("", |(_, _, name)| name);
        if topic == DebugTopic::StandbyTerse && on {
            return format!("{HSRP}:\n{TERSE}");
        }
        format!("{name} debugging is {state}{}\n", self.note(topic))
    }

    /// `show debugging`.
    #[must_use]
    pub fn show(&self) -> String {
        let mut flags = *self;
        let mut out = String::new();
        let mut heading = "";
        for (group, topic, name) in TOPICS {
            if !*flags.flag(topic) {
                continue;
            }
            if group != heading {
                heading = group;
                out.push_str(&format!("{group}:\n"));
            }
            if topic == DebugTopic::StandbyTerse {
                out.push_str(TERSE);
            } else {
                out.push_str(&format!("  {name} debugging is on{}\n", self.note(topic)));
            }
        }
        out
    }

    /// What is said behind `debugging is on`.
    fn note(&self, topic: DebugTopic) -> String {
        let mut note = String::new();
        if matches!(topic, DebugTopic::IpPacket { .. }) {
            if self.ip_packet_detail {
                note.push_str(" (detailed)");
            }
            if let Some(list) = self.ip_packet_list {
                note.push_str(&format!(" for access list {list}"));
            }
        }
        note
    }

    const fn flag(&mut self, topic: DebugTopic) -> &mut bool {
        match topic {
            DebugTopic::CryptoIsakmp => &mut self.isakmp,
            DebugTopic::CryptoIpsec => &mut self.ipsec,
            DebugTopic::CryptoEngine => &mut self.engine,
            DebugTopic::Standby => &mut self.standby,
            DebugTopic::StandbyErrors => &mut self.standby_errors,
            DebugTopic::StandbyEvents => &mut self.standby_events,
            DebugTopic::StandbyPackets => &mut self.standby_packets,
            DebugTopic::StandbyTerse => &mut self.standby_terse,
            DebugTopic::IpRip => &mut self.rip,
            DebugTopic::IpRipEvents => &mut self.rip_events,
            DebugTopic::IpRouting => &mut self.ip_routing,
            DebugTopic::IpIcmp => &mut self.icmp,
            DebugTopic::IpPacket { .. } => &mut self.ip_packet,
            DebugTopic::Arp => &mut self.arp,
            DebugTopic::FrameRelayLmi => &mut self.frame_relay_lmi,
            DebugTopic::FrameRelayPacket => &mut self.frame_relay_packet,
            DebugTopic::FrameRelayEvents => &mut self.frame_relay_events,
            DebugTopic::Track => &mut self.track,
        }
    }
}

/// What `debug standby terse` switches on; the list of events differs between trains.
const TERSE: &str = "  HSRP Errors debugging is on
  HSRP Events debugging is on
    (protocol, redundancy, track)
  HSRP Packets debugging is on
    (Coup, Resign)
";

/// Whether two topics are switched by the same flag.
fn is_same(a: DebugTopic, b: DebugTopic) -> bool {
    core::mem::discriminant(&a) == core::mem::discriminant(&b)
}
