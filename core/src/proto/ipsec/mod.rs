//! IPsec: security associations, policies and ESP (RFC 4301, RFC 4303, RFC 2406).

pub mod sa;
