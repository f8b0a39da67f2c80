//! `debug crypto ipsec`, and what IPsec logs.

use std::net::Ipv4Addr;

use super::{Console, LogState, may_say};
use crate::ios::show::{flow_id, mode_word, transform_words};
use crate::node::fact::{FactKind, SaEnd};
use crate::proto::ike::{IkeEvent, IkeEventKind, Refusal, RemoveReason, Role, SaRequest};
use crate::proto::ipsec::esp::EspError;
use crate::proto::ipsec::sa::{EspCipher, EspTransform, ProxyIds, SaLifetime, Selector};
use crate::proto::ipsec::sad::Sa;
use crate::types::Spi;

/// A network as key engine messages have it; a host is of another type.
fn proxy_text(side: &Selector) -> String {
    let kind = if side.net.len() == 32 { 1 } else { 4 };
    format!(
        "{}/{}/{}/{} (type={kind})",
        side.net.network(),
        side.net.mask(),
        side.protocol,
        side.port
    )
}

/// Key size as the key engine has it: only of ciphers with several.
const fn key_size(cipher: EspCipher) -> u16 {
    match cipher {
        EspCipher::Aes128 => 128,
        EspCipher::Aes192 => 192,
        EspCipher::Aes256 => 256,
        EspCipher::Null | EspCipher::Des | EspCipher::TripleDes => 0,
    }
}

/// A message of the key engine.
struct KeyEngineMessage {
    is_inbound: bool,
    ends: (Ipv4Addr, Ipv4Addr),
    proxy: ProxyIds,
    transform: EspTransform,
    lifetime: SaLifetime,
    spi: Spi,
    conn_id: u32,
    flags: u32,
}

impl KeyEngineMessage {
    fn text(&self) -> String {
        let way = if self.is_inbound {
            "INBOUND"
        } else {
            "OUTBOUND"
        };
        let (local, remote) = self.ends;
        let (here, there) = (
            proxy_text(&self.proxy.local),
            proxy_text(&self.proxy.remote),
        );
        let transform = format!(
            "{} ({})",
            transform_words(self.transform),
            mode_word(self.transform.mode)
        );
        let SaLifetime { secs, kilobytes } = self.lifetime;
        let Spi(spi) = self.spi;
        let key_size = key_size(self.transform.cipher);
        format!(
            "  (key eng. msg.) {way} local= {local}, remote= {remote},\n    local_proxy= {here},\n    \
             remote_proxy= {there},\n    protocol= ESP, transform= {transform},\n    lifedur= {secs}s and \
             {kilobytes}kb,\n    spi= 0x{spi:X}({spi}), conn_id= {}, keysize= {key_size}, flags= 0x{:X}",
            self.conn_id, self.flags
        )
    }
}

/// What IPsec tells of IKE's work.
pub(super) fn ike_event(console: &mut Console<'_>, event: &IkeEvent) {
    if !console.debug.ipsec {
        return;
    }
    match &event.kind {
        // The responder asks for its SPI only now.
        IkeEventKind::CreatingSas(pair)
            if event.sa.is_some_and(|sa| sa.role == Role::Responder) =>
        {
            let (local, peer, spi) = (pair.local, pair.peer, pair.inbound_spi);
            console.debug("IPSEC(key_engine): got a queue event with 1 kei messages");
            console.debug(&format!(
                "IPSEC(spi_response): getting spi {spi} for SA\n        from {peer} to {local} for prot 3"
            ));
        }
        IkeEventKind::RequestReceived { request, spi } => sa_request(console, request, *spi),
        IkeEventKind::RequestTimerFired { count } => {
            console.debug(&format!(
                "IPSEC(key_engine): request timer fired: count = {count},"
            ));
        }
        IkeEventKind::ValidateProposal {
            local,
            peer,
            proxy,
            transform,
        } => {
            let message = KeyEngineMessage {
                is_inbound: true,
                ends: (*local, *peer),
                proxy: *proxy,
                transform: *transform,
                lifetime: SaLifetime {
                    secs: 0,
                    kilobytes: 0,
                },
                spi: Spi(0),
                conn_id: 0,
                flags: 0x2,
            };
            let text = message.text();
            console.debug(&format!(
                "IPSEC(validate_proposal_request): proposal part #1,\n{text}"
            ));
        }
        IkeEventKind::ProposalRefused(Refusal::ProxyIdentities) => {
            console.debug("IPSEC(ipsec_process_proposal): proxy identities not supported");
        }
        IkeEventKind::ProposalRefused(Refusal::Transform) => {
            console.debug(
                "IPSEC(ipsec_process_proposal): transform proposal not supported for identity:",
            );
        }
        _ => {}
    }
}

fn sa_request(console: &mut Console<'_>, request: &SaRequest, spi: Spi) {
    for transform in &request.transforms {
        let message = KeyEngineMessage {
            is_inbound: false,
            ends: (request.local, request.peer),
            proxy: request.proxy,
            transform: *transform,
            lifetime: request.lifetime,
            spi,
            conn_id: 0,
            flags: 0x400b,
        };
        let text = message.text();
        console.debug(&format!("IPSEC(sa_request): ,\n{text}"));
    }
}

/// A pair of SAs that came or went.
struct Pair {
    ends: (Ipv4Addr, Ipv4Addr),
    proxy: ProxyIds,
    transform: EspTransform,
    /// Inbound and outbound.
    spis: (Spi, Spi),
    conn_ids: (u32, u32),
}

/// SAs that came or went.
pub(super) fn fact(console: &mut Console<'_>, state: &mut LogState, fact: &FactKind) {
    match fact {
        FactKind::SaInstalled {
            local,
            peer,
            proxy,
            inbound_spi,
            outbound_spi,
            conn_ids,
            transform,
            lifetime,
            ..
        } => {
            let pair = Pair {
                ends: (*local, *peer),
                proxy: *proxy,
                transform: *transform,
                spis: (*inbound_spi, *outbound_spi),
                conn_ids: *conn_ids,
            };
            if console.debug.ipsec {
                installed(console, &pair, *lifetime);
            }
        }
        FactKind::SaRemoved {
            local,
            peer,
            inbound_spi,
            outbound_spi,
            conn_ids,
            proxy,
            transform,
            reason,
        } => {
            let pair = Pair {
                ends: (*local, *peer),
                proxy: *proxy,
                transform: *transform,
                spis: (*inbound_spi, *outbound_spi),
                conn_ids: *conn_ids,
            };
            removal_cause(console, state, pair.ends, *reason, *inbound_spi);
            removed(console, &pair, *local, *inbound_spi, conn_ids.0);
            removed(console, &pair, *peer, *outbound_spi, conn_ids.1);
        }
        _ => {}
    }
}

fn installed(console: &mut Console<'_>, pair: &Pair, lifetime: SaLifetime) {
    console.debug("IPSEC(key_engine): got a queue event with 2 kei messages");
    let halves = [
        (true, pair.spis.0, pair.conn_ids.0, 0x2, pair.ends.0),
        (false, pair.spis.1, pair.conn_ids.1, 0xa, pair.ends.1),
    ];
    for (is_inbound, spi, conn_id, flags, _) in halves {
        let message = KeyEngineMessage {
            is_inbound,
            ends: pair.ends,
            proxy: pair.proxy,
            transform: pair.transform,
            lifetime,
            spi,
            conn_id,
            flags,
        };
        let text = message.text();
        console.debug(&format!("IPSEC(initialize_sas): ,\n{text}"));
    }
    for (_, Spi(spi), conn_id, _, dest) in halves {
        let transform = transform_words(pair.transform);
        console.debug(&format!(
            "IPSEC(create_sa): sa created,\n  (sa) sa_dest= {dest}, sa_proto= 50,\n    sa_spi= 0x{spi:X}({spi}),\n    \
             sa_trans= {transform}, sa_conn_id= {conn_id}"
        ));
    }
}

/// The lines before the first SA of a deletion.
fn removal_cause(
    console: &mut Console<'_>,
    state: &mut LogState,
    ends: (Ipv4Addr, Ipv4Addr),
    reason: SaEnd,
    spi: Spi,
) {
    let (local, peer) = ends;
    let deletion = Some((console.at, local, peer));
    if !console.debug.ipsec || state.deletion == deletion {
        return;
    }
    state.deletion = deletion;
    match reason {
        SaEnd::Ike(RemoveReason::DeadPeer) => {
            console.debug("IPSEC(key_engine): got a queue event with 1 kei messages");
            console.debug(&format!(
                "Delete IPsec SA by DPD, local {local} remote {peer} peer port 500"
            ));
        }
        SaEnd::Ike(RemoveReason::PeerDeleted | RemoveReason::InvalidSpi) => {
            console.debug("IPSEC(key_engine): got a queue event with 1 kei messages");
            console.debug("IPSEC(key_engine_delete_sas): rec'd delete notify from ISAKMP");
            let Spi(spi) = spi;
            console.debug(&format!(
                "IPSEC(key_engine_delete_sas): delete SA with spi 0x{spi:X} proto 50 for {local}"
            ));
        }
        SaEnd::Ike(_) => {
            console.debug("IPSEC(key_engine): got a queue event with 1 kei messages");
            console.debug(&format!(
                "IPSEC(key_engine_delete_sas): delete all SAs shared with peer {peer}"
            ));
        }
        SaEnd::Lifetime | SaEnd::NotTunnelEnd => {}
    }
}

fn removed(console: &mut Console<'_>, pair: &Pair, dest: Ipv4Addr, Spi(spi): Spi, conn_id: u32) {
    if console.debug.ipsec {
        let (local, peer) = pair.ends;
        let transform = transform_words(pair.transform);
        let (here, there) = (
            proxy_text(&pair.proxy.local),
            proxy_text(&pair.proxy.remote),
        );
        console.debug(&format!(
            "IPSEC(delete_sa): deleting SA,\n  (sa) sa_dest= {dest}, sa_proto= 50,\n    sa_spi= 0x{spi:X}({spi}),\n    \
             sa_trans= {transform}, sa_conn_id= {conn_id},\n  (identity) local= {local}, remote= {peer},\n    \
             local_proxy= {here},\n    remote_proxy= {there}"
        ));
    }
    if console.debug.engine {
        console.debug(&format!(
            "crypto engine: deleting IPSec SA SW:{}",
            flow_id(conn_id)
        ));
        console.debug("crypto_engine: IPSec SA delete");
    }
}

/// An ESP packet that was refused.
pub(super) fn refused(
    console: &mut Console<'_>,
    state: &mut LogState,
    (local, peer): (Ipv4Addr, Ipv4Addr),
    error: EspError,
    spi: Spi,
    sequence: u32,
) {
    let is_it = |sa: &&Sa| sa.pair.inbound_spi == spi && sa.pair.local == local;
    let conn_id = console
        .device
        .sad()
        .iter()
        .find(is_it)
        .map_or(0, |sa| sa.conn_ids.0);
    match error {
        EspError::UnknownSpi(spi) if may_say(&mut state.invalid_spi, console.at) => console.log(&format!(
            "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr={local}, prot=50, \
             spi=0x{spi:X}({spi}), srcaddr={peer}"
        )),
        EspError::Replay(_) if may_say(&mut state.replay, console.at) => console.log(&format!(
            "%CRYPTO-4-PKT_REPLAY_ERR: decrypt: replay check failed\n\tconnection id={conn_id}, \
             sequence number={sequence}"
        )),
        EspError::Integrity if may_say(&mut state.mac, console.at) => console.log(&format!(
            "%CRYPTO-4-RECVD_PKT_MAC_ERR: decrypt: mac verify failed for connection id={conn_id}"
        )),
        // The rest only counts: `#recv errors`.
        EspError::UnknownSpi(_)
        | EspError::Replay(_)
        | EspError::Integrity
        | EspError::Malformed
        | EspError::Padding
        | EspError::WrongTraffic => {}
    }
}

/// A packet came in the clear that should not have.
pub(super) fn not_protected(
    console: &mut Console<'_>,
    state: &mut LogState,
    dst: Ipv4Addr,
    src: Ipv4Addr,
    protocol: u8,
) {
    if may_say(&mut state.not_ipsec, console.at) {
        console.log(&format!(
            "%CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet.\n\t(ip) vrf/dest_addr= /{dst}, \
             src_addr= {src}, prot= {protocol}"
        ));
    }
}
