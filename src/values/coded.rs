//! Enums whose values people and scripts are told of: a code and data.

/// Declares an enum of which each value has a code and data; the code is written once. It serialises to
/// `{"code": "…", "data": {…}}`.
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
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(tag = "code", content = "data", rename_all_fields = "camelCase")]
        pub enum $name {
            $(
                $(#[$variant_attribute])*
                #[serde(rename = $code)]
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
        }
    };
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
