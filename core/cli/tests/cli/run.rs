//! `vipsec run`.

use serde_json::Value;
use vipsec_core::scenario::built_in;

use super::{ARTICLE, fields, file, vipsec};

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("not a number: {value}"))
}

#[test]
fn a_report_has_all_its_fields() {
    let report = vipsec(&["run", ARTICLE, "--seed", "7", "--json"]).json();
    for name in ["scenario", "seed", "trace_hash", "events", "flows"] {
        assert!(fields(&report).contains(&name), "{report}");
    }
    let case = format!(
        "scenario {}, seed {}, trace {}",
        report["scenario"], report["seed"], report["trace_hash"]
    );
    assert_eq!(
        (&report["scenario"], &report["seed"]),
        (&ARTICLE.into(), &7.into()),
        "{case}"
    );
    let hash = report["trace_hash"].as_str().expect("a text");
    assert!(
        hash.len() == 16
            && hash
                .chars()
                .all(|c| c.is_ascii_hexdigit() && !c.is_ascii_uppercase()),
        "{case}"
    );
    assert!(
        report["events"]
            .as_u64()
            .is_some_and(|events| events > 5_000),
        "{case}"
    );
    assert_eq!(report["stopped_by"], "until", "{case}");
    let flows = report["flows"].as_array().expect("an array");
    assert_eq!(
        flows.len(),
        1,
        "{case}: pings that only set the scene are not reported"
    );
    let flow = &flows[0];
    assert_eq!(flow["name"], "SW1 to 155.1.58.5", "{case}");
    let (sent, received) = (number(&flow["sent"]), number(&flow["received"]));
    assert!(sent > received && received > 1_000.0, "{case}: {flow}");
    let rtt = &flow["rtt_ms"];
    let (min, avg, max) = (
        number(&rtt["min"]),
        number(&rtt["avg"]),
        number(&rtt["max"]),
    );
    assert!(
        60.0 < min && min <= avg && avg <= max && max < 200.0,
        "{case}: {rtt}"
    );
    let outages = flow["outages"].as_array().expect("an array");
    assert_eq!(outages.len(), 1, "{case}");
    let outage = &outages[0];
    let (start, end) = (number(&outage["start_s"]), number(&outage["end_s"]));
    let (reported, actual) = (number(&outage["reported_s"]), number(&outage["actual_s"]));
    assert!(
        (end - start - reported).abs() < 1e-6 && actual <= reported,
        "{case}: {outage}"
    );
    assert!(
        (11..=13).contains(&outage["lost"].as_u64().unwrap_or_default()),
        "{case}: {outage}"
    );
    let segments = outage["segments"].as_array().expect("an array");
    assert!(segments.len() >= 4, "{case}: {outage}");
    for segment in segments {
        assert!(
            number(&segment["from_s"]) < number(&segment["to_s"]),
            "{case}: {segment}"
        );
        assert!(
            segment["cause"]
                .as_str()
                .is_some_and(|cause| !cause.is_empty()),
            "{case}: {segment}"
        );
        assert!(
            segment["kind"].is_string() && segment["device"].is_string(),
            "{case}: {segment}"
        );
    }
}

#[test]
fn a_seed_decides_and_the_scenario_s_own_is_the_default() {
    let own = vipsec(&["run", ARTICLE, "--json"]);
    assert_eq!(
        own.good(),
        vipsec(&["run", ARTICLE, "--seed", "7", "--json"]).good()
    );
    let other = vipsec(&["run", ARTICLE, "--seed", "8", "--json"]).json();
    assert_ne!(other["trace_hash"], own.json()["trace_hash"]);
}

#[test]
fn until_stops_it_earlier() {
    let report = vipsec(&["run", ARTICLE, "--until", "1.5m", "--json"]).json();
    assert_eq!(report["until_s"], 90.0);
    let report = vipsec(&["run", ARTICLE, "--until", "70s", "--json"]).json();
    let outage = &report["flows"][0]["outages"][0];
    assert!(
        outage["end_s"].is_null() && outage["actual_s"].is_null(),
        "{outage}"
    );
    vipsec(&["run", ARTICLE, "--until", "soon"]).assert_refused("soon");
}

#[test]
fn a_report_for_people_says_the_same() {
    let ran = vipsec(&["run", ARTICLE]);
    let json = vipsec(&["run", ARTICLE, "--json"]).json();
    let flow = &json["flows"][0];
    let head = format!(
        "SW1 to 155.1.58.5: {} sent, {} received",
        flow["sent"], flow["received"]
    );
    assert!(ran.good().contains(&head), "{}", ran.out);
    for text in [&json["trace_hash"], &flow["outages"][0]["sentence"]] {
        assert!(
            ran.out.contains(text.as_str().expect("a text")),
            "{}",
            ran.out
        );
    }
    assert_eq!(ran.err, "");
}

#[test]
fn a_file_is_as_good_as_a_built_in_name() {
    let mut scenario = built_in(ARTICLE).expect("it is built in");
    let same = file("same.json", &scenario.to_json());
    assert_eq!(
        vipsec(&["run", &same, "--json"]).good(),
        vipsec(&["run", ARTICLE, "--json"]).good()
    );
    scenario.id = "quiet".to_owned();
    scenario.faults.clear();
    let quiet = file("quiet.json", &scenario.to_json());
    let report = vipsec(&["run", &quiet, "--json"]).json();
    assert_eq!(report["scenario"], "quiet");
    assert_eq!(report["flows"][0]["outages"], serde_json::json!([]));
}

#[test]
fn what_is_no_scenario_is_refused() {
    vipsec(&["run", "no-such-lab"]).assert_refused("there is no scenario 'no-such-lab'");
    vipsec(&["run", "no-such-lab"]).assert_refused(ARTICLE);
    vipsec(&["run", &file("empty.json", "")]).assert_refused("vipsec: ");
    vipsec(&[
        "run",
        &file("broken.json", "{\n  \"version\": 1,\n  \"id\" 7\n}"),
    ])
    .assert_refused("line 3");
    vipsec(&[
        "run",
        &file(
            "newer.json",
            "{\"version\": 9, \"id\": \"x\", \"title\": \"x\", \"devices\": []}",
        ),
    ])
    .assert_refused("version 9");
    vipsec(&["run", env!("CARGO_TARGET_TMPDIR")]).assert_refused("cannot read");
    vipsec(&["run"]).assert_refused("SCENARIO");
    vipsec(&["run", ARTICLE, "--seed", "x"]).assert_refused("--seed");
}
