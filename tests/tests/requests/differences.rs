//! Where the generated client differs from the official SDKs on purpose, and what each refusal says.

use tests::drive::Mode::{self, AsCaptured, ByDefault};

const BOTH: &[Mode] = &[AsCaptured, ByDefault];

/// A call that is refused before a connection is opened.
pub(crate) struct Refusal {
    pub(crate) case: &'static str,
    pub(crate) modes: &'static [Mode],
    /// What the error says, its kind included.
    pub(crate) says: &'static [&'static str],
    pub(crate) why: &'static str,
}

/// A request that leaves otherwise than the official SDKs send it.
pub(crate) struct Difference {
    pub(crate) case: &'static str,
    pub(crate) change: Change,
    pub(crate) why: &'static str,
}

/// What is different.
#[derive(Debug)]
pub(crate) enum Change {
    Target(&'static str),
    Header(&'static str, &'static str),
    /// A property at the end of the body.
    Property(&'static str, &'static str),
}

const BOTH_HOLD_FIELDS: &[&str] = &["InvalidRequest", "`/hold_audio_url` and `/hold_media_name`"];
const HOLD_RULE: &str = "the description forbids both hold fields in one request; with validation \
    off they are sent as captured";

pub(crate) const REFUSALS: &[Refusal] = &[
    Refusal {
        case: "body_mutually_exclusive_hold",
        modes: &[ByDefault],
        says: BOTH_HOLD_FIELDS,
        why: HOLD_RULE,
    },
    Refusal {
        case: "body_all_14_fields",
        modes: &[ByDefault],
        says: BOTH_HOLD_FIELDS,
        why: HOLD_RULE,
    },
    Refusal {
        case: "body_key_order_reversed",
        modes: &[ByDefault],
        says: BOTH_HOLD_FIELDS,
        why: HOLD_RULE,
    },
    Refusal {
        case: "body_empty_strings",
        modes: &[ByDefault],
        says: BOTH_HOLD_FIELDS,
        why: HOLD_RULE,
    },
    Refusal {
        case: "path_empty",
        modes: BOTH,
        says: &["InvalidRequest", "path parameter `id` must not be empty"],
        why: "as the official SDKs, Node's apart; validation off does not lead elsewhere",
    },
    Refusal {
        case: "path_dot",
        modes: BOTH,
        says: &["InvalidRequest", "path parameter `id` must not be `.`"],
        why: "as the official SDKs; validation off does not lead elsewhere",
    },
    Refusal {
        case: "path_dotdot",
        modes: BOTH,
        says: &["InvalidRequest", "path parameter `id` must not be `..`"],
        why: "as the official SDKs; validation off does not lead elsewhere",
    },
    Refusal {
        case: "opt_header_non_ascii",
        modes: BOTH,
        says: &["InvalidRequest", "the value of header `x-custom`"],
        why: "as the official SDKs, Go's apart",
    },
    Refusal {
        case: "opt_no_api_key",
        modes: BOTH,
        says: &["Configuration", "`TELNYX_API_KEY`"],
        why: "the official SDKs send a request that can only be refused",
    },
    Refusal {
        case: "opt_empty_api_key",
        modes: BOTH,
        says: &["Configuration", "`TELNYX_API_KEY`"],
        why: "Node sends `Bearer` alone, Python fails after two retries",
    },
    Refusal {
        case: "opt_base_url_with_query",
        modes: BOTH,
        says: &["Configuration", "must not have a query"],
        why: "the official SDKs put the path into the query",
    },
];

pub(crate) const DIFFERENCES: &[Difference] = &[
    Difference {
        case: "opt_query_null",
        change: Change::Target(
            "/v2/conferences/3fa85f64-5717-4562-b3fc-2c963f66afa6/actions/join?b=x",
        ),
        why: "there is no null in a query: it is left out, as Python does; Node sends `a=`",
    },
    Difference {
        case: "opt_idempotency_key",
        change: Change::Property("command_id", "idem-123"),
        why: "the official SDKs drop the key; the description names the property that carries it",
    },
    Difference {
        case: "opt_api_key_spaces",
        change: Change::Header("authorization", "Bearer KEY with space"),
        why: "Node sends two spaces after `Bearer`, Python fails: the key is trimmed",
    },
    Difference {
        case: "opt_env_custom_headers",
        change: Change::Header("x-one", "1"),
        why: "the capture kept no header of this one but the three that all cases have",
    },
    Difference {
        case: "opt_env_custom_headers",
        change: Change::Header("x-two", "two : 2"),
        why: "the same; the line that is no header is passed over",
    },
];
