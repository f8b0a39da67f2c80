//! What must hold of every outage, whatever its cause.

use vipsec_core::lab::report::Report;
use vipsec_core::lab::view::Outage;

use crate::Case;

/// Causes in the order in which a failover of HSRP meets them; not all of them come up each time.
const ORDER: [&str; 7] = [
    "no_vip_owner",
    "stale_sa_dpd_idle",
    "stale_sa_dpd_probing",
    "no_sa_waiting_for_traffic",
    "ike_main_mode",
    "ike_quick_mode",
    "waiting_for_next_ping",
];

/// The longest outage of a report's only flow.
///
/// # Panics
/// If there is none.
#[must_use]
pub fn longest(report: &Report) -> &Outage {
    let outages = report.flows.iter().flat_map(|flow| &flow.outages);
    let longest = outages.max_by(|a, b| a.reported_s.total_cmp(&b.reported_s));
    longest.unwrap_or_else(|| panic!("{}: there was no outage", Case::from(report)))
}

/// How many seconds of an outage had one of these causes.
#[must_use]
pub fn seconds_of(outage: &Outage, kinds: &[&str]) -> f64 {
    let segments = outage
        .segments
        .iter()
        .filter(|segment| kinds.contains(&segment.kind.as_str()));
    segments.map(|segment| segment.to_s - segment.from_s).sum()
}

/// An outage that is over is explained: no gaps, nothing left over, every border tied to a fact.
///
/// # Panics
/// If it is not.
pub fn assert_explained(report: &Report, outage: &Outage) {
    let case = Case::from(report);
    let near = |a: f64, b: f64| (a - b).abs() < 1e-6;
    let end = outage
        .end_s
        .unwrap_or_else(|| panic!("{case}: the outage at {} s is not over", outage.start_s));
    assert!(
        near(end - outage.start_s, outage.reported_s),
        "{case}: {outage:#?}"
    );
    let (Some(first), Some(last)) = (outage.segments.first(), outage.segments.last()) else {
        panic!("{case}: not explained: {outage:#?}");
    };
    assert!(
        near(first.from_s, outage.start_s) && near(last.to_s, end),
        "{case}: {outage:#?}"
    );
    for pair in outage.segments.windows(2) {
        assert!(
            near(pair[0].to_s, pair[1].from_s),
            "{case}: a gap: {pair:#?}"
        );
        assert!(
            pair[0].ended_by.is_some() && pair[0].ended_by_fact.is_some(),
            "{case}: what ended it? {pair:#?}"
        );
    }
    let sum: f64 = outage
        .segments
        .iter()
        .map(|segment| segment.to_s - segment.from_s)
        .sum();
    assert!(
        near(sum, outage.reported_s),
        "{case}: {sum} s in segments: {outage:#?}"
    );
    let actual = outage
        .actual_s
        .unwrap_or_else(|| panic!("{case}: not measured: {outage:#?}"));
    assert!(actual <= outage.reported_s + 1e-6, "{case}: {outage:#?}");
    let broken = sum - seconds_of(outage, &["waiting_for_next_ping"]);
    assert!(
        near(actual, broken),
        "{case}: {actual} s, but {broken} s in segments: {outage:#?}"
    );
}

/// The causes of an outage come in the order in which a failover of HSRP meets them.
///
/// # Panics
/// If they do not.
pub fn assert_in_order(report: &Report, outage: &Outage) {
    let place = |kind: &str| ORDER.iter().position(|known| *known == kind);
    let places: Vec<_> = outage
        .segments
        .iter()
        .map(|segment| place(&segment.kind))
        .collect();
    let is_in_order = places.iter().all(Option::is_some) && places.is_sorted_by(|a, b| a < b);
    assert!(
        is_in_order,
        "{}: causes out of order: {outage:#?}",
        Case::from(report)
    );
}
