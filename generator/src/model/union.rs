//! `oneOf` and `anyOf`: the types that a value may have, and what tells them apart.

use openapiv3::AdditionalProperties;
use serde_json::Value;

use super::api::{JsonType, Kind, Text, TypeId, TypeRef, Union, Variant};
use super::conjunction::{self, All, Choice, Joined};
use super::discriminator::{self, Child, Tag};
use super::facts::Facts;
use super::{Ctx, alike, origin, rules, shape, type_only, unfold};
use crate::diagnostic::{MADE_UP, code};
use crate::normalize::join;
use crate::resolve::Pointer;

/// How many shapes come of several choices at once, at most.
const MOST_COMBINED: usize = 64;

/// How many shapes come of the choices inside of a choice, however deep, at most.
const MOST_NESTED: usize = 512;

/// One member of a union.
struct Member<'a> {
    /// What a value of it must follow.
    pointer: Pointer,
    /// The schema that the member is, without what stands around the union.
    schema: &'a str,
    /// Where the member stands.
    place: String,
}

/// Returns what a choice among several shapes is; none where there are too many choices at once.
pub(super) fn chosen<'a>(ctx: &mut Ctx<'a>, pointer: &str, all: &All<'a>) -> Option<TypeRef> {
    if let Some(known) = ctx.unions_read.get(&(pointer.into(), ctx.direction)) {
        return Some(known.clone());
    }
    let combined: usize = all
        .choices
        .iter()
        .map(|choice| choice.members.len())
        .product();
    let choice = type_only::first(ctx, &all.choices).or(all.choices.first())?;
    if all.choices.len() > 1 && combined > MOST_COMBINED {
        return None;
    }
    if !may_make_up(ctx, pointer, choice.members.len()) {
        return None;
    }
    let mut has_null = false;
    let members = members(ctx, pointer, all, choice, &mut has_null);
    // What a member is together with the rest, has the rules of the rest.
    if members
        .iter()
        .any(|member| *member.schema == *member.pointer)
    {
        rules::beside_a_choice(ctx, all);
        rules::conditions(ctx, all);
    }
    let pointers: Vec<Pointer> = members
        .iter()
        .map(|member| member.pointer.clone())
        .collect();
    let tag = discriminator::tag(ctx, all, &pointers);
    let bound: Vec<Option<String>> = members
        .iter()
        .map(|member| bound_texts(ctx, member))
        .collect();
    let mut variants = Vec::new();
    for (index, member) in members.iter().enumerate() {
        let ty = shape::type_ref(ctx, &member.pointer);
        let tags = tag
            .as_ref()
            .map_or_else(Vec::new, |tag| tag.values[index].clone());
        let label = label(ctx, &members, &bound, index, &tags, &ty);
        if *member.schema == *member.place {
            ctx.labels.insert(member.schema.into(), label.clone());
        }
        if *member.schema != *member.pointer {
            ctx.labels.insert(member.pointer.clone(), label.clone());
        }
        variants.push(Variant {
            label,
            ty,
            tags,
            is_default: tag.as_ref().is_some_and(|tag| tag.default == Some(index)),
            recursive: false,
        });
    }
    let overlap = choice.keyword == "anyOf";
    let mut union = settled(ctx, pointer, variants, tag, overlap);
    if has_null {
        union.nullable = true;
        ctx.unions_read
            .insert((pointer.into(), ctx.direction), union.clone());
    }
    Some(union)
}

/// Counts the shapes that a choice makes up inside of another that was made up; whether there are not
/// too many of them: each level of unions in unions multiplies those above it.
fn may_make_up(ctx: &mut Ctx<'_>, pointer: &str, members: usize) -> bool {
    let Some(end) = pointer.find(MADE_UP) else {
        return true;
    };
    let key = (Pointer::from(&pointer[..end]), ctx.direction);
    let made_up = ctx.made_up.entry(key).or_default();
    *made_up += members;
    *made_up <= MOST_NESTED
}

/// Returns what a schema is that chooses among its children.
pub(super) fn of_children(ctx: &mut Ctx<'_>, pointer: &str, property: &str) -> TypeRef {
    if let Some(known) = ctx.unions_read.get(&(pointer.into(), ctx.direction)) {
        return known.clone();
    }
    let children: Vec<Child> = ctx.parents.get(pointer).cloned().unwrap_or_default();
    let default = discriminator::default_child(ctx, pointer);
    let mut variants = Vec::new();
    for child in &children {
        let target: Pointer = if *child.pointer == *pointer {
            base(ctx, pointer)
        } else {
            child.pointer.clone()
        };
        let label = origin::schema_name(&child.pointer);
        if *target != *child.pointer {
            ctx.labels.insert(target.clone(), "Base".to_owned());
        }
        variants.push(Variant {
            label,
            ty: shape::type_ref(ctx, &target),
            tags: child.tags.clone(),
            is_default: default.as_ref() == Some(&child.pointer),
            recursive: false,
        });
    }
    let tag = Tag {
        property: property.to_owned(),
        default: None,
        values: children.into_iter().map(|child| child.tags).collect(),
    };
    settled(ctx, pointer, variants, Some(tag), false)
}

/// The schema at a pointer without the choice among its children.
fn base(ctx: &mut Ctx<'_>, pointer: &str) -> Pointer {
    let base: Pointer = format!("{pointer}{MADE_UP}/base").into();
    ctx.joined.insert(
        base.clone(),
        Joined {
            parts: vec![pointer.into()],
            chosen: None,
            is_base: true,
            is_choice: false,
        },
    );
    base
}

/// What is left of a union once its types are known.
fn settled(
    ctx: &mut Ctx<'_>,
    pointer: &str,
    variants: Vec<Variant>,
    tag: Option<Tag>,
    overlap: bool,
) -> TypeRef {
    let nullable = variants.iter().any(|variant| variant.ty.nullable);
    let variants = without_itself(ctx, pointer, variants);
    let variants = alike::merged(ctx, pointer, variants);
    let mut rules = Vec::new();
    let kind = match &variants[..] {
        [] => Kind::Any,
        [only] if !is_open_parent(ctx, pointer, &only.ty) => {
            rules.clone_from(&only.ty.rules);
            only.ty.kind.clone()
        }
        _ => {
            let id = ctx.want(pointer);
            let union = Union {
                variants,
                tag: tag.map(|tag| tag.property),
                overlap,
            };
            ctx.unions.insert(id.clone(), union);
            Kind::Named(id)
        }
    };
    let settled = TypeRef {
        kind,
        nullable,
        rules,
    };
    let key = (pointer.into(), ctx.direction);
    ctx.unions_read.insert(key, settled.clone());
    settled
}

/// Whether a schema is what its only child is and may be more: it describes values of any other kind too,
/// which don't have what the child requires.
fn is_open_parent(ctx: &mut Ctx<'_>, pointer: &str, child: &TypeRef) -> bool {
    match &child.kind {
        Kind::Named(id) if ctx.parents.contains_key(pointer) => !shape::is_enumeration(ctx, id),
        _ => false,
    }
}

/// Leaves out what would be the union itself: reading it would never end.
fn without_itself(ctx: &mut Ctx<'_>, pointer: &str, mut variants: Vec<Variant>) -> Vec<Variant> {
    let before = variants.len();
    let itself = Kind::Named(TypeId(ctx.directed(pointer)));
    let is_itself = |variant: &Variant| variant.ty.kind == itself;
    variants.retain(|variant| !is_itself(variant));
    if variants.len() < before {
        ctx.warn(
            code::UNSUPPORTED_COMPOSITION,
            pointer,
            "a member of this leads back to it, and nothing else".to_owned(),
            "it is left out; remove it, or say what else it is",
        );
    }
    variants
}

/// The members of a union, each together with what stands around the union, where that says
/// anything that the member does not.
fn members<'a>(
    ctx: &mut Ctx<'a>,
    pointer: &str,
    all: &All<'a>,
    choice: &Choice<'a>,
    has_null: &mut bool,
) -> Vec<Member<'a>> {
    let mut found: Vec<(String, &'a str)> = Vec::new();
    for (index, member) in choice.indices.iter().zip(&choice.members) {
        let place = join(&choice.pointer, &[choice.keyword, &index.to_string()]);
        *has_null |= unfold::flatten(ctx, place, member, &mut found);
    }
    let mut found = unfold::opened(ctx, pointer, found);
    possible(ctx, all, choice, &mut found);
    let known: Vec<&str> = found.iter().map(|(_, member)| *member).collect();
    let extra = discriminator::also_mapped(ctx, all, &known);
    let extra = extra.into_iter().filter_map(|extra| {
        let (key, _) = ctx.resolved.schemas.get_key_value(&extra)?;
        Some((extra.to_string(), &**key))
    });
    // The mapping says again what the members say: what leads back says nothing here either.
    let extra = extra.collect();
    found.extend(unfold::opened(ctx, pointer, extra));
    let mut members = Vec::new();
    for (place, schema) in found {
        let adds = all.choices.len() > 1 || adds_to(ctx, all, schema);
        let target: Pointer = if adds {
            let step = place.strip_prefix(&*choice.pointer).unwrap_or(&place);
            let joined: Pointer = format!("{pointer}{MADE_UP}{step}").into();
            ctx.joined.insert(
                joined.clone(),
                Joined {
                    parts: vec![pointer.into(), schema.into()],
                    chosen: Some((choice.pointer.clone(), choice.keyword)),
                    is_base: true,
                    is_choice: false,
                },
            );
            joined
        } else {
            schema.into()
        };
        members.push(Member {
            pointer: target,
            schema,
            place,
        });
    }
    members
}

/// Leaves the members out that are of another type of JSON than what else must hold asks for,
/// unless that leaves none.
fn possible(ctx: &Ctx<'_>, all: &All<'_>, choice: &Choice<'_>, found: &mut Vec<(String, &str)>) {
    let Ok(asked) = type_only::beside(ctx, all, choice).json_type() else {
        return;
    };
    let values = all.values();
    let agrees = |(_, member): &(String, &str)| {
        let Some(of_member) = conjunction::gather(ctx, member) else {
            return true;
        };
        let ty = of_member.json_type().ok().flatten();
        let known = of_member.values();
        let same_values = known.is_empty()
            || values.is_empty()
            || known.iter().any(|value| values.contains(value));
        let of_asked = |value: &Value| asked.is_none_or(|ty| is_of_type(value, ty));
        let can_be = known.is_empty() || known.iter().any(of_asked);
        (same_values && can_be)
            && asked
                .zip(ty)
                .is_none_or(|(a, b)| conjunction::narrower(a, b).is_some())
    };
    if found.iter().any(agrees) {
        found.retain(agrees);
    }
}

/// Whether a value is of a type of JSON.
fn is_of_type(value: &Value, ty: JsonType) -> bool {
    match ty {
        JsonType::Null => value.is_null(),
        JsonType::Boolean => value.is_boolean(),
        JsonType::Integer | JsonType::Number => value.is_number(),
        JsonType::String => value.is_string(),
        JsonType::Array => value.is_array(),
        JsonType::Object => value.is_object(),
    }
}

/// Whether what stands around a union says anything of a member that it does not say itself.
fn adds_to(ctx: &Ctx<'_>, all: &All<'_>, member: &str) -> bool {
    let Some(of_member) = conjunction::gather(ctx, member) else {
        return false;
    };
    let typed = all.json_type().ok().flatten();
    let of_member_type = of_member.json_type().ok().flatten();
    if typed.is_some() && of_member_type.is_none() && of_member.choices.is_empty() {
        return true;
    }
    // Nothing is said of the properties of a string.
    if of_member_type.is_some_and(|ty| ty != JsonType::Object)
        && typed.is_none_or(|ty| ty == JsonType::Object)
        && all.parts.iter().all(says_properties_only)
    {
        return false;
    }
    all.parts.iter().any(|part| {
        let more_properties = part
            .properties
            .iter()
            .any(|(name, _)| of_member.property(name).is_empty());
        let more_required = part
            .required
            .iter()
            .any(|name| !of_member.requires(name) && !of_member.property(name).is_empty());
        let others = matches!(part.additional, Some(AdditionalProperties::Schema(_)))
            && of_member.additional().is_none();
        let format = part.format.is_some() && of_member.parts.iter().all(|of| of.format.is_none());
        more_properties
            || more_required
            || others
            || format
            || part.items.is_some()
            || !part.values.is_empty()
    })
}

/// Whether a schema says nothing but of the properties of an object.
fn says_properties_only(part: &Facts<'_>) -> bool {
    part.items.is_none() && part.format.is_none()
}

/// What a member of a union is called: its component, its title, what tells it apart, a property
/// that only it has, or what it is.
fn label(
    ctx: &mut Ctx<'_>,
    members: &[Member<'_>],
    bound: &[Option<String>],
    index: usize,
    tags: &[String],
    ty: &TypeRef,
) -> String {
    let member = &members[index];
    if *member.schema != *member.place && origin::has_name(member.schema) {
        return origin::schema_name(member.schema);
    }
    let title = Facts::of(ctx.resolved, member.schema).and_then(|facts| facts.data.title.clone());
    if let Some(title) = title.filter(|title| title.chars().any(char::is_alphanumeric)) {
        return title;
    }
    if let [tag] = tags {
        return tag.clone();
    }
    let is_object = |kind: &Kind| match kind {
        Kind::Named(id) => conjunction::gather(ctx, &id.0).is_some_and(|all| all.has_properties()),
        _ => false,
    };
    if is_object(&ty.kind)
        && let Some(name) = distinction(ctx, members, bound, index)
    {
        return name;
    }
    match &ty.kind {
        Kind::Named(id) if shape::is_enumeration(ctx, id) => "Value".to_owned(),
        kind => word(kind).to_owned(),
    }
}

/// Among how many members a property is looked for that only one of them has: each is compared
/// with all the others.
const MOST_COMPARED: usize = 64;

/// What tells a member of a union from the others: the texts that its properties are bound to, or a
/// property that only it has, or both where neither is enough.
fn distinction(
    ctx: &Ctx<'_>,
    members: &[Member<'_>],
    bound: &[Option<String>],
    index: usize,
) -> Option<String> {
    let text = bound[index].clone();
    let alike = bound.iter().filter(|other| **other == text).count();
    if text.is_some() && alike == 1 {
        return text;
    }
    let own = own_property(ctx, members, index);
    match (text, own) {
        (Some(text), Some(own)) => Some(format!("{text} {own}")),
        (_, own) => own,
    }
}

/// The texts that properties of a member are bound to, each having no other value.
fn bound_texts(ctx: &Ctx<'_>, member: &Member<'_>) -> Option<String> {
    let own = conjunction::gather(ctx, member.schema)?;
    let names = own.parts.iter().flat_map(|part| &part.properties);
    let texts = names.filter_map(|(name, _)| {
        let schemas = own.property(name);
        let mut values = schemas.iter().filter_map(|schema| {
            let values = conjunction::gather(ctx, schema)?.values();
            match &values[..] {
                [Value::String(text)] if !text.is_empty() => Some(text.clone()),
                _ => None,
            }
        });
        values.next()
    });
    let texts: Vec<String> = texts.take(3).collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}

/// A property that only one member has, a required one before others.
fn own_property(ctx: &Ctx<'_>, members: &[Member<'_>], index: usize) -> Option<String> {
    if members.len() > MOST_COMPARED {
        return None;
    }
    let of = |member: &Member<'_>| conjunction::gather(ctx, member.schema);
    let own = of(&members[index])?;
    let others: Vec<All<'_>> = members
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != index)
        .filter_map(|(_, member)| of(member))
        .collect();
    let names = own.parts.iter().flat_map(|part| &part.properties);
    let mut names: Vec<&str> = names.map(|(name, _)| *name).collect();
    names.sort_by_key(|name| !own.requires(name));
    names
        .into_iter()
        .find(|name| others.iter().all(|other| other.property(name).is_empty()))
        .map(str::to_owned)
}

/// What a value is, in a word.
fn word(kind: &Kind) -> &'static str {
    match kind {
        Kind::Any => "Any",
        Kind::Boolean => "Boolean",
        Kind::Integer(_) => "Integer",
        Kind::Float | Kind::Number => "Number",
        Kind::String(Text::Plain(_)) => "String",
        Kind::String(Text::Base64) => "Bytes",
        Kind::List(_) => "Array",
        Kind::Map(_) | Kind::Named(_) => "Object",
        Kind::File => "File",
        Kind::Foreign(..) => "Value",
    }
}
