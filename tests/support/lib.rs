//! What the tests of whole labs share: the article's lab, ways to change it, and runs with many seeds.

mod case;
mod edit;
mod outage;
mod runs;

pub use case::Case;
pub use edit::{article, faults, fault, flow, instead, strict, without};
pub use outage::{assert_explained, longest, seconds_of};
pub use runs::{report, sweep, until, world};
