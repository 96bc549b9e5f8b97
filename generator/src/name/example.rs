//! The code that documentation shows: a call of each operation.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::expression::Sample;
use super::plan::{Content, Gives, Ident, Need, Role, RustType, Scalar, Snippet, Style, Taken};
use super::resources::Node;
use super::sample::Sampler;
use super::wanted::{Wanted, shortened};
use super::words::ident;
use super::{Ctx, argument, content, docs, together};
use crate::model::api::{
    self, Kind, Location, Operation, Parameter, Presence, Record, Rule, Shape, Text, TypeRef,
    Variant,
};

/// The widest line of code in documentation.
const WIDTH: usize = 92;

/// Returns a call of an operation; none if a type that it needs can't be built.
pub(super) fn snippet(
    ctx: &Ctx<'_>,
    node: &Node,
    operation: &Operation,
    name: &str,
) -> Option<Snippet> {
    let mut sampler = Sampler::new(ctx);
    let mut arguments = Vec::new();
    // The arguments that are no body, in the same order.
    let mut parameters = operation.required_parameters();
    for argument in argument::arguments(ctx, operation, name) {
        arguments.push(match &argument.role {
            Role::QueryValue(..)
            | Role::Styled(..)
            | Role::Path(_)
            | Role::Cookie(_)
            | Role::Query(_)
            | Role::Header(_) => {
                let parameter = parameters.next()?;
                of_parameter(ctx, &mut sampler, &argument.role, parameter)?
            }
            Role::Body(content, Need::Required) => match content {
                Content::Text(_) => Sample::Atom("\"…\"".to_owned()),
                Content::Bytes(_) => Sample::Atom("b\"...\"".to_owned()),
                content => sampler.exact(content.ty()?, of_content(operation, 0)?, 0)?,
            },
            Role::OneOf(_, Need::Required) => {
                one_of(ctx, &mut sampler, (operation, name), |_| true)?.0
            }
            Role::Body(Content::Json(ty @ RustType::Nullable(_), _), Need::Optional) => {
                sampler.exact(ty, of_content(operation, 0)?, 0)?
            }
            Role::Body(content, Need::Optional) => optional(&mut sampler, |sampler| {
                let wanted = of_content(operation, 0).filter(|wanted| is_told(ctx, wanted))?;
                let body = sampler.exact(content.ty()?, wanted, 0)?;
                says_something(ctx, &body, wanted).then_some(body)
            }),
            Role::OneOf(_, Need::Optional) => optional(&mut sampler, |sampler| {
                let is_told = |wanted: &Wanted<'_>| is_told(ctx, wanted);
                let (body, wanted) = one_of(ctx, sampler, (operation, name), is_told)?;
                says_something(ctx, &body, wanted).then(|| into(body))
            }),
        });
    }
    let lines = chain(node, name, arguments);
    let result = Ident("response".to_owned());
    Some(Snippet {
        uses: sampler.uses.into_iter().collect(),
        lines,
        result,
        gives: gives(&operation.answer),
    })
}

/// A body of the first media type whose values are of a type of their own, if it is worth showing, and
/// what it was to be.
fn one_of<'o>(
    ctx: &Ctx<'_>,
    sampler: &mut Sampler<'_>,
    (operation, name): (&'o Operation, &str),
    is_shown: impl Fn(&Wanted<'_>) -> bool,
) -> Option<(Sample, Wanted<'o>)> {
    let alternatives = content::alternatives(ctx, operation, name)?;
    let variants = alternatives.variants.iter().enumerate();
    let mut typed = variants
        .filter(|(_, variant)| variant.is_default)
        .filter_map(|(index, variant)| Some((index, variant.content.ty()?)));
    let (index, ty) = typed.next()?;
    // What converts into the body must say itself of what type it is.
    if !says_its_type(ty) {
        return None;
    }
    let wanted = of_content(operation, index).filter(is_shown)?;
    Some((sampler.exact(ty, wanted, 0)?, wanted))
}

/// Whether a value says of which type it is where it is converted into another.
fn says_its_type(ty: &RustType) -> bool {
    match ty {
        RustType::Bool
        | RustType::String
        | RustType::Named(_)
        | RustType::Qualified(_)
        | RustType::Vec(_) => true,
        RustType::Boxed(inner) => says_its_type(inner),
        _ => false,
    }
}

/// A body that may be left out: left out unless there is one to show.
fn optional<'c>(
    sampler: &mut Sampler<'c>,
    body: impl FnOnce(&mut Sampler<'c>) -> Option<Sample>,
) -> Sample {
    match sampler.attempt(body) {
        Some(body) => Sample::Call {
            head: "Some".to_owned(),
            arguments: vec![body],
            setters: Vec::new(),
        },
        None => Sample::Atom("None".to_owned()),
    }
}

/// Whether there is something to show of a body that may be left out: an example, or what its type
/// requires. Many an author forgets to say that the body itself is required.
fn is_told(ctx: &Ctx<'_>, wanted: &Wanted<'_>) -> bool {
    let ty = wanted.ty.named().and_then(|id| ctx.api.types.get(id));
    let has_example = ty.is_some_and(|ty| !ty.annotations.examples.is_empty());
    // What is shown of any JSON is a text.
    if wanted.ty.kind == Kind::Any {
        return wanted.example.is_some_and(Value::is_string);
    }
    !wanted.ty.nullable && (wanted.example.is_some() || has_example || requires(ctx, wanted.ty))
}

/// Whether a body is more than nothing: something is in it, if only what its type always has.
fn says_something(ctx: &Ctx<'_>, body: &Sample, wanted: Wanted<'_>) -> bool {
    match body {
        Sample::Call {
            arguments, setters, ..
        } => !arguments.is_empty() || !setters.is_empty() || requires(ctx, wanted.ty),
        Sample::Atom(_) | Sample::List { .. } => true,
    }
}

/// Whether a type has no value without a property or an item.
fn requires(ctx: &Ctx<'_>, ty: &TypeRef) -> bool {
    let of_record = |record: &Record| {
        let mut fields = record.fields.iter();
        fields.any(|field| field.presence == Presence::Required || field.is_tag)
            || !together::needed(record, None).is_empty()
    };
    let of_variant = |variant: &Variant| match shape(ctx, &variant.ty) {
        Some(Shape::Record(record)) => of_record(record),
        Some(Shape::Union(_) | Shape::Enumeration(_)) | None => false,
    };
    match shape(ctx, ty) {
        Some(Shape::Record(record)) => of_record(record),
        Some(Shape::Union(union)) => union.variants.iter().all(of_variant),
        Some(Shape::Enumeration(_)) => false,
        None => {
            let mut rules = ty.rules.iter();
            rules.any(|rule| matches!(rule, Rule::MinItems(1..) | Rule::MinProperties(1..)))
        }
    }
}

fn shape<'c>(ctx: &Ctx<'c>, ty: &TypeRef) -> Option<&'c Shape> {
    Some(&ctx.api.types.get(ty.named()?)?.shape)
}

/// What converts into something else.
fn into(sample: Sample) -> Sample {
    match sample {
        Sample::Atom(text) => Sample::Atom(text + ".into()"),
        Sample::List { open, items, .. } => Sample::List {
            open,
            items,
            close: "].into()",
        },
        Sample::Call {
            head,
            arguments,
            mut setters,
        } => {
            setters.push(("into".to_owned(), Sample::Atom(String::new())));
            Sample::Call {
                head,
                arguments,
                setters,
            }
        }
    }
}

fn gives(answer: &api::Answer) -> Gives {
    match answer {
        api::Answer::Empty => Gives::Nothing,
        api::Answer::Json { .. } | api::Answer::Text { .. } | api::Answer::ByStatus { .. } => {
            Gives::Value
        }
        api::Answer::Bytes {
            presence: Presence::Required,
            ..
        } => Gives::Bytes,
        api::Answer::Bytes {
            presence: Presence::Optional,
            ..
        } => Gives::OptionalBytes,
        api::Answer::Streamed(_) => Gives::Stream,
        api::Answer::Upgrade => Gives::Connection,
    }
}

/// The call as a chain, one method a line.
fn chain(node: &Node, name: &str, arguments: Vec<Sample>) -> Vec<String> {
    let mut lines = vec!["client".to_owned()];
    lines.extend(
        node.path
            .iter()
            .map(|name| format!("    .{}()", ident(name))),
    );
    let call = Sample::Call {
        head: format!("    .{}", ident(name)),
        arguments,
        setters: Vec::new(),
    };
    let call = call.lines(0, WIDTH);
    lines.extend(call.into_iter().enumerate().map(|(index, line)| {
        if index == 0 {
            line
        } else {
            format!("    {line}")
        }
    }));
    lines
}

fn of_parameter(
    ctx: &Ctx<'_>,
    sampler: &mut Sampler<'_>,
    role: &Role,
    parameter: &Parameter,
) -> Option<Sample> {
    let given = parameter.annotations.examples.first();
    let given = given.or(parameter.annotations.default.as_ref());
    let is_query = parameter.location == Location::Query;
    let decoded = given.filter(|_| is_query).and_then(decoded);
    let wanted = Wanted::new(&parameter.ty, decoded.as_ref().or(given));
    let wanted = if is_query {
        wanted.whole_text()
    } else {
        wanted
    };
    let (scalar, is_list) = match role {
        Role::QueryValue(ty, _) | Role::Styled(Taken::Value(ty), _) => {
            return sampler.exact(ty, wanted, 0);
        }
        Role::Path(scalar) | Role::Cookie(scalar) | Role::Styled(Taken::One(scalar), _) => {
            (scalar, false)
        }
        Role::Styled(Taken::Several(scalar), _) => (scalar, true),
        Role::Query(values) | Role::Header(values) => {
            (&values.scalar, values.style != Style::Single)
        }
        Role::Body(..) | Role::OneOf(..) => return None,
    };
    let configured = ctx.config.example.path.get(&parameter.name);
    let of_scalar = |sampler: &mut Sampler<'_>, wanted: Wanted<'_>| match scalar {
        Scalar::Text => Some(Sample::Atom(match configured {
            Some(text) => format!("{:?}", whole_or_start(&docs::one_line(text), parameter)),
            None => text(wanted, &parameter.name),
        })),
        Scalar::Value(ty @ RustType::Number) => sampler.into(ty, wanted, 0),
        Scalar::Value(ty) | Scalar::Enumeration(ty) => sampler.exact(ty, wanted, 0),
    };
    if is_list {
        return sampler.list("[", wanted, of_scalar);
    }
    of_scalar(sampler, wanted)
}

/// A text that is written as it stands in a URL, as it is before that.
fn decoded(example: &Value) -> Option<Value> {
    let text = example.as_str().filter(|text| text.contains('%'))?;
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    let bytes = text.as_bytes();
    let mut marks = text.match_indices('%').map(|(at, _)| at);
    let is_whole = marks.all(|at| is_digit(bytes.get(at + 1)) && is_digit(bytes.get(at + 2)));
    let decoded = percent_decode_str(text).decode_utf8();
    is_whole.then_some(decoded.ok()?.into_owned().into())
}

/// A text that a parameter takes: what the description shows, else its own name.
fn text(wanted: Wanted<'_>, name: &str) -> String {
    // What is shown of another type is none of its texts.
    let example = wanted.example.filter(|example| example.is_string());
    let text = Wanted {
        example,
        placeholder: &docs::one_line(name),
        ..wanted
    }
    .text();
    format!("{text:?}")
}

/// A text that `codegen.toml` gives, its start alone where any other would do.
fn whole_or_start(text: &str, parameter: &Parameter) -> String {
    let has_format = matches!(&parameter.ty.kind, Kind::String(Text::Plain(Some(_))));
    if has_format || !parameter.ty.rules.is_empty() {
        text.to_owned()
    } else {
        shortened(text)
    }
}

/// What one of the contents of a body is.
fn of_content(operation: &Operation, content: usize) -> Option<Wanted<'_>> {
    let content = operation.body.as_ref()?.contents.get(content)?;
    Some(Wanted::new(content.format.ty()?, content.example.as_ref()))
}

/// The section of a method's documentation that shows a call of it.
pub(super) fn doc_lines(ctx: &Ctx<'_>, operation: &Operation, snippet: &Snippet) -> Vec<String> {
    let krate = &ctx.krate;
    let mut lines = vec![
        "# Example".to_owned(),
        String::new(),
        "```no_run".to_owned(),
    ];
    let limit = ctx.recursion_limit;
    lines.extend(limit.map(|limit| format!("# #![recursion_limit = \"{limit}\"]")));
    lines.push(format!(
        "# async fn example(client: {krate}::Client) -> Result<(), {krate}::Error> {{"
    ));
    lines.extend(if operation.only_redirects() {
        redirect(krate, snippet)
    } else {
        statement(krate, snippet)
    });
    lines.extend(["# Ok(())", "# }", "```"].map(str::to_owned));
    lines
}

/// The `use` line and the statements of a snippet whose answer is where another one is.
fn redirect(krate: &str, snippet: &Snippet) -> Vec<String> {
    let mut lines = used(krate, snippet);
    lines.extend(snippet.statement("let result = ", &[], ".await;"));
    lines.push("if let Err(error) = result {".to_owned());
    lines.push("    println!(\"{:?}\", error.location());".to_owned());
    lines.push("}".to_owned());
    lines
}

/// The `use` line and the statement of a snippet.
pub(super) fn statement(krate: &str, snippet: &Snippet) -> Vec<String> {
    let mut lines = used(krate, snippet);
    let start = match snippet.gives {
        Gives::Nothing => String::new(),
        Gives::Value | Gives::Bytes | Gives::OptionalBytes | Gives::Stream | Gives::Connection => {
            format!("let {} = ", snippet.result)
        }
    };
    lines.extend(snippet.statement(&start, &[], ".await?;"));
    lines
}

/// The `use` line of a snippet, and an empty one.
fn used(krate: &str, snippet: &Snippet) -> Vec<String> {
    let uses = snippet.use_line(krate).unwrap_or_default();
    let mut lines: Vec<String> = uses.lines().map(str::to_owned).collect();
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines
}
