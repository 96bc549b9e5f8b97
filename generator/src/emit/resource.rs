//! A file with a resource: its type, the way to the resources below it, its operations.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::answer::{self, answer};
use super::body;
use super::checks::value_check;
use super::paging;
use super::security::alternatives;
use super::tokens::{Needs, deprecated, docs, ident, inner_docs, ty, use_line};
use crate::name::plan::{
    Accessor, Answer, Argument, CallSetter, Docs, FormStyle, IdempotencyKey, Method, Presence,
    Resource, Role, Scalar, StatusBody, StatusEnum, Style, Values,
};

/// The file of a resource.
pub(super) fn resource(resource: &Resource) -> TokenStream {
    let (type_docs, name) = (docs(&resource.docs), ident(&resource.ident));
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
    let methods = resource.methods.iter().map(method);
    let beside = resource.methods.iter().map(beside);
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
        || methods.iter().any(|method| method.answer == Answer::Bytes);
    let bytes = bytes.then(|| quote! { use bytes::Bytes; });
    let forms = arguments().any(|argument| matches!(argument.role, Role::QueryValue(..)))
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
        (has_pages, quote!(PageBy)),
        (has_pages, quote!(PageItems)),
        (has_pages, quote!(Pages)),
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
    let has_checks = |method: &Method| method.checks().next().is_some();
    let json = methods.iter().any(has_checks).then(|| {
        quote! { use crate::runtime::json; }
    });
    let has_parts = methods
        .iter()
        .flat_map(Method::contents)
        .any(body::names_multipart);
    let multipart = has_parts.then(|| {
        quote! { use crate::wire::multipart; }
    });
    let patterns = resource.has_pattern().then(|| {
        quote! { use crate::wire::patterns::pattern; }
    });
    let http = (!methods.is_empty()).then(|| quote! { use http::Method; });
    quote! {
        #std_uses #bytes #http #json #runtime #streams #upgrade #qualified #types #multipart #patterns
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
    let anonymous = method.is_anonymous.then(|| quote!(.without_credential()));
    let security = method.security.as_ref().map(|security| {
        let security = alternatives(security);
        quote!(.security(#security))
    });
    let server = method.server.as_ref().map(|path| {
        let path = path.iter().map(ident);
        quote!(.server(&crate::#(#path)::*))
    });
    let lists = method.arguments.iter().filter_map(checked_list);
    let steps = method.arguments.iter().map(step);
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
                #(#steps)*
                #switch
                #accept
                #call
                #mark
        }
    }
}

fn parameter(argument: &Argument) -> TokenStream {
    let name = ident(&argument.ident);
    let ty = parameter_type(&argument.role);
    quote!(#name: #ty)
}

pub(super) fn parameter_type(role: &Role) -> TokenStream {
    match role {
        Role::Path(scalar) | Role::Cookie(scalar) => scalar_type(scalar),
        Role::Query(values) | Role::Header(values) => {
            let item = scalar_type(&values.scalar);
            match values.style {
                Style::Single => item,
                Style::Repeated | Style::Joined(_) => quote!(impl IntoIterator<Item = #item>),
            }
        }
        Role::QueryValue(value, _) => ty(value),
        Role::Body(content, need) => body::parameter(content, *need),
        Role::OneOf(name, need) => body::one_of(name, *need),
    }
}

fn scalar_type(scalar: &Scalar) -> TokenStream {
    match scalar {
        Scalar::Text => quote!(impl AsRef<str>),
        Scalar::Value(value) | Scalar::Enumeration(value) => ty(value),
    }
}

/// The statement that keeps the texts of several values, which are checked before they are sent.
fn checked_list(argument: &Argument) -> Option<TokenStream> {
    let values = listed(argument)?;
    let name = ident(&argument.ident);
    let items = items(&name, &values.scalar);
    Some(quote! { let #name = #items; })
}

/// How the values of a parameter travel that has several, and rules.
fn listed(argument: &Argument) -> Option<&Values> {
    let (Role::Query(values) | Role::Header(values)) = &argument.role else {
        return None;
    };
    let is_list = values.style != Style::Single && !argument.checks.is_empty();
    is_list.then_some(values)
}

/// The step that checks what an argument holds.
fn checks(argument: &Argument) -> TokenStream {
    if argument.checks.is_empty() {
        return TokenStream::new();
    }
    let wire_name = &argument.wire_name;
    let statements = argument.checks.iter().map(value_check);
    let place = match &argument.role {
        Role::Path(_) => "path",
        Role::Query(_) => "query",
        Role::Header(_) => "header",
        Role::Cookie(_) => "cookie",
        Role::Body(..) => return body::checks(&argument.checks).unwrap_or_default(),
        // The run time checks what checks itself.
        Role::QueryValue(..) | Role::OneOf(..) => return TokenStream::new(),
    };
    quote!(.check_parameter(#place, #wire_name, |checks| { #(#statements)* }))
}

fn step(argument: &Argument) -> TokenStream {
    let (checks, send) = (checks(argument), send(argument));
    quote!(#checks #send)
}

/// The step that puts an argument into the request.
fn send(argument: &Argument) -> TokenStream {
    let (name, wire_name) = (ident(&argument.ident), &argument.wire_name);
    match &argument.role {
        Role::Path(scalar) => {
            let text = text(&name, scalar);
            quote!(.path(#wire_name, #text))
        }
        Role::Cookie(scalar) => {
            let text = text(&name, scalar);
            quote!(.cookie(#wire_name, #text))
        }
        Role::QueryValue(_, style) => {
            let style = form_style(*style);
            quote!(.query_value(#wire_name, &#name, #style))
        }
        Role::Query(values) => parameter_step("query", &name, argument, values),
        Role::Header(values) => parameter_step("header", &name, argument, values),
        Role::Body(content, need) => body::send(content, *need, &name),
        Role::OneOf(_, need) => body::send_one_of(&name, *need),
    }
}

pub(super) fn form_style(style: FormStyle) -> TokenStream {
    match style {
        FormStyle::Exploded => quote!(FormStyle::Exploded),
        FormStyle::Joined(separator) => quote!(FormStyle::Joined(#separator)),
        FormStyle::Deep => quote!(FormStyle::Deep),
        FormStyle::Json => quote!(FormStyle::Json),
    }
}

/// The step that sends a parameter: `.query("name", …)` for one value, `.query_list(…)` for several.
fn parameter_step(method: &str, name: &Ident, argument: &Argument, values: &Values) -> TokenStream {
    let wire_name = &argument.wire_name;
    let one = format_ident!("{method}");
    let several = format_ident!("{method}_list");
    let items = match listed(argument) {
        Some(_) => quote!(#name),
        None => items(name, &values.scalar),
    };
    match values.style {
        Style::Single => {
            let text = text(name, &values.scalar);
            quote!(.#one(#wire_name, #text))
        }
        Style::Repeated => quote!(.#several(#wire_name, &#items, None)),
        Style::Joined(separator) => quote!(.#several(#wire_name, &#items, Some(#separator))),
    }
}

/// The texts of several values.
fn items(name: &Ident, scalar: &Scalar) -> TokenStream {
    let item = match scalar {
        Scalar::Text => quote!(value.as_ref().to_owned()),
        Scalar::Value(_) => quote!(value.to_string()),
        Scalar::Enumeration(_) => quote!(value.as_str().to_owned()),
    };
    quote!(#name.into_iter().map(|value| #item).collect::<Vec<_>>())
}

fn text(name: &Ident, scalar: &Scalar) -> TokenStream {
    match scalar {
        Scalar::Text => quote!(#name.as_ref()),
        Scalar::Value(_) => quote!(&#name.to_string()),
        Scalar::Enumeration(_) => quote!(#name.as_str()),
    }
}

/// The types that stand beside a method.
fn beside(method: &Method) -> TokenStream {
    let parameters = call_parameters(method);
    let by_status = method.by_status.as_ref().map(answer::by_status);
    let error_body = method.error_body.as_ref().map(answer::error_body);
    let headers = method.headers.as_ref().map(answer::headers);
    quote! { #parameters #by_status #error_body #headers }
}

/// What may be set on the calls of an operation: a type that marks them, and methods for calls so
/// marked.
fn call_parameters(method: &Method) -> Option<TokenStream> {
    let parameters = method.parameters.as_ref()?;
    let marker = ident(&parameters.ident);
    let link = format!(
        " Marks calls of `{}`, whose methods set its optional parameters.",
        parameters.method
    );
    let (ty, _) = answer(&method.answer);
    let setters = parameters.setters.iter().map(call_setter);
    let pages = parameters.pages.as_ref();
    let pages = pages.map(|pages| paging::methods(pages, &ty));
    let (generics, ty, (pages, own)) = if parameters.is_shared {
        let own = pages.map(|pages| quote! { impl Call<#ty, #marker> { #pages } });
        (quote!(<T>), quote!(T), (None, own))
    } else {
        (TokenStream::new(), ty, (pages, None))
    };
    Some(quote! {
        #[doc = #link]
        #[derive(Debug, Clone, Copy)]
        pub enum #marker {}

        impl #generics Call<#ty, #marker> {
            #(#setters)*
            #pages
        }

        #own
    })
}

fn call_setter(setter: &CallSetter) -> TokenStream {
    let (docs, deprecated) = (docs(&setter.docs), deprecated(setter.deprecated.as_ref()));
    let (name, ty) = (
        ident(&setter.argument.ident),
        parameter_type(&setter.argument.role),
    );
    let wire_name = &setter.argument.wire_name;
    let value = format_ident!("value");
    let list = listed(&setter.argument).map(|values| {
        let items = items(&value, &values.scalar);
        quote! { let value = #items; }
    });
    let checks = checks(&setter.argument);
    let step = match &setter.argument.role {
        Role::Query(values) => parameter_step("set_query", &value, &setter.argument, values),
        Role::Header(values) => parameter_step("set_header", &value, &setter.argument, values),
        Role::QueryValue(_, style) => {
            let style = form_style(*style);
            quote!(.set_query_value(#wire_name, &value, #style))
        }
        Role::Cookie(scalar) => {
            let text = text(&value, scalar);
            quote!(.set_cookie(#wire_name, #text))
        }
        Role::Path(_) | Role::Body(..) | Role::OneOf(..) => TokenStream::new(),
    };
    quote! {
        #docs
        #deprecated
        pub fn #name(self, value: #ty) -> Self {
            #list
            self #checks #step
        }
    }
}

pub(super) fn idempotency_key(key: &IdempotencyKey) -> TokenStream {
    let (wire_name, body, field) = (&key.wire_name, ident(&key.body), ident(&key.field));
    let value = match key.presence {
        Presence::Required => quote!(Some(&#body.#field)),
        Presence::RequiredNullable | Presence::Optional => quote!(#body.#field.as_deref()),
        Presence::OptionalNullable => quote!(#body.#field.value().map(String::as_str)),
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
