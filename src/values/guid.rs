//! GUIDs as logs print them.

/// The length of one without braces, in characters.
pub const LENGTH: usize = 36;

/// Whether a text has the form of one without braces.
pub fn is_guid(text: &str) -> bool {
    text.len() == LENGTH && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}
