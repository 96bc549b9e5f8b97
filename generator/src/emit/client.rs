//! `src/client.rs`: what the run time is told of the API, and the way to the resources.

use proc_macro2::TokenStream;
use quote::quote;

use super::security;
use super::tokens::{docs, features, ident, inner_docs, ty, use_line};
use crate::name::plan::{Accessor, Api, Docs, ErrorList, Plan, RustType};

/// The file.
pub(super) fn client(plan: &Plan) -> TokenStream {
    let module_docs = inner_docs(&Docs(vec![format!(
        "The client of {}, and the way to its resources.",
        plan.front.title
    )]));
    let api = api(&plan.client.api);
    let (uses, builder) = (
        security::uses(&plan.client.api),
        security::builder(&plan.client.api),
    );
    let constructors = constructors(&plan.client.api);
    let accessors = plan.client.accessors.iter().map(accessor);
    let errors = plan.client.errors.as_ref().map(errors);
    let error_types = plan.client.errors.as_ref().map(error_types);
    quote! {
        #module_docs
        #uses
        #error_types

        #api

        impl Client {
            #constructors
            #(#accessors)*
        }

        #builder

        #errors
    }
}

fn api(api: &Api) -> TokenStream {
    let Api {
        base_url,
        base_url_variable,
        headers_variable,
        request_id_header,
        error_messages,
        ..
    } = api;
    let schemes = security::schemes(&api.schemes);
    let security = security::alternatives(&api.security);
    quote! {
        /// What all requests of the API have in common.
        static API: Api = Api {
            base_url: #base_url,
            user_agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")),
            schemes: #schemes,
            security: #security,
            base_url_variable: Some(#base_url_variable),
            headers_variable: Some(#headers_variable),
            request_id_header: Some(#request_id_header),
            idempotency_header: "idempotency-key",
            error_messages: &[#(#error_messages),*],
        };
    }
}

fn constructors(api: &Api) -> TokenStream {
    let base_url = if api.base_url.is_empty() {
        format!(
            "The base URL is the one in `{}`, which must be set.",
            api.base_url_variable
        )
    } else {
        format!(
            "The base URL is the one in `{}`, or `{}`.",
            api.base_url_variable, api.base_url
        )
    };
    let Some(key) = api.key_variable() else {
        let from_env = docs(&Docs(vec![
            "A client that is set up from the environment.".to_owned(),
            String::new(),
            base_url,
        ]));
        let new = api.schemes.is_empty().then(|| {
            quote! {
                /// A client with the defaults.
                pub fn new() -> Result<Self, Error> {
                    Self::builder().build()
                }
            }
        });
        return quote! {
            #new

            #from_env
            pub fn from_env() -> Result<Self, Error> {
                Self::builder().env().build()
            }

            /// A client whose options are set one by one.
            pub fn builder() -> ClientBuilder {
                ClientBuilder::new(&API)
            }
        };
    };
    let from_env = docs(&Docs(vec![
        format!("A client with the key in the environment variable `{key}`."),
        String::new(),
        base_url,
    ]));
    let new = docs(&security::constructor(api));
    quote! {
        #new
        pub fn new(key: impl Into<String>) -> Result<Self, Error> {
            Self::builder().api_key(key).build()
        }

        #from_env
        pub fn from_env() -> Result<Self, Error> {
            Self::builder().env().build()
        }

        /// A client whose options are set one by one.
        pub fn builder() -> ClientBuilder {
            ClientBuilder::new(&API)
        }
    }
}

fn accessor(accessor: &Accessor) -> TokenStream {
    let (docs, method, ty) = (
        docs(&accessor.docs),
        ident(&accessor.method),
        ident(&accessor.ty),
    );
    let module = accessor.module.last().map(ident);
    let feature = features(&accessor.feature);
    quote! {
        #docs
        #feature
        pub fn #method(&self) -> crate::#module::#ty<'_> {
            crate::#module::#ty::new(self)
        }
    }
}

fn errors(list: &ErrorList) -> TokenStream {
    let (method, property, item) = (ident(&list.method), &list.property, ty(&list.item));
    quote! {
        impl Error {
            /// The errors that the API lists in its answer; none where the failure was another. What
            /// is not as described is left out.
            pub fn #method(&self) -> Vec<#item> {
                self.items(#property)
            }
        }
    }
}

fn error_types(list: &ErrorList) -> TokenStream {
    let names = match &list.item {
        RustType::Named(item) => vec![ident(item)],
        _ => Vec::new(),
    };
    let names: Vec<_> = names.iter().map(|name| quote!(#name)).collect();
    use_line(&quote!(crate::types), &names)
}
