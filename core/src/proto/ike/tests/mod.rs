//! Two routers over a wire that may lose, repeat, delay and bend.

mod dpd;
mod endings;
mod failures;
mod hostile;
mod keymat;
mod negotiation;

use super::*;
use crate::crypto::{DhGroup, HashAlgorithm};
use crate::proto::ipsec::sa::{
    EspAuth, EspCipher, EspTransform, Mode as EspMode, ProxyIds, SaLifetime, SaPair, Selector,
};
use crate::time::Duration;

/// R6 of the lab.
const R6: Ipv4Addr = Ipv4Addr::new(155, 1, 146, 6);
/// The virtual address of R1 and R4.
const HUB: Ipv4Addr = Ipv4Addr::new(155, 1, 146, 254);

const ESP_3DES_MD5: EspTransform = EspTransform {
    cipher: EspCipher::TripleDes,
    auth: EspAuth::HmacMd5,
    mode: EspMode::Tunnel,
};

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn at(millis: u64) -> Instant {
    Instant::from_millis(millis)
}

fn selector(text: &str) -> Selector {
    Selector {
        net: text.parse().unwrap(),
        protocol: 0,
        port: 0,
    }
}

/// The traffic as R6 sees it.
fn proxy() -> ProxyIds {
    ProxyIds {
        local: selector("155.1.67.0/24"),
        remote: selector("155.1.58.0/24"),
    }
}

fn mirror(proxy: ProxyIds) -> ProxyIds {
    ProxyIds {
        local: proxy.remote,
        remote: proxy.local,
    }
}

/// Policy 10 of the lab: 3des, md5, pre-share; the rest by default.
fn policy() -> Policy {
    Policy {
        cipher: IkeCipher::TripleDes,
        hash: HashAlgorithm::Md5,
        auth: AuthMethod::PreShared,
        ..Policy::new(10)
    }
}

/// The configuration of one side; a processor that takes no time.
fn config(local: Ipv4Addr) -> IkeConfig {
    let (peer, proxies) = if local == R6 {
        (HUB, proxy())
    } else {
        (R6, mirror(proxy()))
    };
    IkeConfig {
        policies: vec![policy()],
        keys: vec![PreSharedKey {
            peers: crate::types::Prefix::host(peer),
            key: b"CISCO".to_vec(),
        }],
        keepalive: None,
        periodic_style: PeriodicStyle::TrafficResets,
        profile: ComputeProfile::INSTANT,
        responder_entries: vec![ResponderEntry {
            local,
            peer,
            proxies,
            transforms: vec![ESP_3DES_MD5],
            lifetime: SaLifetime::default(),
            pfs_group: None,
        }],
        invalid_spi_recovery: false,
    }
}

fn request(local: Ipv4Addr) -> SaRequest {
    let config = config(local);
    let entry = &config.responder_entries[0];
    SaRequest {
        local,
        peer: entry.peer,
        proxy: entry.proxies,
        transforms: entry.transforms.clone(),
        lifetime: entry.lifetime,
        pfs_group: entry.pfs_group,
        cause: RequestCause::Traffic,
    }
}

/// What the wire does with a datagram.
enum Fate {
    Deliver,
    Lose,
    /// Twice, the second time so much later.
    Repeat(Duration),
}

struct Side {
    addr: Ipv4Addr,
    ike: Ike,
    log: Vec<(Instant, Output)>,
}

/// What decides the fate of the n-th datagram of a side.
type Wire = Box<dyn FnMut(usize, usize, &mut Vec<u8>) -> Fate>;

struct Pair {
    now: Instant,
    latency: Duration,
    /// Timers are served this much late.
    slip: Duration,
    sides: [Side; 2],
    wire: Wire,
    flying: SortedMap<(Instant, u64), (usize, Vec<u8>)>,
    sequence: u64,
    /// When each datagram left, from which side.
    sent: Vec<(Instant, usize, Vec<u8>)>,
}

impl Pair {
    fn new(r6: IkeConfig, hub: IkeConfig) -> Self {
        Self::seeded(r6, hub, 1)
    }

    fn seeded(r6: IkeConfig, hub: IkeConfig, seed: u64) -> Self {
        let rng = Rng::from_seed(seed);
        let side = |addr, config, label| Side {
            addr,
            ike: Ike::new(config, rng.split(label)),
            log: Vec::new(),
        };
        Self {
            now: Instant::ZERO,
            latency: ms(5),
            slip: Duration::ZERO,
            sides: [side(R6, r6, "R6"), side(HUB, hub, "hub")],
            wire: Box::new(|_, _, _| Fate::Deliver),
            flying: SortedMap::new(),
            sequence: 0,
            sent: Vec::new(),
        }
    }

    /// Both sides as in the lab.
    fn lab() -> Self {
        Self::new(config(R6), config(HUB))
    }

    /// A pair of routers with associations of both phases, one second after R6 asked for them.
    fn up(r6: IkeConfig, hub: IkeConfig) -> Self {
        let mut pair = Self::new(r6, hub);
        pair.request(0);
        pair.run_until(at(1000));
        assert_eq!(pair.pairs(0).len(), 1);
        pair
    }

    fn request(&mut self, side: usize) {
        let wanted = request(self.sides[side].addr);
        self.request_for(side, wanted);
    }

    fn request_for(&mut self, side: usize, wanted: SaRequest) {
        self.with(side, |ike, now, out| ike.request_sa(now, wanted, out));
    }

    /// Calls a verb and drains its outputs.
    fn with(&mut self, side: usize, verb: impl FnOnce(&mut Ike, Instant, &mut Vec<Output>)) {
        let mut out = Vec::new();
        verb(&mut self.sides[side].ike, self.now, &mut out);
        for output in out {
            if let Output::Send { bytes, delay, .. } = &output {
                self.launch(side, bytes.clone(), *delay);
            }
            self.sides[side].log.push((self.now, output));
        }
    }

    fn launch(&mut self, side: usize, mut bytes: Vec<u8>, delay: Duration) {
        let left_at = self.now + delay;
        let nth = self.sent.iter().filter(|sent| sent.1 == side).count();
        self.sent.push((left_at, side, bytes.clone()));
        let fate = (self.wire)(side, nth, &mut bytes);
        let mut fly = |arrives_at, bytes| {
            self.sequence += 1;
            self.flying
                .insert((arrives_at, self.sequence), (1 - side, bytes));
        };
        let arrives_at = left_at + self.latency;
        match fate {
            Fate::Lose => {}
            Fate::Deliver => fly(arrives_at, bytes),
            Fate::Repeat(after) => {
                fly(arrives_at, bytes.clone());
                fly(arrives_at + after, bytes);
            }
        }
    }

    fn deliver(&mut self, to: usize, bytes: &[u8]) {
        let (local, peer) = (self.sides[to].addr, self.sides[1 - to].addr);
        self.with(to, |ike, now, out| {
            ike.handle_packet(now, local, peer, 500, bytes, out);
        });
    }

    fn run_until(&mut self, deadline: Instant) {
        loop {
            let wire_at = self.flying.keys().next().map(|key| key.0);
            let timer = (0..2)
                .filter_map(|side| Some((self.sides[side].ike.poll_timeout()? + self.slip, side)))
                .min();
            let next = wire_at.into_iter().chain(timer.map(|it| it.0)).min();
            let Some(next) = next.filter(|next| *next <= deadline) else {
                break;
            };
            self.now = next.max(self.now);
            if wire_at == Some(next) {
                let (_, (to, bytes)) = self.flying.pop_first().expect("it was just seen");
                self.deliver(to, &bytes);
            } else if let Some((_, side)) = timer {
                self.with(side, |ike, now, out| ike.handle_timeout(now, out));
            }
        }
        self.now = deadline;
    }

    fn pairs(&self, side: usize) -> Vec<&SaPair> {
        let log = self.sides[side].log.iter();
        log.filter_map(|(_, output)| match output {
            Output::Install(pair) => Some(&**pair),
            _ => None,
        })
        .collect()
    }

    fn events(&self, side: usize) -> impl Iterator<Item = (Instant, &IkeEvent)> {
        self.sides[side].log.iter().filter_map(|(at, output)| {
            if let Output::Event(event) = output {
                Some((*at, event))
            } else {
                None
            }
        })
    }

    /// When something was told that `wanted` picks.
    fn told(&self, side: usize, wanted: impl Fn(&IkeEventKind) -> bool) -> Vec<Instant> {
        let events = self.events(side);
        events
            .filter(|(_, event)| wanted(&event.kind))
            .map(|it| it.0)
            .collect()
    }

    fn has_told(&self, side: usize, wanted: impl Fn(&IkeEventKind) -> bool) -> bool {
        !self.told(side, wanted).is_empty()
    }

    fn outputs(&self, side: usize, wanted: impl Fn(&Output) -> bool) -> Vec<(Instant, &Output)> {
        let log = self.sides[side].log.iter();
        log.filter(|(_, output)| wanted(output))
            .map(|(at, output)| (*at, output))
            .collect()
    }

    fn states(&self, side: usize) -> Vec<IsakmpState> {
        self.sides[side]
            .ike
            .associations()
            .map(IsakmpSa::state)
            .collect()
    }

    /// The last installed pairs of both sides are each other's, keys included.
    fn assert_mirrored(&self) {
        let [r6, hub] = [0, 1].map(|side| self.pairs(side).last().copied().cloned());
        let (r6, hub) = (r6.expect("R6 has a pair"), hub.expect("the hub has a pair"));
        assert_eq!(r6.inbound_spi, hub.outbound_spi);
        assert_eq!(r6.outbound_spi, hub.inbound_spi);
        assert_eq!(r6.inbound, hub.outbound);
        assert_eq!(r6.outbound, hub.inbound);
        assert_ne!(r6.inbound.encryption, r6.outbound.encryption);
        assert_eq!(r6.proxy, mirror(hub.proxy));
        assert_eq!(r6.lifetime, hub.lifetime);
        assert_eq!(r6.pfs_group, hub.pfs_group);
        assert_ne!(r6.is_initiator, hub.is_initiator);
    }
}

fn is_state_change(event: &IkeEvent) -> Option<(Option<u32>, Input, FsmState, FsmState)> {
    match event.kind {
        IkeEventKind::StateChange {
            node,
            input,
            old,
            new,
        } => Some((node, input, old, new)),
        _ => None,
    }
}
