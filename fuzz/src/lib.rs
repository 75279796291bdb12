//! What must hold for every input, as functions of bytes: `cargo fuzz` targets and property tests call the same ones.

mod abi;
mod bounds;
mod check;
mod configuration;
mod documents;
mod logs;
mod memory;
mod pe;
mod values;

/// A target's name and its check.
pub type Target = (&'static str, fn(&[u8]));

macro_rules! targets {
    ($($module:ident::$name:ident),+ $(,)?) => {
        $(
            /// Panics if something does not hold for this input, or if it costs too much.
            pub fn $name(bytes: &[u8]) {
                bounds::within($module::$name, bytes);
            }
        )+

        /// All targets.
        pub const TARGETS: &[Target] = &[$((stringify!($name), $name)),+];
    };
}

targets!(
    pe::pe,
    logs::client_log,
    logs::server_log,
    documents::documents,
    values::options,
    values::since,
    values::computer,
    abi::abi,
    configuration::hive,
    configuration::iis,
);
