//! The types that people read: structs with setters, enums.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{
    Needs, deprecated, docs, features, ident, inner_docs, later, literal, ty, use_line,
};
use super::{enumeration, union};
use crate::name::plan::{
    Docs, Field, Fixed, InputForm, Item, Plan, Presence, RustType, Struct, TypeFile, ValueOrigin,
};

/// `types/mod.rs`.
pub(super) fn module(plan: &Plan) -> TokenStream {
    let docs = inner_docs(&Docs(vec!["The types of requests and answers.".to_owned()]));
    let modules = plan.types.iter().map(|file| {
        let module = ident(&file.module);
        let features = features(&file.features);
        quote! { #features mod #module; }
    });
    let exports = plan.types.iter().map(|file| {
        let module = ident(&file.module);
        let names: Vec<TokenStream> = file.items.iter().map(item_name).collect();
        let line = use_line(&quote!(self::#module), &names);
        let features = features(&file.features);
        quote! { #features pub #line }
    });
    let files = plan.has_multipart().then(|| {
        quote! { pub use crate::wire::multipart::FilePart; }
    });
    quote! {
        #docs
        #(#modules)*
        #(#exports)*
        pub use crate::runtime::json::{Base64, Base64Error, Nullable, Number, UnknownInteger, UnknownValue};
        #files
        pub use serde_json::Value as JsonValue;
    }
}

fn item_name(item: &Item) -> TokenStream {
    let name = ident(item.ident());
    quote!(#name)
}

/// A file with types.
pub(super) fn file(file: &TypeFile) -> TokenStream {
    let mut needs = Needs::default();
    let mut unknowns: BTreeSet<&str> = BTreeSet::new();
    for item in &file.items {
        match item {
            Item::Struct(item) => {
                item.fields.iter().for_each(|field| needs.note(&field.ty));
                item.additional.iter().for_each(|additional| {
                    needs.note(&RustType::Map(Box::new(additional.value.clone())));
                });
            }
            Item::Enum(item) => unknowns.extend(enumeration::unknown(item)),
            Item::Union(item) => {
                let variants = item.variants.iter();
                variants.for_each(|variant| needs.note(&variant.ty));
                needs.json |= item.other.is_some();
            }
        }
    }
    needs.json |= unknowns.remove("JsonValue");
    let mut names: Vec<TokenStream> = needs.runtime();
    names.extend(unknowns.into_iter().map(|name| {
        let name = quote::format_ident!("{name}");
        quote!(#name)
    }));
    names.extend(file.imports.iter().map(|import| {
        let import = ident(import);
        quote!(#import)
    }));
    let std_uses = needs.std_uses();
    let uses = use_line(&quote!(super), &names);
    let items = file.items.iter().map(|item| {
        later(move || match item {
            Item::Struct(item) => structure(item),
            Item::Enum(item) => enumeration::definition(item),
            Item::Union(item) => union::definition(item),
        })
    });
    quote! { #std_uses #uses #(#items)* }
}

fn structure(item: &Struct) -> TokenStream {
    let (docs, deprecated, name) = (
        later(|| docs(&item.docs)),
        deprecated(item.deprecated.as_ref()),
        ident(&item.ident),
    );
    let derives = item.derives.iter().map(|derive| {
        let derive = quote::format_ident!("{derive}");
        quote!(#derive)
    });
    let fields = item.fields.iter().map(|it| later(move || field(it)));
    let additional = item.additional.as_ref().map(|additional| {
        let (name, ty) = (ident(&additional.ident), ty(&additional.value));
        quote! {
            /// The properties that the description does not name.
            pub #name: BTreeMap<String, #ty>,
        }
    });
    let constructor = later(|| constructor(item));
    let setters = item.fields.iter().map(|it| later(move || setter(it)));
    let default = default(item);
    quote! {
        #docs
        #deprecated
        #[derive(#(#derives),*)]
        #[non_exhaustive]
        pub struct #name { #(#fields)* #additional }

        impl #name {
            #constructor
            #(#setters)*
        }

        #default
    }
}

/// What `new` returns is the default, where it takes nothing and nothing can derive that.
fn default(item: &Struct) -> Option<TokenStream> {
    if item.takes_some() || item.derives.contains(&"Default") {
        return None;
    }
    let name = ident(&item.ident);
    Some(quote! {
        impl Default for #name {
            fn default() -> Self {
                Self::new()
            }
        }
    })
}

fn field(field: &Field) -> TokenStream {
    let (docs, deprecated) = (
        later(|| docs(&field.docs)),
        deprecated(field.deprecated.as_ref()),
    );
    let (name, ty) = (ident(&field.ident), later(|| ty(&field.ty)));
    quote! { #docs #deprecated pub #name: #ty, }
}

fn constructor(item: &Struct) -> TokenStream {
    let docs = later(|| docs(&item.constructor_docs));
    if item.derives.contains(&"Default") {
        return quote! {
            #docs
            pub fn new() -> Self {
                Default::default()
            }
        };
    }
    let taken: Vec<&Field> = item
        .fields
        .iter()
        .filter(|field| field.is_argument())
        .collect();
    let parameters = taken.iter().map(|field| {
        let ty = later(|| input_type(&field.input));
        let name = ident(&field.ident);
        quote!(#name: #ty)
    });
    let values = item.fields.iter().map(|field| {
        let name = ident(&field.ident);
        match (field.presence, &field.origin) {
            (Presence::Optional, ValueOrigin::Argument) => {
                let value = input_value(&field.input, &quote!(#name));
                quote!(#name: Some(#value))
            }
            (_, ValueOrigin::Argument) => {
                let value = input_value(&field.input, &quote!(#name));
                if matches!(field.input, InputForm::Value(_)) {
                    quote!(#name)
                } else {
                    quote!(#name: #value)
                }
            }
            (Presence::Optional, ValueOrigin::Fixed(fixed)) => {
                let value = fixed_value(fixed);
                quote!(#name: Some(#value))
            }
            (_, ValueOrigin::Fixed(fixed)) => {
                let value = fixed_value(fixed);
                quote!(#name: #value)
            }
            (Presence::OptionalNullable, ValueOrigin::Setter(_)) => quote!(#name: Nullable::Absent),
            (_, ValueOrigin::Setter(_)) => quote!(#name: None),
        }
    });
    let additional = item.additional.as_ref().map(|additional| {
        let name = ident(&additional.ident);
        quote!(#name: BTreeMap::new(),)
    });
    let many = (taken.len() > 7).then(|| {
        quote! { #[allow(clippy::too_many_arguments, reason = "one for each required property")] }
    });
    quote! {
        #docs
        #many
        pub fn new(#(#parameters),*) -> Self {
            Self { #(#values,)* #additional }
        }
    }
}

/// The expression of the one value that a field has.
fn fixed_value(fixed: &Fixed) -> TokenStream {
    match fixed {
        Fixed::Text(text) => quote!(#text.to_owned()),
        Fixed::Variant(ty, variant) => {
            let (ty, variant) = (ident(ty), ident(variant));
            quote!(#ty::#variant)
        }
        Fixed::Bool(flag) => quote!(#flag),
        Fixed::Number(value) => literal(value),
        Fixed::Exact(value) => {
            let value = literal(value);
            quote!((#value).into())
        }
    }
}

fn setter(field: &Field) -> TokenStream {
    let Some(setter) = field.setter() else {
        return TokenStream::new();
    };
    let (docs, deprecated) = (
        later(|| docs(&setter.docs)),
        deprecated(field.deprecated.as_ref()),
    );
    let (method, name, ty) = (
        ident(&setter.ident),
        ident(&field.ident),
        later(|| input_type(&field.input)),
    );
    let value = later(|| {
        let value = input_value(&field.input, &quote!(value));
        match field.presence {
            Presence::Optional => quote!(Some(#value)),
            Presence::Required | Presence::RequiredNullable | Presence::OptionalNullable => value,
        }
    });
    quote! {
        #docs
        #deprecated
        pub fn #method(mut self, value: #ty) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// The type of a parameter that takes a value.
fn input_type(form: &InputForm) -> TokenStream {
    match form {
        InputForm::Value(inner) => ty(inner),
        InputForm::Into(inner) => {
            let inner = later(|| ty(inner));
            quote!(impl Into<#inner>)
        }
        InputForm::Items(inner) => {
            let inner = later(|| ty(inner));
            quote!(impl IntoIterator<Item = #inner>)
        }
        InputForm::IntoItems(inner) => {
            let inner = later(|| ty(inner));
            quote!(impl IntoIterator<Item = impl Into<#inner>>)
        }
    }
}

/// What the field holds, from the parameter.
fn input_value(form: &InputForm, parameter: &TokenStream) -> TokenStream {
    match form {
        InputForm::Value(_) => parameter.clone(),
        InputForm::Into(_) => quote!(#parameter.into()),
        InputForm::Items(_) => quote!(#parameter.into_iter().collect()),
        InputForm::IntoItems(_) => quote!(#parameter.into_iter().map(Into::into).collect()),
    }
}
