//! Datagrams cut and put together.

use proptest::prelude::*;

use super::*;
use crate::time::Instant;

/// A UDP datagram of `len` data octets, header options included if asked for.
fn datagram(len: usize, options: &[u8]) -> Vec<u8> {
    let mut header = vec![0; MIN_HEADER_LEN + options.len()];
    header[4..6].copy_from_slice(&[0x12, 0x34]);
    header[8] = 64;
    header[9] = 17;
    header[12..16].copy_from_slice(&[155, 1, 67, 7]);
    header[16..20].copy_from_slice(&[155, 1, 58, 5]);
    header[20..].copy_from_slice(options);
    let data: Vec<u8> = (0..len).map(|i| (i / 8) as u8).collect();
    emit(&header, 0, &data)
}

fn reassemble(pieces: &[Vec<u8>]) -> Vec<Output> {
    let (mut reassembler, mut out) = (Reassembler::default(), Vec::new());
    for piece in pieces {
        reassembler.handle_fragment(Instant::ZERO, piece, &mut out);
    }
    out
}

#[test]
fn the_example_of_rfc_791_appendix_a() {
    // 452 octets of data, cut in two at an MTU of 280: 256 and 196 octets.
    let pieces = fragment(&datagram(452, &[]), 280).unwrap();
    let lens: Vec<_> = pieces.iter().map(Vec::len).collect();
    assert_eq!(lens, [276, 216]);
    assert_eq!(pieces[0][6..8], [0x20, 0]);
    assert_eq!(pieces[1][6..8], [0, 32]);
    assert!(pieces.iter().all(|piece| checksum(&piece[..20]) == 0));
    assert!(pieces.iter().all(|piece| is_fragment(piece)));
}

#[test]
fn what_fits_comes_back_whole_without_its_padding() {
    let mut padded = datagram(10, &[]);
    let whole = padded.clone();
    padded.extend_from_slice(&[0; 16]);
    assert_eq!(fragment(&padded, 1500), Ok(vec![whole]));
}

#[test]
fn dont_fragment_is_obeyed_and_a_tiny_mtu_refused() {
    let mut packet = datagram(2000, &[]);
    assert_eq!(
        fragment(&packet, 27),
        Err(FragmentError::MtuTooSmall { mtu: 27 })
    );
    packet[6] |= 0x40;
    assert_eq!(
        fragment(&packet, 1500),
        Err(FragmentError::DontFragment { mtu: 1500 })
    );
    assert_eq!(fragment(&packet[..19], 1500), Err(FragmentError::Malformed));
}

#[test]
fn only_copied_options_stand_in_later_fragments() {
    // Router alert (copied) and record route (not copied), then the end.
    let options = [0x94, 4, 0, 0, 7, 7, 4, 0, 0, 0, 0, 0];
    let pieces = fragment(&datagram(100, &options), 68).unwrap();
    assert_eq!(pieces[0][0], 0x48);
    assert!(pieces[1..].iter().all(|piece| piece[0] == 0x46));
    assert_eq!(pieces[1][20..24], [0x94, 4, 0, 0]);
    let whole = reassemble(&pieces);
    assert_eq!(whole, [Output::Complete(datagram(100, &options))]);
}

#[test]
fn fragments_may_be_cut_again_and_come_in_any_order() {
    let packet = datagram(3000, &[]);
    let mut pieces: Vec<_> = fragment(&packet, 1500)
        .unwrap()
        .iter()
        .flat_map(|piece| fragment(piece, 576).unwrap())
        .collect();
    pieces.reverse();
    assert_eq!(reassemble(&pieces), [Output::Complete(packet)]);
}

#[test]
fn a_datagram_that_stays_incomplete_expires_after_30_seconds() {
    let pieces = fragment(&datagram(3000, &[]), 1500).unwrap();
    let (mut reassembler, mut out) = (Reassembler::default(), Vec::new());
    reassembler.handle_fragment(Instant::from_secs(1), &pieces[0], &mut out);
    reassembler.handle_fragment(Instant::from_secs(9), &pieces[2], &mut out);
    assert_eq!(reassembler.poll_timeout(), Some(Instant::from_secs(31)));
    reassembler.handle_timeout(Instant::from_secs(30), &mut out);
    assert!(out.is_empty());
    reassembler.handle_timeout(Instant::from_secs(31), &mut out);
    let [Output::TimedOut { first, .. }] = &out[..] else {
        panic!("{out:?}")
    };
    assert_eq!(first.as_ref(), Some(&pieces[0]));
    assert_eq!(
        (reassembler.octets(), reassembler.poll_timeout()),
        (0, None)
    );
}

#[test]
fn overlap_duplicate_and_overlong_fragments_are_named() {
    let pieces = fragment(&datagram(3000, &[]), 1500).unwrap();
    let reasons = |pieces: &[Vec<u8>]| -> Vec<_> {
        let dropped = |output: &Output| match output {
            Output::Dropped { reason, .. } => Some(*reason),
            _ => None,
        };
        reassemble(pieces).iter().filter_map(dropped).collect()
    };
    let twice = [pieces[0].clone(), pieces[0].clone()];
    assert_eq!(reasons(&twice), [DropReason::Duplicate]);
    let mut teardrop = pieces[1].clone();
    teardrop[7] -= 1;
    assert_eq!(
        reasons(&[pieces[0].clone(), teardrop]),
        [DropReason::Overlap]
    );
    let mut death = pieces[0].clone();
    death[6..8].copy_from_slice(&[0x3f, 0xff]);
    assert_eq!(reasons(&[death]), [DropReason::BeyondEnd]);
    let mut early_end = pieces[0].clone();
    early_end[6] = 0;
    assert_eq!(
        reasons(&[pieces[1].clone(), early_end]),
        [DropReason::BeyondEnd]
    );
}

#[test]
fn memory_is_bounded() {
    let pieces = fragment(&datagram(3000, &[]), 1500).unwrap();
    let (mut reassembler, mut out) = (Reassembler::new(2000), Vec::new());
    reassembler.handle_fragment(Instant::ZERO, &pieces[0], &mut out);
    reassembler.handle_fragment(Instant::ZERO, &pieces[1], &mut out);
    assert!(matches!(
        out[..],
        [Output::Dropped {
            reason: DropReason::NoMemory,
            ..
        }]
    ));
    assert_eq!(reassembler.octets(), 1480);
}

proptest! {
    #[test]
    fn cut_shuffled_and_joined_it_is_the_same(
        len in 0_usize..5000,
        mtu in 28_u16..2000,
        seed in any::<u64>(),
    ) {
        let packet = datagram(len, &[]);
        let mut pieces = fragment(&packet, mtu).unwrap();
        prop_assert!(pieces.iter().all(|piece| piece.len() <= usize::from(mtu)));
        if pieces.len() == 1 {
            prop_assert_eq!(&pieces[0], &packet);
            return Ok(());
        }
        let mut rng = crate::rng::Rng::from_seed(seed);
        for i in (1..pieces.len()).rev() {
            pieces.swap(i, rng.below(i as u64 + 1) as usize);
        }
        prop_assert_eq!(reassemble(&pieces), [Output::Complete(packet)]);
    }

    #[test]
    fn any_octets_are_survived(
        packets in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..80), 0..20),
        mtu in any::<u16>(),
    ) {
        let mut reassembler = Reassembler::default();
        for mut packet in packets {
            let _ = fragment(&packet, mtu);
            // The same with a plausible start.
            if packet.len() >= 20 {
                let len = packet.len() as u16;
                packet[0] = 0x45;
                packet[2..4].copy_from_slice(&len.to_be_bytes());
                packet[4..6].fill(0);
                packet[9] = 1;
                packet[12..20].fill(1);
                let _ = fragment(&packet, mtu);
            }
            reassembler.handle_fragment(Instant::ZERO, &packet, &mut Vec::new());
        }
        reassembler.handle_timeout(Instant::FAR_FUTURE, &mut Vec::new());
        prop_assert_eq!(reassembler.octets(), 0);
    }
}
