//! Interface names such as `FastEthernet0/0.146`: a kind, a position, and perhaps a subinterface.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

/// The kinds of interface a device can have, in the order a running configuration lists them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum InterfaceKind {
    /// A software interface that is always up.
    Loopback,
    /// 10 Mbit/s Ethernet.
    Ethernet,
    /// 100 Mbit/s Ethernet.
    FastEthernet,
    /// 1 Gbit/s Ethernet.
    GigabitEthernet,
    /// A synchronous serial line.
    Serial,
    /// A switch's own interface in a VLAN.
    Vlan,
}

impl InterfaceKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Loopback,
        Self::Ethernet,
        Self::FastEthernet,
        Self::GigabitEthernet,
        Self::Serial,
        Self::Vlan,
    ];

    /// The whole word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Loopback => "Loopback",
            Self::Ethernet => "Ethernet",
            Self::FastEthernet => "FastEthernet",
            Self::GigabitEthernet => "GigabitEthernet",
            Self::Serial => "Serial",
            Self::Vlan => "Vlan",
        }
    }

    /// The two letters of a short name.
    #[must_use]
    pub const fn short_name(self) -> &'static str {
        match self {
            Self::Loopback => "Lo",
            Self::Ethernet => "Et",
            Self::FastEthernet => "Fa",
            Self::GigabitEthernet => "Gi",
            Self::Serial => "Se",
            Self::Vlan => "Vl",
        }
    }

    /// Whether a cable can be plugged in.
    #[must_use]
    pub const fn is_physical(self) -> bool {
        !matches!(self, Self::Loopback | Self::Vlan)
    }

    /// Whether it carries Ethernet frames.
    #[must_use]
    pub const fn is_ethernet(self) -> bool {
        matches!(
            self,
            Self::Ethernet | Self::FastEthernet | Self::GigabitEthernet | Self::Vlan
        )
    }
}

/// The name of an interface; ordered as in a running configuration.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct InterfaceName {
    /// What it is.
    pub kind: InterfaceKind,
    /// The slot, if the name has one: `0` in `FastEthernet0/1`.
    pub slot: Option<u8>,
    /// The port or number: `1` in `FastEthernet0/1`, `67` in `Vlan67`.
    pub port: u16,
    /// The subinterface, `146` in `FastEthernet0/0.146`.
    pub subinterface: Option<u32>,
}

impl InterfaceName {
    /// `kind slot/port`.
    #[must_use]
    pub const fn slotted(kind: InterfaceKind, slot: u8, port: u16) -> Self {
        Self {
            kind,
            slot: Some(slot),
            port,
            subinterface: None,
        }
    }

    /// `kind number`, for loopbacks and VLANs.
    #[must_use]
    pub const fn numbered(kind: InterfaceKind, number: u16) -> Self {
        Self {
            kind,
            slot: None,
            port: number,
            subinterface: None,
        }
    }

    /// The interface this is a subinterface of; itself if it is none.
    #[must_use]
    pub const fn parent(self) -> Self {
        Self {
            subinterface: None,
            ..self
        }
    }

    /// A subinterface of this.
    #[must_use]
    pub const fn sub(self, number: u32) -> Self {
        Self {
            subinterface: Some(number),
            ..self
        }
    }

    /// `Fa0/0.146`.
    #[must_use]
    pub fn short(self) -> String {
        format!("{}{}", self.kind.short_name(), Position(self))
    }
}

struct Position(InterfaceName);

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(slot) = self.0.slot {
            write!(f, "{slot}/")?;
        }
        write!(f, "{}", self.0.port)?;
        match self.0.subinterface {
            Some(number) => write!(f, ".{number}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for InterfaceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind.name(), Position(*self))
    }
}

impl fmt::Debug for InterfaceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Text that names no interface.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not an interface name such as FastEthernet0/0")]
pub struct BadInterfaceName(String);

impl FromStr for InterfaceName {
    type Err = BadInterfaceName;

    /// Reads `Fa0/0`, `fastethernet 0/0.146`, `Serial 0/0`, `vlan67`: any unambiguous shortening of the kind.
    fn from_str(text: &str) -> Result<Self, BadInterfaceName> {
        parse(text).ok_or_else(|| BadInterfaceName(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<InterfaceName> {
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (word, position) = text.split_at(digits);
    let word = word.trim().to_ascii_lowercase();
    let mut kinds = InterfaceKind::ALL
        .into_iter()
        .filter(|kind| !word.is_empty() && kind.name().to_ascii_lowercase().starts_with(&word));
    let kind = kinds.next()?;
    if kinds.next().is_some() {
        return None;
    }
    let (position, subinterface) = match position.split_once('.') {
        Some((position, number)) => (position, Some(number.parse().ok()?)),
        None => (position, None),
    };
    let (slot, port) = match position.split_once('/') {
        Some((slot, port)) => (Some(slot.parse().ok()?), port),
        None => (None, position),
    };
    let is_slotted = kind.is_physical();
    (is_slotted == slot.is_some()).then_some(InterfaceName {
        kind,
        slot,
        port: port.parse().ok()?,
        subinterface,
    })
}

impl From<InterfaceName> for String {
    fn from(name: InterfaceName) -> Self {
        name.to_string()
    }
}

impl TryFrom<String> for InterfaceName {
    type Error = BadInterfaceName;

    fn try_from(text: String) -> Result<Self, BadInterfaceName> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_every_shape_ios_takes() {
        for (text, full, short) in [
            ("fa0/0", "FastEthernet0/0", "Fa0/0"),
            ("FastEthernet 0/0.146", "FastEthernet0/0.146", "Fa0/0.146"),
            ("Serial 0/0", "Serial0/0", "Se0/0"),
            ("s0/0.105", "Serial0/0.105", "Se0/0.105"),
            ("vlan67", "Vlan67", "Vl67"),
            ("lo0", "Loopback0", "Lo0"),
        ] {
            let name: InterfaceName = text.parse().unwrap();
            assert_eq!(
                (name.to_string().as_str(), name.short().as_str()),
                (full, short)
            );
        }
    }

    #[test]
    fn nonsense_names_nothing() {
        for text in [
            "", "fa", "0/0", "fa0", "fa0/x", "vlan0/1", "foo0/0", "fa0/0.", "fa999/0",
        ] {
            assert!(text.parse::<InterfaceName>().is_err(), "{text}");
        }
    }

    #[test]
    fn subinterfaces_follow_their_parent() {
        let parent: InterfaceName = "Fa0/0".parse().unwrap();
        assert!(parent < parent.sub(67) && parent.sub(67) < parent.sub(146));
        assert_eq!(parent.sub(67).parent(), parent);
    }
}
