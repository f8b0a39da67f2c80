//! The forwarding table: longest-prefix match over what the routing table has resolved.
//!
//! Prefixes are kept by length, longest first; a lookup is one binary search for each length in use. Tables here have
//! tens of entries, so this beats a trie.

use std::net::Ipv4Addr;

use serde::Serialize;

use super::rib::Source;
use crate::types::{IfIndex, Prefix};

/// Where a packet goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Resolved {
    /// The outgoing interface.
    pub ifx: IfIndex,
    /// Whom to send it to; `None` is the destination itself.
    pub next_hop: Option<Ipv4Addr>,
    /// The route that matched.
    pub prefix: Prefix,
    /// Where that route came from.
    pub source: Source,
}

/// The prefixes of one length.
#[derive(Clone, Debug, Default)]
struct Length {
    mask: u32,
    /// Sorted.
    networks: Vec<u32>,
    /// Beside `networks`: where its hops lie in [`Fib::hops`].
    spans: Vec<(u32, u32)>,
}

/// The forwarding table.
#[derive(Clone, Debug, Default)]
pub struct Fib {
    /// Longest first.
    lengths: Vec<Length>,
    hops: Vec<Resolved>,
}

impl Fib {
    /// A table of prefixes and their hops; a prefix without hops discards (Null0). A prefix given twice keeps its last
    /// hops.
    pub fn build<'a>(routes: impl IntoIterator<Item = (Prefix, &'a [Resolved])>) -> Self {
        let mut fib = Self::default();
        let mut routes: Vec<_> = routes.into_iter().collect();
        // Stable: of equal prefixes the last one given stays last.
        routes.sort_by_key(|(prefix, _)| (core::cmp::Reverse(prefix.len()), prefix.network()));
        for (prefix, hops) in routes {
            let mask = prefix.mask().to_bits();
            if fib.lengths.last().is_none_or(|last| last.mask != mask) {
                fib.lengths.push(Length {
                    mask,
                    ..Length::default()
                });
            }
            let start = fib.hops.len() as u32;
            fib.hops.extend_from_slice(hops);
            let span = (start, fib.hops.len() as u32);
            let Some(length) = fib.lengths.last_mut() else {
                continue;
            };
            let network = prefix.network().to_bits();
            if length.networks.last() == Some(&network) {
                length.networks.pop();
                length.spans.pop();
            }
            length.networks.push(network);
            length.spans.push(span);
        }
        fib
    }

    fn matching(&self, dst: Ipv4Addr) -> Option<&[Resolved]> {
        let dst = dst.to_bits();
        self.lengths.iter().find_map(|length| {
            let index = length.networks.binary_search(&(dst & length.mask)).ok()?;
            let (start, end) = *length.spans.get(index)?;
            self.hops.get(start as usize..end as usize)
        })
    }

    /// The first path to `dst`; `None` if there is no route or it discards.
    #[must_use]
    pub fn lookup(&self, dst: Ipv4Addr) -> Option<Resolved> {
        self.matching(dst)?.first().copied()
    }

    /// The path that packets from `src` to `dst` take: of several equal ones always the same.
    #[must_use]
    pub fn lookup_flow(&self, src: Ipv4Addr, dst: Ipv4Addr) -> Option<Resolved> {
        match self.matching(dst)? {
            [] => None,
            [only] => Some(*only),
            hops => {
                let index = flow_hash(src, dst) as usize % hops.len();
                hops.get(index).copied()
            }
        }
    }

    /// Whether `dst` has a route, though one that discards.
    #[must_use]
    pub fn is_discarded(&self, dst: Ipv4Addr) -> bool {
        self.matching(dst).is_some_and(<[_]>::is_empty)
    }
}

/// Mixes both addresses (the finalizer of MurmurHash3), so that neighbouring hosts spread over the paths.
const fn flow_hash(src: Ipv4Addr, dst: Ipv4Addr) -> u32 {
    let mut hash = src.to_bits().rotate_left(16) ^ dst.to_bits();
    hash = (hash ^ (hash >> 16)).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ (hash >> 13)).wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hop(prefix: Prefix, ifx: u16) -> Resolved {
        Resolved {
            ifx: IfIndex(ifx),
            next_hop: None,
            prefix,
            source: Source::Connected,
        }
    }

    fn fib(routes: &[(Prefix, Vec<Resolved>)]) -> Fib {
        Fib::build(routes.iter().map(|(prefix, hops)| (*prefix, &hops[..])))
    }

    #[test]
    fn the_longest_prefix_wins_and_an_empty_one_discards() {
        let routes: Vec<(Prefix, Vec<Resolved>)> = [
            ("0.0.0.0/0", 0),
            ("155.1.0.0/16", 1),
            ("155.1.67.0/24", 2),
            ("155.1.67.7/32", 3),
        ]
        .into_iter()
        .map(|(text, ifx)| {
            let prefix: Prefix = text.parse().unwrap();
            (prefix, vec![hop(prefix, ifx)])
        })
        .chain([("10.0.0.0/8".parse().unwrap(), vec![])])
        .collect();
        let fib = fib(&routes);
        let out = |dst: &str| fib.lookup(dst.parse().unwrap()).map(|hop| hop.ifx.0);
        assert_eq!(out("155.1.67.7"), Some(3));
        assert_eq!(out("155.1.67.8"), Some(2));
        assert_eq!(out("155.1.68.8"), Some(1));
        assert_eq!(out("9.9.9.9"), Some(0));
        assert_eq!(out("10.1.1.1"), None);
        assert!(fib.is_discarded(Ipv4Addr::new(10, 1, 1, 1)));
        assert_eq!(Fib::default().lookup(Ipv4Addr::LOCALHOST), None);
    }

    #[test]
    fn flows_spread_over_equal_paths_and_stay_on_theirs() {
        let prefix: Prefix = "155.1.67.0/24".parse().unwrap();
        let fib = fib(&[(prefix, vec![hop(prefix, 1), hop(prefix, 2)])]);
        let mut used = [0; 3];
        for host in 1..=100 {
            let dst = Ipv4Addr::new(155, 1, 67, host);
            let src = Ipv4Addr::new(155, 1, 58, 5);
            let path = fib.lookup_flow(src, dst).unwrap();
            assert_eq!(fib.lookup_flow(src, dst), Some(path));
            used[usize::from(path.ifx.0)] += 1;
        }
        assert!(used[1] > 25 && used[2] > 25, "{used:?}");
    }

    proptest! {
        #[test]
        fn a_lookup_equals_the_naive_longest_prefix_match(
            // Few bits, so that prefixes overlap.
            prefixes in prop::collection::vec((0_u32..64, 0_u8..=32), 0..40),
            destinations in prop::collection::vec(0_u32..64, 1..40),
        ) {
            let spread = |bits: u32| Ipv4Addr::from_bits(bits << 26 | bits << 13 | bits);
            let routes: Vec<_> = prefixes
                .iter()
                .enumerate()
                .map(|(index, (bits, len))| {
                    let prefix = Prefix::new(spread(*bits), *len);
                    (prefix, vec![hop(prefix, index as u16)])
                })
                .collect();
            let fib = fib(&routes);
            for dst in destinations.into_iter().map(spread) {
                let naive = routes
                    .iter()
                    .filter(|(prefix, _)| prefix.contains(dst))
                    .max_by_key(|(prefix, _)| prefix.len())
                    .map(|(_, hops)| hops[0]);
                prop_assert_eq!(fib.lookup(dst), naive);
                prop_assert_eq!(fib.lookup_flow(Ipv4Addr::UNSPECIFIED, dst), naive);
            }
        }
    }
}
