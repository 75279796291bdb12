//! The JSON text of a saved document with its texts in another language. All else stays as it was saved, byte for byte: additions of a
//! later version of this program, the order of names, the digits of numbers.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::document::to_json;

/// Where an assessment has its texts.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OfAssessment<'a> {
    #[serde(borrow)]
    reasons: Vec<Text<'a>>,
    #[serde(borrow)]
    remediation: Vec<Text<'a>>,
    #[serde(borrow)]
    errors: Vec<Message<'a>>,
    #[serde(borrow)]
    client_logs: Vec<OfLog<'a>>,
    #[serde(borrow)]
    server_logs: Vec<OfLog<'a>>,
}

/// Where a log's document has its texts: in one of these lists, which older versions do not have.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OfLog<'a> {
    #[serde(borrow, default)]
    other_failure_details: Vec<Details<'a>>,
    #[serde(borrow, default)]
    other_fault_details: Vec<Details<'a>>,
}

/// `null` if nothing is known.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details<'a> {
    #[serde(borrow)]
    meaning: Option<&'a RawValue>,
    #[serde(borrow)]
    look_at: Option<&'a RawValue>,
}

impl<'a> OfLog<'a> {
    fn texts(self) -> impl Iterator<Item = &'a RawValue> {
        let details = self.other_failure_details.into_iter().chain(self.other_fault_details);
        details.flat_map(|details| [details.meaning, details.look_at]).flatten()
    }
}

#[derive(Deserialize)]
struct Text<'a> {
    #[serde(borrow)]
    text: &'a RawValue,
}

/// Where an error has its text.
#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    message: &'a RawValue,
}

/// The texts of an assessment's reasons, remedies, errors and logs.
pub(crate) fn of_assessment(json: &RawValue) -> Option<Vec<&RawValue>> {
    let OfAssessment { reasons, remediation, errors, client_logs, server_logs } = serde_json::from_str(json.get()).ok()?;
    let texts = reasons.into_iter().chain(remediation).map(|place| place.text);
    let texts = texts.chain(errors.into_iter().map(|place| place.message));
    Some(texts.chain(client_logs.into_iter().chain(server_logs).flat_map(OfLog::texts)).collect())
}

/// The texts of a log's document.
pub(crate) fn of_log(json: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str(json.get()).ok().map(|log: OfLog| log.texts().collect())
}

/// The text of an error.
pub(crate) fn of_error(json: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str(json.get()).ok().map(|Message { message }| vec![message])
}

/// The JSON text of a document with its texts replaced. `None` if they stay the same.
pub(crate) fn retell(json: &RawValue, places: Vec<&RawValue>, texts: &[&str]) -> Option<Box<RawValue>> {
    let json = json.get();
    let is_new = |(old, new): &(&str, &str)| serde_json::from_str::<String>(old).is_ok_and(|old| old != *new);
    let mut changes: Vec<(&str, &str)> =
        places.into_iter().map(RawValue::get).zip(texts.iter().copied()).filter(is_new).collect();
    if changes.is_empty() {
        return None;
    }
    changes.sort_unstable_by_key(|(old, _)| old.as_ptr());
    let mut retold = String::with_capacity(json.len());
    let mut end = 0;
    for (old, new) in changes {
        let place = old.as_ptr() as usize - json.as_ptr() as usize;
        retold.push_str(&json[end..place]);
        retold.push_str(&to_json(&new));
        end = place + old.len();
    }
    retold.push_str(&json[end..]);
    RawValue::from_string(retold).ok()
}
