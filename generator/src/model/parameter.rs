//! Parameters: where each travels, what it is, and how it is written.

use indexmap::IndexMap;
use openapiv3::{ParameterData, ParameterSchemaOrContent};
use serde_json::Value;

use super::api::{
    Access, ConstantParameter, Kind, Location, Parameter, Presence, Style, Text, TypeRef,
};
use super::path_query::{Given, Pair};
use super::{Ctx, annotations, object, parameter_style, security, shape, undeclared};
use crate::diagnostic::code;
use crate::normalize::{QUERY_STRING, join};
use crate::resolve::{Pointer, ResolvedOperation, pointer_of};

/// Headers that the standard leaves to other parts of a description.
const RESERVED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// Headers that say how a message is framed and where it goes.
const FRAMING_HEADERS: [&str; 5] = [
    "connection",
    "content-length",
    "host",
    "transfer-encoding",
    "user-agent",
];

/// A parameter as it is declared.
pub(super) struct Declared<'a> {
    pub(super) pointer: Pointer,
    pub(super) parameter: &'a openapiv3::Parameter,
    location: &'static str,
    /// What is said beside the reference to it.
    said: Option<String>,
}

impl Declared<'_> {
    pub(super) fn name(&self) -> &str {
        &self.data().name
    }

    pub(super) fn data(&self) -> &ParameterData {
        self.parameter.parameter_data_ref()
    }

    pub(super) fn location(&self) -> &'static str {
        self.location
    }

    /// Whether it is what a query behind the path means by `name={asked}`.
    pub(super) fn stands_for(&self, name: &str, asked: &str) -> bool {
        match self.location {
            "path" => self.name() == asked,
            "query" => self.name() == name,
            _ => false,
        }
    }
}

/// Where a parameter travels: its `in`.
pub(super) fn location(parameter: &openapiv3::Parameter) -> &'static str {
    match parameter {
        openapiv3::Parameter::Path { .. } => "path",
        openapiv3::Parameter::Query { .. } => "query",
        openapiv3::Parameter::Header { .. } => "header",
        openapiv3::Parameter::Cookie { .. } => "cookie",
    }
}

/// The parameters of an operation; its own stand for those of the path item with their name.
pub(super) fn declared<'a>(ctx: &Ctx<'a>, resolved: &ResolvedOperation) -> Vec<Declared<'a>> {
    let mut found: IndexMap<(&str, String), Declared<'a>> = IndexMap::new();
    let lists = [
        (&resolved.item, &resolved.shared_parameters),
        (&resolved.pointer, &resolved.operation.parameters),
    ];
    let children = lists.into_iter().flat_map(|(holder, list)| {
        let place = join(holder, &["parameters"]);
        list.iter().map(move |child| (place.clone(), child))
    });
    for (place, child) in children {
        let pointer: Pointer = pointer_of(child).into();
        let Some(parameter) = ctx.resolved.parameters.get(&pointer) else {
            continue;
        };
        let location = location(parameter);
        let name = &parameter.parameter_data_ref().name;
        found.insert(
            (location, compared(location, name)),
            Declared {
                pointer,
                parameter,
                location,
                said: ctx.resolved.said_beside(&place, child),
            },
        );
    }
    found.into_values().collect()
}

/// The name of a parameter as it is compared with others: the case of a header means nothing.
pub(super) fn compared(location: &str, name: &str) -> String {
    match location {
        "header" => name.to_ascii_lowercase(),
        _ => name.to_owned(),
    }
}

/// The parameters of the path, in the order of its template.
pub(super) fn of_path(
    ctx: &mut Ctx<'_>,
    resolved: &ResolvedOperation,
    path: &str,
    declared: &[Declared<'_>],
    query: &[Pair<'_>],
) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    let mut misspelt: Vec<&str> = Vec::new();
    for name in placeholders(path) {
        if parameters.iter().any(|known| known.name == name) {
            continue;
        }
        let found = declared
            .iter()
            .find(|found| found.location == "path" && found.name() == name);
        parameters.push(match found {
            Some(found) => parameter(ctx, found, Location::Path),
            None => {
                let others = declared.iter().filter(|found| found.location == "path");
                let others: Vec<_> = others.map(|it| (it.name(), &it.pointer)).collect();
                misspelt.extend(undeclared::tell(ctx, resolved, name, &others));
                undeclared(resolved, name)
            }
        });
    }
    for found in declared.iter().filter(|found| found.location == "path") {
        let is_told = misspelt.contains(&found.name());
        let mut query = query.iter();
        let is_behind = query
            .any(|pair| matches!(pair.value, Given::Parameter(asked) if asked == found.name()));
        if !is_told && !is_behind && !parameters.iter().any(|known| known.name == found.name()) {
            let message = format!(
                "the path `{}` has no place for the parameter `{}`",
                resolved.path,
                found.name()
            );
            ctx.warn(
                code::UNSUPPORTED_PARAMETER,
                found.pointer.clone(),
                message,
                "it is left out; put it into the path in braces, or remove it",
            );
        }
    }
    parameters
}

/// The names between braces in a path template.
fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

fn undeclared(resolved: &ResolvedOperation, name: &str) -> Parameter {
    Parameter {
        pointer: resolved.pointer.clone(),
        name: name.to_owned(),
        rust_name: None,
        location: Location::Path,
        ty: TypeRef {
            kind: Kind::String(Text::Plain(None)),
            nullable: false,
            rules: Vec::new(),
        },
        presence: Presence::Required,
        style: Style::Single,
        annotations: super::api::Annotations::default(),
    }
}

fn parameter(ctx: &mut Ctx<'_>, found: &Declared<'_>, location: Location) -> Parameter {
    let data = found.data();
    let (schema, ty) = match &data.format {
        ParameterSchemaOrContent::Schema(schema) => {
            let pointer = pointer_of(schema);
            (Some(pointer), shape::type_ref(ctx, pointer))
        }
        ParameterSchemaOrContent::Content(content) => parameter_style::content(ctx, data, content),
    };
    let style = parameter_style::of(ctx, found, location, &ty.kind);
    let mut annotations = schema
        .map(|pointer| annotations::at(ctx, pointer))
        .unwrap_or_default();
    let said = found.said.clone().or_else(|| data.description.clone());
    annotations.description = said.or(annotations.description);
    annotations.deprecated |= data.deprecated.unwrap_or(false);
    if let Some(example) = &data.example {
        annotations.examples.insert(0, example.clone());
    }
    let is_of_path = location == Location::Path || found.location == "path";
    let presence = if data.required || is_of_path {
        Presence::Required
    } else {
        Presence::Optional
    };
    Parameter {
        pointer: found.pointer.clone(),
        name: data.name.clone(),
        rust_name: ctx.overrides.name(&found.pointer, Some(&data.extensions)),
        location,
        presence,
        style,
        ty,
        annotations,
    }
}

/// The parameters that are none of the path, and those of them that nobody is asked for. What is the
/// whole query leaves no room for others in it.
pub(super) fn others(
    ctx: &mut Ctx<'_>,
    declared: &[Declared<'_>],
    access: &Access,
    query: &[Pair<'_>],
) -> (Vec<Parameter>, Vec<ConstantParameter>) {
    let (mut found, mut constants) = behind_the_path(ctx, declared, query);
    let is_whole = |found: &Declared<'_>| found.data().extensions.contains_key(QUERY_STRING);
    let whole = declared.iter().position(is_whole);
    for (index, parameter) in declared.iter().enumerate() {
        let Some(other) = other(ctx, parameter, access) else {
            continue;
        };
        let whole = whole.filter(|whole| *whole != index && other.location == Location::Query);
        match whole {
            None => match constant(ctx, parameter, &other) {
                Some(constant) if constants.contains(&constant) => {}
                Some(constant) => constants.push(constant),
                None => found.push(other),
            },
            Some(whole) => {
                let message = format!(
                    "no argument is generated for `{}`: `{}` is the whole query",
                    other.name,
                    declared[whole].name()
                );
                let place = parameter.pointer.clone();
                let help = "make it a property of that one, or put both into `query`";
                ctx.warn(code::UNSUPPORTED_PARAMETER, place, message, help);
            }
        }
    }
    (found, constants)
}

/// The parameters of a query that stands behind the path.
fn behind_the_path(
    ctx: &mut Ctx<'_>,
    declared: &[Declared<'_>],
    query: &[Pair<'_>],
) -> (Vec<Parameter>, Vec<ConstantParameter>) {
    let (mut found, mut constants) = (Vec::new(), Vec::new());
    for pair in query {
        match pair.value {
            Given::Constant(value) => constants.push(ConstantParameter {
                location: Location::Query,
                name: pair.name.to_owned(),
                value: value.to_owned(),
            }),
            Given::Parameter(asked) => {
                let mut all = declared.iter();
                let is_asked =
                    |known: &&Declared<'_>| known.location == "path" && known.name() == asked;
                // One of the query that is declared as such is read with the others.
                let mut others = declared.iter();
                let is_other =
                    |known: &Declared<'_>| known.location == "query" && known.name() == pair.name;
                if !others.any(is_other)
                    && let Some(known) = all.find(is_asked)
                {
                    found.push(Parameter {
                        name: pair.name.to_owned(),
                        ..parameter(ctx, known, Location::Query)
                    });
                }
            }
        }
    }
    (found, constants)
}

/// What is sent of a parameter that must be there and has one value.
fn constant(
    ctx: &mut Ctx<'_>,
    found: &Declared<'_>,
    parameter: &Parameter,
) -> Option<ConstantParameter> {
    let ParameterSchemaOrContent::Schema(schema) = &found.data().format else {
        return None;
    };
    // What the transport says of a message is never fixed.
    let is_framing = FRAMING_HEADERS
        .iter()
        .any(|name| parameter.name.eq_ignore_ascii_case(name));
    let can_be_fixed = !(is_framing && parameter.location == Location::Header)
        && parameter.presence == Presence::Required
        && parameter.style == Style::Single
        && matches!(parameter.location, Location::Query | Location::Header);
    if !can_be_fixed {
        return None;
    }
    let value = match object::only_value(ctx, pointer_of(schema), &parameter.ty)? {
        Value::String(text) => text,
        Value::Bool(value) => value.to_string(),
        // As it is written of the type that it is, which is not always how the description has it.
        value => value.as_i64()?.to_string(),
    };
    // What no header can hold is refused where it is given.
    let fits = parameter.location == Location::Query || value.chars().all(|c| c.is_ascii_graphic());
    fits.then(|| ConstantParameter {
        location: parameter.location,
        name: parameter.name.clone(),
        value,
    })
}

/// A parameter that is none of the path; none where the standard leaves it to other parts of a
/// description, where the client has it as a credential, or where nothing can have its name.
fn other(ctx: &mut Ctx<'_>, found: &Declared<'_>, access: &Access) -> Option<Parameter> {
    let name = found.name();
    if security::carries(&ctx.security, access, found.location, name) {
        return None;
    }
    let location = match found.location {
        "query" => Location::Query,
        "header" if RESERVED_HEADERS.contains(&name.to_ascii_lowercase().as_str()) => {
            return None;
        }
        "header" => Location::Header,
        "cookie" => Location::Cookie,
        _ => return None,
    };
    if location != Location::Query && !security::is_token(name) {
        let message = format!(
            "no argument is generated for the {} parameter `{}`",
            found.location,
            name.escape_debug()
        );
        ctx.warn(
            code::UNSUPPORTED_PARAMETER,
            found.pointer.clone(),
            message,
            &format!("no {} can have this name; correct it", found.location),
        );
        return None;
    }
    Some(parameter(ctx, found, location))
}
