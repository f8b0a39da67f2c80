//! `crypto ipsec …` and `crypto map …`.

use crate::node::config::{CryptoMapBinding, CryptoMapEntry, ReverseRoute, TransformSet};
use crate::proto::ipsec::sa::{EspAuth, EspCipher, EspTransform, Mode as EspMode, SaLifetime};

use super::super::error::Refusal;
use super::super::grammar::Args;
use super::super::mode::{Mode, crypto_map_block};
use super::{Change, DONE, Outcome, kept};

/// What IOS prints when an entry is new.
const NEW_MAP: &str = "% NOTE: This new crypto map will remain disabled until a peer\n        \
                       and a valid access list have been configured.";

/// `crypto ipsec transform-set NAME …`.
pub(crate) fn transform_set(change: &mut Change<'_>, args: &Args) -> Outcome {
    let Some(name) = args.text("set-name").map(str::to_owned) else {
        return Err(Refusal::Incomplete);
    };
    if !change.is_plain() {
        return remove_transform_set(change, &name);
    }
    if args.has("other") {
        forget_kept(change, &name);
        return kept::keep(change, args);
    }
    let old = change.config.transform_sets.get(&name).copied();
    let transform = if args.has("cipher") || args.has("auth") {
        transform(args)?
    } else {
        old.ok_or(Refusal::Incomplete)?.transform
    };
    let mode = old.map_or(EspMode::Tunnel, |old| old.transform.mode);
    let transform = EspTransform { mode, ..transform };
    forget_kept(change, &name);
    change
        .config
        .transform_sets
        .insert(name.clone(), TransformSet { transform });
    change.go(Mode::TransformSet(name))
}

fn remove_transform_set(change: &mut Change<'_>, name: &str) -> Outcome {
    let mut entries = change
        .config
        .crypto_maps
        .values()
        .flat_map(crate::types::SortedMap::values);
    let is_used = entries.any(|entry| entry.transform_sets.iter().any(|set| set == name));
    drop(entries);
    if is_used {
        return Err(Refusal::TransformSetInUse(name.to_owned()));
    }
    change.config.transform_sets.remove(name);
    forget_kept(change, name);
    DONE
}

/// Forgets a set whose algorithms are not simulated.
fn forget_kept(change: &mut Change<'_>, name: &str) {
    kept::forget_lines(
        change.config,
        "",
        &format!("crypto ipsec transform-set {name}"),
    );
}

/// At most one cipher and one integrity algorithm; the latter needs the former.
fn transform(args: &Args) -> Result<EspTransform, Refusal> {
    let ciphers: Vec<_> = args.keywords("cipher").collect();
    let auths: Vec<_> = args.keywords("auth").collect();
    let (&[cipher], [] | [_]) = (ciphers.as_slice(), auths.as_slice()) else {
        return Err(Refusal::BadTransforms);
    };
    let cipher = match (cipher, args.keyword("bits")) {
        ("esp-3des", _) => EspCipher::TripleDes,
        ("esp-aes", Some("192")) => EspCipher::Aes192,
        ("esp-aes", Some("256")) => EspCipher::Aes256,
        ("esp-aes", _) => EspCipher::Aes128,
        ("esp-null", _) => EspCipher::Null,
        _ => EspCipher::Des,
    };
    let auth = match auths.first() {
        Some(&"esp-md5-hmac") => EspAuth::HmacMd5,
        Some(&"esp-sha-hmac") => EspAuth::HmacSha1,
        Some(_) => EspAuth::HmacSha256,
        None => EspAuth::None,
    };
    Ok(EspTransform {
        cipher,
        auth,
        mode: EspMode::Tunnel,
    })
}

/// `mode tunnel|transport`.
pub(crate) fn mode(change: &mut Change<'_>, args: &Args) -> Outcome {
    let is_transport = change.is_plain() && args.has("transport");
    if let Mode::TransformSet(name) = change.mode
        && let Some(set) = change.config.transform_sets.get_mut(name)
    {
        set.transform.mode = if is_transport {
            EspMode::Transport
        } else {
            EspMode::Tunnel
        };
    }
    DONE
}

/// `crypto ipsec security-association lifetime …`.
pub(crate) fn lifetime(change: &mut Change<'_>, args: &Args) -> Outcome {
    let default = SaLifetime::default();
    let secs = change
        .unless_no(args.number("lifetime-secs"))
        .unwrap_or(default.secs);
    let kilobytes = change.unless_no(args.number("lifetime-kilobytes"));
    if args.has("seconds") {
        change.config.sa_lifetime.secs = secs;
    } else {
        change.config.sa_lifetime.kilobytes = kilobytes.unwrap_or(default.kilobytes);
    }
    DONE
}

/// `crypto map NAME SEQ [ipsec-isakmp]`, and `no crypto map NAME [SEQ]`.
pub(crate) fn map(change: &mut Change<'_>, args: &Args) -> Outcome {
    let Some(name) = args.text("map-name").map(str::to_owned) else {
        return Err(Refusal::Incomplete);
    };
    let seq = args.small::<u16>("map-sequence");
    if !change.is_plain() {
        return remove_map(change, &name, seq);
    }
    let seq = seq.ok_or(Refusal::Incomplete)?;
    let exists = change
        .config
        .crypto_maps
        .get(&name)
        .is_some_and(|map| map.contains_key(&seq));
    if !exists {
        if !args.has("ipsec-isakmp") {
            return Err(Refusal::Incomplete);
        }
        change.note(NEW_MAP);
        let map = change.config.crypto_maps.entry(name.clone()).or_default();
        map.insert(seq, CryptoMapEntry::default());
    }
    change.go(Mode::CryptoMap { name, seq })
}

fn remove_map(change: &mut Change<'_>, name: &str, seq: Option<u16>) -> Outcome {
    let Some(entries) = change.config.crypto_maps.get(name) else {
        return Err(Refusal::NoCryptoMap(name.to_owned()));
    };
    let goes: Vec<u16> = match seq {
        Some(seq) => entries.keys().copied().filter(|old| *old == seq).collect(),
        None => entries.keys().copied().collect(),
    };
    if goes.len() == entries.len() {
        let interfaces = change.config.interfaces.iter();
        let users = interfaces.filter(|(_, settings)| {
            settings
                .crypto_map
                .as_ref()
                .is_some_and(|binding| binding.map == name)
        });
        let users: Vec<_> = users.map(|(interface, _)| *interface).collect();
        if !users.is_empty() {
            return Err(Refusal::CryptoMapInUse(name.to_owned(), users));
        }
        change.config.crypto_maps.remove(name);
    } else if let Some(entries) = change.config.crypto_maps.get_mut(name) {
        entries.retain(|old, _| !goes.contains(old));
    }
    for seq in goes {
        change.forget(&crypto_map_block(name, seq));
    }
    DONE
}

/// `crypto map NAME [redundancy GROUP]` on an interface.
pub(crate) fn bind(change: &mut Change<'_>, args: &Args) -> Outcome {
    let map = args.text("map-name").map(str::to_owned);
    if !change.is_plain() {
        change.here().crypto_map = None;
        return DONE;
    }
    let map = map.ok_or(Refusal::Incomplete)?;
    if !change.config.crypto_maps.contains_key(&map) {
        return Err(Refusal::NoCryptoMap(map));
    }
    change.here().crypto_map = Some(CryptoMapBinding {
        map,
        redundancy: args.text("group-name").map(str::to_owned),
    });
    DONE
}

fn entry<'a>(change: &'a mut Change<'_>) -> &'a mut CryptoMapEntry {
    let Mode::CryptoMap { name, seq } = change.mode else {
        unreachable!("entry commands stand in an entry");
    };
    let map = change.config.crypto_maps.entry(name.clone()).or_default();
    map.entry(*seq).or_default()
}

/// `description …`.
pub(crate) fn description(change: &mut Change<'_>, args: &Args) -> Outcome {
    let text = change.unless_no(args.text("text").map(str::to_owned));
    entry(change).description = text;
    DONE
}

/// `set peer A`.
pub(crate) fn set_peer(change: &mut Change<'_>, args: &Args) -> Outcome {
    let is_plain = change.is_plain();
    let peers = &mut entry(change).peers;
    match args.address("peer") {
        Some(peer) if is_plain && !peers.contains(&peer) => peers.push(peer),
        Some(_) if is_plain => {}
        Some(peer) => peers.retain(|old| *old != peer),
        None => peers.clear(),
    }
    DONE
}

/// `set transform-set NAME …`.
pub(crate) fn set_transform_set(change: &mut Change<'_>, args: &Args) -> Outcome {
    let names = args
        .texts("set-name")
        .filter(|_| change.is_plain())
        .map(str::to_owned);
    let mut names: Vec<_> = names.collect();
    for name in &names {
        if !change.config.transform_sets.contains_key(name) {
            return Err(Refusal::NoTransformSet(name.clone()));
        }
    }
    let mut seen = crate::types::SortedSet::new();
    names.retain(|name| seen.insert(name.clone()));
    entry(change).transform_sets = names;
    DONE
}

/// `set pfs [groupN]`.
pub(crate) fn set_pfs(change: &mut Change<'_>, args: &Args) -> Outcome {
    let group = args
        .keyword("pfs-group")
        .and_then(|word| word.strip_prefix("group"));
    let group = group.and_then(|digits| digits.parse().ok()).unwrap_or(1);
    entry(change).pfs_group = change.unless_no(Some(group));
    DONE
}

/// `set security-association lifetime seconds|kilobytes N`.
pub(crate) fn set_lifetime(change: &mut Change<'_>, args: &Args) -> Outcome {
    let secs = change.unless_no(args.number("lifetime-secs"));
    let kilobytes = change.unless_no(args.number("lifetime-kilobytes"));
    let is_secs = args.has("seconds");
    let entry = entry(change);
    if is_secs {
        entry.lifetime_secs = secs;
    } else {
        entry.lifetime_kilobytes = kilobytes;
    }
    DONE
}

/// `match address NAME`.
pub(crate) fn match_address(change: &mut Change<'_>, args: &Args) -> Outcome {
    let list = change.unless_no(args.text("list-name").map(str::to_owned));
    entry(change).access_list = list;
    DONE
}

/// `reverse-route [static]`.
pub(crate) fn reverse_route(change: &mut Change<'_>, args: &Args) -> Outcome {
    let route = ReverseRoute {
        is_static: args.has("static"),
    };
    entry(change).reverse_route = change.unless_no(Some(route));
    DONE
}
