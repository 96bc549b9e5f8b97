//! Values that are made up for types: what the tests of a crate read, write and send.

use serde_json::{Map, Value, json};

use super::fitting;
use crate::model::api::{
    Api, Bound, Integer, Kind, Presence, Record, Rule, Shape, Text, TypeRef, Union,
};

/// How many values are made up for one case, at most.
const LARGEST: usize = 400;

/// How deep optional properties are made up too.
pub(super) const DEEPEST: usize = 3;

/// A text that begins, ends and is inside of nothing else.
const TELLING: &str = "é\"\\\n";

/// The properties of an object that are in no field: the one that tells it apart.
pub(super) fn with_tag(record: &Record) -> Map<String, Value> {
    let tag = record.tag.iter();
    tag.map(|tag| (tag.name.clone(), json!(tag.value)))
        .collect()
}

/// Whether an object may have no property.
fn is_empty(rules: &[Rule]) -> bool {
    rules.contains(&Rule::MaxProperties(0))
}

/// Makes up values.
pub(super) struct Maker<'a> {
    api: &'a Api,
    budget: usize,
    text: &'static str,
}

impl<'a> Maker<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        Self::of_text(api, TELLING)
    }

    /// Makes up values whose texts are of this one.
    pub(super) fn of_text(api: &'a Api, text: &'static str) -> Self {
        Self {
            api,
            budget: LARGEST,
            text,
        }
    }

    /// Makes up a value of a type. From a depth of [`DEEPEST`] on only what is required.
    pub(super) fn instance(&mut self, ty: &TypeRef, depth: usize) -> Option<Value> {
        self.budget = self.budget.checked_sub(1)?;
        let value = match &ty.kind {
            Kind::Any => json!({ "any": [1, "two", null] }),
            Kind::Boolean => json!(true),
            Kind::Integer(integer) => whole(*integer, &ty.rules),
            Kind::Float => number(0.5, &ty.rules),
            Kind::Number => number(1.25, &ty.rules),
            Kind::String(Text::Base64) => json!("AAECAw=="),
            Kind::String(Text::Plain(_)) => self.text(&ty.rules),
            // What holds itself in a list would go on until nobody reads it any more.
            Kind::List(_) if depth > 3 * DEEPEST => json!([]),
            Kind::Map(_) if depth > 3 * DEEPEST || is_empty(&ty.rules) => json!({}),
            Kind::List(items) => {
                let least = ty.rules.iter().find_map(|rule| match rule {
                    Rule::MinItems(least) => usize::try_from(*least).ok(),
                    _ => None,
                });
                let times = least.unwrap_or(1).clamp(1, 10);
                match self.instance(items, depth + 1) {
                    Some(item) => self.list(item, times)?,
                    None => json!([]),
                }
            }
            Kind::Map(values) => {
                let value = self.instance(values, depth + 1);
                let entries = value.map(|value| ("a key".to_owned(), value));
                Value::Object(entries.into_iter().collect())
            }
            // What another crate reads is its own affair.
            Kind::File | Kind::Foreign(..) => return None,
            Kind::Named(id) => match &self.api.types.get(id)?.shape {
                Shape::Record(record) => self.object(record, depth)?,
                Shape::Enumeration(found) => found.values.first()?.value.clone(),
                Shape::Union(union) => {
                    let mut variants = 0..union.variants.len();
                    variants.find_map(|index| self.of_variant(union, index, depth))?
                }
            },
        };
        Some(value)
    }

    /// A list of one value several times, each of which counts.
    fn list(&mut self, item: Value, times: usize) -> Option<Value> {
        let copies = size(&item) * (times - 1);
        self.budget = self.budget.checked_sub(copies)?;
        Some(Value::Array(vec![item; times]))
    }

    /// A text that follows the rules, if one is known that does.
    fn text(&self, rules: &[Rule]) -> Value {
        let least = rules.iter().find_map(|rule| match rule {
            Rule::MinLength(length) => usize::try_from(*length).ok(),
            _ => None,
        });
        let most = rules.iter().find_map(|rule| match rule {
            Rule::MaxLength(length) => usize::try_from(*length).ok(),
            _ => None,
        });
        let length = self.text.chars().count();
        let usual = self.text.repeat(1 + least.unwrap_or(0).min(100) / length);
        let usual: String = usual.chars().take(most.unwrap_or(usize::MAX)).collect();
        json!(fitting::text([usual.clone()], rules, 0).unwrap_or(usual))
    }

    fn object(&mut self, record: &Record, depth: usize) -> Option<Value> {
        let mut object = with_tag(record);
        for field in &record.fields {
            let value = match (&field.fixed, field.presence) {
                (Some(fixed), _) => Some(fixed.clone()),
                (None, Presence::Required) => Some(self.instance(&field.ty, depth + 1)?),
                (None, Presence::Optional) if depth < DEEPEST => {
                    self.instance(&field.ty, depth + 1)
                }
                (None, Presence::Optional) => None,
            };
            object.extend(value.map(|value| (field.name.clone(), value)));
        }
        Some(Value::Object(object))
    }

    /// Makes up a value of one type of a union, with the property that tells it apart.
    pub(super) fn of_variant(
        &mut self,
        union: &Union,
        index: usize,
        depth: usize,
    ) -> Option<Value> {
        let variant = union.variants.get(index)?;
        let mut value = self.instance(&variant.ty, depth + 1)?;
        if let (Some(tag), Some(first), Value::Object(object)) =
            (&union.tag, variant.tags.first(), &mut value)
        {
            let known = object.get(tag);
            // A tag that is a number stays one.
            let fits = known.is_some_and(|known| !known.is_string());
            if !fits {
                object.insert(tag.clone(), json!(first));
            }
        }
        Some(value)
    }
}

/// Of how many values a value is made.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(object) => 1 + object.values().map(size).sum::<usize>(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
    }
}

/// A whole number that follows the rules: one at a bound that is near, else 7, if one is known that does.
fn whole(integer: Integer, rules: &[Rule]) -> Value {
    let bound = rules.iter().find_map(|rule| match rule {
        Rule::Minimum(number, Bound::Exclusive) => number.as_i64()?.checked_add(1),
        Rule::Minimum(number, Bound::Inclusive) | Rule::Maximum(number, Bound::Inclusive) => {
            number.as_i64()
        }
        _ => None,
    });
    let bound = bound.filter(|bound| (-99..100).contains(bound));
    let wanted = bound.into_iter().chain([7]).map(i128::from);
    let fit = fitting::whole(wanted, &fitting::range(integer), rules);
    let fit = fit.and_then(|fit| {
        let whole = i64::try_from(fit).map(Value::from);
        whole.or_else(|_| u64::try_from(fit).map(Value::from)).ok()
    });
    fit.unwrap_or_else(|| json!(7))
}

/// A number that follows the rules: the one that is wanted, if it does.
fn number(wanted: f64, rules: &[Rule]) -> Value {
    json!(fitting::number([wanted], rules).unwrap_or(wanted))
}

#[cfg(test)]
mod tests {
    use serde_json::{Number, json};

    use super::{number, whole};
    use crate::model::api::{Bound, Integer, Rule};

    #[test]
    fn numbers_follow_their_rules() {
        let least = |number: u64| Rule::Minimum(number.into(), Bound::Inclusive);
        let of = |rules: &[Rule]| whole(Integer::Int64, rules);
        assert_eq!(of(&[]), json!(7));
        assert_eq!(of(&[least(0)]), json!(0));
        assert_eq!(of(&[least(1000)]), json!(1000));
        let step = Rule::MultipleOf(Number::from(30));
        assert_eq!(of(&[least(1000), step]), json!(1020));
        let most = Rule::Maximum(Number::from(-1000), Bound::Exclusive);
        assert_eq!(of(&[most]), json!(-1001));
        assert_eq!(whole(Integer::Uint64, &[least(u64::MAX)]), json!(u64::MAX));
        assert_eq!(number(0.5, &[]), json!(0.5));
        assert_eq!(number(0.5, &[least(1000)]), json!(1000.0));
    }
}
