//! Everything but schemas: what `openapiv3` wants and a description may leave out.

use serde_json::{Map, Value};

use super::expect::describe;
use super::{COOKIE_STYLE, Ctx, Kind, LICENSE, MUTUAL_TLS, QUERY_STRING, RESERVED, join};
use crate::diagnostic::{Diagnostic, Place, code};
use crate::grammar::nearest;

/// Fills in and corrects one object that is not a schema.
pub(super) fn fill(ctx: &mut Ctx<'_>, kind: Kind, map: &mut Map<String, Value>, pointer: &str) {
    match kind {
        Kind::Document => document(ctx, map),
        // OpenAPI 3.1. The transport shows the certificate, nothing in the request does.
        Kind::SecurityScheme if map.get("type").is_some_and(|ty| ty == "mutualTLS") => {
            map.insert("type".to_owned(), "http".into());
            map.insert("scheme".to_owned(), MUTUAL_TLS.into());
        }
        Kind::PathItem => super::methods::mend(ctx, map, pointer),
        Kind::Operation => {
            map.entry("responses")
                .or_insert_with(|| Value::Object(Map::new()));
        }
        // Nobody asks where the operation that it leads to is.
        Kind::Link => {
            map.shift_remove("server");
        }
        Kind::RequestBody => {
            json(ctx, map, pointer);
            ctx.bodies.note(pointer);
        }
        Kind::Response if !map.contains_key("$ref") => {
            // Since 3.2 an answer may have this alone.
            if !map.contains_key("description")
                && let Some(summary) = map.get("summary").filter(|it| it.is_string()).cloned()
            {
                map.insert("description".to_owned(), summary);
            }
            map.entry("description")
                .or_insert_with(|| Value::String(String::new()));
            json(ctx, map, pointer);
            ctx.bodies.note(pointer);
        }
        Kind::MediaType if map.contains_key("$ref") => {
            let message = "this must be a reference to a Media Type Object".to_owned();
            ctx.warn(
                code::UNSUPPORTED_PART,
                join(pointer, &["$ref"]),
                message,
                "any JSON value is taken; put a reference to a schema below `schema`",
            );
        }
        // What the value of 3.0 is as data has a name of its own in 3.2.
        Kind::Example if !map.contains_key("value") => {
            if let Some(value) = map.shift_remove("dataValue") {
                map.insert("value".to_owned(), value);
                ctx.moved(join(pointer, &["value"]), &join(pointer, &["dataValue"]));
            }
        }
        Kind::Encoding => encoding(ctx, map, pointer),
        Kind::Responses => responses(ctx, map, pointer),
        Kind::Paths => paths(ctx, map, pointer),
        Kind::Parameter | Kind::Header => parameter(ctx, kind, map, pointer),
        _ => {}
    }
}

/// Reads `json` among the media types of a body as the one that it plainly means.
fn json(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    const JSON: &str = "application/json";
    let Some(Value::Object(content)) = map.get_mut("content") else {
        return;
    };
    let is_meant = |name: &&String| name.eq_ignore_ascii_case("json");
    let Some(name) = content.keys().find(is_meant).cloned() else {
        return;
    };
    if content.contains_key(JSON) {
        return;
    }
    let content = std::mem::take(content).into_iter();
    let content = content.map(|(key, media)| {
        let key = if key == name { JSON.to_owned() } else { key };
        (key, media)
    });
    map.insert("content".to_owned(), content.collect());
    let (from, to) = (["content", &name], ["content", JSON]);
    let from = join(pointer, &from);
    ctx.moved(join(pointer, &to), &from);
    ctx.renamed.note(from.clone(), join(pointer, &to));
    let message = format!("`{name}` is no media type");
    let help = format!("it is read as `{JSON}`; write it so");
    ctx.warn(code::WRONG_TYPE, from, message, &help);
}

fn document(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>) {
    map.insert("openapi".to_owned(), Value::String("3.0.3".to_owned()));
    map.entry("paths")
        .or_insert_with(|| Value::Object(Map::new()));
    let info = map
        .entry("info")
        .or_insert_with(|| Value::Object(Map::new()));
    let Value::Object(info) = info else { return };
    if let Some(Value::Object(license)) = info.get_mut("license")
        && let Some(expression @ Value::String(_)) = license.get("identifier").cloned()
    {
        license.insert(LICENSE.to_owned(), expression);
    }
    info_texts(ctx, info);
    // The one key that `openapiv3` wants of it; that it is missing was said.
    let is_named = |license: &Value| license.get("name").is_some();
    if !info.get("license").is_some_and(is_named) {
        info.shift_remove("license");
    }
    for tag in map
        .get_mut("tags")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        // Since 3.2 a tag may have this alone.
        if let Value::Object(tag) = tag
            && !tag.contains_key("description")
            && let Some(summary) = tag.get("summary").filter(|it| it.is_string()).cloned()
        {
            tag.insert("description".to_owned(), summary);
        }
    }
}

/// Fills in what a description must say of itself.
fn info_texts(ctx: &mut Ctx<'_>, info: &mut Map<String, Value>) {
    for key in ["title", "version"] {
        let text = match info.get(key) {
            Some(Value::String(_)) => continue,
            Some(value @ (Value::Number(_) | Value::Bool(_))) => {
                ctx.as_text(value, &join("/info", &[key]))
            }
            None | Some(Value::Null) => {
                let message = format!("the Info Object has no `{key}`");
                ctx.warn(
                    code::WRONG_TYPE,
                    "/info".to_owned(),
                    message,
                    "add it: the standard wants it, and the docs show it",
                );
                String::new()
            }
            Some(value @ (Value::Array(_) | Value::Object(_))) => {
                let message = format!("`{key}` must be a string, not {}", describe(value));
                let place = Place::value(&ctx.source, join("/info", &[key]));
                let diagnostic = Diagnostic::warning(code::WRONG_TYPE, place, message)
                    .help("it is left out; correct it: the docs show it");
                ctx.diagnostics.push(diagnostic);
                String::new()
            }
        };
        info.insert(key.to_owned(), Value::String(text));
    }
}

/// Keeps what is a status, a range of them or `default`. `openapiv3` drops the rest in silence.
fn responses(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    let keys: Vec<String> = map
        .keys()
        .filter(|key| !key.starts_with("x-"))
        .cloned()
        .collect();
    for key in keys {
        if is_status(&key) {
            continue;
        }
        let Some(response) = map.shift_remove(&key) else {
            continue;
        };
        let upper = key.to_ascii_uppercase();
        let (message, help) = if is_status(&upper) {
            map.entry(upper.clone()).or_insert(response);
            (
                format!("the range of statuses `{key}` is written with a capital `X`"),
                format!("write `{upper}`"),
            )
        } else {
            (
                format!("`{key}` is no status, no range of statuses and not `default`"),
                "it is left out; correct or remove it".to_owned(),
            )
        };
        ctx.warn(code::WRONG_TYPE, join(pointer, &[&key]), message, &help);
    }
}

fn is_status(key: &str) -> bool {
    key == "default"
        || matches!(key.as_bytes(), [b'1'..=b'5', b'X', b'X'])
        || (matches!(key.as_bytes(), [b'1'..=b'9', _, _])
            && key.bytes().all(|byte| byte.is_ascii_digit()))
}

fn paths(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    for key in map
        .keys()
        .filter(|key| !key.starts_with('/') && !key.starts_with("x-"))
    {
        let message = format!("the path `{key}` does not begin with `/`");
        ctx.warn(
            code::WRONG_TYPE,
            join(pointer, &[key]),
            message,
            "it is left out; begin it with `/`",
        );
    }
    map.retain(|key, _| key.starts_with('/'));
}

fn parameter(ctx: &mut Ctx<'_>, kind: Kind, map: &mut Map<String, Value>, pointer: &str) {
    if map.contains_key("$ref") {
        return;
    }
    // `openapiv3` wants one of the two and refuses both.
    if map.contains_key("schema") {
        let content = map.shift_remove("content");
        if content.is_some() && kind == Kind::Parameter {
            ctx.warn(
                code::UNSUPPORTED_PARAMETER,
                join(pointer, &["content"]),
                "a parameter has `schema` or `content`, not both".to_owned(),
                "`schema` is taken; remove one of them",
            );
        }
    } else if !map.contains_key("content") {
        map.insert("schema".to_owned(), Value::Object(Map::new()));
    }
    if kind == Kind::Header {
        map.shift_remove("style");
        return;
    }
    of_3_2(ctx, map, pointer);
    let style = map.get("style").and_then(Value::as_str);
    let place = map.get("in").and_then(Value::as_str).unwrap_or_default();
    let Some(style) = style.filter(|style| !takes_style(place, style)) else {
        return;
    };
    if styles_of(place).is_empty() {
        // Its place was refused.
        map.shift_remove("style");
        return;
    }
    let styles = styles_of(place);
    let message = format!(
        "a parameter in `{place}` has one of the styles `{}`, not `{}`",
        styles.join("`, `"),
        style.escape_debug()
    );
    let help = match nearest(style, styles.iter().copied()) {
        Some(near) => format!("the default style is taken; did you mean `{near}`?"),
        None => "the default style is taken; correct or remove it".to_owned(),
    };
    let place = Place::value(&ctx.source, join(pointer, &["style"]));
    let diagnostic = Diagnostic::warning(code::WRONG_TYPE, place, message).help(help);
    ctx.diagnostics.push(diagnostic);
    map.shift_remove("style");
}

/// Marks what 3.0 has no words for.
fn of_3_2(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    let place = map.get("in").and_then(Value::as_str).unwrap_or_default();
    let mark = match place {
        "querystring" => QUERY_STRING,
        "cookie" if map.get("style").is_some_and(|style| style == "cookie") => COOKIE_STYLE,
        "cookie" | "path" if map.get("allowReserved") == Some(&Value::Bool(true)) && ctx.is_3_2 => {
            RESERVED
        }
        _ => return,
    };
    if mark == QUERY_STRING {
        map.insert("in".to_owned(), "query".into());
        if !map.contains_key("content") {
            ctx.warn(
                code::WRONG_TYPE,
                pointer.to_owned(),
                "a parameter in `querystring` is described by `content`".to_owned(),
                "it is taken for one in `query`; say which media type the query is of",
            );
            return;
        }
    }
    if mark == COOKIE_STYLE {
        map.shift_remove("style");
    }
    map.insert(mark.to_owned(), Value::Bool(true));
}

/// Says what `explode` is: `openapiv3` takes it for false where it is missing.
fn encoding(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    let style = map.get("style").and_then(Value::as_str).map(str::to_owned);
    if let Some(style) = style.as_ref().filter(|style| !takes_style("query", style)) {
        let message = format!("a property of a form has no style `{style}`");
        ctx.warn(
            code::WRONG_TYPE,
            join(pointer, &["style"]),
            message,
            "the usual one is taken; correct or remove it",
        );
        map.shift_remove("style");
    }
    let style = map.get("style").and_then(Value::as_str);
    let usual = style.is_none_or(|style| style == "form");
    let explode = map.get("explode").and_then(Value::as_bool);
    if style.is_none() && explode.is_some() {
        // The style that there is if only this is said.
        map.insert("style".to_owned(), Value::String("form".to_owned()));
    }
    map.insert("explode".to_owned(), Value::Bool(explode.unwrap_or(usual)));
    // From 3.1 on a style that is said goes before a media type. By 3.0 only forms have styles, and
    // which of the two goes first is not said: a text may have both, JSON is one thing.
    let media_type = map.get("contentType").and_then(Value::as_str);
    let is_form = pointer.contains("x-www-form-urlencoded");
    let goes_first = |media_type: &str| !is_form || media_type.contains("json");
    if ctx.is_3_0 && media_type.is_some_and(goes_first) {
        map.shift_remove("style");
    }
}

fn takes_style(place: &str, style: &str) -> bool {
    styles_of(place).contains(&style)
}

fn styles_of(place: &str) -> &'static [&'static str] {
    match place {
        "path" => &["simple", "label", "matrix"],
        "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        "header" => &["simple"],
        "cookie" => &["form"],
        _ => &[],
    }
}
