#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wsus954960_fuzz::hive(bytes));
