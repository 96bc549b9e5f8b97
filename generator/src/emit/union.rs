//! Enums of types: what people read, and how a value finds its variant.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::checks::value_check;
use super::decode;
use super::tokens::{deprecated, docs, ident, ty};
use crate::name::plan::{Arm, JsonKind, Pick, RustType, Union};

/// The `enum`.
pub(super) fn definition(item: &Union) -> TokenStream {
    let (item_docs, deprecated, name) = (
        docs(&item.docs),
        deprecated(item.deprecated.as_ref()),
        ident(&item.ident),
    );
    let variants = item.variants.iter().map(|variant| {
        let (docs, name, ty) = (docs(&variant.docs), ident(&variant.ident), ty(&variant.ty));
        quote! { #docs #name(#ty), }
    });
    let other = item.other.as_ref().map(|other| {
        let (docs, name) = (docs(&other.docs), ident(&other.ident));
        quote! { #docs #name(JsonValue), }
    });
    quote! {
        #item_docs
        #deprecated
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        #[allow(clippy::large_enum_variant, reason = "a type may grow without being boxed")]
        pub enum #name {
            #(#variants)*
            #other
        }
    }
}

/// How a value is written and read.
pub(super) fn wire(item: &Union) -> TokenStream {
    let name = ident(&item.ident);
    let conversions = conversions(item);
    let (body, blank) = (body(item), blank(item));
    let has_checks = !item.checks.is_empty();
    let checks = has_checks.then(|| checks(item));
    let checked = has_checks.then(|| quote!(; check_rules));
    let variants = item
        .variants
        .iter()
        .map(|variant| &variant.ident)
        .chain(item.other.iter().map(|other| &other.ident))
        .map(ident);
    quote! {
        #conversions

        impl json::Decode for #name {
            fn decode(input: &mut json::Reader<'_>) -> Result<Self, json::DecodeError> {
                #body
            }
        }

        #blank

        #checks

        json::union_enum!(#name, #(#variants),* #checked);
    }
}

/// What it is before anything is read.
fn blank(item: &Union) -> Option<TokenStream> {
    let variant = match (&item.other, item.blank) {
        (Some(other), _) => {
            let other = ident(&other.ident);
            quote!(#other(json::Blank::blank()))
        }
        (None, Some(index)) => {
            let variant = item.variants.get(index)?;
            let (name, value) = (ident(&variant.ident), decode::initial_value(&variant.ty));
            quote!(#name(#value))
        }
        (None, None) => return None,
    };
    let name = ident(&item.ident);
    Some(quote! {
        impl json::Blank for #name {
            fn blank() -> Self {
                Self::#variant
            }
        }
    })
}

/// The rules of the values of some variants.
fn checks(item: &Union) -> TokenStream {
    let name = ident(&item.ident);
    let checks = item.checks.iter().map(|(variant, checks)| {
        let (variant, checks) = (ident(variant), checks.iter().map(value_check));
        quote! {
            if let Self::#variant(value) = self {
                #(#checks)*
            }
        }
    });
    quote! {
        impl #name {
            fn check_rules(&self, checks: &mut json::Checks) {
                #(#checks)*
            }
        }
    }
}

pub(super) fn conversions(item: &Union) -> TokenStream {
    let name = ident(&item.ident);
    let mut all = TokenStream::new();
    for variant in &item.variants {
        let variant_name = ident(&variant.ident);
        for from in &variant.from {
            let source = ty(from);
            let value = match (&variant.ty, from) {
                (RustType::Boxed(_), RustType::Boxed(_)) => quote!(value),
                (RustType::Boxed(_), _) => quote!(Box::new(value)),
                _ => quote!(value),
            };
            all.extend(quote! {
                impl From<#source> for #name {
                    fn from(value: #source) -> Self {
                        Self::#variant_name(#value)
                    }
                }
            });
            if *from == RustType::String {
                all.extend(quote! {
                    impl From<&str> for #name {
                        fn from(value: &str) -> Self {
                            Self::#variant_name(value.to_owned())
                        }
                    }
                });
            }
        }
    }
    all
}

fn body(item: &Union) -> TokenStream {
    if let [arm] = &item.arms[..]
        && arm.kinds.is_empty()
    {
        return picked(item, arm);
    }
    let arms = item.arms.iter().map(|arm| {
        let kinds = arm.kinds.iter().copied().map(kind);
        let picked = picked(item, arm);
        quote! { #(json::Kind::#kinds)|* => #picked, }
    });
    let expected = &item.expected;
    quote! {
        match input.peek()? {
            #(#arms)*
            _ => Err(input.unexpected(#expected)),
        }
    }
}

fn kind(kind: JsonKind) -> proc_macro2::Ident {
    format_ident!(
        "{}",
        match kind {
            JsonKind::Bool => "Bool",
            JsonKind::Number => "Number",
            JsonKind::String => "String",
            JsonKind::Array => "Array",
            JsonKind::Object => "Object",
        }
    )
}

fn picked(item: &Union, arm: &Arm) -> TokenStream {
    match &arm.pick {
        Pick::Fitting(variants) => {
            // Only objects can be of several types at once.
            let other = item
                .other
                .as_ref()
                .filter(|other| other.ident.0 == "Several" && arm.kinds == [JsonKind::Object]);
            let end = match other {
                Some(_) => quote!(.finish_or_several(Self::Several)),
                None => quote!(.finish()),
            };
            fitting(variants, &end)
        }
        Pick::Tagged {
            property,
            choices,
            rest,
        } => {
            let choices = choices.iter().map(|(tags, variants)| {
                let fitting = fitting(variants, &quote!(.finish()));
                quote! { Some(#(#tags)|*) => #fitting, }
            });
            let rest = if rest.is_empty() {
                quote!(json::unknown(input, Self::Unknown))
            } else {
                attempts(rest, &quote!(.finish_or_unknown(Self::Unknown)))
            };
            quote! {
                match input.tag(#property)?.as_deref() {
                    #(#choices)*
                    _ => #rest,
                }
            }
        }
    }
}

fn fitting(variants: &[crate::name::plan::Ident], end: &TokenStream) -> TokenStream {
    match variants {
        [only] => {
            let name = ident(only);
            quote!(json::variant(input, Self::#name))
        }
        several => attempts(several, end),
    }
}

fn attempts(variants: &[crate::name::plan::Ident], end: &TokenStream) -> TokenStream {
    let attempts = variants.iter().map(|variant| {
        let (name, label) = (ident(variant), &variant.0);
        quote!(.attempt(#label, Self::#name))
    });
    quote!(json::Attempts::new(input) #(#attempts)* #end)
}
