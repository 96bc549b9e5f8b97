//! The tokens of a piece of code become its shape, and the words in it.

use std::fmt::Write;
use std::iter::Peekable;
use std::ops::Range;

use proc_macro2::{Delimiter, Group, Ident, Literal, Spacing, TokenTree};

use super::shape::Kind;
use super::split;

/// Pieces, each up to one of the `ends`.
pub(super) struct List {
    pub(super) kind: Kind,
    pub(super) trees: Vec<TokenTree>,
    pub(super) ends: Vec<usize>,
}

/// Names of up to so many bytes are laid out in a way of their own, where they begin a line.
pub(super) const SHORT: usize = 4;

/// A shorter name is a part of the shape: none of its width could stand for all others.
pub(super) const SHORTEST_NAME: usize = 3;

/// So is a shorter text, with its quotation marks.
pub(super) const SHORTEST_TEXT: usize = 5;

/// How wide a struct is, at least, whose fields get a line each.
const WIDE: usize = 35;

/// The tokens of a piece of code.
#[derive(Default)]
pub(super) struct Words {
    /// What code of the same layout has in common: everything but names, texts in quotation marks
    /// and lists. [`super::shape::marks`] reads it.
    pub(super) shape: Vec<u8>,
    /// The names and texts, one after the other.
    text: String,
    /// Where in `text` each of them is.
    pub(super) words: Vec<Range<usize>>,
    pub(super) lists: Vec<List>,
}

/// In what tokens stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    /// An item, whose last braces hold a list.
    Item,
    Code,
    /// A field or a variant, which hold no lists.
    Type,
    Attribute,
    Macro,
}

impl Words {
    pub(super) fn clear(&mut self, kind: Kind) {
        self.shape.clear();
        self.text.clear();
        self.words.clear();
        self.lists.clear();
        self.shape.push(kind as u8);
    }

    pub(super) fn widths(&self) -> impl Iterator<Item = usize> {
        self.words.iter().map(Range::len)
    }

    pub(super) fn word(&self, at: usize) -> &str {
        self.words
            .get(at)
            .and_then(|range| self.text.get(range.clone()))
            .unwrap_or_default()
    }

    /// Appends the tokens of a piece.
    pub(super) fn piece(&mut self, kind: Kind, trees: &mut dyn Iterator<Item = TokenTree>) {
        let around = match kind {
            Kind::Item | Kind::ImplItem => Around::Item,
            Kind::Field | Kind::Variant => Around::Type,
            Kind::Statement | Kind::LastStatement | Kind::Arm | Kind::Value => Around::Code,
        };
        self.extend(trees, around);
    }

    fn extend(&mut self, trees: &mut dyn Iterator<Item = TokenTree>, around: Around) {
        let mut trees = trees.peekable();
        let mut before = Before::new(around);
        while let Some(tree) = trees.next() {
            let (sign, is_name) = (before.sign, before.is_name);
            (before.sign, before.is_name) = (' ', false);
            match tree {
                TokenTree::Group(group) => {
                    let list = before.list(sign == '>' || is_name, &mut trees, &group);
                    let inside = before.inside(sign, group.delimiter());
                    self.group(group, inside, list);
                }
                TokenTree::Ident(ident) => {
                    let is_fixed = around == Around::Attribute || is_next(&mut trees, '!');
                    self.ident(&ident, is_fixed, &mut before, &mut trees);
                    continue;
                }
                TokenTree::Literal(literal) => self.literal(&literal, before.is_doc),
                TokenTree::Punct(punct) => {
                    before.sign = punct.as_char();
                    before.is_named_sign = is_name;
                    let spacing = u8::from(punct.spacing() == Spacing::Joint);
                    self.shape.extend([b'p', before.sign as u8, spacing]);
                    if before.sign == '=' {
                        before.braces.settle(Braces::Other);
                        continue;
                    }
                }
            }
            before.is_doc = false;
        }
    }

    fn group(&mut self, group: Group, inside: Around, list: Option<Kind>) {
        let delimiter = group.delimiter();
        let stream = group.stream();
        // Else its tokens would have two owners, and be copied.
        drop(group);
        let Some(kind) = list else {
            return self.inside(delimiter, inside, &mut stream.into_iter());
        };
        let trees: Vec<TokenTree> = stream.into_iter().collect();
        match ends(kind, &trees) {
            Some(ends) => {
                self.shape.extend([b'L', kind as u8]);
                self.lists.push(List { kind, trees, ends });
            }
            None => self.inside(delimiter, inside, &mut trees.into_iter()),
        }
    }

    fn inside(
        &mut self,
        delimiter: Delimiter,
        around: Around,
        trees: &mut dyn Iterator<Item = TokenTree>,
    ) {
        self.shape.extend([b'(', delimiter as u8]);
        self.extend(trees, around);
        self.shape.push(b')');
    }

    fn ident(&mut self, ident: &Ident, is_fixed: bool, before: &mut Before, trees: &mut Trees<'_>) {
        let start = self.text.len();
        // A `String` takes all that is written to it.
        let _ = write!(self.text, "{ident}");
        let word = &self.text[start..];
        before.is_doc = before.around == Around::Attribute && is_doc(word);
        let is_keyword = is_word(word);
        before.is_name = !is_keyword || word == "Self";
        if is_keyword {
            before.keyword(word, trees);
        }
        if is_keyword || is_fixed || word.len() < SHORTEST_NAME {
            self.fixed(b'k', start);
        } else {
            let mark = if word.len() > SHORT { b'i' } else { b'j' };
            self.any(mark, start);
        }
    }

    fn literal(&mut self, literal: &Literal, is_doc: bool) {
        let start = self.text.len();
        let _ = write!(self.text, "{literal}");
        let text = &self.text[start..];
        if !is_doc && text.len() >= SHORTEST_TEXT && text.starts_with('"') && text.ends_with('"') {
            self.any(b's', start);
        } else {
            self.fixed(b'n', start);
        }
    }

    fn any(&mut self, mark: u8, start: usize) {
        self.shape.push(mark);
        self.words.push(start..self.text.len());
    }

    fn fixed(&mut self, mark: u8, start: usize) {
        let text = &self.text[start..];
        self.shape.push(mark);
        self.shape.extend(text.len().to_le_bytes());
        self.shape.extend_from_slice(text.as_bytes());
        self.text.truncate(start);
    }
}

type Trees<'t> = Peekable<&'t mut dyn Iterator<Item = TokenTree>>;

/// What is in the next braces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Braces {
    Unknown,
    List(Kind),
    Other,
}

impl Braces {
    fn settle(&mut self, braces: Self) {
        if *self == Self::Unknown {
            *self = braces;
        }
    }
}

/// What stands before a token, among those beside it.
struct Before {
    around: Around,
    /// The sign right before it.
    sign: char,
    /// Whether a name is right before it, and whether one is before that sign.
    is_name: bool,
    is_named_sign: bool,
    /// Whether a name is that makes documentation of a text.
    is_doc: bool,
    /// Of an item, the last ones.
    braces: Braces,
}

impl Before {
    fn new(around: Around) -> Self {
        Self {
            around,
            sign: ' ',
            is_name: false,
            is_named_sign: false,
            is_doc: false,
            braces: Braces::Unknown,
        }
    }

    fn keyword(&mut self, word: &str, trees: &mut Trees<'_>) {
        if self.around != Around::Item {
            if word == "match" {
                self.braces = Braces::List(Kind::Arm);
            }
            return;
        }
        self.braces.settle(match word {
            "struct" => Braces::List(Kind::Field),
            "enum" => Braces::List(Kind::Variant),
            "impl" => Braces::List(Kind::ImplItem),
            "fn" => Braces::List(Kind::Statement),
            "const" if is_next_word(trees, &["fn", "unsafe", "async", "extern"]) => return,
            "const" | "static" | "use" | "mod" | "trait" | "union" | "type" | "extern"
            | "macro_rules" => Braces::Other,
            _ => return,
        });
    }

    /// In what the tokens of a group stand.
    fn inside(&self, sign: char, delimiter: Delimiter) -> Around {
        match self.around {
            Around::Attribute | Around::Macro => self.around,
            Around::Item | Around::Code | Around::Type => match (sign, delimiter) {
                ('#', Delimiter::Bracket) => Around::Attribute,
                ('!', Delimiter::Bracket) if !self.is_named_sign => Around::Attribute,
                ('!', _) if self.is_named_sign => Around::Macro,
                _ if self.around == Around::Type => Around::Type,
                _ => Around::Code,
            },
        }
    }

    /// The kind of what is in a group that may hold a list.
    fn list(&mut self, is_named: bool, trees: &mut Trees<'_>, group: &Group) -> Option<Kind> {
        if group.delimiter() != Delimiter::Brace {
            return None;
        }
        match (self.around, self.braces) {
            (Around::Item, Braces::List(kind)) => trees.peek().is_none().then_some(kind),
            (Around::Code, Braces::List(kind)) => {
                self.braces = Braces::Unknown;
                Some(kind)
            }
            (Around::Code, Braces::Unknown | Braces::Other) => {
                let is_pattern = ['=', '|'].iter().any(|sign| is_next(trees, *sign))
                    || is_next_word(trees, &["if"]);
                (is_named && !is_pattern).then_some(Kind::Value)
            }
            (Around::Attribute | Around::Macro | Around::Type | Around::Item, _) => None,
        }
    }
}

/// Where the pieces of a list end; none where it is none, or not plain to see.
fn ends(kind: Kind, trees: &[TokenTree]) -> Option<Vec<usize>> {
    if trees.is_empty() {
        return None;
    }
    match kind {
        Kind::Item | Kind::ImplItem => split::items(trees),
        Kind::Statement | Kind::LastStatement => split::statements(trees),
        Kind::Arm => split::arms(trees),
        Kind::Field => split::fields(trees),
        Kind::Variant => Some(split::values(trees)),
        Kind::Value => is_wide(trees).then(|| split::values(trees)),
    }
}

/// Whether that are the fields of a struct that is made, and each gets a line.
fn is_wide(trees: &[TokenTree]) -> bool {
    let [TokenTree::Ident(_), TokenTree::Punct(sign), ..] = trees else {
        return false;
    };
    let has_fields =
        sign.as_char() == ',' || (sign.as_char() == ':' && sign.spacing() == Spacing::Alone);
    has_fields && !split::has_rest(trees) && width(trees) >= WIDE
}

/// How wide tokens are, at least.
fn width(trees: &[TokenTree]) -> usize {
    let mut width = 0;
    for tree in trees {
        if width >= WIDE {
            break;
        }
        width += match tree {
            TokenTree::Ident(ident) => ident.to_string().len(),
            TokenTree::Punct(_) => 1,
            TokenTree::Literal(literal) => literal.to_string().len(),
            TokenTree::Group(_) => 2,
        };
    }
    width
}

fn is_next(trees: &mut Trees<'_>, sign: char) -> bool {
    matches!(trees.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

fn is_next_word(trees: &mut Trees<'_>, words: &[&str]) -> bool {
    matches!(trees.peek(), Some(TokenTree::Ident(ident)) if words.iter().any(|word| ident == word))
}

/// Whether a text after that name and `=` is laid out as a comment.
fn is_doc(word: &str) -> bool {
    matches!(word, "doc" | "comment")
}

/// Whether a word means something to the parser, at least where it stands. Every other one is as good
/// as any.
fn is_word(word: &str) -> bool {
    matches!(
        word,
        "Self"
            | "_"
            | "abstract"
            | "as"
            | "async"
            | "auto"
            | "await"
            | "become"
            | "box"
            | "break"
            | "builtin"
            | "const"
            | "continue"
            | "crate"
            | "default"
            | "do"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "false"
            | "final"
            | "fn"
            | "for"
            | "gen"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "macro"
            | "macro_rules"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "override"
            | "priv"
            | "pub"
            | "raw"
            | "ref"
            | "return"
            | "safe"
            | "self"
            | "static"
            | "struct"
            | "super"
            | "trait"
            | "true"
            | "try"
            | "type"
            | "typeof"
            | "union"
            | "unsafe"
            | "unsized"
            | "use"
            | "virtual"
            | "where"
            | "while"
            | "yield"
    )
}
