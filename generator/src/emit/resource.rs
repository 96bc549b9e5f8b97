//! A file with a resource: its type, the way to the resources below it, its operations.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::answer::{self, answer};
use super::body;
use super::paging;
use super::parameter;
use super::security::alternatives;
use super::tokens::{Needs, deprecated, docs, ident, inner_docs, later, use_line};
use crate::name::plan::{
    Accessor, Answer, Docs, IdempotencyKey, Method, Need, Presence, Resource, StatusBody,
    StatusEnum,
};

/// The file of a resource.
pub(super) fn resource(resource: &Resource) -> TokenStream {
    let (type_docs, name) = (later(|| docs(&resource.docs)), ident(&resource.ident));
    let module_docs = inner_docs(&Docs(vec![format!(
        "`{}`, and what is below it.",
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
    let methods = resource.methods.iter();
    let methods = methods.map(|it| later(move || method(it)));
    let beside = resource.methods.iter();
    let beside = beside.map(|it| later(move || self::beside(it)));
    let bodies = resource
        .methods
        .iter()
        .filter_map(|method| method.alternatives.as_ref());
    let bodies = bodies.map(body::alternatives);
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

        #(#beside)*
        #(#bodies)*
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
    let methods = &resource.methods;
    let arguments = || methods.iter().flat_map(Method::settable);
    let pages = methods.iter().filter_map(|method| method.pages());
    let items = pages.map(|pages| &pages.item);
    let variants = methods.iter().flat_map(Method::variants);
    let contents = variants.filter_map(|variant| variant.content.ty());
    let arguments_types = arguments().filter_map(|argument| argument.role.ty());
    for ty in arguments_types.chain(contents).chain(items) {
        needs.note(ty);
    }
    methods
        .iter()
        .flat_map(Method::answered)
        .for_each(|ty| needs.note(ty));
    let mut names = needs.runtime();
    names.extend(resource.imports.iter().map(|import| {
        let import = ident(import);
        quote!(#import)
    }));
    let types = use_line(&quote!(crate::types), &names);
    let std_uses = needs.std_uses();
    let qualified = needs.qualified.then(|| quote! { use crate::types; });
    let by_status = methods.iter().any(|method| method.by_status.is_some());
    let has_bytes = |found: &StatusEnum| {
        let mut variants = found.variants.iter();
        variants.any(|variant| variant.body == StatusBody::Bytes)
    };
    let bytes = methods.iter().flat_map(Method::enums).any(has_bytes)
        || methods.iter().any(|method| method.answer.is_bytes());
    let bytes = bytes.then(|| quote! { use bytes::Bytes; });
    let forms = arguments().any(|argument| parameter::names_form_style(&argument.role))
        || methods
            .iter()
            .flat_map(Method::contents)
            .any(body::has_style);
    let has_alternatives = methods.iter().any(|method| method.alternatives.is_some());
    let has_pages = methods.iter().any(|method| method.pages().is_some());
    let runtime = [
        (has_alternatives, quote!(Alternatives)),
        (
            methods.iter().any(|method| method.headers.is_some()),
            quote!(AnswerHeaders),
        ),
        (by_status, quote!(ByStatus)),
        (!methods.is_empty(), quote!(Call)),
        (true, quote!(Client)),
        (forms, quote!(FormStyle)),
        (has_alternatives, quote!(Outgoing)),
        (methods.iter().any(body::has_bytes), quote!(RequestBody)),
    ];
    let runtime = wanted(&quote!(crate::runtime), runtime);
    let is_stream =
        |wanted: fn(&Answer) -> bool| methods.iter().any(|method| wanted(&method.answer));
    let streams = [
        (
            is_stream(|answer| answer.is_stream(true)),
            quote!(EventStream),
        ),
        (
            is_stream(|answer| answer.is_stream(false)),
            quote!(JsonStream),
        ),
    ];
    let streams = wanted(&quote!(crate::streams), streams);
    let upgrade = is_stream(|answer| *answer == Answer::Upgrade).then(|| {
        quote! { #[cfg(not(target_arch = "wasm32"))] use crate::streams::Upgrade; }
    });
    let mut variants = methods.iter().flat_map(Method::variants);
    let has_checks = variants.any(|variant| !variant.checks.is_empty())
        || arguments().any(parameter::checks_name_json);
    let json = has_checks.then(|| {
        quote! { use crate::runtime::json; }
    });
    let has_parts = methods
        .iter()
        .flat_map(Method::contents)
        .any(body::names_multipart);
    let pages = has_pages.then(|| {
        quote! { use crate::wire::pages::{PageBy, PageItems, Pages}; }
    });
    let multipart = has_parts.then(|| {
        quote! { use crate::wire::multipart; }
    });
    let parameters = parameter::uses(arguments());
    let patterns = resource.has_pattern().then(|| {
        quote! { use crate::wire::patterns::pattern; }
    });
    let http = (!methods.is_empty()).then(|| quote! { use http::Method; });
    quote! {
        #std_uses #bytes #http #json #runtime #streams #upgrade #qualified #types #multipart #pages #parameters #patterns
    }
}

/// A `use` line for those names that are wanted.
fn wanted<const N: usize>(path: &TokenStream, names: [(bool, TokenStream); N]) -> TokenStream {
    let names = names.into_iter().filter(|(wanted, _)| *wanted);
    let names: Vec<TokenStream> = names.map(|(_, name)| name).collect();
    use_line(path, &names)
}

fn method(method: &Method) -> TokenStream {
    let (docs, deprecated, name) = (
        later(|| docs(&method.docs)),
        deprecated(method.deprecated.as_ref()),
        ident(&method.ident),
    );
    let aliases = method
        .aliases
        .iter()
        .map(|alias| quote! { #[doc(alias = #alias)] });
    let parameters = method.arguments.iter().map(parameter::taken);
    let many = (method.arguments.len() > 6).then(|| {
        quote! { #[allow(clippy::too_many_arguments, reason = "one for each parameter that is required")] }
    });
    let (ty, call) = answer(&method.answer);
    let (http_method, path) = (http_method(&method.http_method), &method.path);
    let key = method.idempotency_key.as_ref().map(idempotency_key);
    let anonymous = method.is_anonymous.then(|| quote!(.without_credential()));
    let security = method.security.as_ref().map(|security| {
        let security = alternatives(security);
        quote!(.security(#security))
    });
    let server = method.server.as_ref().map(|path| {
        let path = path.iter().map(ident);
        quote!(.server(&crate::#(#path)::*))
    });
    let lists = method.arguments.iter().filter_map(parameter::made);
    let steps = method.arguments.iter().map(parameter::step);
    let fixed = method
        .query
        .iter()
        .map(|(name, value)| quote!(.constant_query(#name, #value)));
    let fixed_headers = method
        .fixed_headers
        .iter()
        .map(|(name, value)| quote!(.header(#name, #value)));
    let accept = method
        .accept
        .as_ref()
        .map(|media_type| quote!(.accept(#media_type)));
    let switch = method
        .switch
        .as_ref()
        .map(|property| quote!(.switch_on(#property)));
    let mark = method.marker.as_ref().map(|_| quote!(.marked()));
    let marker = method.marker.as_ref().map(|marker| {
        let marker = ident(marker);
        quote!(, #marker)
    });
    let native =
        (method.answer == Answer::Upgrade).then(|| quote! { #[cfg(not(target_arch = "wasm32"))] });
    quote! {
        #docs
        #deprecated
        #(#aliases)*
        #many
        #native
        pub fn #name(&self, #(#parameters),*) -> Call<#ty #marker> {
            #(#lists)*
            self.client
                .operation(#http_method, #path)
                #server
                #anonymous
                #security
                #key
                #(#fixed)*
                #(#fixed_headers)*
                #(#steps)*
                #switch
                #accept
                #call
                #mark
        }
    }
}

/// The types that stand beside a method.
fn beside(method: &Method) -> TokenStream {
    let parameters = later(|| call_parameters(method));
    let by_status = method.by_status.as_ref().map(answer::by_status);
    let error_body = method.error_body.as_ref().map(answer::error_body);
    let headers = method.headers.as_ref().map(answer::headers);
    quote! { #parameters #by_status #error_body #headers }
}

/// What may be set on the calls of an operation: a type that marks them, and methods for calls so
/// marked.
fn call_parameters(method: &Method) -> TokenStream {
    let Some(parameters) = &method.parameters else {
        return TokenStream::new();
    };
    let marker = ident(&parameters.ident);
    let link = format!(
        " Marks calls of `{}`, whose methods set its optional parameters.",
        parameters.method
    );
    let (ty, _) = answer(&method.answer);
    let setters = parameters.setters.iter();
    let setters = setters.map(|it| later(move || parameter::call_setter(it)));
    let pages = parameters.pages.as_ref();
    let pages = pages.map(|pages| paging::methods(pages, &method.answer));
    let (generics, ty, (pages, own)) = if parameters.is_shared {
        let own = pages.map(|pages| quote! { impl Call<#ty, #marker> { #pages } });
        (quote!(<T>), quote!(T), (None, own))
    } else {
        (TokenStream::new(), ty, (pages, None))
    };
    quote! {
        #[doc = #link]
        pub enum #marker {}

        impl #generics Call<#ty, #marker> {
            #(#setters)*
            #pages
        }

        #own
    }
}

pub(super) fn idempotency_key(key: &IdempotencyKey) -> TokenStream {
    let (wire_name, body, field) = (&key.wire_name, ident(&key.body), ident(&key.field));
    let value = match (key.need, key.presence) {
        (Need::Required, Presence::Required) => quote!(Some(&#body.#field)),
        (Need::Required, Presence::RequiredNullable | Presence::Optional) => {
            quote!(#body.#field.as_deref())
        }
        (Need::Required, Presence::OptionalNullable) => {
            quote!(#body.#field.value().map(String::as_str))
        }
        (Need::Optional, Presence::Required) => {
            quote!(#body.as_ref().map(|body| body.#field.as_str()))
        }
        (Need::Optional, Presence::RequiredNullable | Presence::Optional) => {
            quote!(#body.as_ref().and_then(|body| body.#field.as_deref()))
        }
        (Need::Optional, Presence::OptionalNullable) => {
            quote!(#body.as_ref().and_then(|body| body.#field.value()).map(String::as_str))
        }
    };
    quote!(.idempotency_key(#wire_name, #value))
}

/// A constant of `http::Method`, or a method of another name.
fn http_method(method: &str) -> TokenStream {
    match method {
        "GET" | "PUT" | "POST" | "DELETE" | "OPTIONS" | "HEAD" | "PATCH" | "TRACE" => {
            let name = format_ident!("{method}");
            quote!(Method::#name)
        }
        _ => quote!(Method::from_bytes(#method.as_bytes()).unwrap_or(Method::GET)),
    }
}
