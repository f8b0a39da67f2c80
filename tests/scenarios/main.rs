//! The article's failover, and how it changes with the lab: numbers over many seeds, and what they are made of.

mod article;
mod clear;
mod dpd;
mod failures;
mod hosts;
mod knobs;
mod preempt;

use vipsec_core::lab::report::Report;
use vipsec_core::lab::view::Outage;

/// The one outage of a run.
fn only(report: &Report) -> &Outage {
    let case = vipsec_tests::Case::from(report);
    let outages = &report.flows[0].outages;
    assert_eq!(outages.len(), 1, "{case}: {outages:#?}");
    &outages[0]
}

/// The causes of an outage, in order.
fn kinds(outage: &Outage) -> Vec<&str> {
    outage
        .segments
        .iter()
        .map(|segment| segment.kind.as_str())
        .collect()
}
