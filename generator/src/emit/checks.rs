//! What is checked before a value is sent.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::tokens::{ident, literal, number};
use crate::name::plan::{
    At, Check, Expression, Held, Limit, Literal, Presence, RustType, Source, Target, ValueCheck,
    ValueRule,
};

/// A statement that checks something of a struct.
pub(super) fn check(check: &Check) -> TokenStream {
    match check {
        Check::Nested(target) => {
            let (name, wire_name) = (ident(&target.ident), &target.wire_name);
            quote! { checks.property(#wire_name, &self.#name); }
        }
        Check::NestedAdditional(name) => {
            let name = ident(name);
            quote! { json::Encode::check(&self.#name, checks); }
        }
        Check::Value(check) => value_check(check),
        Check::Size(min, max) => {
            let (min, max) = (count(*min), count(*max));
            quote! { checks.size(self, #min, #max); }
        }
        Check::Exclusive(targets) => {
            let group = group(targets);
            quote! { checks.exclusive(#group); }
        }
        Check::AnyGroup(groups) => {
            let groups = groups.iter().map(|targets| group(targets));
            quote! { checks.any_group(&[#(#groups),*]); }
        }
        Check::OneGroup(groups) => {
            let groups = groups.iter().map(|targets| group(targets));
            quote! { checks.one_group(&[#(#groups),*]); }
        }
        Check::Dependent(target, needed) => {
            let (target, needed) = (pair(target), group(needed));
            quote! { checks.dependent(#target, #needed); }
        }
    }
}

/// Properties, each with whether it is there.
fn group(targets: &[Target]) -> TokenStream {
    let pairs = targets.iter().map(pair);
    quote!(&[#(#pairs),*])
}

fn pair(target: &Target) -> TokenStream {
    let (name, wire_name) = (ident(&target.ident), &target.wire_name);
    let present = match target.presence {
        Some(Presence::Required | Presence::RequiredNullable) => quote!(true),
        Some(Presence::Optional) => quote!(self.#name.is_some()),
        Some(Presence::OptionalNullable) => quote!(!self.#name.is_absent()),
        None => quote!(self.#name.contains_key(#wire_name)),
    };
    quote!((#wire_name, #present))
}

/// A statement that checks a rule of one value.
pub(super) fn value_check(check: &ValueCheck) -> TokenStream {
    let ValueCheck { source, ty, rule } = check;
    let at = match &source.at {
        At::Here => quote!(json::At::Here),
        At::Name(name) => quote!(#name),
        At::Given => quote!(at),
    };
    match rule {
        ValueRule::Finite if *ty == RustType::Number => {
            let value = expression(source);
            quote! { json::Encode::check(&#value, checks); }
        }
        ValueRule::Finite => {
            let value = expression(source);
            quote! { checks.finite(#at, Some(#value)); }
        }
        ValueRule::Length(min, max) => {
            let (text, min, max) = (text(source, ty), count(*min), count(*max));
            quote! { checks.length(#at, #text, #min, #max); }
        }
        ValueRule::Pattern(pattern, runs) => {
            let text = text(source, ty);
            let translated = (pattern != runs).then(|| quote!(, #runs));
            quote! { checks.pattern(#at, #text, pattern!(#pattern #translated)); }
        }
        ValueRule::Texts(texts) => {
            let text = text(source, ty);
            quote! { checks.one_of_texts(#at, #text, &[#(#texts),*]); }
        }
        ValueRule::Items(min, max) => {
            let (len, min, max) = (len(source, &quote!(Vec::len)), count(*min), count(*max));
            quote! { checks.items(#at, #len, #min, #max); }
        }
        ValueRule::Properties(min, max) => {
            let len = len(source, &quote!(std::collections::BTreeMap::len));
            let (min, max) = (count(*min), count(*max));
            quote! { checks.properties(#at, #len, #min, #max); }
        }
        ValueRule::Unique => {
            let items = dereferenced(source, &quote!(Vec::as_slice));
            quote! { checks.unique(#at, #items); }
        }
        ValueRule::Contains(values, min, max) => {
            let items = dereferenced(source, &quote!(Vec::as_slice));
            let (min, max) = (count(*min), count(*max));
            quote! { checks.contains(#at, #items, &[#(#values),*], (#min, #max)); }
        }
        ValueRule::Bound(limit, bound) => {
            let method = match limit {
                Limit::Minimum => format_ident!("minimum"),
                Limit::Maximum => format_ident!("maximum"),
                Limit::ExclusiveMinimum => format_ident!("exclusive_minimum"),
                Limit::ExclusiveMaximum => format_ident!("exclusive_maximum"),
            };
            let (value, bound) = (number_in(source, ty, bound), literal(bound));
            quote! { checks.#method(#at, #value, #bound); }
        }
        ValueRule::MultipleOf(unit) => {
            let (value, unit) = (number_in(source, ty, unit), literal(unit));
            quote! { checks.multiple_of(#at, #value, #unit); }
        }
        ValueRule::Each(inside) => each(source, ty, &at, inside),
        ValueRule::Names(inside) => {
            let (map, statements) = (borrowed(source), inside.iter().map(value_check));
            quote! { checks.each_name(#at, #map, |checks, name| { #(#statements)* }); }
        }
    }
}

/// The checks of each item of a list, or of each value of a map.
fn each(source: &Source, ty: &RustType, at: &TokenStream, inside: &[ValueCheck]) -> TokenStream {
    let statements = inside.iter().map(value_check);
    if let RustType::Map(_) = ty {
        let map = borrowed(source);
        return quote! { checks.each_value(#at, #map, |checks, at, value| { #(#statements)* }); };
    }
    let items = dereferenced(source, &quote!(Vec::as_slice));
    quote! { checks.each(#at, #items, |checks, at, item| { #(#statements)* }); }
}

fn expression(source: &Source) -> TokenStream {
    match &source.value {
        Expression::Field(name) => {
            let name = ident(name);
            quote!(self.#name)
        }
        Expression::Local(name) => {
            let name = ident(name);
            quote!(#name)
        }
    }
}

/// An `Option` of a reference to the value.
fn borrowed(source: &Source) -> TokenStream {
    let value = expression(source);
    match source.held {
        Held::Owned => quote!(Some(&#value)),
        Held::Borrowed => quote!(Some(#value)),
        Held::Optional | Held::BorrowedOptional => quote!(#value.as_ref()),
        Held::Nullable => quote!(#value.value()),
        Held::Text => quote!(Some(#value.as_ref())),
        Held::Written => quote!(#value.parse().ok()),
    }
}

/// An `Option` of the text or the slice that the value holds.
fn dereferenced(source: &Source, function: &TokenStream) -> TokenStream {
    let value = expression(source);
    match source.held {
        Held::Optional | Held::BorrowedOptional => quote!(#value.as_deref()),
        Held::Nullable => quote!(#value.value().map(#function)),
        Held::Owned | Held::Borrowed | Held::Text | Held::Written => borrowed(source),
    }
}

/// An `Option` of the text of the value.
fn text(source: &Source, ty: &RustType) -> TokenStream {
    if *ty != RustType::Base64 {
        return dereferenced(source, &quote!(String::as_str));
    }
    let value = expression(source);
    match source.held {
        Held::Owned | Held::Borrowed => quote!(Some(#value.text())),
        Held::Optional | Held::BorrowedOptional | Held::Nullable => {
            let value = borrowed(source);
            quote!(#value.map(json::Base64::text))
        }
        Held::Text | Held::Written => borrowed(source),
    }
}

/// An `Option` of how many there are in the value.
fn len(source: &Source, function: &TokenStream) -> TokenStream {
    let value = expression(source);
    match source.held {
        Held::Owned | Held::Borrowed | Held::Text | Held::Written => quote!(Some(#value.len())),
        Held::Optional | Held::BorrowedOptional | Held::Nullable => {
            let value = borrowed(source);
            quote!(#value.map(#function))
        }
    }
}

/// An `Option` of the number that the value is.
fn number_in(source: &Source, ty: &RustType, bound: &Literal) -> TokenStream {
    let value = expression(source);
    if source.held == Held::Written {
        let ty = super::tokens::ty(ty);
        return quote!(#value.parse::<#ty>().ok());
    }
    if *ty == RustType::Number {
        let value = borrowed(source);
        return match bound {
            Literal::Digits(_) => quote!(#value.map(json::Exact)),
            Literal::Integer(_) | Literal::Float(_) => value,
        };
    }
    match source.held {
        Held::Owned | Held::Text | Held::Written => quote!(Some(#value)),
        Held::Borrowed => quote!(Some(*#value)),
        Held::Optional => value,
        Held::BorrowedOptional => quote!(*#value),
        Held::Nullable => quote!(#value.value().copied()),
    }
}

pub(super) fn count(bound: Option<u64>) -> TokenStream {
    match bound {
        Some(bound) => {
            let bound = number(bound);
            quote!(Some(#bound))
        }
        None => quote!(None),
    }
}
