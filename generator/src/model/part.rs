//! Bodies of several parts and forms: which parts are files, and how properties travel.

use std::cell::Cell;
use std::collections::BTreeSet;

use indexmap::IndexMap;
use openapiv3::{Encoding, MediaType, QueryStyle};

use super::api::{FormStyle, Format, JsonType, Kind, PartEncoding, Rule, TypeRef};
use super::body::{essence, is_json, media_schema};
use super::conjunction::{self, All, Choice, Others};
use super::direction::Direction;
use super::facts::Facts;
use super::properties::Properties;
use super::{Ctx, properties, rules, shape};
use crate::diagnostic::code;
use crate::normalize::{CONTENT_TYPE, join, last_key};
use crate::resolve::{Pointer, pointer_of};

/// In how many schemas bytes are looked for at most.
const MOST_LOOKED_AT: usize = 512;

/// How many schemas are looked at for whether they are files whatever is chosen of them.
const MOST_CHOSEN: usize = 32;

/// A content of several parts, which stands at a place; none where it is not an object.
pub(super) fn multipart(ctx: &mut Ctx<'_>, place: &str, media: &MediaType) -> Option<Format> {
    let schema = pointer_of(media.schema.as_ref()?);
    let properties = properties::of(ctx, schema);
    files_by_encoding(ctx, &properties, media);
    headers(ctx, schema, &properties, media);
    files_elsewhere(ctx, &properties);
    let mut schemas = properties.schemas().into_iter();
    let has_files = schemas.any(|schema| file(ctx, schema).is_some());
    let ty = if has_files {
        let before = ctx.direction;
        ctx.direction = Direction::Parts;
        let ty = shape::type_ref(ctx, schema);
        ctx.direction = before;
        parts(ctx, schema, ty)
    } else {
        media_schema(ctx, media)
    };
    if !matches!(ty.kind, Kind::Named(_) | Kind::Map(_)) {
        return None;
    }
    let encodings = encodings(ctx, &properties, place, media);
    Some(Format::Multipart {
        ty,
        has_files,
        encodings,
    })
}

/// The type of the whole: where it is a map, that of its values is known here only.
fn parts(ctx: &mut Ctx<'_>, schema: &str, ty: TypeRef) -> TypeRef {
    let Kind::Map(_) = ty.kind else { return ty };
    let others = conjunction::gather(ctx, schema).and_then(|all| all.additional());
    let values = ctx.others(schema, "additionalProperties", others.as_ref());
    let values = values.and_then(|values| property(ctx, &values));
    values.map_or(ty, |values| TypeRef::plain(Kind::Map(Box::new(values))))
}

/// Returns the type of a property that is a file, or a list of files, with the rules that make sense
/// for them: how many there are.
pub(super) fn property(ctx: &mut Ctx<'_>, pointer: &str) -> Option<TypeRef> {
    let mut ty = file(ctx, pointer)?;
    let all = conjunction::gather(ctx, pointer)?;
    if let Kind::List(_) = ty.kind
        && all.choices.is_empty()
    {
        ty.rules = rules::of(ctx, &all, &ty.kind);
        ty.rules
            .retain(|rule| matches!(rule, Rule::MinItems(_) | Rule::MaxItems(_)));
    }
    Some(ty)
}

/// Returns the type of a property that is a file, or a list of files.
fn file(ctx: &Ctx<'_>, pointer: &str) -> Option<TypeRef> {
    file_at(ctx, pointer, &Cell::new(MOST_CHOSEN))
}

fn file_at(ctx: &Ctx<'_>, pointer: &str, left: &Cell<usize>) -> Option<TypeRef> {
    left.set(left.get().checked_sub(1)?);
    let all = conjunction::gather(ctx, pointer)?;
    if let [choice] = &all.choices[..] {
        return file_of(ctx, &all, choice, left);
    }
    let nullable = all.is_nullable();
    let kind = if is_file(ctx, pointer) {
        Kind::File
    } else {
        let items = items(&all).filter(|items| is_file(ctx, items))?;
        let item = conjunction::gather(ctx, items)?;
        Kind::List(Box::new(TypeRef {
            nullable: item.is_nullable(),
            ..TypeRef::plain(Kind::File)
        }))
    };
    Some(TypeRef {
        nullable,
        ..TypeRef::plain(kind)
    })
}

/// Returns the type of what is a file whatever is chosen: a list where it may be several.
fn file_of(
    ctx: &Ctx<'_>,
    all: &All<'_>,
    choice: &Choice<'_>,
    left: &Cell<usize>,
) -> Option<TypeRef> {
    let is_silent = |part: &Facts<'_>| !part.says_shape() && part.ty.is_none();
    if !all.parts.iter().all(is_silent) {
        return None;
    }
    let members = choice.members.iter();
    let members: Option<Vec<TypeRef>> = members.map(|member| file_at(ctx, member, left)).collect();
    let members = members?;
    let nullable = all.is_nullable() || members.iter().any(|member| member.nullable);
    let several = members.into_iter().find(|member| member.kind != Kind::File);
    Some(TypeRef {
        nullable,
        ..several.unwrap_or(TypeRef::plain(Kind::File))
    })
}

fn items<'a>(all: &All<'a>) -> Option<&'a str> {
    let is_list = all.choices.is_empty() && all.json_type() == Ok(Some(JsonType::Array));
    let mut items = all.parts.iter().filter_map(|part| part.items);
    items.next_back().filter(|_| is_list)
}

/// Whether a schema is that of a file: bytes as they are.
fn is_file(ctx: &Ctx<'_>, pointer: &str) -> bool {
    let Some(all) = conjunction::gather(ctx, pointer) else {
        return false;
    };
    let is_text = matches!(all.json_type(), Ok(Some(JsonType::String) | None));
    let is_binary = |part: &Facts<'_>| {
        part.format.as_deref() == Some("binary") || ctx.files.contains(&part.pointer)
    };
    is_text && all.choices.is_empty() && all.parts.iter().any(is_binary)
}

/// Notes the properties that are files since an Encoding Object says what they hold.
fn files_by_encoding(ctx: &mut Ctx<'_>, properties: &Properties<'_>, media: &MediaType) {
    let mut found: Vec<Pointer> = Vec::new();
    for (name, encoding) in &media.encoding {
        let media_type = encoding.content_type.as_deref().unwrap_or_default();
        if !is_opaque(media_type) {
            continue;
        }
        for property in properties.schemas_of(name) {
            let Some(of_property) = conjunction::gather(ctx, property) else {
                continue;
            };
            let file = items(&of_property).unwrap_or(property);
            let of_file = conjunction::gather(ctx, file);
            let is_plain = |part: &Facts<'_>| {
                part.format.is_none() && part.values.is_empty() && part.properties.is_empty()
            };
            if of_file.is_some_and(|all| all.parts.iter().all(is_plain)) {
                found.push(file.into());
            }
        }
    }
    ctx.files.extend(found);
}

/// Whether what is of a media type is bytes to whoever sends it.
fn is_opaque(media_type: &str) -> bool {
    let first = first(media_type);
    let kind = first.split('/').next().unwrap_or_default();
    let is_text = super::body::is_text(&first) || is_json(&first);
    match kind {
        "image" | "audio" | "video" | "font" => true,
        "application" => !is_text && first != "application/x-www-form-urlencoded",
        _ => false,
    }
}

/// The first of several media types.
fn first(media_types: &str) -> String {
    essence(media_types.split(',').next().unwrap_or_default())
}

/// Reports headers of parts that are no files: a file takes any header.
fn headers(ctx: &mut Ctx<'_>, schema: &str, properties: &Properties<'_>, media: &MediaType) {
    for (name, encoding) in &media.encoding {
        let is_part = |schema: &&str| file(ctx, schema).is_some();
        if encoding.headers.is_empty() || properties.schemas_of(name).iter().any(is_part) {
            continue;
        }
        let message = format!("the headers of the part `{name}` are not sent");
        let place = join(schema, &["properties", name]);
        let help = "only a file takes headers; send the request with `Client::request`";
        ctx.warn(code::UNSUPPORTED_BODY, place, message, help);
    }
}

/// Reports bytes that are no part of their own: what is no file by itself travels as text or JSON, in
/// which bytes have no place.
fn files_elsewhere(ctx: &mut Ctx<'_>, properties: &Properties<'_>) {
    // The schemas inside that have none.
    let mut without = BTreeSet::new();
    for property in properties.schemas() {
        if ctx.is_left_out(&[property]) || file(ctx, property).is_some() {
            continue;
        }
        let Some(found) = bytes_in(ctx, property, &mut without) else {
            continue;
        };
        let message = "a file is sent only as a part of its own, or one of a list of files";
        let help =
            "it is taken as text; make it a property of its own, of which nothing else is said";
        ctx.warn(code::UNSUPPORTED_BODY, found, message.to_owned(), help);
    }
}

/// Returns where the first bytes in a schema are, however deep.
fn bytes_in(ctx: &Ctx<'_>, schema: &str, seen: &mut BTreeSet<Pointer>) -> Option<Pointer> {
    if !seen.insert(schema.into()) || seen.len() > MOST_LOOKED_AT {
        return None;
    }
    if is_file(ctx, schema) {
        return Some(schema.into());
    }
    let all = conjunction::gather(ctx, schema)?;
    let properties = all.parts.iter().flat_map(|part| &part.properties);
    let properties = properties.map(|(_, schema)| *schema);
    let others = all.additional().into_iter().flat_map(Others::schemas);
    let items = all.parts.iter().filter_map(|part| part.items);
    let conditional = all.parts.iter().flat_map(|part| part.conditional.clone());
    let members = all.choices.iter().flat_map(|choice| choice.members.clone());
    let inside = properties.chain(others).chain(items);
    let mut inside = inside.chain(conditional).chain(members);
    inside.find_map(|schema| bytes_in(ctx, schema, seen))
}

/// How the properties of a body of several parts travel that do not travel as usual: an object as
/// JSON, a file as bytes, a list as a part for each item, and everything else as text.
fn encodings(
    ctx: &mut Ctx<'_>,
    properties: &Properties<'_>,
    place: &str,
    media: &MediaType,
) -> Vec<(String, PartEncoding)> {
    // Only there a style goes before a media type.
    let is_form = essence(&last_key(place)) == "multipart/form-data";
    let mut found: Vec<(String, PartEncoding)> = Vec::new();
    for (name, encoding) in &media.encoding {
        let schemas = properties.schemas_of(name);
        let is_file = schemas.iter().any(|schema| file(ctx, schema).is_some());
        let (objects, others): (Vec<&str>, Vec<&str>) =
            schemas.iter().partition(|schema| is_object(ctx, schema));
        let is_object = !objects.is_empty();
        let style = style(encoding).filter(|_| !is_file);
        let given = encoding.content_type.as_deref();
        let given = given.filter(|_| style.is_none() || !is_form);
        let has_objects = is_object || schemas.iter().any(|schema| is_list_of_objects(ctx, schema));
        let given = given.and_then(|given| part_type(ctx, place, name, given, has_objects));
        let encoding = match given {
            Some(given) if given.contains('*') => None,
            Some(given) if given == "text/plain" && !is_file => None,
            Some(given) if given == "application/json" && is_object && others.is_empty() => None,
            Some(given) if given == "application/octet-stream" && is_file => None,
            Some(given) => Some(PartEncoding::Type(given)),
            None => match style {
                Some(FormStyle::Exploded) if !is_object => None,
                style => style.map(PartEncoding::Style),
            },
        };
        found.extend(encoding.map(|encoding| (name.clone(), encoding)));
    }
    for (name, own) in types_of_files(ctx, properties) {
        let is_said = |encoding: &Encoding| encoding.content_type.is_some();
        let is_known = media.encoding.get(&name).is_some_and(is_said)
            || found.iter().any(|(property, _)| *property == name);
        if !is_known {
            found.push((name, PartEncoding::Type(own)));
        }
    }
    found
}

/// What files say of themselves: the media type of each property, where all that it may be agree.
fn types_of_files(ctx: &Ctx<'_>, properties: &Properties<'_>) -> Vec<(String, String)> {
    let mut found: IndexMap<&str, Vec<String>> = IndexMap::new();
    for (name, schema) in &properties.named {
        let own = file(ctx, schema).and_then(|_| own_type(ctx, schema));
        let own = own.map(|own| exact(&own)).filter(|own| is_media_type(own));
        let types = found.entry(name).or_default();
        types.extend(own.filter(|own| !types.contains(own)));
    }
    let agreed = found.into_iter().filter_map(|(name, mut types)| {
        let own = types.pop()?;
        types.is_empty().then(|| (name.to_owned(), own))
    });
    agreed.collect()
}

/// The media type that a schema says its files have.
fn own_type(ctx: &Ctx<'_>, pointer: &str) -> Option<String> {
    let all = conjunction::gather(ctx, pointer)?;
    let item = items(&all).and_then(|items| conjunction::gather(ctx, items));
    let parts = all
        .parts
        .iter()
        .chain(item.iter().flat_map(|all| &all.parts));
    let mut own = parts.filter_map(|part| part.data.extensions.get(CONTENT_TYPE));
    Some(own.next()?.as_str()?.to_owned())
}

/// The media type that an Encoding Object gives a part; none, which is reported, where that is none,
/// or where an object would have to be written in another format than JSON.
fn part_type(
    ctx: &mut Ctx<'_>,
    place: &str,
    name: &str,
    given: &str,
    has_objects: bool,
) -> Option<String> {
    let first = exact(given);
    let (message, help) = if !is_media_type(&first) {
        let shown = first.escape_debug();
        let message = format!("`{shown}` is no media type");
        (message, "the part has the usual one; correct or remove it")
    } else if has_objects && !is_json(&first) && first != "text/plain" {
        let message = format!("an object in `{name}` is not written as `{first}`");
        (
            message,
            "it is sent as JSON; write it yourself with `Client::request`",
        )
    } else {
        return Some(first);
    };
    let at = join(place, &["encoding", name, "contentType"]);
    ctx.warn(code::UNSUPPORTED_BODY, at, message, help);
    None
}

/// The first of several media types, as it is written.
fn exact(media_types: &str) -> String {
    let first = media_types.split(',').next().unwrap_or_default();
    first.trim_matches(' ').to_owned()
}

/// Whether a text is a media type, or a range of them, which may stand in a header.
fn is_media_type(text: &str) -> bool {
    let is_token = |text: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        !text.is_empty() && text.bytes().all(fits)
    };
    let essence = essence(text);
    let parts = essence.split_once('/');
    let fits = |byte: u8| byte == b'\t' || byte == b' ' || byte.is_ascii_graphic();
    text.bytes().all(fits) && parts.is_some_and(|(kind, of)| is_token(kind) && is_token(of))
}

/// How the properties of a form travel that do not travel as usual: what is an object as JSON, a list
/// as one field for each item.
pub(super) fn styles(
    ctx: &mut Ctx<'_>,
    place: &str,
    media: &MediaType,
) -> Vec<(String, FormStyle)> {
    let schema = media.schema.as_ref();
    let properties = schema.map(|schema| properties::of(ctx, pointer_of(schema)));
    let properties = properties.unwrap_or_default();
    let is_object = |ctx: &Ctx<'_>, name: &str| {
        let mut schemas = properties.schemas_of(name).into_iter();
        schemas.any(|schema| is_object(ctx, schema))
    };
    let mut styles: Vec<(String, FormStyle)> = Vec::new();
    for (name, encoding) in &media.encoding {
        let style = style(encoding);
        let given = encoding.content_type.as_deref();
        let given = given.filter(|_| style.is_none());
        let is_object = is_object(ctx, name);
        let given = given.and_then(|given| part_type(ctx, place, name, given, is_object));
        let json = given.filter(|given| is_json(given));
        let style = style.or(json.map(|_| FormStyle::Json));
        styles.extend(style.map(|style| (name.clone(), style)));
    }
    styles
}

fn is_object(ctx: &Ctx<'_>, schema: &str) -> bool {
    conjunction::gather(ctx, schema)
        .is_some_and(|all| all.json_type() == Ok(Some(JsonType::Object)))
}

fn is_list_of_objects(ctx: &Ctx<'_>, schema: &str) -> bool {
    let all = conjunction::gather(ctx, schema);
    let items = all.as_ref().and_then(items);
    items.is_some_and(|items| is_object(ctx, items))
}

/// The style that an encoding gives. `explode` has its default by then.
fn style(encoding: &Encoding) -> Option<FormStyle> {
    Some(match (encoding.style.as_ref()?, encoding.explode) {
        (QueryStyle::DeepObject, _) => FormStyle::Deep,
        (_, true) => FormStyle::Exploded,
        (QueryStyle::Form, false) => FormStyle::Joined(','),
        (QueryStyle::SpaceDelimited, false) => FormStyle::Joined(' '),
        (QueryStyle::PipeDelimited, false) => FormStyle::Joined('|'),
    })
}
