//! `clear`: what it does to a device.

use crate::ios::ClearCommand;
use crate::node::device::Device;
use crate::node::effect::Effects;
use crate::proto::ike;
use crate::time::Instant;
use crate::types::Prefix;

/// A `clear` command that is acted on.
pub(in crate::lab) struct Clear(pub(super) ClearCommand);

impl Clear {
    pub(super) const fn acts(command: &ClearCommand) -> bool {
        matches!(
            command,
            ClearCommand::CryptoSa { .. }
                | ClearCommand::CryptoIsakmp(_)
                | ClearCommand::CryptoSession(_)
                | ClearCommand::IpRoute { .. }
                | ClearCommand::ArpCache { .. }
                | ClearCommand::FrameRelayInarp
                | ClearCommand::CryptoSaCounters
                | ClearCommand::AccessListCounters(_)
                | ClearCommand::MacAddressTable
        )
    }

    /// Does it.
    pub(in crate::lab) fn apply(&self, device: &mut Device, now: Instant, fx: &mut Effects) {
        match &self.0 {
            ClearCommand::CryptoSa { peer, .. } => {
                device.clear_crypto(now, ike::Clear::Sa(*peer), fx)
            }
            ClearCommand::CryptoIsakmp(conn_id) => {
                device.clear_crypto(now, ike::Clear::Isakmp(*conn_id), fx)
            }
            ClearCommand::CryptoSession(peer) => {
                device.clear_crypto(now, ike::Clear::Session(*peer), fx)
            }
            ClearCommand::IpRoute { network, mask } => {
                let prefix = network
                    .and_then(|addr| device.rib().route_for(addr))
                    .map(|(prefix, _)| prefix);
                let has_mask = |prefix: &Prefix| mask.is_none_or(|mask| prefix.mask() == mask);
                match (network, prefix) {
                    // Nothing there is that could be cleared.
                    (Some(_), None) => {}
                    (_, Some(prefix)) if !has_mask(&prefix) => {}
                    (_, prefix) => {
                        let prefix = prefix.filter(|prefix| *prefix != Prefix::DEFAULT);
                        device.clear_routes(now, prefix, fx);
                    }
                }
            }
            ClearCommand::ArpCache { interface, address } => {
                device.clear_arp(*interface, *address);
            }
            ClearCommand::FrameRelayInarp => device.clear_inverse_arp(now, fx),
            ClearCommand::CryptoSaCounters => device.clear_crypto_counters(),
            ClearCommand::Counters(interface) => device.clear_counters(now, *interface),
            ClearCommand::AccessListCounters(list) => device.clear_list_matches(list.as_deref()),
            ClearCommand::MacAddressTable => device.clear_macs(),
            // The console's own.
            ClearCommand::Logging => {}
        }
    }
}
