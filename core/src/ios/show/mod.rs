//! What `show` prints, one command a file. Every function returns the exact text, each line with its newline.
//!
//! Layouts are those of the 12.4 mainline; where the article shows an output, it wins.

/// Appends a line.
macro_rules! line {
    ($out:expr) => { $out.push('\n') };
    ($out:expr, $($arg:tt)*) => {{
        use core::fmt::Write as _;
        writeln!($out, $($arg)*).expect("a String takes everything")
    }};
}

mod access_lists;
mod arp;
mod clock;
mod crypto_map;
mod crypto_session;
mod engine_connections;
mod frame_relay;
mod interface_lists;
mod interfaces;
mod ip_cef;
mod ip_interface;
mod ip_interface_brief;
mod ip_protocols;
mod ip_rip_database;
mod ip_route;
mod ipsec_sa;
mod isakmp_lists;
mod isakmp_policy;
mod isakmp_sa;
mod lines;
mod logging;
mod mac_address_table;
mod standby;
mod track;
mod transform_set;
mod version;
mod vlan;

use core::fmt;

pub(super) use clock::Date;
pub(super) use ipsec_sa::flow_id;
pub(super) use isakmp_sa::state_name as isakmp_state_name;
pub(super) use standby::state_name as standby_state_name;
pub(super) use version::software;

pub use access_lists::access_lists;
pub use arp::arp;
pub use clock::{clock, clock_update};
pub use crypto_map::crypto_map;
pub use crypto_session::{crypto_session, crypto_session_detail};
pub use engine_connections::crypto_engine_connections_active;
pub use frame_relay::{frame_relay_lmi, frame_relay_map, frame_relay_pvc};
pub use interface_lists::{
    interfaces_description, interfaces_status, interfaces_switchport, interfaces_trunk, protocols,
};
pub use interfaces::interfaces;
pub use ip_cef::ip_cef;
pub use ip_interface::ip_interface;
pub use ip_interface_brief::ip_interface_brief;
pub use ip_protocols::ip_protocols;
pub use ip_rip_database::ip_rip_database;
pub use ip_route::ip_route;
pub use ipsec_sa::ipsec_sa;
pub use isakmp_lists::{crypto_route, ipsec_lifetime, isakmp_key, isakmp_peers};
pub use isakmp_policy::isakmp_policy;
pub use isakmp_sa::{isakmp_sa, isakmp_sa_detail};
pub use lines::{hosts, users};
pub use logging::{LogCounts, logging};
pub use mac_address_table::mac_address_table;
pub use standby::{standby, standby_brief, standby_delay};
pub use track::{track, track_brief};
pub use transform_set::transform_set;
pub use version::version;
pub use vlan::{vlan, vlan_id};

use crate::node::Device;
use crate::proto::ipsec::sa::{EspAuth, EspCipher, EspTransform, Mode};
use crate::time::{Duration, Instant};
use crate::types::{IfIndex, InterfaceName};

/// The name of an interface of `device` by its index.
pub(super) fn name_of(device: &Device, ifx: IfIndex) -> InterfaceName {
    device.interfaces()[usize::from(ifx.0)].name
}

/// Time from `earlier` to `later` as the device's clock counts it: whole ticks.
pub(super) fn ticks_between(device: &Device, earlier: Instant, later: Instant) -> Duration {
    device.clock(later).since(device.clock(earlier))
}

/// A duration as IOS shows it: `00:00:08`, `1d03h`, `10w3d`, `3y37w`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Elapsed(pub(super) Duration);

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DAY: u64 = 86_400;
        const WEEK: u64 = 7 * DAY;
        const YEAR: u64 = 365 * DAY;
        let secs = self.0.as_secs();
        let text = if secs < DAY {
            Hours(self.0).to_string()
        } else if secs < WEEK {
            format!("{}d{:02}h", secs / DAY, secs % DAY / 3600)
        } else if secs < YEAR {
            format!("{}w{}d", secs / WEEK, secs % WEEK / DAY)
        } else {
            format!("{}y{:02}w", secs / YEAR, secs % YEAR / WEEK)
        };
        f.pad(&text)
    }
}

/// A duration as `HH:MM:SS`, however long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hours(pub(super) Duration);

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secs = self.0.as_secs();
        f.pad(&format!(
            "{:02}:{:02}:{:02}",
            secs / 3600,
            secs / 60 % 60,
            secs % 60
        ))
    }
}

/// A duration in seconds with milliseconds: `0.684`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seconds(pub(super) Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}", self.0.as_secs(), self.0.subsec_millis())
    }
}

/// The transforms of a set as IOS prints them, a blank behind each: `esp-3des esp-md5-hmac `.
pub(super) fn transform_words(transform: EspTransform) -> String {
    let cipher = match transform.cipher {
        EspCipher::Null => "esp-null ",
        EspCipher::Des => "esp-des ",
        EspCipher::TripleDes => "esp-3des ",
        EspCipher::Aes128 => "esp-aes ",
        EspCipher::Aes192 => "esp-192-aes ",
        EspCipher::Aes256 => "esp-256-aes ",
    };
    let auth = match transform.auth {
        EspAuth::None => "",
        EspAuth::HmacMd5 => "esp-md5-hmac ",
        EspAuth::HmacSha1 => "esp-sha-hmac ",
        EspAuth::HmacSha256 => "esp-sha256-hmac ",
    };
    format!("{cipher}{auth}")
}

/// `Tunnel` or `Transport`.
pub(super) const fn mode_word(mode: Mode) -> &'static str {
    match mode {
        Mode::Tunnel => "Tunnel",
        Mode::Transport => "Transport",
    }
}

/// Whether a person would say the interface is up: not shut, and its cable alive.
pub(super) fn is_link_up(device: &Device, ifx: IfIndex) -> bool {
    let interface = &device.interfaces()[usize::from(ifx.0)];
    let parent = interface
        .port
        .map_or(interface, |port| &device.interfaces()[usize::from(port.0)]);
    let is_point_to_point = device
        .config()
        .interface(interface.name)
        .is_some_and(|config| config.point_to_point == Some(true));
    let has_circuit = !is_point_to_point || interface.line_protocol;
    interface.admin_up && parent.admin_up && parent.carrier && has_circuit
}

/// Whether the interface, or the one it stands on, is shut.
pub(super) fn is_shut(device: &Device, ifx: IfIndex) -> bool {
    let interface = &device.interfaces()[usize::from(ifx.0)];
    let parent = interface
        .port
        .map_or(interface, |port| &device.interfaces()[usize::from(port.0)]);
    !interface.admin_up || !parent.admin_up
}

/// The device's interfaces in the order lists show them: SVIs, physical ones with their subinterfaces, loopbacks.
pub(super) fn in_order(device: &Device) -> Vec<IfIndex> {
    use crate::types::InterfaceKind::{Loopback, Vlan};
    let mut order: Vec<IfIndex> = (0..device.interfaces().len() as u16).map(IfIndex).collect();
    order.retain(|ifx| is_known(device, *ifx));
    order.sort_by_key(|ifx| {
        let name = name_of(device, *ifx);
        let rank = match name.kind {
            Vlan => 0,
            Loopback => 2,
            _ => 1,
        };
        (rank, name)
    });
    order
}

/// Whether the interface exists: physical, or configured.
fn is_known(device: &Device, ifx: IfIndex) -> bool {
    let name = name_of(device, ifx);
    device.ports().contains(&name) || device.config().interface(name).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Duration;

    #[test]
    fn durations_are_written_as_ios_does() {
        let elapsed = |secs: u64| Elapsed(Duration::from_secs(secs)).to_string();
        assert_eq!(elapsed(8), "00:00:08");
        assert_eq!(elapsed(9083), "02:31:23");
        assert_eq!(elapsed(86_400 + 3 * 3600 + 5), "1d03h");
        assert_eq!(elapsed(73 * 86_400), "10w3d");
        assert_eq!(elapsed((3 * 365 + 7 * 37) * 86_400), "3y37w");
        assert_eq!(Seconds(Duration::from_millis(2576)).to_string(), "2.576");
    }
}
