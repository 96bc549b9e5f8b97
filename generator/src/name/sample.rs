//! Values for documentation: an expression for any type, made of the description's examples.

use std::collections::BTreeSet;

use serde_json::Value;

use super::enumeration::variant_idents;
use super::plan::{Ident, InputForm, RustType, Via};
use super::record::{field_idents, fixed, setter_ident};
use super::{Ctx, types};
use crate::model::api::{
    Annotations, Field, Kind, Presence, Record, Shape, TypeId, Union, Variant,
};

/// How deep required types are written out. No type that can be built holds itself.
const DEEPEST: usize = 8;

/// The longest string that documentation shows.
const LONGEST: usize = 28;

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

/// How many values documentation shows in one sample: what is larger is not shown.
const LARGEST: usize = 60;

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sample {
    /// On one line.
    Atom(String),
    /// `head(arguments).setter(value)…`
    Call {
        head: String,
        arguments: Vec<Sample>,
        setters: Vec<(String, Sample)>,
    },
    /// `open items close`.
    List {
        open: &'static str,
        items: Vec<Sample>,
        close: &'static str,
    },
}

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
        example: Option<&Value>,
        depth: usize,
    ) -> Option<Sample> {
        self.budget = self.budget.checked_sub(1)?;
        Some(match ty {
            RustType::Bool => atom(example.and_then(Value::as_bool).unwrap_or(true).to_string()),
            RustType::I8 | RustType::U8 | RustType::I16 | RustType::U16 => {
                let number = example.and_then(Value::as_i64);
                let number = number.filter(|number| (0..=i64::from(i8::MAX)).contains(number));
                atom(number.unwrap_or(1).to_string())
            }
            RustType::I32 | RustType::U32 => {
                let number = example
                    .and_then(Value::as_i64)
                    .filter(|number| (0..=i64::from(i32::MAX)).contains(number));
                atom(number.unwrap_or(1).to_string())
            }
            RustType::I64 | RustType::U64 => {
                let number = example
                    .and_then(Value::as_i64)
                    .filter(|number| *number >= 0);
                atom(number.unwrap_or(1).to_string())
            }
            RustType::F64 => atom(format!(
                "{:?}",
                example.and_then(Value::as_f64).unwrap_or(1.0)
            )),
            RustType::Number => atom(format!("{}.into()", number(example))),
            RustType::String => atom(format!("{}.to_owned()", text(example))),
            RustType::File => {
                self.uses.insert(Ident("FilePart".to_owned()));
                atom("FilePart::from(b\"...\")")
            }
            RustType::Base64 | RustType::Json => atom(format!("{}.into()", text(example))),
            RustType::Vec(items) => {
                let first = example.and_then(|list| list.get(0));
                let items = vec![self.exact(items, first, depth)?];
                Sample::List {
                    open: "vec![",
                    items,
                    close: "]",
                }
            }
            RustType::Named(ident) | RustType::Qualified(ident) => {
                self.named(ident, example, depth)?
            }
            RustType::Foreign(foreign) => match foreign.via {
                // Only the crate knows how its type is written.
                Via::Serde => return None,
                Via::Text => {
                    let known = super::front::of_foreign(self.ctx, &foreign.path);
                    let given = example.and_then(Value::as_str).map(super::docs::one_line);
                    let text = given.or(known.map(str::to_owned));
                    // Whole: what is cut is read by nobody.
                    let text = text.unwrap_or_else(|| "…".to_owned());
                    atom(format!("{text:?}.parse().unwrap()"))
                }
                Via::Digits => atom(format!("\"{}\".parse().unwrap()", number(example))),
            },
            RustType::Option(_) => atom("None"),
            RustType::Map(_) | RustType::Nullable(_) => atom("Default::default()"),
            RustType::Boxed(inner) => {
                let inner = self.exact(inner, example, depth)?;
                Sample::Call {
                    head: "Box::new".to_owned(),
                    arguments: vec![inner],
                    setters: Vec::new(),
                }
            }
        })
    }

    /// Returns a value as a constructor or a setter takes it.
    pub(super) fn input(
        &mut self,
        form: &InputForm,
        example: Option<&Value>,
        depth: usize,
    ) -> Option<Sample> {
        match form {
            InputForm::Value(ty) => self.exact(ty, example, depth),
            InputForm::Into(ty) => self.into(ty, example, depth),
            InputForm::Items(items) => {
                let first = example.and_then(|list| list.get(0));
                let items = vec![self.exact(items, first, depth)?];
                Some(Sample::List {
                    open: "[",
                    items,
                    close: "]",
                })
            }
            InputForm::IntoItems(items) => {
                let first = example.and_then(|list| list.get(0));
                let items = vec![self.into(items, first, depth)?];
                Some(Sample::List {
                    open: "[",
                    items,
                    close: "]",
                })
            }
        }
    }

    fn into(&mut self, ty: &RustType, example: Option<&Value>, depth: usize) -> Option<Sample> {
        match ty {
            RustType::Number => Some(atom(number(example))),
            RustType::File => Some(atom("b\"...\"")),
            RustType::String | RustType::Base64 | RustType::Json => Some(atom(text(example))),
            RustType::Option(inner) | RustType::Nullable(inner) if **inner == RustType::Number => {
                self.uses.insert(Ident("Number".to_owned()));
                Some(atom(format!("Number::from({})", number(example))))
            }
            RustType::Option(inner) | RustType::Nullable(inner) if **inner == RustType::Base64 => {
                // What is converted twice must say what it is in between.
                self.uses.insert(Ident("Base64".to_owned()));
                Some(atom(format!("Base64::from({})", text(example))))
            }
            RustType::Option(inner) | RustType::Nullable(inner) | RustType::Boxed(inner) => {
                self.exact(inner, example, depth)
            }
            other => self.exact(other, example, depth),
        }
    }

    fn named(&mut self, ident: &Ident, example: Option<&Value>, depth: usize) -> Option<Sample> {
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
            Shape::Enumeration(found) => {
                let index = found
                    .values
                    .iter()
                    .position(|value| Some(&value.value) == example)
                    .unwrap_or(0);
                let variant = variant_idents(&found.values).swap_remove(index);
                Some(atom(format!("{path}::{variant}")))
            }
            Shape::Union(union) => self.union(&path, union, example, depth),
            Shape::Record(record) => self.record(&path, id, record, example, depth),
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
            let value = example
                .and_then(|object| object.get(&field.name))
                .or_else(|| given(&field.annotations));
            arguments.push(self.input(&form, value, depth + 1)?);
        }
        let setters = if depth == 0 {
            self.setters(record, example)
        } else {
            Vec::new()
        };
        Some(Sample::Call {
            head: format!("{ident}::new"),
            arguments,
            setters,
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
        let idents = super::union::variant_idents(union);
        let mut variants: Vec<(&Variant, &Ident)> = union.variants.iter().zip(&idents).collect();
        variants.sort_by_key(|(variant, _)| !is_tagged(variant));
        variants.into_iter().find_map(|(variant, ident)| {
            let ty = types::value(&variant.ty, self.ctx.names);
            let ty = if variant.recursive {
                RustType::Boxed(Box::new(ty))
            } else {
                ty
            };
            let example = example.filter(|_| is_tagged(variant));
            let (uses, budget) = (self.uses.clone(), self.budget);
            let inner = self.exact(&ty, example, depth + 1);
            if inner.is_none() {
                (self.uses, self.budget) = (uses, budget);
            }
            Some(Sample::Call {
                head: format!("{path}::{ident}"),
                arguments: vec![inner?],
                setters: Vec::new(),
            })
        })
    }

    /// One or two optional properties that show what else can be said: enumerations.
    fn setters(&mut self, record: &Record, example: Option<&Value>) -> Vec<(String, Sample)> {
        let idents = field_idents(record);
        let mut setters = Vec::new();
        for (field, ident) in record.fields.iter().zip(&idents) {
            if setters.len() < 2 && self.is_shown(field) {
                let (presence, ty) = types::field(field, self.ctx.names);
                let value = example
                    .and_then(|object| object.get(&field.name))
                    .or_else(|| given(&field.annotations));
                if let Some(sample) = self.input(&types::input(presence, &ty), value, 1) {
                    setters.push((setter_ident(ident, &idents).to_string(), sample));
                }
            }
        }
        setters
    }

    fn is_shown(&self, field: &Field) -> bool {
        let Kind::Named(id) = &field.ty.kind else {
            return false;
        };
        let is_enum = matches!(
            self.ctx.api.types.get(id).map(|ty| &ty.shape),
            Some(Shape::Enumeration(_))
        );
        is_enum
            && field.presence == Presence::Optional
            && !field.ty.nullable
            && !field.annotations.deprecated
    }
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

/// A number with a fraction.
fn number(example: Option<&Value>) -> String {
    format!("{:?}", example.and_then(Value::as_f64).unwrap_or(1.0))
}

/// A string literal, shortened.
fn text(example: Option<&Value>) -> String {
    let text = match example {
        Some(Value::String(text)) if !text.is_empty() => super::docs::one_line(text),
        Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
        _ => "…".to_owned(),
    };
    literal(&text)
}

/// A text as a string literal of Rust, on one line.
pub(super) fn literal(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return format!("{text:?}");
    }
    let start: String = text.chars().take(LONGEST / 2).collect();
    format!("{:?}", start + "…")
}

impl Sample {
    /// Returns the expression on one line.
    pub(super) fn flat(&self) -> String {
        match self {
            Self::Atom(text) => text.clone(),
            Self::Call {
                head,
                arguments,
                setters,
            } => {
                let call = format!("{head}({})", flat_list(arguments));
                setters.iter().fold(call, |call, (name, value)| {
                    format!("{call}.{name}({})", value.flat())
                })
            }
            Self::List { open, items, close } => format!("{open}{}{close}", flat_list(items)),
        }
    }

    /// Returns the lines of the expression, which begins `indent` columns from the left.
    pub(super) fn lines(&self, indent: usize, width: usize) -> Vec<String> {
        let flat = self.flat();
        if flat.chars().count() + indent <= width {
            return vec![flat];
        }
        match self {
            Self::Atom(text) => vec![text.clone()],
            Self::List { open, items, close } => wrapped(open, items, close, indent, width),
            Self::Call {
                head,
                arguments,
                setters,
            } => {
                let mut lines = wrapped(&format!("{head}("), arguments, ")", indent, width);
                for (name, value) in setters {
                    let mut inner = value.lines(indent + 4, width);
                    if let Some(first) = inner.first_mut() {
                        *first = format!("    .{name}({first}");
                    }
                    if let Some(last) = inner.last_mut() {
                        last.push(')');
                    }
                    lines.extend(inner);
                }
                lines
            }
        }
    }
}

fn flat_list(items: &[Sample]) -> String {
    items
        .iter()
        .map(Sample::flat)
        .collect::<Vec<_>>()
        .join(", ")
}

/// A list, one item a line, unless it fits.
fn wrapped(open: &str, items: &[Sample], close: &str, indent: usize, width: usize) -> Vec<String> {
    let flat = format!("{open}{}{close}", flat_list(items));
    if items.is_empty() || flat.chars().count() + indent <= width {
        return vec![flat];
    }
    let mut lines = vec![open.to_owned()];
    for item in items {
        let mut inner = item.lines(indent + 4, width);
        if let Some(last) = inner.last_mut() {
            last.push(',');
        }
        lines.extend(inner.into_iter().map(|line| format!("    {line}")));
    }
    lines.push(close.to_owned());
    lines
}
