//! ICMP: a ping session and the limit on how often unreachables are sent (RFC 792).

pub mod ping;
pub mod rate_limit;
