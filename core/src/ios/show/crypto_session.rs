//! `show crypto session [detail]`.

use super::ipsec_sa::{flows, sas_of};
use super::{Hours, name_of};
use crate::node::{BoundPolicy, Device};
use crate::proto::ike::IsakmpSa;
use crate::proto::ipsec::sa::{ProxyIds, Selector};
use crate::proto::ipsec::sad::Sa;
use crate::proto::ipsec::spd::Entry;
use crate::time::{Duration, Instant};
use crate::types::Ipv4Addr;

/// `show crypto session [remote A]`.
#[must_use]
pub fn crypto_session(device: &Device, remote: Option<Ipv4Addr>) -> String {
    let mut out = String::new();
    line!(out, "Crypto session current status");
    for_each_session(device, &mut out, remote, None);
    out
}

/// `show crypto session [remote A] detail`.
#[must_use]
pub fn crypto_session_detail(device: &Device, now: Instant, remote: Option<Ipv4Addr>) -> String {
    let mut out = String::new();
    line!(out, "Crypto session current status");
    line!(out);
    line!(
        out,
        "Code: C - IKE Configuration mode, D - Dead Peer Detection     "
    );
    line!(
        out,
        "K - Keepalives, N - NAT-traversal, X - IKE Extended Authentication"
    );
    for_each_session(device, &mut out, remote, Some(now));
    out
}

fn for_each_session(
    device: &Device,
    out: &mut String,
    remote: Option<Ipv4Addr>,
    detail: Option<Instant>,
) {
    for (ifx, policy) in device.policies() {
        let entries = policy.spd.entries.iter();
        for entry in entries.filter(|entry| remote.is_none_or(|remote| remote == entry.peer)) {
            line!(out);
            line!(out, "Interface: {}", name_of(device, *ifx));
            session(device, policy, entry, out, detail);
        }
    }
}

/// The association that is up between the ends of an entry, or one that is being made.
fn association<'a>(
    device: &'a Device,
    policy: &BoundPolicy,
    entry: &Entry,
) -> Option<&'a IsakmpSa> {
    let is_it =
        |sa: &&IsakmpSa| sa.local() == policy.local && sa.peer() == entry.peer && !sa.is_deleted();
    device
        .ike()
        .associations()
        .filter(is_it)
        .max_by_key(|sa| (sa.is_established(), sa.id()))
}

fn session(
    device: &Device,
    policy: &BoundPolicy,
    entry: &Entry,
    out: &mut String,
    detail: Option<Instant>,
) {
    let ike = association(device, policy, entry);
    let has_ike = ike.is_some_and(IsakmpSa::is_established);
    let has_ipsec = sas_of(device, policy, entry).next().is_some();
    let status = match (has_ike, has_ipsec, ike.is_some()) {
        (true, true, _) => "UP-ACTIVE     ",
        (true, false, _) => "UP-IDLE     ",
        (false, true, _) => "UP-NO-IKE",
        (false, false, true) => "DOWN-NEGOTIATING",
        (false, false, false) => "DOWN",
    };
    line!(out, "Session status: {status}");
    let peer = entry.peer;
    if detail.is_some() {
        line!(out, "Peer: {peer} port 500 fvrf: (none) ivrf: (none)");
        if has_ike {
            line!(out, "      Phase1_id: {peer}");
        }
        line!(out, "      Desc: (none)");
    } else {
        line!(out, "Peer: {peer} port 500 ");
    }
    if let Some(sa) = ike {
        let state = if has_ike { "Active" } else { "Inactive" };
        line!(
            out,
            "  IKE SA: local {}/500 remote {peer}/500 {state} ",
            policy.local
        );
        if let Some(now) = detail {
            let capability = if sa.has_dpd() { "D" } else { "(none)" };
            let left = sa.expires_at().map_or(Duration::ZERO, |at| at.since(now));
            line!(
                out,
                "          Capabilities:{capability} connid:{} lifetime:{}",
                sa.conn_id(),
                Hours(left)
            );
        }
    }
    for proxy in flows(device, policy, entry) {
        flow(device, policy, entry, &proxy, out, detail);
    }
}

fn flow(
    device: &Device,
    policy: &BoundPolicy,
    entry: &Entry,
    proxy: &ProxyIds,
    out: &mut String,
    detail: Option<Instant>,
) {
    let sas: Vec<&Sa> = sas_of(device, policy, entry)
        .filter(|sa| sa.pair.proxy == *proxy)
        .collect();
    let side = |side: &Selector| format!("{}/{}", side.net.network(), side.net.mask());
    let protocol = match proxy.local.protocol {
        0 => "ip".to_owned(),
        number => number.to_string(),
    };
    line!(
        out,
        "  IPSEC FLOW: permit {protocol} {} {} ",
        side(&proxy.local),
        side(&proxy.remote)
    );
    line!(
        out,
        "        Active SAs: {}, origin: crypto map",
        sas.len() * 2
    );
    let Some(now) = detail else { return };
    let counters = device.sad().counters(policy.local, entry.peer, proxy);
    let (kilobytes, secs) = sas.first().map_or((0, 0), |sa| {
        (
            sa.kilobytes_left().unwrap_or(0),
            sa.expires_at().since(now).as_secs(),
        )
    });
    let ifx = device
        .policies()
        .iter()
        .find(|(_, bound)| core::ptr::eq(*bound, policy))
        .map(|(ifx, _)| *ifx);
    let dropped = ifx.map_or(0, |ifx| device.send_errors(ifx));
    let (decaps, errors, encaps) = (counters.decaps, counters.receive_errors, counters.encaps);
    line!(
        out,
        "        Inbound:  #pkts dec'ed {decaps} drop {errors} life (KB/Sec) {kilobytes}/{secs}"
    );
    line!(
        out,
        "        Outbound: #pkts enc'ed {encaps} drop {dropped} life (KB/Sec) {kilobytes}/{secs}"
    );
}
