//! What can be written as JSON, and how the types of the standard library are.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Checks, Writer};

/// A value that can be written as JSON.
pub trait Encode {
    /// Writes the value.
    fn encode(&self, out: &mut Writer);

    /// Reports what the API's description forbids in the value.
    fn check(&self, checks: &mut Checks) {
        let _ = checks;
    }

    /// Whether an optional property with this value is left out.
    fn is_absent(&self) -> bool {
        false
    }
}

/// Room for most requests. A longer one is moved once or twice.
const USUAL_LENGTH: usize = 256;

/// Returns a value as compact JSON.
pub fn encode(value: &dyn Encode) -> Vec<u8> {
    write(value).into_bytes()
}

/// Returns what has written a value as compact JSON.
pub(crate) fn write(value: &dyn Encode) -> Writer {
    let mut out = Writer::with_capacity(USUAL_LENGTH);
    value.encode(&mut out);
    out
}

macro_rules! encode_integer {
    ($($name:ident)+) => {$(
        impl Encode for $name {
            fn encode(&self, out: &mut Writer) {
                out.display(self);
            }
        }
    )+};
}
encode_integer!(i8 i16 i32 i64 u8 u16 u32 u64);

impl Encode for bool {
    fn encode(&self, out: &mut Writer) {
        out.bool(*self);
    }
}

impl Encode for f64 {
    fn encode(&self, out: &mut Writer) {
        out.number(*self);
    }

    fn check(&self, checks: &mut Checks) {
        check_finite(*self, checks);
    }
}

impl Encode for f32 {
    fn encode(&self, out: &mut Writer) {
        out.single(*self);
    }

    fn check(&self, checks: &mut Checks) {
        check_finite(f64::from(*self), checks);
    }
}

fn check_finite(value: f64, checks: &mut Checks) {
    if !value.is_finite() {
        checks.report(format!("must be a finite number, not {value}"));
    }
}

impl Encode for str {
    fn encode(&self, out: &mut Writer) {
        out.string(self);
    }
}

impl Encode for String {
    fn encode(&self, out: &mut Writer) {
        out.string(self);
    }
}

impl Encode for () {
    fn encode(&self, out: &mut Writer) {
        out.null();
    }
}

impl<T: Encode + ?Sized> Encode for &T {
    fn encode(&self, out: &mut Writer) {
        (**self).encode(out);
    }

    fn check(&self, checks: &mut Checks) {
        (**self).check(checks);
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl<T: Encode + ?Sized> Encode for Box<T> {
    fn encode(&self, out: &mut Writer) {
        (**self).encode(out);
    }

    fn check(&self, checks: &mut Checks) {
        (**self).check(checks);
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self, out: &mut Writer) {
        match self {
            Some(value) => value.encode(out),
            None => out.null(),
        }
    }

    fn check(&self, checks: &mut Checks) {
        if let Some(value) = self {
            value.check(checks);
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

/// A list of any one type, so that going through it is compiled once and not for each type.
trait List {
    /// Returns an item, or `None` behind the last.
    fn item(&self, index: usize) -> Option<&dyn Encode>;
}

impl<T: Encode> List for &[T] {
    fn item(&self, index: usize) -> Option<&dyn Encode> {
        match self.get(index) {
            Some(item) => Some(item),
            None => None,
        }
    }
}

impl dyn List + '_ {
    fn encode(&self, out: &mut Writer) {
        let mut array = out.array();
        let mut index = 0;
        while let Some(item) = self.item(index) {
            array.item(item);
            index += 1;
        }
        array.end();
    }

    fn check(&self, checks: &mut Checks) {
        let mut index = 0;
        while let Some(item) = self.item(index) {
            checks.item(index, item);
            index += 1;
        }
    }
}

impl<T: Encode> Encode for [T] {
    fn encode(&self, out: &mut Writer) {
        <dyn List>::encode(&self, out);
    }

    fn check(&self, checks: &mut Checks) {
        <dyn List>::check(&self, checks);
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self, out: &mut Writer) {
        <dyn List>::encode(&self.as_slice(), out);
    }

    fn check(&self, checks: &mut Checks) {
        <dyn List>::check(&self.as_slice(), checks);
    }
}

impl<T: Encode> Encode for BTreeMap<String, T> {
    fn encode(&self, out: &mut Writer) {
        let mut object = out.object();
        object.entries(self);
        object.end();
    }

    fn check(&self, checks: &mut Checks) {
        for (name, value) in self {
            checks.property(name, value);
        }
    }
}

impl Encode for Value {
    fn encode(&self, out: &mut Writer) {
        match self {
            Self::Null => out.null(),
            Self::Bool(value) => out.bool(*value),
            Self::Number(number) => out.display(number),
            Self::String(text) => out.string(text),
            Self::Array(items) => items.encode(out),
            Self::Object(properties) => {
                let mut object = out.object();
                for (name, value) in properties {
                    object.field(name, value);
                }
                object.end();
            }
        }
    }
}
