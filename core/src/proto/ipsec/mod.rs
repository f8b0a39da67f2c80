//! IPsec: security associations, policies and ESP (RFC 4301, RFC 4303, RFC 2406).
//!
//! Left out: AH, transport mode on the data path, extended sequence numbers (IOS 12.4 has none).

pub mod esp;
pub mod replay;
pub mod sa;
pub mod sad;
pub mod spd;
