//! The section on webhooks of the front page.

use super::front_page::{Line, Page};
use crate::name::plan::{Algorithm, KeyPlace, Signature, Webhooks};

/// Adds the section.
pub(super) fn section(page: &mut Page, webhooks: &Webhooks) {
    page.heading("Webhooks");
    let events = if webhooks.events.is_empty() {
        "An event that arrives becomes an `Event`, which has its type and its JSON,\nsince the description names none."
    } else {
        "An event that arrives becomes an `Event`, with a variant for each that\nthe description names. Another one is kept as `Unknown`, with its JSON."
    };
    page.text(&format!("With the feature `webhooks`. {events}"));
    match &webhooks.signature {
        Some(signature) => {
            signed(page, webhooks, signature);
            testing(page, webhooks, signature);
        }
        None => unsigned(page, webhooks),
    }
}

/// The arms of a `match` on an event.
fn arms(webhooks: &Webhooks) -> Vec<String> {
    let known = webhooks.events.first();
    let known = known.map(|event| {
        format!(
            "    Event::{}(event) => println!(\"{{event:?}}\"),",
            event.ident
        )
    });
    let unknown =
        "    Event::Unknown(event) => println!(\"{:?}: {}\", event.event_type(), event.value()),";
    known
        .into_iter()
        .chain([unknown.to_owned(), "    _ => {}".to_owned()])
        .collect()
}

fn code(page: &mut Page, lines: &[String]) {
    page.code(
        Line::Rust(Some("webhooks")),
        lines.iter().map(String::as_str),
    );
}

fn signed(page: &mut Page, webhooks: &Webhooks, signature: &Signature) {
    let Signature {
        key_variable,
        tolerance,
        ..
    } = signature;
    let key = match signature.algorithm {
        Algorithm::Ed25519 => "public key",
        Algorithm::HmacSha256 => "secret",
    };
    let time = match &signature.time {
        Some(_) => {
            format!("\nIt may be {tolerance} seconds old, or new; `tolerance` sets another limit.")
        }
        None => String::new(),
    };
    page.text(&format!(
        "\nThe signature is verified before anything is read, with the {key} in `{key_variable}`, by\nthe bytes of the body as they arrived.{time} Every refusal is a `WebhookError` that\nsays why: answer it with 400. `WebhookError::Key` is none: the key that you gave is missing or\nis no key, so answer with 500, and the message is sent again.\n"
    ));
    let (krate, module) = (&page.krate, &webhooks.module);
    let mut lines = vec![
        format!("use {krate}::HeaderMap;"),
        format!("use {krate}::{module}::{{Event, Verifier, WebhookError}};"),
        String::new(),
        "/// Called by a server of any kind, which made one verifier: `Verifier::from_env()?`.".to_owned(),
        "fn receive(verifier: &Verifier, headers: &HeaderMap, body: &[u8]) -> Result<(), WebhookError> {".to_owned(),
        "    match Event::unwrap(verifier, headers, body)? {".to_owned(),
    ];
    lines.extend(arms(webhooks).into_iter().map(|line| format!("    {line}")));
    lines.extend(["    }", "    Ok(())", "}"].map(str::to_owned));
    code(page, &lines);
    page.text("\nInstead of a `HeaderMap`, headers may be pairs, such as a `Vec<(&str, &[u8])>`, or a map.\nWhile a key is replaced, a `Vec` of verifiers takes what one of them does.");
}

fn testing(page: &mut Page, webhooks: &Webhooks, signature: &Signature) {
    page.text("\nWith `test-util` besides, a `Signer` signs what your tests send:\n");
    let (krate, module) = (&page.krate, &webhooks.module);
    let keys = match signature.algorithm {
        Algorithm::Ed25519 => [
            "let signer = Signer::new([7; 32]);",
            "let verifier = Verifier::new(&signer.public_key())?;",
        ],
        Algorithm::HmacSha256 => match signature.key_encoding {
            Some(_) => [
                "let signer = Signer::new(\"00000000\")?;",
                "let verifier = Verifier::new(\"00000000\")?;",
            ],
            None => [
                "let signer = Signer::new(\"secret\")?;",
                "let verifier = Verifier::new(\"secret\")?;",
            ],
        },
    };
    let lines = [
        "# #[cfg(feature = \"test-util\")]".to_owned(),
        format!("# fn example() -> Result<(), {krate}::{module}::WebhookError> {{"),
        format!("use {krate}::{module}::{{Event, Signer, Verifier}};"),
        "use std::time::SystemTime;".to_owned(),
        String::new(),
        keys[0].to_owned(),
        keys[1].to_owned(),
        format!("let body = br#\"{}\"#;", body(webhooks)),
        "let headers = signer.sign(SystemTime::now(), body);".to_owned(),
        "let event = Event::unwrap(&verifier, &headers, body)?;".to_owned(),
        "# let _ = event;".to_owned(),
        "# Ok(())".to_owned(),
        "# }".to_owned(),
    ];
    code(page, &lines);
}

/// A body that is an event of a type that nobody knows.
fn body(webhooks: &Webhooks) -> String {
    let steps = webhooks.keys.iter().find_map(|key| match &key.place {
        KeyPlace::Body { steps, .. } => Some(&steps[..]),
        KeyPlace::Header(_) => None,
    });
    let steps = steps.unwrap_or_default();
    // Names are a description's own: only those that say nothing but themselves become code.
    if steps.is_empty() || !steps.iter().all(|step| is_plain(step)) {
        return "{}".to_owned();
    }
    let open: String = steps.iter().flat_map(|step| ["{\"", step, "\":"]).collect();
    format!("{open}\"example\"{}", "}".repeat(steps.len()))
}

/// Whether a name is the same in JSON, in Rust and in Markdown.
fn is_plain(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-/:@$".contains(&byte);
    !name.is_empty() && name.bytes().all(fits)
}

fn unsigned(page: &mut Page, webhooks: &Webhooks) {
    page.text("\nHow they are signed is not described: what implements `VerifyWebhook` decides who is\nbelieved, and `Event::parse` reads what was verified otherwise.\n");
    let (krate, module) = (&page.krate, &webhooks.module);
    let mut lines = vec![
        format!("use {krate}::HeaderMap;"),
        format!("use {krate}::{module}::{{Event, VerifyWebhook, WebhookError}};"),
        String::new(),
        "fn receive(verifier: &dyn VerifyWebhook, headers: &HeaderMap, body: &[u8]) -> Result<(), WebhookError> {".to_owned(),
        "    match Event::unwrap(verifier, headers, body)? {".to_owned(),
    ];
    lines.extend(arms(webhooks).into_iter().map(|line| format!("    {line}")));
    lines.extend(["    }", "    Ok(())", "}"].map(str::to_owned));
    code(page, &lines);
}
