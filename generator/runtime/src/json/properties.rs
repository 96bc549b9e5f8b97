//! Reads the properties of an object, and the items of an array, into where they are kept.
//!
//! A type lists its properties in one table, each with the [`Slot`] that it is read into, and one
//! function for all types goes through the object. Measured, what reads types is then a third of the
//! LLVM IR: a `match` over the names costs a branch, a call and a way out for each property, and on
//! each way out all that was read before has to be dropped.

use std::collections::BTreeMap;

use super::{Decode, DecodeError, Number, Reader};

/// A place that a value is read into.
pub trait Slot {
    /// Reads the next value, in the place of what is there.
    fn read(&mut self, input: &mut Reader<'_>) -> Result<(), DecodeError>;
}

impl<T: Decode> Slot for T {
    fn read(&mut self, input: &mut Reader<'_>) -> Result<(), DecodeError> {
        *self = T::decode(input)?;
        Ok(())
    }
}

/// A place where `null` is a value like any other, and for types that have nothing to begin with.
#[derive(Debug)]
pub struct Present<'a, T>(pub &'a mut Option<T>);

impl<T: Decode> Slot for Present<'_, T> {
    fn read(&mut self, input: &mut Reader<'_>) -> Result<(), DecodeError> {
        *self.0 = Some(T::decode(input)?);
        Ok(())
    }
}

/// The property that tells a type apart from others, whose one value is in no field of it.
#[derive(Debug)]
pub struct Constant(pub &'static str);

impl Slot for Constant {
    fn read(&mut self, input: &mut Reader<'_>) -> Result<(), DecodeError> {
        input.constant(self.0)
    }
}

/// A type that has a value to begin with, which a required property holds until it is read.
///
/// Nobody sees it: an object that leaves the property out is an error.
pub trait Blank {
    /// Returns the value.
    fn blank() -> Self;
}

impl<T: Default> Blank for T {
    fn blank() -> Self {
        Self::default()
    }
}

impl Blank for Number {
    fn blank() -> Self {
        Self::from(0)
    }
}

/// What becomes of a property that is there, or is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It has to be there.
    Required,
    /// It has to be there, but may be `null`. One that is left out is read as `null`, and noted:
    /// among several types that a value may be of, one that finds all its properties fits better.
    RequiredNullable,
    /// It may be left out. So may one that was read.
    Optional,
    /// It travels the other way only: its value is passed over.
    LeftOut,
}

/// A property: its name, whether it has to be there, and where it is read into.
pub type Property<'a> = (&'static str, Need, &'a mut dyn Slot);

/// Where the properties are read into that have no place of their own.
pub trait Others {
    /// Reads the value of a property.
    fn read_other(&mut self, name: String, input: &mut Reader<'_>) -> Result<(), DecodeError>;
}

impl<T: Decode> Others for BTreeMap<String, T> {
    fn read_other(&mut self, name: String, input: &mut Reader<'_>) -> Result<(), DecodeError> {
        self.insert(name, T::decode(input)?);
        Ok(())
    }
}

/// Where the items of an array are read into.
pub trait Items {
    /// Reads the next item.
    fn read_item(&mut self, input: &mut Reader<'_>) -> Result<(), DecodeError>;
}

impl<T: Decode> Items for Vec<T> {
    fn read_item(&mut self, input: &mut Reader<'_>) -> Result<(), DecodeError> {
        self.push(T::decode(input)?);
        Ok(())
    }
}

impl Reader<'_> {
    /// Reads an object. What is not in the table is passed over, and must be well formed all the
    /// same.
    pub fn properties(&mut self, table: &mut [Property<'_>]) -> Result<(), DecodeError> {
        self.read_properties(table, None)
    }

    /// Reads an object, and what is not in the table into a place for all others.
    pub fn properties_and_others(
        &mut self,
        table: &mut [Property<'_>],
        others: &mut dyn Others,
    ) -> Result<(), DecodeError> {
        self.read_properties(table, Some(others))
    }

    fn read_properties(
        &mut self,
        table: &mut [Property<'_>],
        mut others: Option<&mut dyn Others>,
    ) -> Result<(), DecodeError> {
        let mut object = self.object()?;
        let mut expected = 0;
        while let Some(name) = object.next_name()? {
            let found = position(table, &name, expected);
            match found.and_then(|index| table.get_mut(index)) {
                Some((_, Need::LeftOut, _)) => object.skip_unknown()?,
                Some((_, need, slot)) => {
                    *need = Need::Optional;
                    object.read_into(*slot)?;
                }
                None => match &mut others {
                    Some(others) => object.read_other(name, *others)?,
                    None => object.skip_unknown()?,
                },
            }
            expected = found.map_or(expected, |index| index + 1);
        }
        for (name, need, _) in table {
            match need {
                Need::Required => return Err(DecodeError::missing(name)),
                Need::RequiredNullable => self.note_unknown(),
                Need::Optional | Need::LeftOut => {}
            }
        }
        Ok(())
    }

    /// Reads an array.
    pub fn items(&mut self, into: &mut dyn Items) -> Result<(), DecodeError> {
        let mut array = self.array()?;
        while array.next_item()? {
            array.read_into(into)?;
        }
        Ok(())
    }
}

/// Where a property stands in a table. Servers write an object in the same order most of the time,
/// which is the order of the description: the search begins behind the one before.
fn position(table: &[Property<'_>], name: &str, expected: usize) -> Option<usize> {
    let is_it = |index: &usize| table.get(*index).is_some_and(|(other, ..)| *other == name);
    (expected..table.len())
        .find(is_it)
        .or_else(|| (0..expected).find(is_it))
}
