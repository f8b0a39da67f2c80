//! x
use vipsec_tests::*;
use vipsec_core::scenario::Scenario;
fn show(name: &str, s: &Scenario, n: u64) {
    let reports = sweep(s, 1..n + 1);
    println!("== {name}");
    let mut hist: std::collections::BTreeMap<Vec<u64>, u64> = Default::default();
    for r in &reports { *hist.entry(r.flows[0].outages.iter().map(|o| o.lost).collect()).or_default() += 1; }
    println!("lost per run: {hist:?}");
    let mut kinds: std::collections::BTreeMap<String, u64> = Default::default();
    let (mut min, mut max, mut sum, mut c) = (f64::MAX, 0.0f64, 0.0, 0);
    for r in &reports { for o in &r.flows[0].outages { min = min.min(o.reported_s); max = max.max(o.reported_s); sum += o.reported_s; c += 1;
        let k: Vec<_> = o.segments.iter().map(|s| format!("{}{}", s.kind, if s.ended_by.is_none() {"?"} else {""})).collect(); *kinds.entry(k.join(" ")).or_default() += 1; } }
    println!("min {min} mean {} max {max}", sum / f64::from(c));
    for (k, v) in kinds { println!("  {v} {k}"); }
    for r in reports.iter().take(2) { println!("  seed {} trace {} events {}", r.seed, r.trace_hash, r.events); for o in &r.flows[0].outages { println!("  seed {} at {:.3}: {}", r.seed, o.start_s, o.sentence);
        for s in &o.segments { println!("      {:.3} {:.3} {} {} | {:?}", s.from_s, s.to_s-s.from_s, s.kind, s.device, s.ended_by); } } }
}
#[test]
fn explore() {
    let a = article;
    show("article", &a(), 100);
    show("strict", &strict(), 100);
    let n = 20;
    show("cut", &faults(a(), vec![fault(60_000, "cut", "R1 FastEthernet0/0")]), n);
    show("track", &until(faults(a(), vec![fault(60_000, "shutdown", "R1 Serial0/0")]), 400), n);
    show("dlci", &until(faults(a(), vec![fault(60_000, "pvc-down", "FR Serial0/1 105")]), 500), n);
    show("no keepalive", &without(a(), "R6", "crypto isakmp keepalive 10 periodic"), 5);
    show("from R5", &flow(a(), "R5", "ping 155.1.67.7 source 155.1.58.5 repeat 1000000 timeout 2"), n);
    show("plain rri", &instead(instead(a(), "R1", "reverse-route static", "reverse-route"), "R4", "reverse-route static", "reverse-route"), 100);
    let back = || faults(a(), vec![fault(60_000, "shutdown", "R1 FastEthernet0/0"), fault(110_000, "no-shutdown", "R1 FastEthernet0/0")]);
    show("failback", &back(), n);
    show("failback no preempt", &without(back(), "R1", "standby 1 preempt"), 5);
    show("failback preempt delay", &until(instead(back(), "R1", "standby 1 preempt", "standby 1 preempt delay minimum 60"), 260), 5);
    let isr = "crypto isakmp keepalive 10 periodic\ncrypto isakmp invalid-spi-recovery";
    show("isr", &instead(instead(a(), "R1", "crypto isakmp keepalive 10 periodic", isr), "R4", "crypto isakmp keepalive 10 periodic", isr), n);
    show("timeout 1", &flow(a(), "SW1", "ping 155.1.58.5 repeat 1000000 timeout 1"), n);
    let slow = |s: Scenario, d| instead(s, d, "standby 1 timers 1 3", "standby 1 timers 3 10");
    show("slow hsrp", &slow(slow(faults(a(), vec![fault(60_000, "cut", "R1 FastEthernet0/0")]), "R1"), "R4"), n);
    show("k20 r5", &instead(a(), "R6", "crypto isakmp keepalive 10 periodic", "crypto isakmp keepalive 20 5 periodic"), 5);
    show("ondemand", &instead(a(), "R6", "crypto isakmp keepalive 10 periodic", "crypto isakmp keepalive 10"), n);
    show("no keepalive anywhere", &without(without(without(a(), "R6", "crypto isakmp keepalive 10 periodic"), "R1", "crypto isakmp keepalive 10 periodic"), "R4", "crypto isakmp keepalive 10 periodic"), 3);
}
