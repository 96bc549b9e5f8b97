//! The small pieces that every kind of item needs.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote};

use crate::name::plan::{self, Docs, RustType};

/// An identifier of the plan as a token.
pub(super) fn ident(ident: &plan::Ident) -> Ident {
    if ident.is_raw() {
        Ident::new_raw(ident.plain(), Span::call_site())
    } else {
        Ident::new(&ident.0, Span::call_site())
    }
}

/// How far the compiler follows types, where the crate asks for more than the usual.
pub(super) fn recursion_limit(plan: &plan::Plan) -> Option<TokenStream> {
    let limit = plan.recursion_limit?.to_string();
    Some(quote! { #![recursion_limit = #limit] })
}

/// Tokens that are made where they are put: `quote!` copies those that it is given.
pub(super) struct Later<F>(F);

/// Makes tokens when they are put somewhere.
pub(super) fn later<F: Fn() -> TokenStream>(make: F) -> Later<F> {
    Later(make)
}

impl<F: Fn() -> TokenStream> ToTokens for Later<F> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend((self.0)());
    }
}

/// Documentation, one attribute a line: a longer one would print as a block comment.
pub(super) fn docs(docs: &Docs) -> TokenStream {
    let lines = docs.0.iter().map(|line| spaced(line));
    quote! { #(#[doc = #lines])* }
}

/// Documentation of the module that it stands in.
pub(super) fn inner_docs(docs: &Docs) -> TokenStream {
    let lines = docs.0.iter().map(|line| spaced(line));
    quote! { #(#![doc = #lines])* }
}

fn spaced(line: &str) -> String {
    assert!(
        !line.contains(['\n', '\r']),
        "a line of documentation holds the end of one: {line:?}"
    );
    if line.is_empty() {
        String::new()
    } else {
        format!(" {line}")
    }
}

/// `#[deprecated]`, where there is a reason.
pub(super) fn deprecated(reason: Option<&String>) -> TokenStream {
    match reason {
        Some(reason) => quote! { #[deprecated = #reason] },
        None => TokenStream::new(),
    }
}

/// A type, as a file that imports what it uses writes it.
pub(super) fn ty(ty: &RustType) -> TokenStream {
    match ty {
        RustType::Bool => quote!(bool),
        RustType::I8 => quote!(i8),
        RustType::U8 => quote!(u8),
        RustType::I16 => quote!(i16),
        RustType::U16 => quote!(u16),
        RustType::I32 => quote!(i32),
        RustType::I64 => quote!(i64),
        RustType::U32 => quote!(u32),
        RustType::U64 => quote!(u64),
        RustType::F64 => quote!(f64),
        RustType::Number => quote!(Number),
        RustType::Foreign(foreign) => path(&foreign.path),
        RustType::String => quote!(String),
        RustType::Base64 => quote!(Base64),
        RustType::Json => quote!(JsonValue),
        RustType::File => quote!(FilePart),
        RustType::Named(name) => {
            let name = ident(name);
            quote!(#name)
        }
        RustType::Qualified(name) => {
            let name = ident(name);
            quote!(types::#name)
        }
        RustType::Vec(inner) => generic(&quote!(Vec), inner),
        RustType::Option(inner) => generic(&quote!(Option), inner),
        RustType::Nullable(inner) => generic(&quote!(Nullable), inner),
        RustType::Boxed(inner) => generic(&quote!(Box), inner),
        RustType::Map(inner) => {
            let inner = later(|| self::ty(inner));
            quote!(BTreeMap<String, #inner>)
        }
    }
}

/// A path, as the plan has it.
pub(super) fn path(path: &str) -> TokenStream {
    let (root, path) = match path.strip_prefix("::") {
        Some(path) => (Some(quote!(::)), path),
        None => (None, path),
    };
    let segments = path
        .split("::")
        .map(|segment| ident(&plan::Ident(segment.to_owned())));
    quote!(#root #(#segments)::*)
}

fn generic(outer: &TokenStream, inner: &RustType) -> TokenStream {
    let inner = later(|| ty(inner));
    quote!(#outer<#inner>)
}

/// What a file must import for the types that it writes, from the prelude of the crate.
#[derive(Debug, Default, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each stands for one import, and none excludes another"
)]
pub(super) struct Needs {
    pub(super) base64: bool,
    pub(super) file: bool,
    pub(super) json: bool,
    pub(super) map: bool,
    pub(super) nullable: bool,
    pub(super) number: bool,
    pub(super) qualified: bool,
}

impl Needs {
    /// Notes what a type needs.
    pub(super) fn note(&mut self, ty: &RustType) {
        match ty {
            RustType::Base64 => self.base64 = true,
            RustType::Json => self.json = true,
            RustType::File => self.file = true,
            RustType::Qualified(_) => self.qualified = true,
            RustType::Map(inner) => {
                self.map = true;
                self.note(inner);
            }
            RustType::Nullable(inner) => {
                self.nullable = true;
                self.note(inner);
            }
            RustType::Vec(inner) | RustType::Option(inner) | RustType::Boxed(inner) => {
                self.note(inner);
            }
            RustType::Number => self.number = true,
            RustType::Bool
            | RustType::I8
            | RustType::U8
            | RustType::I16
            | RustType::U16
            | RustType::I32
            | RustType::I64
            | RustType::U32
            | RustType::U64
            | RustType::F64
            | RustType::String
            | RustType::Foreign(_)
            | RustType::Named(_) => {}
        }
    }

    /// The `use` lines for what the standard library has.
    pub(super) fn std_uses(self) -> TokenStream {
        if self.map {
            quote! { use std::collections::BTreeMap; }
        } else {
            TokenStream::new()
        }
    }

    /// The names to import from the run time.
    pub(super) fn runtime(self) -> Vec<TokenStream> {
        let wanted = [
            (self.base64, quote!(Base64)),
            (self.file, quote!(FilePart)),
            (self.json, quote!(JsonValue)),
            (self.nullable, quote!(Nullable)),
            (self.number, quote!(Number)),
        ];
        wanted
            .into_iter()
            .filter(|(wanted, _)| *wanted)
            .map(|(_, name)| name)
            .collect()
    }
}

/// A `use` line, without braces around a single name.
pub(super) fn use_line(path: &TokenStream, names: &[TokenStream]) -> TokenStream {
    let mut names = names.to_vec();
    names.sort_by_key(ToString::to_string);
    match &names[..] {
        [] => TokenStream::new(),
        [name] => quote! { use #path::#name; },
        names => quote! { use #path::{#(#names),*}; },
    }
}

/// The condition that one of some features is on; nothing where there is none.
pub(super) fn features<'f>(names: impl IntoIterator<Item = &'f String>) -> TokenStream {
    let names: Vec<&String> = names.into_iter().collect();
    match &names[..] {
        [] => TokenStream::new(),
        [name] => quote! { #[cfg(feature = #name)] },
        names => quote! { #[cfg(any(#(feature = #names),*))] },
    }
}

/// A whole number without a suffix.
pub(super) fn number(value: u64) -> Literal {
    Literal::u64_unsuffixed(value)
}

/// A number in the code.
pub(super) fn literal(literal: &plan::Literal) -> TokenStream {
    match literal {
        plan::Literal::Integer(value) => {
            let digits = Literal::u128_unsuffixed(value.unsigned_abs());
            if *value < 0 {
                quote!(-#digits)
            } else {
                quote!(#digits)
            }
        }
        plan::Literal::Digits(digits) => quote!(#digits),
        plan::Literal::Float(value) => {
            let digits = Literal::f64_unsuffixed(value.abs());
            if value.is_sign_negative() {
                quote!(-#digits)
            } else {
                quote!(#digits)
            }
        }
    }
}
