//! The JSON text of a saved document with its texts in another language. All else stays as it was saved, byte for byte: what a later
//! version of this program added, the order of the names, the digits of the numbers.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::document::to_json;

/// Where a document has its texts.
#[derive(Deserialize)]
struct TextFields<'a> {
    #[serde(borrow, default)]
    reasons: Vec<TextField<'a>>,
    #[serde(borrow, default)]
    remediation: Vec<TextField<'a>>,
    #[serde(borrow, default)]
    errors: Vec<TextField<'a>>,
    #[serde(borrow)]
    message: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct TextField<'a> {
    #[serde(borrow, alias = "message")]
    text: &'a RawValue,
}

/// The JSON text of a document with new texts: those of its reasons, remedies and errors, or its message, in this order. `None` if they are the
/// same.
pub(crate) fn retell(json: &RawValue, texts: &[&str]) -> Option<Box<RawValue>> {
    let json = json.get();
    let TextFields { reasons, remediation, errors, message } = serde_json::from_str(json).ok()?;
    let places = [reasons, remediation, errors].into_iter().flatten().map(|place| place.text).chain(message);
    let is_new = |(old, new): &(&str, &str)| serde_json::from_str::<String>(old).is_ok_and(|old| old != *new);
    let mut changes: Vec<(&str, &str)> = places.map(RawValue::get).zip(texts.iter().copied()).filter(is_new).collect();
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
