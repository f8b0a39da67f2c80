//! What every failing assertion prints: enough to see the same thing again.

use std::fmt;

use vipsec_core::lab::report::Report;
use vipsec_core::sim::World;

/// A run: scenario, seed and trace hash.
#[derive(Clone, Debug)]
pub struct Case {
    scenario: String,
    seed: u64,
    trace_hash: String,
}

impl Case {
    /// The run that ended in this world.
    #[must_use]
    pub fn of_world(scenario: &str, seed: u64, world: &World) -> Self {
        let trace_hash = format!("{:016x}", world.trace_hash());
        Self {
            scenario: scenario.to_owned(),
            seed,
            trace_hash,
        }
    }
}

impl From<&Report> for Case {
    fn from(report: &Report) -> Self {
        Self {
            scenario: report.scenario.clone(),
            seed: report.seed,
            trace_hash: report.trace_hash.clone(),
        }
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "scenario {}, seed {}, trace {}",
            self.scenario, self.seed, self.trace_hash
        )
    }
}
