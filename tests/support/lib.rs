//! What the tests of whole labs share: the article's lab, ways to change it, and runs with many seeds.

mod case;
mod edit;
mod outage;
mod runs;

pub use case::Case;
pub use edit::{article, fault, faults, flow, instead, strict, with_command, without};
pub use outage::{assert_explained, assert_in_order, longest, seconds_of};
pub use runs::{report, sweep, until, world};
