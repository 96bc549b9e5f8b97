//! An operation as the description has it, found by its method and path.

use serde_json::{Map, Value, json};

/// An operation.
#[derive(Debug)]
pub(super) struct Operation<'a> {
    pub(super) root: &'a Value,
    pub(super) method: String,
    /// The path template, without what is behind a `#`.
    pub(super) path: String,
    pub(super) parameters: Vec<Parameter<'a>>,
    body: Option<(String, &'a Value)>,
    pub(super) value: &'a Value,
}

/// A parameter.
#[derive(Debug)]
pub(super) struct Parameter<'a> {
    pub(super) name: &'a str,
    /// `path`, `query`, `header`, `cookie` or `querystring`.
    pub(super) place: &'a str,
    pub(super) value: &'a Value,
    /// Where its object stands.
    pub(super) pointer: String,
}

impl<'a> Operation<'a> {
    /// Finds the operation of a case.
    pub(super) fn find(root: &'a Value, case: &Value) -> Result<Self, String> {
        let text = |key: &str| case[key].as_str().unwrap_or_default();
        let (mut method, path) = (text("method").to_lowercase(), text("template"));
        let at = format!("/paths/{}", escaped(path));
        let item = root
            .pointer(&at)
            .ok_or("the description has no such path")?;
        let (at, item) = followed(root, at, item);
        let mut value = item.get(&method);
        if value.is_none() {
            // Since 3.2, by the method as it is sent.
            let sent = text("method");
            value = item["additionalOperations"].get(sent);
            method = format!("additionalOperations/{}", escaped(sent));
        }
        let value = value.ok_or("the path has no such method")?;
        let mut parameters = Vec::new();
        let own = format!("{at}/{method}/parameters");
        for list in [own, format!("{at}/parameters")] {
            let found = root.pointer(&list).and_then(Value::as_array);
            for (index, parameter) in found.into_iter().flatten().enumerate() {
                let (pointer, value) = followed(root, format!("{list}/{index}"), parameter);
                let text = |key: &str| value[key].as_str();
                let (Some(name), Some(mut place)) = (text("name"), text("in")) else {
                    continue;
                };
                if place == "querystring" && value.get("content").is_none() {
                    // Whoever writes so means one of the query.
                    place = "query";
                }
                // The case of the name of a header means nothing.
                let is_name = |known: &str| match place {
                    "header" => known.eq_ignore_ascii_case(name),
                    _ => known == name,
                };
                let is_known = |known: &Parameter<'_>| known.place == place && is_name(known.name);
                if !parameters.iter().any(is_known) {
                    parameters.push(Parameter {
                        name,
                        place,
                        value,
                        pointer,
                    });
                }
            }
        }
        let body = value.get("requestBody");
        let body = body.map(|body| followed(root, format!("{at}/{method}/requestBody"), body));
        Ok(Self {
            root,
            method: text("method").to_owned(),
            path: path.split('#').next().unwrap_or_default().to_owned(),
            parameters,
            body,
            value,
        })
    }

    /// Whether there must be a body.
    pub(super) fn requires_body(&self) -> bool {
        let required = self
            .body
            .as_ref()
            .and_then(|(_, body)| body.get("required"));
        required == Some(&Value::Bool(true))
    }

    /// The media types of the body, and where each stands.
    pub(super) fn contents(&self) -> Vec<(&'a str, String, &'a Value)> {
        let Some((at, body)) = &self.body else {
            return Vec::new();
        };
        let contents = body["content"].as_object().into_iter().flatten();
        let contents = contents.map(|(name, content)| {
            let at = format!("{at}/content/{}", escaped(name));
            let (at, content) = followed(self.root, at, content);
            (name.as_str(), at, content)
        });
        contents.collect()
    }

    /// The statuses and the ranges of them that it may answer with. No client sees another of those
    /// below 200, nor can a server send what is no status.
    pub(super) fn statuses(&self) -> Vec<String> {
        let responses = self.value["responses"].as_object().into_iter().flatten();
        let statuses = responses.map(|(status, _)| status.to_owned());
        let is_seen = |status: &String| {
            status.len() == 3
                && status.starts_with(['2', '3', '4', '5'])
                && (status[1..].eq_ignore_ascii_case("xx")
                    || status.chars().all(|c| c.is_ascii_digit()))
        };
        statuses.filter(is_seen).collect()
    }

    /// The alternatives of credentials: of the operation, or those of all.
    pub(super) fn security(&self) -> Vec<&'a Map<String, Value>> {
        let own = self.value.get("security");
        let list = own.or_else(|| self.root.get("security"));
        let list = list.and_then(Value::as_array).into_iter().flatten();
        list.filter_map(Value::as_object).collect()
    }

    /// Whether the description says of any operation what credentials it takes. One that never does is
    /// taken to have forgotten that.
    pub(super) fn says_who_may_call(&self) -> bool {
        let says = |value: &Value| value.get("security").is_some_and(|all| *all != json!([]));
        let items = self.root["paths"].as_object().into_iter().flatten();
        let mut operations = items.flat_map(|(_, item)| item.as_object().into_iter().flatten());
        says(self.root) || operations.any(|(_, operation)| operation.get("security").is_some())
    }

    /// All schemes of the description.
    pub(super) fn schemes(&self) -> Vec<&'a Value> {
        let schemes = self.root["components"]["securitySchemes"].as_object();
        let names = schemes.into_iter().flatten().map(|(name, _)| name);
        names.filter_map(|name| self.scheme(name)).collect()
    }

    /// A scheme of the description.
    pub(super) fn scheme(&self, name: &str) -> Option<&'a Value> {
        let at = format!("/components/securitySchemes/{}", escaped(name));
        let scheme = self.root.pointer(&at)?;
        Some(followed(self.root, at, scheme).1)
    }
}

/// Follows the `$ref` of an object, and that of what it leads to.
pub(super) fn followed<'a>(root: &'a Value, at: String, value: &'a Value) -> (String, &'a Value) {
    let (mut at, mut value) = (at, value);
    for _ in 0..20 {
        let target = value.get("$ref").and_then(Value::as_str);
        let Some(target) = target.and_then(|target| target.strip_prefix('#')) else {
            break;
        };
        let target = super::sent::decoded(target);
        let Some(found) = root.pointer(&target) else {
            break;
        };
        (at, value) = (target, found);
    }
    (at, value)
}

/// A key as a part of a JSON pointer.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Where the schema of a parameter stands, be it one of its own or that of its content.
pub(super) fn schema_of(parameter: &Parameter<'_>) -> Option<String> {
    if parameter.value.get("schema").is_some() {
        return Some(format!("{}/schema", parameter.pointer));
    }
    let content = parameter.value["content"].as_object()?;
    let (name, content) = content.iter().next()?;
    content.get("schema")?;
    Some(format!(
        "{}/content/{}/schema",
        parameter.pointer,
        escaped(name)
    ))
}
