//! What a schema is: a scalar, a list, a map, any value, or a type with a name.

use super::api::{Form, JsonType, Kind, Shape, Text, Type, TypeId, TypeRef};
use super::conjunction::{self, All, Contradiction};
use super::direction::Direction;
use super::facts::Facts;
use super::{
    Ctx, annotations, direction, discriminator, enumeration, integer, object, origin, rules, union,
};
use crate::diagnostic::{Diagnostic, MADE_UP, Place, Stop, code};
use crate::limits::remedy;
use crate::resolve::Pointer;

/// How deep lists and maps are nested in each other. From 64 maps on, rustc gives up.
const DEEPEST: usize = 48;

/// How deep schemas that stand nowhere in the text are inside each other. What leads back to itself
/// in turns of different lengths would go on until the turns meet.
const DEEPEST_MADE_UP: usize = 24;

/// Reads the shapes of all types that are used, and of those that they use in turn.
pub(super) fn reached(ctx: &mut Ctx<'_>, most: usize) -> Result<(), Stop> {
    while let Some(id) = ctx.wanted.pop() {
        if ctx.types.len() == most {
            return Err(too_many_types(ctx, &id, most));
        }
        let (pointer, direction) = direction::of(&id.0);
        ctx.direction = direction;
        let Some(shape) = shape_of(ctx, &id) else {
            continue;
        };
        let ty = Type {
            is_multipart: direction == Direction::Parts,
            schemas: ctx.schemas_of(pointer),
            origin: origin::of(ctx, &id.0),
            rust_name: type_name(ctx, &id.0),
            annotations: annotations::at(ctx, pointer),
            shape,
        };
        ctx.types.insert(id, ty);
    }
    ctx.types.sort_unstable_keys();
    Ok(())
}

/// The types that schemas come to, each of a union times each that stands beside it, may be more
/// than the schemas.
fn too_many_types(ctx: &mut Ctx<'_>, id: &TypeId, most: usize) -> Stop {
    let (pointer, _) = direction::of(&id.0);
    let place = Place::key(&ctx.resolved.source, pointer);
    let message = format!("the description comes to more than {most} types");
    let diagnostic = Diagnostic::error(code::TOO_MUCH, place, message)
        .help(remedy("split the description", "types"));
    ctx.diagnostics.stop_with(diagnostic)
}

/// The name that a type is given in Rust. On a property, a name is that of the property.
fn type_name(ctx: &Ctx<'_>, pointer: &str) -> Option<String> {
    let mut keys = pointer.rsplit('/');
    let (_, parent) = (keys.next(), keys.next());
    let facts = Facts::of(ctx.resolved, pointer).filter(|_| parent != Some("properties"))?;
    ctx.overrides.name(pointer, Some(&facts.data.extensions))
}

fn shape_of(ctx: &mut Ctx<'_>, id: &TypeId) -> Option<Shape> {
    if let Some(union) = ctx.unions.get(id) {
        return Some(Shape::Union(union.clone()));
    }
    if let Some(enumeration) = ctx.enumerations.get(id) {
        return Some(Shape::Enumeration(enumeration.clone()));
    }
    let all = conjunction::gather(ctx, &id.0)?;
    match enumeration::of(ctx, &all) {
        Some(enumeration) => Some(Shape::Enumeration(enumeration)),
        None => {
            let (pointer, _) = direction::of(&id.0);
            Some(Shape::Record(object::record(ctx, pointer, &all)))
        }
    }
}

/// Returns what the schema at a pointer is.
pub(super) fn type_ref(ctx: &mut Ctx<'_>, pointer: &str) -> TypeRef {
    let mut made_up = pointer.match_indices(MADE_UP).map(|(at, _)| at);
    if let (Some(start), Some(_)) = (made_up.next(), made_up.nth(DEEPEST_MADE_UP - 1)) {
        let message = format!(
            "schemas that hold at once are inside each other more than {DEEPEST_MADE_UP} deep"
        );
        let help = "any JSON value is taken; describe the whole as one schema";
        return composition(ctx, &pointer[..start], message, help);
    }
    let Some(outer) = conjunction::gather(ctx, pointer) else {
        return too_much(ctx, pointer);
    };
    let target = conjunction::target(ctx, pointer);
    let foreign = [pointer, &target]
        .into_iter()
        .find_map(|at| ctx.overrides.ty(at));
    if let Some(path) = foreign {
        return TypeRef {
            nullable: outer.is_nullable(),
            ..TypeRef::plain(Kind::Foreign(path.clone(), Form::Json))
        };
    }
    let all = if *target == *pointer {
        outer.clone()
    } else {
        match conjunction::gather(ctx, &target) {
            Some(all) => all,
            None => return too_much(ctx, pointer),
        }
    };
    let mut ty = open(ctx, &target, &all);
    ty.nullable |= outer.is_nullable();
    if *target != *pointer && !matches!(ty.kind, Kind::Named(_) | Kind::Any) {
        ty.rules = rules::of(ctx, &outer, &ty.kind);
    }
    ty
}

/// Returns what a schema is, unless it is being read already or is nested too deep.
fn open<'a>(ctx: &mut Ctx<'a>, target: &str, all: &All<'a>) -> TypeRef {
    if ctx.open.iter().any(|open| **open == *target) {
        // A union that holds itself in a list has a name to refer to.
        if !all.choices.is_empty() || ctx.parents.contains_key(target) {
            return TypeRef::plain(Kind::Named(ctx.want(target)));
        }
        return composition(
            ctx,
            target,
            "this schema is a list or a map of nothing but itself".to_owned(),
            "any JSON value is taken; give it a property",
        );
    }
    if ctx.open.len() > DEEPEST {
        return composition(
            ctx,
            target,
            format!("lists and maps are nested more than {DEEPEST} deep"),
            "any JSON value is taken; give the inner ones a property",
        );
    }
    if let Some(keyword) = all.circular {
        ctx.warn(
            code::UNSUPPORTED_COMPOSITION,
            target,
            format!("`{keyword}` leads back to this schema"),
            "what it says besides is honoured; remove the circle",
        );
    }
    ctx.open.push(target.into());
    let ty = kind_of(ctx, target, all);
    ctx.open.pop();
    ty
}

fn kind_of<'a>(ctx: &mut Ctx<'a>, pointer: &str, all: &All<'a>) -> TypeRef {
    let chooses = all
        .parts
        .first()
        .filter(|part| *part.pointer == *pointer)
        .and_then(|part| part.data.discriminator.as_ref());
    if let Some(discriminator) = chooses {
        discriminator::check_mapping(ctx, all, discriminator);
    }
    if let Some(discriminator) = chooses.filter(|_| ctx.parents.contains_key(pointer)) {
        return union::of_children(ctx, pointer, &discriminator.property_name);
    }
    if !all.choices.is_empty() {
        return match union::chosen(ctx, pointer, all) {
            Some(ty) => ty,
            None => too_many_choices(ctx, pointer, all),
        };
    }
    let ty = match all.json_type() {
        Ok(ty) => ty,
        Err(contradiction) => return contradicted(ctx, &contradiction),
    };
    if enumeration::of(ctx, all).is_some() {
        return TypeRef::plain(Kind::Named(ctx.want(pointer)));
    }
    if all.is_only_null() {
        let message = "`allOf` asks for values that have nothing in common but `null`".to_owned();
        let help = "any JSON value is taken; correct one of the lists";
        return composition(ctx, pointer, message, help);
    }
    if let Some(kind) = foreign(ctx, all, ty) {
        return TypeRef::plain(kind);
    }
    let kind = match ty {
        Some(JsonType::String) => Kind::String(text(all)),
        Some(JsonType::Integer) => integer::kind(all),
        Some(JsonType::Number) => decimal(all),
        Some(JsonType::Boolean) => Kind::Boolean,
        Some(JsonType::Array) => list(ctx, pointer, all),
        Some(JsonType::Object) => return object(ctx, pointer, all),
        None if enumeration::is_boolean(&all.values()) => Kind::Boolean,
        Some(JsonType::Null) | None => Kind::Any,
    };
    TypeRef {
        rules: rules::of(ctx, all, &kind),
        ..TypeRef::plain(kind)
    }
}

/// The type of another crate that stands for the format of a scalar.
fn foreign(ctx: &Ctx<'_>, all: &All<'_>, ty: Option<JsonType>) -> Option<Kind> {
    let form = match ty? {
        JsonType::String => Form::Text,
        JsonType::Integer | JsonType::Number => Form::Digits,
        JsonType::Null | JsonType::Boolean | JsonType::Array | JsonType::Object => return None,
    };
    let format = all.parts.iter().find_map(|part| part.format.as_deref())?;
    let path = ctx.overrides.format(format)?;
    Some(Kind::Foreign(path.clone(), form))
}

/// Whether a type is an enumeration.
pub(super) fn is_enumeration(ctx: &mut Ctx<'_>, id: &TypeId) -> bool {
    if ctx.enumerations.contains_key(id) {
        return true;
    }
    if ctx.unions.contains_key(id) {
        return false;
    }
    conjunction::gather(ctx, &id.0)
        .filter(|all| all.choices.is_empty())
        .is_some_and(|all| enumeration::of(ctx, &all).is_some())
}

fn text(all: &All<'_>) -> Text {
    let format = all.parts.iter().find_map(|part| part.format.clone());
    if format.as_deref() == Some("byte") {
        Text::Base64
    } else {
        Text::Plain(format)
    }
}

fn decimal(all: &All<'_>) -> Kind {
    let format = all.parts.iter().find_map(|part| part.format.as_deref());
    match format {
        Some("double" | "float" | "single" | "double-int") => Kind::Float,
        _ => Kind::Number,
    }
}

fn list(ctx: &mut Ctx<'_>, pointer: &str, all: &All<'_>) -> Kind {
    let items = ctx.others(pointer, "items", all.items().as_ref());
    let items = items.map_or_else(any, |items| type_ref(ctx, &items));
    Kind::List(Box::new(items))
}

fn any() -> TypeRef {
    TypeRef::plain(Kind::Any)
}

/// An object: a type with a name if it has properties, otherwise a map.
fn object(ctx: &mut Ctx<'_>, pointer: &str, all: &All<'_>) -> TypeRef {
    let excludes = all.parts.iter().any(|part| object::excludes(ctx, part));
    if all.has_properties() || excludes || object::has_conditional(ctx, all) {
        return TypeRef::plain(Kind::Named(ctx.want(pointer)));
    }
    object::unchecked_in_a_map(ctx, pointer, all);
    let others = all.additional();
    let values = ctx.others(pointer, "additionalProperties", others.as_ref());
    let values = values.map_or_else(any, |values| type_ref(ctx, &values));
    let kind = Kind::Map(Box::new(values));
    TypeRef {
        rules: rules::of(ctx, all, &kind),
        ..TypeRef::plain(kind)
    }
}

/// Several choices at once. An object keeps what its own properties are.
fn too_many_choices(ctx: &mut Ctx<'_>, pointer: &str, all: &All<'_>) -> TypeRef {
    let message = "too many `oneOf` or `anyOf` hold at once, or stand inside each other".to_owned();
    let help = "the properties outside of them are typed, the others kept as JSON";
    let any = composition(ctx, pointer, message, help);
    if all.has_properties() {
        return TypeRef::plain(Kind::Named(ctx.want(pointer)));
    }
    any
}

fn too_much(ctx: &mut Ctx<'_>, pointer: &str) -> TypeRef {
    if !ctx.resolved.schemas.contains_key(pointer) {
        return TypeRef::plain(Kind::Any);
    }
    composition(
        ctx,
        pointer,
        "`allOf` brings too many schemas together".to_owned(),
        "any JSON value is taken; describe the whole as one schema",
    )
}

fn contradicted(ctx: &mut Ctx<'_>, contradiction: &Contradiction) -> TypeRef {
    let message = "`allOf` asks for two types of JSON that no value has at once";
    let help = "any JSON value is taken; correct one of them";
    tell_apart(ctx, contradiction, message, help);
    TypeRef::plain(Kind::Any)
}

/// Reports two parts of an `allOf` that no value follows at once.
pub(super) fn tell_apart(
    ctx: &mut Ctx<'_>,
    contradiction: &Contradiction,
    message: &str,
    help: &str,
) {
    let place = |pointer: &Pointer| Place::key(&ctx.resolved.source, pointer.clone());
    let at = place(&contradiction.second);
    let diagnostic = Diagnostic::warning(code::UNSUPPORTED_COMPOSITION, at, message)
        .label("this one")
        .related(place(&contradiction.first), "and this one")
        .help(help);
    ctx.diagnostics.push(diagnostic);
}

fn composition(ctx: &mut Ctx<'_>, pointer: &str, message: String, help: &str) -> TypeRef {
    ctx.warn(code::UNSUPPORTED_COMPOSITION, pointer, message, help);
    TypeRef::plain(Kind::Any)
}
