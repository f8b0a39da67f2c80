//! `crypto …` and its modes.

use super::super::change::{crypto, isakmp};
use super::super::mode::DeviceKind;
use super::{Rule, Scope};

fn on_router(scope: Scope<'_>) -> bool {
    scope.kind == DeviceKind::Router
}

/// Global lines.
pub(super) const GLOBAL: &[Rule] = &[
    Rule::set(
        "crypto isakmp policy policy-priority:<1-10000>",
        "crypto isakmp policy policy-priority:<1-10000>",
        isakmp::policy,
    )
    .only(on_router),
    Rule::set(
        "crypto isakmp key [level:<0-0>] key-string:WORD address peer:A.B.C.D [peer-mask:A.B.C.D] [no-xauth]",
        "crypto isakmp key [level:<0-0>] key-string:WORD address peer:A.B.C.D [peer-mask:A.B.C.D] [no-xauth]",
        isakmp::key,
    )
    .only(on_router),
    Rule::set(
        "crypto isakmp keepalive interval:<10-3600> [retry:<2-60>] [periodic|on-demand]",
        "crypto isakmp keepalive [interval:<10-3600> [retry:<2-60>] [periodic|on-demand]]",
        isakmp::keepalive,
    )
    .only(on_router),
    Rule::set(
        "crypto isakmp invalid-spi-recovery",
        "crypto isakmp invalid-spi-recovery",
        isakmp::invalid_spi_recovery,
    )
    .only(on_router),
    Rule::set(
        "crypto ipsec transform-set set-name:WORD @transforms",
        "crypto ipsec transform-set set-name:WORD @transforms",
        crypto::transform_set,
    )
    .only(on_router),
    Rule::set(
        "crypto ipsec security-association lifetime {seconds lifetime-secs:<120-86400>|\
         kilobytes lifetime-kilobytes:<2560-536870912>}",
        "crypto ipsec security-association lifetime {seconds [lifetime-secs:<120-86400>]|\
         kilobytes [lifetime-kilobytes:<2560-536870912>]}",
        crypto::lifetime,
    )
    .only(on_router),
    Rule::set(
        "crypto map map-name:WORD map-sequence:<1-65535> [ipsec-isakmp]",
        "crypto map map-name:WORD [map-sequence:<1-65535> [ipsec-isakmp]]",
        crypto::map,
    )
    .only(on_router),
    Rule::keep("crypto isakmp enable", "crypto isakmp enable").only(on_router),
    Rule::keep("crypto isakmp identity {address|hostname|dn}", "crypto isakmp identity").only(on_router),
    Rule::keep("crypto isakmp aggressive-mode disable", "crypto isakmp aggressive-mode disable").only(on_router),
    Rule::keep("crypto isakmp nat keepalive seconds:<5-3600>", "crypto isakmp nat keepalive").only(on_router),
    Rule::keep(
        "crypto isakmp key [level:<0-0>] key-string:WORD hostname host-name:WORD",
        "crypto isakmp key [level:<0-0>] key-string:WORD hostname host-name:WORD",
    )
    .only(on_router),
    Rule::keep("crypto ipsec df-bit {clear|copy|set}", "crypto ipsec df-bit [clear|copy|set]").only(on_router),
    Rule::keep("crypto ipsec fragmentation {after-encryption|before-encryption}", "crypto ipsec fragmentation")
        .only(on_router),
    Rule::keep(
        "crypto ipsec nat-transparency udp-encapsulation",
        "crypto ipsec nat-transparency udp-encapsulation",
    )
    .only(on_router),
    Rule::keep(
        "crypto ipsec security-association {idle-time seconds:<60-86400>|replay {disable|window-size packets:<64-1024>}}",
        "crypto ipsec security-association {idle-time|replay {disable|window-size}}",
    )
    .only(on_router),
    Rule::keep("crypto map map-name:WORD local-address interface-name:IF", "crypto map map-name:WORD local-address")
        .only(on_router),
    Rule::keep(
        "crypto map map-name:WORD map-sequence:<1-65535> ipsec-isakmp dynamic dynamic-name:WORD",
        "crypto map map-name:WORD map-sequence:<1-65535> ipsec-isakmp dynamic [dynamic-name:WORD]",
    )
    .only(on_router),
    Rule::keep(
        "crypto map map-name:WORD {isakmp|client} rest:LINE",
        "crypto map map-name:WORD {isakmp|client} rest:LINE",
    )
    .only(on_router),
];

/// `(config-isakmp)#`.
pub(super) const ISAKMP_POLICY: &[Rule] = &[
    Rule::set(
        "encryption {cipher=des|cipher=3des|cipher=aes [bits=128|bits=192|bits=256]}",
        "encryption [cipher=des|cipher=3des|cipher=aes [bits=128|bits=192|bits=256]]",
        isakmp::encryption,
    ),
    Rule::set(
        "hash {algorithm=sha|algorithm=md5|algorithm=sha256}",
        "hash [algorithm=sha|algorithm=md5|algorithm=sha256]",
        isakmp::hash,
    ),
    Rule::set(
        "authentication {method=pre-share|method=rsa-sig|method=rsa-encr}",
        "authentication [method=pre-share|method=rsa-sig|method=rsa-encr]",
        isakmp::authentication,
    ),
    Rule::set(
        "group {dh=1|dh=2|dh=5|dh=14}",
        "group [dh=1|dh=2|dh=5|dh=14]",
        isakmp::group,
    ),
    Rule::set(
        "lifetime lifetime-secs:<60-86400>",
        "lifetime [lifetime-secs:<60-86400>]",
        isakmp::lifetime,
    ),
];

/// `(cfg-crypto-trans)#`.
pub(super) const TRANSFORM_SET: &[Rule] = &[Rule::set(
    "mode {tunnel|transport}",
    "mode [tunnel|transport]",
    crypto::mode,
)];

/// `(config-crypto-map)#`.
pub(super) const MAP: &[Rule] = &[
    Rule::set(
        "description text:LINE",
        "description [text:LINE]",
        crypto::description,
    ),
    Rule::set(
        "set peer peer:A.B.C.D",
        "set peer [peer:A.B.C.D]",
        crypto::set_peer,
    ),
    Rule::set(
        "set transform-set set-name:WORD [set-name:WORD]*",
        "set transform-set [set-name:WORD]*",
        crypto::set_transform_set,
    ),
    Rule::set(
        "set pfs [pfs-group=group1|pfs-group=group2|pfs-group=group5|pfs-group=group14]",
        "set pfs [pfs-group=group1|pfs-group=group2|pfs-group=group5|pfs-group=group14]",
        crypto::set_pfs,
    ),
    Rule::set(
        "set security-association lifetime {seconds lifetime-secs:<120-86400>|\
         kilobytes lifetime-kilobytes:<2560-536870912>}",
        "set security-association lifetime {seconds [lifetime-secs:<120-86400>]|\
         kilobytes [lifetime-kilobytes:<2560-536870912>]}",
        crypto::set_lifetime,
    ),
    Rule::set(
        "match address list-name:WORD",
        "match address [list-name:WORD]",
        crypto::match_address,
    ),
    Rule::set(
        "reverse-route [static]",
        "reverse-route [static]",
        crypto::reverse_route,
    ),
    Rule::keep(
        "set peer peer:A.B.C.D default",
        "set peer peer:A.B.C.D default",
    ),
    Rule::keep(
        "set security-association {level per-host|idle-time seconds:<60-86400> [default]|replay window-size packets:<64-1024>}",
        "set security-association {level per-host|idle-time|replay window-size}",
    ),
    Rule::keep(
        "set reverse-route {distance number:<1-255>|tag number:<1-4294967295>}",
        "set reverse-route {distance|tag}",
    ),
    Rule::keep(
        "reverse-route remote-peer peer:A.B.C.D [static]",
        "reverse-route remote-peer [peer:A.B.C.D [static]]",
    ),
    Rule::keep("qos pre-classify", "qos pre-classify"),
];
