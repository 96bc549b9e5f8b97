//! Bodies of several parts, some of them files: how each part is written.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::ident;
use super::{union, wire};
use crate::name::plan::{Item, RustType, Struct, Union};

/// Whether an item is a body of several parts.
pub(super) fn is_multipart(item: &Item) -> bool {
    match item {
        Item::Struct(item) => item.is_multipart,
        Item::Union(item) => item.is_multipart,
        Item::Enum(_) => false,
    }
}

/// Whether what belongs to an item names the module of JSON.
pub(super) fn names_json(item: &Item) -> bool {
    match item {
        Item::Struct(item) => !item.is_multipart || !item.checks.is_empty(),
        Item::Union(_) | Item::Enum(_) => true,
    }
}

/// How the parts of a struct are written and checked.
pub(super) fn structure(item: &Struct) -> TokenStream {
    let name = ident(&item.ident);
    let parts = item.fields.iter().map(|field| {
        let (name, wire_name) = (ident(&field.ident), &field.wire_name);
        if *field.ty.leaf() == RustType::File {
            quote! { form.file(#wire_name, &self.#name); }
        } else {
            quote! { form.field(#wire_name, &self.#name); }
        }
    });
    let additional = item.additional.as_ref().map(|additional| {
        let name = ident(&additional.ident);
        let part = if *additional.value.leaf() == RustType::File {
            quote!(form.file(name, part))
        } else {
            quote!(form.field(name, part))
        };
        quote! {
            for (name, part) in &self.#name {
                #part;
            }
        }
    });
    let check = wire::check_method(item);
    quote! {
        impl multipart::Multipart for #name {
            fn write(&self, form: &mut multipart::Form<'_>) {
                #(#parts)*
                #additional
            }

            #check
        }
    }
}

/// How the parts of a union are written: as those of the type that it is.
pub(super) fn union(item: &Union) -> TokenStream {
    let name = ident(&item.ident);
    let conversions = union::conversions(item);
    let arms = |call: &dyn Fn(TokenStream) -> TokenStream| {
        let arms = item.variants.iter().map(|variant| {
            let variant_name = ident(&variant.ident);
            let call = call(match &variant.ty {
                RustType::Named(_) => quote!(value),
                _ => quote!(&multipart::Fields(value)),
            });
            quote! { Self::#variant_name(value) => #call, }
        });
        arms.collect::<TokenStream>()
    };
    let write = arms(&|value| quote!(multipart::Multipart::write(#value, form)));
    let check = arms(&|value| quote!(multipart::Multipart::check(#value, checks)));
    quote! {
        #conversions

        impl multipart::Multipart for #name {
            fn write(&self, form: &mut multipart::Form<'_>) {
                match self { #write }
            }

            fn check(&self, checks: &mut json::Checks) {
                match self { #check }
            }
        }
    }
}
