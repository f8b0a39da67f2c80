//! The tables of keys against the facts.

use vipsec_core::node::fact::FactKind;
use vipsec_core::proto::ike::{IkeEventKind, Role};
use vipsec_core::scenario::Scenario;
use vipsec_core::time::Instant;
use vipsec_tests::{article, instead, world};

use super::{END_S, ask, lab};

const SEED: u64 = 3;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The rows of a table of keys.
fn table(scenario: &Scenario, name: &str) -> Vec<String> {
    let capture = ask(&mut lab(scenario, SEED), &[], true).capture;
    let keys = capture.expect("an answer").keys;
    let file = keys.iter().find(|file| file.name == name);
    let text = &file.expect("the table").text;
    text.lines().map(str::to_owned).collect()
}

/// The rows that the facts of one role ask for, one for each association.
fn phase_one_rows(scenario: &Scenario, role: Role) -> Vec<String> {
    let world = world(scenario, SEED, Instant::from_secs(END_S));
    let mut rows = Vec::new();
    for fact in world.facts() {
        if let FactKind::Ike { event } = &fact.kind
            && let IkeEventKind::SkeyidGenerated { initiator, key } = &event.kind
            && event.sa.is_some_and(|sa| sa.role == role)
        {
            rows.push(format!("{},{}", hex(&initiator.0), hex(key)));
        }
    }
    rows
}

#[test]
fn every_association_has_one_row_whichever_end_tells() {
    let scenario = article();
    let rows = table(&scenario, "ikev1_decryption_table");
    assert!(!rows.is_empty());
    assert_eq!(rows, phase_one_rows(&scenario, Role::Initiator));
    assert_eq!(rows, phase_one_rows(&scenario, Role::Responder));
}

#[test]
fn where_the_pre_shared_keys_differ_the_initiator_s_counts() {
    let scenario = instead(
        article(),
        "R6",
        "crypto isakmp key CISCO address 155.1.146.254",
        "crypto isakmp key OTHER address 155.1.146.254",
    );
    let rows = table(&scenario, "ikev1_decryption_table");
    assert!(!rows.is_empty());
    assert_eq!(rows, phase_one_rows(&scenario, Role::Initiator));
    assert_ne!(rows, phase_one_rows(&scenario, Role::Responder));
    // Nothing came of it.
    assert!(table(&scenario, "esp_sa").is_empty());
}

#[test]
fn a_pair_of_sas_that_is_gone_keeps_its_rows() {
    let scenario = article();
    let world = world(&scenario, SEED, Instant::from_secs(END_S));
    let mut spis = Vec::new();
    for fact in world.facts() {
        if let FactKind::SaInstalled {
            inbound_spi,
            outbound_spi,
            ..
        } = &fact.kind
        {
            spis.extend([inbound_spi.0, outbound_spi.0]);
        }
    }
    let is_removal = |kind: &FactKind| matches!(kind, FactKind::SaRemoved { .. });
    assert!(world.facts().iter().any(|fact| is_removal(&fact.kind)));
    spis.sort_unstable();
    spis.dedup();
    let rows = table(&scenario, "esp_sa");
    assert_eq!(rows.len(), spis.len());
    for spi in spis {
        let spi = format!("\"{spi:#010x}\"");
        assert!(rows.iter().any(|row| row.contains(&spi)), "{spi}: {rows:?}");
    }
}
