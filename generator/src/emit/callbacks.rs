//! `src/callbacks.rs`: the functions that read what the API sends because of an operation.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{Needs, deprecated, docs, features, ident, ty, use_line};
use super::{Emitted, rust};
use crate::name::plan::Callbacks;

/// The file.
pub(super) fn file(callbacks: &Callbacks) -> Emitted<'_> {
    rust(&format!("src/{}.rs", callbacks.module), || {
        module(callbacks)
    })
}

fn module(callbacks: &Callbacks) -> TokenStream {
    let mut needs = Needs::default();
    let readers = callbacks.readers.iter().map(|reader| {
        let (docs, deprecated, name, ty) = (
            docs(&reader.docs),
            deprecated(reader.deprecated.as_ref()),
            ident(&reader.ident),
            ty(&reader.ty),
        );
        let features = features(&reader.features);
        quote! {
            #docs
            #features
            #deprecated
            pub fn #name(body: &[u8]) -> Result<#ty, DecodeError> {
                json::decode(body)
            }
        }
    });
    callbacks
        .readers
        .iter()
        .for_each(|reader| needs.note(&reader.ty));
    let (std_uses, names) = (needs.std_uses(), needs.runtime());
    let types = use_line(&quote!(crate::types), &names);
    let qualified = needs.qualified.then(|| quote! { use crate::types; });
    let readers: Vec<_> = readers.collect();
    quote! {
        //! What the API sends because of an operation, to a URL that the request names.
        //!
        //! Each function reads the body of one of these requests.
        #![cfg_attr(
            not(feature = "all"),
            allow(unused_imports, reason = "not all resources have callbacks")
        )]
        #std_uses
        use crate::runtime::json::{self, DecodeError};
        #qualified
        #types

        #(#readers)*
    }
}
