//! Scenario documents with something wrong in them.

use serde_json::Value;
use vipsec_core::lab::{find_scenario, report};
use vipsec_core::rng::Rng;
use vipsec_core::scenario::{MAX_CONFIG, MAX_DEVICES, MAX_LINKS};
use vipsec_core::time::Instant;
use vipsec_tests::article;

/// Reads a document, and runs it for some seconds if it is taken.
fn try_out(text: &str) -> Result<(), String> {
    let scenario = find_scenario(text)?;
    let report = report::run(&scenario, 1, Instant::from_secs(8), 100_000);
    assert_ne!(
        report.stopped_by, "idle",
        "nothing at all happens in {text}"
    );
    Ok(())
}

/// Paths to all values in a document.
fn paths(value: &Value, here: &str, found: &mut Vec<String>) {
    found.push(here.to_owned());
    match value {
        Value::Object(fields) => fields
            .iter()
            .for_each(|(key, value)| paths(value, &format!("{here}/{key}"), found)),
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, value)| paths(value, &format!("{here}/{index}"), found));
        }
        _ => {}
    }
}

#[test]
fn a_document_with_any_one_value_replaced_is_refused_or_runs() {
    let document: Value =
        serde_json::from_str(&article().to_json()).expect("what was written can be read");
    let mut all = Vec::new();
    paths(&document, "", &mut all);
    // Configurations are tested line by line elsewhere.
    all.retain(|path| !path.contains("/config/"));
    assert!(all.len() > 130, "{} values", all.len());
    let replacements = [
        Value::Null,
        serde_json::json!(-1),
        serde_json::json!(u64::MAX),
        serde_json::json!(1.5),
        serde_json::json!(""),
        serde_json::json!("R9 FastEthernet0/0"),
        serde_json::json!([]),
        serde_json::json!({}),
    ];
    let (mut refused, mut taken) = (0, 0);
    for path in all.iter().skip(1) {
        for replacement in &replacements {
            let mut copy = document.clone();
            *copy.pointer_mut(path).expect("the path is the document's") = replacement.clone();
            match try_out(&copy.to_string()) {
                Ok(()) => taken += 1,
                Err(error) => {
                    refused += 1;
                    assert!(error.len() > 10, "{path}: {error}");
                }
            }
        }
    }
    assert!(
        refused > 1_000 && taken > 50,
        "{refused} refused, {taken} taken"
    );
}

#[test]
fn a_document_with_any_field_left_out_is_refused_or_runs() {
    let document: Value =
        serde_json::from_str(&article().to_json()).expect("what was written can be read");
    let mut all = Vec::new();
    paths(&document, "", &mut all);
    for path in all.iter().filter(|path| !path.contains("/config/")) {
        let Some((parent, key)) = path.rsplit_once('/') else {
            continue;
        };
        let mut copy = document.clone();
        let parent = copy
            .pointer_mut(parent)
            .expect("the path is the document's");
        match parent {
            Value::Object(fields) => drop(fields.remove(key)),
            Value::Array(items) => drop(items.remove(key.parse().expect("an index"))),
            _ => continue,
        }
        if let Err(error) = try_out(&copy.to_string()) {
            assert!(error.len() > 10, "{path}: {error}");
        }
    }
}

#[test]
fn a_document_cut_off_or_overwritten_anywhere_is_refused_or_runs() {
    let text = article().to_json();
    for len in (0..text.len() - 1).step_by(37) {
        let cut = text.get(..len).unwrap_or_default();
        assert!(
            find_scenario(cut).is_err(),
            "the first {len} octets were taken"
        );
    }
    let mut rng = Rng::from_seed(5);
    for _ in 0..300 {
        let mut bytes = text.clone().into_bytes();
        for _ in 0..=rng.below(3) {
            let at = rng.below(bytes.len() as u64) as usize;
            bytes[at] = *super::pick(&mut rng, b"\"{}[],:0179-aZ \n\\");
        }
        if let Ok(text) = String::from_utf8(bytes) {
            let _ = try_out(&text);
        }
    }
}

#[test]
fn an_error_says_where_it_is() {
    let broken = |change: &dyn Fn(&mut Value)| {
        let mut document: Value =
            serde_json::from_str(&article().to_json()).expect("what was written can be read");
        change(&mut document);
        find_scenario(&document.to_string())
            .err()
            .unwrap_or_default()
    };
    let place = |path: &'static str, value: Value| {
        move |document: &mut Value| {
            *document.pointer_mut(path).expect("it is there") = value.clone()
        }
    };
    let cases: [(&'static str, Value, &str); 14] = [
        ("/version", 2.into(), "version"),
        ("/links/3/b", "FR Serial0/9".into(), "links[3].b"),
        ("/links/3/b", "FR".into(), "FR"),
        ("/links/2/a", "R6 FastEthernet0/0".into(), "links[2].a"),
        ("/pvcs/1/a", "FR Serial0/9 405".into(), "pvcs[1].a"),
        ("/pvcs/1/a", "FR Serial0/4 1008".into(), "1008"),
        ("/devices/2/name", "R1".into(), "devices[2]"),
        ("/devices/2/name", "R 1".into(), "devices[2]"),
        ("/devices/2/ports/0", "Vlan1".into(), "devices[2]"),
        ("/faults/0/at", "R1 FastEthernet0/9".into(), "faults[0]"),
        ("/flows/0/device", "R9".into(), "flows[0]"),
        ("/commands/0/device", "R9".into(), "commands[0]"),
        ("/focus", "R9".into(), "focus"),
        ("/until_ms", 86_400_001_u64.into(), "until_ms"),
    ];
    for (path, value, word) in cases {
        let error = broken(&place(path, value.clone()));
        assert!(
            error.contains(word),
            "{path} = {value}: '{error}' does not mention {word}"
        );
    }
}

#[test]
fn limits_hold_at_their_borders() {
    let with = |devices: usize, links: usize, config: usize| {
        let device = |index: usize| {
            let ports: Vec<String> = (0..8).map(|port| format!("FastEthernet0/{port}")).collect();
            serde_json::json!({"name": format!("R{index}"), "kind": "router", "ports": ports, "config": "!".repeat(config)})
        };
        let link = |index: usize| {
            let end =
                |side: usize| format!("R{} FastEthernet0/{}", 2 * (index / 8) + side, index % 8);
            serde_json::json!({"a": end(0), "b": end(1)})
        };
        let devices: Vec<Value> = (0..devices).map(device).collect();
        let links: Vec<Value> = (0..links).map(link).collect();
        find_scenario(&serde_json::json!({"version": 1, "id": "x", "title": "x", "devices": devices, "links": links}).to_string())
    };
    assert!(with(MAX_DEVICES, MAX_LINKS, 1).is_ok());
    assert!(with(MAX_DEVICES + 1, 0, 1).is_err());
    assert!(with(MAX_DEVICES + 2, MAX_LINKS + 1, 1).is_err());
    assert!(with(1, 0, MAX_CONFIG).is_ok());
    assert!(with(1, 0, MAX_CONFIG + 1).is_err());
}
