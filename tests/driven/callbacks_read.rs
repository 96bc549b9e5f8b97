//! The crate of `fixtures/callbacks.yaml`, driven. Run by `tests/fixtures_compile.rs`.

use callbacks::callbacks as sent;

#[test]
fn the_body_of_a_callback_is_typed() {
    let done = sent::create_order_done(br#"{"id":"o-1"}"#).expect("a body");
    assert_eq!(done.id, "o-1");
    let failed = sent::order_failed(br#"{"reason":"none left"}"#).expect("a body");
    assert_eq!(failed.reason.as_deref(), Some("none left"));
    let wrong = sent::create_order_done(br#"{"id":7}"#).expect_err("no text");
    assert_eq!(wrong.pointer(), "/id");
}
