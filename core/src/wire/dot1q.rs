//! 802.1Q tags (IEEE 802.1Q §9.6): what follows EtherType 0x8100.
//!
//! ```text
//! +-------+-----+----------------+-----------------------+
//! | PCP 3 |DEI 1|     VID 12     | EtherType of payload  |
//! +-------+-----+----------------+-----------------------+
//! ```

use core::fmt;

use serde::Serialize;

use super::ethernet::{self, EtherType};
use super::{DecodeError, require};
use crate::types::VlanId;

/// Octets of a tag: tag control information and the inner EtherType.
pub const HEADER_LEN: usize = 4;
/// Where the tag's 0x8100 stands in a frame.
const TAG_AT: usize = 12;

/// Byte ranges, counted from behind EtherType 0x8100.
pub mod field {
    use core::ops::{Range, RangeFrom};

    /// Tag control information: PCP, DEI and VID.
    pub const TCI: Range<usize> = 0..2;
    /// EtherType of the payload.
    pub const ETHERTYPE: Range<usize> = 2..4;
    /// All behind the tag.
    pub const PAYLOAD: RangeFrom<usize> = 4..;
}

/// A tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Repr {
    /// Priority code point, 0–7.
    pub pcp: u8,
    /// Drop eligible indicator.
    pub dei: bool,
    /// The VLAN, 0–4095; 0 is a priority tag without a VLAN.
    pub vid: VlanId,
    /// What the payload is.
    pub ethertype: EtherType,
}

impl Repr {
    /// Reads the tag that follows EtherType 0x8100.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`] below 4 octets.
    pub fn parse(bytes: &[u8]) -> Result<(Self, &[u8]), DecodeError> {
        require("802.1Q tag", bytes, HEADER_LEN)?;
        let tci = u16::from_be_bytes([bytes[0], bytes[1]]);
        let tag = Self {
            pcp: (tci >> 13) as u8,
            dei: tci & 0x1000 != 0,
            vid: VlanId(tci & 0x0fff),
            ethertype: EtherType(u16::from_be_bytes([bytes[2], bytes[3]])),
        };
        Ok((tag, &bytes[field::PAYLOAD]))
    }

    /// Appends the tag, without the EtherType 0x8100 in front of it.
    pub fn emit(&self, out: &mut Vec<u8>) {
        let pcp = u16::from(self.pcp & 7) << 13;
        let tci = pcp | (u16::from(self.dei) << 12) | (self.vid.0 & 0x0fff);
        out.extend_from_slice(&tci.to_be_bytes());
        out.extend_from_slice(&self.ethertype.0.to_be_bytes());
    }
}

impl fmt::Display for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "vlan {}, p {}, {}", self.vid, self.pcp, self.ethertype)
    }
}

/// The VLAN a frame's tag names; `None` without a tag.
#[must_use]
pub fn vid(frame: &[u8]) -> Option<VlanId> {
    let (header, payload) = ethernet::Repr::parse(frame).ok()?;
    if header.ethertype != EtherType::DOT1Q {
        return None;
    }
    Repr::parse(payload).ok().map(|(tag, _)| tag.vid)
}

/// The frame with a tag of priority 0 behind its addresses.
#[must_use]
pub fn tag(frame: &[u8], vid: VlanId) -> Vec<u8> {
    let (addresses, rest) = frame.split_at(frame.len().min(TAG_AT));
    let mut tagged = Vec::with_capacity(frame.len() + HEADER_LEN);
    tagged.extend_from_slice(addresses);
    tagged.extend_from_slice(&EtherType::DOT1Q.0.to_be_bytes());
    tagged.extend_from_slice(&(vid.0 & 0x0fff).to_be_bytes());
    tagged.extend_from_slice(rest);
    tagged
}

/// The tag of a frame, and the frame without it, padded as a switch pads it.
///
/// # Errors
/// [`DecodeError::BadValue`] for a frame without a tag, [`DecodeError::Truncated`] for a short one.
pub fn untag(frame: &[u8]) -> Result<(Repr, Vec<u8>), DecodeError> {
    let (header, payload) = ethernet::Repr::parse(frame)?;
    if header.ethertype != EtherType::DOT1Q {
        return Err(DecodeError::BadValue {
            field: "tag protocol identifier",
            value: header.ethertype.0.into(),
        });
    }
    let (tag, rest) = Repr::parse(payload)?;
    let header = ethernet::Repr {
        ethertype: tag.ethertype,
        ..header
    };
    Ok((tag, header.frame(rest)))
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    #[test]
    fn a_tag_is_read_and_written() {
        let bytes = hex!("b043 0800 45");
        let tag = Repr {
            pcp: 5,
            dei: true,
            vid: VlanId(67),
            ethertype: EtherType::IPV4,
        };
        assert_eq!(Repr::parse(&bytes), Ok((tag, &[0x45][..])));
        let mut out = Vec::new();
        tag.emit(&mut out);
        assert_eq!(out, bytes[..4]);
        for len in 0..HEADER_LEN {
            assert!(Repr::parse(&bytes[..len]).is_err());
        }
    }

    #[test]
    fn untagging_undoes_tagging() {
        let mut frame = hex!("00000d08ad9d 0000873e7d52 0800 450000").to_vec();
        ethernet::pad(&mut frame);
        let tagged = tag(&frame, VlanId(146));
        assert_eq!(tagged[12..18], hex!("8100 0092 0800"));
        assert_eq!(vid(&tagged), Some(VlanId(146)));
        assert_eq!(vid(&frame), None);
        let (repr, untagged) = untag(&tagged).unwrap();
        assert_eq!(repr.vid, VlanId(146));
        assert_eq!(untagged, frame);
        assert!(untag(&frame).is_err());
    }

    #[test]
    fn no_length_panics() {
        let tagged = tag(&hex!("00000d08ad9d 0000873e7d52 0800"), VlanId(1));
        for len in 0..tagged.len() {
            assert!(untag(&tagged[..len]).is_err());
            assert!(vid(&tagged[..len]).is_none());
            assert_eq!(tag(&tagged[..len], VlanId(2)).len(), len + HEADER_LEN);
        }
    }
}
