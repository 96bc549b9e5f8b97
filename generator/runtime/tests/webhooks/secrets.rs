//! Standard Webhooks, and the time beside the signature in one header.

use std::time::{Duration, SystemTime};

#[path = "../../webhooks/error.rs"]
mod error;
#[path = "../../webhooks/headers.rs"]
mod headers;
#[path = "../../webhooks/hmac.rs"]
mod hmac;
#[path = "../../webhooks/signature.rs"]
mod signature;
#[path = "../../webhooks/verify.rs"]
mod verify;

use error::WebhookError;
use headers::Headers;
use hmac::{Signer, Verifier};
use signature::{Encoding, Part, Scheme, Time};
use verify::VerifyWebhook;

static STANDARD: Scheme = Scheme {
    signature_header: "webhook-signature",
    prefix: "v1,",
    separator: Some(' '),
    encoding: Encoding::Base64,
    time: Some(Time::Header("webhook-timestamp")),
    id_header: Some("webhook-id"),
    message: &[
        Part::Id,
        Part::Text("."),
        Part::Timestamp,
        Part::Text("."),
        Part::Body,
    ],
    key_variable: "WEBHOOK_SECRET",
    key_prefix: "whsec_",
    key_encoding: Some(Encoding::Base64),
    tolerance: Duration::from_secs(300),
};

static IN_ONE_HEADER: Scheme = Scheme {
    signature_header: "x-signature",
    prefix: "v1=",
    separator: Some(','),
    encoding: Encoding::Hex,
    time: Some(Time::Behind("t=")),
    id_header: None,
    message: &[Part::Timestamp, Part::Text("."), Part::Body],
    key_variable: "WEBHOOK_SECRET",
    key_prefix: "",
    key_encoding: None,
    tolerance: Duration::from_secs(300),
};

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

/// The example of the libraries of Standard Webhooks.
#[test]
fn standard_webhooks_are_verified() {
    let verifier = Verifier::of(&STANDARD, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
    let verifier = verifier.clock(|| at(1_614_265_330));
    let body = br#"{"test": 2432232314}"#;
    let right = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    let verify = |signature: &str, id: &str| {
        let headers = [
            ("webhook-id", id),
            ("webhook-timestamp", "1614265330"),
            ("webhook-signature", signature),
        ];
        verifier.verify(&headers, body)
    };
    let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    assert_eq!(verify(right, id), Ok(()));
    assert_eq!(verify(&format!("v1a,AAAA v1,AAAA {right}"), id), Ok(()));
    assert_eq!(
        verify(right, "msg_other"),
        Err(WebhookError::WrongSignature)
    );
    assert_eq!(verify("v1,AAAA", id), Err(WebhookError::WrongSignature));
    let none = WebhookError::malformed_header("webhook-signature", "holds no signature");
    assert_eq!(verify("v1a,AAAA", id), Err(none));
    let missing = verifier.verify(&[("webhook-signature", right)], body);
    assert_eq!(
        missing,
        Err(WebhookError::missing_header("webhook-timestamp"))
    );
}

#[test]
fn the_time_may_stand_beside_the_signature() {
    let now = 1_700_000_000;
    let signer = Signer::of(&IN_ONE_HEADER, "secret").unwrap();
    let verifier = Verifier::of(&IN_ONE_HEADER, "secret").unwrap();
    let verifier = verifier.clock(move || at(now));
    let headers = signer.sign(at(now), b"{}");
    assert!(headers[0].1.starts_with("t=1700000000,v1="));
    assert_eq!(verifier.verify(&headers, b"{}"), Ok(()));
    assert_eq!(
        verifier.verify(&headers, b"{ }"),
        Err(WebhookError::WrongSignature)
    );
    let old = verifier.verify(&signer.sign(at(now - 301), b"{}"), b"{}");
    assert!(matches!(old, Err(WebhookError::TooOld { .. })), "{old:?}");
    let (_, signature) = headers[0].1.split_once(',').unwrap();
    let timeless = verifier.verify(&[("x-signature", signature)], b"{}");
    assert!(matches!(
        timeless,
        Err(WebhookError::MalformedHeader { .. })
    ));
}

#[test]
fn what_is_signed_by_the_signer_is_verified() {
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let signer = Signer::of(&STANDARD, secret).unwrap();
    let headers = signer.sign(SystemTime::now(), b"{}");
    let verifier = Verifier::of(&STANDARD, secret).unwrap();
    assert_eq!(verifier.verify(&headers, b"{}"), Ok(()));
    let other = Verifier::of(&STANDARD, "whsec_AAAA").unwrap();
    assert_eq!(
        other.verify(&headers, b"{}"),
        Err(WebhookError::WrongSignature)
    );
    assert!(Verifier::of(&STANDARD, "whsec_not base64").is_err());
    assert!(!format!("{verifier:?}{signer:?}").contains("MfKQ"));
}
