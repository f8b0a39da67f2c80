//! R1's FastEthernet0/0 is shut while SW1 pings: 12 pings lost and 24 s in the article.

use std::sync::LazyLock;

use vipsec_core::lab::report::Report;
use vipsec_tests::{Case, article, assert_explained, assert_in_order, report, seconds_of, sweep};

use super::only;

/// The time in which R6 still sends into an SA that R4 does not know.
const STALE: [&str; 2] = ["stale_sa_dpd_idle", "stale_sa_dpd_probing"];

/// 200 runs, looked at from several sides.
static RUNS: LazyLock<Vec<Report>> = LazyLock::new(|| sweep(&article(), 1..201));

#[test]
fn the_article_s_outage_comes_out_of_nearly_every_seed() {
    let reports = &*RUNS;
    let is_like_the_article = |report: &&Report| {
        let outage = only(report);
        (11..=13).contains(&outage.lost) && (22.0..=26.0).contains(&outage.reported_s)
    };
    let alike = reports.iter().filter(is_like_the_article).count();
    assert!(
        alike * 100 >= reports.len() * 95,
        "only {alike} of {} runs",
        reports.len()
    );
    for report in reports {
        let case = Case::from(report);
        let outage = only(report);
        assert!(outage.reported_s >= 20.0, "{case}: {outage:#?}");
        // Each loss costs the timeout of two seconds, and a little.
        let per_ping = outage.reported_s / outage.lost as f64;
        assert!((2.0..2.02).contains(&per_ping), "{case}: {outage:#?}");
    }
    // Twelve is what the article saw; eleven is what it might have seen.
    let twelve = reports
        .iter()
        .filter(|report| only(report).lost == 12)
        .count();
    assert!(
        twelve * 2 > reports.len(),
        "only {twelve} of {} runs lost 12",
        reports.len()
    );
}

#[test]
fn twenty_seconds_of_it_are_dpd_s() {
    for report in &*RUNS {
        let outage = only(report);
        let dpd = seconds_of(outage, &STALE);
        assert!(
            (dpd - 20.0).abs() <= 0.3,
            "{}: {dpd} s: {outage:#?}",
            Case::from(report)
        );
        let probing = seconds_of(outage, &STALE[1..]);
        assert!(
            (probing - 10.0).abs() <= 0.15,
            "{}: {probing} s: {outage:#?}",
            Case::from(report)
        );
        let ike = seconds_of(outage, &["ike_main_mode", "ike_quick_mode"]);
        assert!(
            (0.8..=1.7).contains(&ike),
            "{}: IKE took {ike} s: {outage:#?}",
            Case::from(report)
        );
    }
}

#[test]
fn every_outage_is_explained_without_a_gap_and_in_order() {
    for report in &*RUNS {
        let outage = only(report);
        assert_explained(report, outage);
        assert_in_order(report, outage);
        let case = Case::from(report);
        // The dying packets are R4's until the SA is gone, then R6's.
        for segment in &outage.segments {
            let device = match segment.kind.as_str() {
                "stale_sa_dpd_idle" | "stale_sa_dpd_probing" => "R4",
                "waiting_for_next_ping" => "",
                _ => "R6",
            };
            assert_eq!(segment.device, device, "{case}: {segment:#?}");
        }
        let ended_by = |kind: &str, word: &str| {
            for segment in outage
                .segments
                .iter()
                .filter(|segment| segment.kind == kind)
            {
                let text = segment.ended_by.as_deref().unwrap_or_default();
                assert!(
                    text.starts_with("R6: ") && text.contains(word),
                    "{case}: {segment:#?}"
                );
            }
        };
        ended_by("stale_sa_dpd_idle", "R-U-THERE");
        ended_by("stale_sa_dpd_probing", "DPD gave up");
        ended_by("no_sa_waiting_for_traffic", "main mode begins");
        ended_by("ike_main_mode", "ISAKMP SA");
        ended_by("ike_quick_mode", "IPsec SAs");
    }
}

#[test]
fn before_and_after_it_every_ping_is_answered() {
    for report in sweep(&article(), 300..330) {
        let (case, flow) = (Case::from(&report), &report.flows[0]);
        // The last echo may be on its way.
        let unanswered = flow.sent - flow.received - only(&report).lost;
        assert!(
            unanswered <= 1,
            "{case}: {} sent, {} received",
            flow.sent,
            flow.received
        );
        let rtt = flow.rtt_ms.unwrap_or_else(|| panic!("{case}: no answer"));
        assert!(
            (64..=72).contains(&rtt.min) && (66..=74).contains(&rtt.avg),
            "{case}: {rtt:?}"
        );
        assert!(rtt.max < 200, "{case}: {rtt:?}");
    }
}

#[test]
fn a_lab_where_nothing_breaks_has_no_outage() {
    let mut quiet = article();
    quiet.faults.clear();
    for report in sweep(&quiet, 1..16) {
        assert_eq!(report.flows[0].outages, [], "{}", Case::from(&report));
        assert!(report.flows[0].received > 1_500, "{}", Case::from(&report));
    }
}

#[test]
fn the_sentence_says_what_the_segments_say() {
    let report = report(&article(), 7);
    let outage = only(&report);
    let (lost, reported) = (outage.lost, outage.reported_s);
    let head = format!("{reported:.1} s as ping reports it, {lost} pings lost; ");
    assert!(
        outage.sentence.starts_with(&head),
        "{}: {}",
        Case::from(&report),
        outage.sentence
    );
    for part in [
        "DPD wait 10.",
        "DPD retries 10.",
        "IKE main mode 0.9 s",
        "IKE quick mode 0.2 s",
        "next ping",
    ] {
        assert!(
            outage.sentence.contains(part),
            "{}: {}",
            Case::from(&report),
            outage.sentence
        );
    }
}
