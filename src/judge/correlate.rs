//! The join of a client's failures with the server's faults: the fault's id is in both logs, and the server's log tells
//! why it sent the fault.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::recognise::client_scan::ClientScan;
use crate::recognise::server_scan::{Cause, ServerFault, ServerScan};
use crate::values::guid::is_guid;
use crate::values::time::{LocalTime, UtcTime, format_offset};

/// What the server's log says about a failure of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CorrelationResult {
    /// The server hit the defect.
    Confirmed,
    /// The server hit something else.
    Refuted,
    /// The server's logs do not say.
    Unmatched,
}

/// One failure of the client, joined with the server's fault of the same id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Correlation {
    /// The fault's id.
    pub fault_id: String,
    /// What the server's log says.
    pub result: CorrelationResult,
    /// When the client logged it, on the client's clock.
    pub client_time: LocalTime,
    /// When the server logged it.
    pub server_time: Option<UtcTime>,
    /// The client's offset from UTC: the difference of the two times, rounded to 15 minutes.
    pub utc_offset: Option<String>,
    /// The remainder of the rounding, in milliseconds: positive if the server logged later.
    pub skew_ms: Option<i64>,
}

/// UTC offsets are multiples of a quarter of an hour everywhere. In minutes.
const QUARTER: i64 = 15;

/// The offsets in use, in minutes: UTC-12:00 to UTC+14:00.
const OFFSETS: RangeInclusive<i64> = -12 * 60..=14 * 60;

/// What servers' logs say about the faults that they sent, by the fault's id.
#[derive(Debug, Default)]
pub struct Faults(HashMap<String, (usize, ServerFault)>);

impl Faults {
    /// Adds the faults in a log; `server` identifies the server.
    pub fn add(&mut self, server: usize, log: &ServerScan) {
        for fault in &log.faults {
            if let Some(id) = fault.fault_id.as_ref().filter(|id| names_fault(id)) {
                // Overlapping logs have the same fault twice, one of them perhaps without its exception. Whatever their order, the
                // defect takes precedence over another cause.
                let known = self.0.entry(id.clone()).or_insert_with(|| (server, fault.clone()));
                if weight(fault.cause) > weight(known.1.cause) {
                    *known = (server, fault.clone());
                }
            }
        }
    }

    /// Which server sent the fault, and what caused it.
    pub fn get(&self, id: &str) -> Option<(usize, &ServerFault)> {
        self.0.get(id).map(|(server, fault)| (*server, fault))
    }
}

/// Whether an id names one fault. Who publishes a log may replace all ids by the same words, or by zeros.
fn names_fault(id: &str) -> bool {
    is_guid(id) && !id.chars().all(|c| matches!(c, '0' | '-'))
}

/// The rank of a cause. Of two causes of one fault, the higher counts.
fn weight(cause: Cause) -> u8 {
    match cause {
        Cause::Unknown => 0,
        Cause::Other => 1,
        Cause::Advisory => 2,
    }
}

/// One correlation for each failure of the client that has a fault id, in the order of the logs.
pub fn correlate(client_logs: &[ClientScan], server_logs: &[ServerScan]) -> Vec<Correlation> {
    let mut faults = Faults::default();
    server_logs.iter().for_each(|log| faults.add(0, log));
    let mut correlations: Vec<Correlation> = Vec::new();
    let mut seen = HashSet::new();
    for incident in client_logs.iter().flat_map(|log| &log.incidents) {
        if let Some(id) = incident.fault_id.as_deref().filter(|id| seen.insert(*id)) {
            correlations.push(compare(id, incident.time, faults.get(id).map(|(_, fault)| fault)));
        }
    }
    correlations
}

/// What the server's log says about a failure of the client: `fault` has the same id.
pub fn compare(id: &str, client_time: LocalTime, fault: Option<&ServerFault>) -> Correlation {
    let result = match fault.map(|fault| fault.cause) {
        Some(Cause::Advisory) => CorrelationResult::Confirmed,
        Some(Cause::Other) => CorrelationResult::Refuted,
        Some(Cause::Unknown) | None => CorrelationResult::Unmatched,
    };
    let clocks = fault.and_then(|fault| clocks(client_time, fault.time));
    Correlation {
        fault_id: id.to_owned(),
        result,
        client_time,
        server_time: fault.map(|fault| fault.time),
        utc_offset: clocks.map(|(offset, _)| format_offset(offset)),
        skew_ms: clocks.map(|(_, skew)| skew),
    }
}

/// The client's offset from UTC in minutes, and by how many milliseconds the server logged later than the client. `None`
/// if the clocks are further apart than any offset explains.
fn clocks(client: LocalTime, server: UtcTime) -> Option<(i64, i64)> {
    let ahead = (client.0 - server.0.naive_utc()).num_milliseconds();
    let quarter = TimeDelta::minutes(QUARTER).num_milliseconds();
    let quarters = (ahead + quarter / 2).div_euclid(quarter);
    let offset = quarters * QUARTER;
    OFFSETS.contains(&offset).then_some((offset, quarters * quarter - ahead))
}
