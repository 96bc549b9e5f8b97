//! The rules that a value must follow.

use std::cmp::Ordering;

use openapiv3::{AnySchema, IntegerType, NumberType, SchemaKind, Type, VariantOrUnknownOrEmpty};
use serde::Serialize;
use serde_json::{Number, Value};

use super::api::{Bound, Kind, Pattern, Rule, Text, TypeRef};
use super::bounds::compared;
use super::conjunction::{self, All, Others};
use super::facts::Facts;
use super::{Ctx, bounds, pattern};
use crate::diagnostic::code;
use crate::normalize::{self, join};

/// Reports a rule that is not checked before a request is sent.
pub(super) fn unchecked(ctx: &mut Ctx<'_>, pointer: &str, keyword: &str) {
    unchecked_since(ctx, pointer, keyword, "");
}

/// The same, with the reason.
fn unchecked_since(ctx: &mut Ctx<'_>, pointer: &str, keyword: &str, reason: &str) {
    let message = format!("`{keyword}` is not checked before a request is sent{reason}");
    ctx.warn(
        code::UNCHECKED_RULE,
        join(pointer, &[keyword]),
        message,
        "the server checks it; nothing is lost on the wire",
    );
}

/// Reports a `not` that is not checked, or a schema that is `false`.
fn not_unchecked(ctx: &mut Ctx<'_>, part: &Facts<'_>) {
    if !part.data.extensions.contains_key(normalize::NOTHING) {
        unchecked(ctx, &part.pointer, "not");
        return;
    }
    let message = "that no value may be here is not checked before a request is sent".to_owned();
    let help = "the server checks it; nothing is lost on the wire";
    ctx.warn(code::UNCHECKED_RULE, part.pointer.clone(), message, help);
}

/// Reports the rules of a value that stands where nothing is checked. Returns the type without
/// them.
pub(super) fn unchecked_here(ctx: &mut Ctx<'_>, pointer: &str, ty: TypeRef) -> TypeRef {
    for rule in &ty.rules {
        unchecked(ctx, pointer, rule.keyword());
    }
    TypeRef {
        rules: Vec::new(),
        ..ty
    }
}

impl Rule {
    /// The keyword of JSON Schema that states the rule.
    pub(super) fn keyword(&self) -> &'static str {
        match self {
            Self::MinLength(_) => "minLength",
            Self::MaxLength(_) => "maxLength",
            Self::Pattern(_) => "pattern",
            Self::Texts(_) => "enum",
            Self::Minimum(..) => "minimum",
            Self::Maximum(..) => "maximum",
            Self::MultipleOf(_) => "multipleOf",
            Self::MinItems(_) => "minItems",
            Self::MaxItems(_) => "maxItems",
            Self::UniqueItems => "uniqueItems",
            Self::Contains { .. } => "contains",
            Self::MinProperties(_) => "minProperties",
            Self::MaxProperties(_) => "maxProperties",
            Self::Names(_) => "propertyNames",
        }
    }

    /// Whether the rule says anything of values of a kind.
    fn is_of(&self, kind: &Kind) -> bool {
        match self {
            Self::MinLength(_) | Self::MaxLength(_) | Self::Pattern(_) | Self::Texts(_) => {
                matches!(kind, Kind::String(_))
            }
            Self::Minimum(..) | Self::Maximum(..) | Self::MultipleOf(_) => {
                matches!(kind, Kind::Integer(_) | Kind::Float | Kind::Number)
            }
            Self::MinItems(_) | Self::MaxItems(_) | Self::UniqueItems | Self::Contains { .. } => {
                matches!(kind, Kind::List(_))
            }
            Self::MinProperties(_) | Self::MaxProperties(_) | Self::Names(_) => {
                matches!(kind, Kind::Map(_))
            }
        }
    }

    /// Whether the rule leaves nothing to another of its kind: every value that follows the one
    /// follows the other. None where both must be checked.
    fn is_stricter_than(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::MinLength(a), Self::MinLength(b))
            | (Self::MinItems(a), Self::MinItems(b))
            | (Self::MinProperties(a), Self::MinProperties(b)) => Some(a > b),
            (Self::MaxLength(a), Self::MaxLength(b))
            | (Self::MaxItems(a), Self::MaxItems(b))
            | (Self::MaxProperties(a), Self::MaxProperties(b)) => Some(a < b),
            (Self::Minimum(a, bound), Self::Minimum(b, _)) => Some(
                compared(a, b) == Some(Ordering::Greater) || (a == b && *bound == Bound::Exclusive),
            ),
            (Self::Maximum(a, bound), Self::Maximum(b, _)) => Some(
                compared(a, b) == Some(Ordering::Less) || (a == b && *bound == Bound::Exclusive),
            ),
            (a, b) => (a == b).then_some(false),
        }
    }
}

/// Reports the rules that stand beside a `oneOf` or `anyOf`: its types know nothing of them.
pub(super) fn beside_a_choice(ctx: &mut Ctx<'_>, all: &All<'_>) {
    let any = || Box::new(TypeRef::plain(Kind::Any));
    let kinds = [
        Kind::String(Text::Plain(None)),
        Kind::Number,
        Kind::List(any()),
        Kind::Map(any()),
    ];
    for part in &all.parts {
        for kind in &kinds {
            for rule in of_part(ctx, part, kind) {
                unchecked(ctx, &part.pointer, rule.keyword());
            }
        }
    }
}

/// Returns a format by the name that the description gives it.
pub(super) fn format_name<T: Serialize>(format: &VariantOrUnknownOrEmpty<T>) -> Option<String> {
    match format {
        VariantOrUnknownOrEmpty::Item(item) => serde_json::to_value(item)
            .ok()
            .and_then(|name| name.as_str().map(str::to_owned)),
        VariantOrUnknownOrEmpty::Unknown(name) => Some(name.clone()),
        VariantOrUnknownOrEmpty::Empty => None,
    }
}

/// Returns the rules of values of a kind that all parts of a schema state, of each kind of rule the
/// strictest, and reports those that are not checked.
pub(super) fn of(ctx: &mut Ctx<'_>, all: &All<'_>, kind: &Kind) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    for part in &all.parts {
        if part.not.is_some() && !matches!(kind, Kind::Named(_)) {
            not_unchecked(ctx, part);
        }
        for rule in of_part(ctx, part, kind) {
            if *kind == Kind::Any {
                unchecked(ctx, &part.pointer, rule.keyword());
            } else if rule.is_of(kind) && says_something(ctx, part, kind, &rule) {
                add(&mut rules, bounds::whole(kind, rule));
            }
        }
    }
    // Without properties, and without others, there is nothing that it may have.
    if matches!(kind, Kind::Map(_)) && matches!(all.additional(), Some(Others::Switch(false))) {
        add(&mut rules, Rule::MaxProperties(0));
    }
    bounds::leave_impossible_out(ctx, all, kind, &mut rules);
    if !matches!(kind, Kind::Named(_)) {
        for alternative in &all.alternatives {
            unchecked(ctx, &alternative.pointer, alternative.keyword);
        }
        conditions(ctx, all);
    }
    rules
}

/// Returns the rules of objects that all parts of a schema state.
pub(super) fn of_record(ctx: &mut Ctx<'_>, all: &All<'_>) -> Vec<Rule> {
    let kind = Kind::Map(Box::new(TypeRef::plain(Kind::Any)));
    let mut rules: Vec<Rule> = Vec::new();
    for part in &all.parts {
        for rule in of_part(ctx, part, &kind) {
            if rule.is_of(&kind) {
                add(&mut rules, rule);
            }
        }
    }
    bounds::leave_impossible_out(ctx, all, &kind, &mut rules);
    conditions(ctx, all);
    rules
}

/// Reports what holds only where something else does.
pub(super) fn conditions(ctx: &mut Ctx<'_>, all: &All<'_>) {
    for part in &all.parts {
        for keyword in ["if", "dependentSchemas"] {
            if part.says(keyword) {
                unchecked(ctx, &part.pointer, keyword);
            }
        }
    }
}

fn add(rules: &mut Vec<Rule>, rule: Rule) {
    let known = rules
        .iter_mut()
        .find_map(|known| Some((rule.is_stricter_than(known)?, known)));
    match known {
        Some((true, known)) => *known = rule,
        Some((false, _)) => {}
        None => rules.push(rule),
    }
}

/// Whether there are values of a type that break a rule, and it can be told which.
fn says_something(ctx: &mut Ctx<'_>, part: &Facts<'_>, kind: &Kind, rule: &Rule) -> bool {
    let (Kind::Integer(_), Rule::MultipleOf(step)) = (kind, rule) else {
        return true;
    };
    let step = step.as_f64().unwrap_or(1.0);
    if step.fract() == 0.0 {
        return true;
    }
    // Every whole number is a multiple of 0.5 and of 0.01.
    if (1.0 / step).fract() != 0.0 {
        unchecked(ctx, &part.pointer, "multipleOf");
    }
    false
}

fn of_part(ctx: &mut Ctx<'_>, part: &Facts<'_>, kind: &Kind) -> Vec<Rule> {
    let mut rules = stated(part);
    let pattern = match part.kind {
        SchemaKind::Type(Type::String(string)) => string.pattern.as_deref(),
        SchemaKind::Any(any) => any.pattern.as_deref(),
        _ => None,
    };
    rules.extend(pattern_of(ctx, part, kind, pattern));
    match kind {
        Kind::List(_) => rules.extend(contains(ctx, part)),
        Kind::Map(_) => rules.extend(names(ctx, part)),
        _ => {}
    }
    rules
}

/// The bounds that a part states, and whether the items of a list are unique.
pub(super) fn stated(part: &Facts<'_>) -> Vec<Rule> {
    let mut rules = match part.kind {
        SchemaKind::Type(Type::String(string)) => length(string.min_length, string.max_length),
        SchemaKind::Type(Type::Integer(integer)) => of_integer(integer),
        SchemaKind::Type(Type::Number(number)) => of_number(number),
        SchemaKind::Type(Type::Array(array)) => {
            items(array.min_items, array.max_items, array.unique_items)
        }
        SchemaKind::Type(Type::Object(object)) => {
            properties(object.min_properties, object.max_properties)
        }
        SchemaKind::Any(any) => of_any(any),
        SchemaKind::Type(Type::Boolean(_))
        | SchemaKind::OneOf { .. }
        | SchemaKind::AllOf { .. }
        | SchemaKind::AnyOf { .. }
        | SchemaKind::Not { .. } => Vec::new(),
    };
    for rule in &mut rules {
        exactly(part, rule);
    }
    rules
}

/// Gives a rule the number that the description has: `openapiv3` rounds it to a float.
fn exactly(part: &Facts<'_>, rule: &mut Rule) {
    let keyword = rule.keyword();
    if let Rule::Minimum(number, _) | Rule::Maximum(number, _) | Rule::MultipleOf(number) = rule
        && let Some(exact) = exact_number(part, keyword)
    {
        *number = exact.clone();
    }
}

pub(super) fn exact_number<'a>(part: &Facts<'a>, keyword: &str) -> Option<&'a Number> {
    let exact = part.data.extensions.get(normalize::EXACT)?;
    match exact.get(keyword)? {
        Value::Number(number) => Some(number),
        _ => None,
    }
}

fn of_any(any: &AnySchema) -> Vec<Rule> {
    let mut rules = length(any.min_length, any.max_length);
    rules.extend(of_number(&NumberType {
        format: VariantOrUnknownOrEmpty::Empty,
        multiple_of: any.multiple_of,
        exclusive_minimum: any.exclusive_minimum.unwrap_or_default(),
        exclusive_maximum: any.exclusive_maximum.unwrap_or_default(),
        minimum: any.minimum,
        maximum: any.maximum,
        enumeration: Vec::new(),
    }));
    let unique = any.unique_items.unwrap_or_default();
    rules.extend(items(any.min_items, any.max_items, unique));
    rules.extend(properties(any.min_properties, any.max_properties));
    rules
}

/// The pattern of a part, if it runs.
fn pattern_of(
    ctx: &mut Ctx<'_>,
    part: &Facts<'_>,
    kind: &Kind,
    pattern: Option<&str>,
) -> Option<Rule> {
    let text = pattern.filter(|_| matches!(kind, Kind::String(_) | Kind::Any))?;
    match pattern::translate(text) {
        Ok(runs) => Some(Rule::Pattern(Pattern {
            text: text.to_owned(),
            runs,
        })),
        Err(reason) => {
            let reason = format!(": {reason}");
            unchecked_since(ctx, &part.pointer, "pattern", &reason);
            None
        }
    }
}

/// `contains`, where it asks for certain values.
fn contains(ctx: &mut Ctx<'_>, part: &Facts<'_>) -> Option<Rule> {
    if !part.says("contains") {
        return None;
    }
    let count = |keyword: &str| {
        let counts = part.data.extensions.get(normalize::CONTAINS)?;
        counts.get(keyword)?.as_u64()
    };
    let (min, max) = (count("minContains").unwrap_or(1), count("maxContains"));
    if min == 0 && max.is_none() {
        return None;
    }
    let pointer = join(&part.pointer, &["contains"]);
    let all = conjunction::gather(ctx, &pointer)?;
    let values = all.values();
    if values.is_empty() || !all.choices.is_empty() || values.iter().any(|value| !is_plain(value)) {
        unchecked(ctx, &part.pointer, "contains");
        return None;
    }
    Some(Rule::Contains {
        values,
        min: Some(min).filter(|min| *min > 0),
        max,
    })
}

/// Whether a value has one spelling in JSON.
fn is_plain(value: &Value) -> bool {
    match value {
        Value::String(_) | Value::Bool(_) => true,
        Value::Number(number) => number.is_i64() || number.is_u64(),
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

/// `propertyNames`: the rules of the names of a map.
fn names(ctx: &mut Ctx<'_>, part: &Facts<'_>) -> Option<Rule> {
    let pointer = join(&part.pointer, &["propertyNames"]);
    if !part.says("propertyNames") {
        return None;
    }
    let all = conjunction::gather(ctx, &pointer)?;
    if !all.choices.is_empty() {
        unchecked(ctx, &part.pointer, "propertyNames");
        return None;
    }
    let mut rules = of(ctx, &all, &Kind::String(Text::Plain(None)));
    let texts = all.values();
    if !texts.is_empty() {
        let texts = texts.iter().filter_map(Value::as_str);
        rules.push(Rule::Texts(texts.map(str::to_owned).collect()));
    }
    (!rules.is_empty()).then_some(Rule::Names(rules))
}

fn length(min: Option<usize>, max: Option<usize>) -> Vec<Rule> {
    let min = min
        .filter(|min| *min > 0)
        .map(|min| Rule::MinLength(min as u64));
    min.into_iter()
        .chain(max.map(|max| Rule::MaxLength(max as u64)))
        .collect()
}

fn items(min: Option<usize>, max: Option<usize>, unique: bool) -> Vec<Rule> {
    let min = min
        .filter(|min| *min > 0)
        .map(|min| Rule::MinItems(min as u64));
    let max = max.map(|max| Rule::MaxItems(max as u64));
    min.into_iter()
        .chain(max)
        .chain(unique.then_some(Rule::UniqueItems))
        .collect()
}

fn properties(min: Option<usize>, max: Option<usize>) -> Vec<Rule> {
    let min = min
        .filter(|min| *min > 0)
        .map(|min| Rule::MinProperties(min as u64));
    let max = max.map(|max| Rule::MaxProperties(max as u64));
    min.into_iter().chain(max).collect()
}

fn of_integer(integer: &IntegerType) -> Vec<Rule> {
    let minimum = integer
        .minimum
        .map(|bound| Rule::Minimum(bound.into(), bound_of(integer.exclusive_minimum)));
    let maximum = integer
        .maximum
        .map(|bound| Rule::Maximum(bound.into(), bound_of(integer.exclusive_maximum)));
    let multiple = integer
        .multiple_of
        .filter(|step| *step > 1)
        .map(|step| Rule::MultipleOf(step.into()));
    minimum.into_iter().chain(maximum).chain(multiple).collect()
}

fn of_number(number: &NumberType) -> Vec<Rule> {
    let minimum = number
        .minimum
        .and_then(Number::from_f64)
        .map(|bound| Rule::Minimum(bound, bound_of(number.exclusive_minimum)));
    let maximum = number
        .maximum
        .and_then(Number::from_f64)
        .map(|bound| Rule::Maximum(bound, bound_of(number.exclusive_maximum)));
    let multiple = number
        .multiple_of
        .filter(|step| *step > 0.0)
        .and_then(Number::from_f64)
        .map(Rule::MultipleOf);
    minimum.into_iter().chain(maximum).chain(multiple).collect()
}

fn bound_of(exclusive: bool) -> Bound {
    if exclusive {
        Bound::Exclusive
    } else {
        Bound::Inclusive
    }
}
