//! Where each node of a text stands. Read only when there is something to report.
//!
//! A second reading of the text, by a parser that tells positions; a tab that it refuses as
//! indentation counts as a space. It takes JSON for YAML in flow style, and keeps all tokens of it
//! at once, so JSON is read by `json_spans` instead.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use saphyr_parser::{Event, Marker, Parser, Span as Range};

use super::json_spans;

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
    /// Reads the positions of all nodes of a text, as far as it can be read.
    pub(crate) fn scan(text: &str) -> Self {
        Self::read(text, &Wanted::All)
    }

    /// Reads the positions of the nodes at some pointers, and of those above them.
    pub(crate) fn of<'p>(text: &str, pointers: impl IntoIterator<Item = &'p str>) -> Self {
        Self::read(text, &Wanted::Some(pointers.into_iter().collect()))
    }

    fn read(text: &str, wanted: &Wanted<'_>) -> Self {
        if let Some(spans) = Scan::of_json(text, wanted) {
            return spans;
        }
        let (spans, end) = Scan::of(text, text, wanted);
        match end {
            // What a place repeats may stand anywhere.
            End::Repeats => Self::scan(text),
            // A tab stands where that parser wants a space. In what it names, a tab is rare.
            End::Broken if text.contains('\t') => {
                Scan::of(text, &text.replace('\t', " "), &Wanted::All).0
            }
            End::Whole | End::Broken => spans,
        }
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

/// The nodes whose positions are kept.
#[derive(Debug)]
enum Wanted<'p> {
    All,
    /// Those at these pointers, and above them.
    Some(BTreeSet<&'p str>),
}

impl Wanted<'_> {
    /// Whether the node at a pointer, which is to be read as it was, is wanted.
    fn has(&self, pointer: &mut String) -> bool {
        let Self::Some(pointers) = self else {
            return true;
        };
        if pointers.contains(pointer.as_str()) {
            return true;
        }
        pointer.push('/');
        let from = (Bound::Included(pointer.as_str()), Bound::Unbounded);
        let next = pointers.range::<str, _>(from).next();
        let is_above = next.is_some_and(|next| next.starts_with(pointer.as_str()));
        pointer.pop();
        is_above
    }
}

/// How far a text was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Whole,
    /// To where it is no YAML.
    Broken,
    /// To an alias, while only some of the nodes are wanted.
    Repeats,
}

/// One open mapping or list.
struct Frame {
    /// How long the pointer to it is.
    pointer: usize,
    node: Option<String>,
    content: Content,
}

#[derive(Debug)]
pub(super) enum Content {
    List {
        next: usize,
    },
    /// The key that waits for its value, and where it stands.
    Mapping {
        key: Option<(String, Span)>,
    },
}

/// What becomes [`Spans`]: nodes, in the order of the text.
pub(super) struct Scan<'w> {
    wanted: &'w Wanted<'w>,
    spans: Spans,
    stack: Vec<Frame>,
    pointer: String,
    /// How many mappings and lists are open of which nothing is wanted.
    passed_over: usize,
    /// The pointers of the nodes with an anchor.
    anchors: BTreeMap<usize, String>,
    /// How long all pointers may still be together.
    bytes: usize,
}

impl<'w> Scan<'w> {
    fn new(wanted: &'w Wanted<'w>) -> Self {
        Self {
            wanted,
            spans: Spans::default(),
            stack: Vec::new(),
            pointer: String::new(),
            passed_over: 0,
            anchors: BTreeMap::new(),
            bytes: BYTES,
        }
    }

    fn of_json(text: &str, wanted: &Wanted<'_>) -> Option<Spans> {
        let mut scan = Scan::new(wanted);
        json_spans::walk(text, &mut scan)?;
        Some(scan.spans)
    }

    /// Reads a text that has the same characters at the same places as `text`, or others of one
    /// byte.
    fn of(text: &str, read: &str, wanted: &Wanted<'_>) -> (Spans, End) {
        let offsets = Offsets::new(text);
        let mut scan = Scan::new(wanted);
        for event in Parser::new_from_str(read) {
            let Ok((event, range)) = event else {
                return (scan.spans, End::Broken);
            };
            if scan.is_full() {
                return (scan.spans, End::Whole);
            }
            if matches!((&event, wanted), (Event::Alias(_), Wanted::Some(_))) {
                return (scan.spans, End::Repeats);
            }
            scan.event(&event, offsets.span(range));
        }
        (scan.spans, End::Whole)
    }

    /// Whether more than this is refused. The parser of YAML takes a time that grows with the
    /// square of the depth.
    pub(super) fn is_full(&self) -> bool {
        self.stack.len() + self.passed_over > DEEPEST || self.bytes == 0
    }

    fn event(&mut self, event: &Event<'_>, span: Span) {
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

    /// Whether the next scalar is a key, of which something may be wanted.
    pub(super) fn awaits_key(&self) -> bool {
        let open = self.stack.last().filter(|_| self.passed_over == 0);
        open.is_some_and(|frame| matches!(frame.content, Content::Mapping { key: None }))
    }

    pub(super) fn scalar(&mut self, text: &str, span: Span) {
        if self.passed_over > 0 {
            return;
        }
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
        if self.passed_over > 0 {
            return None;
        }
        let before = self.pointer.len();
        let node = self.open(span);
        self.pointer.truncate(before);
        self.after_value();
        node
    }

    pub(super) fn start(&mut self, span: Span, anchor: usize, content: Content) {
        if self.passed_over > 0 {
            self.passed_over += 1;
            return;
        }
        let before = self.pointer.len();
        let node = self.open(span);
        if node.is_none() && matches!(self.wanted, Wanted::Some(_)) {
            self.pointer.truncate(before);
            self.passed_over = 1;
            return;
        }
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

    pub(super) fn end(&mut self, span: Span) {
        if self.passed_over > 0 {
            self.passed_over -= 1;
            if self.passed_over == 0 {
                self.after_value();
            }
            return;
        }
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

    /// Extends the pointer to the node that starts here, and notes its place if that is wanted.
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
        self.bytes = self.bytes.saturating_sub(self.pointer.len());
        if !self.wanted.has(&mut self.pointer) {
            return None;
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
