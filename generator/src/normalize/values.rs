//! `enum` and `const`: the values that a schema names, each as its type has it.

use serde_json::{Map, Number, Value};

use super::expect::describe;
use super::{Ctx, NULL, join};
use crate::diagnostic::{Diagnostic, Place, code};

/// Where descriptions keep names for the values.
pub(crate) const NAMES_OF_VALUES: &[&str] = &["x-enum-varnames", "x-enumNames", "x-enum-names"];

/// Where they keep words on them.
pub(crate) const DESCRIPTIONS_OF_VALUES: &[&str] = &[
    "x-enum-descriptions",
    "x-enumDescriptions",
    "x-enum-description",
];

/// Lowers the values that a schema names.
pub(super) fn lower(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    let mut key = "enum";
    if let Some(value) = map.shift_remove("const") {
        beside(ctx, map, &value, pointer);
        key = "const";
        ctx.moved(join(pointer, &["enum"]), &join(pointer, &["const"]));
        map.insert("enum".to_owned(), Value::Array(vec![value]));
    }
    let is_empty = |values: &Value| values.as_array().is_some_and(Vec::is_empty);
    if map.get("enum").is_some_and(is_empty) {
        map.shift_remove("enum");
        ctx.warn(
            code::WRONG_TYPE,
            join(pointer, &["enum"]),
            "an `enum` without values lets nothing stand here".to_owned(),
            "it is left out; list its values",
        );
    }
    let places = null(map);
    typed(ctx, map, &Named { key, places }, pointer);
}

/// Takes away an `enum` that stands beside a `const`, and what lists beside it say of the value: one
/// value follows both.
fn beside(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, value: &Value, pointer: &str) {
    let Some(Value::Array(values)) = map.get("enum") else {
        map.shift_remove("enum");
        return;
    };
    let kept: Vec<bool> = values.iter().map(|known| same(known, value)).collect();
    if !values.is_empty() && !kept.contains(&true) {
        ctx.warn(
            code::WRONG_TYPE,
            join(pointer, &["const"]),
            "the `const` is not among the values of the `enum` beside it".to_owned(),
            "the `const` holds; remove the `enum`, or name the value there",
        );
    }
    keep(map, &kept);
    map.shift_remove("enum");
}

/// Whether two values are one, numbers by what they are worth.
fn same(a: &Value, b: &Value) -> bool {
    a == b || a.as_f64().is_some_and(|a| b.as_f64() == Some(a))
}

/// Where values were named.
struct Named {
    key: &'static str,
    /// The index that each had in the text.
    places: Vec<usize>,
}

impl Named {
    /// The pointer to a value, by its index among those that are not `null`.
    fn place(&self, index: usize, pointer: &str) -> String {
        if self.key == "const" {
            return join(pointer, &["enum"]);
        }
        let index = self.places.get(index).copied().unwrap_or(index);
        join(pointer, &["enum", &index.to_string()])
    }
}

/// An `enum` that admits `null` says what `nullable` says. Returns where the other values stood.
fn null(map: &mut Map<String, Value>) -> Vec<usize> {
    let Some(Value::Array(values)) = map.get("enum") else {
        return Vec::new();
    };
    let kept: Vec<bool> = values.iter().map(|value| !value.is_null()).collect();
    let places = (0..kept.len()).filter(|index| kept[*index]).collect();
    if kept.iter().all(|kept| *kept) {
        return places;
    }
    map.insert("nullable".to_owned(), Value::Bool(true));
    keep(map, &kept);
    // Where no type says otherwise, it is that of nothing but `null`.
    if !kept.contains(&true) && !map.contains_key("type") {
        map.shift_remove("enum");
        map.insert(NULL.to_owned(), Value::Bool(true));
    }
    places
}

/// Keeps some of the values, and what lists beside them say of these.
fn keep(map: &mut Map<String, Value>, kept: &[bool]) {
    let lists = NAMES_OF_VALUES.iter().chain(DESCRIPTIONS_OF_VALUES);
    for key in lists.copied().chain(["enum"]) {
        let list = map.get_mut(key).and_then(Value::as_array_mut);
        if let Some(list) = list.filter(|list| list.len() == kept.len()) {
            let mut kept = kept.iter();
            list.retain(|_| kept.next().is_none_or(|kept| *kept));
        }
    }
}

/// What a value is to the type beside it.
enum Fit {
    /// One of its values.
    Right,
    /// Another, which plainly means one of them.
    Meant(Value),
    /// A number of which some digits are lost.
    Rounded,
    /// Another.
    Wrong,
}

/// Makes values those of the type beside them, and reports which were not.
fn typed(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, named: &Named, pointer: &str) {
    let key = named.key;
    let ty = map.get("type").and_then(Value::as_str).map(str::to_owned);
    let ty = ty.as_deref().unwrap_or_default();
    let Some(Value::Array(values)) = map.get_mut("enum") else {
        return;
    };
    let article = if ty == "integer" { "an" } else { "a" };
    let must = format!("a value of `{key}` must be {article} {ty}, not");
    let (mut meant, mut rounded, mut wrong) = (Told::default(), Told::default(), Told::default());
    let mut kept = Vec::new();
    for (index, value) in values.iter_mut().enumerate() {
        let mut fit = fit(ty, value);
        if let (Fit::Meant(Value::String(text)), Value::Number(_) | Value::Bool(_)) =
            (&mut fit, &*value)
        {
            *text = ctx.as_text(value, &named.place(index, pointer));
        }
        kept.push(!matches!(fit, Fit::Wrong));
        match fit {
            Fit::Right => {}
            Fit::Meant(mended) => {
                let write = match mended {
                    Value::String(_) => "put what is meant in quotes",
                    _ => "write it so",
                };
                let help = format!("it is read as `{mended}`; {write}");
                meant.add(index, || (format!("{must} {}", describe(value)), help));
                *value = mended;
            }
            Fit::Rounded => rounded.add(index, || {
                let message = format!("a number of `{key}` has more digits than are kept");
                (
                    message,
                    format!("it is read as `{value}`; make it a string"),
                )
            }),
            Fit::Wrong => wrong.add(index, || {
                let help = "it is left out; correct or remove it".to_owned();
                (format!("{must} {}", describe(value)), help)
            }),
        }
    }
    for told in [meant, rounded, wrong] {
        let Some((index, message, help)) = told.first else {
            continue;
        };
        let more = match told.more {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        let place = Place::value(&ctx.source, named.place(index, pointer));
        let diagnostic = Diagnostic::warning(code::WRONG_TYPE, place, message + &more);
        ctx.diagnostics.push(diagnostic.help(help));
    }
    if kept.contains(&false) {
        keep(map, &kept);
    }
    if !kept.is_empty() && !kept.contains(&true) {
        map.shift_remove("enum");
    }
}

/// What is told of several values: the first, and how many more there are.
#[derive(Default)]
struct Told {
    first: Option<(usize, String, String)>,
    more: usize,
}

impl Told {
    fn add(&mut self, index: usize, words: impl FnOnce() -> (String, String)) {
        if self.first.is_some() {
            self.more += 1;
            return;
        }
        let (message, help) = words();
        self.first = Some((index, message, help));
    }
}

fn fit(ty: &str, value: &Value) -> Fit {
    let meant = |value: Option<Value>| value.map_or(Fit::Wrong, Fit::Meant);
    match (ty, value) {
        ("string", Value::Number(_) | Value::Bool(_)) => {
            Fit::Meant(Value::String(value.to_string()))
        }
        ("boolean", Value::String(text)) => meant(text.parse().ok().map(Value::Bool)),
        ("integer" | "number", Value::String(text)) => {
            let number = number(text).filter(|number| ty == "number" || is_whole(number));
            meant(number.map(Value::Number))
        }
        ("integer", Value::Number(number)) if !is_whole(number) => Fit::Wrong,
        ("integer" | "number" | "", Value::Number(number)) if is_rounded(number) => Fit::Rounded,
        ("string", Value::String(_))
        | ("boolean", Value::Bool(_))
        | ("integer" | "number", Value::Number(_)) => Fit::Right,
        ("string" | "boolean" | "integer" | "number", _) => Fit::Wrong,
        (_, _) => Fit::Right,
    }
}

/// The number that a text is.
pub(crate) fn number(text: &str) -> Option<Number> {
    let whole = text.parse::<i64>().ok().map(Number::from);
    whole.or_else(|| text.parse().ok())
}

/// Whether a number has no fraction.
fn is_whole(number: &Number) -> bool {
    number.as_f64().is_some_and(|number| number.fract() == 0.0)
}

/// Whether a whole number beyond 64 bits was most likely written with more digits than a float
/// has: as short as it gets, it still has as many as one can have.
fn is_rounded(number: &Number) -> bool {
    let beyond = number.is_f64() && is_whole(number);
    let digits = || number.as_f64().map(|number| format!("{number:e}"));
    let is_long = |digits: String| digits.split('e').next().is_some_and(|it| it.len() > 16);
    beyond && digits().is_some_and(is_long)
}
