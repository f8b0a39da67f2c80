//! `show crypto engine connections active`.

use std::net::Ipv4Addr;

use super::name_of;
use crate::crypto::HashAlgorithm;
use crate::node::Device;
use crate::proto::ike::IkeCipher;
use crate::proto::ipsec::sa::{EspAuth, EspCipher};

/// Columns the algorithm of an IKE connection is cut to.
const ALGORITHM_WIDTH: usize = 18;

/// `show crypto engine connections active`. Connections of IKE, then of IPsec: inbound ids are odd, outbound even.
#[must_use]
pub fn crypto_engine_connections_active(device: &Device) -> String {
    let mut out = String::new();
    line!(out);
    line!(
        out,
        "  ID Interface            IP-Address      State  Algorithm           Encrypt  Decrypt"
    );
    for sa in device
        .ike()
        .associations()
        .filter(|sa| sa.conn_id() != 0 && !sa.is_deleted())
    {
        let Some(policy) = sa.agreed() else { continue };
        let hash = match policy.hash {
            HashAlgorithm::Md5 => "HMAC_MD5",
            HashAlgorithm::Sha1 => "HMAC_SHA",
            HashAlgorithm::Sha256 => "HMAC_SHA2",
        };
        let cipher = match policy.cipher {
            IkeCipher::Des => "DES_56_CBC",
            IkeCipher::TripleDes => "3DES_56_CBC",
            IkeCipher::Aes128 => "AES_CBC",
            IkeCipher::Aes192 => "AES_192_CBC",
            IkeCipher::Aes256 => "AES_256_CBC",
        };
        let mut algorithm = format!("{hash}+{cipher}");
        algorithm.truncate(ALGORITHM_WIDTH);
        row(device, sa.conn_id(), sa.local(), &algorithm, 0, 0, &mut out);
    }
    for sa in device.sad().iter() {
        let cipher = match sa.pair.inbound.cipher {
            EspCipher::Null => "NULL",
            EspCipher::Des => "DES",
            EspCipher::TripleDes => "3DES",
            EspCipher::Aes128 | EspCipher::Aes192 | EspCipher::Aes256 => "AES",
        };
        let auth = match sa.pair.inbound.auth {
            EspAuth::None => "",
            EspAuth::HmacMd5 => "+MD5",
            EspAuth::HmacSha1 => "+SHA",
            EspAuth::HmacSha256 => "+SHA256",
        };
        let algorithm = format!("{cipher}{auth}");
        row(
            device,
            sa.conn_ids.0,
            sa.pair.local,
            &algorithm,
            0,
            sa.counters.decaps,
            &mut out,
        );
        row(
            device,
            sa.conn_ids.1,
            sa.pair.local,
            &algorithm,
            sa.counters.encaps,
            0,
            &mut out,
        );
    }
    line!(out);
    out
}

fn row(
    device: &Device,
    id: u32,
    local: Ipv4Addr,
    algorithm: &str,
    encrypt: u64,
    decrypt: u64,
    out: &mut String,
) {
    let interface = device
        .policies()
        .iter()
        .find(|(_, policy)| policy.local == local);
    let name = interface.map_or_else(
        || "<none>".to_owned(),
        |(ifx, _)| name_of(device, *ifx).short(),
    );
    let local = local.to_string();
    line!(
        out,
        "{id:>4} {name:<20} {local:<15} {:<6} {algorithm:<18} {encrypt:>8} {decrypt:>8}",
        "set"
    );
}
