//! Webhooks of Telnyx: the captured vectors, and what else may arrive.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use serde::Deserialize;
use telnyx_conferences::HeaderMap;
use telnyx_conferences::webhooks::{Event, Headers, Signer, Verifier, VerifyWebhook, WebhookError};

/// The captures: what arrived, and what the official SDK for Node made of it.
#[derive(Deserialize)]
struct Captures {
    now: u64,
    seed_hex: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    headers: BTreeMap<String, String>,
    body: String,
    public_key: Option<String>,
    node: Outcome,
}

#[derive(Deserialize)]
struct Outcome {
    ok: bool,
    event_type: Option<String>,
}

fn captures() -> Captures {
    serde_json::from_str(include_str!("../wire/webhooks.json")).unwrap()
}

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn signer() -> Signer {
    let hex = captures().seed_hex;
    let bytes = (0..32).map(|index| u8::from_str_radix(&hex[2 * index..2 * index + 2], 16));
    Signer::new(
        bytes
            .collect::<Result<Vec<u8>, _>>()
            .unwrap()
            .try_into()
            .unwrap(),
    )
}

fn verifier(now: u64) -> Verifier {
    let verifier = Verifier::new(&signer().public_key()).unwrap();
    verifier.clock(move || at(now))
}

fn received(case: &Case, now: u64) -> Result<Event, WebhookError> {
    let verifier = Verifier::new(case.public_key.as_deref().unwrap_or_default())?;
    let verifier = verifier.clock(move || at(now));
    Event::unwrap(&verifier, &case.headers, case.body.as_bytes())
}

fn event_type(event: &Event) -> Option<&str> {
    match event {
        Event::Unknown(event) => event.event_type(),
        _ => None,
    }
}

/// Why each case is refused that is.
fn refusal(name: &str) -> WebhookError {
    let key = |problem: &str| WebhookError::Key(problem.to_owned());
    let (signature, timestamp) = ("telnyx-signature-ed25519", "telnyx-timestamp");
    let malformed = WebhookError::malformed_header;
    let no_time = "holds no time in seconds since 1970";
    match name {
        "too_new_301s" => too_new(301),
        "tampered_body" | "sig_all_zero" => WebhookError::WrongSignature,
        "missing_signature" => WebhookError::missing_header(signature),
        "missing_timestamp" => WebhookError::missing_header(timestamp),
        "timestamp_not_number" | "timestamp_float" | "timestamp_space" => {
            malformed(timestamp, no_time)
        }
        "sig_not_base64" | "sig_unpadded_base64" => malformed(signature, "holds no signature"),
        "key_wrong_length" => key("it must have 32 bytes, not 31"),
        "key_not_base64" => key("it is not Base64"),
        "key_none" => key("it is empty"),
        "non_json_body" => Event::parse(b"hello").unwrap_err(),
        other => panic!("`{other}` is refused, and nothing says why"),
    }
}

fn too_new(seconds: u64) -> WebhookError {
    let headers = signer().sign(at(1_000_000 + seconds), b"{}");
    let refused = verifier(1_000_000).verify(&headers, b"{}").unwrap_err();
    let message = format!("the message was sent {seconds} seconds in the future");
    assert_eq!(refused.to_string(), message);
    refused
}

#[test]
fn every_capture_is_taken_or_refused_for_its_reason() {
    let captures = captures();
    assert_eq!(captures.cases.len(), 19);
    for case in &captures.cases {
        let found = received(case, captures.now);
        match (&found, case.node.ok) {
            (Ok(event), true) => {
                let expected = case.node.event_type.as_deref();
                assert_eq!(event_type(event), expected, "{}", case.name);
            }
            (Err(error), false) => assert_eq!(*error, refusal(&case.name), "{}", case.name),
            _ => panic!("{}: {found:?}", case.name),
        }
    }
}

#[test]
fn an_event_keeps_its_json() {
    let body = br#"{"data":{"event_type":"brand.new","payload":{"n":12345678901234567890}}}"#;
    let Event::Unknown(event) = Event::parse(body).unwrap() else {
        panic!("the description names no events");
    };
    assert_eq!(event.event_type(), Some("brand.new"));
    assert_eq!(event.value().to_string().as_bytes(), body);
    let silent = Event::parse(br#"{"data":{"event_type":7}}"#).unwrap();
    assert_eq!(event_type(&silent), None);
}

#[test]
fn the_tolerance_is_inclusive_both_ways_and_can_be_set() {
    let (now, body) = (1_700_000_000, b"{}");
    let verify = |verifier: &Verifier, sent: u64| {
        let headers = signer().sign(at(sent), body);
        verifier.verify(&headers, body)
    };
    let usual = verifier(now);
    for sent in [now - 300, now - 299, now, now + 300] {
        assert_eq!(verify(&usual, sent), Ok(()), "{sent}");
    }
    let old = verify(&usual, now - 301).unwrap_err();
    assert!(matches!(old, WebhookError::TooOld { age, .. } if age.as_secs() == 301));
    let new = verify(&usual, now + 301).unwrap_err();
    assert!(matches!(new, WebhookError::TooNew { ahead, .. } if ahead.as_secs() == 301));

    let none = verifier(now).tolerance(Duration::ZERO);
    assert_eq!(verify(&none, now), Ok(()));
    assert!(verify(&none, now - 1).is_err());
    // Parts of a second don't count, as they are not sent.
    let late = verifier(now).clock(move || at(now) + Duration::from_millis(300_999));
    assert_eq!(verify(&late, now), Ok(()));
}

#[test]
fn a_timestamp_is_digits() {
    let headers = signer().sign(at(1_700_000_000), b"{}");
    for wrong in [
        "+1700000000",
        "",
        "-1",
        "1e9",
        "99999999999999999999999",
        "１",
    ] {
        let mut headers = headers.clone();
        headers[0].1 = wrong.to_owned();
        let refused = verifier(1_700_000_000).verify(&headers, b"{}").unwrap_err();
        assert!(
            matches!(refused, WebhookError::MalformedHeader { .. }),
            "{wrong}: {refused}"
        );
    }
    let mut far = headers;
    far[0].1 = u64::MAX.to_string();
    let refused = verifier(1_700_000_000).verify(&far, b"{}").unwrap_err();
    assert!(matches!(refused, WebhookError::TooNew { .. }));
}

#[test]
fn headers_come_in_any_form() {
    let (now, body) = (1_700_000_000, b"{}");
    let verifier = verifier(now);
    let signed = signer().sign(at(now), body);

    let mut map = HeaderMap::new();
    for (name, value) in &signed {
        map.insert(*name, value.parse().unwrap());
    }
    let bytes: Vec<(String, &[u8])> = signed
        .iter()
        .map(|(name, value)| (name.to_uppercase(), value.as_bytes()))
        .collect();
    let pairs = [signed[0].clone(), signed[1].clone()];
    let tree: BTreeMap<&str, String> = signed.iter().cloned().collect();
    let all: [&dyn Headers; 5] = [&map, &signed, &bytes, &pairs, &tree];
    for headers in all {
        assert_eq!(verifier.verify(headers, body), Ok(()));
    }

    let first = map["telnyx-timestamp"].clone();
    map.append("telnyx-timestamp", first);
    let refused = verifier.verify(&map, body).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the header `telnyx-timestamp` is there more than once"
    );
}

#[test]
fn one_of_several_keys_is_enough() {
    let (now, body) = (1_700_000_000, b"{}");
    let other = Signer::new([1; 32]);
    let key = |signer: &Signer| {
        Verifier::new(&signer.public_key())
            .unwrap()
            .clock(move || at(now))
    };
    let both = vec![key(&other), key(&signer())];
    let headers = signer().sign(at(now), body);
    assert_eq!(both.verify(&headers, body), Ok(()));
    assert_eq!(
        both[..1].verify(&headers, body),
        Err(WebhookError::WrongSignature)
    );
    let none: [Verifier; 0] = [];
    assert!(none.verify(&headers, body).is_err());
}

#[test]
fn a_weak_key_is_refused() {
    // The point of order 1: with it, one signature fits every message.
    let refused = Verifier::new("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the key of webhooks: it is no Ed25519 key"
    );
}

#[test]
fn a_missing_variable_is_named() {
    assert!(std::env::var_os("TELNYX_PUBLIC_KEY").is_none());
    let refused = Verifier::from_env().unwrap_err().to_string();
    assert!(refused.contains("`TELNYX_PUBLIC_KEY`"), "{refused}");
}

#[test]
fn a_verifier_of_ones_own_decides() {
    struct Gateway;
    impl VerifyWebhook for Gateway {
        fn verify(&self, headers: &dyn Headers, _: &[u8]) -> Result<(), WebhookError> {
            match headers.values("x-verified")[..] {
                [b"yes"] => Ok(()),
                _ => Err(WebhookError::missing_header("x-verified")),
            }
        }
    }
    let body = br#"{"data":{"event_type":"a"}}"#;
    assert!(Event::unwrap(&Gateway, &[("X-Verified", "yes")], body).is_ok());
    let none: [(&str, &str); 0] = [];
    assert!(Event::unwrap(&Gateway, &none, body).is_err());
}
