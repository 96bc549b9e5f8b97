//! The official SDKs beside the generated client: where it differs, the table says why.

use std::time::Duration;

use crate::behaviour::{Behaviour, Official, named};
use crate::expected::{End, Expected};

/// How much later than planned a request of a capture may arrive.
const TOLERANCE: f64 = 500.0;

/// Asserts that a difference to an official SDK has a reason, and that a reason has a difference.
pub(crate) fn check_reason(name: &str, expected: &Expected) {
    let behaviour = named(name);
    let others: Vec<&str> = behaviour
        .official
        .iter()
        .filter(|(_, official)| differs(behaviour, official, expected))
        .map(|(sdk, _)| sdk.as_str())
        .collect();
    let why = expected.why;
    assert_eq!(
        others.is_empty(),
        why.is_empty(),
        "{name} differs from {others:?}, because: {why}"
    );
}

fn differs(behaviour: &Behaviour, official: &Official, expected: &Expected) -> bool {
    let succeeds = matches!(expected.end, End::Answer(_));
    match official.succeeds {
        // It was still waiting; so would ours, if it succeeds in the end.
        None => return !succeeds,
        Some(official) if official != succeeds => return true,
        Some(_) => {}
    }
    if official.requests != expected.requests * behaviour.repeat {
        return true;
    }
    // Between calls it is the test that waits, and a host that is not there counts no requests.
    if behaviour.repeat > 1 || expected.requests == 0 {
        return false;
    }
    let attempt = |index| match behaviour.timeout() {
        Some(timeout) if behaviour.step(index).hangs() => timeout,
        _ => Duration::ZERO,
    };
    let mut delays = official.delays_ms.iter().zip(expected.delays).enumerate();
    delays.any(|(index, (official, expected))| {
        let waited = official - attempt(index).as_secs_f64() * 1000.0;
        let shortest = if is_usual(*expected) {
            expected * 0.75
        } else {
            *expected
        };
        waited < shortest - 10.0 || waited > expected + TOLERANCE.min(expected.max(100.0))
    })
}

/// Whether a delay is one of those that chance shortens.
fn is_usual(delay: f64) -> bool {
    [500.0, 1000.0]
        .iter()
        .any(|usual| (delay - usual).abs() < 1.0)
}
