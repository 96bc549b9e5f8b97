//! Bodies: how each content is put into a request, and the enum of several contents.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::checks::value_check;
use super::parameter::form_style;
use super::resource::idempotency_key;
use super::tokens::{docs, ident, ty};
use crate::name::plan::{
    Alternative, Alternatives, Content, FormStyle, Method, Multipart, Need, PartEncoding, Role,
    RustType, ValueCheck,
};

/// The type of the parameter that takes a body.
pub(super) fn parameter(content: &Content, need: Need) -> TokenStream {
    match (content, need) {
        (Content::Text(_), Need::Required) => quote!(impl Into<String>),
        (Content::Bytes(_), Need::Required) => quote!(impl Into<RequestBody>),
        (content, Need::Required) => held(content),
        (Content::Json(value @ RustType::Nullable(_), _), Need::Optional) => ty(value),
        (content, Need::Optional) => {
            let held = held(content);
            quote!(Option<#held>)
        }
    }
}

/// The type of the parameter that takes one of several contents.
pub(super) fn one_of(name: &crate::name::plan::Ident, need: Need) -> TokenStream {
    let name = ident(name);
    match need {
        Need::Required => quote!(impl Into<#name>),
        Need::Optional => quote!(Option<#name>),
    }
}

/// The type that holds a content.
fn held(content: &Content) -> TokenStream {
    match content {
        Content::Text(_) => quote!(String),
        Content::Bytes(_) => quote!(RequestBody),
        Content::Json(value, _) | Content::JsonLines(value, _) | Content::Form(value, _) => {
            ty(value)
        }
        Content::Multipart(multipart) => ty(&multipart.ty),
    }
}

/// The steps that check a body.
pub(super) fn checks(checks: &[ValueCheck]) -> Option<TokenStream> {
    let statements = checks.iter().map(value_check);
    (!checks.is_empty()).then(|| quote!(.check_body(&|checks| { #(#statements)* })))
}

/// The step that sends one of several contents.
pub(super) fn send_one_of(name: &Ident, need: Need) -> TokenStream {
    match need {
        Need::Required => quote!(.one_of(#name.into())),
        Need::Optional => quote!(.one_of(#name)),
    }
}

/// The step that sends a content.
pub(super) fn send(content: &Content, need: Need, name: &Ident) -> TokenStream {
    match content {
        Content::Json(taken, media_type) => {
            let step = method("json", need);
            let value = match (taken, need) {
                (RustType::Nullable(_), Need::Optional) => {
                    quote!(Some(&#name).filter(|body| !body.is_absent()))
                }
                _ => borrowed(name, need),
            };
            let media_type = media_type.as_ref().map(|it| quote!(.json_type(#it)));
            quote!(.#step(#value) #media_type)
        }
        Content::JsonLines(_, media_type) => {
            let (step, value) = (method("json_lines", need), borrowed(name, need));
            quote!(.#step(#media_type, #value))
        }
        Content::Form(_, styles) => {
            let (step, value, styles) = (method("form", need), borrowed(name, need), list(styles));
            quote!(.#step(#value, #styles))
        }
        Content::Multipart(found) => send_multipart(found, need, name),
        Content::Text(media_type) => match need {
            Need::Required => quote!(.body(#media_type, #name.into())),
            Need::Optional => quote!(.body_if_some(#media_type, #name)),
        },
        Content::Bytes(media_type) => {
            let step = method("body", need);
            quote!(.#step(#media_type, #name))
        }
    }
}

fn method(name: &str, need: Need) -> Ident {
    match need {
        Need::Required => format_ident!("{name}"),
        Need::Optional => format_ident!("{name}_if_some"),
    }
}

fn borrowed(name: &Ident, need: Need) -> TokenStream {
    match need {
        Need::Required => quote!(&#name),
        Need::Optional => quote!(#name.as_ref()),
    }
}

fn list(styles: &[(String, FormStyle)]) -> TokenStream {
    let styles = styles.iter().map(|(property, style)| {
        let style = form_style(*style);
        quote!((#property, #style))
    });
    quote!(&[#(#styles),*])
}

fn send_multipart(found: &Multipart, need: Need, name: &Ident) -> TokenStream {
    let (step, value) = (method("multipart", need), borrowed(name, need));
    let media_type = &found.media_type;
    let value = match (found.has_files, need) {
        (true, _) => value,
        (false, Need::Required) => quote!(multipart::Fields(#value)),
        (false, Need::Optional) => quote!(#value.map(multipart::Fields)),
    };
    let encodings = found.encodings.iter().map(|(property, encoding)| {
        let encoding = match encoding {
            PartEncoding::Type(media_type) => quote!(multipart::Encoding::Type(#media_type)),
            PartEncoding::Style(style) => {
                let style = form_style(*style);
                quote!(multipart::Encoding::Style(#style))
            }
        };
        quote!((#property, #encoding))
    });
    quote!(.#step(#media_type, #value, &[#(#encodings),*]))
}

/// Whether a content names the style of a form.
pub(super) fn has_style(content: &Content) -> bool {
    match content {
        Content::Form(_, styles) => !styles.is_empty(),
        Content::Multipart(found) => {
            let mut encodings = found.encodings.iter();
            encodings.any(|(_, encoding)| matches!(encoding, PartEncoding::Style(_)))
        }
        Content::Json(..) | Content::JsonLines(..) | Content::Text(_) | Content::Bytes(_) => false,
    }
}

/// Whether a content uses the module of bodies with several parts.
pub(super) fn names_multipart(content: &Content) -> bool {
    match content {
        Content::Multipart(found) => !found.has_files || !found.encodings.is_empty(),
        _ => false,
    }
}

/// Whether the file of a method names the type of bodies that are bytes.
pub(super) fn has_bytes(method: &Method) -> bool {
    let alone = method
        .arguments
        .iter()
        .any(|argument| matches!(&argument.role, Role::Body(Content::Bytes(_), _)));
    let mut variants = method.variants();
    alone || variants.any(|variant| matches!(variant.content, Content::Bytes(_)))
}

/// The enum of what a body may be.
pub(super) fn alternatives(body: &Alternatives) -> TokenStream {
    let (body_docs, name) = (docs(&body.docs), ident(&body.ident));
    let variants = body.variants.iter().map(|variant| {
        let (docs, name, held) = (
            docs(&variant.docs),
            ident(&variant.ident),
            held(&variant.content),
        );
        quote! { #docs #name(#held), }
    });
    let arms = body.variants.iter().map(arm);
    let conversions = body
        .variants
        .iter()
        .filter(|variant| variant.is_default)
        .map(|variant| conversion(&name, variant));
    quote! {
        #body_docs
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        #[allow(clippy::large_enum_variant, reason = "a type may grow without being boxed")]
        pub enum #name {
            #(#variants)*
        }

        #(#conversions)*

        impl Alternatives for #name {
            fn put(self, request: Outgoing) -> Outgoing {
                match self {
                    #(#arms)*
                }
            }
        }
    }
}

fn arm(variant: &Alternative) -> TokenStream {
    let (name, body) = (ident(&variant.ident), format_ident!("body"));
    let key = variant.idempotency_key.as_ref().map(idempotency_key);
    let checks = checks(&variant.checks);
    let send = match &variant.content {
        // It is a `String` already.
        Content::Text(media_type) => quote!(.body(#media_type, #body)),
        content => send(content, Need::Required, &body),
    };
    quote! { Self::#name(#body) => request #key #checks #send, }
}

fn conversion(name: &Ident, variant: &Alternative) -> TokenStream {
    let (variant_name, held) = (ident(&variant.ident), held(&variant.content));
    let of_str = matches!(&variant.content, Content::Text(_))
        || variant.content.ty() == Some(&RustType::String);
    let of_str = of_str.then(|| {
        quote! {
            impl From<&str> for #name {
                fn from(body: &str) -> Self {
                    Self::#variant_name(body.to_owned())
                }
            }
        }
    });
    quote! {
        impl From<#held> for #name {
            fn from(body: #held) -> Self {
                Self::#variant_name(body)
            }
        }

        #of_str
    }
}
