//! `track` objects: what each watches, and when IOS looks.

use super::config::TrackObject;
use super::device::Device;
use super::effect::Effects;
use super::fact::FactKind;
use super::lifecycle::Delayed;
use crate::time::{Duration, Instant};

/// IOS looks at tracked routes so often (`track timer ip route`, 15 seconds unless configured).
const ROUTE_POLL_INTERVAL: Duration = Duration::from_secs(15);

impl Device {
    /// Whether what a `track` object watches is up. An object that does not exist counts as up (reference 1.5:
    /// `unknown`), and so does one of which nothing is simulated.
    #[must_use]
    pub fn is_object_up(&self, id: u16) -> bool {
        let Some(track) = self.config.tracks.get(&id) else {
            return true;
        };
        match track.object {
            TrackObject::LineProtocol(name) => self
                .index_of(name)
                .is_none_or(|ifx| self.interface(ifx).line_protocol),
            TrackObject::IpRouting(name) => self.index_of(name).is_some_and(|ifx| {
                let interface = self.interface(ifx);
                interface.line_protocol && interface.address.is_some()
            }),
            TrackObject::Reachability(_) => self.tracked_routes.get(&id) == Some(&true),
            TrackObject::Rtr { .. } => true,
        }
    }

    /// Looks at once at objects that are new, and sees to it that all are looked at again.
    pub(super) fn reconfigure_tracking(&mut self, now: Instant, fx: &mut Effects) {
        let config = self.config.clone();
        let is_route = |id: &u16| {
            let track = config.tracks.get(id);
            track.is_some_and(|track| matches!(track.object, TrackObject::Reachability(_)))
        };
        self.tracked_routes.retain(|id, _| is_route(id));
        for id in config.tracks.keys().filter(|id| is_route(id)) {
            self.look_at_route(*id, fx);
        }
        if self.tracked_routes.is_empty() {
            return;
        }
        self.reevaluate_tracks(now, fx);
        if !self.polls_routes {
            self.polls_routes = true;
            self.delay(now + ROUTE_POLL_INTERVAL, Delayed::RoutePoll);
        }
    }

    /// The time to look at tracked routes has come.
    pub(super) fn poll_tracked_routes(&mut self, now: Instant, fx: &mut Effects) {
        self.polls_routes = false;
        self.reconfigure_tracking(now, fx);
    }

    fn look_at_route(&mut self, id: u16, fx: &mut Effects) {
        let Some(TrackObject::Reachability(prefix)) =
            self.config.tracks.get(&id).map(|track| track.object)
        else {
            return;
        };
        let up = self.rib.route(prefix).is_some();
        // A new object is down until it has been looked at.
        if self.tracked_routes.insert(id, up).unwrap_or(false) != up {
            fx.fact(FactKind::TrackedRoute { id, prefix, up });
        }
    }
}
