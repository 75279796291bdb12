//! Enums whose values reach people and scripts as a code and data.

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

/// Declares an enum each of whose values has a code and data; the code is written once. A document has both
/// (`"code": "…", "data": {…}`), and [`of`](Reason::of) turns them back into the value.
macro_rules! coded {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident {
            $(
                $(#[$variant_attribute:meta])*
                $code:literal => $variant:ident { $($(#[$field_attribute:meta])* $field:ident: $type:ty),* $(,)? },
            )*
        }
    ) => {
        $(#[$attribute])*
        pub enum $name {
            $(
                $(#[$variant_attribute])*
                #[allow(missing_docs, reason = "the value's own text speaks of its data")]
                $variant { $($(#[$field_attribute])* $field: $type),* },
            )*
        }

        impl $name {
            /// All codes, in the order of the values.
            pub const CODES: &[&str] = &[$($code),*];

            /// The stable name that a script can branch on.
            pub const fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $code,)*
                }
            }

            /// What it tells: a JSON object, whose names depend on the code.
            pub fn data(&self) -> serde_json::Value {
                match self {
                    $(Self::$variant { $($field),* } => $crate::values::coded::object([
                        $((stringify!($field), $crate::values::coded::value($field))),*
                    ]),)*
                }
            }

            /// The value that a code and its data stand for; `None` if this version does not know them.
            pub fn of(code: &str, data: &serde_json::Value) -> Option<Self> {
                Some(match code {
                    $($code => Self::$variant { $($field: $crate::values::coded::field(data, stringify!($field))?),* },)*
                    _ => return None,
                })
            }
        }
    };
}

/// The data of a value. These functions are generic only over the types of fields: for enums this large, serde's own code takes megabytes.
pub(crate) fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let mut object = Map::new();
    // One by one: collecting sorts them first, with code for each number of fields.
    for (name, value) in fields {
        object.insert(camel_case(name), value);
    }
    Value::Object(object)
}

pub(crate) fn value(field: &impl Serialize) -> Value {
    serde_json::to_value(field).expect("fields have string keys and finite numbers only")
}

/// Reads a value of a few fields by way of JSON: `of` takes it from there. What serde derives is many times as large.
pub(crate) fn deserialized<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    of: impl FnOnce(&Value) -> Option<T>,
) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    of(&value).ok_or_else(|| D::Error::custom("a field is missing or has another type"))
}

/// A field without a value is `null`. A missing field is unknown: older versions told it only in the text.
pub(crate) fn field<T: DeserializeOwned>(data: &Value, name: &str) -> Option<T> {
    T::deserialize(data.get(camel_case(name))?).ok()
}

/// A field's name as documents write it.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        camel.push_str(&word[..1].to_ascii_uppercase());
        camel.push_str(&word[1..]);
    }
    camel
}

/// Declares an enum of names, each written once: for the value, in documents and in texts. Values may have numbers.
macro_rules! coded_names {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident {
            $($(#[$variant_attribute:meta])* $code:literal => $variant:ident $(= $number:literal)?,)*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$variant_attribute])* #[serde(rename = $code)] $variant $(= $number)?,)*
        }

        impl $name {
            /// All values.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name in documents.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }
        }
    };
}

pub(crate) use {coded, coded_names};
