//! Every example in the description is read by the generated types, and comes out as it went in.

use std::collections::BTreeSet;
use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use telnyx_conferences::types::{
    ApiError, BeepEnabled, ConferenceCommandResponse, ConferenceCommandResult, ErrorMeta,
    ErrorSource, Errors, JoinConferenceRequest, Region, SupervisorRole,
};
use telnyx_conferences::{Decode, Encode};
use tests::support::{Reply, Server};

use crate::sent;
use crate::types::there_and_back;

const SCHEMAS: &str = "/components/schemas/";

/// An example, or several put together.
#[derive(Debug)]
struct Example {
    /// Where it stands.
    pointer: String,
    /// The name of its schema.
    schema: String,
    value: Value,
}

/// What a description holds of examples.
struct Examples {
    document: Value,
    found: Vec<Example>,
    /// The places of those that were found, alone or in others.
    places: BTreeSet<String>,
}

impl Examples {
    fn of_description() -> Self {
        let text = include_str!("../../../spec/conferences.yaml");
        let document: Value = serde_yaml::from_str(text).expect("YAML");
        let mut examples = Self {
            document: document.clone(),
            found: Vec::new(),
            places: BTreeSet::new(),
        };
        examples.add_contents("", &document);
        let schemas = document["components"]["schemas"]
            .as_object()
            .expect("schemas");
        for (name, schema) in schemas {
            let pointer = format!("{SCHEMAS}{name}");
            if let Some(value) = schema.get("example") {
                examples.add(format!("{pointer}/example"), name, value.clone());
            }
            if let Some(value) = examples.put_together(&pointer, schema) {
                examples.found.push(Example {
                    pointer,
                    schema: name.clone(),
                    value,
                });
            }
        }
        examples
    }

    /// Adds the examples of the bodies of requests and answers.
    fn add_contents(&mut self, pointer: &str, node: &Value) {
        let schema = node.pointer("/schema/$ref").and_then(Value::as_str);
        if let Some(schema) = schema.and_then(|it| it.strip_prefix("#")?.strip_prefix(SCHEMAS)) {
            if let Some(value) = node.get("example") {
                self.add(format!("{pointer}/example"), schema, value.clone());
            }
            for (name, example) in node["examples"].as_object().into_iter().flatten() {
                let pointer = format!("{pointer}/examples/{name}/value");
                self.add(pointer, schema, example["value"].clone());
            }
        }
        for (pointer, child) in children(pointer, node) {
            self.add_contents(&pointer, child);
        }
    }

    fn add(&mut self, pointer: String, schema: &str, value: Value) {
        self.places.insert(pointer.clone());
        self.found.push(Example {
            pointer,
            schema: schema.to_owned(),
            value,
        });
    }

    /// Makes an object of the examples of its properties.
    fn put_together(&mut self, pointer: &str, schema: &Value) -> Option<Value> {
        let properties = schema.get("properties")?.as_object()?;
        let mut object = Map::new();
        for (name, property) in properties {
            let pointer = format!("{pointer}/properties/{name}");
            if let Some(value) = self.example_of(&pointer, property) {
                object.insert(name.clone(), value);
            }
        }
        Some(Value::Object(object))
    }

    fn example_of(&mut self, pointer: &str, schema: &Value) -> Option<Value> {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let pointer = reference.strip_prefix('#')?;
            let schema = self.document.pointer(pointer)?.clone();
            return self.example_of(pointer, &schema);
        }
        if let Some(value) = schema.get("example") {
            self.places.insert(format!("{pointer}/example"));
            return Some(value.clone());
        }
        if let Some(items) = schema.get("items") {
            let item = self.example_of(&format!("{pointer}/items"), items)?;
            return Some(Value::Array(vec![item]));
        }
        self.put_together(pointer, schema)
    }
}

#[test]
fn no_example_is_left_out() {
    let examples = Examples::of_description();
    let mut places = BTreeSet::new();
    collect_places("", &examples.document, &mut places);
    assert_eq!(examples.places, places);
    assert!(places.len() > 20, "{places:#?}");
}

#[tokio::test]
async fn every_example_comes_out_as_it_went_in() {
    for example in Examples::of_description().found {
        match example.schema.as_str() {
            "ApiError" => check::<ApiError>(&example).await,
            "BeepEnabled" => check::<BeepEnabled>(&example).await,
            "ConferenceCommandResponse" => check::<ConferenceCommandResponse>(&example).await,
            "ConferenceCommandResult" => check::<ConferenceCommandResult>(&example).await,
            "ErrorMeta" => check::<ErrorMeta>(&example).await,
            "ErrorSource" => check::<ErrorSource>(&example).await,
            "Errors" => check::<Errors>(&example).await,
            "JoinConferenceRequest" => check::<JoinConferenceRequest>(&example).await,
            "Region" => check::<Region>(&example).await,
            "SupervisorRole" => check::<SupervisorRole>(&example).await,
            schema => panic!("no type is known for `{schema}`"),
        }
    }
}

#[tokio::test]
async fn the_examples_of_requests_are_allowed() {
    let requests = Examples::of_description().found.into_iter();
    let mut requests = requests.filter(|example| example.pointer.contains("/requestBody/"));
    let server = sent::server();
    let client = sent::client(&server);
    for example in requests.by_ref() {
        let request: JoinConferenceRequest =
            serde_json::from_value(example.value).expect("a request");
        let call = client.conferences().actions().join("id", request);
        call.await.expect("an answer");
    }
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn the_examples_of_errors_are_read_from_answers() {
    let statuses = [
        (401, "Unauthorized"),
        (422, "UnprocessableEntity"),
        (400, "UnexpectedError"),
    ];
    let examples = Examples::of_description().found;
    for (status, name) in statuses {
        let place = format!("/components/responses/{name}/");
        let example = examples
            .iter()
            .find(|example| example.pointer.starts_with(&place));
        let body = &example.expect("an example").value;
        let server = Server::start([Reply::new(status, body.to_string())]);
        let client = sent::client(&server);
        let request = JoinConferenceRequest::new("leg");
        let call = client.conferences().actions().join("id", request);
        let error = call.await.expect_err("a refusal");
        let errors = serde_json::to_value(error.errors()).expect("JSON");
        assert_eq!(errors, body["errors"]);
        assert_eq!(error.message(), body["errors"][0]["detail"].as_str());
    }
}

/// By the client, and by serde.
async fn check<T>(example: &Example)
where
    T: Decode + Encode + Serialize + DeserializeOwned + PartialEq + Debug,
{
    let Example { pointer, value, .. } = example;
    let (read, sent) = there_and_back::<T>(&value.to_string()).await;
    let sent: Value = serde_json::from_str(&sent).expect("JSON");
    assert_eq!(sent, *value, "{pointer}");
    let by_serde: T = serde_json::from_value(value.clone()).expect("a value");
    assert_eq!(by_serde, read, "{pointer}");
    let by_serde = serde_json::to_value(&read).expect("JSON");
    assert_eq!(by_serde, *value, "{pointer}");
}

/// Finds every example by its key alone.
fn collect_places(pointer: &str, node: &Value, places: &mut BTreeSet<String>) {
    for (pointer, child) in children(pointer, node) {
        if pointer.ends_with("/example") {
            places.insert(pointer);
        } else if pointer.ends_with("/examples") {
            let names = child.as_object().into_iter().flatten();
            places.extend(names.map(|(name, _)| format!("{pointer}/{name}/value")));
        } else {
            collect_places(&pointer, child, places);
        }
    }
}

fn children<'v>(pointer: &str, node: &'v Value) -> Vec<(String, &'v Value)> {
    let properties = node.as_object().into_iter().flatten();
    let named = properties.map(|(name, child)| {
        let step = name.replace('~', "~0").replace('/', "~1");
        (format!("{pointer}/{step}"), child)
    });
    let items = node.as_array().into_iter().flatten().enumerate();
    named
        .chain(items.map(|(index, child)| (format!("{pointer}/{index}"), child)))
        .collect()
}
