//! DPD that keeps its period, asks on demand, is slower, or is not there (reference 8.3 and 8.5).

use vipsec_core::scenario::Scenario;
use vipsec_tests::{
    Case, article, assert_explained, instead, report, seconds_of, strict, sweep, without,
};

use super::{kinds, only};

const KEEPALIVE: &str = "crypto isakmp keepalive 10 periodic";

#[test]
fn by_the_clock_the_outage_depends_on_where_in_the_period_the_failure_falls() {
    let reports = sweep(&strict(), 1..201);
    let mut counts = [0_usize; 16];
    let mut sum = 0.0;
    for report in &reports {
        let (case, outage) = (Case::from(report), only(report));
        assert!((7..=12).contains(&outage.lost), "{case}: {outage:#?}");
        assert!(
            (14.0..=24.5).contains(&outage.reported_s),
            "{case}: {outage:#?}"
        );
        assert_explained(report, outage);
        counts[outage.lost as usize] += 1;
        sum += outage.reported_s;
    }
    for (lost, count) in counts.iter().enumerate().take(12).skip(7) {
        let percent = count * 100 / reports.len();
        assert!(
            (10..=32).contains(&percent),
            "{lost} pings lost in {percent} % of {} runs",
            reports.len()
        );
    }
    assert!(
        counts[12] * 100 <= reports.len() * 5,
        "12 lost in {} runs",
        counts[12]
    );
    let mean = sum / reports.len() as f64;
    assert!(
        (17.0..19.0).contains(&mean),
        "mean {mean} s over {} runs",
        reports.len()
    );
}

#[test]
fn on_demand_takes_as_long_while_there_is_traffic() {
    for report in sweep(
        &instead(article(), "R6", KEEPALIVE, "crypto isakmp keepalive 10"),
        1..31,
    ) {
        let (case, outage) = (Case::from(&report), only(&report));
        assert!((11..=13).contains(&outage.lost), "{case}: {outage:#?}");
        assert_explained(&report, outage);
    }
}

#[test]
fn longer_intervals_make_a_longer_outage() {
    let slow = instead(
        article(),
        "R6",
        KEEPALIVE,
        "crypto isakmp keepalive 20 5 periodic",
    );
    for report in sweep(&slow, 1..31) {
        let (case, outage) = (Case::from(&report), only(&report));
        // k + 5 r, and up to 4 s.
        assert!(
            (45.0..=49.2).contains(&outage.reported_s),
            "{case}: {outage:#?}"
        );
        assert_explained(&report, outage);
        let stale = seconds_of(outage, &["stale_sa_dpd_idle", "stale_sa_dpd_probing"]);
        assert!((stale - 45.0).abs() < 0.3, "{case}: {stale} s");
    }
}

#[test]
fn without_keepalive_the_outage_lasts_to_the_end() {
    let nobody = |scenario: Scenario| without(without(scenario, "R1", KEEPALIVE), "R4", KEEPALIVE);
    for scenario in [
        without(article(), "R6", KEEPALIVE),
        nobody(without(article(), "R6", KEEPALIVE)),
    ] {
        for report in sweep(&scenario, 1..16) {
            let (case, outage) = (Case::from(&report), only(&report));
            assert_eq!(outage.end_s, None, "{case}: {outage:#?}");
            assert!(outage.lost >= 55, "{case}: {outage:#?}");
            assert!(
                outage.sentence.starts_with("Out for 1"),
                "{case}: {}",
                outage.sentence
            );
        }
    }
}

#[test]
fn invalid_spi_recovery_makes_it_a_matter_of_seconds() {
    let recovery = "crypto isakmp keepalive 10 periodic\ncrypto isakmp invalid-spi-recovery";
    let scenario = instead(
        instead(article(), "R1", KEEPALIVE, recovery),
        "R4",
        KEEPALIVE,
        recovery,
    );
    for report in sweep(&scenario, 1..51) {
        let (case, outage) = (Case::from(&report), only(&report));
        assert!((2..=4).contains(&outage.lost), "{case}: {outage:#?}");
        assert!(
            (4.0..=8.1).contains(&outage.reported_s),
            "{case}: {outage:#?}"
        );
        assert_explained(&report, outage);
        assert!(
            !kinds(outage).contains(&"stale_sa_dpd_probing"),
            "{case}: {outage:#?}"
        );
    }
    // It is the lines that do it.
    assert!(only(&report(&article(), 1)).lost > 10);
}
