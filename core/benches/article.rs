//! The article's scenario: 180 s of virtual time, every ping through ESP, everything captured; with encryption at once,
//! with encryption deferred, and the cryptography of that run alone.
//!
//! A run's time ends when its result is there; forgetting the result is not part of it. After criterion's figures come
//! the ratios, from runs that took turns: machines are noisy, ratios less so.
#![allow(missing_docs, reason = "criterion's macros make items without")]
#![allow(clippy::disallowed_types, reason = "a benchmark reads the clock")]

// The parts are measured by the other benchmark.
#[allow(
    dead_code,
    unreachable_pub,
    reason = "shared with the other benchmark and with WebAssembly"
)]
mod workload;

use std::time::{Duration, Instant};

use criterion::Criterion;
use workload::bare::Bare;

/// Rounds of the comparison.
const ROUNDS: usize = 30;

fn main() {
    let [eager, deferred] = [true, false].map(workload::article);
    let mut bare = Bare::of(&workload::run(&deferred));
    let mut criterion = Criterion::default()
        .configure_from_args()
        .sample_size(30)
        .measurement_time(Duration::from_secs(4));
    let mut group = criterion.benchmark_group("article");
    group.bench_function("eager", |bencher| {
        bencher.iter_with_large_drop(|| workload::run(&eager))
    });
    group.bench_function("deferred", |bencher| {
        bencher.iter_with_large_drop(|| workload::run(&deferred))
    });
    group.bench_function("bare cryptography", |bencher| bencher.iter(|| bare.run()));
    group.finish();
    criterion.final_summary();
    compare(&mut bare);
}

#[allow(clippy::print_stdout, reason = "a benchmark's result")]
fn compare(bare: &mut Bare) {
    let [eager, deferred] = [true, false].map(workload::article);
    let mut times = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        times[0].push(time(|| workload::run(&eager)));
        times[1].push(time(|| workload::run(&deferred)));
        times[2].push(time(|| bare.run()));
    }
    for times in &mut times {
        times.sort_by(f64::total_cmp);
    }
    let world = workload::run(&deferred);
    let (events, frames) = (world.events(), world.capture().count());
    println!("{events} events, {frames} frames, {:?}", bare.counts());
    for (which, rank) in [("best", 0), ("median", ROUNDS / 2)] {
        let [eager, deferred, bare] = [0, 1, 2].map(|index| times[index][rank]);
        let speed = |time: f64| workload::SECONDS as f64 / time;
        println!("{which} of {ROUNDS} rounds");
        println!(
            "  eager              {:7.2} ms, {:6.0} times real time",
            eager * 1e3,
            speed(eager)
        );
        println!(
            "  deferred           {:7.2} ms, {:6.0} times real time",
            deferred * 1e3,
            speed(deferred)
        );
        println!("  bare cryptography  {:7.2} ms", bare * 1e3);
        println!("  eager / bare       {:7.2}", eager / bare);
    }
}

#[allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
fn time<T>(act: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    let result = act();
    let elapsed = start.elapsed();
    drop(result);
    elapsed.as_secs_f64()
}
