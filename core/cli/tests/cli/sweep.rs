//! `vipsec sweep`.

use serde_json::Value;

use super::{ARTICLE, vipsec};

#[test]
fn one_line_a_seed_in_order_whoever_was_first() {
    let ran = vipsec(&["sweep", ARTICLE, "--runs", "20", "--seed", "100", "--json"]);
    let lines: Vec<Value> = ran
        .good()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    let seeds: Vec<u64> = lines
        .iter()
        .filter_map(|line| line["seed"].as_u64())
        .collect();
    assert_eq!(seeds, (100..120).collect::<Vec<u64>>());
    assert!(
        ran.err.contains("20 of 20 runs"),
        "progress belongs to standard error: {}",
        ran.err
    );
    for line in [&lines[0], &lines[19]] {
        let alone = vipsec(&[
            "run",
            ARTICLE,
            "--seed",
            &line["seed"].to_string(),
            "--json",
        ])
        .json();
        assert_eq!(*line, alone);
    }
}

#[test]
fn for_people_there_is_a_summary() {
    let ran = vipsec(&["sweep", ARTICLE, "--runs", "5"]);
    let lines: Vec<&str> = ran.good().lines().collect();
    assert_eq!(lines.len(), 6, "{}", ran.out);
    for (seed, line) in (1..).zip(&lines[..5]) {
        assert!(
            line.starts_with(&format!("seed {seed}: ")) && line.ends_with(" lost"),
            "{line}"
        );
    }
    assert!(lines[5].starts_with("longest outage: min "), "{}", lines[5]);
}

#[test]
fn no_runs_are_no_runs() {
    assert_eq!(
        vipsec(&["sweep", ARTICLE, "--runs", "0", "--json"]).good(),
        ""
    );
    let quiet = vipsec(&["sweep", ARTICLE, "--runs", "2", "--until", "50s"]);
    assert_eq!(quiet.good(), "seed 1: no outage\nseed 2: no outage\n");
    vipsec(&["sweep", "no-such-lab"]).assert_refused("no-such-lab");
}

#[test]
fn the_largest_seed_is_followed_by_the_smallest() {
    let ran = vipsec(&[
        "sweep",
        ARTICLE,
        "--runs",
        "2",
        "--seed",
        "18446744073709551615",
        "--until",
        "1s",
        "--json",
    ]);
    let seeds: Vec<Value> = ran
        .good()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON")["seed"].clone())
        .collect();
    assert_eq!(seeds, [Value::from(u64::MAX), Value::from(0)]);
}
