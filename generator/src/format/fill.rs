//! A copy of a syntax tree gets the names, texts and lists of the tokens that it stands for.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::visit_mut::{self, VisitMut};
use syn::{
    Block, ExprMatch, ExprStruct, FieldsNamed, ItemEnum, ItemImpl, Lit, LitStr, Macro, MetaList,
};

use super::flat::{Flat, Tokens, place};
use super::pieces::{Piece, Shapes, unknown};
use super::split;

/// What becomes of one name, text or list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It is a part of the shape.
    Stays,
    /// It is that token, which is needed again.
    Copy(usize),
    /// It is that token.
    Take(usize),
}

/// A place of a syntax tree where something else may stand in each copy.
enum Place<'n> {
    Ident(&'n mut Ident),
    Text(&'n mut LitStr),
    Statements(&'n mut Block),
    Arms(&'n mut ExprMatch),
    Values(&'n mut ExprStruct),
    Fields(&'n mut FieldsNamed),
    Variants(&'n mut ItemEnum),
    Items(&'n mut ItemImpl),
    Tokens(&'n mut TokenStream),
}

/// What is done at each place of a tree.
trait Visit {
    fn at(&mut self, place: Place<'_>);
}

/// Visits the places of a tree, in their order: that of the tokens, mostly.
pub(super) struct Walk<'v>(&'v mut dyn Visit);

impl VisitMut for Walk<'_> {
    fn visit_ident_mut(&mut self, ident: &mut Ident) {
        self.0.at(Place::Ident(ident));
    }

    fn visit_lit_str_mut(&mut self, text: &mut LitStr) {
        self.0.at(Place::Text(text));
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        self.0.at(Place::Statements(block));
    }

    fn visit_expr_match_mut(&mut self, node: &mut ExprMatch) {
        visit_mut::visit_expr_match_mut(self, node);
        self.0.at(Place::Arms(node));
    }

    fn visit_expr_struct_mut(&mut self, node: &mut ExprStruct) {
        visit_mut::visit_expr_struct_mut(self, node);
        self.0.at(Place::Values(node));
    }

    fn visit_fields_named_mut(&mut self, fields: &mut FieldsNamed) {
        self.0.at(Place::Fields(fields));
    }

    fn visit_item_enum_mut(&mut self, item: &mut ItemEnum) {
        visit_mut::visit_item_enum_mut(self, item);
        self.0.at(Place::Variants(item));
    }

    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        visit_mut::visit_item_impl_mut(self, item);
        self.0.at(Place::Items(item));
    }

    fn visit_macro_mut(&mut self, node: &mut Macro) {
        self.visit_path_mut(&mut node.path);
        self.0.at(Place::Tokens(&mut node.tokens));
    }

    fn visit_meta_list_mut(&mut self, list: &mut MetaList) {
        self.visit_path_mut(&mut list.path);
        self.0.at(Place::Tokens(&mut list.tokens));
    }
}

/// Returns the steps that fill copies of a tree, which was parsed from the emptied tokens; none
/// where some token would come to no place of it.
pub(super) fn steps<T: Piece>(node: &mut T, tokens: &Tokens) -> Option<Vec<Step>> {
    let is_group = |at: &usize| matches!(tokens.flat[*at], Flat::Tree(TokenTree::Group(_)));
    let mut survey = Survey {
        groups: tokens.open.iter().copied().filter(is_group).collect(),
        steps: Vec::new(),
        is_known: true,
    };
    survey.groups.reverse();
    node.visit(&mut Walk(&mut survey));
    let mut taken: Vec<usize> = survey.steps.iter().filter_map(Step::taken).collect();
    taken.sort_unstable();
    (survey.is_known && taken == tokens.open).then_some(survey.steps)
}

impl Step {
    fn taken(&self) -> Option<usize> {
        match self {
            Self::Take(at) => Some(*at),
            Self::Stays | Self::Copy(_) => None,
        }
    }
}

/// Finds out which token comes to each place.
struct Survey {
    /// The groups that are left, the next one last.
    groups: Vec<usize>,
    steps: Vec<Step>,
    is_known: bool,
}

impl Survey {
    fn any(&mut self, text: &str) {
        let step = place(text).map_or(Step::Stays, Step::Take);
        // `Self { name }` names a field and a variable.
        let earlier = self.steps.iter_mut().find(|earlier| **earlier == step);
        if let (Step::Take(at), Some(earlier)) = (step, earlier) {
            *earlier = Step::Copy(at);
        }
        self.steps.push(step);
    }
}

impl Visit for Survey {
    fn at(&mut self, place: Place<'_>) {
        match place {
            Place::Ident(ident) => self.any(&ident.to_string()),
            Place::Text(text) => self.any(&text.value()),
            Place::Statements(_)
            | Place::Arms(_)
            | Place::Values(_)
            | Place::Fields(_)
            | Place::Variants(_)
            | Place::Items(_) => self.group(),
            Place::Tokens(tokens) => {
                self.is_known &= tokens.is_empty();
                self.group();
            }
        }
    }
}

impl Survey {
    fn group(&mut self) {
        match self.groups.pop() {
            Some(at) => self.steps.push(Step::Take(at)),
            None => self.is_known = false,
        }
    }
}

/// Fills a copy.
pub(super) fn fill<T: Piece>(
    node: &mut T,
    steps: &[Step],
    tokens: &mut Tokens,
    shapes: &mut Shapes,
) -> syn::Result<()> {
    let mut fill = Fill {
        steps: steps.iter(),
        tokens,
        shapes,
        result: Ok(()),
    };
    node.visit(&mut Walk(&mut fill));
    fill.result
}

struct Fill<'a> {
    steps: std::slice::Iter<'a, Step>,
    tokens: &'a mut Tokens,
    shapes: &'a mut Shapes,
    result: syn::Result<()>,
}

impl Visit for Fill<'_> {
    fn at(&mut self, place: Place<'_>) {
        let tree = match self.steps.next() {
            Some(Step::Stays) => return,
            Some(Step::Copy(at)) => match &self.tokens.flat[*at] {
                Flat::Tree(tree) => Some(tree.clone()),
                Flat::Open(_) | Flat::Close => None,
            },
            Some(Step::Take(at)) => {
                match std::mem::replace(&mut self.tokens.flat[*at], Flat::Close) {
                    Flat::Tree(tree) => Some(tree),
                    Flat::Open(_) | Flat::Close => None,
                }
            }
            None => None,
        };
        if self.result.is_ok() {
            self.result = tree
                .ok_or_else(unknown)
                .and_then(|tree| self.put(place, tree));
        }
    }
}

impl Fill<'_> {
    fn put(&mut self, place: Place<'_>, tree: TokenTree) -> syn::Result<()> {
        let shapes = &mut *self.shapes;
        match (place, tree) {
            (Place::Ident(ident), TokenTree::Ident(name)) => *ident = name,
            (Place::Text(text), TokenTree::Literal(literal)) => match Lit::new(literal) {
                Lit::Str(literal) => *text = literal,
                _ => return Err(unknown()),
            },
            (place, TokenTree::Group(group)) => {
                let stream = group.stream();
                // Else its tokens would have two owners, and be copied.
                drop(group);
                match place {
                    Place::Statements(block) => {
                        block.stmts = shapes.list(stream, split::statements)?;
                    }
                    Place::Arms(node) => node.arms = shapes.list(stream, split::arms)?,
                    Place::Items(item) => item.items = shapes.list(stream, split::items)?,
                    Place::Values(node) => {
                        node.fields =
                            shapes.punctuated(stream, |list| Some(split::values(list)))?;
                    }
                    Place::Fields(fields) => {
                        fields.named = shapes.punctuated(stream, split::fields)?;
                    }
                    Place::Variants(item) => {
                        item.variants =
                            shapes.punctuated(stream, |list| Some(split::values(list)))?;
                    }
                    Place::Tokens(tokens) => *tokens = stream,
                    Place::Ident(_) | Place::Text(_) => return Err(unknown()),
                }
            }
            _ => return Err(unknown()),
        }
        Ok(())
    }
}
