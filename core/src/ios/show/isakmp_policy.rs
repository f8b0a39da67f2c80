//! `show crypto isakmp policy`.

use super::isakmp_sa::group_number;
use crate::crypto::HashAlgorithm;
use crate::node::Device;
use crate::proto::ike::{AuthMethod, IkeCipher, Policy};

/// `show crypto isakmp policy`.
#[must_use]
pub fn isakmp_policy(device: &Device) -> String {
    let mut out = String::new();
    line!(out);
    line!(out, "Global IKE policy");
    for policy in device.ike().config().policies_by_priority() {
        if policy.priority == Policy::DEFAULT.priority {
            line!(out, "Default protection suite");
        } else {
            line!(out, "Protection suite of priority {}", policy.priority);
        }
        let cipher = match policy.cipher {
            IkeCipher::Des => "DES - Data Encryption Standard (56 bit keys).",
            IkeCipher::TripleDes => "Three key triple DES",
            IkeCipher::Aes128 => "AES - Advanced Encryption Standard (128 bit keys).",
            IkeCipher::Aes192 => "AES - Advanced Encryption Standard (192 bit keys).",
            IkeCipher::Aes256 => "AES - Advanced Encryption Standard (256 bit keys).",
        };
        let hash = match policy.hash {
            HashAlgorithm::Md5 => "Message Digest 5",
            HashAlgorithm::Sha1 => "Secure Hash Standard",
            HashAlgorithm::Sha256 => "Secure Hash Standard 2 (256 bit)",
        };
        let auth = match policy.auth {
            AuthMethod::PreShared => "Pre-Shared Key",
            AuthMethod::RsaSig => "Rivest-Shamir-Adleman Signature",
            AuthMethod::RsaEncr => "Rivest-Shamir-Adleman Encryption",
        };
        let group = group_number(policy.group);
        let bits = match group {
            1 => 768,
            2 => 1024,
            5 => 1536,
            _ => 2048,
        };
        line!(out, "        encryption algorithm:   {cipher}");
        line!(out, "        hash algorithm:         {hash}");
        line!(out, "        authentication method:  {auth}");
        line!(out, "        Diffie-Hellman group:   #{group} ({bits} bit)");
        line!(
            out,
            "        lifetime:               {} seconds, no volume limit",
            policy.lifetime_secs
        );
    }
    out
}
