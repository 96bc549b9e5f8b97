//! Tokens become a syntax tree, piece by piece.
//!
//! To parse is what laying out costs most of, and nearly all that is emitted has the shape of
//! something before it: a setter differs from the next in its names alone. So of pieces of one shape
//! only one is parsed, and copied for the others, which put their own names into it.

use std::rc::Rc;

use indexmap::IndexMap;
use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::visit_mut::VisitMut;
use syn::{Arm, Attribute, Block, Field, FieldValue, File, ImplItem, Item, Stmt, Token, Variant};

use super::fill::{Step, Walk, fill, steps};
use super::flat::Tokens;
use super::split;

/// How long a shape may be, in bytes: a longer one hardly comes again.
const LONGEST: usize = 600;

/// What the pieces of one shape are copied from.
pub(super) struct Shape<T> {
    node: T,
    /// What becomes of each name, text and list in it, in the order in which it is visited.
    steps: Vec<Step>,
}

pub(super) enum Known<T> {
    /// Seen once: that was parsed.
    Once,
    Shape(Rc<Shape<T>>),
    /// Some of it is nothing that can be put into a copy.
    Other,
}

pub(super) type Table<T> = IndexMap<Vec<u8>, Known<T>>;

/// The shapes that were seen.
#[derive(Default)]
pub(super) struct Shapes {
    items: Table<Item>,
    impl_items: Table<ImplItem>,
    statements: Table<Stmt>,
    arms: Table<Arm>,
    fields: Table<Field>,
    values: Table<FieldValue>,
    variants: Table<Variant>,
    /// Whose memory is used again.
    unused: Vec<Tokens>,
}

/// A kind of piece.
pub(super) trait Piece: Clone {
    fn table(shapes: &mut Shapes) -> &mut Table<Self>;
    fn parse(input: ParseStream<'_>) -> syn::Result<Self>;
    fn visit(&mut self, walk: &mut Walk<'_>);
    /// Where documentation is put; none where it is a part of the shape.
    fn attributes(&mut self) -> Option<&mut Vec<Attribute>>;
}

impl Shapes {
    /// Parses a file.
    pub(super) fn file(&mut self, tokens: TokenStream) -> syn::Result<File> {
        let mut tokens = tokens.into_iter().peekable();
        let mut attrs = Vec::new();
        while let Some(sign) = tokens.next_if(|tree| is_punct(tree, '#')) {
            let Some(mark) = tokens.next_if(|tree| is_punct(tree, '!')) else {
                // The first item has an attribute.
                let rest = std::iter::once(sign).chain(tokens);
                let items = self.pieces(rest.collect(), split::items)?;
                return Ok(whole(attrs, items));
            };
            let inner: TokenStream = [sign, mark].into_iter().chain(tokens.next()).collect();
            attrs.extend(Attribute::parse_inner.parse2(inner)?);
        }
        let items = self.pieces(tokens.collect(), split::items)?;
        Ok(whole(attrs, items))
    }

    /// Parses a list that is parted without signs between its pieces.
    pub(super) fn list<T: Piece>(
        &mut self,
        tokens: TokenStream,
        split: fn(&[TokenTree]) -> Option<Vec<usize>>,
    ) -> syn::Result<Vec<T>> {
        self.pieces(tokens.into_iter().collect(), split)
    }

    /// Parses a list with commas between its pieces.
    pub(super) fn punctuated<T: Piece>(
        &mut self,
        tokens: TokenStream,
        split: fn(&[TokenTree]) -> Option<Vec<usize>>,
    ) -> syn::Result<Punctuated<T, Token![,]>> {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let ends = split(&tokens).ok_or_else(unknown)?;
        let mut list = Punctuated::new();
        let (mut start, mut tokens) = (0, tokens.into_iter());
        for end in ends {
            let mut piece: Vec<TokenTree> = tokens.by_ref().take(end - start).collect();
            start = end;
            let comma = piece.pop_if(|tree| is_punct(tree, ','));
            list.push_value(self.piece(piece)?);
            if comma.is_some() {
                list.push_punct(<Token![,]>::default());
            }
        }
        Ok(list)
    }

    fn pieces<T: Piece>(
        &mut self,
        tokens: Vec<TokenTree>,
        split: fn(&[TokenTree]) -> Option<Vec<usize>>,
    ) -> syn::Result<Vec<T>> {
        let ends = split(&tokens).ok_or_else(unknown)?;
        let (mut start, mut tokens) = (0, tokens.into_iter());
        let mut pieces = Vec::with_capacity(ends.len());
        for end in ends {
            pieces.push(self.piece(tokens.by_ref().take(end - start))?);
            start = end;
        }
        Ok(pieces)
    }

    fn piece<T: Piece>(&mut self, tokens: impl IntoIterator<Item = TokenTree>) -> syn::Result<T> {
        let mut docs = Vec::new();
        let mut unused = self.unused.pop().unwrap_or_default();
        unused.replace(tokens.into_iter(), &mut docs);
        let mut node: T = self.copied(&mut unused)?;
        self.unused.push(unused);
        if !docs.is_empty() {
            let attributes = node.attributes().ok_or_else(unknown)?;
            docs.append(attributes);
            *attributes = docs;
        }
        Ok(node)
    }

    fn copied<T: Piece>(&mut self, tokens: &mut Tokens) -> syn::Result<T> {
        let table = T::table(self);
        let shape = match table.get(&tokens.shape) {
            _ if tokens.shape.len() > LONGEST => None,
            None => {
                table.insert(tokens.shape.clone(), Known::Once);
                None
            }
            Some(Known::Other) => None,
            Some(Known::Shape(shape)) => Some(shape.clone()),
            Some(Known::Once) => {
                let shape = shape_of(tokens).map(Rc::new);
                let known = shape.clone().map_or(Known::Other, Known::Shape);
                table.insert(tokens.shape.clone(), known);
                shape
            }
        };
        let Some(shape) = shape else {
            return T::parse.parse2(tokens.whole());
        };
        let mut node = shape.node.clone();
        fill(&mut node, &shape.steps, tokens, self)?;
        Ok(node)
    }
}

/// What pieces of the shape of these tokens are copied from, where that can be.
fn shape_of<T: Piece>(tokens: &Tokens) -> Option<Shape<T>> {
    // Its clauses are visited before what stands before them.
    if tokens.has_word("where") {
        return None;
    }
    let mut node = T::parse.parse2(tokens.emptied()).ok()?;
    let steps = steps(&mut node, tokens)?;
    Some(Shape { node, steps })
}

fn whole(attrs: Vec<Attribute>, items: Vec<Item>) -> File {
    File {
        shebang: None,
        frontmatter: None,
        attrs,
        items,
    }
}

fn is_punct(tree: &TokenTree, sign: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == sign)
}

/// Nobody sees it: what is around is parsed as a whole.
pub(super) fn unknown() -> syn::Error {
    syn::Error::new(proc_macro2::Span::call_site(), "not parted")
}

macro_rules! piece {
    ($ty:ty, $table:ident, $parse:expr, $visit:ident, |$node:ident| $attributes:expr) => {
        impl Piece for $ty {
            fn table(shapes: &mut Shapes) -> &mut Table<Self> {
                &mut shapes.$table
            }

            fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
                $parse(input)
            }

            fn visit(&mut self, walk: &mut Walk<'_>) {
                walk.$visit(self);
            }

            fn attributes(&mut self) -> Option<&mut Vec<Attribute>> {
                let $node = self;
                $attributes
            }
        }
    };
}

piece!(Item, items, Parse::parse, visit_item_mut, |item| Some(
    match item {
        Item::Const(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        Item::Fn(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        Item::Macro(item) => &mut item.attrs,
        Item::Mod(item) => &mut item.attrs,
        Item::Static(item) => &mut item.attrs,
        Item::Struct(item) => &mut item.attrs,
        Item::Trait(item) => &mut item.attrs,
        Item::Type(item) => &mut item.attrs,
        Item::Use(item) => &mut item.attrs,
        _ => return None,
    }
));
piece!(
    ImplItem,
    impl_items,
    Parse::parse,
    visit_impl_item_mut,
    |item| Some(match item {
        ImplItem::Const(item) => &mut item.attrs,
        ImplItem::Fn(item) => &mut item.attrs,
        ImplItem::Macro(item) => &mut item.attrs,
        ImplItem::Type(item) => &mut item.attrs,
        _ => return None,
    })
);
piece!(Stmt, statements, one_statement, visit_stmt_mut, |_node| {
    None
});
piece!(Arm, arms, Parse::parse, visit_arm_mut, |arm| Some(
    &mut arm.attrs
));
piece!(
    Field,
    fields,
    Field::parse_named,
    visit_field_mut,
    |field| Some(&mut field.attrs)
);
piece!(
    FieldValue,
    values,
    Parse::parse,
    visit_field_value_mut,
    |value| Some(&mut value.attrs)
);
piece!(
    Variant,
    variants,
    Parse::parse,
    visit_variant_mut,
    |variant| Some(&mut variant.attrs)
);

fn one_statement(input: ParseStream<'_>) -> syn::Result<Stmt> {
    let mut statements = Block::parse_within(input)?;
    let statement = statements.pop().filter(|_| statements.is_empty());
    statement.ok_or_else(unknown)
}
