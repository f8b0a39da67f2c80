//! What `core/benches` measures, for Node to measure: each export does the work once or a number of times, the clock is
//! JavaScript's. And the report of a run, to be compared with the native program's.

#[path = "../../../../core/benches/workload/mod.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "shared with the native benchmarks"
)]
mod workload;

use vipsec_core::crypto::DhGroup;
use vipsec_core::lab::{MAX_EVENTS, find_scenario, report};
use vipsec_core::scenario::Scenario;
use vipsec_core::sim::World;
use wasm_bindgen::prelude::*;
use workload::esp::{LENGTHS, TRANSFORMS};

/// The article's scenario.
#[wasm_bindgen]
pub struct Article {
    scenario: Scenario,
    world: Option<World>,
}

#[wasm_bindgen]
impl Article {
    /// With ESP encrypted at once, or not before somebody looks.
    #[wasm_bindgen(constructor)]
    pub fn new(eager: bool) -> Self {
        Self {
            scenario: workload::article(eager),
            world: None,
        }
    }

    /// Runs it and keeps the result.
    pub fn run(&mut self) {
        self.world = Some(workload::run(&self.scenario));
    }

    /// Forgets the result and says what it was.
    pub fn forget(&mut self) -> String {
        let world = self.world.take();
        world.map_or_else(String::new, |world| {
            format!(
                "{} events, {} frames",
                world.events(),
                world.capture().count()
            )
        })
    }
}

/// The cryptography of that run.
#[wasm_bindgen]
pub struct Bare(workload::bare::Bare);

#[wasm_bindgen]
impl Bare {
    /// Counts it.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default, reason = "JavaScript has no defaults")]
    pub fn new() -> Self {
        Self(workload::bare::Bare::of(&workload::run(
            &workload::article(false),
        )))
    }

    /// Does it.
    pub fn run(&mut self) {
        self.0.run();
    }

    /// How often each operation happens.
    pub fn counts(&self) -> String {
        format!("{:?}", self.0.counts())
    }
}

/// An ESP packet.
#[wasm_bindgen]
pub struct Esp(workload::esp::Esp);

#[wasm_bindgen]
impl Esp {
    /// With the transform and the length of these numbers.
    #[wasm_bindgen(constructor)]
    pub fn new(transform: usize, length: usize) -> Self {
        let (_, cipher, auth) = TRANSFORMS[transform];
        Self(workload::esp::Esp::new(cipher, auth, LENGTHS[length]))
    }

    /// Seals it so often.
    pub fn seal(&mut self, times: u32) {
        (0..times).for_each(|_| {
            std::hint::black_box(self.0.seal());
        });
    }

    /// Opens it so often.
    pub fn open(&mut self, times: u32) {
        (0..times).for_each(|_| {
            std::hint::black_box(self.0.open());
        });
    }
}

/// The names of the transforms, a line each.
#[wasm_bindgen]
pub fn transforms() -> String {
    TRANSFORMS.map(|(name, ..)| name).join("\n")
}

/// The lengths of packets.
#[wasm_bindgen]
pub fn lengths() -> Vec<usize> {
    LENGTHS.to_vec()
}

/// Negotiates main mode and quick mode in the group of this number.
#[wasm_bindgen]
pub fn negotiate(group: u32) {
    let group = DhGroup::from_number(group.into()).expect("the caller knows the groups");
    workload::ike::negotiate(group);
}

/// Handles so many events.
#[wasm_bindgen]
pub fn events(count: u32) {
    std::hint::black_box(workload::queue::handle(count.into()));
}

/// What `vipsec run --json` prints.
#[wasm_bindgen]
pub fn report_of(id: &str, seed: u64) -> Result<String, String> {
    let scenario = find_scenario(id)?;
    let report = report::run(&scenario, seed, scenario.until(), MAX_EVENTS);
    serde_json::to_string_pretty(&report).map_err(|error| error.to_string())
}
