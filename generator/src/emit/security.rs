//! Credentials: what the run time is told of them, and the methods that set them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::tokens::docs;
use crate::name::plan::{Api, Credential, Docs, Scheme};

/// What `src/client.rs` imports of the run time.
pub(super) fn uses(api: &Api) -> TokenStream {
    let api_types = if api.schemes.is_empty() {
        quote!(Api)
    } else {
        quote!({Api, Credential, Scheme})
    };
    let source = api.has_bearer().then(|| quote!(, TokenSource));
    let endpoint = api.token_url().map(|_| quote!(ClientCredentials,));
    quote! {
        use crate::runtime::api::#api_types;
        use crate::runtime::{Client, ClientBuilder, #endpoint Error #source};
    }
}

/// The schemes, as the run time is told of them.
pub(super) fn schemes(schemes: &[Scheme]) -> TokenStream {
    let schemes = schemes.iter().map(|scheme| {
        let Scheme {
            setter, variable, ..
        } = scheme;
        let credential = match &scheme.credential {
            Credential::Bearer => quote!(Bearer),
            Credential::Header(name) => quote!(Header(#name)),
            Credential::Query(name) => quote!(Query(#name)),
            Credential::Cookie(name) => quote!(Cookie(#name)),
            Credential::Basic => quote!(Basic),
        };
        quote! {
            Scheme {
                name: #setter,
                credential: Credential::#credential,
                variable: Some(#variable),
            }
        }
    });
    quote!(&[#(#schemes),*])
}

/// Alternatives of credentials.
pub(super) fn alternatives(security: &[Vec<String>]) -> TokenStream {
    let alternatives = security.iter().map(|names| quote!(&[#(#names),*]));
    quote!(&[#(#alternatives),*])
}

/// The methods of the builder that set credentials.
pub(super) fn builder(api: &Api) -> Option<TokenStream> {
    let setters = api.schemes.iter().map(|scheme| setter(scheme, api));
    let source = api.has_bearer().then(|| {
        quote! {
            /// Sets where bearer tokens come from, which are then fetched when they are needed. A token
            /// that is set goes first.
            pub fn token_source(self, source: impl TokenSource + 'static) -> Self {
                self.tokens(std::sync::Arc::new(source))
            }
        }
    });
    let endpoint = api.token_url().map(|url| {
        let docs = docs(&Docs(vec![
            format!("Sets the id and the secret of the client, for which `{url}` gives bearer tokens."),
            String::new(),
            "For scopes, or another endpoint, give a [`ClientCredentials`] to `token_source`.".to_owned(),
        ]));
        quote! {
            #docs
            pub fn client_credentials(self, id: impl Into<String>, secret: impl Into<String>) -> Self {
                self.token_endpoint(ClientCredentials::new(#url, id, secret))
            }
        }
    });
    (!api.schemes.is_empty()).then(|| {
        quote! {
            impl ClientBuilder {
                #(#setters)*
                #source
                #endpoint
            }
        }
    })
}

/// What the key is where that is not what one thinks, behind the word.
pub(super) fn key_form(api: &Api) -> String {
    let [scheme] = &api.schemes[..] else {
        return String::new();
    };
    let form = scheme.form.as_ref();
    form.map(|form| format!(", {form}")).unwrap_or_default()
}

/// A line of ours, and what the description says of a credential.
fn described(line: String, scheme: &Scheme, api: &Api) -> Docs {
    let mut lines = vec![line];
    let mut paragraph = |more: &[String]| {
        if !more.is_empty() {
            lines.push(String::new());
            lines.extend_from_slice(more);
        }
    };
    match &scheme.chapter {
        // The front page says it of the only one.
        Some(_) if api.schemes.len() == 1 => {
            paragraph(&scheme.docs.0);
            let line = "The [front page](crate) has all that the description says of it.";
            paragraph(&[line.to_owned()]);
        }
        chapter => paragraph(&chapter.as_ref().unwrap_or(&scheme.docs).0),
    }
    Docs(lines)
}

/// What the constructor of a client says of its key: where more is said, unless that is little.
pub(super) fn constructor(api: &Api) -> Docs {
    let line = format!("A client with a key{}.", key_form(api));
    let said = api
        .schemes
        .first()
        .filter(|scheme| !scheme.docs.0.is_empty());
    let Some(scheme) = said else {
        return Docs(vec![line]);
    };
    let more = if scheme.is_brief() {
        scheme.docs.0.clone()
    } else {
        let setter = &scheme.setter;
        vec![format!("[`ClientBuilder::{setter}`] says more of it.")]
    };
    Docs([line, String::new()].into_iter().chain(more).collect())
}

fn setter(scheme: &Scheme, api: &Api) -> TokenStream {
    let name = &scheme.setter;
    let method = format_ident!("{name}");
    if api.schemes.len() == 1 {
        let line = format!(
            "Sets the key{}. White space around it is dropped.",
            key_form(api)
        );
        let docs = docs(&described(line, scheme, api));
        return quote! {
            #docs
            pub fn #method(self, key: impl Into<String>) -> Self {
                self.credential(#name, key.into())
            }
        };
    }
    let what = &scheme.what;
    let line = format!("Sets {what}. White space around it is dropped.");
    let docs = docs(&described(line, scheme, api));
    match &scheme.credential {
        Credential::Basic => quote! {
            #docs
            pub fn #method(self, user: impl AsRef<str>, password: impl AsRef<str>) -> Self {
                self.credential(#name, format!("{}:{}", user.as_ref(), password.as_ref()))
            }
        },
        Credential::Bearer => quote! {
            #docs
            pub fn #method(self, token: impl Into<String>) -> Self {
                self.credential(#name, token.into())
            }
        },
        _ => quote! {
            #docs
            pub fn #method(self, key: impl Into<String>) -> Self {
                self.credential(#name, key.into())
            }
        },
    }
}
