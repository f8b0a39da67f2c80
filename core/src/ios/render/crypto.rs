//! `crypto …`.

use crate::node::config::{
    CryptoMapEntry, DeviceConfig, IkeAuth, IkeCipher, IkeHash, IsakmpConfig, IsakmpPolicy,
    Keepalive, PreSharedKey,
};
use crate::proto::ipsec::sa::{EspAuth, EspCipher, EspTransform, Mode, SaLifetime};

use super::super::change::kept::Place;
use super::super::grammar::Table;
use super::super::mode::{KeptMode, crypto_map_block};
use super::{Page, block_lines, kept, kept_blocks};

/// ISAKMP, IPsec, maps.
pub(super) fn render(page: &mut Page, config: &DeviceConfig) {
    kept_blocks(page, config, KeptMode::Keyring);
    page.section(isakmp(&config.isakmp));
    kept_blocks(page, config, KeptMode::IsakmpProfile);
    let mut ipsec = lifetimes(config.sa_lifetime);
    for (name, set) in &config.transform_sets {
        ipsec.push(format!(
            "crypto ipsec transform-set {name} {} ",
            transforms(set.transform)
        ));
        if set.transform.mode == Mode::Transport {
            ipsec.push(" mode transport".into());
        }
    }
    ipsec.extend(kept(config, Table::Global, "", Place::Crypto, &|_| None));
    page.section(ipsec);
    kept_blocks(page, config, KeptMode::DynamicMap);
    for (name, entries) in &config.crypto_maps {
        page.separator();
        for (seq, entry) in entries {
            let block = crypto_map_block(name, *seq);
            page.line(format!("{block} "));
            map_entry(page, entry);
            block_lines(page, config, &block);
        }
    }
}

fn isakmp(isakmp: &IsakmpConfig) -> Vec<String> {
    let mut lines = Vec::new();
    for (number, suite) in &isakmp.policies {
        lines.push(format!("crypto isakmp policy {number}"));
        lines.extend(policy(suite));
    }
    lines.extend(isakmp.keys.iter().map(key));
    lines.extend(isakmp.keepalive.map(keepalive));
    if isakmp.invalid_spi_recovery {
        lines.push("crypto isakmp invalid-spi-recovery".into());
    }
    lines
}

fn policy(policy: &IsakmpPolicy) -> Vec<String> {
    let encryption = match policy.encryption {
        IkeCipher::Des => None,
        IkeCipher::TripleDes => Some("3des"),
        IkeCipher::Aes128 => Some("aes"),
        IkeCipher::Aes192 => Some("aes 192"),
        IkeCipher::Aes256 => Some("aes 256"),
    };
    let hash = match policy.hash {
        IkeHash::Md5 => Some("md5"),
        IkeHash::Sha1 => None,
        IkeHash::Sha256 => Some("sha256"),
    };
    let authentication = match policy.authentication {
        IkeAuth::PreShare => Some("pre-share"),
        IkeAuth::RsaSig => None,
        IkeAuth::RsaEncr => Some("rsa-encr"),
    };
    let words = [
        ("encr", encryption),
        ("hash", hash),
        ("authentication", authentication),
    ];
    let words = words
        .into_iter()
        .filter_map(|(word, value)| Some(format!(" {word} {}", value?)));
    let group = Some(policy.group).filter(|group| *group != 1);
    let lifetime = Some(policy.lifetime_secs).filter(|secs| *secs != 86_400);
    let group = group.map(|group| format!(" group {group}"));
    let lifetime = lifetime.map(|secs| format!(" lifetime {secs}"));
    words.chain(group).chain(lifetime).collect()
}

fn key(key: &PreSharedKey) -> String {
    let peers = key.peers;
    let mask = match peers.len() {
        32 => String::new(),
        _ => format!(" {}", peers.mask()),
    };
    let no_xauth = if key.no_xauth { " no-xauth" } else { "" };
    format!(
        "crypto isakmp key {} address {}{mask}{no_xauth}",
        key.key,
        peers.network()
    )
}

fn keepalive(keepalive: Keepalive) -> String {
    let retry = match keepalive.retry_secs {
        2 => String::new(),
        secs => format!(" {secs}"),
    };
    let periodic = if keepalive.periodic { " periodic" } else { "" };
    format!(
        "crypto isakmp keepalive {}{retry}{periodic}",
        keepalive.secs
    )
}

fn lifetimes(lifetime: SaLifetime) -> Vec<String> {
    let default = SaLifetime::default();
    let line = |unit: &str, value: u32, default: u32| {
        (value != default)
            .then(|| format!("crypto ipsec security-association lifetime {unit} {value}"))
    };
    let kilobytes = line("kilobytes", lifetime.kilobytes, default.kilobytes);
    let seconds = line("seconds", lifetime.secs, default.secs);
    kilobytes.into_iter().chain(seconds).collect()
}

/// The transforms of a set, such as `esp-3des esp-md5-hmac`.
fn transforms(transform: EspTransform) -> String {
    let cipher = match transform.cipher {
        EspCipher::Null => "esp-null",
        EspCipher::Des => "esp-des",
        EspCipher::TripleDes => "esp-3des",
        EspCipher::Aes128 => "esp-aes",
        EspCipher::Aes192 => "esp-aes 192",
        EspCipher::Aes256 => "esp-aes 256",
    };
    let auth = match transform.auth {
        EspAuth::None => return cipher.to_owned(),
        EspAuth::HmacMd5 => "esp-md5-hmac",
        EspAuth::HmacSha1 => "esp-sha-hmac",
        EspAuth::HmacSha256 => "esp-sha256-hmac",
    };
    format!("{cipher} {auth}")
}

fn map_entry(page: &mut Page, entry: &CryptoMapEntry) {
    if let Some(text) = &entry.description {
        page.inner(format!("description {text}"));
    }
    for peer in &entry.peers {
        page.inner(format!("set peer {peer}"));
    }
    if let Some(kilobytes) = entry.lifetime_kilobytes {
        page.inner(format!(
            "set security-association lifetime kilobytes {kilobytes}"
        ));
    }
    if let Some(secs) = entry.lifetime_secs {
        page.inner(format!("set security-association lifetime seconds {secs}"));
    }
    if !entry.transform_sets.is_empty() {
        page.inner(format!(
            "set transform-set {} ",
            entry.transform_sets.join(" ")
        ));
    }
    if let Some(group) = entry.pfs_group {
        page.inner(format!("set pfs group{group}"));
    }
    if let Some(list) = &entry.access_list {
        page.inner(format!("match address {list}"));
    }
    if let Some(route) = entry.reverse_route {
        page.inner(if route.is_static {
            "reverse-route static"
        } else {
            "reverse-route"
        });
    }
}
