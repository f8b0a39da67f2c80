//! The facade: commands in, updates out. Page, command line and tests know nothing behind it.

pub mod view;
