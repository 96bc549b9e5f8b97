//! Enums of values: what people read, and how a value is written and read.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::tokens::{deprecated, docs, ident, later};
use crate::name::plan::{Base, Enum, Openness, WireValue};

/// The `enum`.
pub(super) fn definition(item: &Enum) -> TokenStream {
    let (item_docs, deprecated, name) = (
        later(|| docs(&item.docs)),
        deprecated(item.deprecated.as_ref()),
        ident(&item.ident),
    );
    let variants = item.variants.iter().map(|variant| {
        let (docs, name) = (later(|| docs(&variant.docs)), ident(&variant.ident));
        quote! { #docs #name, }
    });
    let unknown = unknown(item).map(|unknown| {
        let unknown = quote::format_ident!("{unknown}");
        quote! {
            /// A value that this version of the crate does not know.
            Unknown(#unknown),
        }
    });
    let derives = match item.base {
        Base::String | Base::Integer => quote!(Debug, Clone, PartialEq, Eq, Hash),
        Base::Json => quote!(Debug, Clone, PartialEq),
    };
    quote! {
        #item_docs
        #deprecated
        #[derive(#derives)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #unknown
        }
    }
}

/// The type of the values that an enum keeps though it does not know them.
pub(super) fn unknown(item: &Enum) -> Option<&'static str> {
    let name = match item.base {
        Base::String => "UnknownValue",
        Base::Integer => "UnknownInteger",
        Base::Json => "JsonValue",
    };
    (item.openness == Openness::Open).then_some(name)
}

/// How a value is written and read.
pub(super) fn wire(item: &Enum) -> TokenStream {
    match (item.openness, item.base) {
        (Openness::Closed, _) => closed(item),
        (Openness::Open, Base::String) => strings(item),
        (Openness::Open, Base::Integer) => integers(item),
        (Openness::Open, Base::Json) => mixed(item),
    }
}

/// An enum that refuses what it does not know.
fn closed(item: &Enum) -> TokenStream {
    let name = ident(&item.ident);
    let variants = variants(item);
    let values: Vec<TokenStream> = item.variants.iter().map(|it| value(&it.value)).collect();
    let (method, ty, of_wire, macro_name) = match item.base {
        Base::String => (
            quote!(as_str(&self)),
            quote!(&'static str),
            quote!(&str),
            quote!(closed_string_enum),
        ),
        Base::Integer => (
            quote!(as_i64(&self)),
            quote!(i64),
            quote!(i64),
            quote!(closed_integer_enum),
        ),
        Base::Json => return closed_mixed(item),
    };
    let blank = blank(item);
    quote! {
        impl #name {
            /// The value as it stands on the wire.
            pub fn #method -> #ty {
                match self {
                    #(Self::#variants => #values,)*
                }
            }

            fn of(value: #of_wire) -> Option<Self> {
                Some(match value {
                    #(#values => Self::#variants,)*
                    _ => return None,
                })
            }
        }

        #blank

        json::#macro_name!(#name);
    }
}

/// What it is before anything is read: an enum that keeps what it does not know has that of its
/// macro.
fn blank(item: &Enum) -> Option<TokenStream> {
    let (name, first) = (ident(&item.ident), ident(&item.variants.first()?.ident));
    Some(quote! {
        impl json::Blank for #name {
            fn blank() -> Self {
                Self::#first
            }
        }
    })
}

fn closed_mixed(item: &Enum) -> TokenStream {
    let (name, blank) = (ident(&item.ident), blank(item));
    let variants = variants(item);
    let values: Vec<TokenStream> = item
        .variants
        .iter()
        .map(|it| typed_value(&it.value))
        .collect();
    quote! {
        impl #name {
            /// The value as it stands on the wire.
            pub fn to_value(&self) -> JsonValue {
                match self {
                    #(Self::#variants => JsonValue::from(#values),)*
                }
            }

            fn of(value: &JsonValue) -> Option<Self> {
                #(if json::is_same(value, &JsonValue::from(#values)) {
                    return Some(Self::#variants);
                })*
                None
            }
        }

        #blank

        json::closed_mixed_enum!(#name);
    }
}

fn strings(item: &Enum) -> TokenStream {
    let name = ident(&item.ident);
    let variants = variants(item);
    let values: Vec<TokenStream> = item.variants.iter().map(|it| value(&it.value)).collect();
    quote! {
        impl #name {
            /// The value as it stands on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #values,)*
                    Self::Unknown(value) => value.as_str(),
                }
            }
        }

        impl From<&str> for #name {
            fn from(value: &str) -> Self {
                match value {
                    #(#values => Self::#variants,)*
                    _ => Self::Unknown(UnknownValue::new(value)),
                }
            }
        }

        json::string_enum!(#name);
    }
}

fn integers(item: &Enum) -> TokenStream {
    let name = ident(&item.ident);
    let variants = variants(item);
    let values: Vec<TokenStream> = item.variants.iter().map(|it| value(&it.value)).collect();
    quote! {
        impl #name {
            /// The value as it stands on the wire.
            pub fn as_i64(&self) -> i64 {
                match self {
                    #(Self::#variants => #values,)*
                    Self::Unknown(value) => value.as_i64(),
                }
            }
        }

        impl From<i64> for #name {
            fn from(value: i64) -> Self {
                match value {
                    #(#values => Self::#variants,)*
                    _ => Self::Unknown(UnknownInteger::new(value)),
                }
            }
        }

        json::integer_enum!(#name);
    }
}

fn mixed(item: &Enum) -> TokenStream {
    let name = ident(&item.ident);
    let variants = variants(item);
    let values: Vec<TokenStream> = item
        .variants
        .iter()
        .map(|it| typed_value(&it.value))
        .collect();
    quote! {
        impl #name {
            /// The value as it stands on the wire.
            pub fn to_value(&self) -> JsonValue {
                match self {
                    #(Self::#variants => JsonValue::from(#values),)*
                    Self::Unknown(value) => value.clone(),
                }
            }
        }

        impl From<JsonValue> for #name {
            fn from(value: JsonValue) -> Self {
                #(if json::is_same(&value, &JsonValue::from(#values)) {
                    return Self::#variants;
                })*
                Self::Unknown(value)
            }
        }

        json::mixed_enum!(#name);
    }
}

fn variants(item: &Enum) -> Vec<proc_macro2::Ident> {
    item.variants
        .iter()
        .map(|variant| ident(&variant.ident))
        .collect()
}

/// A value of the wire as a literal of its own type: one without a suffix is of 32 bits, where
/// nothing says otherwise.
fn typed_value(wire: &WireValue) -> TokenStream {
    match wire {
        WireValue::Integer(i64::MIN) => quote!(i64::MIN),
        WireValue::Integer(number) if i32::try_from(*number).is_err() => {
            let digits = Literal::i64_suffixed(number.abs());
            if *number < 0 {
                quote!(-#digits)
            } else {
                quote!(#digits)
            }
        }
        WireValue::Unsigned(number) => {
            let digits = Literal::u64_suffixed(*number);
            quote!(#digits)
        }
        WireValue::String(_) | WireValue::Bool(_) | WireValue::Integer(_) | WireValue::Float(_) => {
            value(wire)
        }
    }
}

/// A value of the wire as a literal.
fn value(value: &WireValue) -> TokenStream {
    match value {
        WireValue::String(text) => quote!(#text),
        WireValue::Bool(flag) => quote!(#flag),
        WireValue::Integer(number) => {
            let digits = Literal::u64_unsuffixed(number.unsigned_abs());
            if *number < 0 {
                quote!(-#digits)
            } else {
                quote!(#digits)
            }
        }
        WireValue::Unsigned(number) => {
            let digits = Literal::u64_unsuffixed(*number);
            quote!(#digits)
        }
        WireValue::Float(number) => {
            let digits = Literal::f64_unsuffixed(number.abs());
            if *number < 0.0 {
                quote!(-#digits)
            } else {
                quote!(#digits)
            }
        }
    }
}
