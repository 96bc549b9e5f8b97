//! Whether an answer is one thing, though its path is called like several.

use super::{View, plain};
use crate::grammar::without_ending;
use crate::model::api::{Answer, Kind, Root, Shape, TypeRef};

/// What the names of schemas end in that tells nothing of what they are.
const EMPTY_WORDS: &[&str] = &[
    "dto", "model", "object", "resource", "response", "result", "schema", "view",
];

/// What the names of lists and pages end in.
const LISTS: &[&str] = &["collection", "list", "page"];

impl View<'_> {
    /// Whether the answer is an object in which nothing could be a list, and nothing else speaks for one:
    /// many a description has the type of an item where a list of them comes.
    pub(super) fn answers_one(&self) -> bool {
        let Answer::Json { ty, .. } = &self.operation.answer else {
            return false;
        };
        self.record(ty).is_some()
            && !self.may_be_several(ty, 3, &mut 1_000)
            && !self.has_size()
            && self.page_parameter().is_none()
            && !self.is_named_like_an_item(ty)
    }

    /// Whether something that is answered could be of several things: whether there is a list, a map, a
    /// union or any JSON in it, so many objects deep. What has too much in it could.
    fn may_be_several(&self, answer: &TypeRef, depth: usize, budget: &mut usize) -> bool {
        let record = match &answer.kind {
            Kind::List(_) | Kind::Map(_) | Kind::Any => return true,
            Kind::Named(id) => match self.types.get(id).map(|ty| &ty.shape) {
                Some(Shape::Union(_)) => return true,
                Some(Shape::Record(record)) => record,
                Some(Shape::Enumeration(_)) | None => return false,
            },
            _ => return false,
        };
        if record.additional.is_some() || *budget == 0 {
            return true;
        }
        *budget -= 1;
        let mut fields = record.fields.iter();
        depth > 0 && fields.any(|field| self.may_be_several(&field.ty, depth - 1, budget))
    }

    /// Whether a type of the components is called like a list, or like one of what the path is called:
    /// `SshKey` of `/deploy-keys`.
    fn is_named_like_an_item(&self, answer: &TypeRef) -> bool {
        let ty = answer.named().and_then(|id| self.types.get(id));
        let Some(Root::Schema(name)) = ty.map(|ty| &ty.origin.root) else {
            return false;
        };
        let name = plain(name);
        let mut name = name.as_str();
        while let Some(shorter) = EMPTY_WORDS.iter().find_map(|end| name.strip_suffix(end)) {
            name = shorter;
        }
        let singular = last_word(&self.operation.path).map(|word| singular(&word));
        let mut of_item = singular.into_iter().flatten();
        of_item.any(|word| name.ends_with(&word)) || LISTS.iter().any(|word| name.ends_with(word))
    }
}

/// The last word of the last segment of a path, in lower case: `keys` of `/deploy-keys` and `/deployKeys`.
fn last_word(path: &str) -> Option<String> {
    let path = path.split('?').next().unwrap_or_default();
    let last = path.rsplit('/').find(|part| !part.is_empty())?;
    let mut words = without_ending(last).rsplit(|c: char| !c.is_ascii_alphanumeric());
    let word = words.find(|word| !word.is_empty())?;
    let bytes = word.as_bytes();
    let begins =
        |at: &usize| bytes[*at].is_ascii_uppercase() && bytes[*at - 1].is_ascii_lowercase();
    let start = (1..bytes.len()).rev().find(begins).unwrap_or_default();
    Some(word[start..].to_ascii_lowercase())
}

/// What one of several may be called.
fn singular(word: &str) -> Vec<String> {
    let endings = [("ies", "y"), ("es", ""), ("s", "")];
    let ended = endings
        .iter()
        .filter_map(|(several, one)| Some(format!("{}{one}", word.strip_suffix(several)?)));
    ended.filter(|word| !word.is_empty()).collect()
}
