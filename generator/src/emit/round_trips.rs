//! The crate's own tests: values that must survive being read and written.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{Needs, ty, use_line};
use super::{Content, Emitted, rust};
use crate::name::plan::{Ident, Plan, RustType, Tests};

/// The files of the tests.
pub(super) fn files(plan: &Plan) -> Vec<Emitted<'_>> {
    let Some(tests) = &plan.tests else {
        return Vec::new();
    };
    let mut cases = tests.cases.join("\n");
    cases.push('\n');
    vec![
        rust("src/wire/round_trips.rs", || module(tests)),
        Emitted {
            path: "src/wire/round_trips.jsonl".to_owned(),
            content: Content::Text(cases),
        },
    ]
}

fn module(tests: &Tests) -> TokenStream {
    let mut needs = Needs::default();
    tests.types.values().for_each(|ty| needs.note(ty));
    let std_uses = needs.std_uses();
    let uses = use_line(&quote!(crate::types), &needs.runtime());
    let is_named = |ty: &RustType| matches!(ty.leaf(), RustType::Named(_) | RustType::Qualified(_));
    let types = tests.types.values().any(is_named).then(|| {
        quote! { use crate::types; }
    });
    let arms = tests.types.iter().map(|(name, rust)| {
        let rust = ty(&qualified(rust));
        quote! { #name => round_trip::round_trip::<#rust>(value), }
    });
    quote! {
        //! Every example of the description, and values made up for every type, survive being read
        //! and written.
        #std_uses
        use crate::runtime::json::{self, round_trip};
        #uses
        #types

        #[test]
        fn values_survive() {
            round_trip::run(include_str!("round_trips.jsonl"), read);
        }

        /// Reads a value as the type that has a name, and writes it again.
        fn read(ty: &str, value: &[u8]) -> Option<Result<round_trip::Trip, json::DecodeError>> {
            Some(match ty {
                #(#arms)*
                _ => return None,
            })
        }
    }
}

/// A type with the names of the crate's types qualified: there are too many to import.
pub(super) fn qualified(ty: &RustType) -> RustType {
    let inside = |inner: &RustType| Box::new(qualified(inner));
    match ty {
        RustType::Named(name) => RustType::Qualified(Ident(name.0.clone())),
        RustType::Vec(inner) => RustType::Vec(inside(inner)),
        RustType::Map(inner) => RustType::Map(inside(inner)),
        RustType::Option(inner) => RustType::Option(inside(inner)),
        RustType::Nullable(inner) => RustType::Nullable(inside(inner)),
        RustType::Boxed(inner) => RustType::Boxed(inside(inner)),
        other => other.clone(),
    }
}
