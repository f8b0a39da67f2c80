//! The keys of everything a run negotiated, in the words of Wireshark's own tables.

use std::fmt::Write;
use std::net::Ipv4Addr;

use crate::lab::view::KeyFile;
use crate::node::fact::FactKind;
use crate::proto::ike::{IkeEventKind, Role};
use crate::proto::ipsec::sa::{EspAuth, EspCipher, EspKeys};
use crate::sim::World;
use crate::types::Spi;
use crate::wire::isakmp::Cookie;

const README: &str = "\
Wireshark reads ikev1_decryption_table and esp_sa from its configuration folder: Help > About > Folders > Personal configuration.
For one call: WIRESHARK_CONFIG_DIR=this-folder wireshark -o esp.enable_encryption_decode:TRUE -o esp.enable_authentication_check:TRUE FILE
It follows an ISAKMP exchange message by message, so capture one link end: it cannot decrypt a message that it sees a second time.
";

/// The files: those of all associations there ever were, with the ones that are gone.
pub(super) fn files(world: &World) -> Vec<KeyFile> {
    let file = |name: &str, text: String| KeyFile {
        name: name.to_owned(),
        text,
    };
    vec![
        file("ikev1_decryption_table", ikev1_decryption_table(world)),
        file("esp_sa", esp_sa(world)),
        file("README", README.to_owned()),
    ]
}

/// `INITIATORCOOKIE,KEY` in bare hex digits.
fn ikev1_decryption_table(world: &World) -> String {
    let mut rows: Vec<(Cookie, Role, &[u8])> = Vec::new();
    for fact in world.facts() {
        let FactKind::Ike { event } = &fact.kind else {
            continue;
        };
        let (Some(sa), IkeEventKind::SkeyidGenerated { initiator, key }) = (event.sa, &event.kind)
        else {
            continue;
        };
        // Both ends tell. Should their pre-shared keys differ, the message that gets to be encrypted is the initiator's.
        let row = (*initiator, sa.role, &key[..]);
        match rows.iter_mut().find(|(cookie, ..)| cookie == initiator) {
            None => rows.push(row),
            Some(known) if sa.role == Role::Initiator => *known = row,
            Some(_) => {}
        }
    }
    let mut text = String::new();
    for (cookie, _, key) in rows {
        hex(&mut text, &cookie.0);
        text.push(',');
        hex(&mut text, key);
        text.push('\n');
    }
    text
}

/// `"IPv4","SRC","DST","0xSPI","CIPHER","0xKEY","INTEGRITY","0xKEY"`, a row for each direction.
fn esp_sa(world: &World) -> String {
    let mut known: Vec<(Ipv4Addr, Spi)> = Vec::new();
    let mut text = String::new();
    for fact in world.facts() {
        let FactKind::SaInstalled {
            local,
            peer,
            inbound_spi,
            outbound_spi,
            keys,
            ..
        } = &fact.kind
        else {
            continue;
        };
        let rows = [(peer, local, inbound_spi), (local, peer, outbound_spi)];
        for ((src, dst, spi), keys) in rows.into_iter().zip(keys.iter()) {
            // Both ends tell; a destination and an SPI name an SA.
            if !known.contains(&(*dst, *spi)) {
                known.push((*dst, *spi));
                esp_row(&mut text, *src, *dst, *spi, keys);
            }
        }
    }
    text
}

fn esp_row(text: &mut String, src: Ipv4Addr, dst: Ipv4Addr, spi: Spi, keys: &EspKeys) {
    let cipher = match keys.cipher {
        EspCipher::Null => "NULL",
        EspCipher::Des => "DES-CBC [RFC2405]",
        EspCipher::TripleDes => "TripleDES-CBC [RFC2451]",
        EspCipher::Aes128 | EspCipher::Aes192 | EspCipher::Aes256 => "AES-CBC [RFC3602]",
    };
    let auth = match keys.auth {
        EspAuth::None => "NULL",
        EspAuth::HmacMd5 => "HMAC-MD5-96 [RFC2403]",
        EspAuth::HmacSha1 => "HMAC-SHA-1-96 [RFC2404]",
        EspAuth::HmacSha256 => "HMAC-SHA-256-128 [RFC4868]",
    };
    let _ = write!(
        text,
        "\"IPv4\",\"{src}\",\"{dst}\",\"{:#010x}\",\"{cipher}\",\"",
        spi.0
    );
    quoted_key(text, &keys.encryption);
    let _ = write!(text, "\",\"{auth}\",\"");
    quoted_key(text, &keys.authentication);
    text.push_str("\"\n");
}

/// Hex digits with their mark; nothing for no key.
fn quoted_key(text: &mut String, key: &[u8]) {
    if !key.is_empty() {
        text.push_str("0x");
        hex(text, key);
    }
}

fn hex(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
}
