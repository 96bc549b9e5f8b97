//! A text as a tree in which every node knows where it stands. The generator has such a thing too;
//! this one is not made of it.

use std::ops::Range;

use saphyr_parser::{Event, Parser, Span};

/// A node, and the bytes that it is written in.
pub(crate) struct Node {
    pub(crate) range: Range<usize>,
    pub(crate) content: Content,
}

pub(crate) enum Content {
    Text(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
    /// It repeats another.
    Alias,
}

pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_range: Range<usize>,
    pub(crate) value: Node,
}

impl Node {
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entries()
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| &entry.value)
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Map(entries) => entries,
            _ => &[],
        }
    }

    pub(crate) fn items(&self) -> &[Node] {
        match &self.content {
            Content::List(items) => items,
            _ => &[],
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Reads YAML or JSON.
pub(crate) fn read(text: &str) -> Option<Node> {
    // YAML takes no tab that JSON may be indented with.
    let spaced = if text.starts_with('{') {
        text.replace('\t', " ")
    } else {
        text.to_owned()
    };
    let bytes: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let mut reader = Reader {
        events: Parser::new_from_str(&spaced)
            .collect::<Result<Vec<_>, _>>()
            .ok()?
            .into_iter(),
        bytes,
    };
    loop {
        let (event, span) = reader.events.next()?;
        if !matches!(event, Event::StreamStart | Event::DocumentStart(_)) {
            return reader.node(&event, span);
        }
    }
}

struct Reader<'t> {
    events: std::vec::IntoIter<(Event<'t>, Span)>,
    bytes: Vec<usize>,
}

impl<'t> Reader<'t> {
    fn node(&mut self, event: &Event<'t>, span: Span) -> Option<Node> {
        let range = self.range(span);
        match event {
            Event::Scalar(text, ..) => Some(Node {
                range,
                content: Content::Text(text.to_string()),
            }),
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    let (event, span) = self.events.next()?;
                    if matches!(event, Event::SequenceEnd) {
                        return Some(Node {
                            range: range.start..self.range(span).end,
                            content: Content::List(items),
                        });
                    }
                    items.push(self.node(&event, span)?);
                }
            }
            Event::MappingStart(..) => {
                let mut entries = Vec::new();
                loop {
                    let (event, span) = self.events.next()?;
                    if matches!(event, Event::MappingEnd) {
                        return Some(Node {
                            range: range.start..self.range(span).end,
                            content: Content::Map(entries),
                        });
                    }
                    let key = self.node(&event, span)?;
                    let (event, span) = self.events.next()?;
                    let value = self.node(&event, span)?;
                    entries.push(Entry {
                        key: key.text().unwrap_or_default().to_owned(),
                        key_range: key.range,
                        value,
                    });
                }
            }
            Event::Alias(_) => Some(Node {
                range,
                content: Content::Alias,
            }),
            _ => None,
        }
    }

    fn range(&self, span: Span) -> Range<usize> {
        let byte = |index: usize| self.bytes.get(index).copied().unwrap_or_default();
        byte(span.start.index())..byte(span.end.index())
    }
}
