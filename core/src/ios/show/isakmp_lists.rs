//! `show crypto isakmp key`, `show crypto isakmp peers`, `show crypto ipsec security-association lifetime` and
//! `show crypto route`.

use super::name_of;
use crate::node::{BoundPolicy, Device};
use crate::proto::ike::IsakmpSa;
use crate::proto::ip::Source;
use crate::proto::ipsec::sa::SaLifetime;
use crate::types::Ipv4Addr;

/// `show crypto isakmp key`. Columns as in captures of 12.4 lab routers; their widths are unsure.
#[must_use]
pub fn isakmp_key(device: &Device) -> String {
    let mut out = String::new();
    line!(
        out,
        "Keyring      Hostname/Address                            Preshared Key"
    );
    line!(out);
    for (index, key) in device.config().isakmp.keys.iter().enumerate() {
        let keyring = if index == 0 { "default" } else { "" };
        let (addr, mask) = (key.peers.network(), key.peers.mask());
        let peers = if key.peers.len() == 32 {
            addr.to_string()
        } else {
            format!("{:<15}[{mask}]", addr.to_string())
        };
        line!(out, "{keyring:<13}{peers:<44}{}", key.key);
    }
    out
}

/// `show crypto isakmp peers`: those an association is up with.
#[must_use]
pub fn isakmp_peers(device: &Device) -> String {
    let mut out = String::new();
    let mut told: Vec<(Ipv4Addr, Ipv4Addr)> = Vec::new();
    for sa in device.ike().associations().filter(|sa| !sa.is_deleted()) {
        let (local, peer) = (sa.local(), sa.peer());
        if told.contains(&(local, peer)) {
            continue;
        }
        told.push((local, peer));
        line!(out, "Peer: {peer} Port: 500 Local: {local}");
        if is_known(device, sa) {
            line!(out, " Phase1 id: {peer}");
        }
    }
    out
}

/// Whether the peer has shown who it is.
fn is_known(device: &Device, sa: &IsakmpSa) -> bool {
    let mut all = device.ike().associations();
    all.any(|other| other.peer() == sa.peer() && other.is_established())
}

/// `show crypto ipsec security-association lifetime`: the global limits.
#[must_use]
pub fn ipsec_lifetime(device: &Device) -> String {
    let SaLifetime { secs, kilobytes } = device.config().sa_lifetime;
    format!("Security association lifetime: {kilobytes} kilobytes/{secs} seconds\n")
}

/// `show crypto route`: reverse routes that stand. Layout as documented for 12.4(15)T; where the `S` of routes that
/// need no SA stands is unsure.
#[must_use]
pub fn crypto_route(device: &Device) -> String {
    let mut out = String::new();
    line!(out, "VPN Routing Table: Shows RRI and VTI created routes");
    line!(
        out,
        "Codes: RRI - Reverse-Route, VTI- Virtual Tunnel Interface"
    );
    line!(out, "        S - Static Map ACLs");
    line!(out);
    line!(out, "Routes created in table GLOBAL DEFAULT");
    for (net, peer) in device.reverse_routes_installed() {
        let (addr, mask) = (net.network(), net.mask());
        let offer = device.rib().offers().find(|(prefix, path)| {
            *prefix == net
                && path.next_hop.addr == Some(peer)
                && matches!(path.source, Source::Static { .. })
        });
        let weight = offer.map_or((1, 0), |(_, path)| (path.distance, path.metric));
        line!(
            out,
            "{addr}/{mask} [{}/{}] via {}",
            weight.0,
            weight.1,
            peer
        );
        let leads = |policy: &BoundPolicy| {
            let mut entries = policy.spd.entries.iter();
            entries.any(|entry| entry.peer == peer) && !policy.reverse_routes.is_empty()
        };
        let bound = device.policies().iter().find(|(_, policy)| leads(policy));
        if let Some((ifx, policy)) = bound {
            let is_static = policy
                .reverse_routes
                .iter()
                .any(|(_, is_static)| *is_static);
            let code = if is_static { "RRI S" } else { "RRI" };
            line!(out, "{:33}on {} {code}", "", name_of(device, *ifx));
        }
    }
    out
}
