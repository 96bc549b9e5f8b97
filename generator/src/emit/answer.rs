//! What a method gives: the type in its signature, and the types that stand beside it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::tokens::{deprecated, docs, ident, number, ty};
use crate::name::plan::{
    Answer, Framing, Header, Headers, Reading, RustType, StatusBody, StatusEnum, StatusVariant,
    Statuses, Streamed,
};

/// The type that a method gives, and how the request is turned into a call of it.
pub(super) fn answer(answer: &Answer) -> (TokenStream, TokenStream) {
    match answer {
        Answer::Empty => (quote!(()), quote!(.call_empty())),
        Answer::Text(media_type) => (quote!(String), quote!(.call_text(#media_type))),
        Answer::OptionalText(media_type) => (
            quote!(Option<String>),
            quote!(.call_optional_text(#media_type)),
        ),
        Answer::Bytes(media_type) => (quote!(Bytes), quote!(.call_file(#media_type))),
        Answer::OptionalBytes(media_type) => (
            quote!(Option<Bytes>),
            quote!(.call_optional_file(#media_type)),
        ),
        Answer::Json(value) => (ty(value), quote!(.call())),
        Answer::Optional(value) => {
            let ty = ty(value);
            (quote!(Option<#ty>), quote!(.call_optional()))
        }
        Answer::ByStatus(name) => {
            let name = ident(name);
            (quote!(#name), quote!(.call_by_status()))
        }
        Answer::Streamed(found) => streamed(found),
        Answer::Upgrade => (quote!(Upgrade), quote!(.call_upgrade())),
    }
}

fn streamed(found: &Streamed) -> (TokenStream, TokenStream) {
    let (item, media_type) = (ty(&found.ty), &found.media_type);
    let stream = if found.framing.is_events() {
        quote!(EventStream<#item>)
    } else {
        quote!(JsonStream<#item>)
    };
    let call = match &found.framing {
        Framing::Events => quote!(.call_events()),
        Framing::TextEvents => quote!(.call_text_events()),
        Framing::MixedEvents => quote!(.call_mixed_events()),
        Framing::EventObjects => quote!(.call_event_objects()),
        Framing::TextEventObjects => quote!(.call_text_event_objects()),
        Framing::MixedEventObjects(texts) => {
            quote!(.call_mixed_event_objects(&[#(#texts),*]))
        }
        Framing::Lines => quote!(.call_lines(#media_type)),
        Framing::Sequence => quote!(.call_sequence(#media_type)),
    };
    (stream, call)
}

/// The enum of what a method gives, by status.
pub(super) fn by_status(found: &StatusEnum) -> TokenStream {
    let definition = definition(found);
    let name = ident(&found.ident);
    let arms = found.variants.iter().filter_map(|variant| {
        let is_rest = found.fallback.as_ref() == Some(&variant.ident);
        let pattern = pattern(variant.statuses).filter(|_| !is_rest)?;
        let value = value(variant);
        Some(quote! { #pattern => #value, })
    });
    let rest = found.variants.iter();
    let rest = rest
        .filter(|variant| found.fallback.as_ref() == Some(&variant.ident))
        .map(|variant| {
            let value = value(variant);
            quote! { _ => #value, }
        });
    quote! {
        #definition

        impl ByStatus for #name {
            fn read(answer: &crate::runtime::Answer) -> Result<Self, crate::DecodeError> {
                Ok(match answer.code() {
                    #(#arms)*
                    #(#rest)*
                })
            }
        }
    }
}

/// The enum of what a server says when it fails, by status.
pub(super) fn error_body(found: &StatusEnum) -> TokenStream {
    let definition = definition(found);
    let name = ident(&found.ident);
    let arms = found.variants.iter().map(|variant| {
        let name = ident(&variant.ident);
        let pattern = pattern(variant.statuses).unwrap_or_else(|| quote!(_));
        quote! { #pattern => Self::#name(error.body()?), }
    });
    let rest = found
        .fallback
        .is_none()
        .then(|| quote! { _ => return None, });
    quote! {
        #definition

        impl #name {
            /// Reads the body of an error. `None` if it is of another shape or status, or if there
            /// was no answer.
            pub fn of(error: &crate::Error) -> Option<Self> {
                Some(match error.refused_with()? {
                    #(#arms)*
                    #rest
                })
            }
        }
    }
}

fn definition(found: &StatusEnum) -> TokenStream {
    let (type_docs, name) = (docs(&found.docs), ident(&found.ident));
    let variants = found.variants.iter().map(|variant| {
        let (docs, name) = (docs(&variant.docs), ident(&variant.ident));
        let held = match &variant.body {
            StatusBody::Empty => None,
            StatusBody::Json(value) => Some(ty(value)),
            StatusBody::Text => Some(quote!(String)),
            StatusBody::Bytes => Some(quote!(Bytes)),
        };
        let held = held.map(|held| quote!((#held)));
        quote! { #docs #name #held, }
    });
    quote! {
        #type_docs
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        #[allow(clippy::large_enum_variant, reason = "a type may grow without being boxed")]
        pub enum #name {
            #(#variants)*
        }
    }
}

fn pattern(statuses: Statuses) -> Option<TokenStream> {
    match statuses {
        Statuses::One(status) => {
            let status = number(status.into());
            Some(quote!(#status))
        }
        Statuses::Range(first) => {
            let (first, last) = (number(first.into()), number(u64::from(first) + 99));
            Some(quote!(#first..=#last))
        }
        Statuses::Others => None,
    }
}

fn value(variant: &StatusVariant) -> TokenStream {
    let name = ident(&variant.ident);
    match &variant.body {
        StatusBody::Empty => quote!(Self::#name),
        StatusBody::Json(_) => quote!(Self::#name(answer.json()?)),
        StatusBody::Text => quote!(Self::#name(answer.text()?)),
        StatusBody::Bytes => quote!(Self::#name(answer.bytes())),
    }
}

/// The type of the headers.
pub(super) fn headers(found: &Headers) -> TokenStream {
    let (type_docs, name) = (docs(&found.docs), ident(&found.ident));
    let fields = found.fields.iter().map(|field| {
        let (docs, deprecated) = (docs(&field.docs), deprecated(field.deprecated.as_ref()));
        let (name, ty) = (ident(&field.ident), header_type(field));
        quote! { #docs #deprecated pub #name: #ty, }
    });
    let values = found.fields.iter().map(|field| {
        let (name, wire_name) = (ident(&field.ident), &field.wire_name);
        let method = format_ident!(
            "{}",
            match field.reading {
                Reading::Text => "text",
                Reading::Parsed => "parsed",
                Reading::Value => "value",
                Reading::List => "parsed_list",
                Reading::ValueList => "value_list",
            }
        );
        quote! { #name: headers.#method(#wire_name), }
    });
    quote! {
        #type_docs
        #[derive(Debug, Clone, Default, PartialEq)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
        }

        impl #name {
            /// Reads the headers of an answer or of an error. One that is not there, or that can't
            /// be read as what it should be, is `None`.
            pub fn of(headers: &crate::HeaderMap) -> Self {
                let headers = AnswerHeaders(headers);
                Self { #(#values)* }
            }
        }
    }
}

fn header_type(field: &Header) -> TokenStream {
    match &field.ty {
        RustType::Option(inner) => {
            let inner = ty(inner);
            quote!(Option<#inner>)
        }
        other => {
            let other = ty(other);
            quote!(Option<#other>)
        }
    }
}
