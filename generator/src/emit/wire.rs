//! What only the machine needs of a type: how it is written, read and checked.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{Needs, ident, inner_docs, literal, number, path, use_line};
use super::{enumeration, union};
use crate::name::plan::{
    self, Base, Check, Docs, Field, Item, Limit, Plan, Presence, RustType, Struct, Target,
    TypeFile, Via,
};

/// `wire/mod.rs`.
pub(super) fn module(plan: &Plan) -> TokenStream {
    let docs = inner_docs(&Docs(vec![
        "How each type is written as JSON, read from it, and checked before it is sent.".to_owned(),
    ]));
    let modules = plan.types.iter().map(|file| {
        let module = ident(&file.module);
        quote! { mod #module; }
    });
    let tests = plan.tests.as_ref().map(|_| {
        quote! {
            #[cfg(test)]
            mod round_trips;
        }
    });
    let foreign = foreign(plan);
    quote! { #docs #(#modules)* #tests #foreign }
}

/// How the types of other crates are written and read.
fn foreign(plan: &Plan) -> TokenStream {
    if plan.foreign.is_empty() {
        return TokenStream::new();
    }
    let types = plan.foreign.iter().map(|foreign| {
        let ty = path(&foreign.path);
        match foreign.via {
            Via::Text => quote! { json::text_type!(#ty); },
            Via::Digits => quote! { json::digits_type!(#ty); },
            Via::Serde => quote! { json::serde_type!(#ty); },
        }
    });
    quote! {
        use crate::runtime::json;
        #(#types)*
    }
}

/// The file that belongs to a file with types.
pub(super) fn file(file: &TypeFile) -> TokenStream {
    let mut needs = Needs::default();
    let mut names: BTreeSet<String> = BTreeSet::new();
    for item in &file.items {
        names.insert(item.ident().0.clone());
        match item {
            Item::Struct(_) => {}
            Item::Enum(item) => {
                names.extend(enumeration::unknown(item).map(str::to_owned));
                needs.json |= item.base == Base::Json;
            }
            Item::Union(item) => {
                for ty in item.variants.iter().flat_map(|variant| &variant.from) {
                    needs.note(ty);
                    if let RustType::Named(name) = ty.leaf() {
                        names.insert(name.0.clone());
                    }
                }
            }
        }
    }
    names.extend(needs.runtime().iter().map(ToString::to_string));
    let names: Vec<TokenStream> = names
        .into_iter()
        .map(|name| {
            let name = ident(&plan::Ident(name));
            quote!(#name)
        })
        .collect();
    let uses = use_line(&quote!(crate::types), &names);
    let std_uses = needs.std_uses();
    let items = file.items.iter().map(|item| match item {
        Item::Struct(item) => structure(item),
        Item::Enum(item) => enumeration::wire(item),
        Item::Union(item) => union::wire(item),
    });
    quote! {
        #std_uses
        use crate::runtime::json;
        #uses
        #(#items)*
    }
}

fn structure(item: &Struct) -> TokenStream {
    let name = ident(&item.ident);
    let encode = encode(item);
    let check = check_method(item);
    let decode = decode(item);
    quote! {
        impl json::Encode for #name {
            #encode
            #check
        }

        impl json::Decode for #name {
            #decode
        }

        json::serde_by_json!(#name);
    }
}

fn encode(item: &Struct) -> TokenStream {
    if item.fields.is_empty() && item.additional.is_none() {
        return quote! {
            fn encode(&self, out: &mut json::Writer) {
                out.object().end();
            }
        };
    }
    let fields = item.fields.iter().map(|field| {
        let (name, wire_name) = (ident(&field.ident), &field.wire_name);
        match field.presence {
            Presence::Required | Presence::RequiredNullable => {
                quote! { object.field(#wire_name, &self.#name); }
            }
            Presence::Optional | Presence::OptionalNullable => {
                quote! { object.optional(#wire_name, &self.#name); }
            }
        }
    });
    let additional = item.additional.as_ref().map(|additional| {
        let name = ident(&additional.ident);
        quote! { object.entries(&self.#name); }
    });
    // An object of which everything travels the other way.
    let is_empty = item.fields.is_empty() && item.additional.is_none();
    let mutable = (!is_empty).then(|| quote!(mut));
    quote! {
        fn encode(&self, out: &mut json::Writer) {
            let #mutable object = out.object();
            #(#fields)*
            #additional
            object.end();
        }
    }
}

fn decode(item: &Struct) -> TokenStream {
    if item.fields.is_empty() && item.additional.is_none() {
        return quote! {
            fn decode(input: &mut json::Reader<'_>) -> Result<Self, json::DecodeError> {
                let mut object = input.object()?;
                while object.next_name()?.is_some() {
                    object.skip_unknown()?;
                }
                Ok(Self {})
            }
        };
    }
    let slots = item.fields.iter().map(|field| {
        let local = local(item, field);
        match field.presence {
            Presence::OptionalNullable => quote! { let mut #local = json::Nullable::Absent; },
            Presence::Required | Presence::RequiredNullable | Presence::Optional => {
                quote! { let mut #local = None; }
            }
        }
    });
    let arms = item.fields.iter().map(|field| {
        let (local, wire_name) = (local(item, field), &field.wire_name);
        match field.presence {
            Presence::Required => quote! { #wire_name => #local = Some(object.value()?), },
            // `null` is a value like any other.
            Presence::Optional if is_any(&field.ty) => {
                quote! { #wire_name => #local = Some(object.value()?), }
            }
            Presence::RequiredNullable | Presence::Optional | Presence::OptionalNullable => {
                quote! { #wire_name => #local = object.value()?, }
            }
        }
    });
    let values = item.fields.iter().map(|field| {
        let (name, local, wire_name) = (ident(&field.ident), local(item, field), &field.wire_name);
        match field.presence {
            Presence::Required => quote! { #name: json::required(#local, #wire_name)?, },
            _ if name == local => quote! { #name, },
            _ => quote! { #name: #local, },
        }
    });
    let rest = item
        .additional
        .as_ref()
        .map(|additional| ident(&additional.ident));
    let (rest_slot, rest_value, other) = match &rest {
        Some(name) => (
            quote! { let mut #name = std::collections::BTreeMap::new(); },
            quote! { #name, },
            quote! { { #name.insert(key.into_owned(), object.value()?); } },
        ),
        None => (
            TokenStream::new(),
            TokenStream::new(),
            quote! { object.skip_unknown()?, },
        ),
    };
    let left_out = &item.left_out;
    let passed_over =
        (!left_out.is_empty()).then(|| quote! { #(#left_out)|* => object.skip_unknown()?, });
    let read = match (&item.fields[..], &rest) {
        ([], None) => quote! { while object.next_name()?.is_some() { object.skip_unknown()?; } },
        ([], Some(_)) if left_out.is_empty() => {
            quote! { while let Some(key) = object.next_name()? #other }
        }
        _ => quote! {
            while let Some(key) = object.next_name()? {
                match &*key {
                    #(#arms)*
                    #passed_over
                    _ => #other
                }
            }
        },
    };
    quote! {
        fn decode(input: &mut json::Reader<'_>) -> Result<Self, json::DecodeError> {
            #(#slots)*
            #rest_slot
            let mut object = input.object()?;
            #read
            Ok(Self { #(#values)* #rest_value })
        }
    }
}

/// Whether a type is that of an optional property of any JSON.
fn is_any(ty: &RustType) -> bool {
    matches!(ty, RustType::Option(inner) if **inner == RustType::Json)
}

/// The variable that holds a field while it is read: named as the field, but for the names that
/// the function needs itself.
fn local(item: &Struct, field: &Field) -> proc_macro2::Ident {
    let mut name = field.ident.0.clone();
    if matches!(name.as_str(), "input" | "object" | "key") {
        while item.fields.iter().any(|other| other.ident.0 == name) {
            name.push('_');
        }
    }
    ident(&plan::Ident(name))
}

fn check_method(item: &Struct) -> TokenStream {
    if item.checks.is_empty() {
        return TokenStream::new();
    }
    let checks = item.checks.iter().map(check);
    quote! {
        fn check(&self, checks: &mut json::Checks) {
            #(#checks)*
        }
    }
}

fn check(check: &Check) -> TokenStream {
    match check {
        Check::Nested(target) => {
            let (name, wire_name) = (ident(&target.ident), &target.wire_name);
            quote! { checks.property(#wire_name, &self.#name); }
        }
        Check::Length(target, min, max) => {
            let (wire_name, text) = (
                &target.wire_name,
                dereferenced(target, &quote!(String::as_str)),
            );
            let (min, max) = (bound(*min), bound(*max));
            quote! { checks.length(#wire_name, #text, #min, #max); }
        }
        Check::Items(target, min, max) => {
            let (wire_name, count) = (&target.wire_name, borrowed(target, &quote!(Vec::len)));
            let (min, max) = (bound(*min), bound(*max));
            quote! { checks.items(#wire_name, #count, #min, #max); }
        }
        Check::Unique(target) => {
            let (wire_name, items) = (
                &target.wire_name,
                dereferenced(target, &quote!(Vec::as_slice)),
            );
            quote! { checks.unique(#wire_name, #items); }
        }
        Check::Bound(target, limit, literal) => {
            let (wire_name, value, literal) =
                (&target.wire_name, number_in(target), self::literal(literal));
            let method = quote::format_ident!(
                "{}",
                match limit {
                    Limit::Minimum => "minimum",
                    Limit::Maximum => "maximum",
                    Limit::ExclusiveMinimum => "exclusive_minimum",
                    Limit::ExclusiveMaximum => "exclusive_maximum",
                }
            );
            quote! { checks.#method(#wire_name, #value, #literal); }
        }
        Check::MultipleOf(target, ty, step) => {
            let (wire_name, value) = (&target.wire_name, number_in(target));
            let step = literal(&plan::Literal::Float(*step));
            let value = if matches!(ty, RustType::F64 | RustType::Number) {
                value
            } else {
                quote!(#value.map(|value| value as f64))
            };
            quote! { checks.multiple_of(#wire_name, #value, #step); }
        }
        Check::Exclusive(targets) => {
            let pairs = targets.iter().map(|target| {
                let (wire_name, present) = (&target.wire_name, present(target));
                quote!((#wire_name, #present))
            });
            quote! {
                let exclusive = [#(#pairs),*];
                checks.exclusive(&exclusive);
            }
        }
    }
}

/// An `Option` of what a function borrows from the value of a field.
fn borrowed(target: &Target, function: &TokenStream) -> TokenStream {
    let name = ident(&target.ident);
    match target.presence {
        Presence::Required => quote!(Some(#function(&self.#name))),
        Presence::RequiredNullable | Presence::Optional => {
            quote!(self.#name.as_ref().map(#function))
        }
        Presence::OptionalNullable => quote!(self.#name.value().map(#function)),
    }
}

/// An `Option` of the text or the slice in a field.
fn dereferenced(target: &Target, function: &TokenStream) -> TokenStream {
    let name = ident(&target.ident);
    match target.presence {
        Presence::RequiredNullable | Presence::Optional => quote!(self.#name.as_deref()),
        Presence::Required | Presence::OptionalNullable => borrowed(target, function),
    }
}

/// An `Option` of the number in a field, one with all its digits as the nearest float.
fn number_in(target: &Target) -> TokenStream {
    if target.exact {
        borrowed(target, &quote!(json::Number::as_f64))
    } else {
        copied(target)
    }
}

/// An `Option` of the number in a field.
fn copied(target: &Target) -> TokenStream {
    let name = ident(&target.ident);
    match target.presence {
        Presence::Required => quote!(Some(self.#name)),
        Presence::RequiredNullable | Presence::Optional => quote!(self.#name),
        Presence::OptionalNullable => quote!(self.#name.value().copied()),
    }
}

/// Whether a field is set.
fn present(target: &Target) -> TokenStream {
    let name = ident(&target.ident);
    match target.presence {
        Presence::Required | Presence::RequiredNullable => quote!(true),
        Presence::Optional => quote!(self.#name.is_some()),
        Presence::OptionalNullable => quote!(!self.#name.is_absent()),
    }
}

fn bound(bound: Option<u64>) -> TokenStream {
    match bound {
        Some(bound) => {
            let bound = number(bound);
            quote!(Some(#bound))
        }
        None => quote!(None),
    }
}
