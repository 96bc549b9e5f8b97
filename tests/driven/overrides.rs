//! The crate of `fixtures/overrides/overrides.yaml`, driven: types of other crates are read, written and
//! sent as the description has them. Run by `tests/fixtures_compile.rs`, which builds that crate.

#[allow(dead_code, reason = "not every test uses all of it")]
mod support;

use std::net::Ipv4Addr;
use std::num::NonZeroU32;

use overrides::Client;
use overrides::types::{Milestone, Nullable, Release, ReleaseEither};

const LEAST: &str =
    r#"{"version":"1.0.0","oldest":null,"ip":"192.0.2.1","type":"beta","either":true}"#;

fn refused(text: &str) -> String {
    serde_json::from_str::<Release>(text)
        .expect_err("no value of the type")
        .to_string()
}

#[track_caller]
fn same(value: &Release, text: &str) {
    let written = serde_json::to_value(value).expect("JSON");
    let read: serde_json::Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(written, read);
}

#[test]
fn read_and_written() {
    let text = r#"{"version":"1.2.3-rc.1","oldest":"1.0.0","ip":"192.0.2.1","mirrors":["192.0.2.2"],"downloads":7,"type":"beta","milestone":{"name":"m"},"extra":{"a":[1.50]},"note":"n","either":"192.0.2.3"}"#;
    let value: Release = serde_json::from_str(text).expect("a release");
    assert_eq!(value.version.to_string(), "1.2.3-rc.1");
    assert_eq!(value.address, Ipv4Addr::new(192, 0, 2, 1));
    assert_eq!(value.mirrors, Some(vec![Ipv4Addr::new(192, 0, 2, 2)]));
    assert_eq!(value.downloads, NonZeroU32::new(7));
    same(&value, text);
    let value: Release = serde_json::from_str(LEAST).expect("a release");
    assert_eq!(value.oldest, Nullable::Null);
    same(&value, LEAST);
    // The digits of a number may stand in a text.
    let text = r#"{"version":"1.0.0","ip":"192.0.2.1","type":"beta","downloads":"7"}"#;
    let value: Release = serde_json::from_str(text).expect("a release");
    assert_eq!(value.downloads, NonZeroU32::new(7));
}

#[test]
fn what_their_types_refuse_is_refused_at_its_place() {
    let written = |name: &str| format!("what a `{name}` is written as");
    let (version, ip) = (written("semver::Version"), written("std::net::Ipv4Addr"));
    let downloads = written("core::num::NonZeroU32");
    for (text, place, expected, found) in [
        (r#"{"version":"one"}"#, "/version", &version, "a string"),
        (
            r#"{"version":[1],"note":""}"#,
            "/version",
            &version,
            "an array",
        ),
        (r#"{"ip":"192.0.2.256"}"#, "/ip", &ip, "a string"),
        (
            r#"{"mirrors":["192.0.2.2","m"]}"#,
            "/mirrors/1",
            &ip,
            "a string",
        ),
        (
            r#"{"downloads":0,"note":""}"#,
            "/downloads",
            &downloads,
            "a number",
        ),
        (r#"{"either":"192","note":""}"#, "/either", &ip, "a string"),
    ] {
        let told = format!("`{place}`: expected {expected}, found {found}");
        assert_eq!(refused(text), told, "{text}");
    }
    assert_eq!(
        refused(r#"{"ip":"192.0.2.1","type":"beta"}"#),
        "`/version`: required, but missing"
    );
}

#[test]
fn sent() {
    let (url, told) = support::server();
    let client = Client::builder().base_url(url).build().expect("a client");
    let versions = [7, 8].map(|number| NonZeroU32::new(number).expect("not 0"));
    let call = client.releases().everything(Ipv4Addr::LOCALHOST);
    let _ = support::run(async { call.versions(versions).await });
    let sent = told.recv().expect("a request");
    assert_eq!(sent.method, "GET");
    assert_eq!(
        sent.target,
        "/releases?from=127.0.0.1&versions=7&versions=8"
    );

    let read: Release = serde_json::from_str(LEAST).expect("a release");
    let body = Release::new(read.version, Ipv4Addr::LOCALHOST, "beta")
        .milestone(Milestone::new().name("m"))
        .either(ReleaseEither::from(true));
    support::run(async { client.releases().publish(body).await }).expect("it is taken");
    assert_eq!(told.recv().expect("a request").method, "POST");
}
