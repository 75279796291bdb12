//! The kinds of failures.

use crate::values::coded::coded_names;

coded_names! {
    /// The kind of failure. The names are those of the error document's `code`, the numbers those of the C ABI.
    #[repr(i32)]
    pub enum ErrorCode {
        /// The request makes no sense: NULL, text that is not JSON, an unknown key, a folder where a file belongs.
        "invalidArgument" => InvalidArgument = 1,
        /// The file or folder does not exist.
        "notFound" => NotFound = 2,
        /// It exists, but this account may not read it.
        "accessDenied" => AccessDenied = 3,
        /// The operating system failed to read it.
        "io" => Io = 4,
        /// It was read, but is not what it should be.
        "malformed" => Malformed = 5,
        /// It did not answer in time.
        "timedOut" => TimedOut = 6,
        /// The caller cancelled.
        "cancelled" => Cancelled = 7,
        /// A defect of this library, caught at its boundary.
        "panic" => Panic = 8,
    }
}

impl ErrorCode {
    /// The status that the functions of the C ABI return.
    pub const fn status(self) -> i32 {
        self as i32
    }
}
