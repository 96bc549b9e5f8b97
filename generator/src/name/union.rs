//! Unions become enums of types, and how a value of each is told from the others.

use std::collections::BTreeSet;

use super::enumeration::guarded;
use super::plan::{
    Arm, At, Docs, Expression, Held, Ident, JsonKind, Other, Pick, RustType, Source, Union,
    UnionVariant,
};
use super::record::{Scope, spoken};
use super::settle::{Claim, settle};
use super::type_names::TypeNames;
use super::words::{camel, camel_spelled, ident};
use super::{checks, docs, types};
use crate::model::api::{self, Api, Base, Form, Kind, Shape, Type, TypeId, TypeRef, Variant};

/// Every type of JSON that a type can be of.
const ALL: [JsonKind; 5] = [
    JsonKind::Bool,
    JsonKind::Number,
    JsonKind::String,
    JsonKind::Array,
    JsonKind::Object,
];

/// Plans the enum of a union.
pub(super) fn union(id: &TypeId, union: &api::Union, ty: &Type, scope: &Scope<'_>) -> Union {
    let annotations = &ty.annotations;
    let name = scope.names.of(id);
    let is_multipart = ty.is_multipart;
    let idents = variant_idents(union, scope.names);
    let mut variants: Vec<UnionVariant> = union
        .variants
        .iter()
        .zip(&idents)
        .map(|(variant, ident)| plan_variant(variant, ident, union, scope))
        .collect();
    only_once(&mut variants, name);
    let arms = arms(union, &idents, scope.api);
    let checks = union.variants.iter().zip(&variants);
    let checks = checks
        .map(|(variant, planned)| {
            let source = Source {
                at: At::Here,
                value: Expression::Local(Ident("value".to_owned())),
                held: Held::Borrowed,
            };
            let checks = checks::of_type(&variant.ty, &planned.ty, &source);
            (planned.ident.clone(), checks)
        })
        .filter(|(_, checks)| !checks.is_empty())
        .collect();
    Union {
        ident: name.clone(),
        docs: docs::of_type(annotations, || spoken(&ty.origin)),
        deprecated: docs::deprecation(annotations.deprecated, annotations.description.as_deref()),
        // What is only sent is always known.
        other: other(union, &arms).filter(|_| !is_multipart),
        expected: expected(&arms),
        is_multipart,
        blank: None,
        checks,
        variants,
        arms,
    }
}

/// The names of the variants of a union.
pub(super) fn variant_idents(union: &api::Union, names: &TypeNames) -> Vec<Ident> {
    settle(&variant_claims(union, names), RESERVED)
        .into_iter()
        .map(|settled| ident(&settled.name))
        .collect()
}

/// What no variant of a union is called.
pub(super) const RESERVED: &[&str] = &["Several", "Unknown"];

/// What the variants want to be called.
pub(super) fn variant_claims(union: &api::Union, names: &TypeNames) -> Vec<Claim> {
    let mut keys: BTreeSet<String> = BTreeSet::new();
    let mut claims = Vec::new();
    for (index, variant) in union.variants.iter().enumerate() {
        let plain = guarded(camel(&variant.label));
        let mut candidates = vec![plain.clone(), guarded(camel_spelled(&variant.label))];
        candidates.extend(variant.tags.first().map(|tag| guarded(camel(tag))));
        let word = word(&variant.ty.kind, names);
        if let Kind::List(inner) | Kind::Map(inner) = &variant.ty.kind {
            let inner = unmarked(&self::word(&inner.kind, names));
            candidates.push(format!("{inner}{plain}"));
        }
        let short = unmarked(&word);
        if matches!(&variant.ty.kind, Kind::Named(_)) && short == word {
            candidates.push(word.clone());
        }
        candidates.push(format!("{plain}{short}"));
        candidates.dedup();
        let tag = variant.tags.first().map_or("", String::as_str);
        // Where it stands is told only of what nothing else tells apart.
        let mut key = format!("{tag} {} {word}", variant.label);
        while !keys.insert(key.clone()) {
            key = format!("{index} {key}");
        }
        claims.push(Claim { candidates, key });
    }
    claims
}

/// A word, or another for one that has the mark of a type which nothing gives a name of its own: it
/// would say nothing, at length.
fn unmarked(word: &str) -> String {
    let is_mark = |part: &str| {
        let digits = part
            .bytes()
            .take_while(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        digits.count() >= 16
    };
    let mut parts = word.split('X').skip(1);
    if parts.any(is_mark) {
        return "Type".to_owned();
    }
    word.to_owned()
}

/// What a value is, in words that a name can end with: of a type that has a name, that.
fn word(kind: &Kind, names: &TypeNames) -> String {
    match kind {
        Kind::Any => "Any".to_owned(),
        Kind::Boolean => "Boolean".to_owned(),
        Kind::Integer(_) | Kind::Float | Kind::Number => "Number".to_owned(),
        Kind::String(_) => "String".to_owned(),
        Kind::List(inner) => match &inner.kind {
            Kind::List(_) | Kind::Map(_) | Kind::Named(_) => word(&inner.kind, names) + "List",
            _ => "List".to_owned(),
        },
        Kind::Map(inner) => match &inner.kind {
            Kind::List(_) | Kind::Map(_) | Kind::Named(_) => word(&inner.kind, names) + "Map",
            _ => "Map".to_owned(),
        },
        Kind::File => "File".to_owned(),
        Kind::Named(id) => names.of(id).plain().to_owned(),
        Kind::Foreign(path, _) => guarded(camel(path.rsplit("::").next().unwrap_or(path))),
    }
}

fn plan_variant(
    variant: &Variant,
    ident: &Ident,
    union: &api::Union,
    scope: &Scope<'_>,
) -> UnionVariant {
    let bare = types::value(&variant.ty, scope.names);
    let mut from = vec![bare.clone()];
    if variant.recursive {
        from.push(RustType::Boxed(Box::new(bare.clone())));
    }
    let ty = if variant.recursive {
        RustType::Boxed(Box::new(bare))
    } else {
        bare
    };
    UnionVariant {
        ident: ident.clone(),
        docs: variant_docs(variant, union, &ty),
        ty,
        from,
    }
}

fn variant_docs(variant: &Variant, union: &api::Union, ty: &RustType) -> Docs {
    let tags: Vec<String> = variant
        .tags
        .iter()
        .map(|tag| format!("`{}`", docs::code(tag)))
        .filter(|tag| tag != "``")
        .collect();
    if let Some(tag) = union.tag.as_ref().filter(|_| !tags.is_empty()) {
        let tags = match &tags[..] {
            [only] => only.clone(),
            several => {
                let (last, rest) = several.split_last().expect("there are several");
                format!("{} or {last}", rest.join(", "))
            }
        };
        let rest = if variant.is_default {
            ", or is none of the others"
        } else {
            ""
        };
        return Docs::line(format!("Where `{}` is {tags}{rest}.", docs::code(tag)));
    }
    let line = match ty {
        RustType::Bool => "A boolean.",
        RustType::F64 | RustType::Number => "A number.",
        RustType::String => "A string.",
        RustType::Base64 => "Bytes, sent as Base64.",
        RustType::File => "A file.",
        RustType::Vec(_) => "A list.",
        RustType::Map(_) => "An object with any properties.",
        RustType::Named(name) | RustType::Qualified(name) => {
            return Docs::line(format!("A value of [`{name}`]."));
        }
        RustType::Boxed(inner) => {
            return variant_docs(variant, union, inner);
        }
        RustType::Foreign(foreign) => {
            return Docs::line(format!("A `{}`.", foreign.path));
        }
        RustType::Json | RustType::Option(_) | RustType::Nullable(_) => "Any JSON.",
        RustType::I8
        | RustType::U8
        | RustType::I16
        | RustType::U16
        | RustType::I32
        | RustType::U32
        | RustType::I64
        | RustType::U64 => "A whole number.",
    };
    Docs::line(line)
}

/// Leaves the conversions from a type that two variants have out, and those from the union itself.
fn only_once(variants: &mut [UnionVariant], name: &Ident) {
    let all: Vec<RustType> = variants
        .iter()
        .flat_map(|variant| variant.from.clone())
        .collect();
    for variant in variants {
        variant.from.retain(|ty| {
            let once = all.iter().filter(|other| *other == ty).count() == 1;
            let is_self = matches!(ty, RustType::Named(other) if other == name);
            once && !is_self && *ty != RustType::Json
        });
    }
}

/// The variant that keeps what is of none of the types, or of several.
fn other(union: &api::Union, arms: &[Arm]) -> Option<Other> {
    if let Some(tag) = &union.tag
        && arms
            .iter()
            .any(|arm| matches!(arm.pick, Pick::Tagged { .. }))
    {
        let tag = docs::code(tag);
        let has_default = union.variants.iter().any(|variant| variant.is_default);
        let docs = if has_default {
            "A value that can't be read as any of these types, as it came.".to_owned()
        } else {
            format!("A value whose `{tag}` this version of the crate does not know, as it came.")
        };
        return Some(Other {
            ident: Ident("Unknown".to_owned()),
            docs: Docs::line(docs),
        });
    }
    let tries_objects = arms.iter().any(|arm| {
        arm.kinds.contains(&JsonKind::Object)
            && matches!(&arm.pick, Pick::Fitting(several) if several.len() > 1)
    });
    (union.overlap && tries_objects).then(|| Other {
        ident: Ident("Several".to_owned()),
        docs: Docs::line("A value that is of several of these types at once, as it came."),
    })
}

/// How values are read: what is the same for several types of JSON is one arm.
fn arms(union: &api::Union, idents: &[Ident], api: &Api) -> Vec<Arm> {
    let kinds: Vec<BTreeSet<JsonKind>> = union
        .variants
        .iter()
        .map(|variant| kinds_of(&variant.ty, api))
        .collect();
    let mut arms: Vec<Arm> = Vec::new();
    for kind in ALL {
        let mut fitting: Vec<usize> = (0..idents.len())
            .filter(|index| kinds[*index].contains(&kind))
            .collect();
        // A value that an enumeration names is that one, and no text or number like all others.
        fitting.sort_by_key(|index| !is_enumeration(&union.variants[*index].ty, api));
        if fitting.is_empty() {
            continue;
        }
        let pick = pick(union, idents, &fitting, kind);
        match arms.iter_mut().find(|arm| arm.pick == pick) {
            Some(arm) => arm.kinds.push(kind),
            None => arms.push(Arm {
                kinds: vec![kind],
                pick,
            }),
        }
    }
    // Where all else is unknown anyway, there is nothing to look at first.
    if let [
        Arm {
            kinds,
            pick: Pick::Tagged { .. },
        },
    ] = &mut arms[..]
    {
        kinds.clear();
    }
    arms
}

fn is_enumeration(ty: &TypeRef, api: &Api) -> bool {
    let Kind::Named(id) = &ty.kind else {
        return false;
    };
    let shape = api.types.get(id).map(|ty| &ty.shape);
    matches!(shape, Some(Shape::Enumeration(_)))
}

fn pick(union: &api::Union, idents: &[Ident], fitting: &[usize], kind: JsonKind) -> Pick {
    let tagged = |index: &usize| !union.variants[*index].tags.is_empty();
    let Some(property) = union
        .tag
        .as_ref()
        .filter(|_| kind == JsonKind::Object && fitting.iter().any(tagged))
    else {
        return Pick::Fitting(fitting.iter().map(|index| idents[*index].clone()).collect());
    };
    let mut choices: Vec<(Vec<String>, Vec<Ident>)> = Vec::new();
    for index in fitting {
        for tag in &union.variants[*index].tags {
            match choices.iter_mut().find(|(tags, _)| tags.contains(tag)) {
                Some((_, known)) => {
                    if !known.contains(&idents[*index]) {
                        known.push(idents[*index].clone());
                    }
                }
                None => choices.push((vec![tag.clone()], vec![idents[*index].clone()])),
            }
        }
    }
    let mut joined: Vec<(Vec<String>, Vec<Ident>)> = Vec::new();
    for (tags, variants) in choices {
        match joined.iter_mut().find(|(_, known)| *known == variants) {
            Some((known, _)) => known.extend(tags),
            None => joined.push((tags, variants)),
        }
    }
    let is_rest = |index: &&usize| !tagged(index) || union.variants[**index].is_default;
    let rest = fitting.iter().filter(is_rest);
    Pick::Tagged {
        property: property.clone(),
        choices: joined,
        rest: rest.map(|index| idents[*index].clone()).collect(),
    }
}

/// The types of JSON that the values of a type are of, those of unions inside of it too, each of which
/// is looked into once.
fn kinds_of(ty: &TypeRef, api: &Api) -> BTreeSet<JsonKind> {
    let mut kinds = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut pending = vec![ty];
    while let Some(ty) = pending.pop() {
        let shape = match &ty.kind {
            Kind::Named(id) => api.types.get(id).map(|ty| (id, &ty.shape)),
            _ => None,
        };
        if let Some((id, Shape::Union(union))) = shape {
            if seen.insert(id) {
                pending.extend(union.variants.iter().map(|variant| &variant.ty));
            }
            continue;
        }
        kinds.extend(kinds_of_one(&ty.kind, shape.map(|(_, shape)| shape)));
    }
    kinds
}

/// The types of JSON that the values of a type are of which is no union.
fn kinds_of_one(kind: &Kind, shape: Option<&Shape>) -> Vec<JsonKind> {
    let kind = match kind {
        Kind::Any | Kind::Foreign(_, Form::Json) => return ALL.to_vec(),
        Kind::Boolean => JsonKind::Bool,
        Kind::Integer(_) | Kind::Float | Kind::Number | Kind::Foreign(_, Form::Digits) => {
            JsonKind::Number
        }
        Kind::String(_) | Kind::File | Kind::Foreign(_, Form::Text) => JsonKind::String,
        Kind::List(_) => JsonKind::Array,
        Kind::Map(_) => JsonKind::Object,
        Kind::Named(_) => match shape {
            Some(Shape::Record(_)) => JsonKind::Object,
            Some(Shape::Enumeration(found)) => match found.base {
                Base::String => JsonKind::String,
                Base::Integer => JsonKind::Number,
                Base::Json => return vec![JsonKind::Bool, JsonKind::Number, JsonKind::String],
            },
            Some(Shape::Union(_)) | None => return ALL.to_vec(),
        },
    };
    vec![kind]
}

/// What is read, for a message.
fn expected(arms: &[Arm]) -> String {
    let kinds: BTreeSet<JsonKind> = arms.iter().flat_map(|arm| arm.kinds.clone()).collect();
    let words: Vec<&str> = kinds
        .into_iter()
        .map(|kind| match kind {
            JsonKind::Bool => "a boolean",
            JsonKind::Number => "a number",
            JsonKind::String => "a string",
            JsonKind::Array => "an array",
            JsonKind::Object => "an object",
        })
        .collect();
    match &words[..] {
        [a, b] => format!("{a} or {b}"),
        [rest @ .., last] if !rest.is_empty() => format!("{}, or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}
