//! A shape is laid out, with placeholders for its words and lists.

use proc_macro2::{Group, Ident, Literal, Punct, Span, TokenStream, TokenTree};
use quote::quote;

use super::shape::{Kind, Mark};

/// By what a placeholder of a word is known: it begins with the character of its number. A shape that has
/// such a character itself is not laid out by placeholders.
pub(super) const WORDS: std::ops::Range<char> = '\u{4e00}'..'\u{9f00}';

/// The same of lists.
pub(super) const LISTS: std::ops::Range<char> = '\u{3400}'..'\u{4d00}';

/// How far the lines of what is in a block are indented.
pub(super) const INDENT: usize = 4;

/// Returns the lines of a piece, all of which are indented by at least `depth` times [`INDENT`];
/// none where it is no piece of that kind. `widths` are those of its words.
pub(super) fn lines(
    kind: Kind,
    marks: &[Mark<'_>],
    widths: &[usize],
    depth: usize,
) -> Option<Vec<String>> {
    let mut tokens = Placeholders {
        marks: marks.iter(),
        widths: widths.iter(),
        words: WORDS,
        lists: LISTS,
    };
    let piece = tokens.stream()?;
    let (mut file, own_depth, after) = around(kind, &piece);
    let modules = depth.checked_sub(own_depth)?;
    for _ in 0..modules {
        file = quote! { mod m { #file } };
    }
    let text = prettyplease::unparse(&syn::parse2(file).ok()?);
    let lines: Vec<&str> = text.lines().collect();
    let end = lines.len().checked_sub(depth + after)?;
    let lines = lines.get(depth..end).filter(|lines| !lines.is_empty())?;
    Some(lines.iter().copied().map(str::to_owned).collect())
}

/// The least code that such a piece is in, its depth in that, and how many lines come after it there,
/// besides the ends of what it is in.
fn around(kind: Kind, piece: &TokenStream) -> (TokenStream, usize, usize) {
    match kind {
        Kind::Item => (piece.clone(), 0, 0),
        Kind::ImplItem => (quote! { impl S { #piece } }, 1, 0),
        Kind::Statement => (quote! { fn f() { #piece f(); } }, 1, 1),
        Kind::LastStatement => (quote! { fn f() { #piece } }, 1, 0),
        Kind::Arm => (quote! { fn f() { match m { #piece } } }, 2, 0),
        Kind::Field => (quote! { struct S { #piece } }, 1, 0),
        Kind::Variant => (quote! { enum E { #piece } }, 1, 0),
        Kind::Value => {
            let last = value(LISTS.start);
            // A comma is a part of all pieces but the last.
            let comma = (!ends_with_comma(piece)).then(|| quote! { , });
            (quote! { fn f() { S { #piece #comma #last } } }, 2, 1)
        }
    }
}

fn ends_with_comma(piece: &TokenStream) -> bool {
    let last = piece.clone().into_iter().last();
    matches!(last, Some(TokenTree::Punct(punct)) if punct.as_char() == ',')
}

/// A field so wide that each gets a line.
fn value(mark: char) -> Ident {
    name(mark, 40)
}

fn name(mark: char, width: usize) -> Ident {
    Ident::new(&padded(mark, width), Span::call_site())
}

fn padded(mark: char, width: usize) -> String {
    let padding = width.saturating_sub(mark.len_utf8());
    format!("{mark}{}", "x".repeat(padding))
}

/// What stands for the pieces of a list.
fn list(kind: Kind, mark: char) -> TokenStream {
    let ident = name(mark, 0);
    match kind {
        Kind::Item | Kind::ImplItem => quote! { type #ident = #ident; },
        Kind::Statement | Kind::LastStatement => quote! { #ident(); },
        Kind::Arm => quote! { #ident => {} },
        Kind::Field => quote! { #ident: #ident },
        Kind::Variant => quote! { #ident },
        Kind::Value => {
            let ident = value(mark);
            quote! { #ident }
        }
    }
}

/// Whether a line is what stands for the pieces of a list, and nothing else.
pub(super) fn is_list(line: &str, kind: Kind, mark: char) -> bool {
    let expected = match kind {
        Kind::Item | Kind::ImplItem => format!("type {mark} = {mark};"),
        Kind::Statement | Kind::LastStatement => format!("{mark}();"),
        Kind::Arm => format!("{mark} => {{}}"),
        Kind::Field => format!("{mark}: {mark},"),
        Kind::Variant => format!("{mark},"),
        Kind::Value => format!("{},", value(mark)),
    };
    line == expected
}

struct Placeholders<'a> {
    marks: std::slice::Iter<'a, Mark<'a>>,
    widths: std::slice::Iter<'a, usize>,
    words: std::ops::Range<char>,
    lists: std::ops::Range<char>,
}

impl Placeholders<'_> {
    /// The tokens up to the end of what is open.
    fn stream(&mut self) -> Option<TokenStream> {
        let mut tokens = TokenStream::new();
        while let Some(mark) = self.marks.next() {
            let tree = match *mark {
                Mark::Close => break,
                Mark::Open(delimiter) => Group::new(delimiter, self.stream()?).into(),
                Mark::Sign(sign, spacing) => Punct::new(sign, spacing).into(),
                Mark::Word(word) => word_token(word)?,
                Mark::Literal(text) => text.parse::<Literal>().ok()?.into(),
                Mark::Name | Mark::ShortName => {
                    name(self.words.next()?, *self.widths.next()?).into()
                }
                Mark::Text => {
                    let width = self.widths.next()?.checked_sub("\"\"".len())?;
                    Literal::string(&padded(self.words.next()?, width)).into()
                }
                Mark::List(kind) => {
                    let pieces = list(kind, self.lists.next()?);
                    Group::new(proc_macro2::Delimiter::Brace, pieces).into()
                }
            };
            tokens.extend([tree]);
        }
        Some(tokens)
    }
}

/// A keyword or a name.
fn word_token(word: &str) -> Option<TokenTree> {
    let mut tokens = word.parse::<TokenStream>().ok()?.into_iter();
    tokens.next().filter(|_| tokens.next().is_none())
}
