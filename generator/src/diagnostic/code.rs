//! The code of every kind of mistake. A code is never given to another mistake.
//!
//! `E…`: no crate can be written. `W…`: a crate is written, and something in the description is
//! not honoured. `A…`: nothing is wrong, and another description would make better Rust.
//!
//! What each of them means stands in `docs/diagnostics/`, and only there: it is the documentation
//! of these constants, what `cargo xtask explain` prints, and what SARIF says of a rule. A code
//! without its page does not compile.

use super::{Code, Severity};

macro_rules! codes {
    ($($name:ident = $code:literal,)*) => {
        $(
            #[doc = include_str!(concat!("../../../docs/diagnostics/", $code, ".md"))]
            pub const $name: Code = Code($code);
        )*

        /// Every code, errors before warnings before advice.
        pub const ALL: &[Code] = &[$($name),*];

        fn page(code: Code) -> &'static str {
            match code.0 {
                $($code => include_str!(concat!("../../../docs/diagnostics/", $code, ".md")),)*
                _ => "",
            }
        }
    };
}

codes! {
    UNREADABLE = "E0000",
    TOO_LARGE = "E0001",
    NOT_UTF8 = "E0002",
    SYNTAX = "E0003",
    DUPLICATE_KEY = "E0004",
    NOT_OPENAPI = "E0005",
    UNKNOWN_VERSION = "E0006",
    NOT_AN_OBJECT = "E0007",
    DANGLING_REFERENCE = "E0008",
    FOREIGN_REFERENCE = "E0009",
    CIRCULAR_REFERENCE = "E0011",
    PATH_PARAMETERS = "E0012",
    BAD_CONFIG = "E0013",
    BAD_PACKAGE_NAME = "E0014",
    BAD_OVERLAY = "E0020",
    TOO_MUCH = "E0021",

    WRONG_TYPE = "W0001",
    UNSUPPORTED_KEYWORD = "W0002",
    UNSUPPORTED_COMPOSITION = "W0003",
    UNSUPPORTED_PARAMETER = "W0004",
    UNSUPPORTED_BODY = "W0005",
    UNSUPPORTED_ANSWER = "W0006",
    UNSUPPORTED_SECURITY = "W0007",
    NAME_COLLISION = "W0008",
    UNSUPPORTED_PART = "W0009",
    UNCHECKED_RULE = "W0010",
    NO_SERVER = "W0011",
    UNSUPPORTED_SERVER = "W0012",
    UNKNOWN_KEY = "W0013",
    DUPLICATE_OPERATION_ID = "W0014",
    DUPLICATE_ANCHOR = "W0015",
    UNUSED_KEY = "W0016",
    IDLE_OVERLAY = "W0020",
    OTHER_DESCRIPTION = "W0021",

    REPEATED_ENUM = "A0001",
    NO_OPERATION_ID = "A0002",
    UNION_BY_TRYING = "A0003",
    EMPTY_OBJECT = "A0004",
    REPEATED_OBJECT = "A0005",
    UNTYPED_PARAMETER = "A0006",
    UNKNOWN_PAGES = "A0007",
    UNTYPED_BODY = "A0008",
    UNTYPED_LIST = "A0009",
    ERROR_WITHOUT_TEXT = "A0010",
    UNDESCRIBED_EVENTS = "A0011",
}

impl Code {
    /// Returns the code that is written so, in whatever case.
    pub fn find(text: &str) -> Option<Self> {
        let is = |code: &&Self| code.0.eq_ignore_ascii_case(text);
        ALL.iter().find(is).copied()
    }

    /// Returns what kind of mistake it is, in a few words.
    pub fn title(self) -> &'static str {
        let heading = page(self).lines().next().unwrap_or_default();
        heading.split_once(": ").map_or("", |(_, title)| title)
    }

    /// Returns what it means, an example that gives it, why it matters and how to mend it, as
    /// Markdown. Its first line is the code and the title.
    pub fn explanation(self) -> &'static str {
        page(self)
    }

    /// How bad it is, where no option says otherwise.
    pub fn severity(self) -> Severity {
        match self.0.as_bytes().first() {
            Some(b'A') => Severity::Advice,
            Some(b'W') => Severity::Warning,
            _ => Severity::Error,
        }
    }
}
