//! Bytes that nobody should send.

use super::*;
use crate::wire::isakmp::{Chain, Header, PayloadType};

/// The datagrams of a whole negotiation and, last, of a probe.
fn conversation() -> Vec<(usize, Vec<u8>)> {
    let r6 = IkeConfig {
        keepalive: Some(Keepalive {
            interval_secs: 10,
            retry_secs: 2,
            mode: KeepaliveMode::Periodic,
        }),
        ..config(R6)
    };
    let mut pair = Pair::up(r6, config(HUB));
    pair.run_until(at(11_000));
    pair.sent
        .into_iter()
        .map(|(_, side, bytes)| (side, bytes))
        .collect()
}

/// Octets of the n-th datagram that the hashes of main mode or quick mode guard.
fn guarded(nth: usize, bytes: &[u8]) -> Vec<bool> {
    let mut guarded = vec![false; bytes.len()];
    // Cookies, except the responder's zero one in message 1, which only makes it no first message.
    guarded[..16].fill(true);
    match nth {
        0 | 2 | 3 => {
            let (_, first, body) = Header::parse(bytes).unwrap();
            for (raw, _) in Chain::parse(first, body).unwrap().payloads {
                let is_guarded = matches!(
                    raw.kind,
                    PayloadType::SecurityAssociation
                        | PayloadType::KeyExchange
                        | PayloadType::Nonce
                );
                if is_guarded {
                    let start = raw.body.as_ptr() as usize - bytes.as_ptr() as usize;
                    guarded[start..start + raw.body.len()].fill(true);
                }
            }
        }
        // Message 2 chooses; a choice that was not offered is refused, one that was is what both sides then use.
        1 => {}
        // Identification and hash of message 5: 12 and 20 octets, so three blocks; the notification is not hashed.
        4 => guarded[28..28 + 24].fill(true),
        _ => guarded[28..].fill(true),
    }
    guarded
}

#[test]
fn no_flipped_bit_panics_and_none_that_is_guarded_is_accepted() {
    let original = conversation();
    for (nth, (_, bytes)) in original.iter().enumerate().take(9) {
        let guarded = guarded(nth, bytes);
        // Every bit would take minutes in a debug build: all of the header, then a step that hits every octet in turn.
        let bits = (0..bytes.len()).map(|octet| octet * 8 + (octet * 5 + nth) % 8);
        for bit in bits {
            let mut pair = Pair::lab();
            let mut count = 0;
            pair.wire = Box::new(move |_, _, bytes| {
                if count == nth {
                    bytes[bit / 8] ^= 1 << (bit % 8);
                }
                count += 1;
                Fate::Deliver
            });
            pair.request(0);
            // Less than the time after which messages are sent again.
            pair.run_until(at(9000));
            let confirmed = pair.outputs(1, |it| matches!(it, Output::EnableOutbound { .. }));
            if guarded[bit / 8] {
                assert!(confirmed.is_empty(), "message {nth}, bit {bit}");
            }
            if let (true, false) = (!pair.pairs(0).is_empty(), confirmed.is_empty()) {
                pair.assert_mirrored();
            }
        }
    }
}

#[test]
fn bent_messages_to_an_association_that_is_up_leave_it_up() {
    let original = conversation();
    let r6 = IkeConfig {
        keepalive: Some(Keepalive {
            interval_secs: 10,
            retry_secs: 2,
            mode: KeepaliveMode::Periodic,
        }),
        ..config(R6)
    };
    let mut pair = Pair::up(r6, config(HUB));
    for (side, bytes) in &original {
        for bit in (0..bytes.len() * 8).step_by(3) {
            let mut bent = bytes.clone();
            bent[bit / 8] ^= 1 << (bit % 8);
            pair.deliver(1 - side, &bent);
        }
        for len in 0..bytes.len() {
            pair.deliver(1 - side, &bytes[..len]);
        }
    }
    for side in 0..2 {
        let up = pair.sides[side].ike.associations();
        assert_eq!(up.filter(|sa| sa.is_established()).count(), 1);
        assert_eq!(pair.pairs(side).len(), 1);
        assert!(
            pair.outputs(side, |output| matches!(
                output,
                Output::RemoveSa { .. }
                    | Output::RemoveSas { .. }
                    | Output::PhaseOneDown {
                        reason: DeleteReason::DeleteNotify | DeleteReason::InitialContact,
                        ..
                    }
            ))
            .is_empty()
        );
    }
}

#[test]
fn half_open_associations_are_bounded_and_die() {
    let (_, first) = conversation().swap_remove(0);
    let mut pair = Pair::lab();
    pair.wire = Box::new(|_, _, _| Fate::Lose);
    for n in 0..1000_u32 {
        let mut flood = first.clone();
        flood[..4].copy_from_slice(&n.to_be_bytes());
        pair.deliver(1, &flood);
    }
    assert_eq!(pair.sides[1].ike.associations().count(), MAX_HALF_OPEN);
    let dropped = |kind: &IkeEventKind| {
        matches!(
            kind,
            IkeEventKind::Dropped {
                reason: Drop::HalfOpenLimit,
                ..
            }
        )
    };
    assert_eq!(pair.told(1, dropped).len(), 1000 - MAX_HALF_OPEN);
    pair.run_until(at(200_000));
    assert_eq!(pair.sides[1].ike.associations().count(), 0);
}

#[test]
fn refused_offers_do_not_pile_up() {
    let (_, first) = conversation().swap_remove(0);
    let mut hub = config(HUB);
    hub.policies.clear();
    let mut pair = Pair::new(config(R6), hub);
    pair.wire = Box::new(|_, _, _| Fate::Lose);
    for n in 0..1000_u32 {
        let mut flood = first.clone();
        flood[..4].copy_from_slice(&n.to_be_bytes());
        pair.deliver(1, &flood);
    }
    assert!(pair.sides[1].ike.associations().count() <= MAX_ASSOCIATIONS);
}

#[test]
fn degenerate_public_values_are_refused() {
    for value in [0x00, 0xff] {
        let mut pair = Pair::lab();
        pair.wire = Box::new(move |side, nth, bytes| {
            // Message 3: header 28, generic header 4, public value 96.
            if (side, nth) == (0, 1) {
                bytes[32..128].fill(value);
            }
            Fate::Deliver
        });
        pair.request(0);
        pair.run_until(at(5000));
        let refused = |kind: &IkeEventKind| {
            matches!(
                kind,
                IkeEventKind::BadMessage {
                    fault: Fault::PublicValue(DhError::Degenerate),
                    ..
                }
            )
        };
        assert!(pair.has_told(1, refused));
        assert_eq!(pair.states(1), [IsakmpState::MmSaSetup]);
    }
}

#[test]
fn replayed_messages_do_nothing() {
    let mut pair = Pair::up(config(R6), config(HUB));
    pair.run_until(at(20_000));
    let mine: Vec<(usize, Vec<u8>)> = pair.sent.iter().map(|it| (it.1, it.2.clone())).collect();
    for (side, bytes) in &mine {
        pair.deliver(1 - side, bytes);
    }
    for side in 0..2 {
        assert_eq!(pair.pairs(side).len(), 1);
        let up = pair.sides[side].ike.associations();
        assert_eq!(up.filter(|sa| sa.is_established()).count(), 1);
    }
}
