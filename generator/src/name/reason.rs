//! Statuses by the names that HTTP gives them.

use super::plan::Statuses;
use super::words::snake;

/// The registered statuses, by their reason phrases.
const REASONS: &[(u16, &str)] = &[
    (200, "Ok"),
    (201, "Created"),
    (202, "Accepted"),
    (203, "NonAuthoritativeInformation"),
    (204, "NoContent"),
    (205, "ResetContent"),
    (206, "PartialContent"),
    (207, "MultiStatus"),
    (208, "AlreadyReported"),
    (226, "ImUsed"),
    (300, "MultipleChoices"),
    (301, "MovedPermanently"),
    (302, "Found"),
    (303, "SeeOther"),
    (304, "NotModified"),
    (305, "UseProxy"),
    (307, "TemporaryRedirect"),
    (308, "PermanentRedirect"),
    (400, "BadRequest"),
    (401, "Unauthorized"),
    (402, "PaymentRequired"),
    (403, "Forbidden"),
    (404, "NotFound"),
    (405, "MethodNotAllowed"),
    (406, "NotAcceptable"),
    (407, "ProxyAuthenticationRequired"),
    (408, "RequestTimeout"),
    (409, "Conflict"),
    (410, "Gone"),
    (411, "LengthRequired"),
    (412, "PreconditionFailed"),
    (413, "PayloadTooLarge"),
    (414, "UriTooLong"),
    (415, "UnsupportedMediaType"),
    (416, "RangeNotSatisfiable"),
    (417, "ExpectationFailed"),
    (418, "ImATeapot"),
    (421, "MisdirectedRequest"),
    (422, "UnprocessableEntity"),
    (423, "Locked"),
    (424, "FailedDependency"),
    (425, "TooEarly"),
    (426, "UpgradeRequired"),
    (428, "PreconditionRequired"),
    (429, "TooManyRequests"),
    (431, "RequestHeaderFieldsTooLarge"),
    (451, "UnavailableForLegalReasons"),
    (500, "InternalServerError"),
    (501, "NotImplemented"),
    (502, "BadGateway"),
    (503, "ServiceUnavailable"),
    (504, "GatewayTimeout"),
    (505, "HttpVersionNotSupported"),
    (506, "VariantAlsoNegotiates"),
    (507, "InsufficientStorage"),
    (508, "LoopDetected"),
    (510, "NotExtended"),
    (511, "NetworkAuthenticationRequired"),
];

/// Reads a status as a description writes it: `404`, `4XX` or `default`.
pub(super) fn statuses(text: &str) -> Statuses {
    let hundred = text.strip_suffix("XX").and_then(|first| first.parse().ok());
    match (text.parse(), hundred) {
        (Ok(status), _) => Statuses::One(status),
        (_, Some(hundred)) => Statuses::Range(u16::saturating_mul(hundred, 100)),
        _ => Statuses::Others,
    }
}

/// Returns the name of what statuses mean.
pub(super) fn name(statuses: Statuses) -> String {
    match statuses {
        Statuses::One(status) => REASONS
            .iter()
            .find(|(known, _)| *known == status)
            .map_or_else(|| format!("Status{status}"), |(_, name)| (*name).to_owned()),
        Statuses::Range(200) => "Success".to_owned(),
        Statuses::Range(300) => "Redirection".to_owned(),
        Statuses::Range(400) => "ClientError".to_owned(),
        Statuses::Range(500) => "ServerError".to_owned(),
        Statuses::Range(status) => format!("Status{}xx", status / 100),
        Statuses::Others => "Other".to_owned(),
    }
}

/// What else stands where a description only says that something failed.
const FILLERS: &[&str] = &[
    "a",
    "an",
    "the",
    "error",
    "errors",
    "response",
    "failure",
    "failed",
    "client",
    "server",
    "default",
    "unexpected",
    "http",
    "status",
    "code",
    "returned",
    "unknown",
    "any",
    "other",
    "xx",
    "validation",
];

/// Whether a text says more of a status than that there is an error, and which.
pub(super) fn says_more(status: &str, text: &str) -> bool {
    let reason = snake(&name(statuses(status)));
    let status = status.trim_end_matches("XX");
    let words = text.split(|c: char| !c.is_alphanumeric());
    let mut words = words.filter(|word| !word.is_empty());
    words.any(|word| {
        let word = word.to_lowercase();
        let mut known = FILLERS.iter().copied().chain(reason.split('_'));
        word.trim_end_matches("xx") != status && !known.any(|known| known == word)
    })
}

#[cfg(test)]
mod tests {
    use super::says_more;

    #[test]
    fn a_reason_phrase_says_nothing_that_a_status_does_not() {
        let nothing = [
            ("404", "Not found."),
            ("404", "404 Not Found"),
            ("500", "server error"),
            ("4XX", "Client error response"),
            ("4XX", "4xx"),
            ("default", "An unexpected error"),
            ("409", ""),
        ];
        for (status, text) in nothing {
            assert!(!says_more(status, text), "{status} {text}");
        }
        for (status, text) in [
            ("404", "no such container"),
            ("429", "Conflict"),
            ("422", "409"),
        ] {
            assert!(says_more(status, text), "{status} {text}");
        }
    }
}
