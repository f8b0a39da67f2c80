//! What the article's lab prints at its consoles, before and after the failover.

mod article;
mod budget;
mod console;
mod counters;
mod debug;
mod log;
mod probes;
mod reload;
mod show;
