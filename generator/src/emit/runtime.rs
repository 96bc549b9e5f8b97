//! The run time, copied file by file.

use super::{Content, Emitted};
use crate::name::plan::{Algorithm, Signature};

/// Lists the files of the run time by their path below `generator/runtime/src`.
macro_rules! files {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../runtime/src/", $path)))),*]
    };
}

/// Every file of the run time. A test holds this list against the folder.
pub(crate) const FILES: &[(&str, &str)] = files![
    "api.rs",
    "blocking.rs",
    "body.rs",
    "builder.rs",
    "call.rs",
    "client.rs",
    "client_credentials.rs",
    "clock.rs",
    "content.rs",
    "credentials.rs",
    "draft.rs",
    "error/cause.rs",
    "error/display.rs",
    "error/mod.rs",
    "execute/attempt.rs",
    "execute/gzip.rs",
    "execute/http_date.rs",
    "execute/mod.rs",
    "execute/prepare.rs",
    "execute/receive.rs",
    "execute/retry.rs",
    "execute/retry_after.rs",
    "form.rs",
    "headers.rs",
    "json/attempts.rs",
    "json/base64.rs",
    "json/checks.rs",
    "json/containers.rs",
    "json/decode.rs",
    "json/decode_error.rs",
    "json/digits.rs",
    "json/encode.rs",
    "json/escapes.rs",
    "json/foreign.rs",
    "json/macros.rs",
    "json/mod.rs",
    "json/nullable.rs",
    "json/number.rs",
    "json/numeric.rs",
    "json/properties.rs",
    "json/reader.rs",
    "json/round_trip.rs",
    "json/scan.rs",
    "json/serde_bridge.rs",
    "json/skip.rs",
    "json/unknown_integer.rs",
    "json/unknown_value.rs",
    "json/violation.rs",
    "json/writer.rs",
    "lib.rs",
    "options.rs",
    "outgoing.rs",
    "path.rs",
    "random.rs",
    "request_body.rs",
    "request_checks.rs",
    "response.rs",
    "secret.rs",
    "server.rs",
    "testing/clock.rs",
    "testing/mock.rs",
    "testing/mod.rs",
    "testing/recorded.rs",
    "testing/reply.rs",
    "token.rs",
    "trace.rs",
    "transport/mod.rs",
    "transport/network.rs",
    "transport/tls.rs",
];

/// The manifest of the run time, whose dependencies and features every generated crate has.
pub(crate) const MANIFEST: &str = include_str!("../../runtime/Cargo.toml");

/// The engine of regular expressions, which a crate without patterns does not have.
pub(super) fn patterns() -> Emitted<'static> {
    Emitted {
        path: "src/wire/patterns.rs".to_owned(),
        content: Content::Copied(include_str!("../../runtime/wire/patterns.rs")),
    }
}

/// What tests call operations with, and the server that they reach.
pub(super) fn exchange() -> Emitted<'static> {
    Emitted {
        path: "src/wire/exchange.rs".to_owned(),
        content: Content::Copied(include_str!("../../runtime/wire/exchange.rs")),
    }
}

/// Bodies of several parts, which a crate without any does not have.
pub(super) fn multipart() -> Emitted<'static> {
    Emitted {
        path: "src/wire/multipart.rs".to_owned(),
        content: Content::Copied(include_str!("../../runtime/wire/multipart.rs")),
    }
}

/// Lists that come in pages, which a crate without any does not have.
pub(super) fn pages() -> [Emitted<'static>; 2] {
    let files = [
        (
            "link_header",
            include_str!("../../runtime/wire/link_header.rs"),
        ),
        ("pages", include_str!("../../runtime/wire/pages.rs")),
    ];
    files.map(|(name, text)| Emitted {
        path: format!("src/wire/{name}.rs"),
        content: Content::Copied(text),
    })
}

/// Parameters in styles of their own, which a crate without any does not have.
pub(super) fn parameters() -> Emitted<'static> {
    Emitted {
        path: "src/wire/parameters.rs".to_owned(),
        content: Content::Copied(include_str!("../../runtime/wire/parameters.rs")),
    }
}

/// The files behind the webhooks of a crate, by their names without `.rs`.
const WEBHOOKS: &[(&str, &str)] = &[
    ("error", include_str!("../../runtime/webhooks/error.rs")),
    ("event", include_str!("../../runtime/webhooks/event.rs")),
    ("headers", include_str!("../../runtime/webhooks/headers.rs")),
    ("verify", include_str!("../../runtime/webhooks/verify.rs")),
];

/// What messages are signed with, where they are.
const SIGNATURE: &str = include_str!("../../runtime/webhooks/signature.rs");
const ED25519: &str = include_str!("../../runtime/webhooks/ed25519.rs");
const HMAC: &str = include_str!("../../runtime/webhooks/hmac.rs");

/// The files behind the webhooks of a crate, below the folder of their module.
pub(super) fn webhooks(folder: &str, signature: Option<&Signature>) -> Vec<Emitted<'static>> {
    let signed = signature.map(|signature| match signature.algorithm {
        Algorithm::Ed25519 => [("signature", SIGNATURE), ("ed25519", ED25519)],
        Algorithm::HmacSha256 => [("signature", SIGNATURE), ("hmac", HMAC)],
    });
    let files = WEBHOOKS.iter().copied().chain(signed.into_iter().flatten());
    files
        .map(|(name, text)| Emitted {
            path: format!("src/{folder}/{name}.rs"),
            content: Content::Copied(text),
        })
        .collect()
}

/// The run time as a module of the generated crate.
pub(super) fn files() -> Vec<Emitted<'static>> {
    let files = FILES.iter().map(|(path, text)| {
        let path = if *path == "lib.rs" { "mod.rs" } else { path };
        Emitted {
            path: format!("src/runtime/{path}"),
            content: Content::Copied(text),
        }
    });
    files.collect()
}
