//! x
use vipsec_tests::*;
use vipsec_core::time::Instant;
use vipsec_core::node::drop_reason::DropReason;
#[test]
fn explore() {
    let s = instead(instead(article(), "R1", "reverse-route static", "reverse-route"), "R4", "reverse-route static", "reverse-route");
    for seed in 1..6 { let w = world(&s, seed, Instant::from_secs(96));
    println!("seed {seed}");
    for d in w.capture().drops() { if matches!(d.reason, DropReason::ArpPending(_)|DropReason::NoSa(_)) && (d.at < Instant::from_secs(46) || d.at > Instant::from_secs(79)) { println!("{:?} {:?} {:?}", d.at, d.node, d.reason); }}
    for r in [0usize, 1, 3] { if let Some(d) = w.nodes()[r].device() { println!("{:?}", d.arp().iter().collect::<Vec<_>>()); } }
    }
}
