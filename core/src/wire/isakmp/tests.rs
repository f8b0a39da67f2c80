//! Codecs against bytes laid out by hand after the RFCs and after public captures of routers.

use std::net::Ipv4Addr;

use hex_literal::hex;

use super::*;
use crate::wire::DecodeError;

/// A first message as IOS 12.4 sends it with one policy (3des, md5, pre-share, group 1), without NAT traversal.
const MAIN_MODE_1: [u8; 84] = hex!(
    "d1f8ad0f2d5c9a71 0000000000000000 01 10 02 00 00000000 00000054"
    "00 00 0038 00000001 00000001"
    "00 00 002c 01 01 00 01"
    "00 00 0024 01 01 0000"
    "8001 0005 8002 0001 8004 0001 8003 0001 800b 0001 000c 0004 00015180"
);

fn main_mode_1() -> Message {
    let attributes = vec![
        Attribute::basic(
            IkeAttribute::EncryptionAlgorithm,
            IkeEncryption::TripleDesCbc,
        ),
        Attribute::basic(IkeAttribute::HashAlgorithm, IkeHash::Md5),
        Attribute::basic(IkeAttribute::GroupDescription, 1_u16),
        Attribute::basic(
            IkeAttribute::AuthenticationMethod,
            AuthenticationMethod::PreSharedKey,
        ),
        Attribute::basic(IkeAttribute::LifeType, LifeType::Seconds),
        Attribute::number(IkeAttribute::LifeDuration, 86_400),
    ];
    let transform = TransformPayload {
        number: 1,
        id: KEY_IKE,
        attributes,
    };
    let proposal = ProposalPayload {
        number: 1,
        protocol: ProtocolId::Isakmp,
        spi: Vec::new(),
        transforms: vec![transform],
    };
    Message::clear(
        Header {
            initiator_cookie: Cookie(hex!("d1f8ad0f2d5c9a71")),
            responder_cookie: Cookie::ZERO,
            exchange: ExchangeType::IdentityProtection,
            flags: Flags::NONE,
            message_id: 0,
        },
        vec![Payload::SecurityAssociation(SaPayload {
            proposals: vec![proposal],
        })],
    )
}

/// One payload of each kind, in one chain.
fn one_of_each() -> Message {
    let cookies = [Cookie([1; 8]), Cookie([2; 8])];
    let net = IdData::Ipv4Subnet {
        addr: Ipv4Addr::new(155, 1, 67, 0),
        mask: Ipv4Addr::new(255, 255, 255, 0),
    };
    let payloads = vec![
        Payload::Hash(HashPayload { data: vec![7; 16] }),
        Payload::KeyExchange(KePayload { data: vec![9; 96] }),
        Payload::Nonce(NoncePayload { data: vec![3; 20] }),
        Payload::Identification(IdPayload {
            protocol: 17,
            port: 500,
            data: IdData::Ipv4Addr(Ipv4Addr::new(155, 1, 146, 6)),
        }),
        Payload::Identification(IdPayload {
            protocol: 0,
            port: 0,
            data: net,
        }),
        Payload::Identification(IdPayload {
            protocol: 0,
            port: 0,
            data: IdData::Other {
                kind: IdType::Fqdn,
                data: b"r6".to_vec(),
            },
        }),
        Payload::Notification(NotifyPayload::isakmp(
            NotifyType::RUThere,
            cookies,
            vec![0x42, 0xb0, 0xd7, 0x0b],
        )),
        Payload::Delete(DeletePayload::new(
            ProtocolId::Esp,
            4,
            vec![vec![1, 2, 3, 4], vec![5, 6, 7, 8]],
        )),
        Payload::VendorId(KnownVendorId::Dpd.payload()),
        Payload::NatDiscovery(NatDPayload {
            is_draft: false,
            hash: vec![1; 16],
        }),
        Payload::NatDiscovery(NatDPayload {
            is_draft: true,
            hash: vec![2; 16],
        }),
        Payload::Other {
            kind: PayloadType::Unknown(200),
            body: b"kept".to_vec(),
        },
    ];
    Message::clear(
        Header {
            initiator_cookie: cookies[0],
            responder_cookie: cookies[1],
            exchange: ExchangeType::QuickMode,
            flags: Flags::NONE,
            message_id: 0xe697_a0f6,
        },
        payloads,
    )
}

#[test]
fn a_first_message_reads_and_writes_as_on_the_wire() {
    assert_eq!(Message::parse(&MAIN_MODE_1), Ok(main_mode_1()));
    assert_eq!(main_mode_1().to_bytes(), MAIN_MODE_1);
    assert_eq!(
        main_mode_1().to_string(),
        "ISAKMP IdentityProtection d1f8ad0f2d5c9a71-0000000000000000 id 00000000: \
         SecurityAssociation"
    );
}

#[test]
fn every_payload_survives_a_round_trip() {
    let message = one_of_each();
    let bytes = message.to_bytes();
    assert_eq!(Message::parse(&bytes), Ok(message));
}

#[test]
fn a_dpd_notification_is_laid_out_as_in_rfc_3706() {
    let notify = NotifyPayload::isakmp(
        NotifyType::RUThere,
        [Cookie([0xa1; 8]), Cookie([0xb2; 8])],
        0x42b0_d70b_u32.to_be_bytes().to_vec(),
    );
    let mut out = Vec::new();
    notify.emit(&mut out);
    assert_eq!(
        out,
        hex!("00000001 01 10 8d28 a1a1a1a1a1a1a1a1 b2b2b2b2b2b2b2b2 42b0d70b")
    );
}

#[test]
fn an_encrypted_message_keeps_its_ciphertext() {
    let mut bytes = MAIN_MODE_1;
    bytes[19] = 1;
    let message = Message::parse(&bytes).unwrap();
    assert!(matches!(
        &message.body,
        Body::Encrypted { first: PayloadType::SecurityAssociation, ciphertext }
            if ciphertext == &MAIN_MODE_1[28..]
    ));
    assert_eq!(message.to_bytes(), bytes);
}

#[test]
fn truncation_at_every_length_is_an_error() {
    for message in [main_mode_1(), one_of_each()] {
        let bytes = message.to_bytes();
        for len in 0..bytes.len() {
            assert!(Message::parse(&bytes[..len]).is_err(), "{len}");
            // Also with a length field that agrees, so that the payloads are what is short.
            let mut short = bytes[..len].to_vec();
            if len >= HEADER_LEN {
                short[24..28].copy_from_slice(&(len as u32).to_be_bytes());
                assert!(Message::parse(&short).is_err(), "{len}");
            }
        }
    }
}

#[test]
fn no_flipped_bit_panics_and_what_parses_is_written_back_alike() {
    for message in [main_mode_1(), one_of_each()] {
        let bytes = message.to_bytes();
        for bit in 0..bytes.len() * 8 {
            let mut bent = bytes.clone();
            bent[bit / 8] ^= 1 << (bit % 8);
            if let Ok(parsed) = Message::parse(&bent) {
                assert_eq!(Message::parse(&parsed.to_bytes()), Ok(parsed), "bit {bit}");
            }
        }
    }
}

#[test]
fn endless_chains_are_refused() {
    let mut bytes = MAIN_MODE_1[..28].to_vec();
    bytes[16] = 43;
    for _ in 0..=MAX_PAYLOADS {
        bytes.extend_from_slice(&[43, 0, 0, 4]);
    }
    let len = bytes.len() as u32;
    bytes[24..28].copy_from_slice(&len.to_be_bytes());
    assert_eq!(
        Message::parse(&bytes),
        Err(DecodeError::BadLength {
            field: "ISAKMP payload chain",
            value: 33
        })
    );
}

#[test]
fn what_the_rfc_forbids_is_refused() {
    let bend = |at: usize, to: u8| {
        let mut bytes = MAIN_MODE_1;
        bytes[at] = to;
        Message::parse(&bytes)
    };
    assert!(bend(17, 0x20).is_err(), "version 2");
    assert!(bend(27, 0x55).is_err(), "length beyond the datagram");
    assert!(bend(31, 0x03).is_err(), "a payload shorter than its header");
    assert!(bend(35, 0x02).is_err(), "another DOI");
    assert!(bend(47, 0x02).is_err(), "a transform too few");
    assert!(NoncePayload::parse(&[0; 7]).is_err());
    assert!(DeletePayload::parse(&hex!("00000001 01 00 0005")).is_err());
}

#[test]
fn vendor_ids_are_recognized_with_any_version() {
    for id in KnownVendorId::ALL {
        assert_eq!(id.payload().known(), Some(id));
    }
    let mut xauth = KnownVendorId::Xauth.payload();
    xauth.data.extend_from_slice(&[0x5a; 8]);
    assert_eq!(xauth.known(), Some(KnownVendorId::Xauth));
    let mut dpd = KnownVendorId::Dpd.payload();
    dpd.data[15] = 1;
    assert_eq!(dpd.known(), Some(KnownVendorId::Dpd));
    assert_eq!(VendorIdPayload { data: vec![1; 16] }.known(), None);
}

#[test]
fn life_durations_are_read_in_both_formats() {
    let of = |attribute: Attribute| attribute.value.as_number();
    assert_eq!(of(Attribute::number(2_u16, 3600)), Some(3600));
    assert_eq!(
        Attribute::number(2_u16, 3600).value,
        AttributeValue::Basic(3600)
    );
    assert_eq!(of(Attribute::number(2_u16, 4_608_000)), Some(4_608_000));
    assert_eq!(AttributeValue::Variable(vec![0, 1]).as_number(), Some(1));
    assert_eq!(AttributeValue::Variable(vec![1; 9]).as_number(), None);
}
