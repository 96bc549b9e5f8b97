//! `src/webhooks/mod.rs`: an enum over the events that the API sends, and how one is told from the
//! others.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{Needs, deprecated, docs, ident, ty, use_line};
use super::{Emitted, runtime, rust, signature};
use crate::name::plan::{Docs, EventArm, Ident, KeyPlace, Webhooks};

/// The files of the module.
pub(super) fn files(webhooks: &Webhooks) -> Vec<Emitted<'_>> {
    let folder = webhooks.module.to_string();
    let mut files = vec![rust(&format!("src/{folder}/mod.rs"), || module(webhooks))];
    files.extend(runtime::webhooks(&folder, webhooks.signature.as_ref()));
    files
}

fn module(webhooks: &Webhooks) -> TokenStream {
    let mut needs = Needs::default();
    webhooks
        .events
        .iter()
        .for_each(|event| needs.note(&event.ty));
    let std_uses = needs.std_uses();
    let types = use_line(&quote!(crate::types), &needs.runtime());
    let qualified = needs.qualified.then(|| quote! { use crate::types; });
    let (definition, reading) = (definition(webhooks), reading(webhooks));
    let signed = webhooks.signature.as_ref().map(signature::verifier);
    let (modules, signature_uses) = match &webhooks.signature {
        Some(signature) => signature::modules(signature),
        None => Default::default(),
    };
    let duration = signed.as_ref().map(|_| quote! { use std::time::Duration; });
    let names = if uses_headers(webhooks) {
        vec![quote!(Body), quote!(header)]
    } else {
        vec![quote!(Body)]
    };
    let event_uses = use_line(&quote!(self::event), &names);
    quote! {
        //! Events that the API sends on its own.
        //!
        //! Whoever finds the URL that they are sent to can send something there. So an event is
        //! verified first, by the bytes as they arrived, and read then: [`Event::unwrap`] does both.
        mod error;
        mod event;
        mod headers;
        #modules
        mod verify;

        #std_uses
        #duration
        #event_uses
        pub use self::error::WebhookError;
        pub use self::event::UnknownEvent;
        pub use self::headers::Headers;
        #signature_uses
        pub use self::verify::VerifyWebhook;
        #qualified
        #types

        #definition
        #reading
        #signed
    }
}

fn uses_headers(webhooks: &Webhooks) -> bool {
    let mut keys = webhooks.keys.iter();
    keys.any(|key| matches!(key.place, KeyPlace::Header(_)))
}

fn definition(webhooks: &Webhooks) -> TokenStream {
    let variants = webhooks.events.iter().map(|event| {
        let (docs, deprecated) = (docs(&event.docs), deprecated(event.deprecated.as_ref()));
        let (name, ty) = (ident(&event.ident), ty(&event.ty));
        quote! { #docs #deprecated #name(#ty), }
    });
    let allow = (!webhooks.events.is_empty()).then(|| {
        quote! {
            #[allow(clippy::large_enum_variant, reason = "a type may grow without being boxed")]
        }
    });
    quote! {
        /// An event that the API sends on its own.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        #allow
        pub enum Event {
            #(#variants)*
            /// An event that this version does not know, with its JSON.
            Unknown(UnknownEvent),
        }
    }
}

fn reading(webhooks: &Webhooks) -> TokenStream {
    let told = told(webhooks);
    let keys = webhooks.keys.iter().map(|key| {
        let variable = ident(&key.variable);
        match &key.place {
            KeyPlace::Header(name) => quote! { let #variable = header(headers, #name); },
            KeyPlace::Body { pointer, .. } => quote! { let #variable = body.text(#pointer); },
        }
    });
    let (parameter, argument) = if uses_headers(webhooks) {
        (quote!(headers: &dyn Headers,), quote!(headers, body))
    } else {
        (TokenStream::new(), quote!(body))
    };
    let named = named(webhooks);
    let other = docs(&other(webhooks));
    quote! {
        impl Event {
            /// Verifies an event by its headers and its body, as the bytes that arrived, and reads
            /// it.
            pub fn unwrap(
                verifier: &dyn VerifyWebhook,
                headers: &dyn Headers,
                body: &[u8],
            ) -> Result<Self, WebhookError> {
                verifier.verify(headers, body)?;
                Self::parse(#argument)
            }

            /// Reads an event that was verified before, or need not be.
            ///
            #other
            pub fn parse(#parameter body: &[u8]) -> Result<Self, WebhookError> {
                let body = Body::read(body)?;
                #(#keys)*
                #told
            }

            #named
        }
    }
}

/// What becomes of an event that is none of the description's.
fn other(webhooks: &Webhooks) -> Docs {
    let mut arms = webhooks.arms.iter();
    // Where nothing says which event it is, or only which of several, its shape does.
    let text = if webhooks.events.is_empty() {
        "The description knows none: each is [`Unknown`](Self::Unknown)."
    } else if arms.any(|arm| arm.events.len() == 1) {
        "One that the description does not know is [`Unknown`](Self::Unknown); one that has\nanother shape than it says is an error."
    } else {
        "One that the description does not know is [`Unknown`](Self::Unknown), and so is one that\nhas another shape than it says."
    };
    Docs(text.lines().map(str::to_owned).collect())
}

/// The event that the texts at the keys mean.
fn told(webhooks: &Webhooks) -> TokenStream {
    if let Some(only) = &webhooks.only {
        let only = ident(only);
        return quote! { Ok(body.decode_only(Self::#only, Self::Unknown)) };
    }
    let variables: Vec<_> = webhooks
        .keys
        .iter()
        .map(|key| ident(&key.variable))
        .collect();
    let Some(first) = variables.first() else {
        return rest(&webhooks.tried, &quote!(None));
    };
    let tried = !webhooks.tried.is_empty();
    let otherwise = rest(&[], &quote!(#first));
    if webhooks.arms.is_empty() && !tried {
        return otherwise;
    }
    let arms = webhooks.arms.iter().map(|arm| self::arm(arm, first));
    let missing = tried.then(|| {
        let others = variables.iter().skip(1).map(|_| quote!(_));
        let trials = rest(&webhooks.tried, &quote!(None));
        let pattern = tuple(&[quote!(None)].into_iter().chain(others).collect::<Vec<_>>());
        quote! { #pattern => #trials, }
    });
    let value = tuple(
        &variables
            .iter()
            .map(|variable| quote!(#variable))
            .collect::<Vec<_>>(),
    );
    quote! {
        match #value {
            #(#arms)*
            #missing
            _ => #otherwise,
        }
    }
}

fn tuple(parts: &[TokenStream]) -> TokenStream {
    match parts {
        [one] => one.clone(),
        several => quote!((#(#several),*)),
    }
}

fn arm(arm: &EventArm, first: &proc_macro2::Ident) -> TokenStream {
    let patterns: Vec<TokenStream> = arm
        .texts
        .iter()
        .map(|texts| match &texts[..] {
            [] => quote!(_),
            texts => quote!(Some(#(#texts)|*)),
        })
        .collect();
    let pattern = tuple(&patterns);
    let value = value(&arm.events, &quote!(#first));
    quote! { #pattern => #value, }
}

/// The event that a body is, which can only be one of these.
fn value(events: &[Ident], event_type: &TokenStream) -> TokenStream {
    match events {
        [only] => {
            let only = ident(only);
            quote!(body.decode(Self::#only))
        }
        several => rest(several, event_type),
    }
}

/// Tries some events, and keeps what is none of them.
fn rest(tried: &[Ident], event_type: &TokenStream) -> TokenStream {
    if tried.is_empty() {
        return quote!(Ok(Self::Unknown(body.unknown(#event_type))));
    }
    let attempts = tried.iter().map(|event| {
        let event = ident(event);
        quote!(.attempt(Self::#event))
    });
    quote!(Ok(body.trials() #(#attempts)* .finish(#event_type, Self::Unknown)))
}

/// Reads an event whose name is known otherwise, such as by the URL.
fn named(webhooks: &Webhooks) -> TokenStream {
    if webhooks.events.is_empty() {
        return TokenStream::new();
    }
    // What marks an event says which of several it is, whatever else is in it.
    let is_marked = !webhooks.arms.is_empty() && !uses_headers(webhooks);
    let arms = webhooks.named.iter().map(|named| {
        let name = &named.name;
        let value = value(&named.events, &quote!(Some(name)));
        if named.events.len() < 2 || !is_marked {
            return quote! { #name => #value, };
        }
        let events = named.events.iter().map(ident);
        quote! {
            #name => match Self::parse(bytes) {
                Ok(event @ (#(Self::#events(_))|*)) => Ok(event),
                _ => #value,
            },
        }
    });
    let several = webhooks.named.iter().any(|named| named.events.len() > 1);
    let several = several.then(|| {
        quote! {
            /// Of several events of one name, it is the one whose mark it has, or the only one that
            /// has a place for all that is in it; where none is, it is `Unknown` too.
        }
    });
    quote! {
        /// Reads an event whose name in the description is known, such as by the URL that it came
        /// to. One of another name is [`Unknown`](Self::Unknown).
        #several
        pub fn parse_named(name: &str, bytes: &[u8]) -> Result<Self, WebhookError> {
            let body = Body::read(bytes)?;
            match name {
                #(#arms)*
                _ => Ok(Self::Unknown(body.unknown(Some(name)))),
            }
        }
    }
}
