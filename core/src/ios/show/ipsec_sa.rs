//! `show crypto ipsec sa`.

use super::{mode_word, name_of, transform_words};
use crate::node::{BoundPolicy, Device};
use crate::proto::ipsec::sa::{ProxyIds, Selector};
use crate::proto::ipsec::sad::Sa;
use crate::proto::ipsec::spd::{Entry, Line};
use crate::time::Instant;
use crate::types::{IfIndex, InterfaceName, Ipv4Addr, Spi};

/// `show crypto ipsec sa [peer A | map M | interface IF]`.
#[must_use]
pub fn ipsec_sa(
    device: &Device,
    now: Instant,
    peer: Option<Ipv4Addr>,
    map: Option<&str>,
    interface: Option<InterfaceName>,
) -> String {
    let mut out = String::new();
    for (ifx, policy) in device.policies() {
        let name = name_of(device, *ifx);
        let is_wanted = map.is_none_or(|map| map == policy.map)
            && interface.is_none_or(|wanted| wanted == name);
        if !is_wanted
            || !policy
                .spd
                .entries
                .iter()
                .any(|entry| peer.is_none_or(|peer| peer == entry.peer))
        {
            continue;
        }
        line!(out);
        line!(out, "interface: {name}");
        line!(
            out,
            "    Crypto map tag: {}, local addr {}",
            policy.map,
            policy.local
        );
        let entries = policy.spd.entries.iter();
        for entry in entries.filter(|entry| peer.is_none_or(|peer| peer == entry.peer)) {
            for proxy in flows(device, policy, entry) {
                ident(device, now, *ifx, policy, entry, &proxy, &mut out);
            }
        }
    }
    out
}

/// The flows of an entry: those of its access list, and narrower ones that peers have asked for.
pub(super) fn flows(device: &Device, policy: &BoundPolicy, entry: &Entry) -> Vec<ProxyIds> {
    let mut flows: Vec<_> = entry
        .lines
        .iter()
        .filter(|line| line.permit)
        .filter_map(Line::proxy_ids)
        .collect();
    for sa in sas_of(device, policy, entry) {
        let wider = |flow: &ProxyIds| {
            flow.local.net.covers(sa.pair.proxy.local.net)
                && flow.remote.net.covers(sa.pair.proxy.remote.net)
        };
        let belongs_here = flows.iter().any(wider);
        if belongs_here && !flows.contains(&sa.pair.proxy) {
            flows.push(sa.pair.proxy);
        }
    }
    flows
}

/// The pairs between the ends of an entry, newest first.
pub(super) fn sas_of<'a>(
    device: &'a Device,
    policy: &BoundPolicy,
    entry: &Entry,
) -> impl Iterator<Item = &'a Sa> + use<'a> {
    let (local, peer) = (policy.local, entry.peer);
    device
        .sad()
        .iter()
        .rev()
        .filter(move |sa| sa.pair.local == local && sa.pair.peer == peer)
}

fn ident(
    device: &Device,
    now: Instant,
    ifx: IfIndex,
    policy: &BoundPolicy,
    entry: &Entry,
    proxy: &ProxyIds,
    out: &mut String,
) {
    let sas: Vec<&Sa> = sas_of(device, policy, entry)
        .filter(|sa| sa.pair.proxy == *proxy)
        .collect();
    let counters = device.sad().counters(policy.local, entry.peer, proxy);
    let interface = &device.interfaces()[usize::from(ifx.0)];
    let selector = |side: &Selector| {
        format!(
            "({}/{}/{}/{})",
            side.net.network(),
            side.net.mask(),
            side.protocol,
            side.port
        )
    };
    line!(out);
    line!(out, "   protected vrf: (none)");
    line!(
        out,
        "   local  ident (addr/mask/prot/port): {}",
        selector(&proxy.local)
    );
    line!(
        out,
        "   remote ident (addr/mask/prot/port): {}",
        selector(&proxy.remote)
    );
    line!(out, "   current_peer {} port 500", entry.peer);
    line!(out, "     PERMIT, flags={{origin_is_acl,}}");
    let (encaps, decaps) = (counters.encaps, counters.decaps);
    line!(
        out,
        "    #pkts encaps: {encaps}, #pkts encrypt: {encaps}, #pkts digest: {encaps}"
    );
    line!(
        out,
        "    #pkts decaps: {decaps}, #pkts decrypt: {decaps}, #pkts verify: {decaps}"
    );
    line!(out, "    #pkts compressed: 0, #pkts decompressed: 0");
    line!(out, "    #pkts not compressed: 0, #pkts compr. failed: 0");
    line!(
        out,
        "    #pkts not decompressed: 0, #pkts decompress failed: 0"
    );
    line!(
        out,
        "    #send errors {}, #recv errors {}",
        device.send_errors(ifx),
        counters.receive_errors
    );
    line!(out);
    line!(
        out,
        "     local crypto endpt.: {}, remote crypto endpt.: {}",
        policy.local,
        entry.peer
    );
    line!(
        out,
        "     path mtu {}, ip mtu {}",
        interface.mtu,
        interface.mtu
    );
    let current = sas
        .iter()
        .find(|sa| sa.is_outbound_enabled)
        .map_or(Spi(0), |sa| sa.pair.outbound_spi);
    line!(
        out,
        "     current outbound spi: 0x{:X}({})",
        current.0,
        current.0
    );
    for direction in [Direction::Inbound, Direction::Outbound] {
        let word = direction.word();
        line!(out);
        line!(out, "     {word} esp sas:");
        for sa in &sas {
            esp_sa(now, &policy.map, sa, direction, out);
        }
        line!(out);
        line!(out, "     {word} ah sas:");
        line!(out);
        line!(out, "     {word} pcp sas:");
    }
}

#[derive(Clone, Copy)]
enum Direction {
    Inbound,
    Outbound,
}

impl Direction {
    const fn word(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
        }
    }
}

fn esp_sa(now: Instant, map: &str, sa: &Sa, direction: Direction, out: &mut String) {
    let (spi, conn_id) = match direction {
        Direction::Inbound => (sa.pair.inbound_spi.0, sa.conn_ids.0),
        Direction::Outbound => (sa.pair.outbound_spi.0, sa.conn_ids.1),
    };
    let transform = sa.pair.transform();
    line!(out, "      spi: 0x{spi:X}({spi})");
    line!(out, "        transform: {},", transform_words(transform));
    line!(
        out,
        "        in use settings ={{{}, }}",
        mode_word(transform.mode)
    );
    line!(
        out,
        "        conn id: {conn_id}, flow_id: SW:{}, crypto map: {map}",
        flow_id(conn_id)
    );
    let secs = sa.expires_at().since(now).as_secs();
    match sa.kilobytes_left() {
        Some(left) => line!(
            out,
            "        sa timing: remaining key lifetime (k/sec): ({left}/{secs})"
        ),
        None => line!(
            out,
            "        sa timing: remaining key lifetime (sec): {secs}"
        ),
    }
    line!(out, "        IV size: {} bytes", transform.cipher.iv_len());
    line!(out, "        replay detection support: Y");
    line!(out, "        Status: ACTIVE");
}

/// The number behind `SW:` of a connection id.
pub(in crate::ios) const fn flow_id(conn_id: u32) -> u32 {
    conn_id.saturating_sub(2000)
}
