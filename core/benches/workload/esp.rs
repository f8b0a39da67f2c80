//! ESP, packet by packet.

use vipsec_core::proto::ipsec::esp::EspContext;
use vipsec_core::proto::ipsec::sa::{EspAuth, EspCipher, EspKeys};
use vipsec_core::types::Spi;

/// The transforms measured, each with its name.
pub const TRANSFORMS: [(&str, EspCipher, EspAuth); 5] = [
    (
        "esp-3des esp-md5-hmac",
        EspCipher::TripleDes,
        EspAuth::HmacMd5,
    ),
    ("esp-des esp-md5-hmac", EspCipher::Des, EspAuth::HmacMd5),
    ("esp-aes esp-sha-hmac", EspCipher::Aes128, EspAuth::HmacSha1),
    (
        "esp-aes 256 esp-sha256-hmac",
        EspCipher::Aes256,
        EspAuth::HmacSha256,
    ),
    ("esp-null esp-sha-hmac", EspCipher::Null, EspAuth::HmacSha1),
];
/// The lengths of inner packets measured, in octets.
pub const LENGTHS: [usize; 2] = [100, 1400];

/// A packet and the keys it is sealed and opened with.
pub struct Esp {
    context: EspContext,
    laid_out: Vec<u8>,
    sealed: Vec<u8>,
    buffer: Vec<u8>,
}

impl Esp {
    /// A packet that carries `len` octets.
    pub fn new(cipher: EspCipher, auth: EspAuth, len: usize) -> Self {
        let context = EspContext::new(&EspKeys {
            cipher,
            auth,
            encryption: (1..=cipher.key_len() as u8)
                .map(|octet| octet.wrapping_mul(37))
                .collect(),
            authentication: (1..=auth.key_len() as u8).collect(),
        });
        let payload: Vec<u8> = (0..len).map(|octet| octet as u8).collect();
        let mut laid_out = Vec::new();
        context.lay_out(Spi(0x1234_5678), 1, &[0xa5; 16], 4, &payload, &mut laid_out);
        let mut sealed = laid_out.clone();
        context.seal(&mut sealed);
        Self {
            context,
            buffer: laid_out.clone(),
            laid_out,
            sealed,
        }
    }

    /// Encrypts and authenticates the packet.
    pub fn seal(&mut self) -> u8 {
        self.buffer.copy_from_slice(&self.laid_out);
        self.context.seal(&mut self.buffer);
        self.buffer[self.buffer.len() - 1]
    }

    /// Verifies and decrypts the packet.
    pub fn open(&mut self) -> usize {
        self.buffer.copy_from_slice(&self.sealed);
        self.context
            .open(&mut self.buffer)
            .expect("the packet was sealed with the same keys")
            .payload
            .end
    }
}
