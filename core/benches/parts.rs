//! The parts of a run: ESP for each packet, IKE for each group, the queue.
#![allow(missing_docs, reason = "criterion's macros make items without")]

#[allow(
    dead_code,
    unreachable_pub,
    reason = "shared with the other benchmark and with WebAssembly"
)]
mod workload;

use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use vipsec_core::crypto::DhGroup;
use workload::esp::{Esp, LENGTHS, TRANSFORMS};

fn esp(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("esp");
    for (name, cipher, auth) in TRANSFORMS {
        for len in LENGTHS {
            let mut packet = Esp::new(cipher, auth, len);
            group.throughput(Throughput::Bytes(len as u64));
            group.bench_function(format!("seal, {name}, {len}"), |bencher| {
                bencher.iter(|| packet.seal())
            });
            group.bench_function(format!("open, {name}, {len}"), |bencher| {
                bencher.iter(|| packet.open())
            });
        }
    }
}

fn ike(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("ike");
    for dh in DhGroup::ALL {
        let name = format!("negotiation, group {}", dh.number());
        group.bench_function(name, |bencher| {
            bencher.iter(|| workload::ike::negotiate(dh))
        });
    }
}

fn queue(criterion: &mut Criterion) {
    const EVENTS: u64 = 100_000;
    let mut group = criterion.benchmark_group("queue");
    group.throughput(Throughput::Elements(EVENTS));
    group.bench_function("events", |bencher| {
        bencher.iter(|| workload::queue::handle(EVENTS))
    });
}

fn text(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("text");
    group.throughput(Throughput::Elements(workload::text::LINES as u64));
    for (name, text) in [
        ("paste, access list", workload::text::access_list()),
        ("paste, mixture", workload::text::mixture()),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| workload::text::paste(&text))
        });
    }
    let config = workload::text::paste(&workload::text::access_list());
    let text = vipsec_core::ios::render(&config, vipsec_core::ios::DeviceKind::Router);
    let edited = text.replacen(
        " permit ip 10.20.0.0",
        " remark here\n permit ip 10.20.0.0",
        1,
    );
    group.bench_function("replace, one line", |bencher| {
        bencher.iter(|| workload::text::plan(&config, &edited))
    });
}

fn quick() -> Criterion {
    Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .sample_size(20)
}

criterion_group!(name = parts; config = quick(); targets = esp, ike, queue, text);
criterion_main!(parts);
