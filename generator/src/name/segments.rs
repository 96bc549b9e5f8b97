//! The segments of a path that say something: a resource, what is done to it, or a parameter.

use crate::grammar::without_ending;

/// A segment of a path.
pub(super) enum Segment {
    Word(String),
    Parameter(String),
}

impl Segment {
    pub(super) fn word(&self) -> Option<String> {
        match self {
            Self::Word(word) => Some(word.clone()),
            Self::Parameter(_) => None,
        }
    }

    pub(super) fn parameter(&self) -> Option<&str> {
        match self {
            Self::Word(_) => None,
            Self::Parameter(name) => Some(name),
        }
    }
}

/// What a path says.
pub(super) struct Said {
    pub(super) segments: Vec<Segment>,
    /// What is done, where the path ends in it: `publish` of `/topics/{topic}:publish`.
    pub(super) action: Option<String>,
    /// Whether its only words are those that it begins with, as in `/v1/{name}`.
    pub(super) is_prefix: bool,
}

/// What a path says besides the version that it begins with and the `.json` that it ends with.
pub(super) fn said(path: &str) -> Said {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut all: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let mut action = None;
    if let Some(last) = all.last_mut() {
        *last = without_ending(last);
        if let Some((before, verb)) = custom_method(last) {
            *last = before;
            action = Some(verb.to_owned());
        }
    }
    let is_prefix = |part: &&&str| matches!(**part, "api" | "rest") || is_version(part);
    let prefix = all.iter().take_while(is_prefix).count();
    let (prefix, rest) = all.split_at(prefix);
    if action.is_none()
        && let Some((last, before)) = rest.split_last()
        && let Some((name, parameters)) = function(last)
    {
        let before = before.iter().copied().flat_map(segment);
        return Said {
            segments: before.chain(parameters).collect(),
            action: Some(name.to_owned()),
            is_prefix: false,
        };
    }
    let mut segments: Vec<Segment> = rest.iter().copied().flat_map(segment).collect();
    let has_words = segments.iter().any(|segment| segment.word().is_some());
    let is_prefix = !has_words && action.is_none() && !prefix.is_empty();
    if is_prefix {
        // The version was all that the path says.
        let version = prefix.iter().copied().flat_map(segment);
        segments = version.chain(segments).collect();
    }
    Said {
        segments,
        action,
        is_prefix,
    }
}

/// What is before a custom method, as Google calls it, and its name: `{topic}` and `publish` of
/// `{topic}:publish`.
fn custom_method(text: &str) -> Option<(&str, &str)> {
    let (before, verb) = text.rsplit_once(':')?;
    let is_thing = before.ends_with(|c: char| c == '}' || c.is_ascii_alphanumeric());
    (is_thing && is_name(verb)).then_some((before, verb))
}

/// The name of a function of `OData`, without the namespace that tells it from a key, and what it takes:
/// `delta` and `token` of `microsoft.graph.delta(token='{token}')`.
fn function(text: &str) -> Option<(&str, Vec<Segment>)> {
    let (name, arguments) = text.strip_suffix(')')?.split_once('(')?;
    let (namespace, name) = name.rsplit_once('.')?;
    let is_qualified = is_name(name) && namespace.split('.').all(is_name);
    // An argument that is no parameter is sent as it stands.
    is_qualified.then(|| (name, arguments.split(',').filter_map(key).collect()))
}

/// A segment that is a parameter, a word, or a word and the keys of an item of it as `OData` writes them:
/// `orders('{id}')`, `certificates(algorithm={algorithm},print={print})`.
fn segment(text: &str) -> Vec<Segment> {
    if let Some(parameter) = parameter(text) {
        return vec![parameter];
    }
    let keyed = text.strip_suffix(')').and_then(|rest| rest.split_once('('));
    if let Some((word, keys)) = keyed
        && !word.is_empty()
        && !word.contains(['{', '}'])
        && let Some(keys) = keys.split(',').map(key).collect::<Option<Vec<_>>>()
    {
        let word = Segment::Word(word.to_owned());
        return [word].into_iter().chain(keys).collect();
    }
    vec![Segment::Word(text.replace(['{', '}'], " "))]
}

/// A parameter as a key of `OData`: `{id}`, `'{id}'` or `id='{id}'`.
fn key(text: &str) -> Option<Segment> {
    let value = text.split_once('=').map_or(
        text,
        |(name, value)| {
            if is_name(name) { value } else { text }
        },
    );
    let quoted = value
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''));
    parameter(quoted.unwrap_or(value))
}

/// A segment that is nothing but a parameter.
fn parameter(text: &str) -> Option<Segment> {
    let name = text.strip_prefix('{')?.strip_suffix('}')?;
    (!name.contains(['{', '}'])).then(|| Segment::Parameter(name.to_owned()))
}

/// Whether a text is a name as in a program.
fn is_name(text: &str) -> bool {
    let mut letters = text.chars();
    letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic())
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a segment is `v2`, `v2.1`, `3`, `1.0` or `2010-04-01`.
pub(super) fn is_version(segment: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let lengths = || segment.split('-').map(str::len);
    let is_date = || segment.split('-').all(digits) && lengths().eq([4, 2, 2]);
    match segment.strip_prefix(['v', 'V']) {
        Some(rest) => rest.starts_with(|c: char| c.is_ascii_digit()) && rest.len() < 9,
        None => segment.split('.').all(digits) || is_date(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Segment, said};

    #[track_caller]
    fn check(path: &str, expected: &[&str]) {
        let said = said(path);
        let segments = said.segments.iter().map(|segment| match segment {
            Segment::Word(word) => word.clone(),
            Segment::Parameter(name) => format!("{{{name}}}"),
        });
        let action = said.action.iter().map(|action| format!(":{action}"));
        let found: Vec<String> = segments.chain(action).collect();
        assert_eq!(found, expected, "{path}");
    }

    #[test]
    fn versions() {
        check("/v2/orders", &["orders"]);
        check("/api/v2.1/orders", &["orders"]);
        check("/rest/api/3/issue/{id}", &["issue", "{id}"]);
        check("/1.0/orders", &["orders"]);
        check("/2010-04-01/Accounts/{Sid}", &["Accounts", "{Sid}"]);
        // Words, and what is no version.
        check("/10dlc/brand", &["10dlc", "brand"]);
        check("/2010-04/orders", &["2010-04", "orders"]);
        check("/orders/404", &["orders", "404"]);
        check("/1./orders", &["1.", "orders"]);
        // Nothing else is there.
        check("/404", &["404"]);
        check("/3/{id}", &["3", "{id}"]);
        check("/", &[]);
    }

    #[test]
    fn endings() {
        check("/Messages.json", &["Messages"]);
        check("/Accounts/{Sid}.json", &["Accounts", "{Sid}"]);
        check("/orders.XML?all=true", &["orders"]);
        check("/a.json/b", &["a.json", "b"]);
        check("/orders.csv", &["orders.csv"]);
        check("/.json", &[".json"]);
        check("/3.json", &["3"]);
    }
    #[test]
    fn custom_methods() {
        check(
            "/v1/topics/{topic}:publish",
            &["topics", "{topic}", ":publish"],
        );
        check(
            "/v1/{parent}/events:write",
            &["{parent}", "events", ":write"],
        );
        check("/v1/{name}:cancel", &["{name}", ":cancel"]);
        check("/v1:start", &[":start"]);
        check("/v1p1beta1/files:annotate.json", &["files", ":annotate"]);
        // Parameters of other notations, and what is no method.
        check("/orders/:id", &["orders", ":id"]);
        check("/:/rate", &[":", "rate"]);
        check("/jcr:content/x", &["jcr:content", "x"]);
        check("/workers/{a}:{id}", &["workers", " a : id "]);
        check("/orders/{id:int}", &["orders", "{id:int}"]);
        check("/orders/{id}:", &["orders", " id :"]);
        check("/at/12:30", &["at", "12:30"]);
    }

    #[test]
    fn keys() {
        check("/orders('{id}')", &["orders", "{id}"]);
        check("/orders({id})/lines", &["orders", "{id}", "lines"]);
        check("/x(a={a},b='{b}')", &["x", "{a}", "{b}"]);
        check(
            "/items/n.s.find(q='{q}')/x",
            &["items", "n.s.find", "{q}", "x"],
        );
        // No keys.
        check("/x()", &["x()"]);
        check("/x(a)", &["x(a)"]);
        check("/('{id}')", &["(' id ')"]);
        check("/(ref/{ref}/)x", &["(ref", "{ref}", ")x"]);
        check("/x(a={a},b)", &["x(a= a ,b)"]);
    }

    #[test]
    fn functions() {
        check("/items/n.s.delta()", &["items", ":delta"]);
        check(
            "/items/n.s.delta(token='{token}')",
            &["items", "{token}", ":delta"],
        );
        check("/items/n.s.has(id='@id')", &["items", ":has"]);
        check("/n.s.has(id={id})", &["{id}", ":has"]);
        // One without parentheses may be anything.
        check("/items/n.s.assign", &["items", "n.s.assign"]);
    }
}
