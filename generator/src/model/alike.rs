//! Types of a union that are taken together, since neither Rust nor a value tells them apart.

use super::api::{Base, EnumValue, Enumeration, Integer, Kind, Text, TypeId, TypeRef, Variant};
use super::facts::Facts;
use super::{Ctx, conjunction, enumeration, rules};
use crate::diagnostic::MADE_UP;
use crate::resolve::Pointer;

/// Takes together the types that Rust, or a value, does not tell apart.
pub(super) fn merged(ctx: &mut Ctx<'_>, pointer: &str, variants: Vec<Variant>) -> Vec<Variant> {
    let mut merged: Vec<Variant> = Vec::new();
    let mut numbers = variants.iter().filter(|it| it.ty.kind == Kind::Number);
    let number = numbers.next().map(|variant| variant.label.clone());
    let number = number.or_else(|| number_for_integers(&variants));
    for mut variant in variants {
        variant.ty.nullable = false;
        match &mut variant.ty.kind {
            Kind::Any => {
                return vec![variant];
            }
            Kind::Integer(_) | Kind::Float => {
                // Every integer is a number, and a number keeps its digits.
                if let Some(label) = &number {
                    variant.ty.kind = Kind::Number;
                    variant.label.clone_from(label);
                }
            }
            Kind::String(Text::Plain(format)) => *format = None,
            _ => {}
        }
        let known = merged.iter_mut().find(|known| {
            known.ty.kind == variant.ty.kind
                || matches!(
                    (&known.ty.kind, &variant.ty.kind),
                    (Kind::Integer(_), Kind::Integer(_))
                )
        });
        match known {
            Some(known) => {
                if let (Kind::Integer(a), Kind::Integer(b)) = (&known.ty.kind, &variant.ty.kind) {
                    let widest = Kind::Integer(widest(*a, *b));
                    if widest == variant.ty.kind {
                        known.label = variant.label;
                    }
                    known.ty.kind = widest;
                }
                known.tags.extend(variant.tags);
                if known.ty.rules != variant.ty.rules {
                    known.ty.rules.append(&mut variant.ty.rules);
                    known.ty = rules::unchecked_here(ctx, pointer, known.ty.clone());
                }
            }
            None => merged.push(variant),
        }
    }
    let merged = enumerations(ctx, pointer, merged, Base::String);
    enumerations(ctx, pointer, merged, Base::Integer)
}

/// The name of a number that stands for integers which no type of 64 bits holds all of: some may be
/// negative, others are beyond those that may.
fn number_for_integers(variants: &[Variant]) -> Option<String> {
    let has = |any: &[Integer]| {
        let mut variants = variants.iter();
        variants
            .any(|variant| matches!(variant.ty.kind, Kind::Integer(found) if any.contains(&found)))
    };
    let signed = [
        Integer::Int8,
        Integer::Int16,
        Integer::Int32,
        Integer::Int64,
    ];
    (has(&[Integer::Uint64]) && has(&signed)).then(|| "Number".to_owned())
}

/// The type that holds the integers of two, which are no `uint64` and a signed one.
fn widest(a: Integer, b: Integer) -> Integer {
    if a == b || b == Integer::Uint64 {
        b
    } else if a == Integer::Uint64 {
        a
    } else {
        Integer::Int64
    }
}

/// Takes the enumerations of one kind among the types together, and strings or integers of any
/// value with them: an enumeration keeps values that it does not know.
fn enumerations(
    ctx: &mut Ctx<'_>,
    pointer: &str,
    variants: Vec<Variant>,
    base: Base,
) -> Vec<Variant> {
    let mut found: Vec<(TypeId, Enumeration)> = Vec::new();
    for variant in &variants {
        if let Kind::Named(id) = &variant.ty.kind
            && let Some(known) = enumeration_of(ctx, id, base)
        {
            found.push((id.clone(), known));
        }
    }
    let is_one = |variant: &Variant| match (&variant.ty.kind, base) {
        (Kind::String(Text::Plain(_)), Base::String) | (Kind::Integer(_), Base::Integer) => true,
        (Kind::Named(id), _) => found.iter().any(|(known, _)| known == id),
        _ => false,
    };
    let count = variants.iter().filter(|variant| is_one(variant)).count();
    if found.is_empty() || count < 2 {
        return variants;
    }
    let alone = count == variants.len();
    let (step, label) = match base {
        Base::String => ("string", "String"),
        Base::Integer | Base::Json => ("integer", "Integer"),
    };
    let id = match &found[..] {
        // One that has no name of its own is what the whole is.
        [(id, _)] if !alone || !id.0.starts_with(&format!("{pointer}/")) => id.clone(),
        _ if alone => together(ctx, &pointer.into(), &found, base),
        _ => {
            let place: Pointer = format!("{pointer}{MADE_UP}/{step}").into();
            ctx.labels.insert(place.clone(), label.to_owned());
            together(ctx, &place, &found, base)
        }
    };
    let mut kept = Vec::new();
    let mut placed = false;
    for variant in variants {
        if !is_one(&variant) {
            kept.push(variant);
            continue;
        }
        // An enumeration checks nothing of the texts and numbers that it does not know.
        rules::unchecked_here(ctx, pointer, variant.ty.clone());
        if !placed {
            placed = true;
            kept.push(Variant {
                ty: TypeRef::plain(Kind::Named(id.clone())),
                label: label.to_owned(),
                ..variant
            });
        }
    }
    kept
}

/// One enumeration with the values of several.
fn together(
    ctx: &mut Ctx<'_>,
    place: &Pointer,
    found: &[(TypeId, Enumeration)],
    base: Base,
) -> TypeId {
    let mut values: Vec<EnumValue> = Vec::new();
    for value in found
        .iter()
        .flat_map(|(id, known)| described(ctx, id, known))
    {
        if !values.iter().any(|known| known.value == value.value) {
            values.push(value);
        }
    }
    let id = ctx.want(place);
    ctx.enumerations
        .insert(id.clone(), Enumeration { base, values });
    id
}

/// The values of an enumeration; the one value of a `const` with what is said of it. A number is
/// called what its title says.
fn described(ctx: &Ctx<'_>, id: &TypeId, known: &Enumeration) -> Vec<EnumValue> {
    let mut values = known.values.clone();
    if let [value] = &mut values[..] {
        let (title, said) = words_of(ctx, &id.0);
        if known.base == Base::Integer {
            value.name = value.name.take().or(title.clone());
        }
        value.description = value.description.take().or(said).or(title);
    }
    values
}

/// The title and the description of a schema, or of what stands for one beside more: of the member of
/// the union, not of what stands around it.
fn words_of(ctx: &Ctx<'_>, pointer: &str) -> (Option<String>, Option<String>) {
    let mut place: &str = pointer;
    for _ in 0..conjunction::LONGEST_CHAIN {
        match ctx.joined.get(place).and_then(|joined| joined.parts.last()) {
            Some(part) => place = part,
            None => break,
        }
    }
    let said = Facts::of(ctx.resolved, place).map(|facts| facts.data);
    let said = said.filter(|data| data.title.is_some() || data.description.is_some());
    let of_parts = || {
        let all = conjunction::gather(ctx, place)?;
        let mut parts = all.parts.iter().filter(|part| !part.values.is_empty());
        parts.next().map(|part| part.data)
    };
    said.or_else(of_parts).map_or((None, None), |data| {
        (data.title.clone(), data.description.clone())
    })
}

fn enumeration_of(ctx: &mut Ctx<'_>, id: &TypeId, base: Base) -> Option<Enumeration> {
    if let Some(known) = ctx.enumerations.get(id) {
        return Some(known.clone()).filter(|found| found.base == base);
    }
    if ctx.unions.contains_key(id) {
        return None;
    }
    let all = conjunction::gather(ctx, &id.0)?;
    if !all.choices.is_empty() {
        return None;
    }
    enumeration::of(ctx, &all).filter(|found| found.base == base)
}
