//! The crates of `fixtures/webhooks*.yaml`, driven: every event is told from the others, and what
//! is not known stays unknown. Run by `tests/fixtures_compile.rs`.

use webhooks::webhooks::{Event, WebhookError};
use webhooks_by_method::webhooks::Event as ByMethod;
use webhooks_of_one_type::webhooks::Event as OfOneType;
use webhooks_shared::webhooks::Event as Shared;
use webhooks_single::webhook_events::Event as Single;

fn parse(body: &str) -> Event {
    Event::parse(body.as_bytes()).expect("an event")
}

#[track_caller]
fn unknown(body: &str, event_type: Option<&str>) {
    let Event::Unknown(event) = parse(body) else {
        panic!("taken for another event: {body}");
    };
    assert_eq!(event.event_type(), event_type);
    assert_eq!(event.into_value().to_string(), body);
}

#[test]
fn a_nested_text_tells_events_apart() {
    let answered = r#"{"data":{"event_type":"call.answered","call_id":"c-1","new":true}}"#;
    let Event::CallAnswered(event) = parse(answered) else {
        panic!("`call.answered` marks it");
    };
    assert_eq!(event.data.call_id.as_deref(), Some("c-1"));
    for body in [
        r#"{"data":{"event_type":"message.sent"}}"#,
        r#"{"data":{"event_type":"message.finalized"}}"#,
    ] {
        assert!(matches!(parse(body), Event::Delivery(_)), "{body}");
    }
}

#[test]
fn what_is_not_known_stays_unknown() {
    unknown(r#"{"data":{"event_type":"brand.new"}}"#, Some("brand.new"));
    // What has a type is no event that has none, whatever its shape.
    unknown(
        r#"{"data":{"event_type":"brand.new"},"order":"o-1"}"#,
        Some("brand.new"),
    );
    // Nothing fits it wholly.
    unknown(r#"{"more":1,"order":"o-1"}"#, None);
    unknown(r#"{"data":{"event_type":null}}"#, None);
    unknown("[]", None);
    unknown("null", None);
}

#[test]
fn an_event_that_nothing_marks_is_found_by_its_shape() {
    let Event::Order(event) = parse(r#"{"order":"o-1"}"#) else {
        panic!("only one event has this shape");
    };
    assert_eq!(event.order, "o-1");
}

#[test]
fn a_known_event_of_another_shape_is_an_error_with_its_place() {
    let wrong = Event::parse(br#"{"data":{"event_type":"call.answered","call_id":7}}"#);
    let Err(WebhookError::Decode(error)) = wrong else {
        panic!("{wrong:?}");
    };
    assert_eq!(error.pointer(), "/data/call_id");
    assert!(Event::parse(b"hello").is_err());
    assert!(Event::parse(b"").is_err());
    assert!(Event::parse(b"\xff").is_err());
}

#[test]
fn a_name_may_be_known_otherwise() {
    let body = br#"{"order":"o-1","more":1}"#;
    let event = Event::parse_named("order", body).expect("an order");
    assert!(matches!(event, Event::Order(_)));
    let event = Event::parse_named("else", body).expect("an event");
    assert!(matches!(event, Event::Unknown(event) if event.event_type() == Some("else")));
}

/// Of one name are the events of one path item: the body tells which it is.
#[test]
fn several_events_may_have_one_name() {
    for parse in [ByMethod::parse, |body: &[u8]| ByMethod::parse_named("order", body)] {
        let made = parse(br#"{"kind":"made","id":"o-1"}"#);
        assert!(matches!(made, Ok(ByMethod::OnOrder(event)) if event.id.as_deref() == Some("o-1")));
        let changed = parse(br#"{"kind":"changed","id":"o-1"}"#);
        assert!(matches!(changed, Ok(ByMethod::Order(_))));
    }
    // The mark is enough where the event has grown, and events of one type need none.
    let grown = ByMethod::parse_named("order", br#"{"kind":"made","new":1}"#);
    assert!(matches!(grown, Ok(ByMethod::OnOrder(_))));
    let grown = br#"{"id":"s-1","new":1}"#;
    for same in [OfOneType::parse_named("same", grown), OfOneType::parse(br#"{"id":"s-1"}"#)] {
        let Ok(OfOneType::SamePost(event) | OfOneType::SamePut(event)) = same else {
            panic!("{same:?}");
        };
        assert_eq!(event.id, "s-1");
    }
    let other = ByMethod::parse_named("order", br#"{"kind":"lost"}"#);
    assert!(matches!(other, Ok(ByMethod::Unknown(event)) if event.event_type() == Some("order")));
}

#[test]
fn events_of_one_type_are_told_apart_by_their_names() {
    let body = br#"{"type":"event","data":{"type":"session.ended"}}"#;
    assert!(matches!(Shared::parse(body), Ok(Shared::SessionEnded(_))));
    let body = br#"{"type":"event","data":{"type":"session.created","name":"n"}}"#;
    assert!(matches!(Shared::parse(body), Ok(Shared::SessionCreated(_))));
    let body = br#"{"type":"event","data":{"type":"session.renamed"}}"#;
    assert!(matches!(Shared::parse(body), Ok(Shared::Unknown(_))));
}

#[test]
fn the_only_event_may_grow_and_another_is_kept() {
    let event = Single::parse(br#"{"id":1,"new":true}"#).expect("an event");
    assert!(matches!(event, Single::NewPet(pet) if pet.id == 1));
    let event = Single::parse(br#"{"type":"else"}"#).expect("an event");
    assert!(matches!(event, Single::Unknown(_)));
}
