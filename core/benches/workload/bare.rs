//! The cryptography of a run and nothing else: the same number of the same operations on texts of the same lengths.
//!
//! Operations are counted in the run's capture and facts. An ESP packet sent is one sealing; one that reached a tunnel's
//! end is one opening. A key exchange payload sent is one public value, one received one shared secret. An encrypted
//! ISAKMP message is one encryption and one hash where it is made and the converse where it is read. What an
//! association of either phase derives beside that follows RFC 2409 §5, §5.5 and appendix B.

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::rc::Rc;

use vipsec_core::crypto::{CbcKey, Cipher, DhGroup, DhKeyPair, HashAlgorithm, HmacKey, prf};
use vipsec_core::node::drop_reason::DropReason;
use vipsec_core::node::fact::{FactKind, IkePhase};
use vipsec_core::node::{DeviceKind, Node};
use vipsec_core::proto::ipsec::esp::EspContext;
use vipsec_core::proto::ipsec::sa::EspKeys;
use vipsec_core::sim::World;
use vipsec_core::sim::capture::Captured;
use vipsec_core::types::FrameId;
use vipsec_core::wire::ethernet::{self, EtherType};
use vipsec_core::wire::isakmp::{self, Chain, PayloadType};
use vipsec_core::wire::{dot1q, ipv4, udp};

/// Length of the nonces, in octets.
const NONCE: [u8; 20] = [0x5a; 20];

struct EspPacket {
    context: Rc<EspContext>,
    bytes: Vec<u8>,
    is_opened: bool,
}

struct Exchange {
    group: DhGroup,
    is_answered: bool,
}

struct Encrypted {
    body: Vec<u8>,
    is_read: bool,
}

/// The cryptography of a run.
pub struct Bare {
    esp: Vec<EspPacket>,
    exchanges: Vec<Exchange>,
    clear: Vec<usize>,
    encrypted: Vec<Encrypted>,
    phase1_ends: usize,
    phase2_keys: Vec<EspKeys>,
    pair: DhKeyPair,
    hmac: HmacKey,
    cipher: CbcKey,
}

/// How often each operation happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// ESP packets sealed.
    pub seals: usize,
    /// ESP packets opened.
    pub opens: usize,
    /// Public values and shared secrets.
    pub exponentiations: usize,
    /// ISAKMP messages encrypted and decrypted.
    pub isakmp: usize,
}

impl Bare {
    /// Counts what `world` did. Its encryption must have been deferred, for the plain texts to be there still.
    pub fn of(world: &World) -> Self {
        const KEY: [u8; 24] = *b"012345670123456789abcdef";
        let mut bare = Self {
            esp: Vec::new(),
            exchanges: Vec::new(),
            clear: Vec::new(),
            encrypted: Vec::new(),
            phase1_ends: 0,
            phase2_keys: Vec::new(),
            pair: DhKeyPair::from_private(DhGroup::Modp768, [0xc3; 32]),
            hmac: HmacKey::new(HashAlgorithm::Md5, &KEY[..16]),
            cipher: CbcKey::new(Cipher::TripleDes, &KEY).expect("3DES takes 24 octets"),
        };
        bare.count_frames(world);
        for fact in world.facts() {
            match &fact.kind {
                FactKind::IkePhase {
                    phase: IkePhase::Up { .. },
                } => bare.phase1_ends += 1,
                FactKind::SaInstalled { .. } => bare.note_installed(),
                _ => {}
            }
        }
        bare
    }

    fn note_installed(&mut self) {
        if let Some(packet) = self.esp.first() {
            self.phase2_keys.push(packet.context.keys().clone());
        }
    }

    fn count_frames(&mut self, world: &World) {
        let unread = unread(world);
        let mut esp = BTreeMap::new();
        let mut isakmp = BTreeMap::new();
        let mut exchanges = BTreeMap::new();
        let mut clear = BTreeSet::new();
        for (captured, id) in world.capture().frames().iter().zip(0..) {
            let is_read = reaches_router(world, captured) && !unread.contains(&FrameId(id));
            if let Some(seal) = captured.frame.seal() {
                let bytes = &captured.frame.raw()[seal.offset..];
                let index = *esp.entry(bytes[..8].to_vec()).or_insert_with(|| {
                    self.esp.push(EspPacket {
                        context: Rc::clone(&seal.context),
                        bytes: bytes.to_vec(),
                        is_opened: false,
                    });
                    self.esp.len() - 1
                });
                self.esp[index].is_opened |= is_read;
                continue;
            }
            let Some(message) = isakmp_message(captured.frame.raw()) else {
                continue;
            };
            let Ok((header, first, body)) = isakmp::Header::parse(message) else {
                continue;
            };
            if header.flags.is_encrypted() {
                *isakmp.entry(body.to_vec()).or_insert(false) |= is_read;
                continue;
            }
            if let Some(group) = key_exchange(first, body) {
                exchanges
                    .entry(message.to_vec())
                    .or_insert((group, false))
                    .1 |= is_read;
            }
            clear.insert(message.to_vec());
        }
        self.clear = clear.iter().map(Vec::len).collect();
        self.encrypted = isakmp
            .into_iter()
            .map(|(body, is_read)| Encrypted { body, is_read })
            .collect();
        self.exchanges = exchanges
            .into_values()
            .map(|(group, is_answered)| Exchange { group, is_answered })
            .collect();
    }

    /// How often each operation happens.
    pub fn counts(&self) -> Counts {
        let read =
            |messages: &[Encrypted]| messages.iter().filter(|message| message.is_read).count();
        let answered = self
            .exchanges
            .iter()
            .filter(|exchange| exchange.is_answered)
            .count();
        Counts {
            seals: self.esp.len(),
            opens: self.esp.iter().filter(|packet| packet.is_opened).count(),
            exponentiations: self.exchanges.len() + answered,
            isakmp: self.encrypted.len() + read(&self.encrypted),
        }
    }

    /// Does it all again.
    pub fn run(&mut self) {
        for packet in &mut self.esp {
            packet.context.seal(&mut packet.bytes);
            if packet.is_opened {
                packet
                    .context
                    .open(&mut packet.bytes)
                    .expect("the packet was sealed with the same keys");
            }
        }
        self.run_exchanges();
        self.run_messages();
        (0..self.phase1_ends).for_each(|_| self.run_phase1());
        self.phase2_keys
            .iter()
            .for_each(|keys| self.run_phase2(keys));
    }

    fn run_exchanges(&mut self) {
        for exchange in &self.exchanges {
            self.pair = DhKeyPair::from_private(exchange.group, [0xc3; 32]);
            if exchange.is_answered {
                black_box(self.pair.shared_secret(self.pair.public()))
                    .expect("a public value made here");
            }
        }
    }

    fn run_messages(&mut self) {
        for message in &mut self.encrypted {
            let ends = 1 + usize::from(message.is_read);
            for _ in 0..ends {
                // The exchange's IV, and HASH(1) to HASH(3).
                black_box(HashAlgorithm::Md5.digest(&[&message.body[..12]]));
                black_box(self.hmac.mac(&[&message.body]));
            }
            self.cipher
                .encrypt(&[7; 8], &mut message.body)
                .expect("whole blocks");
            if message.is_read {
                self.cipher
                    .decrypt(&[7; 8], &mut message.body)
                    .expect("whole blocks");
                black_box(HashAlgorithm::Md5.digest(&[&message.body]));
            }
        }
        for len in &self.clear {
            black_box(HashAlgorithm::Md5.digest(&[&[0; 1024][..*len.min(&1024)]]));
        }
    }

    /// SKEYID and its children, the cipher's key, HASH_I and HASH_R, and the IV.
    fn run_phase1(&self) {
        const MD5: HashAlgorithm = HashAlgorithm::Md5;
        let publics = [self.pair.public(), self.pair.public()];
        let skeyid = prf(MD5, b"CISCO", &[&NONCE, &NONCE]);
        let d = prf(MD5, &skeyid, &[publics[0], &[0; 17]]);
        let a = prf(MD5, &skeyid, &[&d, publics[0], &[0; 17]]);
        let e = prf(MD5, &skeyid, &[&a, publics[0], &[0; 17]]);
        let expansion = HmacKey::new(MD5, &e);
        let block = expansion.mac(&[&[0]]);
        black_box(expansion.mac(&[&block]));
        let key = HmacKey::new(MD5, &skeyid);
        black_box((HmacKey::new(MD5, &d), HmacKey::new(MD5, &a)));
        black_box(CbcKey::new(Cipher::TripleDes, &[9; 24]).expect("3DES takes 24 octets"));
        for _ in 0..2 {
            black_box(key.mac(&[publics[0], publics[1], &[0; 80]]));
        }
        black_box(MD5.digest(&publics));
    }

    /// KEYMAT of both directions, and the keys made ready.
    fn run_phase2(&self, keys: &EspKeys) {
        for _ in 0..2 {
            let needed = keys.encryption.len() + keys.authentication.len();
            for _ in 0..needed.div_ceil(HashAlgorithm::Md5.output_len()) {
                black_box(self.hmac.mac(&[&[0; 16], &[0; 5], &NONCE, &NONCE]));
            }
            black_box(EspContext::new(keys));
        }
    }
}

/// Frames that were not read where they arrived, or had not arrived in the end.
fn unread(world: &World) -> BTreeSet<FrameId> {
    let is_early = |reason| {
        matches!(
            reason,
            DropReason::InterfaceDown
                | DropReason::NoCarrier
                | DropReason::LineLoss
                | DropReason::OtherMac(_)
                | DropReason::Esp(_)
                | DropReason::Isakmp
        )
    };
    let dropped = world
        .capture()
        .drops()
        .iter()
        .filter(|dropped| is_early(dropped.reason))
        .map(|dropped| dropped.frame);
    let late = world
        .capture()
        .frames()
        .iter()
        .zip(0..)
        .filter(|(captured, _)| captured.crossing.arrives_at > world.now());
    dropped.chain(late.map(|(_, id)| FrameId(id))).collect()
}

fn reaches_router(world: &World, captured: &Captured) -> bool {
    let end = world.links()[usize::from(captured.link.0)].ends[1 - captured.direction.index()];
    world
        .node(end.node)
        .and_then(Node::device)
        .is_some_and(|device| device.kind == DeviceKind::Router)
}

/// The ISAKMP message in an Ethernet frame.
fn isakmp_message(frame: &[u8]) -> Option<&[u8]> {
    let (header, mut payload) = ethernet::Repr::parse(frame).ok()?;
    let mut ethertype = header.ethertype;
    if ethertype == EtherType::DOT1Q {
        let (tag, rest) = dot1q::Repr::parse(payload).ok()?;
        (ethertype, payload) = (tag.ethertype, rest);
    }
    if ethertype != EtherType::IPV4 {
        return None;
    }
    let (ip, payload) = ipv4::Repr::parse(payload).ok()?;
    if ip.protocol != ipv4::Protocol::UDP {
        return None;
    }
    let (udp, message) = udp::Repr::parse(payload, ip.src, ip.dst).ok()?;
    (udp.dst_port == isakmp::PORT).then_some(message)
}

/// The group of the key exchange payload in a clear message.
fn key_exchange(first: PayloadType, body: &[u8]) -> Option<DhGroup> {
    let chain = Chain::parse(first, body).ok()?;
    let (raw, _) = chain
        .payloads
        .iter()
        .find(|(raw, _)| raw.kind == PayloadType::KeyExchange)?;
    DhGroup::ALL
        .into_iter()
        .find(|group| group.public_len() == raw.body.len())
}
