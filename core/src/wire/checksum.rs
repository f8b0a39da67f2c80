//! The Internet checksum (RFC 1071): the ones' complement of the ones' complement sum of 16-bit words.

use std::net::Ipv4Addr;

/// A running ones' complement sum.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sum(u64);

impl Sum {
    /// Adds `bytes`; an odd last octet is padded with zero, so only the last slice may be odd.
    #[must_use]
    pub fn with(self, bytes: &[u8]) -> Self {
        let mut sum = self.0;
        let mut words = bytes.chunks_exact(4);
        for word in &mut words {
            sum += u64::from(u32::from_be_bytes([word[0], word[1], word[2], word[3]]));
        }
        match *words.remainder() {
            [a] => sum += u64::from(u16::from_be_bytes([a, 0])),
            [a, b] => sum += u64::from(u16::from_be_bytes([a, b])),
            [a, b, c] => {
                sum +=
                    u64::from(u16::from_be_bytes([a, b])) + u64::from(u16::from_be_bytes([c, 0]));
            }
            _ => {}
        }
        Self(sum)
    }

    /// Adds the pseudo-header of UDP and TCP (RFC 768).
    #[must_use]
    pub fn add_pseudo_header(self, src: Ipv4Addr, dst: Ipv4Addr, protocol: u8, len: u16) -> Self {
        Self(
            self.0
                + u64::from(src.to_bits())
                + u64::from(dst.to_bits())
                + u64::from(protocol)
                + u64::from(len),
        )
    }

    /// The checksum field's value. Over data that holds a right checksum it is zero.
    #[must_use]
    pub const fn finish(self) -> u16 {
        let mut sum = self.0;
        while sum > 0xffff {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        !(sum as u16)
    }
}

/// The checksum of `bytes`.
#[must_use]
pub fn checksum(bytes: &[u8]) -> u16 {
    Sum::default().with(bytes).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_1071_section_3() {
        let bytes = [0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7];
        assert_eq!(checksum(&bytes), !0xddf2);
    }

    #[test]
    fn odd_octets_are_padded() {
        assert_eq!(
            checksum(&[0x12, 0x34, 0x56]),
            checksum(&[0x12, 0x34, 0x56, 0x00])
        );
        assert_eq!(checksum(&[0x12]), checksum(&[0x12, 0x00]));
    }
}
