//! `src/lib.rs`: the documentation of the crate, and what it exports.

use proc_macro2::TokenStream;
use quote::quote;

use super::front_page::{Line, page};
use super::tokens::{features, ident, recursion_limit};
use crate::name::plan::{Ident, Item, Plan};

/// The file.
pub(super) fn library(plan: &Plan) -> TokenStream {
    let docs = docs(plan);
    let resources = plan
        .resources
        .iter()
        .filter(|resource| resource.module.len() == 1)
        .filter_map(|resource| {
            let module = resource.module.first().map(ident)?;
            let feature = features(&resource.feature);
            Some(quote! { #feature pub mod #module; })
        });
    let callbacks = plan.callbacks.as_ref().map(|callbacks| {
        let module = ident(&callbacks.module);
        quote! { pub mod #module; }
    });
    let servers = plan.servers.as_ref().map(|servers| {
        let module = ident(&servers.module);
        quote! { pub mod #module; }
    });
    let webhooks = plan.webhooks.as_ref().map(|webhooks| {
        let module = ident(&webhooks.module);
        quote! {
            #[cfg(feature = "webhooks")]
            pub mod #module;
        }
    });
    let allow_deprecated = has_deprecated(plan).then(|| {
        quote! { #![allow(deprecated, reason = "what the API deprecates is still here")] }
    });
    let allow_disallowed = has_disallowed(plan).then(|| {
        quote! {
            #![allow(clippy::disallowed_names, reason = "the description calls things so")]
        }
    });
    let allow_complex = plan.has_complex_types.then(|| {
        quote! {
            #![allow(clippy::type_complexity, reason = "the description has lists in lists")]
        }
    });
    let recursion_limit = recursion_limit(plan);
    let streams = plan.streams().any().then(|| quote! { pub mod streams; });
    let tokens = plan.client.api.has_bearer().then(|| {
        quote! { , Token, TokenFuture, TokenSource }
    });
    let credentials = plan.client.api.has_bearer().then(|| {
        quote! { ClientCredentials, }
    });
    let pages = plan
        .has_pages()
        .then(|| quote! { pub use wire::pages::{PageItems, Pages}; });
    quote! {
        #docs
        #recursion_limit
        #![forbid(unsafe_code)]
        #allow_deprecated
        #allow_disallowed
        #allow_complex
        #![allow(
            rustdoc::redundant_explicit_links,
            reason = "a link is written in one way, whether or not its file imports what it leads to"
        )]
        #callbacks
        mod client;
        #(#resources)*
        mod runtime;
        #servers
        #streams
        pub mod types;
        #webhooks
        mod wire;
        pub use bytes::Bytes;
        pub use http::{HeaderMap, Method, StatusCode};
        pub use runtime::json::{Decode, DecodeError, Encode, Violation};
        #[cfg(feature = "test-util")]
        pub use runtime::testing;
        pub use runtime::{
            Call, CallFuture, CancelSignal, Client, ClientBuilder, #credentials Error, ErrorKind, Options, Outgoing,
            RequestBody, Response, RetryMode, Server #tokens
        };
        #pages
    }
}

fn has_deprecated(plan: &Plan) -> bool {
    let items = plan.types.iter().flat_map(|file| &file.items);
    let mut items = items.map(|item| match item {
        Item::Struct(item) => {
            item.deprecated.is_some() || item.fields.iter().any(|field| field.deprecated.is_some())
        }
        Item::Enum(item) => item.deprecated.is_some(),
        Item::Union(item) => item.deprecated.is_some(),
    });
    let mut methods = plan.resources.iter().flat_map(|resource| &resource.methods);
    let events = plan.webhooks.iter().flat_map(|webhooks| &webhooks.events);
    let mut events = events.filter(|event| event.deprecated.is_some());
    let headers = methods.clone().filter_map(|method| method.headers.as_ref());
    let mut headers = headers.flat_map(|headers| &headers.fields);
    events.next().is_some()
        || items.any(|deprecated| deprecated)
        || methods.any(|method| method.deprecated.is_some())
        || headers.any(|header| header.deprecated.is_some())
}

/// Whether anything has a name that Clippy takes for a placeholder.
fn has_disallowed(plan: &Plan) -> bool {
    let is_disallowed = |ident: &Ident| matches!(ident.0.as_str(), "foo" | "baz" | "quux");
    let items = plan.types.iter().flat_map(|file| &file.items);
    let mut fields = items.flat_map(|item| match item {
        Item::Struct(item) => &item.fields[..],
        Item::Enum(_) | Item::Union(_) => &[],
    });
    let methods = plan.resources.iter().flat_map(|resource| &resource.methods);
    let mut arguments = methods.flat_map(|method| &method.arguments);
    fields.any(|field| is_disallowed(&field.ident))
        || arguments.any(|argument| is_disallowed(&argument.ident))
}

/// The front page. A block that needs a feature is compiled with it, and is text without it.
fn docs(plan: &Plan) -> TokenStream {
    let mut lines = TokenStream::new();
    let mut before_is_empty = true;
    for line in page(plan) {
        let text = match line {
            Line::Rust(Some(feature)) => {
                lines.extend(quote! {
                    #![cfg_attr(feature = #feature, doc = " ```no_run")]
                    #![cfg_attr(not(feature = #feature), doc = " ```text")]
                });
                continue;
            }
            Line::Rust(None) => "```no_run".to_owned(),
            Line::Other(language) => format!("```{language}"),
            Line::Hidden(text) => format!("# {text}"),
            Line::Text(text) | Line::Code(text) => text,
            Line::End => "```".to_owned(),
        };
        if text.is_empty() && before_is_empty {
            continue;
        }
        before_is_empty = text.is_empty();
        let text = if text.is_empty() {
            text
        } else {
            format!(" {text}")
        };
        lines.extend(quote! { #![doc = #text] });
    }
    lines
}
