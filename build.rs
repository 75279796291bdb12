//! Makes the library's C header, which a test compares with the one in `include/`, and the version resource of the DLL and the
//! command for Windows. Links an ELF library so that it stays loaded.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src/ffi/mod.rs");
    println!("cargo:rerun-if-changed=cbindgen.toml");
    header()?;
    if env::var("CARGO_CFG_TARGET_OS")? == "windows" {
        version_resource()?;
    } else if env::var("CARGO_CFG_TARGET_VENDOR")? != "apple" {
        // A job's threads may outlive dlclose.
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
    Ok(())
}

fn header() -> Result<(), Box<dyn Error>> {
    let config = cbindgen::Config::from_file("cbindgen.toml")?;
    let bindings = cbindgen::Builder::new().with_config(config).with_src("src/ffi/mod.rs").generate()?;
    let mut header = Vec::new();
    bindings.write(&mut header);
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("wsus954960.h"), header)?;
    Ok(())
}

fn version_resource() -> Result<(), Box<dyn Error>> {
    let mut resource = winresource::WindowsResource::new();
    // Product, version and description come from Cargo.toml.
    resource.set("ProductName", "wsus954960").set("LegalCopyright", "The wsus954960 contributors. MIT OR Apache-2.0.");
    if env::var("CARGO_CFG_TARGET_ENV")? == "gnu" {
        // So that the same sources in the same folder give the same bytes.
        println!("cargo:rustc-link-arg=-Wl,--no-insert-timestamp");
        if !env::var("HOST")?.contains("windows") {
            let tools = match env::var("CARGO_CFG_TARGET_ARCH")?.as_str() {
                "x86" => "i686-w64-mingw32".to_owned(),
                arch => format!("{arch}-w64-mingw32"),
            };
            resource.set_windres_path(&format!("{tools}-windres")).set_ar_path(&format!("{tools}-ar"));
        }
    }
    resource.compile()?;
    Ok(())
}
