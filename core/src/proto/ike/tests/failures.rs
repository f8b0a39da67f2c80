//! Negotiations that fail, and what is told of it.

use super::*;

fn failures(pair: &Pair, side: usize) -> Vec<(Instant, RequestFailure)> {
    let log = pair.sides[side].log.iter();
    log.filter_map(|(at, output)| match output {
        Output::QuickModeFailed { reason, .. } => Some((*at, *reason)),
        _ => None,
    })
    .collect()
}

#[test]
fn each_mismatch_of_a_policy_is_named_and_refused() {
    type Bend = fn(&mut Policy);
    let bend: [(Mismatch, Bend); 4] = [
        (Mismatch::Encryption, |policy| {
            policy.cipher = IkeCipher::Des
        }),
        (Mismatch::Hash, |policy| policy.hash = HashAlgorithm::Sha1),
        (Mismatch::Group, |policy| policy.group = DhGroup::Modp1024),
        (Mismatch::Authentication, |policy| {
            policy.auth = AuthMethod::RsaSig;
        }),
    ];
    for (mismatch, bend) in bend {
        let mut hub = config(HUB);
        bend(&mut hub.policies[0]);
        let mut pair = Pair::new(config(R6), hub);
        pair.request(0);
        pair.run_until(at(1000));
        let expected = IkeEventKind::PolicyMismatch(mismatch);
        assert!(pair.has_told(1, |kind| *kind == expected), "{mismatch:?}");
        assert!(pair.has_told(1, |kind| *kind == IkeEventKind::NoOffersAccepted));
        assert_eq!(pair.states(1), [IsakmpState::MmNoState]);
        // A refusal in the clear proves nothing: the initiator goes on trying.
        let failed = IkeEventKind::ModeFailure {
            peer: HUB,
            mode: Mode::Informational,
        };
        assert!(pair.has_told(0, |kind| *kind == failed));
        assert_eq!(pair.states(0), [IsakmpState::MmNoState]);
        assert!(pair.pairs(0).is_empty());
    }
}

#[test]
fn key_lengths_of_aes_are_compared() {
    let [mut r6, mut hub] = [config(R6), config(HUB)];
    r6.policies[0].cipher = IkeCipher::Aes128;
    hub.policies[0].cipher = IkeCipher::Aes256;
    let mut pair = Pair::new(r6, hub);
    pair.request(0);
    pair.run_until(at(1000));
    let expected = IkeEventKind::PolicyMismatch(Mismatch::KeyLength);
    assert!(pair.has_told(1, |kind| *kind == expected));
}

#[test]
fn a_wrong_key_is_a_bad_message_and_then_death() {
    let mut hub = config(HUB);
    hub.keys[0].key = b"cisco".to_vec();
    let mut pair = Pair::new(config(R6), hub);
    pair.request(0);
    pair.run_until(at(29_000));
    let bad = |kind: &IkeEventKind| matches!(kind, IkeEventKind::BadMessage { .. });
    // Message 5 three times by R6's own timer, and twice because the hub repeats message 4.
    assert_eq!(pair.told(1, bad).len(), 5);
    assert_eq!(pair.states(0), [IsakmpState::MmKeyExch]);
    assert_eq!(pair.states(1), [IsakmpState::MmKeyExch]);
    pair.run_until(at(70_000));
    assert!(pair.pairs(0).is_empty() && pair.pairs(1).is_empty());
    let up = |output: &Output| matches!(output, Output::PhaseOneUp { .. });
    assert!(pair.outputs(0, up).is_empty() && pair.outputs(1, up).is_empty());
}

#[test]
fn without_a_key_nothing_starts_and_nothing_is_answered() {
    let mut r6 = config(R6);
    r6.keys.clear();
    let mut pair = Pair::new(r6.clone(), config(HUB));
    pair.request(0);
    assert_eq!(
        failures(&pair, 0)[0].1,
        RequestFailure::Refused(RequestRefusal::NoPreSharedKey)
    );
    assert!(pair.sent.is_empty());
    let mut pair = Pair::new(r6, config(HUB));
    pair.request(1);
    pair.run_until(at(1000));
    assert!(pair.has_told(0, |kind| *kind
        == IkeEventKind::PreSharedKeyMissing { peer: HUB }));
}

#[test]
fn an_unanswered_first_message_is_sent_six_times_in_a_minute() {
    let mut pair = Pair::lab();
    pair.wire = Box::new(|_, _, _| Fate::Lose);
    pair.request(0);
    pair.run_until(at(200_000));
    let sent: Vec<u64> = pair.sent.iter().map(|sent| sent.0.as_millis()).collect();
    assert_eq!(sent, [0, 10_000, 20_000, 30_000, 40_000, 50_000]);
    let down = pair.outputs(0, |output| matches!(output, Output::PhaseOneDown { .. }));
    assert_eq!(down.len(), 1);
    assert_eq!(down[0].0, at(60_000));
    let fired = |kind: &IkeEventKind| matches!(kind, IkeEventKind::RequestTimerFired { .. });
    assert_eq!(pair.told(0, fired)[0], at(30_000));
    assert_eq!(failures(&pair, 0).len(), 1);
    let purged = |kind: &IkeEventKind| *kind == IkeEventKind::PurgingSa;
    assert_eq!(pair.told(0, purged), [at(120_000)]);
    assert_eq!(pair.sides[0].ike.associations().count(), 0);
    assert_eq!(pair.sides[0].ike.poll_timeout(), None);
}

#[test]
fn traffic_that_no_entry_protects_is_refused() {
    let mut pair = Pair::lab();
    let wanted = SaRequest {
        proxy: ProxyIds {
            remote: selector("10.0.0.0/8"),
            ..proxy()
        },
        ..request(R6)
    };
    pair.request_for(0, wanted);
    pair.run_until(at(1000));
    let refused = IkeEventKind::ProposalRefused(Refusal::ProxyIdentities);
    assert!(pair.has_told(1, |kind| *kind == refused));
    let failed = IkeEventKind::ModeFailure {
        peer: R6,
        mode: Mode::Quick,
    };
    assert!(pair.has_told(1, |kind| *kind == failed));
    assert_eq!(
        failures(&pair, 0),
        [(at(40), RequestFailure::NoProposalChosen)]
    );
    assert_eq!(pair.states(0), [IsakmpState::QmIdle], "phase 1 stays");
    // The request is made again when its timer fires, and given up the next time.
    pair.run_until(at(61_000));
    let begun = |kind: &IkeEventKind| matches!(kind, IkeEventKind::BeginQuickMode { .. });
    assert_eq!(pair.told(0, begun), [at(30), at(30_000)]);
    assert_eq!(
        failures(&pair, 0).last(),
        Some(&(at(60_000), RequestFailure::TimedOut))
    );
}

#[test]
fn transforms_and_groups_that_do_not_fit_are_refused() {
    let refused = |wanted: SaRequest, hub: IkeConfig, refusal| {
        let mut pair = Pair::new(config(R6), hub);
        pair.request_for(0, wanted);
        pair.run_until(at(1000));
        let expected = IkeEventKind::ProposalRefused(refusal);
        assert!(pair.has_told(1, |kind| *kind == expected), "{refusal:?}");
        assert!(pair.pairs(0).is_empty() && pair.pairs(1).is_empty());
    };
    let aes = EspTransform {
        cipher: EspCipher::Aes128,
        ..ESP_3DES_MD5
    };
    let wanted = SaRequest {
        transforms: vec![aes],
        ..request(R6)
    };
    refused(wanted, config(HUB), Refusal::Transform);
    let mut hub = config(HUB);
    hub.responder_entries[0].pfs_group = Some(DhGroup::Modp1024);
    refused(request(R6), hub.clone(), Refusal::PfsGroup);
    let wanted = SaRequest {
        pfs_group: Some(DhGroup::Modp768),
        ..request(R6)
    };
    refused(wanted, hub, Refusal::PfsGroup);
}

#[test]
fn a_second_transform_set_is_found() {
    let aes = EspTransform {
        cipher: EspCipher::Aes128,
        ..ESP_3DES_MD5
    };
    let mut pair = Pair::lab();
    let wanted = SaRequest {
        transforms: vec![aes, ESP_3DES_MD5],
        ..request(R6)
    };
    pair.request_for(0, wanted);
    pair.run_until(at(1000));
    pair.assert_mirrored();
    assert_eq!(pair.pairs(0)[0].inbound.cipher, EspCipher::TripleDes);
}

#[test]
fn a_pair_that_is_never_confirmed_is_removed() {
    let mut pair = Pair::lab();
    pair.wire = Box::new(|side, nth, _| {
        if side == 0 && nth >= 4 {
            Fate::Lose
        } else {
            Fate::Deliver
        }
    });
    pair.request(0);
    pair.run_until(at(100_000));
    let removed = pair.outputs(1, |output| {
        matches!(
            output,
            Output::RemoveSa {
                reason: RemoveReason::NotConfirmed,
                ..
            }
        )
    });
    assert_eq!(removed.len(), 1);
    assert_eq!(removed[0].0, at(60_035));
}

#[test]
fn quick_mode_without_an_answer_is_given_up() {
    let mut pair = Pair::up(config(R6), config(HUB));
    pair.wire = Box::new(|_, _, _| Fate::Lose);
    pair.request(0);
    pair.run_until(at(100_000));
    let reasons: Vec<RequestFailure> = failures(&pair, 0).iter().map(|it| it.1).collect();
    assert!(
        reasons == [RequestFailure::Retransmission, RequestFailure::TimedOut]
            || reasons == [RequestFailure::TimedOut],
        "{reasons:?}"
    );
    let retransmitted = |kind: &IkeEventKind| {
        matches!(
            kind,
            IkeEventKind::ErrorCounter {
                cause: ErrorCause::RetransmitPhase2,
                ..
            }
        )
    };
    assert_eq!(pair.told(0, retransmitted)[..2], [at(11_000), at(21_000)]);
}
