//! A file with a resource: its type, the way to the resources below it, its operations.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{Needs, deprecated, docs, ident, inner_docs, ty, use_line};
use crate::name::plan::{
    Accessor, Answer, Argument, Docs, IdempotencyKey, Method, Resource, Role, RustType, Scalar,
};

/// The file of a resource.
pub(super) fn resource(resource: &Resource) -> TokenStream {
    let (type_docs, name) = (docs(&resource.docs), ident(&resource.ident));
    let module_docs = inner_docs(&Docs(vec![format!(
        "[`{}`], and what is below it.",
        resource.ident
    )]));
    let children = resource.children.iter().map(|child| {
        let child = ident(child);
        quote! { pub mod #child; }
    });
    let uses = uses(resource);
    let accessors = resource.accessors.iter().map(|accessor| {
        let (docs, method, ty) = (
            docs(&accessor.docs),
            ident(&accessor.method),
            accessor_type(accessor),
        );
        quote! {
            #docs
            pub fn #method(&self) -> #ty<'c> {
                #ty::new(self.client)
            }
        }
    });
    let methods = resource.methods.iter().map(method);
    quote! {
        #module_docs
        #(#children)*
        #uses
        #type_docs
        #[derive(Debug, Clone, Copy)]
        pub struct #name<'c> {
            client: &'c Client,
        }

        impl<'c> #name<'c> {
            pub(crate) fn new(client: &'c Client) -> Self {
                Self { client }
            }

            #(#accessors)*
            #(#methods)*
        }
    }
}

/// The type that an accessor of a resource leads to, from the module of the resource.
fn accessor_type(accessor: &Accessor) -> TokenStream {
    let ty = ident(&accessor.ty);
    match accessor.module.last() {
        Some(module) => {
            let module = ident(module);
            quote!(#module::#ty)
        }
        None => quote!(#ty),
    }
}

fn uses(resource: &Resource) -> TokenStream {
    let mut needs = Needs::default();
    let mut bytes = false;
    for method in &resource.methods {
        for argument in &method.arguments {
            match &argument.role {
                Role::Json(ty)
                | Role::Path(Scalar::Enumeration(ty))
                | Role::Query(Scalar::Enumeration(ty))
                | Role::Header(Scalar::Enumeration(ty)) => needs.note(ty),
                Role::Bytes(_) => bytes = true,
                Role::Path(_) | Role::Query(_) | Role::Header(_) => {}
            }
        }
        match &method.answer {
            Answer::Json(ty) | Answer::Optional(ty) => needs.note(ty),
            Answer::Bytes => bytes = true,
            Answer::Empty => {}
        }
    }
    let mut names = needs.runtime();
    names.extend(resource.imports.iter().map(|import| {
        let import = ident(import);
        quote!(#import)
    }));
    let types = use_line(&quote!(crate::types), &names);
    let std_uses = needs.std_uses();
    let qualified = needs.qualified.then(|| quote! { use crate::types; });
    let bytes = bytes.then(|| quote! { use bytes::Bytes; });
    let runtime = if resource.methods.is_empty() {
        quote! { use crate::runtime::Client; }
    } else {
        quote! { use crate::runtime::{Call, Client}; }
    };
    let http = (!resource.methods.is_empty()).then(|| quote! { use http::Method; });
    quote! { #std_uses #bytes #http #runtime #qualified #types }
}

fn method(method: &Method) -> TokenStream {
    let (docs, deprecated, name) = (
        docs(&method.docs),
        deprecated(method.deprecated.as_ref()),
        ident(&method.ident),
    );
    let aliases = method
        .aliases
        .iter()
        .map(|alias| quote! { #[doc(alias = #alias)] });
    let parameters = method.arguments.iter().map(parameter);
    let many = (method.arguments.len() > 6).then(|| {
        quote! { #[allow(clippy::too_many_arguments, reason = "one for each parameter that is required")] }
    });
    let (ty, call) = answer(&method.answer);
    let (http_method, path) = (http_method(&method.http_method), &method.path);
    let key = method.idempotency_key.as_ref().map(idempotency_key);
    let steps = method.arguments.iter().map(step);
    quote! {
        #docs
        #deprecated
        #(#aliases)*
        #many
        pub fn #name(&self, #(#parameters),*) -> Call<#ty> {
            self.client
                .operation(#http_method, #path)
                #key
                #(#steps)*
                #call
        }
    }
}

fn parameter(argument: &Argument) -> TokenStream {
    let name = ident(&argument.ident);
    match &argument.role {
        Role::Path(Scalar::Text) | Role::Query(Scalar::Text) | Role::Header(Scalar::Text) => {
            quote!(#name: impl AsRef<str>)
        }
        Role::Path(Scalar::Value(value) | Scalar::Enumeration(value))
        | Role::Query(Scalar::Value(value) | Scalar::Enumeration(value))
        | Role::Header(Scalar::Value(value) | Scalar::Enumeration(value))
        | Role::Json(value) => {
            let ty = ty(value);
            quote!(#name: #ty)
        }
        Role::Bytes(_) => quote!(#name: impl Into<Bytes>),
    }
}

fn step(argument: &Argument) -> TokenStream {
    let (name, wire_name) = (ident(&argument.ident), &argument.wire_name);
    match &argument.role {
        Role::Path(scalar) => {
            let text = text(&name, scalar);
            quote!(.path(#wire_name, #text))
        }
        Role::Query(scalar) => {
            let text = text(&name, scalar);
            quote!(.query(#wire_name, #text))
        }
        Role::Header(scalar) => {
            let text = text(&name, scalar);
            quote!(.header(#wire_name, #text))
        }
        Role::Json(RustType::Option(_)) => quote!(.json_if_some(#name.as_ref())),
        Role::Json(_) => quote!(.json(&#name)),
        Role::Bytes(media_type) => quote!(.body(#media_type, #name.into())),
    }
}

fn text(name: &proc_macro2::Ident, scalar: &Scalar) -> TokenStream {
    match scalar {
        Scalar::Text => quote!(#name.as_ref()),
        Scalar::Value(_) => quote!(&#name.to_string()),
        Scalar::Enumeration(_) => quote!(#name.as_str()),
    }
}

fn idempotency_key(key: &IdempotencyKey) -> TokenStream {
    let (wire_name, body, field) = (&key.wire_name, ident(&key.body), ident(&key.field));
    let value = if key.optional {
        quote!(#body.#field.as_deref())
    } else {
        quote!(Some(&#body.#field))
    };
    quote!(.idempotency_key(#wire_name, #value))
}

/// The type that a method gives, and how the request is turned into a call of it.
fn answer(answer: &Answer) -> (TokenStream, TokenStream) {
    match answer {
        Answer::Empty => (quote!(()), quote!(.call_empty())),
        Answer::Bytes => (quote!(Bytes), quote!(.call_bytes())),
        Answer::Json(value) => (ty(value), quote!(.call())),
        Answer::Optional(value) => {
            let ty = ty(value);
            (quote!(Option<#ty>), quote!(.call_optional()))
        }
    }
}

/// A constant of `http::Method`, or a method of another name.
fn http_method(method: &str) -> TokenStream {
    match method {
        "GET" | "PUT" | "POST" | "DELETE" | "OPTIONS" | "HEAD" | "PATCH" | "TRACE" => {
            let name = quote::format_ident!("{method}");
            quote!(Method::#name)
        }
        _ => quote!(Method::from_bytes(#method.as_bytes()).unwrap_or(Method::GET)),
    }
}
