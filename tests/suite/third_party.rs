//! What ships beside the project's own code.

use std::fs;

use crate::support::{project, skip};

#[allow(dead_code, reason = "the example's main function is not called here")]
#[path = "../../examples/third-party.rs"]
mod example;

#[test]
fn the_list_of_what_ships_and_the_licences_are_those_of_the_crates_in_use() {
    let files = match example::files() {
        Ok(files) => files,
        // Crates that only Windows needs are not on a machine that built nothing for it, and offline they can't come.
        Err(error) => return skip("the comparison of sbom.cdx.json with the crates in use", &format!("the registry: {error}")),
    };
    for (name, content) in files {
        let there = fs::read_to_string(project().join(name)).unwrap_or_default().replace('\r', "");
        assert!(there == content, "{name}: run cargo run --example third-party");
    }
}
