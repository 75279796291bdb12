//! Assesses many machines at once, and prints a line for each as soon as it is done:
//!
//! ```text
//! cargo run --example assess-fleet -- tests/fixtures/roots/affected tests/fixtures/roots/clear
//! ```

use std::error::Error;
use std::time::Duration;

use wsus954960::{AssessOptions, Job, Limits, Next};

fn main() -> Result<(), Box<dyn Error>> {
    let roots: Vec<_> = std::env::args_os().skip(1).collect();
    let machines = roots.iter().map(|root| AssessOptions { root: Some(root.into()), ..AssessOptions::default() });
    // A machine that hangs holds up one of 16 threads, and only for a minute.
    let limits = Limits { concurrency: Some(16), timeout: Some(Duration::from_secs(60)) };
    let job = Job::start(machines.collect(), limits)?;
    loop {
        match job.next(Duration::from_secs(1)) {
            Next::Answer(answer) => {
                let root = roots[answer.index].display();
                match answer.result {
                    Ok(assessment) => println!("{root}: {}", assessment.verdict.name()),
                    Err(error) => println!("{root}: no answer. {error}"),
                }
            }
            Next::Progress(progress) => eprintln!("{} of {}", progress.targets_done, progress.targets_total),
            Next::Finished => return Ok(()),
            Next::Document(_) | Next::Nothing => {}
        }
    }
}
