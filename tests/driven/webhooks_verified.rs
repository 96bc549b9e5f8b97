//! The crates of `fixtures/webhooks_signed` and `fixtures/webhooks_header`, driven: both ways of
//! signing, and events told apart by a header. Run by `tests/fixtures_compile.rs`.

use std::time::SystemTime;

use webhooks_header::webhooks as by_header;
use webhooks_signed::webhooks as signed;

/// What the API signs with HMAC, with its headers.
fn sent(event: &str, body: &[u8]) -> Vec<(&'static str, String)> {
    let signer = by_header::Signer::new("It's a Secret to Everybody").expect("a signer");
    let mut headers = signer.sign(SystemTime::now(), body);
    headers.push(("X-Event", event.to_owned()));
    headers
}

fn received(headers: &[(&'static str, String)], body: &[u8]) -> by_header::Event {
    let verifier = by_header::Verifier::new("It's a Secret to Everybody").expect("a verifier");
    by_header::Event::unwrap(&verifier, &headers, body).expect("an event")
}

#[test]
fn a_header_and_a_property_tell_events_apart() {
    let event = |event: &str, body: &str| received(&sent(event, body.as_bytes()), body.as_bytes());
    use by_header::Event;
    let opened = event("issue", r#"{"action":"opened","title":"t"}"#);
    assert!(matches!(opened, Event::IssueOpened(event) if event.title.as_deref() == Some("t")));
    assert!(matches!(
        event("issue", r#"{"action":"closed"}"#),
        Event::IssueClosed(_)
    ));
    assert!(matches!(
        event("fork", r#"{"user":"u"}"#),
        Event::ForkOfUser(_)
    ));
    assert!(matches!(
        event("fork", r#"{"team":"t"}"#),
        Event::ForkOfTeam(_)
    ));
    for (name, body) in [
        ("issue", r#"{"action":"moved"}"#),
        ("fork", r#"{"at":"now"}"#),
        ("fork", r#"{"team":"t","user":"u"}"#),
        ("star", r#"{"action":"opened"}"#),
    ] {
        let Event::Unknown(found) = event(name, body) else {
            panic!("taken for another event: {body}");
        };
        assert_eq!(found.event_type(), Some(name));
    }
}

/// The example in GitHub's documentation of such signatures.
#[test]
fn a_signature_of_someone_else_is_read() {
    use by_header::VerifyWebhook as _;
    let verifier = by_header::Verifier::new("It's a Secret to Everybody").expect("a verifier");
    let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    let headers = [("x-signature-256", signature)];
    assert_eq!(verifier.verify(&headers, b"Hello, World!"), Ok(()));
    let wrong = verifier.verify(&headers, b"Hello, World?");
    assert_eq!(wrong, Err(by_header::WebhookError::WrongSignature));
    for malformed in ["", "757107ea", "sha256=7", "sha256=zz", "sha1=757107ea"] {
        let refused = verifier.verify(&[("x-signature-256", malformed)], b"");
        let is_malformed = matches!(
            refused,
            Err(by_header::WebhookError::MalformedHeader { .. })
        );
        assert!(is_malformed, "{malformed}");
    }
    assert!(!format!("{verifier:?}").contains("Secret"));
    assert!(by_header::Verifier::new(" ").is_err());
}

#[test]
fn a_configured_text_marks_an_event() {
    let signer = signed::Signer::new([7; 32]);
    let verifier = signed::Verifier::new(&signer.public_key()).expect("a verifier");
    let receive = |body: &[u8]| {
        let headers = signer.sign(SystemTime::now(), body);
        signed::Event::unwrap(&verifier, &headers, body).expect("an event")
    };
    let event = receive(br#"{"data":{"event_type":"order.updated","id":"o-1"}}"#);
    assert!(matches!(event, signed::Event::OrderUpdated(_)));
    let event = receive(br#"{"data":{"event_type":"order.moved","id":"o-1"}}"#);
    assert!(matches!(event, signed::Event::Unknown(_)));
}
