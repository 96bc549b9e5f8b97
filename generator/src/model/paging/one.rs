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

/// What the text of an operation that lists begins with.
const SAYS_LIST: &[&str] = &["get a list of ", "list ", "lists ", "returns a list of "];

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
            && !self.says_list()
    }

    /// Whether the operation says that it lists: by a word of its `operationId`, or at the beginning of its
    /// summary or description.
    fn says_list(&self) -> bool {
        let id = self.operation.operation_id.as_deref().unwrap_or_default();
        let text = [&self.operation.summary, &self.operation.description];
        has_word_list(id)
            || text.into_iter().flatten().any(|text| {
                let text = text.trim_start().to_ascii_lowercase();
                SAYS_LIST.iter().any(|start| text.starts_with(start))
            })
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

/// Whether `list` is a word of an `operationId`, however its words are told apart: of `ListTopics`,
/// `topics_list` and `topics.list`, not of `playlists` or `listenTo`.
fn has_word_list(id: &str) -> bool {
    let bytes = id.as_bytes();
    id.match_indices("ist").any(|(at, _)| {
        let Some(initial) = at.checked_sub(1).and_then(|at| bytes.get(at)) else {
            return false;
        };
        let before = at.checked_sub(2).and_then(|at| bytes.get(at));
        let begins = match initial {
            b'L' => !before.is_some_and(u8::is_ascii_uppercase),
            b'l' => !before.is_some_and(u8::is_ascii_alphanumeric),
            _ => false,
        };
        begins && !bytes.get(at + 3).is_some_and(u8::is_ascii_lowercase)
    })
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

#[cfg(test)]
mod tests {
    use super::has_word_list;

    #[test]
    fn a_word_of_an_identifier() {
        for id in [
            "list",
            "ListTopics",
            "topics_list",
            "chat.list",
            "ai-list-x",
            "userList",
            "list2",
        ] {
            assert!(has_word_list(id), "{id}");
        }
        for id in [
            "",
            "playlists",
            "listenTo",
            "getPlaylist",
            "PLAYLIST",
            "ist",
            "lists",
            "éist",
        ] {
            assert!(!has_word_list(id), "{id}");
        }
    }
}
