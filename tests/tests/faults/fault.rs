//! What goes wrong with a request: by chance, but the same for the same seed.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Duration;

/// What the proxy does with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// Nothing.
    None,
    /// The connection is reset; nobody sees the request.
    ResetBefore,
    /// The command is carried out, and the connection is reset without an answer.
    ResetAfter,
    /// The command is carried out, and the connection is closed without an answer.
    CloseAfter,
    /// The command is carried out, and the connection is closed within the answer.
    Truncated,
    /// The command is carried out, and the connection is reset within the answer.
    ResetWithin,
    /// Refused for being too much; nobody sees the request.
    Limited,
    /// Refused by the proxy; nobody sees the request.
    Unavailable,
    /// The command is carried out, and the proxy says that the server is not available.
    Misreported,
    /// The command is carried out late.
    Late,
    /// The command is carried out, and the answer comes in small pieces.
    Slow,
    /// Nobody sees the request, and nobody answers.
    Swallowed,
    /// The command is carried out, and nobody answers.
    Silent,
    /// The command is carried out, and the answer stops within.
    Stalled,
}

/// All faults, with how many of a hundred requests they befall. The rest goes well.
pub(crate) const FAULTS: [(Fault, u64); 13] = [
    (Fault::ResetBefore, 4),
    (Fault::ResetAfter, 4),
    (Fault::CloseAfter, 4),
    (Fault::Truncated, 4),
    (Fault::ResetWithin, 4),
    (Fault::Limited, 6),
    (Fault::Unavailable, 4),
    (Fault::Misreported, 4),
    (Fault::Late, 5),
    (Fault::Slow, 5),
    (Fault::Swallowed, 2),
    (Fault::Silent, 2),
    (Fault::Stalled, 3),
];

/// The chances of one request.
#[derive(Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    /// They depend on the seed, on the call and on how often it was tried, but not on time.
    pub(crate) fn of(seed: u64, call: &str, earlier: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        (seed, call, earlier).hash(&mut hasher);
        Self(hasher.finish())
    }

    /// Returns a number below another one.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        // SplitMix64
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }

    pub(crate) fn fault(&mut self) -> Fault {
        let mut rest = self.below(100);
        for (fault, share) in FAULTS {
            if rest < share {
                return fault;
            }
            rest -= share;
        }
        Fault::None
    }

    pub(crate) fn milliseconds(&mut self, end: u64) -> Duration {
        Duration::from_millis(self.below(end))
    }
}
