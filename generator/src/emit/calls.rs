//! The crate's own tests: every operation is called, and a server looks at what it sends.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::round_trips::qualified;
use super::tokens::{Needs, ident, ty, use_line};
use super::{Content, Emitted, runtime, rust};
use crate::name::plan::{Calls, Given, GivenContent, Ident, Need, Plan, RustType, TestCall};

/// The files of the tests.
pub(super) fn files(plan: &Plan) -> Vec<Emitted<'_>> {
    let Some(calls) = &plan.calls else {
        return Vec::new();
    };
    let mut cases = calls.cases.join("\n");
    cases.push('\n');
    vec![
        rust("src/wire/operations.rs", || module(calls)),
        Emitted {
            path: "src/wire/operations.jsonl".to_owned(),
            content: Content::Text(cases),
        },
        runtime::exchange(),
    ]
}

fn module(calls: &Calls) -> TokenStream {
    let mut needs = Needs::default();
    for ty in calls.operations.iter().flat_map(types) {
        needs.note(&qualified(ty));
    }
    let uses_types = needs.qualified;
    let std_uses = needs.std_uses();
    let uses = use_line(&quote!(crate::types), &needs.runtime());
    let types = uses_types.then(|| quote! { use crate::types; });
    let operations = calls.operations.iter().map(operation);
    let credentials: TokenStream = calls.credentials.parse().unwrap_or_default();
    quote! {
        //! Every operation is called with what it requires and with all that it takes, and each answer
        //! of the description comes out of the call.
        #std_uses
        use super::exchange::{self, Method};
        use crate::Client;
        #uses
        #types

        #[test]
        fn operations_are_called() {
            let builder = Client::builder() #credentials;
            exchange::run(include_str!("operations.jsonl"), OPERATIONS, builder);
        }

        /// The operations by method and path, and how the method of each is called.
        const OPERATIONS: &[(&str, Method)] = &[#(#operations),*];
    }
}

/// The types that a call names.
fn types(call: &TestCall) -> impl Iterator<Item = &RustType> {
    let set = call.setters.iter().map(|(_, given)| given);
    call.arguments
        .iter()
        .chain(set)
        .filter_map(|given| match given {
            Given::Parameter { ty, .. }
            | Given::Body {
                content: GivenContent::Json(ty),
                ..
            } => Some(ty),
            Given::Body { .. } => None,
        })
}

fn operation(call: &TestCall) -> TokenStream {
    let (id, method) = (&call.id, ident(&call.method));
    let accessors = call.accessors.iter().map(|name| {
        let name = ident(name);
        quote!(.#name())
    });
    let arguments = call.arguments.iter().map(argument);
    let setters = call.setters.iter().map(|(name, given)| {
        let Given::Parameter {
            place,
            name: wire_name,
            ty: rust,
        } = given
        else {
            return TokenStream::new();
        };
        let (name, rust) = (ident(name), ty(&qualified(rust)));
        quote! {
            if let Some(value) = case.given::<#rust>(#place, #wire_name) {
                call = call.#name(value);
            }
        }
    });
    let mutable = (!call.setters.is_empty()).then(|| format_ident!("mut"));
    let case = if call.arguments.is_empty() && call.setters.is_empty() {
        format_ident!("_case")
    } else {
        format_ident!("case")
    };
    quote! {
        (#id, |client, #case| {
            let #mutable call = client #(#accessors)* .#method(#(#arguments),*);
            #(#setters)*
            exchange::end(call)
        })
    }
}

fn argument(given: &Given) -> TokenStream {
    match given {
        Given::Parameter {
            place,
            name,
            ty: rust,
        } => {
            let rust = ty(&qualified(rust));
            quote!(case.required::<#rust>(#place, #name))
        }
        Given::Body {
            content,
            variant,
            need,
        } => body(content, variant.as_deref(), *need),
    }
}

fn body(content: &GivenContent, variant: Option<&[Ident]>, need: Need) -> TokenStream {
    let value = match content {
        GivenContent::Json(rust) => {
            let rust = ty(&qualified(rust));
            quote!(case.body::<#rust>())
        }
        GivenContent::Text => quote!(case.text()),
        GivenContent::Bytes => quote!(case.text().map(crate::RequestBody::from)),
        GivenContent::Sample(expression, uses) => {
            let expression: TokenStream = expression.parse().unwrap_or_default();
            let names: Vec<TokenStream> = uses
                .iter()
                .map(|name| {
                    let name = ident(name);
                    quote!(#name)
                })
                .collect();
            let uses = use_line(&quote!(crate::types), &names);
            quote!(case.text().map(|_| { #uses #expression }))
        }
    };
    let value = variant.map_or(value.clone(), |path| {
        let path = path.iter().map(ident);
        quote!(#value.map(crate::#(#path)::*))
    });
    match need {
        Need::Optional if matches!(content, GivenContent::Json(RustType::Nullable(_))) => {
            quote!(#value.unwrap_or_default())
        }
        Need::Required => quote!(#value.expect("a body")),
        Need::Optional => value,
    }
}
