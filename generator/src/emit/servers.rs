//! The file with the servers that a consumer can choose.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{docs, ident};
use super::{Emitted, rust};
use crate::name::plan::{Server, ServerVariable, Servers};

/// The file.
pub(super) fn file(servers: &Servers) -> Emitted<'_> {
    rust(&format!("src/{}.rs", servers.module), || module(servers))
}

fn module(servers: &Servers) -> TokenStream {
    let has_variables = servers
        .servers
        .iter()
        .any(|server| !server.variables.is_empty());
    let variable = has_variables.then(|| quote!(, ServerVariable));
    let servers_of = servers.servers.iter().map(server);
    quote! {
        //! The servers of the API, for `Client::builder().server(…)` and for `.server(…)` on a call.
        //!
        //! Each is a `Server` by `From`.
        use crate::runtime::server::{Server, ServerTemplate #variable};

        #(#servers_of)*
    }
}

fn server(server: &Server) -> TokenStream {
    let (docs, name, constant, url) = (
        docs(&server.docs),
        ident(&server.ident),
        ident(&server.constant),
        &server.url,
    );
    let variables = server.variables.iter().map(|variable| {
        let ServerVariable {
            name,
            default,
            values,
            ..
        } = variable;
        quote! {
            ServerVariable {
                name: #name,
                default: #default,
                values: &[#(#values),*],
            }
        }
    });
    let template = quote! {
        pub(crate) static #constant: ServerTemplate = ServerTemplate {
            url: #url,
            variables: &[#(#variables),*],
        };
    };
    if server.variables.is_empty() {
        return quote! {
            #docs
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub struct #name;

            impl From<#name> for Server {
                fn from(_: #name) -> Self {
                    Self::of(&#constant)
                }
            }

            #template
        };
    }
    let setters = server.variables.iter().map(setter);
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[must_use]
        pub struct #name(Server);

        impl #name {
            /// The server, its variables at their defaults.
            pub fn new() -> Self {
                Self(Server::of(&#constant))
            }

            #(#setters)*
        }

        impl Default for #name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl From<#name> for Server {
            fn from(server: #name) -> Self {
                server.0
            }
        }

        #template
    }
}

fn setter(variable: &ServerVariable) -> TokenStream {
    let (docs, setter, name) = (
        docs(&variable.docs),
        ident(&variable.setter),
        &variable.name,
    );
    quote! {
        #docs
        pub fn #setter(self, value: impl Into<String>) -> Self {
            Self(self.0.set(#name, value.into()))
        }
    }
}
