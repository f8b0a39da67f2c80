//! Negotiations that succeed.

use super::*;

/// Everything configured alike on both sides; R6 asks.
fn negotiate(policy: Policy, transform: EspTransform, pfs: Option<DhGroup>, from: usize) -> Pair {
    let [r6, hub] = [R6, HUB].map(|addr| {
        let mut config = config(addr);
        config.policies = vec![policy];
        config.responder_entries[0].transforms = vec![transform];
        config.responder_entries[0].pfs_group = pfs;
        config
    });
    let mut pair = Pair::new(r6, hub);
    let wanted = SaRequest {
        transforms: vec![transform],
        pfs_group: pfs,
        ..request(pair.sides[from].addr)
    };
    pair.request_for(from, wanted);
    pair.run_until(at(1000));
    pair
}

#[test]
fn every_suite_negotiates_in_both_directions() {
    let ciphers = [
        (IkeCipher::Des, EspCipher::Des),
        (IkeCipher::TripleDes, EspCipher::TripleDes),
        (IkeCipher::Aes128, EspCipher::Aes128),
        (IkeCipher::Aes192, EspCipher::Aes192),
        (IkeCipher::Aes256, EspCipher::Aes256),
    ];
    let hashes = [
        (HashAlgorithm::Md5, EspAuth::HmacMd5),
        (HashAlgorithm::Sha1, EspAuth::HmacSha1),
        (HashAlgorithm::Sha256, EspAuth::HmacSha256),
    ];
    for group in DhGroup::ALL {
        for (i, (cipher, esp_cipher)) in ciphers.into_iter().enumerate() {
            for (j, (hash, auth)) in hashes.into_iter().enumerate() {
                let policy = Policy {
                    cipher,
                    hash,
                    group,
                    ..policy()
                };
                let transform = EspTransform {
                    cipher: esp_cipher,
                    auth,
                    mode: EspMode::Tunnel,
                };
                let pfs = (j % 2 == 0).then_some(group);
                let pair = negotiate(policy, transform, pfs, (i + j) % 2);
                pair.assert_mirrored();
                assert_eq!(pair.states(0), [IsakmpState::QmIdle], "{policy:?}");
                assert_eq!(pair.states(1), [IsakmpState::QmIdle]);
                assert_eq!(pair.sent.len(), 9, "six messages and three");
                let keys = &pair.pairs(0)[0].inbound;
                assert_eq!(keys.encryption.len(), esp_cipher.key_len());
                assert_eq!(keys.authentication.len(), auth.key_len());
            }
        }
    }
}

#[test]
fn null_encryption_and_transport_mode_are_agreed_too() {
    let transform = EspTransform {
        cipher: EspCipher::Null,
        auth: EspAuth::HmacSha1,
        mode: EspMode::Transport,
    };
    let pair = negotiate(policy(), transform, None, 0);
    assert_eq!(pair.pairs(1)[0].mode, EspMode::Transport);
    assert_eq!(pair.pairs(1)[0].inbound.cipher, EspCipher::Null);
    assert_eq!(
        pair.pairs(0)[0].inbound.authentication,
        pair.pairs(1)[0].outbound.authentication
    );
}

#[test]
fn both_state_machines_take_the_steps_a_router_logs() {
    use FsmState::*;
    use Input::{
        InitQuickMode, MainModeExchange, ProcessComplete, ProcessMainMode, QuickModeExchange,
        SaRequestMainMode, SpiReply,
    };
    let mut pair = Pair::lab();
    pair.request(0);
    pair.run_until(at(1000));
    let steps = |side| -> Vec<(bool, Input, FsmState, FsmState)> {
        pair.events(side)
            .filter_map(|(_, event)| is_state_change(event))
            .map(|(node, input, old, new)| (node.is_some(), input, old, new))
            .collect()
    };
    assert_eq!(
        steps(0),
        [
            (false, SaRequestMainMode, Ready, InitiatorMm1),
            (false, MainModeExchange, InitiatorMm1, InitiatorMm2),
            (false, ProcessMainMode, InitiatorMm2, InitiatorMm2),
            (false, ProcessComplete, InitiatorMm2, InitiatorMm3),
            (false, MainModeExchange, InitiatorMm3, InitiatorMm4),
            (false, ProcessMainMode, InitiatorMm4, InitiatorMm4),
            (false, ProcessComplete, InitiatorMm4, InitiatorMm5),
            (false, MainModeExchange, InitiatorMm5, InitiatorMm6),
            (false, ProcessMainMode, InitiatorMm6, InitiatorMm6),
            (false, ProcessComplete, InitiatorMm6, Phase1Complete),
            (true, InitQuickMode, QuickModeReady, QuickModeInitiator1),
            (false, Input::Phase1Complete, Phase1Complete, Phase1Complete),
            (
                true,
                QuickModeExchange,
                QuickModeInitiator1,
                QuickModeComplete
            ),
        ]
    );
    assert_eq!(
        steps(1),
        [
            (false, MainModeExchange, Ready, ResponderMm1),
            (false, ProcessMainMode, ResponderMm1, ResponderMm1),
            (false, ProcessComplete, ResponderMm1, ResponderMm2),
            (false, MainModeExchange, ResponderMm2, ResponderMm3),
            (false, ProcessMainMode, ResponderMm3, ResponderMm3),
            (false, ProcessComplete, ResponderMm3, ResponderMm4),
            (false, MainModeExchange, ResponderMm4, ResponderMm5),
            (false, ProcessMainMode, ResponderMm5, ResponderMm5),
            (false, ProcessComplete, ResponderMm5, Phase1Complete),
            (false, Input::Phase1Complete, Phase1Complete, Phase1Complete),
            (true, QuickModeExchange, QuickModeReady, QuickModeSpiStarve),
            (true, SpiReply, QuickModeSpiStarve, QuickModeResponder2),
            (
                true,
                QuickModeExchange,
                QuickModeResponder2,
                QuickModeComplete
            ),
        ]
    );
}

#[test]
fn packets_carry_the_state_before_the_event() {
    use IsakmpState::*;
    let mut pair = Pair::lab();
    pair.request(0);
    pair.run_until(at(1000));
    let labels = |side| -> Vec<(bool, Option<(IsakmpState, u32)>)> {
        pair.events(side)
            .filter_map(|(_, event)| {
                let is_sent = match event.kind {
                    IkeEventKind::PacketSent { .. } => true,
                    IkeEventKind::PacketReceived { .. } => false,
                    _ => return None,
                };
                Some((is_sent, event.sa.map(|sa| (sa.state, sa.conn_id))))
            })
            .collect()
    };
    assert_eq!(
        labels(0),
        [
            (true, Some((MmNoState, 0))),
            (false, Some((MmNoState, 0))),
            (true, Some((MmSaSetup, 0))),
            (false, Some((MmSaSetup, 0))),
            (true, Some((MmKeyExch, 1))),
            (false, Some((MmKeyExch, 1))),
            (true, Some((QmIdle, 1))),
            (false, Some((QmIdle, 1))),
            (true, Some((QmIdle, 1))),
        ]
    );
    assert_eq!(labels(1)[0], (false, None), "(N) NEW SA");
    assert_eq!(labels(1)[1], (true, Some((MmSaSetup, 0))));
    assert_eq!(labels(1)[5], (true, Some((MmKeyExch, 1))));
}

#[test]
fn a_slow_processor_takes_about_a_second_in_group_1() {
    let slow = |addr| IkeConfig {
        profile: ComputeProfile::default(),
        ..config(addr)
    };
    let mut pair = Pair::new(slow(R6), slow(HUB));
    pair.request(0);
    pair.run_until(at(3000));
    let installed = pair.outputs(0, |output| matches!(output, Output::Install(_)))[0].0;
    assert!((at(800)..at(1500)).contains(&installed), "{installed}");
    let message_2 = pair.sent[1].0;
    assert!((at(150)..at(230)).contains(&message_2), "{message_2}");
    let sent: Vec<Instant> = pair.sent.iter().map(|sent| sent.0).collect();
    assert!(sent.is_sorted(), "nothing overtakes");
    pair.assert_mirrored();
}

#[test]
fn the_responder_receives_before_it_may_send() {
    let mut pair = Pair::lab();
    pair.request(0);
    pair.run_until(at(1000));
    let order: Vec<(Instant, bool)> = pair
        .outputs(1, |_| true)
        .iter()
        .filter_map(|(at, output)| match output {
            Output::Install(_) => Some((*at, true)),
            Output::EnableOutbound { .. } => Some((*at, false)),
            _ => None,
        })
        .collect();
    assert_eq!(order, [(at(35), true), (at(45), false)]);
    assert!(
        pair.outputs(0, |output| matches!(output, Output::EnableOutbound { .. }))
            .is_empty()
    );
}

#[test]
fn the_responders_policies_decide_by_their_priority() {
    let des = Policy {
        cipher: IkeCipher::Des,
        ..policy()
    };
    let aes = Policy {
        cipher: IkeCipher::Aes256,
        group: DhGroup::Modp1024,
        priority: 20,
        ..policy()
    };
    let mut r6 = config(R6);
    r6.policies = vec![des, aes];
    let mut hub = config(HUB);
    hub.policies = vec![Policy { priority: 5, ..aes }, des];
    let mut pair = Pair::new(r6, hub);
    pair.request(0);
    pair.run_until(at(1000));
    let agreed = |side: usize| {
        let mut all = pair.sides[side].ike.associations();
        all.next().and_then(IsakmpSa::agreed).unwrap()
    };
    assert_eq!((agreed(0).cipher, agreed(0).priority), (aes.cipher, 20));
    assert_eq!((agreed(1).cipher, agreed(1).priority), (aes.cipher, 5));
    let checked: Vec<(u8, u16)> = pair
        .events(1)
        .filter_map(|(_, event)| match event.kind {
            IkeEventKind::CheckingTransform {
                number, priority, ..
            } => Some((number, priority)),
            _ => None,
        })
        .collect();
    assert_eq!(checked, [(1, 5), (2, 5)]);
}

#[test]
fn the_shorter_lifetimes_win_on_both_sides() {
    for (short, long) in [(0, 1), (1, 0)] {
        let mut configs = [config(R6), config(HUB)];
        configs[short].policies[0].lifetime_secs = 1000;
        configs[short].responder_entries[0].lifetime = SaLifetime {
            secs: 120,
            kilobytes: 0,
        };
        configs[long].responder_entries[0].lifetime = SaLifetime {
            secs: 86_400,
            kilobytes: 5000,
        };
        let wanted = SaRequest {
            lifetime: configs[0].responder_entries[0].lifetime,
            ..request(R6)
        };
        let [r6, hub] = configs;
        let mut pair = Pair::new(r6, hub);
        pair.request_for(0, wanted);
        pair.run_until(at(1000));
        pair.assert_mirrored();
        let lifetime = pair.pairs(0)[0].lifetime;
        assert_eq!((lifetime.secs, lifetime.kilobytes), (120, 5000));
        for side in 0..2 {
            let mut all = pair.sides[side].ike.associations();
            let agreed = all.next().and_then(IsakmpSa::agreed).unwrap();
            assert_eq!(agreed.lifetime_secs, 1000, "short {short}, side {side}");
        }
    }
}

#[test]
fn a_responder_accepts_less_than_its_entry_protects() {
    let mut pair = Pair::lab();
    let narrow = ProxyIds {
        local: selector("155.1.67.7/32"),
        remote: Selector {
            protocol: 1,
            ..selector("155.1.58.0/25")
        },
    };
    let wanted = SaRequest {
        proxy: narrow,
        ..request(R6)
    };
    pair.request_for(0, wanted);
    pair.run_until(at(1000));
    pair.assert_mirrored();
    assert_eq!(pair.pairs(1)[0].proxy, mirror(narrow));
}

#[test]
fn one_sided_perfect_forward_secrecy_works_from_the_side_that_wants_it() {
    let wanted = SaRequest {
        pfs_group: Some(DhGroup::Modp1024),
        ..request(R6)
    };
    let mut pair = Pair::lab();
    pair.request_for(0, wanted);
    pair.run_until(at(1000));
    pair.assert_mirrored();
    assert_eq!(pair.pairs(1)[0].pfs_group, Some(2));
}

#[test]
fn rekeying_is_quick_mode_alone_and_duplicates_are_ignored() {
    let mut pair = Pair::up(config(R6), config(HUB));
    let before = pair.sent.len();
    let wanted = SaRequest {
        cause: RequestCause::Rekey,
        ..request(R6)
    };
    pair.request_for(0, wanted.clone());
    pair.request_for(0, wanted);
    pair.run_until(at(2000));
    assert_eq!(pair.sent.len() - before, 3);
    assert_eq!(pair.pairs(0).len(), 2);
    pair.assert_mirrored();
    assert!(pair.has_told(0, |kind| matches!(
        kind,
        IkeEventKind::RequestDuplicate { .. }
    )));
}

#[test]
fn the_responder_can_begin_quick_mode_later() {
    let mut pair = Pair::up(config(R6), config(HUB));
    let before = pair.sent.len();
    pair.request(1);
    pair.run_until(at(2000));
    assert_eq!(pair.sent.len() - before, 3);
    assert!(pair.pairs(1)[1].is_initiator);
    pair.assert_mirrored();
}

#[test]
fn a_request_joins_a_negotiation_of_the_peer() {
    let mut pair = Pair::lab();
    pair.request(0);
    pair.run_until(at(7));
    pair.request(1);
    pair.run_until(at(1000));
    assert!(pair.has_told(1, |kind| matches!(
        kind,
        IkeEventKind::RequestAttached { .. }
    )));
    assert_eq!(pair.states(0).len(), 1);
    assert_eq!(pair.pairs(0).len(), 2);
}

#[test]
fn any_lost_message_only_costs_time() {
    for lost in 0..9 {
        let mut pair = Pair::lab();
        let mut count = 0;
        pair.wire = Box::new(move |_, _, _| {
            count += 1;
            if count == lost + 1 {
                Fate::Lose
            } else {
                Fate::Deliver
            }
        });
        pair.request(0);
        pair.run_until(at(15_000));
        pair.assert_mirrored();
        assert_eq!(pair.pairs(0).len(), 1, "message {lost}");
        assert_eq!(pair.pairs(1).len(), 1, "message {lost}");
        let enabled = pair.outputs(1, |it| matches!(it, Output::EnableOutbound { .. }));
        assert_eq!(enabled.len(), 1, "message {lost}");
    }
}

#[test]
fn repeated_messages_change_nothing() {
    for after in [0, 1, 700, 3000] {
        let mut pair = Pair::lab();
        pair.wire = Box::new(move |_, _, _| Fate::Repeat(ms(after)));
        pair.request(0);
        pair.run_until(at(30_000));
        pair.assert_mirrored();
        assert_eq!((pair.pairs(0).len(), pair.pairs(1).len()), (1, 1));
        assert_eq!(pair.states(0), [IsakmpState::QmIdle]);
        assert_eq!(pair.states(1), [IsakmpState::QmIdle]);
        for side in 0..2 {
            assert!(pair.has_told(side, |kind| matches!(kind, IkeEventKind::Duplicate { .. })));
            assert!(!pair.has_told(side, |kind| matches!(kind, IkeEventKind::BadMessage { .. })));
        }
    }
}

#[test]
fn both_sides_beginning_at_once_converge_whatever_is_lost() {
    for seed in 0..300 {
        let mut pair = Pair::seeded(config(R6), config(HUB), seed);
        let mut chance = Rng::from_seed(seed);
        pair.latency = ms(1 + seed % 7 * 3);
        // A quarter of the first 24 datagrams is lost, with the first seeds none.
        let mut left = if seed < 10 { 0 } else { 25 };
        pair.wire = Box::new(move |_, _, _| {
            left = if left > 0 { left - 1 } else { 0 };
            if left > 0 && chance.chance(250_000) {
                Fate::Lose
            } else {
                Fate::Deliver
            }
        });
        pair.request(0);
        pair.run_until(at(seed % 3));
        pair.request(1);
        // Traffic goes on: whoever has no pair asks for one.
        for second in 30..150 {
            pair.run_until(at(second * 1000));
            for side in 0..2 {
                let ends = (pair.sides[side].addr, pair.sides[1 - side].addr);
                if pair.sides[side]
                    .ike
                    .children(ends.0, ends.1)
                    .next()
                    .is_none()
                {
                    pair.request(side);
                }
            }
        }
        // What each side sends with last, the other can receive with.
        for side in 0..2 {
            let other = &pair.sides[1 - side];
            let (local, peer) = (other.addr, pair.sides[side].addr);
            let living: Vec<_> = pair.sides[side].ike.children(peer, local).collect();
            let installed = pair.pairs(side);
            let is_living = |it: &&&SaPair| living.contains(&(it.inbound_spi, it.outbound_spi));
            let newest = installed.iter().rev().find(is_living);
            let newest = newest.unwrap_or_else(|| panic!("seed {seed}: no pair"));
            let mut inbound = other.ike.children(local, peer).map(|spis| spis.0);
            assert!(
                inbound.any(|spi| spi == newest.outbound_spi),
                "seed {seed}, side {side}"
            );
        }
    }
}
