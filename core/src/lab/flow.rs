//! Pings that are watched, and their outages as ping reports them.

use crate::proto::icmp::ping::{Mark, Output, Summary};
use crate::time::{Duration, Instant};
use crate::types::NodeId;

use super::explain::Part;
use super::view::{self, Rtt};

/// A ping that is watched.
#[derive(Clone, Debug)]
pub(super) struct Flow {
    /// Its name.
    pub(super) name: String,
    /// Whether the document declares it.
    pub(super) is_declared: bool,
    /// Where it runs.
    pub(super) node: NodeId,
    /// Its number there.
    pub(super) session: u32,
    /// What it pings, for probes.
    pub(super) request: crate::node::PingRequest,
    /// Echoes sent.
    pub(super) sent: u64,
    /// Echoes answered.
    pub(super) received: u64,
    rtt_sum: Duration,
    rtt_min: Option<Duration>,
    rtt_max: Duration,
    in_flight: Option<Instant>,
    /// Echoes that ended, in order.
    pub(super) marks: Vec<PingMark>,
    /// Outages, in order; the last one may be open.
    pub(super) outages: Vec<PingOutage>,
}

/// How an echo ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PingMark {
    pub(super) sent_at: Instant,
    pub(super) mark: Mark,
    pub(super) round_trip: Option<Duration>,
}

/// An outage as ping sees it.
#[derive(Clone, Debug)]
pub(super) struct PingOutage {
    /// When the first lost echo was sent.
    pub(super) start: Instant,
    /// When the first answered echo after it was sent.
    pub(super) end: Option<Instant>,
    /// Echoes lost.
    pub(super) lost: u64,
    /// Where the time went, once measured.
    pub(super) explanation: Option<super::explain::Explanation>,
}

impl Flow {
    pub(super) const fn new(
        name: String,
        is_declared: bool,
        node: NodeId,
        session: u32,
        request: crate::node::PingRequest,
    ) -> Self {
        Self {
            name,
            is_declared,
            node,
            session,
            request,
            sent: 0,
            received: 0,
            rtt_sum: Duration::ZERO,
            rtt_min: None,
            rtt_max: Duration::ZERO,
            in_flight: None,
            marks: Vec::new(),
            outages: Vec::new(),
        }
    }

    /// Takes note of what the ping told.
    pub(super) fn note(&mut self, at: Instant, output: &Output) {
        match output {
            Output::Send(_) => {
                self.sent += 1;
                self.in_flight = Some(at);
            }
            Output::Mark {
                mark,
                sent_at,
                round_trip,
                ..
            } => self.end_echo(*sent_at, *mark, *round_trip),
            Output::Done(Summary { .. }) => self.in_flight = None,
            Output::Ignored(_) => {}
        }
    }

    fn end_echo(&mut self, sent_at: Instant, mark: Mark, round_trip: Option<Duration>) {
        self.in_flight = None;
        self.marks.push(PingMark {
            sent_at,
            mark,
            round_trip,
        });
        let open = self
            .outages
            .last_mut()
            .filter(|outage| outage.end.is_none());
        if mark == Mark::Reply {
            self.received += 1;
            let rtt = round_trip.unwrap_or_default();
            self.rtt_sum += rtt;
            self.rtt_min = Some(self.rtt_min.map_or(rtt, |min| min.min(rtt)));
            self.rtt_max = self.rtt_max.max(rtt);
            if let Some(outage) = open {
                outage.end = Some(sent_at);
            }
            return;
        }
        match open {
            Some(outage) => outage.lost += 1,
            None => self.outages.push(PingOutage {
                start: sent_at,
                end: None,
                lost: 1,
                explanation: None,
            }),
        }
    }

    /// Round trip times, if an echo was answered.
    fn rtt(&self) -> Option<Rtt> {
        let millis = |duration: Duration| duration.as_millis() as u64;
        Some(Rtt {
            min: millis(self.rtt_min?),
            avg: millis(self.rtt_sum) / self.received.max(1),
            max: millis(self.rtt_max),
        })
    }

    pub(super) fn view(&self, now: Instant) -> view::FlowView {
        view::FlowView {
            name: self.name.clone(),
            sent: self.sent,
            received: self.received,
            rtt_ms: self.rtt(),
            outages: self.outages.iter().map(|outage| outage.view(now)).collect(),
        }
    }
}

impl PingOutage {
    fn view(&self, now: Instant) -> view::Outage {
        let end = self.end.unwrap_or(now);
        let reported_s = end.since(self.start).as_secs_f64();
        let explained = self.explanation.as_ref();
        view::Outage {
            start_s: self.start.as_secs_f64(),
            end_s: self.end.map(Instant::as_secs_f64),
            reported_s,
            actual_s: explained.map(|explanation| explanation.actual.as_secs_f64()),
            lost: self.lost,
            segments: explained
                .into_iter()
                .flat_map(|explanation| &explanation.parts)
                .map(Part::view)
                .collect(),
            sentence: super::explain::sentence(self, reported_s),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::PingRequest;
    use std::net::Ipv4Addr;

    fn mark(secs: u64, mark: Mark) -> Output {
        let round_trip = (mark == Mark::Reply).then(|| Duration::from_millis(70));
        Output::Mark {
            number: 0,
            mark,
            sent_at: Instant::from_secs(secs),
            round_trip,
        }
    }

    #[test]
    fn an_outage_runs_from_the_first_lost_echo_to_the_first_answered_one() {
        let request = PingRequest::new(Ipv4Addr::LOCALHOST);
        let mut flow = Flow::new("test".to_owned(), true, NodeId(0), 1, request);
        for (secs, kind) in [
            (1, Mark::Reply),
            (2, Mark::Timeout),
            (4, Mark::Unreachable),
            (6, Mark::Reply),
            (7, Mark::Timeout),
        ] {
            flow.note(Instant::from_secs(secs), &mark(secs, kind));
        }
        let view = flow.view(Instant::from_secs(9));
        assert_eq!(view.received, 2);
        assert_eq!(
            view.rtt_ms,
            Some(Rtt {
                min: 70,
                avg: 70,
                max: 70
            })
        );
        let spans: Vec<_> = view
            .outages
            .iter()
            .map(|outage| (outage.start_s, outage.end_s, outage.lost))
            .collect();
        assert_eq!(spans, [(2.0, Some(6.0), 2), (7.0, None, 1)]);
    }
}
