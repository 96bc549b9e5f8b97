//! Random values of the schemas of a random description.
//!
//! Almost all follow their schemas. Where two schemas must hold at once, or only one of several
//! may, a value may break one of them: an independent validator sorts those out.

use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::schema::{Additional, Choice, Description, Object, Schema, Tagged};

/// How deep values are nested, about.
const DEEPEST: usize = 7;

const TEXTS: &[&str] = &[
    "",
    "a",
    "b",
    "text",
    "é\"\\\n\u{1f600}",
    "2024-02-29",
    "2024-05-06T07:08:09.123456789Z",
    "AAECAw==",
    "not Base64!",
    "1",
    "null",
    "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e",
    "\u{7f}\t",
];

/// Makes up values.
#[derive(Debug)]
pub struct Values<'a> {
    description: &'a Description,
    dice: Dice,
}

impl<'a> Values<'a> {
    /// Makes up values of a description's schemas.
    pub fn new(description: &'a Description, dice: Dice) -> Self {
        Self { description, dice }
    }

    /// Returns a value of a schema under `components`; none where there is no finite one.
    pub fn of_component(&mut self, index: usize) -> Option<Value> {
        self.component(index, 0)
    }

    fn component(&mut self, index: usize, depth: usize) -> Option<Value> {
        let index = index % self.description.schemas.len();
        match &self.description.schemas[index] {
            Schema::Tagged(tagged) | Schema::Family(tagged) => self.tagged(index, tagged, depth),
            schema => self.value(schema, depth),
        }
    }

    fn tagged(&mut self, index: usize, tagged: &Tagged, depth: usize) -> Option<Value> {
        let member = self.dice.below(tagged.members.len());
        let mut value = self.object(&tagged.members[member], depth)?;
        value[tagged.property] = json!(self.description.tag(index, tagged, member));
        Some(value)
    }

    fn value(&mut self, schema: &Schema, depth: usize) -> Option<Value> {
        if depth > DEEPEST * 2 {
            return None;
        }
        Some(match schema {
            Schema::Anything => self.anything(depth),
            Schema::Boolean => json!(self.dice.one_in(2)),
            Schema::Text(_, lengths) => self.text(*lengths),
            Schema::Whole(format, range) => self.whole(*format, *range),
            Schema::Decimal(_) => self.decimal(),
            Schema::Values(values, _) => self.dice.pick(values).clone(),
            Schema::Constant(value) => value.clone(),
            Schema::List(items) => {
                let count = if depth > DEEPEST {
                    0
                } else {
                    self.dice.below(4)
                };
                let values = (0..count).filter_map(|_| self.value(items, depth + 1));
                Value::Array(values.collect())
            }
            Schema::Object(object) => self.object(object, depth)?,
            Schema::All(members) => {
                let mut whole = self.value(members.first()?, depth + 1)?;
                for member in &members[1..] {
                    whole = both(whole, self.value(member, depth + 1)?)?;
                }
                whole
            }
            Schema::Choice(choice) => self.chosen(choice, depth)?,
            Schema::Beside(object, choice) => {
                both(self.object(object, depth)?, self.chosen(choice, depth)?)?
            }
            Schema::Nullable(inner) => {
                if self.dice.one_in(3) {
                    return Some(Value::Null);
                }
                self.value(inner, depth + 1).unwrap_or(Value::Null)
            }
            Schema::Reference(index) => self.component(*index, depth + 1)?,
            Schema::Tagged(_) | Schema::Family(_) => unreachable!("these stand only at the top"),
        })
    }

    /// A value of one of the members: of another, where the first has no finite one.
    fn chosen(&mut self, choice: &Choice, depth: usize) -> Option<Value> {
        let first = self.dice.below(choice.members.len());
        let members = choice.members[first..]
            .iter()
            .chain(&choice.members[..first]);
        for member in members {
            if let Some(value) = self.value(member, depth + 1) {
                return Some(value);
            }
        }
        None
    }

    fn object(&mut self, object: &Object, depth: usize) -> Option<Value> {
        let mut found = Map::new();
        for property in &object.properties {
            if !property.required && (depth > DEEPEST || self.dice.one_in(2)) {
                continue;
            }
            match self.value(&property.schema, depth + 1) {
                Some(value) => _ = found.insert(property.name.to_owned(), value),
                None if property.required => return None,
                None => {}
            }
        }
        let others = if depth > DEEPEST {
            0
        } else {
            self.dice.below(3)
        };
        for number in 0..others {
            let value = match &object.additional {
                Additional::Closed => None,
                Additional::Silent | Additional::Any => Some(self.anything(depth + 1)),
                Additional::Typed(schema) => self.value(schema, depth + 1),
            };
            found.extend(value.map(|value| (format!("other {number}"), value)));
        }
        Some(Value::Object(found))
    }

    fn anything(&mut self, depth: usize) -> Value {
        match self.dice.below(if depth > DEEPEST { 5 } else { 7 }) {
            0 => Value::Null,
            1 => json!(self.dice.one_in(2)),
            2 => self.whole(None, None),
            3 => self.decimal(),
            4 => self.text(None),
            5 => json!([self.anything(depth + 1), self.anything(depth + 1)]),
            _ => json!({ "any": self.anything(depth + 1), "": self.anything(depth + 1) }),
        }
    }

    fn text(&mut self, lengths: Option<(usize, usize)>) -> Value {
        let Some((least, most)) = lengths else {
            return json!(self.dice.pick(TEXTS));
        };
        let length = least + self.dice.below(most - least + 1);
        json!("é".repeat(length))
    }

    fn whole(&mut self, format: Option<&str>, range: Option<(i64, i64)>) -> Value {
        let (least, most): (i128, i128) = match format {
            Some("int8") => (i8::MIN.into(), i8::MAX.into()),
            Some("int16") => (i16::MIN.into(), i16::MAX.into()),
            Some("int32") => (i32::MIN.into(), i32::MAX.into()),
            Some("uint8") => (0, u8::MAX.into()),
            Some("uint16") => (0, u16::MAX.into()),
            Some("uint32") => (0, u32::MAX.into()),
            Some("uint64") => (0, u64::MAX.into()),
            _ => (i64::MIN.into(), i64::MAX.into()),
        };
        let (least, most) = match range {
            Some((from, to)) => (least.max(from.into()), most.min(to.into())),
            None => (least, most),
        };
        let value = match self.dice.below(4) {
            0 => least,
            1 => most,
            _ => least + i128::from(self.dice.any()) % (most - least + 1),
        };
        // A number with a fraction of nothing is a whole one.
        if value.abs() < 1000 && self.dice.one_in(8) {
            return serde_json::from_str(&format!("{value}.0")).unwrap_or_default();
        }
        json!(value)
    }

    fn decimal(&mut self) -> Value {
        match self.dice.below(5) {
            0 => json!(self.dice.below(100)),
            1 => json!(-0.1),
            2 => json!(1e300),
            3 => json!(1.0),
            _ => json!(f64::from_bits(
                self.dice.any() >> 12 | 0x3ff0_0000_0000_0000
            )),
        }
    }
}

/// Two values as one; none where they are not objects and differ.
fn both(one: Value, other: Value) -> Option<Value> {
    match (one, other) {
        (Value::Object(mut one), Value::Object(other)) => {
            for (name, value) in other {
                one.entry(name).or_insert(value);
            }
            Some(Value::Object(one))
        }
        (one, other) => (one == other).then_some(one),
    }
}
