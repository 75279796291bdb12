//! Makes the C header of the library. A test compares it with the one in `include/`.

use std::path::PathBuf;
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=src/ffi.rs");
    println!("cargo:rerun-if-changed=cbindgen.toml");
    let config = cbindgen::Config::from_file("cbindgen.toml")?;
    let bindings = cbindgen::Builder::new().with_config(config).with_src("src/ffi.rs").generate()?;
    let mut header = Vec::new();
    bindings.write(&mut header);
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("wsus954960.h"), header)?;
    Ok(())
}
