//! The parameters of a method: how each is taken, checked and sent.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::body;
use super::checks::{count, value_check};
use super::tokens::{deprecated, docs, ident, literal, ty, use_line};
use crate::name::plan::{
    Argument, At, CallSetter, Expansion, Expression, FormStyle, Held, Limit, Literal, Operator,
    QueryContent, Role, RustType, Scalar, Sent, Style, Taken, ValueCheck, ValueRule, Values,
};

/// An argument with its type.
pub(super) fn taken(argument: &Argument) -> TokenStream {
    let name = ident(&argument.ident);
    let ty = parameter_type(&argument.role);
    quote!(#name: #ty)
}

pub(super) fn parameter_type(role: &Role) -> TokenStream {
    match role {
        Role::Path(scalar) | Role::Cookie(scalar) | Role::Styled(Taken::One(scalar), _) => {
            scalar_type(scalar)
        }
        Role::Query(values) | Role::Header(values) => match values.style {
            Style::Single => scalar_type(&values.scalar),
            Style::Repeated | Style::Joined(_) => list_type(&values.scalar),
        },
        Role::Styled(Taken::Several(scalar), _) => list_type(scalar),
        Role::QueryValue(value, _) | Role::Styled(Taken::Value(value), _) => ty(value),
        Role::Body(content, need) => body::parameter(content, *need),
        Role::OneOf(name, need) => body::one_of(name, *need),
    }
}

fn list_type(scalar: &Scalar) -> TokenStream {
    let item = scalar_type(scalar);
    quote!(impl IntoIterator<Item = #item>)
}

fn scalar_type(scalar: &Scalar) -> TokenStream {
    match scalar {
        Scalar::Text => quote!(impl AsRef<str>),
        Scalar::Value(RustType::Number) => quote!(impl Into<Number>),
        Scalar::Value(value) | Scalar::Enumeration(value) => ty(value),
    }
}

/// The names that a file uses for such parameters.
pub(super) fn uses<'a>(arguments: impl Iterator<Item = &'a Argument>) -> Option<TokenStream> {
    let mut names: Vec<TokenStream> = Vec::new();
    let (mut style, mut content) = (false, false);
    for argument in arguments {
        if let Role::Styled(_, sent) = &argument.role {
            content |= matches!(sent, Sent::Whole(_));
            style |= !matches!(sent, Sent::Whole(_) | Sent::Reserved(_));
        }
    }
    names.extend(style.then(|| quote!(ParameterStyle)));
    names.extend(content.then(|| quote!(QueryContent)));
    (!names.is_empty()).then(|| use_line(&quote!(crate::wire::parameters), &names))
}

/// Whether sending an argument names the style of a form.
pub(super) fn names_form_style(role: &Role) -> bool {
    match role {
        Role::QueryValue(..) | Role::Styled(_, Sent::Reserved(_)) => true,
        Role::Styled(_, Sent::Whole(QueryContent::Form(styles))) => !styles.is_empty(),
        _ => false,
    }
}

/// The statement that makes of an argument what is checked and sent.
pub(super) fn made(argument: &Argument) -> Option<TokenStream> {
    made_of(&ident(&argument.ident), argument)
}

/// The same for one of this name: it keeps the texts of several values, which are checked before they
/// are sent, or the number that is given as one of any kind.
fn made_of(name: &Ident, argument: &Argument) -> Option<TokenStream> {
    if let Some(scalar) = listed(argument) {
        let items = items(name, scalar);
        return Some(quote! { let #name = #items; });
    }
    is_number(&argument.role).then(|| quote! { let #name: Number = #name.into(); })
}

/// Whether a parameter is one number that keeps all its digits.
fn is_number(role: &Role) -> bool {
    let scalar = match role {
        Role::Path(scalar) | Role::Cookie(scalar) | Role::Styled(Taken::One(scalar), _) => scalar,
        Role::Query(values) | Role::Header(values) if values.style == Style::Single => {
            &values.scalar
        }
        _ => return false,
    };
    *scalar == Scalar::Value(RustType::Number)
}

/// What the values of a parameter are that has several, and rules.
fn listed(argument: &Argument) -> Option<&Scalar> {
    if argument.checks.is_empty() {
        return None;
    }
    match &argument.role {
        Role::Query(values) | Role::Header(values) => {
            (values.style != Style::Single).then_some(&values.scalar)
        }
        Role::Styled(Taken::Several(scalar), _) => Some(scalar),
        _ => None,
    }
}

/// The step that checks what an argument holds, besides what its type says.
fn checks(argument: &Argument) -> TokenStream {
    if argument.checks.is_empty() {
        return TokenStream::new();
    }
    let Some(place) = argument.role.place() else {
        return match &argument.role {
            Role::Body(..) => body::checks(&argument.checks).unwrap_or_default(),
            // The run time checks what checks itself.
            _ => TokenStream::new(),
        };
    };
    if let Some(step) = text_check(argument).or_else(|| range_check(argument)) {
        return step;
    }
    let step = if checks_itself(&argument.role) {
        format_ident!("check_further")
    } else {
        format_ident!("check_parameter")
    };
    let (wire_name, statements) = (&argument.wire_name, argument.checks.iter().map(value_check));
    quote!(.#step(#place, #wire_name, &|checks| { #(#statements)* }))
}

/// The step that checks one rule of a text. A method that takes `impl AsRef<str>` is compiled for each
/// type that it is called with, so there is no closure in it.
fn text_check(argument: &Argument) -> Option<TokenStream> {
    let (place, [check]) = (argument.role.place()?, &argument.checks[..]) else {
        return None;
    };
    if checks_itself(&argument.role) {
        return None;
    }
    let ValueCheck { source, rule, .. } = check;
    let (At::Here, Held::Text, Expression::Local(name)) = (&source.at, source.held, &source.value)
    else {
        return None;
    };
    let (name, wire_name) = (ident(name), &argument.wire_name);
    match rule {
        ValueRule::Length(min, max) => {
            let (min, max) = (count(*min), count(*max));
            Some(quote!(.check_length(#place, #wire_name, #name.as_ref(), (#min, #max))))
        }
        ValueRule::Pattern(pattern, runs) => {
            let translated = (pattern != runs).then(|| quote!(, #runs));
            let pattern = quote!(pattern!(#pattern #translated));
            Some(quote!(.check_pattern(#place, #wire_name, #name.as_ref(), #pattern)))
        }
        _ => None,
    }
}

/// The step that checks the bounds of a number, where it has no other rules. A closure is a function
/// more to compile, and `limit` has bounds in most operations.
fn range_check(argument: &Argument) -> Option<TokenStream> {
    if checks_itself(&argument.role) || argument.checks.len() > 2 {
        return None;
    }
    let (mut value, mut min, mut max) = (None, None, None);
    for ValueCheck { source, ty, rule } in &argument.checks {
        let bound = match rule {
            ValueRule::Bound(Limit::Minimum, bound) if min.is_none() => min.insert(bound),
            ValueRule::Bound(Limit::Maximum, bound) if max.is_none() => max.insert(bound),
            _ => return None,
        };
        let (At::Here, Held::Owned, Expression::Local(name)) =
            (&source.at, source.held, &source.value)
        else {
            return None;
        };
        if *ty == RustType::Number || matches!(bound, Literal::Digits(_)) {
            return None;
        }
        value = Some(ident(name));
    }
    let bound = |bound: Option<&Literal>| match bound.map(literal) {
        Some(bound) => quote!(Some(#bound)),
        None => quote!(None),
    };
    let (place, wire_name) = (argument.role.place()?, &argument.wire_name);
    let (value, min, max) = (value?, bound(min), bound(max));
    Some(quote!(.check_range(#place, #wire_name, #value, (#min, #max))))
}

/// Whether what checks an argument names the module `json`.
pub(super) fn checks_name_json(argument: &Argument) -> bool {
    !argument.checks.is_empty() && text_check(argument).is_none() && range_check(argument).is_none()
}

/// Whether the step that sends an argument checks it too.
fn checks_itself(role: &Role) -> bool {
    matches!(role, Role::QueryValue(..) | Role::Styled(..))
}

/// The steps that check and send an argument.
pub(super) fn step(argument: &Argument) -> TokenStream {
    checked(argument, &send(argument))
}

/// A step that sends an argument, with what checks it.
fn checked(argument: &Argument, send: &TokenStream) -> TokenStream {
    let checks = checks(argument);
    if checks_itself(&argument.role) {
        quote!(#send #checks)
    } else {
        quote!(#checks #send)
    }
}

/// The step that puts an argument into the request.
fn send(argument: &Argument) -> TokenStream {
    let name = ident(&argument.ident);
    match &argument.role {
        Role::Body(content, need) => body::send(content, *need, &name),
        Role::OneOf(_, need) => body::send_one_of(&name, *need),
        _ => put(&name, argument, Before::Nothing),
    }
}

/// What a step does with what a parameter was before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// It was nothing.
    Nothing,
    /// It goes away: a method of a call may be called again.
    Replaced,
}

impl Before {
    /// The step of a name. Of most there is one for both.
    fn step(self, name: &str) -> Ident {
        match (self, name) {
            (Self::Replaced, "query" | "query_list" | "header_list" | "header_value") => {
                format_ident!("set_{name}")
            }
            _ => format_ident!("{name}"),
        }
    }
}

/// The step that puts a parameter into a request.
fn put(name: &Ident, argument: &Argument, before: Before) -> TokenStream {
    let wire_name = &argument.wire_name;
    let step = |name: &str| before.step(name);
    match &argument.role {
        Role::Path(scalar) => {
            let text = text(name, scalar);
            quote!(.path(#wire_name, #text))
        }
        Role::Cookie(scalar) => {
            let (step, text) = (step("cookie"), text(name, scalar));
            quote!(.#step(#wire_name, #text))
        }
        Role::QueryValue(_, style) => {
            let (step, style) = (step("query_value"), form_style(*style));
            quote!(.#step(#wire_name, &#name, #style))
        }
        Role::Query(values) => list_or_one(before, "query", name, argument, values),
        Role::Header(values) => list_or_one(before, "header", name, argument, values),
        Role::Styled(taken, sent) => {
            let (method, style) = styled(sent);
            let (step, value) = (step(method), value(name, argument, taken));
            quote!(.#step(#wire_name, #value, #style))
        }
        Role::Body(..) | Role::OneOf(..) => TokenStream::new(),
    }
}

/// The method that sends a parameter in a style of its own, and that style.
fn styled(sent: &Sent) -> (&'static str, TokenStream) {
    match sent {
        Sent::Path(style) => ("path_value", expansion(*style)),
        Sent::Header(style) => ("header_value", expansion(*style)),
        Sent::Cookie(style) => ("cookie_value", expansion(*style)),
        Sent::Reserved(style) => ("query_reserved", form_style(*style)),
        Sent::Whole(content) => ("whole_query", query_content(content)),
    }
}

fn expansion(style: Expansion) -> TokenStream {
    let name = match style.operator {
        Operator::Simple => quote!(SIMPLE),
        Operator::Label => quote!(LABEL),
        Operator::Matrix => quote!(MATRIX),
        Operator::Form => quote!(FORM),
        Operator::Cookie => quote!(COOKIE),
        Operator::Json => quote!(JSON),
    };
    let exploded = style.explode.then(|| quote!(.exploded()));
    let reserved = style.reserved.then(|| quote!(.reserved()));
    quote!(ParameterStyle::#name #exploded #reserved)
}

fn query_content(content: &QueryContent) -> TokenStream {
    match content {
        QueryContent::Form(styles) => {
            let styles = styles.iter().map(|(name, style)| {
                let style = form_style(*style);
                quote!((#name, #style))
            });
            quote!(QueryContent::Form(&[#(#styles),*]))
        }
        QueryContent::Json => quote!(QueryContent::Json),
        QueryContent::Text => quote!(QueryContent::Text),
    }
}

/// What is written of an argument, as something that can be JSON.
fn value(name: &Ident, argument: &Argument, taken: &Taken) -> TokenStream {
    match taken {
        Taken::One(Scalar::Text) => quote!(&#name.as_ref()),
        Taken::One(Scalar::Value(_)) => quote!(&#name.to_string()),
        Taken::Several(scalar) if listed(argument).is_none() => {
            let items = items(name, scalar);
            quote!(&#items)
        }
        Taken::One(Scalar::Enumeration(_)) | Taken::Several(_) | Taken::Value(_) => {
            quote!(&#name)
        }
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
fn list_or_one(
    before: Before,
    step: &str,
    name: &Ident,
    argument: &Argument,
    values: &Values,
) -> TokenStream {
    let wire_name = &argument.wire_name;
    let (one, several) = (before.step(step), before.step(&format!("{step}_list")));
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
        Scalar::Value(RustType::Number) => quote!(Into::<Number>::into(value).to_string()),
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

/// The method that sets an optional parameter on the call.
pub(super) fn call_setter(setter: &CallSetter) -> TokenStream {
    let argument = &setter.argument;
    let (docs, deprecated) = (docs(&setter.docs), deprecated(setter.deprecated.as_ref()));
    let (name, ty) = (ident(&argument.ident), parameter_type(&argument.role));
    let value = format_ident!("value");
    let made = made_of(&value, argument);
    let steps = checked(argument, &put(&value, argument, Before::Replaced));
    quote! {
        #docs
        #deprecated
        pub fn #name(mut self, value: #ty) -> Self {
            #made
            self.outgoing = self.outgoing #steps;
            self
        }
    }
}
