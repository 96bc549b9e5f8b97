//! A query that stands behind a path, which the standard does not allow: some descriptions tell several
//! operations of one path apart by it, and others write their parameters so.

use super::parameter::Declared;

/// A parameter of such a query.
pub(super) struct Pair<'a> {
    pub(super) name: &'a str,
    pub(super) value: Given<'a>,
}

impl Pair<'_> {
    fn asks(&self) -> bool {
        matches!(self.value, Given::Parameter(_))
    }
}

/// What such a parameter is given.
pub(super) enum Given<'a> {
    /// This text.
    Constant(&'a str),
    /// The value of a parameter, by its name.
    Parameter(&'a str),
}

/// Parts a path from the query behind it. One that is not understood stays with the path.
pub(super) fn of<'a>(path: &'a str, declared: &[Declared<'_>]) -> (&'a str, Vec<Pair<'a>>) {
    let parted = path.split_once('?').and_then(|(path, query)| {
        let pairs = query.split('&').map(|text| pair(text, declared));
        let pairs: Vec<Pair<'a>> = pairs.collect::<Option<_>>()?;
        // Two values of one name could be given for each other.
        let is_twice = |pair: &Pair<'_>| {
            let mut all = pairs.iter();
            all.any(|other| other.name == pair.name && other.asks() && !std::ptr::eq(other, pair))
        };
        (!pairs.iter().any(is_twice)).then_some((path, pairs))
    });
    parted.unwrap_or_else(|| (path, Vec::new()))
}

fn pair<'a>(text: &'a str, declared: &[Declared<'_>]) -> Option<Pair<'a>> {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    if name.is_empty() || !is_word(name) {
        return None;
    }
    let placeholder = value.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
    let value = match placeholder {
        Some(asked) => {
            let is_asked = |found: &Declared<'_>| found.stands_for(name, asked);
            declared
                .iter()
                .any(is_asked)
                .then_some(Given::Parameter(asked))?
        }
        None => is_word(value).then_some(Given::Constant(value))?,
    };
    Some(Pair { name, value })
}

fn is_word(text: &str) -> bool {
    let mut letters = text.chars();
    letters.all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c))
}
