//! How a struct is read from JSON.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::tokens::{ident, later};
use crate::name::plan::{self, Field, Presence, RustType, Struct, ValueOrigin};

/// The method that reads it.
///
/// Where it has a value to begin with, all properties are read into that one: a property that can't be
/// read then leaves one thing to drop, whatever was read before.
pub(super) fn method(item: &Struct) -> TokenStream {
    let body = later(|| {
        if item.fields.is_empty() && item.additional.is_none() {
            let tag = tag(item);
            quote! {
                input.properties(&mut [#tag])?;
                Ok(Self {})
            }
        } else if item.has_blank {
            in_place(item)
        } else {
            one_by_one(item)
        }
    });
    quote! {
        fn decode(input: &mut json::Reader<'_>) -> Result<Self, json::DecodeError> {
            #body
        }
    }
}

/// What it is before anything is read, where it is not the default.
pub(super) fn blank(item: &Struct) -> TokenStream {
    if !item.has_blank || !item.takes_some() {
        return TokenStream::new();
    }
    let name = ident(&item.ident);
    let fields = item.fields.iter().map(|field| {
        let (name, value) = (ident(&field.ident), later(|| initial(field)));
        quote! { #name: #value, }
    });
    let additional = item.additional.as_ref().map(|additional| {
        let name = ident(&additional.ident);
        quote! { #name: Default::default(), }
    });
    quote! {
        impl json::Blank for #name {
            fn blank() -> Self {
                Self { #(#fields)* #additional }
            }
        }
    }
}

/// What a field is before it is read.
fn initial(field: &Field) -> TokenStream {
    match field.presence {
        Presence::Required => initial_value(&field.ty),
        Presence::RequiredNullable | Presence::Optional => quote!(None),
        Presence::OptionalNullable => quote!(json::Nullable::Absent),
    }
}

/// A value of a type before it is read, for a type that has one.
pub(super) fn initial_value(ty: &RustType) -> TokenStream {
    match ty {
        RustType::Bool => quote!(false),
        RustType::I8
        | RustType::U8
        | RustType::I16
        | RustType::U16
        | RustType::I32
        | RustType::U32
        | RustType::I64
        | RustType::U64 => quote!(0),
        RustType::F64 => quote!(0.0),
        RustType::String => quote!(String::new()),
        RustType::Vec(_) => quote!(Vec::new()),
        RustType::Number
        | RustType::Base64
        | RustType::Json
        | RustType::Map(_)
        | RustType::Named(_)
        | RustType::Qualified(_)
        | RustType::Option(_)
        | RustType::Nullable(_)
        // `name::blank` says that these have none, so nobody asks for one.
        | RustType::Boxed(_)
        | RustType::Foreign(_)
        | RustType::File => quote!(json::Blank::blank()),
    }
}

fn in_place(item: &Struct) -> TokenStream {
    let table = item.fields.iter().map(|field| {
        let (name, wire_name) = (ident(&field.ident), &field.wire_name);
        let need = later(|| need(field));
        let slot = later(|| {
            if is_any(field) {
                quote!(&mut json::Present(&mut value.#name))
            } else {
                quote!(&mut value.#name)
            }
        });
        quote! { (#wire_name, #need, #slot), }
    });
    // The default has what is sent of them, which need not come.
    let tags = item.fields.iter().filter(|field| {
        let is_sent = matches!(field.origin, ValueOrigin::Fixed(_));
        is_sent && field.presence == Presence::Optional
    });
    let tags: Vec<_> = tags.map(|field| ident(&field.ident)).collect();
    let initial = if item.takes_some() {
        quote! { let mut value: Self = json::Blank::blank(); }
    } else if tags.is_empty() {
        // A struct may have a method `default`, which sets its property of that name.
        quote! { let mut value: Self = Default::default(); }
    } else if item.fields.len() == tags.len() && item.additional.is_none() {
        quote! { let mut value = Self { #(#tags: None),* }; }
    } else {
        quote! { let mut value = Self { #(#tags: None,)* ..Default::default() }; }
    };
    let others = item.additional.as_ref().map(|additional| {
        let name = ident(&additional.ident);
        quote!(&mut value.#name)
    });
    let read = read(item, table, others.as_ref());
    quote! {
        #initial
        #read
        Ok(value)
    }
}

/// Each property into a variable of its own: there is no value to begin with.
fn one_by_one(item: &Struct) -> TokenStream {
    let variables = item.fields.iter().map(|field| {
        let local = local(item, field);
        match field.presence {
            Presence::OptionalNullable => quote! { let mut #local = json::Nullable::Absent; },
            _ => quote! { let mut #local = None; },
        }
    });
    let table = item.fields.iter().map(|field| {
        let (local, wire_name, need) = (local(item, field), &field.wire_name, need(field));
        let slot = if field.presence == Presence::Required || is_any(field) {
            quote!(&mut json::Present(&mut #local))
        } else {
            quote!(&mut #local)
        };
        quote! { (#wire_name, #need, #slot), }
    });
    let values = item.fields.iter().map(|field| {
        let (name, local, wire_name) = (ident(&field.ident), local(item, field), &field.wire_name);
        match field.presence {
            Presence::Required => quote! { #name: json::required(#local, #wire_name)?, },
            _ if name == local => quote! { #name, },
            _ => quote! { #name: #local, },
        }
    });
    let others = item
        .additional
        .as_ref()
        .map(|additional| ident(&additional.ident));
    let (other_variable, other_slot) = others
        .as_ref()
        .map(|name| {
            let variable = quote! { let mut #name = std::collections::BTreeMap::new(); };
            (variable, quote!(&mut #name))
        })
        .unzip();
    let other_value = others.as_ref().map(|name| quote! { #name, });
    let read = read(item, table, other_slot.as_ref());
    quote! {
        #(#variables)*
        #other_variable
        #read
        Ok(Self { #(#values)* #other_value })
    }
}

/// The table of properties, and the call that reads the object.
fn read(
    item: &Struct,
    table: impl Iterator<Item = impl ToTokens>,
    others: Option<&TokenStream>,
) -> TokenStream {
    let left_out = &item.left_out;
    let mut table = table.peekable();
    let is_empty = table.peek().is_none() && left_out.is_empty() && item.tag.is_none();
    let tag = tag(item);
    let (declaration, properties) = if is_empty {
        (TokenStream::new(), quote!(&mut []))
    } else {
        let declaration = quote! {
            let properties: &mut [json::Property<'_>] = &mut [
                #tag
                #(#table)*
                #((#left_out, json::LeftOut, &mut ()),)*
            ];
        };
        (declaration, quote!(properties))
    };
    let call = match others {
        Some(others) => quote! { input.properties_and_others(#properties, #others)?; },
        None => quote! { input.properties(#properties)?; },
    };
    quote! { #declaration #call }
}

/// The entry of the property that is in no field. It is told by the union, which has seen it.
fn tag(item: &Struct) -> Option<TokenStream> {
    let (name, value) = item.tag.as_ref()?;
    Some(quote! { (#name, json::Optional, &mut json::Constant(#value)), })
}

fn need(field: &Field) -> TokenStream {
    match field.presence {
        Presence::Required => quote!(json::Required),
        Presence::RequiredNullable => quote!(json::RequiredNullable),
        Presence::Optional | Presence::OptionalNullable => quote!(json::Optional),
    }
}

/// Whether it is an optional property of any JSON: `null` is a value of it like any other.
fn is_any(field: &Field) -> bool {
    field.presence == Presence::Optional
        && matches!(&field.ty, RustType::Option(inner) if **inner == RustType::Json)
}

/// The variable that holds a field while it is read: named as the field, but for the names that
/// the function needs itself.
fn local(item: &Struct, field: &Field) -> proc_macro2::Ident {
    let mut name = field.ident.0.clone();
    if matches!(name.as_str(), "input" | "properties") {
        while item.fields.iter().any(|other| other.ident.0 == name) {
            name.push('_');
        }
    }
    ident(&plan::Ident(name))
}
