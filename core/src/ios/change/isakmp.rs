//! `crypto isakmp …`.

use crate::node::config::{IkeAuth, IkeCipher, IkeHash, IsakmpPolicy, Keepalive, PreSharedKey};
use crate::types::{Ipv4Addr, Prefix};

use super::super::error::Refusal;
use super::super::grammar::Args;
use super::super::mode::Mode;
use super::{Change, DONE, KEPT, Outcome};

/// `crypto isakmp policy N`.
pub(crate) fn policy(change: &mut Change<'_>, args: &Args) -> Outcome {
    let Some(number) = args.small::<u16>("policy-priority") else {
        return Err(Refusal::Incomplete);
    };
    let mode = Mode::IsakmpPolicy(number);
    if !change.is_plain() {
        change.config.isakmp.policies.remove(&number);
        change.forget(&mode.block());
        return DONE;
    }
    change.config.isakmp.policies.entry(number).or_default();
    change.go(mode)
}

fn here<'a>(change: &'a mut Change<'_>) -> &'a mut IsakmpPolicy {
    let number = match change.mode {
        Mode::IsakmpPolicy(number) => *number,
        _ => unreachable!("policy commands stand in a policy"),
    };
    change.config.isakmp.policies.entry(number).or_default()
}

/// `encryption …`.
pub(crate) fn encryption(change: &mut Change<'_>, args: &Args) -> Outcome {
    let cipher = match (args.keyword("cipher"), args.keyword("bits")) {
        (Some("3des"), _) => IkeCipher::TripleDes,
        (Some("aes"), Some("192")) => IkeCipher::Aes192,
        (Some("aes"), Some("256")) => IkeCipher::Aes256,
        (Some("aes"), _) => IkeCipher::Aes128,
        _ => IkeCipher::Des,
    };
    let cipher = change.unless_no(Some(cipher)).unwrap_or(IkeCipher::Des);
    here(change).encryption = cipher;
    DONE
}

/// `hash …`.
pub(crate) fn hash(change: &mut Change<'_>, args: &Args) -> Outcome {
    let hash = match args.keyword("algorithm") {
        Some("md5") => IkeHash::Md5,
        Some("sha256") => IkeHash::Sha256,
        _ => IkeHash::Sha1,
    };
    here(change).hash = change.unless_no(Some(hash)).unwrap_or(IkeHash::Sha1);
    DONE
}

/// `authentication …`; signatures are kept and not simulated.
pub(crate) fn authentication(change: &mut Change<'_>, args: &Args) -> Outcome {
    let method = match args.keyword("method") {
        Some("pre-share") => IkeAuth::PreShare,
        Some("rsa-encr") => IkeAuth::RsaEncr,
        _ => IkeAuth::RsaSig,
    };
    let method = change.unless_no(Some(method)).unwrap_or(IkeAuth::RsaSig);
    here(change).authentication = method;
    if method == IkeAuth::PreShare {
        DONE
    } else {
        KEPT
    }
}

/// `group N`.
pub(crate) fn group(change: &mut Change<'_>, args: &Args) -> Outcome {
    let group = args.keyword("dh").and_then(|word| word.parse().ok());
    here(change).group = change.unless_no(group).unwrap_or(1);
    DONE
}

/// `lifetime N`.
pub(crate) fn lifetime(change: &mut Change<'_>, args: &Args) -> Outcome {
    let secs = change
        .unless_no(args.number("lifetime-secs"))
        .unwrap_or(86_400);
    here(change).lifetime_secs = secs;
    DONE
}

/// `crypto isakmp key [0] K address A [M] [no-xauth]`.
pub(crate) fn key(change: &mut Change<'_>, args: &Args) -> Outcome {
    let Some((key, addr)) = args.text("key-string").zip(args.address("peer")) else {
        return Err(Refusal::Incomplete);
    };
    let mask = args.address("peer-mask").unwrap_or(Ipv4Addr::BROADCAST);
    let peers = Prefix::from_mask(addr, mask).ok_or(Refusal::BadMask(addr, mask))?;
    let new = PreSharedKey {
        key: key.to_owned(),
        peers,
        no_xauth: args.has("no-xauth"),
    };
    let keys = &mut change.config.isakmp.keys;
    let old = keys.iter().position(|old| old.peers == peers);
    if change.form != super::Form::Plain {
        keys.retain(|old| old.peers != peers || old.key != key);
        return DONE;
    }
    match old {
        Some(at) if keys[at].key != key => Err(Refusal::KeyExists(peers.network(), peers.mask())),
        Some(at) => {
            keys[at] = new;
            DONE
        }
        None => {
            keys.push(new);
            DONE
        }
    }
}

/// `crypto isakmp keepalive S [R] [periodic|on-demand]`.
pub(crate) fn keepalive(change: &mut Change<'_>, args: &Args) -> Outcome {
    let keepalive = args.small("interval").map(|secs| Keepalive {
        secs,
        retry_secs: args.small("retry").unwrap_or(2),
        periodic: args.has("periodic"),
    });
    change.config.isakmp.keepalive = change.unless_no(keepalive);
    DONE
}

/// `crypto isakmp invalid-spi-recovery`.
pub(crate) fn invalid_spi_recovery(change: &mut Change<'_>, _: &Args) -> Outcome {
    change.config.isakmp.invalid_spi_recovery = change.is_plain();
    DONE
}
