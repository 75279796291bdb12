//! The speed of the two recognisers and of the version check: `cargo bench`.

#![allow(missing_docs)]

#[path = "../tests/common/mod.rs"]
mod common;

use std::hint::black_box;
use std::io::Cursor;

use common::generator::{self, DISTANT, FREQUENT, RARE};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wsus954960::ScanOptions;
use wsus954960::internals::input::pe;
use wsus954960::internals::recognise;

const BYTES: usize = 64 << 20;

fn scans(criterion: &mut Criterion) {
    let options = ScanOptions::default();
    let mut group = criterion.benchmark_group("scan");
    group.sample_size(10).throughput(Throughput::Bytes(BYTES as u64));
    for (name, mix) in [("rare", RARE), ("distant", DISTANT), ("frequent", FREQUENT)] {
        let client = generator::client_log(BYTES, mix, 954_960);
        group.bench_function(format!("client log, near misses {name}"), |bencher| {
            bencher.iter(|| black_box(recognise::scan_client_text(client.as_bytes(), "client", &options).0.incident_count));
        });
        let server = generator::server_log(BYTES, mix, 954_960);
        group.bench_function(format!("server log, near misses {name}"), |bencher| {
            bencher.iter(|| black_box(recognise::scan_server_text(server.as_bytes(), "server", &options).0.incident_count));
        });
    }
    let client = generator::client_log(BYTES / 2, RARE, 954_960);
    let utf16: Vec<u8> = client.encode_utf16().flat_map(u16::to_le_bytes).collect();
    group.throughput(Throughput::Bytes(utf16.len() as u64));
    group.bench_function("client log in UTF-16", |bencher| {
        bencher.iter(|| black_box(recognise::scan_client_text(&utf16[..], "client", &options).0.incident_count));
    });
}

fn version(criterion: &mut Criterion) {
    let dll = include_bytes!("../tests/fixtures/dll/sp1.dll");
    criterion.bench_function("version of a DLL in memory", |bencher| {
        bencher.iter(|| pe::file_version(Cursor::new(black_box(&dll[..]))).unwrap());
    });
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/dll/sp1.dll").as_ref();
    criterion.bench_function("version check of a file", |bencher| {
        bencher.iter(|| wsus954960::check_version(black_box(path)).unwrap());
    });
}

criterion_group!(benches, scans, version);
criterion_main!(benches);
