//! What was received, held against the description.

use std::collections::BTreeSet;

use serde_json::Value;

use super::operation::{Operation, Parameter, schema_of};
use super::sent::{Sent, decoded};
use super::{Values, body, expected};
use crate::verdict::{Judge, encoded};

/// Headers that the standard leaves to other parts of a description.
const RESERVED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// Whether the description admits what the call was given.
pub(super) fn values(operation: &Operation<'_>, case: &Value, judge: &mut Judge<'_>) -> Values {
    let is_refused = |parameter: &Parameter<'_>| {
        let value = given(case, parameter)?;
        let schema = schema_of(parameter)?;
        Some(judge.refuses_at(&[&encoded(&schema)], value) != Some(false))
    };
    let mut refused = operation.parameters.iter().filter_map(is_refused);
    let mut is_refused = refused.any(|refused| refused);
    if let Some((at, value)) = body::json_of(operation, case) {
        is_refused |= judge.refuses_at(&[&encoded(&at)], value) != Some(false);
    }
    // What stands for the parts of a body is not what they hold.
    is_refused |= body::is_multipart(case);
    if is_refused {
        Values::Refused
    } else {
        Values::Admitted
    }
}

/// Whether the request is the one that the case asks for.
pub(super) fn request(operation: &Operation<'_>, case: &Value, sent: &Sent) -> Result<(), String> {
    if sent.method != operation.method {
        return Err(format!("it was sent as {}", sent.method));
    }
    all_are_given(operation, case, sent)?;
    path(operation, case, sent)?;
    query(operation, case, sent)?;
    headers(operation, case, sent)?;
    cookies(operation, case, sent)?;
    security(operation, sent)?;
    body::check(operation, case, sent)
}

/// The value that a call was given for a parameter, or that it has by itself.
fn given<'v>(case: &'v Value, parameter: &'v Parameter<'_>) -> Option<&'v Value> {
    let all = case["arguments"].get(parameter.place);
    let given = all.and_then(|all| all.get(parameter.name));
    given.or_else(|| constant(parameter))
}

/// The one value of a parameter that must be there, which nobody is asked for.
fn constant<'v>(parameter: &'v Parameter<'_>) -> Option<&'v Value> {
    let schema = &parameter.value["schema"];
    if parameter.value["required"] != true || !matches!(parameter.place, "query" | "header") {
        return None;
    }
    match schema["enum"].as_array().map(Vec::as_slice) {
        Some([only]) => Some(only),
        _ => schema.get("const"),
    }
}

/// The method takes what is required, and may be given everything else.
fn all_are_given(operation: &Operation<'_>, case: &Value, sent: &Sent) -> Result<(), String> {
    let all = case["kind"] == "all";
    for parameter in &operation.parameters {
        let is_required = parameter.value["required"] == true || parameter.place == "path";
        let name = parameter.name;
        let is_reserved = parameter.place == "header"
            && (RESERVED_HEADERS.contains(&name.to_ascii_lowercase().as_str()) || !is_token(name));
        let (_, behind) = with_query(operation);
        let is_behind = parameter.place == "path" && behind.contains(&format!("{{{name}}}"));
        let is_left_out = is_reserved || is_behind || is_key(operation, parameter, sent);
        if !is_left_out && (is_required || all) && given(case, parameter).is_none() {
            return Err(format!(
                "the method does not take the {} parameter `{name}`",
                parameter.place
            ));
        }
    }
    Ok(())
}

/// Whether a text can be the name of a header (RFC 9110, 5.6.2).
fn is_token(name: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    !name.is_empty() && name.chars().all(is_allowed)
}

fn path(operation: &Operation<'_>, case: &Value, sent: &Sent) -> Result<(), String> {
    let (path, _) = with_query(operation);
    let wanted = path.split('/');
    let found = sent.path.split('/');
    if wanted.clone().count() != found.clone().count() {
        return Err(format!("the path is `{}`", sent.path));
    }
    for (template, found) in wanted.zip(found) {
        let wanted = segment(operation, case, template);
        // What a segment may hold unencoded and what delimits values are the same characters.
        let spelled = |delimiters: &[u8]| expected::spelled(found, delimiters);
        if spelled(b"") != expected::spelled(&wanted, b"")
            || spelled(b";,=") != wanted && wanted != spelled(b"")
        {
            return Err(format!("the path has `{found}` and should have `{wanted}`"));
        }
    }
    Ok(())
}

/// The path, and what it always has in the query.
fn with_query<'o>(operation: &'o Operation<'_>) -> (&'o str, &'o str) {
    operation
        .path
        .split_once('?')
        .unwrap_or((&operation.path, ""))
}

/// A segment of the path, its parameters filled in.
fn segment(operation: &Operation<'_>, case: &Value, template: &str) -> String {
    let mut wanted = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        wanted.push_str(&expected::spelled(before, b""));
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let is_it =
            |parameter: &&Parameter<'_>| parameter.place == "path" && parameter.name == name;
        let parameter = operation.parameters.iter().find(is_it);
        match parameter {
            Some(parameter) => {
                let value = given(case, parameter).unwrap_or(&Value::Null);
                wanted.push_str(&expected::path(parameter, value));
            }
            // Whoever forgot to declare it meant a text.
            None => {
                let value = case["arguments"]["path"][name].as_str().unwrap_or_default();
                wanted.push_str(&expected::encoded(value));
            }
        }
        rest = after;
    }
    wanted.push_str(&expected::spelled(rest, b""));
    wanted
}

fn query(operation: &Operation<'_>, case: &Value, sent: &Sent) -> Result<(), String> {
    let spelled = sent.query.iter().map(|(name, value)| {
        let value = value.replace('+', "%20");
        (
            expected::spelled(name, b""),
            expected::spelled(&value, b","),
        )
    });
    let mut query = Query {
        found: spelled.collect(),
        taken: Vec::new(),
        of_others: 0,
    };
    let (_, fixed) = with_query(operation);
    for pair in fixed.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let is_declared =
            |it: &Parameter<'_>| it.place == "query" && it.name == name && value.contains('{');
        if operation.parameters.iter().any(is_declared) {
            continue;
        }
        let asked = value
            .starts_with('{')
            .then(|| &case["arguments"]["query"][name]);
        let asked = asked.map(|value| match value {
            Value::String(text) => expected::encoded(text),
            value => expected::encoded(&value.to_string()),
        });
        let value = asked.as_deref().unwrap_or(value);
        let wanted = (expected::spelled(name, b""), expected::spelled(value, b","));
        query.take(&wanted, false)?;
        query.next_parameter();
    }
    let parameters = operation.parameters.iter().filter(|it| it.place == "query");
    let given = parameters.filter_map(|parameter| Some((parameter, given(case, parameter)?)));
    // What the standard says exactly takes its pairs first.
    let (exact, others): (Vec<_>, Vec<_>) =
        given.partition(|(parameter, value)| expected::query(parameter, value).is_some());
    for (parameter, value) in exact {
        let is_reserved = parameter.value["allowReserved"] == true;
        for pair in expected::query(parameter, value).into_iter().flatten() {
            query.take(&pair, is_reserved)?;
        }
        query.next_parameter();
    }
    for (parameter, value) in others {
        query.take_any(parameter, value)?;
    }
    let mut parameters = operation.parameters.iter();
    let mut found = query.found;
    if let Some(whole) = parameters.find(|it| it.place == "querystring")
        && self::given(case, whole).is_some()
    {
        let is_there = !found.is_empty();
        return is_there
            .then_some(())
            .ok_or_else(|| "nothing was sent of the whole query".to_owned());
    }
    let keys = keys(operation, "query");
    found.retain(|(name, _)| !keys.contains(&decoded(name)));
    match found.first() {
        Some((name, value)) => Err(format!(
            "the query has `{name}={value}`, which nobody asked for"
        )),
        None => Ok(()),
    }
}

/// The pairs of a query that nobody has asked for yet, and those that somebody has.
struct Query {
    found: Vec<(String, String)>,
    taken: Vec<(String, String)>,
    /// How many of these are of the parameters before the one that is looked at.
    of_others: usize,
}

impl Query {
    /// Takes out a pair, which may have reserved characters as they are.
    fn take(&mut self, wanted: &(String, String), is_reserved: bool) -> Result<(), String> {
        let (key, value) = wanted;
        let is_it = |(name, text): &(String, String)| {
            name == key && (text == value || is_reserved && decoded(text) == decoded(value))
        };
        let Some(index) = self.found.iter().position(is_it) else {
            // Two parameters may come to one pair: `filter[id]`, and the `id` of a `filter`.
            if self.taken[..self.of_others].contains(wanted) {
                return Ok(());
            }
            return Err(format!(
                "`{key}={value}` is missing in the query, which has {:?}",
                self.found
            ));
        };
        self.found.remove(index);
        self.taken.push(wanted.clone());
        Ok(())
    }

    /// What was taken until now is of other parameters than what comes.
    fn next_parameter(&mut self) {
        self.of_others = self.taken.len();
    }

    /// Takes out all that is of a parameter whose value the standard says nothing of: lists in lists
    /// and the like. Something must be there.
    fn take_any(&mut self, parameter: &Parameter<'_>, value: &Value) -> Result<(), String> {
        let name = expected::encoded(parameter.name);
        let is_of =
            |key: &String, name: &str| key == name || key.starts_with(&format!("{name}%5B"));
        let is_property = |key: &String| {
            let mut names = value
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, _)| name);
            names.any(|name| is_of(key, &expected::encoded(name)))
        };
        let before = self.found.len();
        self.found
            .retain(|(key, _)| !is_of(key, &name) && !is_property(key));
        if before == self.found.len() {
            return Err(format!("nothing was sent of the query parameter `{name}`"));
        }
        Ok(())
    }
}

/// Those that a client sends by itself, and those that are looked at elsewhere: the credentials, the
/// cookies and the type of the body.
const OWN_HEADERS: [&str; 10] = [
    "accept",
    "accept-encoding",
    "authorization",
    "content-length",
    "content-type",
    "cookie",
    "host",
    "transfer-encoding",
    "user-agent",
    "x-retry-count",
];

fn headers(operation: &Operation<'_>, case: &Value, sent: &Sent) -> Result<(), String> {
    let mut known: BTreeSet<String> = OWN_HEADERS.map(str::to_owned).into();
    let keys = keys(operation, "header");
    known.extend(keys.iter().map(|key| key.to_ascii_lowercase()));
    for parameter in operation
        .parameters
        .iter()
        .filter(|it| it.place == "header")
    {
        let Some(value) = given(case, parameter) else {
            continue;
        };
        let (name, wanted) = (parameter.name, expected::header(parameter, value));
        known.insert(name.to_ascii_lowercase());
        match sent.header(name) {
            Some(found) if found == wanted.trim() => {}
            found => {
                return Err(format!(
                    "the header `{name}` is {found:?} and should be `{wanted}`"
                ));
            }
        }
    }
    // Each once.
    let mut names = sent.header_names();
    match names.find(|name| !known.remove(*name)) {
        Some(name) => Err(format!("the header `{name}` is one that nobody asked for")),
        None => Ok(()),
    }
}

fn cookies(operation: &Operation<'_>, case: &Value, sent: &Sent) -> Result<(), String> {
    let mut found: Vec<(String, String)> = sent
        .cookies()
        .into_iter()
        .map(|(name, value)| (expected::spelled(name, b""), expected::spelled(value, b",")))
        .collect();
    for parameter in operation
        .parameters
        .iter()
        .filter(|it| it.place == "cookie")
    {
        let Some(value) = given(case, parameter) else {
            continue;
        };
        for pair in expected::cookies(parameter, value) {
            let Some(index) = found.iter().position(|known| *known == pair) else {
                return Err(format!("the cookie {pair:?} is missing among {found:?}"));
            };
            found.remove(index);
        }
    }
    let keys = keys(operation, "cookie");
    found.retain(|(name, _)| !keys.contains(&decoded(name)));
    match found.first() {
        Some((name, _)) => Err(format!("the cookie `{name}` is one that nobody asked for")),
        None => Ok(()),
    }
}

/// A request carries the credentials of an alternative, and none where the operation asks for none.
fn security(operation: &Operation<'_>, sent: &Sent) -> Result<(), String> {
    let alternatives = operation.security();
    if alternatives.is_empty() {
        return match sent.header("authorization") {
            Some(_) if operation.says_who_may_call() => {
                Err("it carries a credential that nobody asked for".to_owned())
            }
            _ => Ok(()),
        };
    }
    let carries = |name: &str| {
        operation
            .scheme(name)
            .is_none_or(|scheme| carries(scheme, sent))
    };
    let is_met = alternatives
        .iter()
        .any(|alternative| alternative.keys().all(|name| carries(name)));
    if is_met {
        Ok(())
    } else {
        Err(format!(
            "it carries no credentials that the operation takes: {alternatives:?}"
        ))
    }
}

fn carries(scheme: &Value, sent: &Sent) -> bool {
    let authorization = sent.header("authorization").unwrap_or_default();
    let name = scheme["name"].as_str().unwrap_or_default();
    match (scheme["type"].as_str(), scheme["in"].as_str()) {
        (Some("apiKey"), Some("header")) => sent.header(name).is_some(),
        (Some("apiKey"), Some("query")) => {
            let mut query = sent.query.iter();
            query.any(|(known, _)| decoded(known) == name)
        }
        (Some("apiKey"), Some("cookie")) => {
            let mut cookies = sent.cookies().into_iter();
            cookies.any(|(known, _)| known == name)
        }
        (Some("http"), _) => {
            let wanted = scheme["scheme"].as_str().unwrap_or_default();
            let found = authorization.split(' ').next().unwrap_or_default();
            found.eq_ignore_ascii_case(wanted) || !matches!(wanted, "basic" | "bearer")
        }
        (Some("oauth2" | "openIdConnect"), _) => authorization.starts_with("Bearer "),
        _ => true,
    }
}

/// Whether a parameter is where a key travels, whichever alternative is taken: the client has that.
fn is_key(operation: &Operation<'_>, parameter: &Parameter<'_>, sent: &Sent) -> bool {
    let is_it = |name: &String| {
        operation.scheme(name).is_some_and(|scheme| {
            scheme["type"] == "apiKey"
                && scheme["in"] == parameter.place
                && scheme["name"] == parameter.name
        })
    };
    let alternatives = operation.security();
    let is_in_each = alternatives.iter().all(|one| one.keys().any(is_it));
    // One of some alternatives alone is sent all the same, if it must be there.
    let mut names = alternatives.iter().flat_map(|one| one.keys());
    let is_carried = |name: &String| {
        let scheme = operation.scheme(name).filter(|_| is_it(name));
        scheme.is_some_and(|scheme| carries(scheme, sent))
    };
    !alternatives.is_empty() && (is_in_each || names.any(is_carried))
}

/// The names of keys that travel in a place.
fn keys(operation: &Operation<'_>, place: &str) -> BTreeSet<String> {
    let alternatives = operation.security();
    let names = alternatives.iter().flat_map(|all| all.keys());
    let mut schemes: Vec<_> = names.filter_map(|name| operation.scheme(name)).collect();
    // Of all that there are, where only what is not defined is asked for.
    if schemes.is_empty() && (!alternatives.is_empty() || !operation.says_who_may_call()) {
        schemes = operation.schemes();
    }
    let of_place = |scheme: &&Value| scheme["type"] == "apiKey" && scheme["in"] == place;
    schemes
        .into_iter()
        .filter(of_place)
        .filter_map(|scheme| Some(scheme["name"].as_str()?.to_owned()))
        .collect()
}
