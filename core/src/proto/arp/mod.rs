//! The ARP cache (RFC 826) as IOS keeps it.
//!
//! Implemented: learning from packets, incomplete entries, ageing. IOS drops the packet that finds no entry and asks,
//! so a first ping loses its first probe (`.!!!!`); a host keeps one packet (RFC 1122 §2.3.2.2). A gratuitous packet
//! only changes what is there.
//!
//! Left out: the unicast request with which IOS refreshes an entry at the end of its four hours, and proxy ARP. The
//! node knows which addresses are its own and answers requests for them.

#[cfg(test)]
mod tests;

use crate::types::SortedMap;
use std::collections::VecDeque;
use std::net::Ipv4Addr;

use serde::Serialize;

use crate::time::{Duration, Instant};
use crate::types::{IfIndex, MacAddr};
use crate::wire::arp::Repr;

/// How a cache behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Config {
    /// When a learned entry is too old to use.
    pub timeout: Duration,
    /// Time between two requests for one address.
    pub retry: Duration,
    /// When an entry that nobody answered for is forgotten, counted from the last request.
    pub incomplete_timeout: Duration,
    /// Payloads kept for each incomplete entry; one too many drops the oldest.
    pub pending_limit: usize,
}

impl Config {
    /// IOS: `arp timeout 14400`, and the packet that asked is lost.
    pub const IOS: Self = Self {
        timeout: Duration::from_secs(4 * 3600),
        retry: Duration::from_secs(1),
        incomplete_timeout: Duration::from_secs(60),
        pending_limit: 0,
    };
    /// A host, which keeps the latest packet.
    pub const HOST: Self = Self {
        pending_limit: 1,
        ..Self::IOS
    };
}

/// What [`Cache::lookup`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Lookup {
    /// The address to send to.
    Known(MacAddr),
    /// Nobody answered yet.
    Wait {
        /// Whether a request is due; the caller sends it.
        send_request: bool,
    },
}

/// What a packet did to the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Learned {
    /// A new entry.
    Created,
    /// An incomplete entry has its address.
    Completed,
    /// A known entry is as young as new.
    Refreshed,
    /// A known entry has another address.
    Changed {
        /// The address before.
        from: MacAddr,
    },
    /// Nothing.
    Ignored(IgnoreReason),
}

/// Why a packet taught nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum IgnoreReason {
    /// Not for this station, and its sender is not in the cache (RFC 826, "merge flag").
    NotForUs,
    /// The sender has no address yet (RFC 5227 §2.1.1).
    Probe,
    /// The sender's hardware address is of a group (RFC 1812 §3.3.2).
    GroupAddress,
}

/// What a packet did to the cache, and the payloads that may leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handled<P> {
    /// What was learned about the sender.
    pub learned: Learned,
    /// Payloads that waited for the sender, oldest first.
    pub pending: Vec<P>,
}

/// What time did to the cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output<P> {
    /// A learned entry got too old.
    Expired {
        /// Where.
        interface: IfIndex,
        /// Whose.
        address: Ipv4Addr,
    },
    /// Nobody answered for an address; these payloads are lost.
    Unanswered {
        /// Where.
        interface: IfIndex,
        /// Whose.
        address: Ipv4Addr,
        /// What waited for it.
        pending: Vec<P>,
    },
}

/// An entry, for tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct EntryView {
    /// The interface.
    pub interface: IfIndex,
    /// The protocol address.
    pub address: Ipv4Addr,
    /// The hardware address; `None` while incomplete.
    pub mac: Option<MacAddr>,
    /// Learned or last confirmed; while incomplete, first asked for.
    pub since: Instant,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Entry<P> {
    Complete {
        mac: MacAddr,
        learned_at: Instant,
    },
    Incomplete {
        created_at: Instant,
        requested_at: Instant,
        pending: VecDeque<P>,
    },
}

/// The cache of all interfaces of a node. `P` is what waits for an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cache<P> {
    config: Config,
    entries: SortedMap<(IfIndex, Ipv4Addr), Entry<P>>,
    /// Not later than the first entry's end; entries only get younger behind its back.
    timeout_at: Option<Instant>,
}

impl<P> Cache<P> {
    /// An empty cache.
    #[must_use]
    pub const fn new(config: Config) -> Self {
        Self {
            config,
            entries: SortedMap::new(),
            timeout_at: None,
        }
    }

    /// How it behaves.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// Another timeout (`arp timeout`), for entries that are there as well.
    pub fn set_config(&mut self, config: Config) {
        self.config = config;
        self.timeout_at = self.entries.values().map(|e| config.ends_at(e)).min();
    }

    /// The hardware address to send a packet for `address` to, or whether to ask for it.
    pub fn lookup(&mut self, now: Instant, interface: IfIndex, address: Ipv4Addr) -> Lookup {
        match self.entries.get_mut(&(interface, address)) {
            Some(Entry::Complete { mac, learned_at })
                if now < *learned_at + self.config.timeout =>
            {
                return Lookup::Known(*mac);
            }
            Some(Entry::Incomplete { requested_at, .. }) => {
                let send_request = now.since(*requested_at) >= self.config.retry;
                if send_request {
                    *requested_at = now;
                }
                return Lookup::Wait { send_request };
            }
            Some(Entry::Complete { .. }) | None => {}
        }
        let incomplete = Entry::Incomplete {
            created_at: now,
            requested_at: now,
            pending: VecDeque::new(),
        };
        self.insert((interface, address), incomplete);
        Lookup::Wait { send_request: true }
    }

    /// The hardware address of `address`, without asking for it.
    #[must_use]
    pub fn peek(&self, now: Instant, interface: IfIndex, address: Ipv4Addr) -> Option<MacAddr> {
        match self.entries.get(&(interface, address))? {
            Entry::Complete { mac, learned_at } => {
                (now < *learned_at + self.config.timeout).then_some(*mac)
            }
            Entry::Incomplete { .. } => None,
        }
    }

    /// Keeps a payload until `address` answers. Returns the payload dropped for it: the oldest, this one where none
    /// is kept or nobody asked.
    #[must_use = "a dropped payload is to be told"]
    pub fn enqueue(&mut self, interface: IfIndex, address: Ipv4Addr, payload: P) -> Option<P> {
        let limit = self.config.pending_limit;
        match self.entries.get_mut(&(interface, address)) {
            Some(Entry::Incomplete { pending, .. }) if limit > 0 => {
                let dropped = if pending.len() >= limit {
                    pending.pop_front()
                } else {
                    None
                };
                pending.push_back(payload);
                dropped
            }
            _ => Some(payload),
        }
    }

    /// Learns from a packet, request or reply. `is_for_us`: its target protocol address is this station's.
    pub fn handle_packet(
        &mut self,
        now: Instant,
        interface: IfIndex,
        packet: &Repr,
        is_for_us: bool,
    ) -> Handled<P> {
        let mac = packet.sender_hardware_addr;
        let key = (interface, packet.sender_protocol_addr);
        if packet.sender_protocol_addr.is_unspecified() {
            return Handled::ignored(IgnoreReason::Probe);
        }
        if mac.is_group() {
            return Handled::ignored(IgnoreReason::GroupAddress);
        }
        let is_known = self.entries.contains_key(&key);
        if !is_known && !is_for_us {
            return Handled::ignored(IgnoreReason::NotForUs);
        }
        let complete = Entry::Complete {
            mac,
            learned_at: now,
        };
        let (learned, pending) = match self.insert(key, complete) {
            None => (Learned::Created, Vec::new()),
            Some(Entry::Incomplete { pending, .. }) => (Learned::Completed, pending.into()),
            Some(Entry::Complete { mac: from, .. }) if from != mac => {
                (Learned::Changed { from }, Vec::new())
            }
            Some(Entry::Complete { .. }) => (Learned::Refreshed, Vec::new()),
        };
        Handled { learned, pending }
    }

    /// Forgets an interface. Returns what waited there.
    pub fn interface_down(&mut self, interface: IfIndex) -> Vec<P> {
        self.remove_where(|key| key.0 == interface)
    }

    /// Forgets one address (`clear arp-cache A.B.C.D`), on all interfaces. Returns what waited for it.
    pub fn remove(&mut self, address: Ipv4Addr) -> Vec<P> {
        self.remove_where(|key| key.1 == address)
    }

    /// Forgets everything (`clear arp-cache`). Returns what waited.
    pub fn clear(&mut self) -> Vec<P> {
        self.remove_where(|_| true)
    }

    /// All entries, by interface and address.
    pub fn iter(&self) -> impl Iterator<Item = EntryView> + '_ {
        self.entries.iter().map(|(key, entry)| {
            let (mac, since) = match entry {
                Entry::Complete { mac, learned_at } => (Some(*mac), *learned_at),
                Entry::Incomplete { created_at, .. } => (None, *created_at),
            };
            EntryView {
                interface: key.0,
                address: key.1,
                mac,
                since,
            }
        })
    }

    /// When [`Self::handle_timeout`] is due.
    #[must_use]
    pub const fn poll_timeout(&self) -> Option<Instant> {
        self.timeout_at
    }

    /// Removes what is too old.
    pub fn handle_timeout(&mut self, now: Instant, out: &mut Vec<Output<P>>) {
        if self.timeout_at.is_none_or(|at| now < at) {
            return;
        }
        let config = self.config;
        let mut timeout_at = None;
        for ((interface, address), entry) in self.entries.extract_if(.., |_, entry| {
            let ends_at = config.ends_at(entry);
            if ends_at > now {
                timeout_at = Some(timeout_at.map_or(ends_at, |at: Instant| at.min(ends_at)));
            }
            ends_at <= now
        }) {
            out.push(match entry {
                Entry::Complete { .. } => Output::Expired { interface, address },
                Entry::Incomplete { pending, .. } => Output::Unanswered {
                    interface,
                    address,
                    pending: pending.into(),
                },
            });
        }
        self.timeout_at = timeout_at;
    }

    fn insert(&mut self, key: (IfIndex, Ipv4Addr), entry: Entry<P>) -> Option<Entry<P>> {
        let ends_at = self.config.ends_at(&entry);
        self.timeout_at = Some(self.timeout_at.map_or(ends_at, |at| at.min(ends_at)));
        self.entries.insert(key, entry)
    }

    fn remove_where(&mut self, gone: impl Fn(&(IfIndex, Ipv4Addr)) -> bool) -> Vec<P> {
        let mut payloads = Vec::new();
        for (_, entry) in self.entries.extract_if(.., |key, _| gone(key)) {
            if let Entry::Incomplete { pending, .. } = entry {
                payloads.extend(pending);
            }
        }
        payloads
    }
}

impl Config {
    fn ends_at<P>(&self, entry: &Entry<P>) -> Instant {
        match entry {
            Entry::Complete { learned_at, .. } => *learned_at + self.timeout,
            Entry::Incomplete { requested_at, .. } => *requested_at + self.incomplete_timeout,
        }
    }
}

impl<P> Handled<P> {
    const fn ignored(reason: IgnoreReason) -> Self {
        Self {
            learned: Learned::Ignored(reason),
            pending: Vec::new(),
        }
    }
}
