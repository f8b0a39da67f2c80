//! Small numbers that must not be mistaken for one another.

use core::fmt;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize,
            Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
    };
}

id!(
    /// A device's index in its scenario.
    NodeId(u16)
);
id!(
    /// An interface's index in its device.
    IfIndex(u16)
);
id!(
    /// A cable's index in its scenario.
    LinkId(u16)
);
id!(
    /// A frame's index in the capture: one number for each crossing of a link.
    FrameId(u32)
);
id!(
    /// An 802.1Q VLAN identifier, 1–4094.
    VlanId(u16)
);
id!(
    /// A Frame Relay data link connection identifier, 16–1007 for data.
    Dlci(u16)
);
id!(
    /// An HSRP version 1 group number.
    GroupNumber(u8)
);
id!(
    /// An IPsec security parameter index.
    Spi(u32)
);
