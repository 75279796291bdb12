//! The checks of the fuzz targets on the fixtures and on changed pieces of them, with a stable tool chain.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;
use wsus954960_fuzz::TARGETS;

/// The files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The contents of the product's fixtures, and what fuzzing found before.
fn seeds() -> Vec<Vec<u8>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let paths = [here.join("../tests/fixtures"), here.join("artifacts")];
    let contents = paths.iter().flat_map(|folder| files(folder)).map(|file| fs::read(file).expect("a seed"));
    contents.filter(|content| content.len() < 16 << 10).collect()
}

#[test]
fn every_check_holds_for_every_seed() {
    for seed in seeds() {
        TARGETS.iter().for_each(|(_, check)| check(&seed));
    }
}

#[test]
fn every_check_holds_for_seeds_that_are_cut_joined_and_changed() {
    let piece =
        (select(seeds()), any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<Option<(prop::sample::Index, u8)>>());
    let piece = piece.prop_map(|(mut seed, from, to, change)| {
        if let (false, Some((at, byte))) = (seed.is_empty(), change) {
            let at = at.index(seed.len());
            seed[at] = byte;
        }
        let (from, to) = (from.index(seed.len() + 1), to.index(seed.len() + 1));
        seed[from.min(to)..from.max(to)].to_vec()
    });
    proptest!(ProptestConfig { cases: 256, failure_persistence: None, rng_seed: RngSeed::Fixed(954_960), ..ProptestConfig::default() }, |(
        pieces in prop::collection::vec(piece, 1..4), target in select(TARGETS.to_vec()),
    )| (target.1)(&pieces.concat()));
}
