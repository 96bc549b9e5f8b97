//! Values for documentation: an expression for any type, made of the description's examples.

use std::collections::BTreeSet;

use serde_json::Value;

use super::enumeration::variant_idents;
use super::expression::Sample;
use super::plan::{Ident, InputForm, RustType, Via};
use super::record::{field_idents, fixed, setter_ident};
use super::wanted::{LARGEST, Wanted};
use super::{Ctx, fitting, together, types};
use crate::model::api::{
    Annotations, Api, Enumeration, Field, Kind, Presence, Record, Rule, Shape, TypeId, TypeRef,
    Union, Variant,
};

/// How deep required types are written out. No type that can be built holds itself.
const DEEPEST: usize = 8;

/// Names that the code around a sample uses for other things.
const SHOWN_WITH_OTHERS: &[&str] = &[
    "BufRead",
    "BufReader",
    "Client",
    "Duration",
    "ErrorKind",
    "Mock",
    "Options",
    "Read",
    "Reply",
    "RetryMode",
    "StatusCode",
    "TcpListener",
    "TcpStream",
    "Write",
];

/// Makes samples, and notes the types that they use.
pub(super) struct Sampler<'a> {
    ctx: &'a Ctx<'a>,
    pub(super) uses: BTreeSet<Ident>,
    /// How many values are left to write out.
    budget: usize,
}

impl<'a> Sampler<'a> {
    pub(super) fn new(ctx: &'a Ctx<'a>) -> Self {
        Self {
            ctx,
            uses: BTreeSet::new(),
            budget: LARGEST,
        }
    }

    /// Returns a value of exactly a type.
    pub(super) fn exact(
        &mut self,
        ty: &RustType,
        wanted: Wanted<'_>,
        depth: usize,
    ) -> Option<Sample> {
        self.budget = self.budget.checked_sub(1)?;
        Some(match ty {
            RustType::Bool => {
                let example = wanted.example.and_then(Value::as_bool);
                atom(example.unwrap_or(wanted.nth.is_multiple_of(2)).to_string())
            }
            RustType::I8
            | RustType::U8
            | RustType::I16
            | RustType::U16
            | RustType::I32
            | RustType::U32
            | RustType::I64
            | RustType::U64 => atom(wanted.whole().to_string()),
            RustType::F64 => atom(format!("{:?}", wanted.number())),
            RustType::Number => {
                let number = wanted.number();
                let is_negative = number.is_sign_negative();
                atom(if is_negative {
                    format!("({number:?}).into()")
                } else {
                    format!("{number:?}.into()")
                })
            }
            RustType::String => atom(format!("{}.to_owned()", wanted.literal())),
            RustType::File => {
                self.uses.insert(Ident("FilePart".to_owned()));
                atom("FilePart::from(b\"...\")")
            }
            RustType::Base64 | RustType::Json => atom(format!("{}.into()", wanted.literal())),
            RustType::Vec(items) => {
                let exact = |sampler: &mut Self, item| sampler.exact(items, item, depth);
                self.list("vec![", wanted, exact)?
            }
            RustType::Named(ident) | RustType::Qualified(ident) => {
                self.named(ident, wanted, depth)?
            }
            RustType::Foreign(foreign) => match foreign.via {
                // Only the crate knows how its type is written.
                Via::Serde => return None,
                Via::Text => {
                    let known = super::front::of_foreign(self.ctx, &foreign.path);
                    let given = wanted.example.and_then(Value::as_str);
                    let text = given
                        .map(super::docs::one_line)
                        .or(known.map(str::to_owned));
                    // Whole: what is cut is read by nobody.
                    let text = text.unwrap_or_else(|| "…".to_owned());
                    atom(format!("{text:?}.parse().unwrap()"))
                }
                Via::Digits => atom(format!("\"{:?}\".parse().unwrap()", wanted.number())),
            },
            RustType::Option(_) => atom("None"),
            RustType::Map(values) => self.map(values, wanted, depth)?,
            RustType::Nullable(_) => atom("Default::default()"),
            RustType::Boxed(inner) => {
                let inner = self.exact(inner, wanted, depth)?;
                Sample::Call {
                    head: "Box::new".to_owned(),
                    arguments: vec![inner],
                    setters: Vec::new(),
                }
            }
        })
    }

    /// Tries to make a sample. Where that fails, nothing is noted of it.
    pub(super) fn attempt(
        &mut self,
        sample: impl FnOnce(&mut Self) -> Option<Sample>,
    ) -> Option<Sample> {
        let (uses, budget) = (self.uses.clone(), self.budget);
        let found = sample(self);
        if found.is_none() {
            (self.uses, self.budget) = (uses, budget);
        }
        found
    }

    /// Returns a list with as many items as the rules ask for, each as something makes it.
    pub(super) fn list<'v>(
        &mut self,
        open: &'static str,
        wanted: Wanted<'v>,
        mut item: impl FnMut(&mut Self, Wanted<'v>) -> Option<Sample>,
    ) -> Option<Sample> {
        let items = wanted.items().into_iter();
        Some(Sample::List {
            open,
            items: items
                .map(|wanted| item(self, wanted))
                .collect::<Option<_>>()?,
            close: "]",
        })
    }

    /// A map with as many values as the rules ask for.
    fn map(&mut self, ty: &RustType, wanted: Wanted<'_>, depth: usize) -> Option<Sample> {
        let entries = self.entries(ty, wanted, depth)?;
        if entries.is_empty() {
            return Some(atom("Default::default()"));
        }
        Some(Sample::List {
            open: "[",
            items: entries,
            close: "].into()",
        })
    }

    /// The keys and values of a map.
    fn entries(&mut self, ty: &RustType, wanted: Wanted<'_>, depth: usize) -> Option<Vec<Sample>> {
        let rules = &wanted.ty.rules;
        let least = rules.iter().find_map(|rule| match rule {
            Rule::MinProperties(least) => usize::try_from(*least).ok(),
            _ => None,
        });
        let (Some(least), Kind::Map(values)) = (least, &wanted.ty.kind) else {
            return Some(Vec::new());
        };
        let of_names = rules.iter().find_map(|rule| match rule {
            Rule::Names(rules) => Some(rules.as_slice()),
            _ => None,
        });
        let mut entries = Vec::new();
        for nth in 0..least {
            let key = fitting::text(["key".to_owned()], of_names.unwrap_or_default(), nth)?;
            let value = self.exact(ty, Wanted::new(values, None), depth)?;
            entries.push(Sample::List {
                open: "(",
                items: vec![atom(format!("{key:?}.to_owned()")), value],
                close: ")",
            });
        }
        Some(entries)
    }

    /// Returns a value as a constructor or a setter takes it.
    pub(super) fn input(
        &mut self,
        form: &InputForm,
        wanted: Wanted<'_>,
        depth: usize,
    ) -> Option<Sample> {
        match form {
            InputForm::Value(ty) => self.exact(ty, wanted, depth),
            InputForm::Into(ty) => self.into(ty, wanted, depth),
            InputForm::Items(items) => {
                let exact = |sampler: &mut Self, item| sampler.exact(items, item, depth);
                self.list("[", wanted, exact)
            }
            InputForm::IntoItems(items) => {
                let into = |sampler: &mut Self, item| sampler.into(items, item, depth);
                self.list("[", wanted, into)
            }
        }
    }

    pub(super) fn into(
        &mut self,
        ty: &RustType,
        wanted: Wanted<'_>,
        depth: usize,
    ) -> Option<Sample> {
        let literal = match ty {
            RustType::Number => Some(format!("{:?}", wanted.number())),
            RustType::File => Some("b\"...\"".to_owned()),
            RustType::String | RustType::Base64 | RustType::Json => Some(wanted.literal()),
            _ => None,
        };
        if let Some(literal) = literal {
            self.budget = self.budget.checked_sub(1)?;
            return Some(atom(literal));
        }
        match ty {
            RustType::Option(inner) | RustType::Nullable(inner) if **inner == RustType::Number => {
                self.uses.insert(Ident("Number".to_owned()));
                Some(atom(format!("Number::from({:?})", wanted.number())))
            }
            RustType::Option(inner) | RustType::Nullable(inner) if **inner == RustType::Base64 => {
                // What is converted twice must say what it is in between.
                self.uses.insert(Ident("Base64".to_owned()));
                Some(atom(format!("Base64::from({})", wanted.literal())))
            }
            // What is converted to a type of ours says what it is before.
            RustType::Option(inner) | RustType::Nullable(inner) => match &**inner {
                RustType::Map(values) => {
                    let items = self.entries(values, wanted, depth)?;
                    if items.is_empty() {
                        return Some(atom("std::collections::BTreeMap::new()"));
                    }
                    Some(Sample::List {
                        open: "std::collections::BTreeMap::from([",
                        items,
                        close: "])",
                    })
                }
                RustType::Foreign(foreign) => {
                    let sample = self.exact(inner, wanted, depth)?;
                    let Sample::Atom(text) = &sample else {
                        return Some(sample);
                    };
                    let text = text.strip_suffix(".parse().unwrap()")?;
                    let path = &foreign.path;
                    Some(atom(format!("{text}.parse::<{path}>().unwrap()")))
                }
                _ => self.exact(inner, wanted, depth),
            },
            RustType::Boxed(inner) => self.exact(inner, wanted, depth),
            other => self.exact(other, wanted, depth),
        }
    }

    fn named(&mut self, ident: &Ident, wanted: Wanted<'_>, depth: usize) -> Option<Sample> {
        let (id, shape) = self.ctx.type_by_name(ident)?;
        // The name may mean something else where the sample is shown.
        let path = if SHOWN_WITH_OTHERS.contains(&ident.0.as_str()) {
            self.uses.insert(Ident("self".to_owned()));
            Ident(format!("types::{ident}"))
        } else {
            self.uses.insert(ident.clone());
            ident.clone()
        };
        match shape {
            Shape::Enumeration(found) => Some(of_enumeration(&path, found, wanted)),
            Shape::Union(union) => self.union(&path, union, wanted.example, depth),
            Shape::Record(record) => self.record(&path, id, record, wanted.example, depth),
        }
    }

    fn record(
        &mut self,
        ident: &Ident,
        id: &TypeId,
        record: &Record,
        example: Option<&Value>,
        depth: usize,
    ) -> Option<Sample> {
        if depth >= DEEPEST {
            return None;
        }
        let of_type = self
            .ctx
            .api
            .types
            .get(id)
            .and_then(|ty| ty.annotations.examples.first());
        let example = example.filter(|example| example.is_object()).or(of_type);
        let mut arguments = Vec::new();
        for field in record
            .fields
            .iter()
            .filter(|field| field.presence == Presence::Required || field.is_tag)
        {
            let (presence, ty) = types::field(field, self.ctx.names);
            if fixed(field, &ty, self.ctx.api).is_some() {
                continue;
            }
            let form = types::input(presence, &ty);
            arguments.push(self.input(&form, of_field(field, example), depth + 1)?);
        }
        Some(Sample::Call {
            head: format!("{ident}::new"),
            arguments,
            setters: self.setters(record, example, depth),
        })
    }

    /// The type of a union that the example is of, or the first that can be built.
    fn union(
        &mut self,
        path: &Ident,
        union: &Union,
        example: Option<&Value>,
        depth: usize,
    ) -> Option<Sample> {
        if depth >= DEEPEST {
            return None;
        }
        let tag = union
            .tag
            .as_ref()
            .and_then(|tag| example?.get(tag)?.as_str());
        let is_tagged = |variant: &Variant| {
            tag.is_some_and(|tag| variant.tags.iter().any(|known| known == tag))
        };
        let idents = super::union::variant_idents(union, self.ctx.names);
        let mut variants: Vec<(&Variant, &Ident)> = union.variants.iter().zip(&idents).collect();
        let api = self.ctx.api;
        let is_meant = |variant: &Variant| match (&union.tag, example) {
            (None, Some(example)) => may_be(api, &variant.ty, example),
            _ => is_tagged(variant),
        };
        variants.sort_by_key(|(variant, _)| !is_meant(variant));
        variants.into_iter().find_map(|(variant, ident)| {
            let ty = types::value(&variant.ty, self.ctx.names);
            let ty = if variant.recursive {
                RustType::Boxed(Box::new(ty))
            } else {
                ty
            };
            let wanted = Wanted::new(&variant.ty, example.filter(|_| is_meant(variant)));
            let inner = self.attempt(|sampler| sampler.exact(&ty, wanted, depth + 1))?;
            Some(Sample::Call {
                head: format!("{path}::{ident}"),
                arguments: vec![inner],
                setters: Vec::new(),
            })
        })
    }

    /// Optional properties: those without which the rules refuse the whole, and one or two that show
    /// what else can be said, enumerations. Where nothing is required, also what an example has.
    fn setters(
        &mut self,
        record: &Record,
        example: Option<&Value>,
        depth: usize,
    ) -> Vec<(String, Sample)> {
        let mut set = together::needed(record, example);
        let needed = set.len();
        let mut fields = record.fields.iter();
        let is_bare = needed == 0 && fields.all(|field| field.presence == Presence::Optional);
        let is_told = |field: &Field| {
            let value = example.and_then(|example| example.get(&field.name));
            is_bare && value.is_some_and(|value| is_short(&field.ty, value))
        };
        for field in record.fields.iter().filter(|_| depth == 0) {
            let is_shown = is_plain(field) && (self.is_enumeration(field) || is_told(field));
            if set.len() < needed + 2 && is_shown && !set.contains(&&*field.name) {
                set.push(&field.name);
                if !together::is_admitted(record, &set) {
                    set.pop();
                }
            }
        }
        let idents = field_idents(record);
        let mut setters = Vec::new();
        for (field, ident) in record.fields.iter().zip(&idents) {
            if set.contains(&&*field.name) {
                let (presence, ty) = types::field(field, self.ctx.names);
                let form = types::input(presence, &ty);
                let wanted = of_field(field, example);
                let sample = self.attempt(|sampler| sampler.input(&form, wanted, depth + 1));
                let setter = setter_ident(ident, &idents).to_string();
                setters.extend(sample.map(|sample| (setter, sample)));
            }
        }
        setters
    }

    fn is_enumeration(&self, field: &Field) -> bool {
        let Kind::Named(id) = &field.ty.kind else {
            return false;
        };
        let ty = self.ctx.api.types.get(id);
        matches!(ty.map(|ty| &ty.shape), Some(Shape::Enumeration(_)))
    }
}

/// Whether an example may be of a type of a union that no property tells from the others: an object
/// has all that the type requires.
fn may_be(api: &Api, ty: &TypeRef, example: &Value) -> bool {
    match &ty.kind {
        Kind::Any | Kind::File | Kind::Foreign(..) | Kind::Map(_) => false,
        Kind::Boolean => example.is_boolean(),
        Kind::Integer(_) => example.is_i64() || example.is_u64(),
        Kind::Float | Kind::Number => example.is_number(),
        Kind::String(_) => example.is_string(),
        Kind::List(_) => example.is_array(),
        Kind::Named(id) => match api.types.get(id).map(|ty| &ty.shape) {
            Some(Shape::Record(record)) => {
                let fields = record.fields.iter();
                let mut required = fields.filter(|field| field.presence == Presence::Required);
                example.is_object() && required.all(|field| example.get(&field.name).is_some())
            }
            Some(Shape::Enumeration(found)) => {
                found.values.iter().any(|value| value.value == *example)
            }
            Some(Shape::Union(_)) | None => false,
        },
    }
}

/// Whether a value can be shown on a line: a scalar, or a list of them.
fn is_short(ty: &TypeRef, value: &Value) -> bool {
    match (value, &ty.kind) {
        (Value::String(_) | Value::Number(_) | Value::Bool(_), _) => true,
        (Value::Array(items), Kind::List(ty)) => items
            .first()
            .is_some_and(|first| !first.is_array() && is_short(ty, first)),
        (Value::Array(_) | Value::Object(_) | Value::Null, _) => false,
    }
}

fn is_plain(field: &Field) -> bool {
    field.presence == Presence::Optional && !field.ty.nullable && !field.annotations.deprecated
}

fn of_enumeration(path: &Ident, found: &Enumeration, wanted: Wanted<'_>) -> Sample {
    let values = &found.values;
    let mut known = values.iter();
    let index = known.position(|value| Some(&value.value) == wanted.example);
    let index = index.unwrap_or(wanted.nth % values.len().max(1));
    let variant = variant_idents(values).swap_remove(index);
    atom(format!("{path}::{variant}"))
}

/// What is shown of a property: what an example of the whole has there, or its own.
fn of_field<'v>(field: &'v Field, example: Option<&'v Value>) -> Wanted<'v> {
    let value = example
        .and_then(|object| object.get(&field.name))
        .or_else(|| given(&field.annotations));
    Wanted::new(&field.ty, value)
}

fn given(annotations: &Annotations) -> Option<&Value> {
    annotations
        .examples
        .first()
        .or(annotations.default.as_ref())
}

fn atom(text: impl Into<String>) -> Sample {
    Sample::Atom(text.into())
}
