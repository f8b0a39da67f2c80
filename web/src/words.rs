//! The page's words and class names for what the lab tells.

use vipsec_core::lab::view::{Protocol, Tone, TunnelState};

/// The class of a span's look.
pub(crate) fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Active => "tone-active",
        Tone::Standby => "tone-standby",
        Tone::Working => "tone-working",
        Tone::Down => "tone-down",
        Tone::Ike => "tone-ike",
        Tone::Esp => "tone-esp",
        Tone::Rip => "tone-rip",
        Tone::Hsrp => "tone-hsrp",
        Tone::Stale => "tone-stale",
        Tone::Idle => "tone-idle",
        Tone::Lost => "tone-lost",
    }
}

/// The name, and the class, of a protocol.
pub(crate) fn protocol(protocol: Protocol) -> (&'static str, &'static str) {
    match protocol {
        Protocol::Arp => ("ARP", "p-arp"),
        Protocol::Hsrp => ("HSRP", "p-hsrp"),
        Protocol::Ike => ("ISAKMP", "p-ike"),
        Protocol::Esp => ("ESP", "p-esp"),
        Protocol::Rip => ("RIP", "p-rip"),
        Protocol::Icmp => ("ICMP", "p-icmp"),
        Protocol::Lmi => ("LMI", "p-lmi"),
        Protocol::Other => ("other", "p-other"),
    }
}

/// The name, and the class, of a tunnel's state.
pub(crate) fn tunnel(state: TunnelState) -> (&'static str, &'static str) {
    match state {
        TunnelState::None => ("no SA", "t-none"),
        TunnelState::Negotiating => ("negotiating", "t-negotiating"),
        TunnelState::Up => ("up", "t-up"),
        TunnelState::Stale => ("stale", "t-stale"),
    }
}

/// The class of an HSRP state.
pub(crate) fn hsrp_class(state: &str) -> &'static str {
    match state {
        "Active" => "h-active",
        "Standby" => "h-standby",
        "Init" | "Disabled" => "h-init",
        _ => "h-speak",
    }
}
