//! Where each node of a text stands. Read only when there is something to report.
//!
//! A second reading of the text, by a parser that tells positions. It reads JSON as well, which
//! is YAML in flow style; a tab that it refuses as indentation counts as a space.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Marker, Parser, Span as Range};

use crate::limits::DEEPEST;

/// Through how many aliases a place is looked for.
const ALIASES: usize = 64;

/// How long all pointers of a text are together: a long key above many nodes is in each of theirs.
const BYTES: usize = 1_000_000_000;

/// A range of a text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Positions by JSON pointer.
#[derive(Debug, Default)]
pub(crate) struct Spans {
    nodes: BTreeMap<String, NodeSpan>,
    /// The nodes that are aliases, and the pointers of what they repeat.
    aliases: BTreeMap<String, String>,
    duplicates: Vec<Duplicate>,
}

#[derive(Debug, Clone, Copy)]
struct NodeSpan {
    key: Option<Span>,
    value: Span,
}

/// A key that stands twice in one mapping.
#[derive(Debug, Clone)]
pub(crate) struct Duplicate {
    pub(crate) key: String,
    pub(crate) first: Span,
    pub(crate) second: Span,
}

impl Spans {
    /// Reads the positions of a text, as far as it can be read.
    pub(crate) fn scan(text: &str) -> Self {
        let (spans, is_whole) = Scan::of(text, text);
        if is_whole || !text.contains('\t') {
            return spans;
        }
        // A tab stands where that parser wants a space. In what it names, a tab is rare.
        Scan::of(text, &text.replace('\t', " ")).0
    }

    /// Returns the span of the node at a pointer, or of the nearest node above it that the text
    /// spells out. What comes from an alias or a merge key stands where its anchor is.
    pub(crate) fn value(&self, pointer: &str) -> Option<Span> {
        self.nearest(pointer).map(|node| node.value)
    }

    /// Returns the span of the key of the node at a pointer, or of its value where it has no key.
    pub(crate) fn key(&self, pointer: &str) -> Option<Span> {
        self.nearest(pointer)
            .map(|node| node.key.unwrap_or(node.value))
    }

    /// Returns the keys that stand twice.
    pub(crate) fn duplicates(self) -> Vec<Duplicate> {
        self.duplicates
    }

    fn nearest(&self, pointer: &str) -> Option<NodeSpan> {
        let mut pointer = pointer.to_owned();
        let mut end = pointer.len();
        // Anchors may hold aliases, but none leads back to itself: the reader refuses that.
        let mut left = ALIASES;
        loop {
            let (above, below) = pointer.split_at(end);
            if let Some(node) = self.nodes.get(above) {
                let repeated = Some(below).filter(|below| !below.is_empty() && left > 0);
                match repeated.and_then(|below| self.repeated(above, below)) {
                    Some(anchored) => {
                        left -= 1;
                        end = anchored.len();
                        pointer = anchored;
                        continue;
                    }
                    None => return Some(*node),
                }
            }
            end = pointer[..end].rfind('/')?;
        }
    }

    /// Where what is below an alias, or below a mapping that merges aliases, is spelt out.
    fn repeated(&self, above: &str, below: &str) -> Option<String> {
        if let Some(anchor) = self.aliases.get(above) {
            return Some(format!("{anchor}{below}"));
        }
        let key_end = below[1..].find('/').map_or(below.len(), |end| end + 1);
        let merge = format!("{above}/<<");
        let merged = self.aliases.range(merge.clone()..);
        merged
            .take_while(|(place, _)| place.starts_with(&merge))
            .map(|(_, anchor)| format!("{anchor}{below}"))
            .find(|anchored| {
                let first = &anchored[..anchored.len() - (below.len() - key_end)];
                self.nodes.contains_key(first)
            })
    }
}

/// One open mapping or list.
struct Frame {
    /// How long the pointer to it is.
    pointer: usize,
    node: Option<String>,
    content: Content,
}

enum Content {
    List {
        next: usize,
    },
    /// The key that waits for its value, and where it stands.
    Mapping {
        key: Option<(String, Span)>,
    },
}

struct Scan {
    offsets: Offsets,
    spans: Spans,
    stack: Vec<Frame>,
    pointer: String,
    /// The pointers of the nodes with an anchor.
    anchors: BTreeMap<usize, String>,
    /// How long all pointers may still be together.
    bytes: usize,
}

impl Scan {
    /// Reads a text that has the same characters at the same places as `text`, or others of one
    /// byte. Whether all of it could be read comes with it.
    fn of(text: &str, read: &str) -> (Spans, bool) {
        let mut scan = Self {
            offsets: Offsets::new(text),
            spans: Spans::default(),
            stack: Vec::new(),
            pointer: String::new(),
            anchors: BTreeMap::new(),
            bytes: BYTES,
        };
        for event in Parser::new_from_str(read) {
            let Ok((event, range)) = event else {
                return (scan.spans, false);
            };
            // What is more is refused. That parser takes a time that grows with the square of the
            // depth.
            if scan.stack.len() > DEEPEST || scan.bytes == 0 {
                return (scan.spans, true);
            }
            scan.event(&event, range);
        }
        (scan.spans, true)
    }

    fn event(&mut self, event: &Event<'_>, range: Range) {
        let span = self.offsets.span(range);
        match event {
            Event::Scalar(text, ..) => self.scalar(text, span),
            Event::Alias(anchor) => {
                let place = self.leaf(span);
                if let (Some(place), Some(anchor)) = (place, self.anchors.get(anchor)) {
                    self.spans.aliases.insert(place, anchor.clone());
                }
            }
            Event::SequenceStart(anchor, ..) => {
                self.start(span, *anchor, Content::List { next: 0 });
            }
            Event::MappingStart(anchor, ..) => {
                self.start(span, *anchor, Content::Mapping { key: None });
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            _ => {}
        }
    }

    fn scalar(&mut self, text: &str, span: Span) {
        if let Some(Frame {
            content: Content::Mapping { key: key @ None },
            ..
        }) = self.stack.last_mut()
        {
            *key = Some((text.to_owned(), span));
            return;
        }
        self.leaf(span);
    }

    /// Notes a node that has no children.
    fn leaf(&mut self, span: Span) -> Option<String> {
        let before = self.pointer.len();
        let node = self.open(span);
        self.pointer.truncate(before);
        self.after_value();
        node
    }

    fn start(&mut self, span: Span, anchor: usize, content: Content) {
        let before = self.pointer.len();
        let node = self.open(span);
        // No anchor is 0.
        if let Some(pointer) = node.as_ref().filter(|_| anchor != 0) {
            self.anchors.insert(anchor, pointer.clone());
        }
        self.stack.push(Frame {
            pointer: before,
            node,
            content,
        });
    }

    fn end(&mut self, span: Span) {
        let Some(frame) = self.stack.pop() else {
            return;
        };
        if let Some(node) = frame
            .node
            .and_then(|pointer| self.spans.nodes.get_mut(&pointer))
        {
            node.value.end = span.end.max(node.value.end);
        }
        self.pointer.truncate(frame.pointer);
        self.after_value();
    }

    /// Extends the pointer to the node that starts here, and notes its place.
    fn open(&mut self, span: Span) -> Option<String> {
        let mut key_span = None;
        match self.stack.last_mut().map(|frame| &mut frame.content) {
            None => {}
            Some(Content::List { next }) => {
                self.pointer.push('/');
                self.pointer.push_str(&next.to_string());
                *next += 1;
            }
            Some(Content::Mapping { key }) => {
                // A key that is itself a mapping or an alias has no pointer.
                let (name, at) = key.take().unwrap_or((String::new(), span));
                self.pointer.push('/');
                self.pointer
                    .push_str(&name.replace('~', "~0").replace('/', "~1"));
                key_span = Some((name, at));
            }
        }
        let node = NodeSpan {
            key: key_span.as_ref().map(|(_, at)| *at),
            value: span,
        };
        if let (Some(first), Some((key, second))) = (self.spans.nodes.get(&self.pointer), key_span)
        {
            if key != "<<" {
                let first = first.key.unwrap_or(first.value);
                self.spans.duplicates.push(Duplicate { key, first, second });
            }
            // What stands below is not repeated for that: its pointers must differ.
            self.pointer.push('\0');
            return None;
        }
        self.bytes = self.bytes.saturating_sub(self.pointer.len());
        self.spans.nodes.insert(self.pointer.clone(), node);
        Some(self.pointer.clone())
    }

    fn after_value(&mut self) {
        if let Some(Frame {
            content: Content::Mapping { key },
            ..
        }) = self.stack.last_mut()
        {
            *key = None;
        }
    }
}

/// Turns a parser's positions, counted in characters, into byte offsets.
struct Offsets {
    /// The byte offset of every character, where the text has others than ASCII.
    bytes: Option<Vec<usize>>,
    length: usize,
}

impl Offsets {
    fn new(text: &str) -> Self {
        let bytes =
            (!text.is_ascii()).then(|| text.char_indices().map(|(offset, _)| offset).collect());
        Self {
            bytes,
            length: text.len(),
        }
    }

    fn span(&self, range: Range) -> Span {
        let start = self.offset(range.start);
        Span {
            start,
            end: self.offset(range.end).max(start),
        }
    }

    fn offset(&self, marker: Marker) -> usize {
        match &self.bytes {
            None => marker.index().min(self.length),
            Some(bytes) => bytes.get(marker.index()).copied().unwrap_or(self.length),
        }
    }
}
