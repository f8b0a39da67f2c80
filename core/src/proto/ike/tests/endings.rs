//! How associations end.

use super::*;
use crate::wire::isakmp::ProtocolId;

fn is_removal(output: &Output) -> bool {
    matches!(output, Output::RemoveSa { .. } | Output::RemoveSas { .. })
}

#[test]
fn initial_contact_brings_down_what_is_left_of_before() {
    let mut pair = Pair::up(config(R6), config(HUB));
    pair.run_until(at(5000));
    // R6 restarts and knows nothing.
    pair.sides[0].ike = Ike::new(config(R6), Rng::from_seed(77));
    pair.request(0);
    pair.run_until(at(6000));
    assert!(pair.has_told(1, |kind| matches!(
        kind,
        IkeEventKind::ProcessInitialContact { .. }
    )));
    let removed = pair.outputs(1, is_removal);
    assert_eq!(removed.len(), 1);
    assert!(matches!(
        removed[0].1,
        Output::RemoveSas {
            reason: RemoveReason::InitialContact,
            ..
        }
    ));
    assert_eq!(
        pair.states(1),
        [IsakmpState::MmNoState, IsakmpState::QmIdle]
    );
    pair.assert_mirrored();
    assert_eq!(pair.sides[1].ike.children(HUB, R6).count(), 1);
}

#[test]
fn initial_contact_is_not_claimed_while_pairs_exist() {
    let mut pair = Pair::up(config(R6), config(HUB));
    let conn_id = Some(1);
    pair.with(0, |ike, now, out| {
        ike.clear(now, Clear::Isakmp(conn_id), out)
    });
    pair.run_until(at(2000));
    pair.request(0);
    pair.run_until(at(3000));
    let sent = |kind: &IkeEventKind| *kind == IkeEventKind::SendInitialContact;
    assert_eq!(pair.told(0, sent).len(), 1, "only the first time");
    assert_eq!(pair.sides[0].ike.children(R6, HUB).count(), 2);
}

#[test]
fn clearing_phase_1_tells_the_peer_and_leaves_the_pairs() {
    let mut pair = Pair::up(config(R6), config(HUB));
    pair.with(0, |ike, now, out| ike.clear(now, Clear::Isakmp(None), out));
    pair.run_until(at(2000));
    assert_eq!(pair.states(0), [IsakmpState::MmNoState]);
    assert_eq!(pair.states(1), [IsakmpState::MmNoState]);
    assert!(pair.outputs(0, is_removal).is_empty() && pair.outputs(1, is_removal).is_empty());
    let deleting = |kind: &IkeEventKind| {
        matches!(
            kind,
            IkeEventKind::DeletingSa {
                reason: DeleteReason::DeleteNotify,
                ..
            }
        )
    };
    assert!(pair.has_told(1, deleting));
    pair.run_until(at(62_000));
    assert_eq!(pair.sides[1].ike.associations().count(), 0);
}

#[test]
fn clearing_the_pairs_tells_the_peer_and_leaves_phase_1() {
    let mut pair = Pair::up(config(R6), config(HUB));
    pair.with(0, |ike, now, out| ike.clear(now, Clear::Sa(Some(HUB)), out));
    pair.run_until(at(2000));
    for side in 0..2 {
        assert_eq!(pair.states(side), [IsakmpState::QmIdle]);
        assert_eq!(pair.outputs(side, is_removal).len(), 1);
    }
    assert!(matches!(
        pair.outputs(1, is_removal)[0].1,
        Output::RemoveSa {
            reason: RemoveReason::PeerDeleted,
            ..
        }
    ));
    assert_eq!(pair.sides[1].ike.children(HUB, R6).count(), 0);
}

#[test]
fn a_pair_that_ran_out_is_told_to_the_peer_if_there_is_a_phase_1() {
    let mut pair = Pair::up(config(R6), config(HUB));
    let spi = pair.pairs(0)[0].inbound_spi;
    pair.with(0, |ike, now, out| ike.delete_child(now, spi, out));
    pair.run_until(at(2000));
    let told = pair.has_told(1, |kind| {
        matches!(
            kind,
            IkeEventKind::DeleteReceived { protocol: ProtocolId::Esp, spis, .. } if *spis == [spi]
        )
    });
    assert!(told);
    assert_eq!(pair.outputs(1, is_removal).len(), 1);

    let mut pair = Pair::up(config(R6), config(HUB));
    let spi = pair.pairs(0)[0].inbound_spi;
    pair.with(0, |ike, now, out| ike.clear(now, Clear::Isakmp(None), out));
    let before = pair.sent.len();
    pair.with(0, |ike, now, out| ike.delete_child(now, spi, out));
    assert_eq!(pair.sent.len(), before);
    assert!(pair.has_told(0, |kind| matches!(kind, IkeEventKind::DeleteNotSent { .. })));
}

#[test]
fn a_lost_address_takes_everything_along_in_silence() {
    let mut pair = Pair::up(config(R6), config(HUB));
    let before = pair.sent.len();
    pair.with(1, |ike, now, out| {
        ike.set_local_address(now, HUB, false, out)
    });
    assert_eq!(pair.sent.len(), before);
    assert_eq!(pair.states(1), [IsakmpState::MmNoState]);
    assert_eq!(pair.sides[1].ike.children(HUB, R6).count(), 0);
    assert_eq!(pair.outputs(1, is_removal).len(), 1);
    pair.request(1);
    assert!(matches!(
        pair.outputs(1, |output| matches!(output, Output::QuickModeFailed { .. }))[0].1,
        Output::QuickModeFailed {
            reason: RequestFailure::Refused(RequestRefusal::LocalAddressUnusable),
            ..
        }
    ));
    pair.with(1, |ike, now, out| {
        ike.set_local_address(now, HUB, true, out)
    });
    pair.request(1);
    pair.run_until(at(3000));
    pair.assert_mirrored();
}

#[test]
fn a_lifetime_of_phase_1_ends_it_and_leaves_the_pairs() {
    let short = |addr| {
        let mut config = config(addr);
        config.policies[0].lifetime_secs = 60;
        config
    };
    let mut pair = Pair::up(short(R6), short(HUB));
    pair.run_until(at(61_000));
    for side in 0..2 {
        assert_eq!(pair.states(side), [IsakmpState::MmNoState]);
        assert!(pair.outputs(side, is_removal).is_empty());
    }
    pair.request(0);
    pair.run_until(at(62_000));
    assert_eq!(pair.pairs(0).len(), 2);
}

#[test]
fn packets_for_an_association_that_is_gone_are_told() {
    let mut pair = Pair::up(config(R6), config(HUB));
    pair.sides[1].ike = Ike::new(config(HUB), Rng::from_seed(5));
    pair.with(0, |ike, now, out| ike.clear(now, Clear::Isakmp(None), out));
    pair.run_until(at(2000));
    assert!(pair.has_told(1, |kind| matches!(
        kind,
        IkeEventKind::NoSa { peer: R6, .. }
    )));
    assert_eq!(
        pair.outputs(1, |output| matches!(output, Output::Send { .. }))
            .len(),
        4,
        "none since the restart"
    );
}

#[test]
fn invalid_spi_recovery_builds_an_association_and_tells_the_peer() {
    let recovering = IkeConfig {
        invalid_spi_recovery: true,
        ..config(HUB)
    };
    let mut pair = Pair::up(config(R6), recovering.clone());
    let stale = pair.pairs(0)[0].outbound_spi;
    // The other hub takes over and does not know the SPI.
    pair.sides[1].ike = Ike::new(recovering, Rng::from_seed(5));
    for _ in 0..3 {
        pair.with(1, |ike, now, out| {
            ike.report_invalid_spi(now, HUB, R6, stale, out);
        });
    }
    pair.run_until(at(2000));
    let removed = pair.outputs(0, is_removal);
    assert!(!removed.is_empty());
    assert_eq!(pair.sides[0].ike.children(R6, HUB).count(), 0);
    assert_eq!(pair.sides[1].ike.associations().count(), 1);
}

#[test]
fn invalid_spi_is_told_under_an_association_that_is_up() {
    let recovering = IkeConfig {
        invalid_spi_recovery: true,
        ..config(HUB)
    };
    let mut pair = Pair::up(config(R6), recovering);
    let outbound = pair.pairs(0)[0].outbound_spi;
    pair.with(1, |ike, now, out| {
        ike.report_invalid_spi(now, HUB, R6, outbound, out);
    });
    pair.run_until(at(2000));
    assert!(matches!(
        pair.outputs(0, is_removal)[0].1,
        Output::RemoveSa {
            reason: RemoveReason::InvalidSpi,
            ..
        }
    ));
}
