//! The join of a client's failures with the server's faults.

use wsus954960::internals::document::{Correlation, CorrelationResult};
use wsus954960::internals::judge::correlate::correlate;

use crate::support::*;

fn join(client_text: &str, server_text: &str) -> Vec<Correlation> {
    correlate(&[client(client_text)], &[server(server_text)])
}

fn client_at(time: &str) -> String {
    text(&[signature((788, "ee4"), FAULT)]).replace("2008-06-13\t19:59:56:617", time)
}

fn server_at(time: &str) -> String {
    defect("02:59:57.642", "w3wp.12").replace("2008-06-14 02:59:57.642", time)
        + &fault("02:59:57.642", "w3wp.12", FAULT, "InternalServerError").replace("2008-06-14 02:59:57.642", time)
}

#[test]
fn the_advisorys_excerpts_join_at_minus_seven_hours_and_1025_ms() {
    let read = |name| std::fs::read_to_string(fixture(name)).unwrap();
    let correlations = join(&read("advisory/client.txt"), &read("advisory/server.txt"));
    assert_eq!(
        serde_json::to_value(&correlations).unwrap(),
        serde_json::json!([{
            "faultId": "c0a7445f-b989-43fa-ac20-11f8ca65fa8c",
            "result": "confirmed",
            "clientTime": "2008-06-13T19:59:56.617",
            "serverTime": "2008-06-14T02:59:57.642Z",
            "utcOffset": "-07:00",
            "skewMs": 1025,
        }])
    );
}

#[test]
fn offsets_in_quarters_of_an_hour_east_and_west_are_inferred() {
    let cases = [
        ("2008-06-14\t00:00:00:000", "2008-06-14 00:00:00.000", Some("+00:00"), Some(0)),
        ("2008-06-14\t05:45:00:000", "2008-06-14 00:00:00.250", Some("+05:45"), Some(250)),
        ("2008-06-14\t05:30:00:250", "2008-06-14 00:00:00.000", Some("+05:30"), Some(-250)),
        ("2008-06-13\t20:30:00:000", "2008-06-14 00:00:00.000", Some("-03:30"), Some(0)),
        ("2008-06-14\t14:00:00:000", "2008-06-14 00:00:00.000", Some("+14:00"), Some(0)),
        // For a clock that is years off, there is no offset.
        ("2003-01-01\t00:00:00:000", "2008-06-14 00:00:00.000", None, None),
    ];
    for (client_time, server_time, offset, skew) in cases {
        let joined = &join(&client_at(client_time), &server_at(server_time))[0];
        assert_eq!((joined.utc_offset.as_deref(), joined.skew_ms), (offset, skew), "{client_time} {server_time}");
        assert_eq!(joined.result, CorrelationResult::Confirmed);
    }
}

#[test]
fn another_cause_refutes_and_a_missing_cause_or_fault_is_unmatched() {
    let client_text = client_at("2008-06-13\t19:59:56:617");
    let other = exception("02:59:57.642", "w3wp.12", "System.Data.SqlClient.SqlException: Timeout expired.", "at", &FRAMES);
    let fault = fault("02:59:57.642", "w3wp.12", &FAULT.to_uppercase(), "InternalServerError");
    assert_eq!(join(&client_text, &(other + &fault))[0].result, CorrelationResult::Refuted);
    let unknown = &join(&client_text, &fault)[0];
    assert_eq!((unknown.result, unknown.server_time.is_some()), (CorrelationResult::Unmatched, true));
    let absent = &join(&client_text, "")[0];
    assert_eq!((absent.result, absent.server_time, absent.skew_ms), (CorrelationResult::Unmatched, None, None));
}

#[test]
fn ids_that_someone_replaced_join_nothing() {
    let other = exception("02:59:57.642", "w3wp.12", "System.Data.SqlClient.SqlException: Timeout expired.", "at", &FRAMES);
    let server_text = other + &fault("02:59:57.642", "w3wp.12", FAULT, "InternalServerError");
    let client_text = client_at("2008-06-13\t19:59:56:617");
    for id in ["XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX", "00000000-0000-0000-0000-000000000000", "removed", "xxx", "11111111111"] {
        let joined = join(&client_text.replace(FAULT, id), &server_text.replace(FAULT, id));
        assert_eq!(joined[0].result, CorrelationResult::Unmatched, "{id}");
    }
}

#[test]
fn logs_that_overlap_give_one_correlation() {
    let client_log = client(client_at("2008-06-13\t19:59:56:617"));
    let without_exception = server(fault("02:59:57.642", "w3wp.12", FAULT, "InternalServerError"));
    let with_exception = server(server_at("2008-06-14 02:59:57.642"));
    let correlations = correlate(&[client_log.clone(), client_log], &[without_exception, with_exception]);
    assert_eq!(correlations.len(), 1);
    assert_eq!(correlations[0].result, CorrelationResult::Confirmed);
}

#[test]
fn if_one_fault_has_two_causes_the_defect_counts_whatever_the_order_of_the_logs() {
    let client = client(client_at("2008-06-13\t19:59:56:617"));
    let defect = server(server_at("2008-06-14 02:59:57.642"));
    let exception = exception("02:59:57.642", "w3wp.12", "System.Data.SqlClient.SqlException: Timeout expired.", "at", &FRAMES);
    let other = server(exception + &fault("02:59:57.642", "w3wp.12", FAULT, "InternalServerError"));
    for logs in [[defect.clone(), other.clone()], [other, defect]] {
        assert_eq!(correlate(std::slice::from_ref(&client), &logs)[0].result, CorrelationResult::Confirmed);
    }
}
