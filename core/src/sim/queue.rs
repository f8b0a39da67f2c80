//! The event queue: a heap ordered by (time, sequence).
//!
//! The sequence number is taken at insertion, so events of one instant happen in the order they were asked for.
//! Nothing is ever removed; a wake-up that lost its meaning is recognized when it comes up.

use core::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use crate::time::Instant;

#[derive(Clone, Debug)]
struct Entry<E> {
    at: Instant,
    sequence: u64,
    event: E,
}

impl<E> PartialEq for Entry<E> {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.sequence) == (other.at, other.sequence)
    }
}

impl<E> Eq for Entry<E> {}

impl<E> PartialOrd for Entry<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> Ord for Entry<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.at, self.sequence).cmp(&(other.at, other.sequence))
    }
}

/// Events in the order they happen.
#[derive(Clone, Debug)]
pub struct EventQueue<E> {
    heap: BinaryHeap<Reverse<Entry<E>>>,
    next_sequence: u64,
}

impl<E> Default for EventQueue<E> {
    fn default() -> Self {
        Self {
            heap: BinaryHeap::new(),
            next_sequence: 0,
        }
    }
}

impl<E> EventQueue<E> {
    /// Adds an event.
    pub fn push(&mut self, at: Instant, event: E) {
        let sequence = self.next_sequence;
        self.next_sequence += 1;
        self.heap.push(Reverse(Entry {
            at,
            sequence,
            event,
        }));
    }

    /// Takes the next event if it is not after `deadline`.
    pub fn pop_until(&mut self, deadline: Instant) -> Option<(Instant, E)> {
        if self.next_at()? > deadline {
            return None;
        }
        self.heap
            .pop()
            .map(|Reverse(entry)| (entry.at, entry.event))
    }

    /// When the next event happens.
    #[must_use]
    pub fn next_at(&self) -> Option<Instant> {
        self.heap.peek().map(|Reverse(entry)| entry.at)
    }

    /// Events waiting.
    #[must_use]
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// Whether nothing is left to happen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_agrees_with_a_stably_sorted_list(times in prop::collection::vec(0_u64..50, 0..200)) {
            let mut queue = EventQueue::default();
            let mut list: Vec<_> = times.iter().copied().enumerate().collect();
            for (index, time) in &list {
                queue.push(Instant::from_secs(*time), *index);
            }
            list.sort_by_key(|(_, time)| *time);
            let popped: Vec<_> = core::iter::from_fn(|| queue.pop_until(Instant::FAR_FUTURE)).collect();
            let expected: Vec<_> = list.iter().map(|(index, time)| (Instant::from_secs(*time), *index)).collect();
            prop_assert_eq!(popped, expected);
        }
    }

    #[test]
    fn nothing_is_taken_beyond_the_deadline() {
        let mut queue = EventQueue::default();
        queue.push(Instant::from_secs(2), 'b');
        assert_eq!(queue.pop_until(Instant::from_secs(1)), None);
        assert_eq!(queue.next_at(), Some(Instant::from_secs(2)));
        assert_eq!((queue.len(), queue.is_empty()), (1, false));
    }
}
