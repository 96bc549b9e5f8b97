//! How the messages of an API are signed, and what verifies them.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{docs, number};
use crate::name::plan::{Algorithm, Docs, Encoding, MessagePart, Signature, SignedTime};

/// The modules behind it, and what is used of them.
pub(super) fn modules(signature: &Signature) -> (TokenStream, TokenStream) {
    let module = match signature.algorithm {
        Algorithm::Ed25519 => quote!(ed25519),
        Algorithm::HmacSha256 => quote!(hmac),
    };
    let modules = quote! { mod #module; mod signature; };
    let time = signature.time.as_ref().map(|_| quote!(, Time));
    let uses = quote! {
        #[cfg(any(test, feature = "test-util"))]
        pub use self::#module::Signer;
        pub use self::#module::Verifier;
        use self::signature::{Encoding, Part, Scheme #time};
    };
    (modules, uses)
}

/// The scheme, and how a verifier and a signer are made.
pub(super) fn verifier(signature: &Signature) -> TokenStream {
    let scheme = scheme(signature);
    let (key, of_key) = match signature.algorithm {
        Algorithm::Ed25519 => (quote!(public_key), "public key"),
        Algorithm::HmacSha256 => (quote!(secret), "secret"),
    };
    let new = format!("A verifier with the {of_key}{}.", written(signature));
    let from_env = format!(
        "A verifier with the {of_key} in the environment variable `{}`.",
        signature.key_variable
    );
    let (new, from_env) = (docs(&Docs(vec![new])), docs(&Docs(vec![from_env])));
    let signer = signer(signature);
    quote! {
        #scheme

        impl Verifier {
            #new
            pub fn new(#key: &str) -> Result<Self, WebhookError> {
                Self::of(&SCHEME, #key)
            }

            #from_env
            pub fn from_env() -> Result<Self, WebhookError> {
                Self::of(&SCHEME, &SCHEME.key_in_env()?)
            }
        }

        #signer
    }
}

fn written(signature: &Signature) -> &'static str {
    match signature.key_encoding {
        Some(Encoding::Base64) => ", in Base64",
        Some(Encoding::Hex) => ", in hexadecimal",
        None => "",
    }
}

fn signer(signature: &Signature) -> TokenStream {
    match signature.algorithm {
        Algorithm::Ed25519 => quote! {
            #[cfg(any(test, feature = "test-util"))]
            impl Signer {
                /// A signer whose key is made from a seed.
                pub fn new(seed: [u8; 32]) -> Self {
                    Self::of(&SCHEME, seed)
                }
            }
        },
        Algorithm::HmacSha256 => quote! {
            #[cfg(any(test, feature = "test-util"))]
            impl Signer {
                /// A signer with the secret, as [`Verifier::new`] takes it.
                pub fn new(secret: &str) -> Result<Self, WebhookError> {
                    Self::of(&SCHEME, secret)
                }
            }
        },
    }
}

fn scheme(signature: &Signature) -> TokenStream {
    let Signature {
        header,
        prefix,
        key_variable,
        key_prefix,
        ..
    } = signature;
    let separator = match signature.separator {
        Some(separator) => quote!(Some(#separator)),
        None => quote!(None),
    };
    let (encoding, tolerance) = (encoding(signature.encoding), number(signature.tolerance));
    let key_encoding = match signature.key_encoding {
        Some(key_encoding) => {
            let encoding = self::encoding(key_encoding);
            quote!(Some(#encoding))
        }
        None => quote!(None),
    };
    let time = match &signature.time {
        Some(SignedTime::Header(name)) => quote!(Some(Time::Header(#name))),
        Some(SignedTime::Behind(text)) => quote!(Some(Time::Behind(#text))),
        None => quote!(None),
    };
    let id_header = match &signature.id_header {
        Some(name) => quote!(Some(#name)),
        None => quote!(None),
    };
    let message = signature.message.iter().map(|part| match part {
        MessagePart::Text(text) => quote!(Part::Text(#text)),
        MessagePart::Timestamp => quote!(Part::Timestamp),
        MessagePart::Id => quote!(Part::Id),
        MessagePart::Body => quote!(Part::Body),
    });
    let docs = docs(&Docs(vec![format!(
        "How the API signs what it sends: the signature in `{header}` is one of `{}`.",
        signature.shown
    )]));
    quote! {
        #docs
        static SCHEME: Scheme = Scheme {
            signature_header: #header,
            prefix: #prefix,
            separator: #separator,
            encoding: #encoding,
            time: #time,
            id_header: #id_header,
            message: &[#(#message),*],
            key_variable: #key_variable,
            key_prefix: #key_prefix,
            key_encoding: #key_encoding,
            tolerance: Duration::from_secs(#tolerance),
        };
    }
}

fn encoding(encoding: Encoding) -> TokenStream {
    match encoding {
        Encoding::Base64 => quote!(Encoding::Base64),
        Encoding::Hex => quote!(Encoding::Hex),
    }
}
