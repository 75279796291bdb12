//! Assesses the machine whose evidence is below a folder, and prints the verdict, why, and what to do:
//!
//! ```text
//! cargo run --example assess-folder -- tests/fixtures/roots/affected
//! ```

use std::error::Error;

use wsus954960::{AssessOptions, assess};

fn main() -> Result<(), Box<dyn Error>> {
    let root = std::env::args_os().nth(1).ok_or("Give the folder that stands for a machine's system drive.")?;
    let assessment = assess(&AssessOptions { root: Some(root.into()), ..AssessOptions::default() })?;
    println!("{}: {}", assessment.target.name, assessment.verdict.name());
    for reason in &assessment.reasons {
        println!("  why: {} ({})", reason.text, reason.code);
    }
    for remedy in &assessment.remediation {
        println!("  do: {}", remedy.text);
    }
    // These never make a verdict cleaner, but without them more may be found.
    for error in &assessment.errors {
        println!("  not read: {error}");
    }
    Ok(())
}
