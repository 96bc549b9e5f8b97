//! The tokens of a piece of code, what is in parentheses beside what is around it, and their shape.

use std::fmt::Write;

use proc_macro2::{Delimiter, Group, Ident, Literal, Spacing, Span, TokenStream, TokenTree};
use syn::token::Bracket;
use syn::{AttrStyle, Attribute, Expr, ExprLit, Lit, Meta, MetaNameValue, Token};

/// What a name or text that stands for any other starts with.
const ANY: &str = "__any_";

/// A token, or a bracket.
pub(super) enum Flat {
    Tree(TokenTree),
    Open(Delimiter),
    Close,
}

/// The tokens of a piece of code.
#[derive(Default)]
pub(super) struct Tokens {
    pub(super) flat: Vec<Flat>,
    /// What code of the same shape has in common: everything but names, texts in quotation marks,
    /// what is in braces, and what the parser leaves as it is.
    pub(super) shape: Vec<u8>,
    /// Which of the tokens are no part of the shape.
    pub(super) open: Vec<usize>,
    word: String,
}

/// In what tokens stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Code,
    Attribute,
}

impl Tokens {
    /// Whether a word stands among them, in no braces that are left as they are.
    pub(super) fn has_word(&self, word: &str) -> bool {
        let is_it =
            |flat: &Flat| matches!(flat, Flat::Tree(TokenTree::Ident(ident)) if ident == word);
        self.flat.iter().any(is_it)
    }

    /// Lays the tokens of a piece side by side, in place of those that are there. Documentation before
    /// all else is put into `docs`.
    pub(super) fn replace(
        &mut self,
        trees: impl Iterator<Item = TokenTree>,
        docs: &mut Vec<Attribute>,
    ) {
        self.flat.clear();
        self.shape.clear();
        self.open.clear();
        let mut trees = trees.peekable();
        while let Some(sign) = trees.next_if(|tree| is_sign(tree, '#')) {
            match trees.next().map(documentation) {
                Some(Ok(doc)) => docs.push(doc),
                // Another attribute, from which on all is a part of the shape.
                Some(Err(other)) => {
                    let mut trees = [sign].into_iter().chain(other).chain(trees);
                    return self.extend(&mut trees, Around::Code);
                }
                None => self.extend(&mut std::iter::once(sign), Around::Code),
            }
        }
        self.extend(&mut trees, Around::Code);
    }

    fn extend(&mut self, trees: &mut dyn Iterator<Item = TokenTree>, around: Around) {
        // The sign before a token, and whether a name stands before that.
        let (mut sign, mut named, mut is_name) = (' ', false, false);
        for tree in trees {
            let before = (sign, named);
            (named, is_name, sign) = (is_name, false, ' ');
            match tree {
                TokenTree::Group(group) => self.group(group, around, before),
                TokenTree::Ident(ident) => is_name = self.ident(ident),
                TokenTree::Literal(literal) => self.literal(literal),
                TokenTree::Punct(punct) => {
                    sign = punct.as_char();
                    let spacing = u8::from(punct.spacing() == Spacing::Joint);
                    self.shape.extend([b'p', sign as u8, spacing]);
                    self.flat.push(Flat::Tree(punct.into()));
                }
            }
        }
    }

    fn group(&mut self, group: Group, around: Around, (sign, named): (char, bool)) {
        let delimiter = group.delimiter();
        let of_macro = sign == '!' && named;
        if delimiter == Delimiter::Brace || around == Around::Attribute || of_macro {
            self.shape.extend([b'g', delimiter as u8]);
            self.any(group.into());
            return;
        }
        let inside = if sign == '#' || (sign == '!' && !named && delimiter == Delimiter::Bracket) {
            Around::Attribute
        } else {
            Around::Code
        };
        let stream = group.stream();
        // Else its tokens would have two owners, and be copied.
        drop(group);
        self.shape.extend([b'(', delimiter as u8]);
        self.flat.push(Flat::Open(delimiter));
        self.extend(&mut stream.into_iter(), inside);
        self.shape.push(b')');
        self.flat.push(Flat::Close);
    }

    /// Returns whether it is a name.
    fn ident(&mut self, ident: Ident) -> bool {
        self.word.clear();
        // A `String` takes all that is written to it.
        let _ = write!(self.word, "{ident}");
        let word = self.word.as_str();
        if is_word(word) {
            self.shape.push(b'k');
            self.shape.extend_from_slice(word.as_bytes());
            self.shape.push(0);
            self.flat.push(Flat::Tree(ident.into()));
            return false;
        }
        self.shape.push(b'i');
        self.any(ident.into());
        true
    }

    fn literal(&mut self, literal: Literal) {
        self.word.clear();
        let _ = write!(self.word, "{literal}");
        if self.word.starts_with('"') && self.word.ends_with('"') {
            self.shape.push(b's');
            self.any(literal.into());
            return;
        }
        self.shape.push(b'n');
        self.shape.extend_from_slice(self.word.as_bytes());
        self.shape.push(0);
        self.flat.push(Flat::Tree(literal.into()));
    }

    fn any(&mut self, tree: TokenTree) {
        self.open.push(self.flat.len());
        self.flat.push(Flat::Tree(tree));
    }

    /// The tokens as they were.
    pub(super) fn whole(&mut self) -> TokenStream {
        gathered(&mut self.flat.drain(..))
    }

    /// The same tokens with others in place of those that are no part of the shape: names and texts
    /// that [`place`] knows again, and empty groups.
    pub(super) fn emptied(&self) -> TokenStream {
        let mut open = self.open.iter().copied().peekable();
        let flat = self.flat.iter().enumerate().map(|(at, flat)| match flat {
            Flat::Open(delimiter) => Flat::Open(*delimiter),
            Flat::Close => Flat::Close,
            Flat::Tree(tree) if open.next_if_eq(&at).is_none() => Flat::Tree(tree.clone()),
            Flat::Tree(TokenTree::Group(group)) => {
                Flat::Tree(Group::new(group.delimiter(), TokenStream::new()).into())
            }
            Flat::Tree(TokenTree::Literal(_)) => {
                Flat::Tree(Literal::string(&format!("{ANY}{at}")).into())
            }
            Flat::Tree(_) => {
                Flat::Tree(Ident::new(&format!("{ANY}{at}"), Span::call_site()).into())
            }
        });
        gathered(&mut flat.into_iter())
    }
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

fn is_sign(tree: &TokenTree, sign: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == sign)
}

/// The attribute that `[doc = "…"]` is; for everything else, that again.
fn documentation(group: TokenTree) -> Result<Attribute, Option<TokenTree>> {
    let TokenTree::Group(group) = group else {
        return Err(Some(group));
    };
    let stream = group.stream();
    drop(group);
    let mut trees: Vec<TokenTree> = stream.into_iter().collect();
    let is_doc = matches!(
        &trees[..],
        [TokenTree::Ident(name), TokenTree::Punct(sign), TokenTree::Literal(_)]
            if name == "doc" && sign.as_char() == '='
    );
    let literal = trees.pop_if(|_| is_doc);
    let (Some(TokenTree::Literal(literal)), [TokenTree::Ident(name), ..]) = (literal, &trees[..])
    else {
        let stream = trees.into_iter().collect();
        return Err(Some(Group::new(Delimiter::Bracket, stream).into()));
    };
    Ok(Attribute {
        pound_token: <Token![#]>::default(),
        style: AttrStyle::Outer,
        bracket_token: Bracket::default(),
        meta: Meta::NameValue(MetaNameValue {
            path: name.clone().into(),
            eq_token: <Token![=]>::default(),
            value: Expr::Lit(ExprLit {
                attrs: Vec::new(),
                lit: Lit::new(literal),
            }),
        }),
    })
}

/// The tokens up to the end of what is open.
fn gathered(flat: &mut dyn Iterator<Item = Flat>) -> TokenStream {
    let mut trees: Vec<TokenTree> = Vec::new();
    while let Some(token) = flat.next() {
        match token {
            Flat::Tree(tree) => trees.push(tree),
            Flat::Open(delimiter) => trees.push(Group::new(delimiter, gathered(flat)).into()),
            Flat::Close => break,
        }
    }
    trees.into_iter().collect()
}

/// Which token a name or text stands for, that [`Tokens::emptied`] made.
pub(super) fn place(text: &str) -> Option<usize> {
    text.strip_prefix(ANY)?.parse().ok()
}
