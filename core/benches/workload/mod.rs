//! What is measured, natively by the benchmarks beside this folder and in WebAssembly by `tests/wasm/bench`.

pub mod bare;
pub mod esp;
pub mod ike;
pub mod queue;
pub mod text;

use vipsec_core::lab::report;
use vipsec_core::scenario::{self, Scenario};
use vipsec_core::sim::World;
use vipsec_core::time::Instant;

/// The article's scenario.
pub const ARTICLE: &str = "ipsec-ha-hsrp";
/// Virtual time of a run, in seconds.
pub const SECONDS: u64 = 180;

/// The article's scenario, with ESP encrypted at once or not before somebody looks.
pub fn article(eager: bool) -> Scenario {
    let mut scenario = scenario::built_in(ARTICLE).expect("the article's scenario is built in");
    scenario.releases.eager_encryption = eager;
    scenario
}

/// Runs a scenario from power-on, with everything captured.
pub fn run(scenario: &Scenario) -> World {
    report::run_world(scenario, scenario.seed, Instant::from_secs(SECONDS))
}
