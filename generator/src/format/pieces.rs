//! Tokens become text, piece by piece.
//!
//! To parse code and to lay it out is what generating costs most of, and nearly all that is emitted has
//! the shape of something before it: a setter differs from the next in its names alone. So of pieces
//! of one shape only one is parsed and laid out, with placeholders for its names, and the others
//! put their own names into that text.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use indexmap::IndexMap;
use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};
use syn::parse::Parser;
use syn::{Attribute, File, Lit};

use super::shape::Kind;
use super::skeleton::INDENT;
use super::split;
use super::template::{Part, Template};
use super::words::{List, Words};

/// How long a shape may be, in bytes: a longer one hardly comes again.
const LONGEST: usize = 2000;

/// How many layouts of one shape are kept.
const MOST: usize = 24;

/// The layouts of one shape.
#[derive(Default)]
struct Known {
    templates: Vec<Arc<Template>>,
    is_tried: bool,
}

/// The shapes that were seen, by any thread.
#[derive(Default)]
pub(super) struct Shapes(Mutex<IndexMap<Vec<u8>, Known>>);

/// What lays out files, one after the other.
pub(super) struct Pieces<'s> {
    shapes: &'s Shapes,
    /// Whose memory is used again.
    unused: Vec<Words>,
}

impl<'s> Pieces<'s> {
    pub(super) fn new(shapes: &'s Shapes) -> Self {
        Self {
            shapes,
            unused: Vec::new(),
        }
    }

    /// Lays out a file; nothing where its pieces are not plain to see.
    pub(super) fn file(&mut self, tokens: TokenStream) -> Option<String> {
        let mut tokens = tokens.into_iter().peekable();
        let mut out = String::new();
        let mut attributes = TokenStream::new();
        let mut items = Vec::new();
        while let Some(sign) = tokens.next_if(|tree| is_punct(tree, '#')) {
            let Some(mark) = tokens.next_if(|tree| is_punct(tree, '!')) else {
                // The first item has an attribute.
                items.push(sign);
                break;
            };
            attributes.extend([sign, mark].into_iter().chain(tokens.next()));
        }
        if !attributes.is_empty() {
            out.push_str(&prettyplease::unparse(&File {
                shebang: None,
                frontmatter: None,
                attrs: Attribute::parse_inner.parse2(attributes).ok()?,
                items: Vec::new(),
            }));
        }
        items.extend(tokens);
        let list = List {
            kind: Kind::Item,
            ends: split::items(&items)?,
            trees: items,
        };
        self.list(list, 0, &mut out)?;
        Some(out)
    }

    fn list(&mut self, list: List, depth: usize, out: &mut String) -> Option<()> {
        let (mut start, mut trees) = (0, list.trees.into_iter());
        let whole = trees.len();
        for end in list.ends {
            let kind = match list.kind {
                Kind::Statement if end == whole => Kind::LastStatement,
                kind => kind,
            };
            let mut piece = trees.by_ref().take(end - start);
            start = end;
            self.piece(kind, &mut piece, depth, out)?;
        }
        Some(())
    }

    fn piece(
        &mut self,
        kind: Kind,
        trees: &mut dyn Iterator<Item = TokenTree>,
        depth: usize,
        out: &mut String,
    ) -> Option<()> {
        let mut words = self.unused.pop().unwrap_or_default();
        words.clear(kind);
        match kind {
            Kind::Item | Kind::ImplItem | Kind::Arm | Kind::Field | Kind::Variant => {
                documented(kind, trees, &mut words, depth, out)?;
            }
            // Attributes are not all that may be before their names.
            Kind::Statement | Kind::LastStatement | Kind::Value => words.piece(kind, trees),
        }
        let template = self.shapes.template(&words, depth)?;
        let mut lists = std::mem::take(&mut words.lists).into_iter();
        for part in &template.parts {
            match part {
                Part::Line(indent) => blanks(depth * INDENT + indent, out),
                Part::Text(text) => out.push_str(text),
                Part::Word(at) => out.push_str(words.word(*at)),
                Part::Open | Part::Close => {}
                Part::End => out.push('\n'),
                Part::List(_, indent) => {
                    self.list(lists.next()?, depth + indent / INDENT, out)?;
                }
            }
        }
        self.unused.push(words);
        Some(())
    }
}

impl Shapes {
    fn known(&self) -> MutexGuard<'_, IndexMap<Vec<u8>, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the layout of a piece.
    fn template(&self, words: &Words, depth: usize) -> Option<Arc<Template>> {
        let exact = || Template::new(words, words.widths().collect(), depth).map(Arc::new);
        if words.shape.len() > LONGEST {
            return exact();
        }
        let suits = |template: &&Arc<Template>| template.suits(words, depth);
        let is_first = match self.known().get_mut(&words.shape) {
            None => true,
            Some(known) => {
                if !known.is_tried {
                    known.is_tried = true;
                    let (widths, least) = Template::least(words);
                    let template = Template::new(words, widths, least).map(Arc::new);
                    known.templates.extend(template);
                }
                if let Some(template) = known.templates.iter().find(suits) {
                    return Some(template.clone());
                }
                false
            }
        };
        // Meanwhile others may look for theirs.
        let template = exact()?;
        let mut known = self.known();
        let known = known.entry(words.shape.clone()).or_default();
        if is_first {
            return Some(template);
        }
        let is_same = |other: &&mut Arc<Template>| other.parts == template.parts;
        if let Some(same) = known.templates.iter_mut().find(is_same)
            && let Some(lowered) = same.lowered(words, depth)
        {
            *same = Arc::new(lowered);
            if same.suits(words, depth) {
                return Some(template);
            }
        }
        if known.templates.len() < MOST {
            known.templates.push(template.clone());
        }
        Some(template)
    }
}

/// Appends a piece, but for the documentation that is before all else, which is written.
fn documented(
    kind: Kind,
    trees: &mut dyn Iterator<Item = TokenTree>,
    words: &mut Words,
    depth: usize,
    out: &mut String,
) -> Option<()> {
    let mut trees = trees.peekable();
    while let Some(sign) = trees.next_if(|tree| is_punct(tree, '#')) {
        match documentation(trees.next()?) {
            Ok(text) => {
                let text = text?;
                blanks(depth * INDENT, out);
                out.push_str("///");
                out.push_str(text.trim_end_matches(' '));
                out.push('\n');
            }
            // Another attribute, from which on all is a part of the shape.
            Err(other) => {
                let mut trees = [sign, other].into_iter().chain(trees);
                words.piece(kind, &mut trees);
                return Some(());
            }
        }
    }
    words.piece(kind, &mut trees);
    Some(())
}

/// The text of `[doc = "…"]`, if it fits in a line; for everything else, that again.
fn documentation(group: TokenTree) -> Result<Option<String>, TokenTree> {
    let TokenTree::Group(group) = group else {
        return Err(group);
    };
    let stream = group.stream();
    // Else its tokens would have two owners, and be copied.
    drop(group);
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    match &trees[..] {
        [TokenTree::Ident(name), sign, TokenTree::Literal(literal)]
            if name == "doc" && is_punct(sign, '=') =>
        {
            let text = text_of(literal);
            let is_line = |text: &String| !text.contains('\n') && !text.starts_with('/');
            Ok(text.filter(is_line))
        }
        _ => Err(Group::new(Delimiter::Bracket, trees.into_iter().collect()).into()),
    }
}

fn text_of(literal: &Literal) -> Option<String> {
    let mut text = literal.to_string();
    if text.contains('\\') || !text.starts_with('"') || !text.ends_with('"') {
        return match Lit::new(literal.clone()) {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        };
    }
    text.pop();
    text.remove(0);
    Some(text)
}

fn blanks(number: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', number));
}

fn is_punct(tree: &TokenTree, sign: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == sign)
}
