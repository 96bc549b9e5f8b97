//! What only the machine needs of a type: how it is written, read and checked.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{Needs, features, ident, inner_docs, later, path, use_line};
use super::{checks, decode, enumeration, multipart, union};
use crate::name::plan::{
    self, Base, Conversion, Docs, Item, Plan, Presence, RustType, Struct, TypeFile, Via,
};

/// `wire/mod.rs`.
pub(super) fn module(plan: &Plan) -> TokenStream {
    let docs = inner_docs(&Docs(vec![
        "How each type is written as JSON, read from it, and checked before it is sent.".to_owned(),
    ]));
    let modules = plan.types.iter().map(|file| {
        let module = ident(&file.module);
        let features = features(&file.features);
        quote! { #features mod #module; }
    });
    let has_features = !plan.features.is_empty();
    let has_all = has_features.then(|| quote!(feature = "all"));
    let calls = plan.calls.as_ref().map(|_| {
        let condition = has_all.map_or(quote!(test), |all| quote!(all(test, #all)));
        quote! {
            #[cfg(#condition)]
            #[allow(dead_code, reason = "not every API has bodies of text, or optional parameters")]
            mod exchange;
            #[cfg(#condition)]
            mod operations;
        }
    });
    let tests = plan.tests.as_ref().map(|_| {
        // They name the types of all resources, and of all events.
        let webhooks = plan.webhooks.as_ref();
        let has_events = webhooks.is_some_and(|webhooks| !webhooks.events.is_empty());
        let condition = match (has_features, has_events) {
            (true, true) => quote!(all(test, feature = "all", feature = "webhooks")),
            (true, false) => quote!(all(test, feature = "all")),
            (false, _) => quote!(test),
        };
        quote! {
            #[cfg(#condition)]
            mod round_trips;
        }
    });
    let patterns = plan.has_pattern().then(|| {
        let unused = has_features.then(|| {
            quote! {
                #[cfg_attr(not(feature = "all"), allow(unused, reason = "not all resources have patterns"))]
            }
        });
        quote! { #unused pub(crate) mod patterns; }
    });
    let multipart = plan.has_multipart().then(|| {
        quote! { pub(crate) mod multipart; }
    });
    let parameters = plan.has_styled_parameters().then(|| {
        quote! { pub(crate) mod parameters; }
    });
    let pages = plan.has_pages().then(|| {
        quote! { mod link_header; pub(crate) mod pages; }
    });
    let foreign = foreign(plan);
    quote! { #docs #(#modules)* #multipart #pages #parameters #patterns #calls #tests #foreign }
}

/// How the types of other crates are written and read.
fn foreign(plan: &Plan) -> TokenStream {
    if plan.foreign.is_empty() {
        return TokenStream::new();
    }
    let types = plan.foreign.iter().map(|foreign| {
        let ty = path(&foreign.path);
        match foreign.via {
            Via::Text => quote! { json::text_type!(::#ty); },
            Via::Digits => quote! { json::digits_type!(::#ty); },
            Via::Serde => quote! { json::serde_type!(::#ty); },
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
    let patterns = file.has_pattern().then(|| {
        quote! { use super::patterns::pattern; }
    });
    let items = file.items.iter().map(|item| {
        later(move || match item {
            Item::Struct(item) => {
                let debug = item.has_secret().then(|| debug(item));
                let wire = if item.is_multipart {
                    multipart::structure(item)
                } else {
                    structure(item)
                };
                quote! { #wire #debug }
            }
            Item::Union(item) if item.is_multipart => multipart::union(item),
            Item::Enum(item) => enumeration::wire(item),
            Item::Union(item) => union::wire(item),
        })
    });
    let conversions = file.conversions.iter().map(conversion);
    let json = file.items.iter().any(multipart::names_json).then(|| {
        quote! { use crate::runtime::json; }
    });
    let multipart = file.items.iter().any(multipart::is_multipart).then(|| {
        quote! { use super::multipart; }
    });
    quote! {
        #std_uses
        #multipart
        #patterns
        #json
        #uses
        #(#items)*
        #(#conversions)*
    }
}

/// How what was read becomes what is sent: what both have in common is the same on the wire.
fn conversion(conversion: &Conversion) -> TokenStream {
    let (read, sent) = (ident(&conversion.read), ident(&conversion.sent));
    quote! {
        /// Without what is only read. What is only sent is not there: where that is required, none is made.
        impl TryFrom<&#read> for #sent {
            type Error = json::DecodeError;

            fn try_from(read: &#read) -> Result<Self, Self::Error> {
                json::decode(&json::encode(read))
            }
        }
    }
}

fn structure(item: &Struct) -> TokenStream {
    let name = ident(&item.ident);
    let encode = later(|| encode(item));
    let check = later(|| check_method(item));
    let decode = later(|| decode::method(item));
    let blank = later(|| decode::blank(item));
    quote! {
        impl json::Encode for #name {
            #encode
            #check
        }

        impl json::Decode for #name {
            #decode
        }

        #blank

        json::serde_by_json!(#name);
    }
}

/// `Debug` of a struct with passwords, which it does not show.
fn debug(item: &Struct) -> TokenStream {
    let shown = |ident: &plan::Ident| ident.plain().to_owned();
    let (name, called) = (ident(&item.ident), shown(&item.ident));
    let line = |field: &plan::Ident, is_secret: bool| {
        let (name, called) = (ident(field), shown(field));
        if is_secret {
            quote!(.field(#called, &"[redacted]"))
        } else {
            quote!(.field(#called, &self.#name))
        }
    };
    let fields = item.fields.iter();
    let fields = fields.map(|field| line(&field.ident, field.is_secret));
    let additional = item.additional.as_ref();
    let additional = additional.map(|found| line(&found.ident, found.is_secret));
    quote! {
        /// Without passwords.
        impl std::fmt::Debug for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(#called) #(#fields)* #additional .finish()
            }
        }
    }
}

fn encode(item: &Struct) -> TokenStream {
    if item.is_empty() {
        return quote! {
            fn encode(&self, out: &mut json::Writer) {
                out.object().end();
            }
        };
    }
    let fields = item.fields.iter().map(|field| {
        later(move || {
            let (name, wire_name) = (ident(&field.ident), &field.wire_name);
            match field.presence {
                Presence::Required | Presence::RequiredNullable => {
                    quote! { object.field(#wire_name, &self.#name); }
                }
                Presence::Optional | Presence::OptionalNullable => {
                    quote! { object.optional(#wire_name, &self.#name); }
                }
            }
        })
    });
    let additional = item.additional.as_ref().map(|additional| {
        let name = ident(&additional.ident);
        quote! { object.entries(&self.#name); }
    });
    let tag = item
        .tag
        .as_ref()
        .map(|(name, value)| quote! { object.constant(#name, #value); });
    quote! {
        fn encode(&self, out: &mut json::Writer) {
            let mut object = out.object();
            #tag
            #(#fields)*
            #additional
            object.end();
        }
    }
}

pub(super) fn check_method(item: &Struct) -> TokenStream {
    if item.checks.is_empty() {
        return TokenStream::new();
    }
    let checks = item
        .checks
        .iter()
        .map(|it| later(move || checks::check(it)));
    quote! {
        fn check(&self, checks: &mut json::Checks) {
            #(#checks)*
        }
    }
}
