//! The crate of `fixtures/security_oauth_relative.yaml`, driven: what is a password is not shown. Run by
//! `tests/fixtures_compile.rs`, which builds that crate.

use security_oauth_relative::types::PostLoginRequest;

#[test]
fn passwords_are_not_shown() {
    let mut login = PostLoginRequest::new("me", "S3CRET-one").r#type(["S3CRET-two"]);
    let others = &mut login.additional_properties;
    others.insert("other".to_owned(), "S3CRET-three".to_owned());
    let shown = format!("{login:?} {login:#?}");
    assert!(!shown.contains("S3CRET"), "{shown}");
    assert!(shown.contains("me") && shown.contains("[redacted]"), "{shown}");
    let sent = serde_json::to_string(&login).expect("JSON");
    assert!(["one", "two", "three"].iter().all(|word| sent.contains(word)), "{sent}");
}
