//! Hashes, keyed hashes, ciphers and Diffie–Hellman over published implementations.
//!
//! Nothing here knows a protocol: no packets, no identifiers of algorithms on a wire. Keys that are used for many
//! messages ([`HmacKey`], [`CbcKey`]) are prepared once and are cheap to clone.

mod cipher;
mod dh;
mod hash;
mod prf;

pub use cipher::{CbcKey, Cipher, CipherError};
pub use dh::{DhError, DhGroup, DhKeyPair};
pub use hash::{Digest, HashAlgorithm};
pub use prf::{HmacKey, prf};
