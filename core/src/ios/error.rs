//! What IOS says to a line it does not take.

use std::fmt;
use std::net::Ipv4Addr;

use serde::Serialize;

use crate::types::{InterfaceName, VlanId};

/// Why a line changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum CliError {
    /// The word at this column, counted in characters from the start of the line, fits nothing.
    Invalid {
        /// Characters before the bad word.
        column: usize,
    },
    /// More words are needed.
    Incomplete,
    /// More words are needed, and there are many to choose from.
    Subcommands {
        /// The only word.
        word: &'static str,
    },
    /// The line, abbreviated so that it means several commands.
    Ambiguous {
        /// The line as typed.
        line: String,
    },
    /// The first word is no command, so exec took it for a host name.
    Unknown {
        /// The word.
        word: String,
        /// Whether a name server is asked (`ip domain lookup`).
        lookup: bool,
    },
    /// Well-formed, but not possible.
    Refused(Refusal),
}

impl CliError {
    /// What the console prints, below a line typed after a prompt of `prompt_width` characters.
    #[must_use]
    pub fn text(&self, prompt_width: usize) -> String {
        match self {
            Self::Invalid { column } => {
                format!("{:>1$}\n{self}\n\n", '^', prompt_width + column + 1)
            }
            Self::Incomplete => format!("{self}\n\n"),
            _ => format!("{self}\n"),
        }
    }

    /// What exec says to a single word that needs more.
    pub(super) fn subcommands(word: &str) -> Self {
        let typed = word.to_ascii_lowercase();
        let word = ["show", "clear"]
            .into_iter()
            .find(|word| word.starts_with(&typed));
        word.map_or(Self::Incomplete, |word| Self::Subcommands { word })
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNKNOWN: &str =
            "% Unknown command or computer name, or unable to find computer address";
        match self {
            Self::Invalid { .. } => f.write_str("% Invalid input detected at '^' marker."),
            Self::Incomplete => f.write_str("% Incomplete command."),
            Self::Subcommands { word } => {
                write!(f, "% Type \"{word} ?\" for a list of subcommands")
            }
            Self::Ambiguous { line } => write!(f, "% Ambiguous command:  \"{line}\""),
            Self::Unknown { word, lookup: true } => write!(
                f,
                "Translating \"{word}\"...domain server (255.255.255.255)\n{UNKNOWN}"
            ),
            Self::Unknown { word, .. } => write!(f, "Translating \"{word}\"\n\n{UNKNOWN}"),
            Self::Refused(refusal) => refusal.fmt(f),
        }
    }
}

/// Why a well-formed command cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Refusal {
    /// The argument of this name has an impossible value: IOS marks it with a caret.
    Argument(&'static str),
    /// Something must follow.
    Incomplete,
    /// An address with a mask it cannot have.
    BadMask(Ipv4Addr, Ipv4Addr),
    /// A network or broadcast address as an interface's own.
    NotAHost(Ipv4Addr, u8),
    /// An address no interface can have.
    NotUnicast(Ipv4Addr),
    /// A network that another interface has.
    Overlap(Ipv4Addr, InterfaceName),
    /// The primary address goes last.
    SecondaryFirst,
    /// An address the interface does not have.
    NoSuchAddress,
    /// An address on an Ethernet subinterface without a VLAN.
    NoVlanYet,
    /// An address on a layer 2 port.
    LayerTwoPort,
    /// The VLAN belongs to another subinterface.
    VlanInUse(VlanId, InterfaceName),
    /// Frame Relay settings without the encapsulation.
    NotFrameRelay,
    /// A point-to-point subinterface has one circuit and no map.
    PointToPoint,
    /// A subinterface keeps its kind of link.
    LinkTypeFixed,
    /// A physical interface cannot be removed.
    PhysicalInterface,
    /// HSRP cannot take the interface's own address.
    OwnVirtualAddress,
    /// `crypto map NAME` on an interface, of a map that is not there.
    NoCryptoMap(String),
    /// A map that an interface has cannot be removed.
    CryptoMapInUse(String, Vec<InterfaceName>),
    /// A transform set that is not there.
    NoTransformSet(String),
    /// A transform set that a map names cannot be removed.
    TransformSetInUse(String),
    /// Algorithms that make no transform set.
    BadTransforms,
    /// A second key for the same peers.
    KeyExists(Ipv4Addr, Ipv4Addr),
    /// Host bits in a static route.
    Inconsistent,
    /// A route that is not there.
    NoSuchRoute,
    /// A route through the router's own address.
    OwnNextHop,
    /// An access list of the other kind has the name.
    OtherAccessList {
        /// Whether that one is extended.
        extended: bool,
    },
    /// The sequence number is taken.
    DuplicateSequence,
    /// No more sequence numbers.
    SequenceOverflow,
    /// An access list that is not there.
    NoAccessList(String),
    /// VLAN 1 keeps its name.
    DefaultVlan,
    /// A host name nobody knows, while no name server is asked.
    UnknownHost(String),
    /// A host name no name server answers for.
    HostNotFound(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadMask(addr, mask) => {
                write!(f, "Bad mask 0x{:X} for address {addr}", mask.to_bits())
            }
            Self::NotAHost(addr, len) => write!(f, "Bad mask /{len} for address {addr}"),
            Self::NotUnicast(addr) => write!(f, "Not a valid host address - {addr}"),
            Self::Overlap(network, interface) => write!(f, "% {network} overlaps with {interface}"),
            Self::VlanInUse(vlan, interface) => write!(
                f,
                "Configuration of multiple subinterfaces of the same main\ninterface with the same VID \
                 ({vlan}) is not permitted.\nThis VID is already configured on {interface}."
            ),
            Self::NoCryptoMap(name) => {
                write!(f, "ERROR: Crypto Map with tag \"{name}\" does not exist.")
            }
            Self::CryptoMapInUse(name, interfaces) => {
                let interfaces: Vec<_> = interfaces.iter().map(ToString::to_string).collect();
                let interfaces = interfaces.join(", ");
                write!(
                    f,
                    "% Crypto-map {name} is in use by interface(s): {interfaces}"
                )
            }
            Self::NoTransformSet(name) => {
                write!(
                    f,
                    "ERROR: transform set with tag \"{name}\" does not exist."
                )
            }
            Self::TransformSetInUse(name) => {
                write!(
                    f,
                    "ERROR: transform set \"{name}\" is in use by a crypto map."
                )
            }
            Self::KeyExists(addr, mask) => {
                write!(
                    f,
                    "A pre-shared key for address mask {addr} {mask} already exists!"
                )
            }
            Self::OtherAccessList { extended } => {
                let kind = if *extended { "extended" } else { "standard" };
                write!(
                    f,
                    "%A named {kind} IP access list with this name already exists"
                )
            }
            Self::NoAccessList(name) => write!(f, "%Access list {name} does not exist"),
            Self::UnknownHost(word) => write!(
                f,
                "Translating \"{word}\"\n\n% Unrecognized host or address, or protocol not running."
            ),
            Self::HostNotFound(word) => write!(
                f,
                "Translating \"{word}\"...domain server (255.255.255.255)\n\
                 % Unrecognized host or address, or protocol not running."
            ),
            other => f.write_str(other.fixed_text()),
        }
    }
}

impl Refusal {
    /// The text of refusals that name nothing.
    const fn fixed_text(&self) -> &'static str {
        match self {
            Self::Incomplete => "% Incomplete command.",
            Self::SecondaryFirst => "Must delete secondary before deleting primary",
            Self::NoSuchAddress => "Invalid address",
            Self::NoVlanYet => {
                "% Configuring IP routing on a LAN subinterface is only allowed if that\nsubinterface is \
                 already configured as part of an IEEE 802.10, IEEE 802.1Q,\nor ISL vLAN."
            }
            Self::LayerTwoPort => "% IP addresses may not be configured on L2 links.",
            Self::NotFrameRelay => {
                "Must set encapsulation to FRAME RELAY before using FR subcommands"
            }
            Self::PointToPoint => {
                "FRAME-RELAY INTERFACE-DLCI command should be used on point-to-point interfaces"
            }
            Self::LinkTypeFixed => "% Warning: cannot change link type",
            Self::PhysicalInterface => "% Removal of physical interfaces is not permitted",
            Self::OwnVirtualAddress => "% address cannot equal interface IP address",
            Self::BadTransforms => "ERROR: invalid combination of transforms",
            Self::Inconsistent => "%Inconsistent address and mask",
            Self::NoSuchRoute => "%No matching route to delete",
            Self::OwnNextHop => "%Invalid next hop address (it's this router)",
            Self::DuplicateSequence => "% Duplicate sequence number",
            Self::SequenceOverflow => "Exceeded maximum sequence number.",
            Self::DefaultVlan => "%Default VLAN 1 may not have its name changed.",
            _ => "% Invalid input detected at '^' marker.",
        }
    }
}
