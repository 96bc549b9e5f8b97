//! The methods of a call that give the pages of a list, and their items.

use proc_macro2::TokenStream;
use quote::quote;

use super::answer::answer;
use super::tokens::{ident, ty};
use crate::name::plan::{Answer, PageBy, Pages, Presence};

/// The methods, on a call that answers pages.
pub(super) fn methods(pages: &Pages, answered: &Answer) -> TokenStream {
    let (page, _) = answer(answered);
    let item = ty(&pages.item);
    let by = by(pages);
    let items = items(pages, answered);
    quote! {
        /// The pages of the list, beginning with the one that this call asks for.
        pub fn pages(self) -> Pages<#page, #item> {
            Pages::new(self, #by, |page| #items)
        }

        /// The items of all pages, beginning with the page that this call asks for.
        pub fn items(self) -> PageItems<#page, #item> {
            self.pages().items()
        }
    }
}

/// From a page to its items.
fn items(pages: &Pages, answered: &Answer) -> TokenStream {
    let mut fields = pages.fields.iter().peekable();
    let mut path = quote!(page);
    // Behind what may be missing the rest is reached by closures.
    let mut open: Vec<TokenStream> = Vec::new();
    if let Answer::Optional(_) = answered {
        open.push(quote!(page.as_mut()));
        path = quote!(inner);
    }
    let mut always_there = None;
    while let Some((field, presence)) = fields.next() {
        let field = ident(field);
        match presence {
            Presence::Required if fields.peek().is_none() => {
                always_there = Some(quote!(&mut #path.#field));
            }
            Presence::Required => path = quote!(#path.#field),
            Presence::RequiredNullable | Presence::Optional => {
                open.push(quote!(#path.#field.as_mut()));
                path = quote!(inner);
            }
            Presence::OptionalNullable => {
                open.push(quote!(#path.#field.value_mut()));
                path = quote!(inner);
            }
        }
    }
    let innermost = match (open.pop(), always_there) {
        (None, None) => return quote!(Some(page)),
        (None, Some(field)) => quote!(Some(#field)),
        (Some(open), None) => open,
        (Some(open), Some(field)) => quote!(#open.map(|inner| #field)),
    };
    open.into_iter().rev().fold(
        innermost,
        |inner, outer| quote!(#outer.and_then(|inner| #inner)),
    )
}

fn by(pages: &Pages) -> TokenStream {
    let text = |pointer: &Option<String>| pointer.clone().unwrap_or_default();
    match &pages.by {
        PageBy::Number {
            parameter,
            first,
            pages,
        } => {
            let (first, pages) = (super::tokens::number(*first), text(pages));
            quote!(PageBy::Number { parameter: #parameter, first: #first, pages: #pages })
        }
        PageBy::Offset { parameter, total } => {
            let total = text(total);
            quote!(PageBy::Offset { parameter: #parameter, total: #total })
        }
        PageBy::Cursor {
            parameter,
            next,
            more,
        } => {
            let more = text(more);
            quote!(PageBy::Cursor { parameter: #parameter, next: #next, more: #more })
        }
        PageBy::LastItem {
            parameter,
            id,
            more,
        } => {
            let (items, more) = (&pages.pointer, text(more));
            quote! {
                PageBy::LastItem { parameter: #parameter, items: #items, id: #id, more: #more }
            }
        }
        PageBy::Link(next) => quote!(PageBy::Link(#next)),
        PageBy::LinkHeader => quote!(PageBy::LinkHeader),
    }
}
