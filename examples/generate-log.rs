//! Writes a realistic log to standard output, for measurements with other programs:
//! `cargo run --release --example generate-log -- client 1000000000 rare > client.log`.

#[path = "../tests/common/mod.rs"]
mod common;

use std::io::Write;

use common::generator;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [kind, bytes, mix] = &args[..] else {
        return Err("usage: generate-log client|server BYTES rare|distant|frequent".into());
    };
    let mix = match mix.as_str() {
        "frequent" => generator::FREQUENT,
        "distant" => generator::DISTANT,
        _ => generator::RARE,
    };
    let generate = if kind == "server" { generator::server_log } else { generator::client_log };
    let mut left: usize = bytes.parse()?;
    let mut out = std::io::stdout().lock();
    let mut seed = 954_960;
    // In pieces, so that a log of any size needs little memory.
    while left > 0 {
        let piece = generate(left.min(64 << 20), mix, seed);
        out.write_all(piece.as_bytes())?;
        left = left.saturating_sub(piece.len());
        seed += 1;
    }
    Ok(())
}
