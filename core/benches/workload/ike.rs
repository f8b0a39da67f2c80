//! A whole negotiation, main mode and quick mode, between two routers that take no time over it.

use std::collections::VecDeque;
use std::net::Ipv4Addr;

use vipsec_core::crypto::{DhGroup, HashAlgorithm};
use vipsec_core::proto::ike::{
    AuthMethod, ComputeProfile, Ike, IkeCipher, IkeConfig, Output, PeriodicStyle, Policy,
    PreSharedKey, RequestCause, ResponderEntry, SaRequest,
};
use vipsec_core::proto::ipsec::sa::{
    EspAuth, EspCipher, EspTransform, Mode, ProxyIds, SaLifetime, Selector,
};
use vipsec_core::rng::Rng;
use vipsec_core::time::Instant;
use vipsec_core::types::Prefix;

const ENDS: [Ipv4Addr; 2] = [
    Ipv4Addr::new(155, 1, 146, 6),
    Ipv4Addr::new(155, 1, 146, 254),
];
const NETS: [Ipv4Addr; 2] = [Ipv4Addr::new(155, 1, 67, 0), Ipv4Addr::new(155, 1, 58, 0)];

/// Messages of a negotiation: six of main mode, three of quick mode.
pub const MESSAGES: usize = 9;

/// Negotiates once and returns the number of messages.
pub fn negotiate(group: DhGroup) -> usize {
    let rng = Rng::from_seed(group.number().into());
    let mut sides = [0, 1].map(|side| Ike::new(config(side, group), rng.split(["R6", "R1"][side])));
    let mut wire = VecDeque::new();
    let mut out = Vec::new();
    let (mut messages, mut installed) = (0, 0);
    sides[0].request_sa(Instant::ZERO, request(), &mut out);
    let mut sender = 0;
    loop {
        for output in out.drain(..) {
            match output {
                Output::Send { bytes, .. } => wire.push_back((1 - sender, bytes)),
                Output::Install(_) => installed += 1,
                _ => {}
            }
        }
        let Some((receiver, bytes)) = wire.pop_front() else {
            break;
        };
        messages += 1;
        sides[receiver].handle_packet(
            Instant::ZERO,
            ENDS[receiver],
            ENDS[1 - receiver],
            500,
            &bytes,
            &mut out,
        );
        sender = receiver;
    }
    assert_eq!(
        (messages, installed),
        (MESSAGES, 2),
        "the negotiation came to nothing"
    );
    messages
}

fn config(side: usize, group: DhGroup) -> IkeConfig {
    let request = request();
    let proxies = if side == 0 {
        request.proxy
    } else {
        ProxyIds {
            local: request.proxy.remote,
            remote: request.proxy.local,
        }
    };
    IkeConfig {
        policies: vec![Policy {
            cipher: IkeCipher::TripleDes,
            hash: HashAlgorithm::Md5,
            auth: AuthMethod::PreShared,
            group,
            ..Policy::new(10)
        }],
        keys: vec![PreSharedKey {
            peers: Prefix::host(ENDS[1 - side]),
            key: b"CISCO".to_vec(),
        }],
        keepalive: None,
        periodic_style: PeriodicStyle::TrafficResets,
        profile: ComputeProfile::INSTANT,
        responder_entries: vec![ResponderEntry {
            local: ENDS[side],
            peer: ENDS[1 - side],
            proxies,
            transforms: request.transforms,
            lifetime: request.lifetime,
            pfs_group: None,
        }],
        invalid_spi_recovery: false,
    }
}

fn request() -> SaRequest {
    let [local, remote] = NETS.map(|addr| Selector {
        net: Prefix::new(addr, 24),
        protocol: 0,
        port: 0,
    });
    SaRequest {
        local: ENDS[0],
        peer: ENDS[1],
        proxy: ProxyIds { local, remote },
        transforms: vec![EspTransform {
            cipher: EspCipher::TripleDes,
            auth: EspAuth::HmacMd5,
            mode: Mode::Tunnel,
        }],
        lifetime: SaLifetime::default(),
        pfs_group: None,
        cause: RequestCause::Traffic,
    }
}
