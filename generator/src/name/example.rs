//! The code that documentation shows: a call of each operation.

use super::plan::{
    Argument, Content, Gives, Ident, Need, Role, RustType, Scalar, Snippet, Style, Taken,
};
use super::resources::Node;
use super::sample::{Sample, Sampler, literal};
use super::words::ident;
use super::{Ctx, argument, content, docs};
use crate::model::api::{self, Bound, Operation, Rule};

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
    for argument in argument::arguments(ctx, operation, name) {
        let parameter = operation
            .required_parameters()
            .find(|parameter| parameter.name == argument.wire_name);
        let least = parameter.and_then(|parameter| least(&parameter.ty.rules));
        let example = parameter.and_then(|parameter| {
            let given = parameter.annotations.examples.first();
            given.or(parameter.annotations.default.as_ref())
        });
        let example = example.or(least.as_ref());
        arguments.push(match &argument.role {
            Role::QueryValue(ty, _) | Role::Styled(Taken::Value(ty), _) => {
                sampler.exact(ty, example, 0)?
            }
            Role::Path(scalar) | Role::Cookie(scalar) | Role::Styled(Taken::One(scalar), _) => {
                scalar_sample(ctx, &mut sampler, scalar, &argument, example)?
            }
            Role::Styled(Taken::Several(scalar), _) => {
                list_sample(ctx, &mut sampler, scalar, &argument, example)?
            }
            Role::Query(values) | Role::Header(values) => match values.style {
                Style::Single => {
                    scalar_sample(ctx, &mut sampler, &values.scalar, &argument, example)?
                }
                Style::Repeated | Style::Joined(_) => {
                    list_sample(ctx, &mut sampler, &values.scalar, &argument, example)?
                }
            },
            Role::Body(_, Need::Optional) | Role::OneOf(_, Need::Optional) => {
                Sample::Atom("None".to_owned())
            }
            Role::Body(content, Need::Required) => match content {
                Content::Text(_) => Sample::Atom("\"…\"".to_owned()),
                Content::Bytes(_) => Sample::Atom("b\"...\"".to_owned()),
                content => sampler.exact(content.ty()?, example_of(operation, 0), 0)?,
            },
            Role::OneOf(_, Need::Required) => {
                let alternatives = content::alternatives(ctx, operation, name)?;
                let variants = alternatives.variants.iter().enumerate();
                let mut typed = variants
                    .filter(|(_, variant)| variant.is_default)
                    .filter_map(|(index, variant)| Some((index, variant.content.ty()?)));
                let (index, ty) = typed.next()?;
                // What converts into the body must say itself of what type it is.
                if matches!(ty, RustType::Map(_) | RustType::Nullable(_)) {
                    return None;
                }
                sampler.exact(ty, example_of(operation, index), 0)?
            }
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

fn gives(answer: &api::Answer) -> Gives {
    match answer {
        api::Answer::Empty => Gives::Nothing,
        api::Answer::Json { .. } | api::Answer::Text { .. } | api::Answer::ByStatus { .. } => {
            Gives::Value
        }
        api::Answer::Bytes { .. } => Gives::Bytes,
        api::Answer::Streamed(_) => Gives::Stream,
        api::Answer::Upgrade => Gives::Connection,
    }
}

/// The least whole number that rules admit, where one is not among them.
fn least(rules: &[Rule]) -> Option<serde_json::Value> {
    let least = rules.iter().find_map(|rule| match rule {
        Rule::Minimum(number, Bound::Inclusive) => number.as_i64(),
        Rule::Minimum(number, Bound::Exclusive) => number.as_i64()?.checked_add(1),
        _ => None,
    })?;
    (least > 1).then(|| least.into())
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

fn scalar_sample(
    ctx: &Ctx<'_>,
    sampler: &mut Sampler<'_>,
    scalar: &Scalar,
    argument: &Argument,
    example: Option<&serde_json::Value>,
) -> Option<Sample> {
    match scalar {
        Scalar::Text => {
            let configured = ctx
                .config
                .example
                .path
                .get(&argument.wire_name)
                .map(String::as_str);
            let given = example.and_then(serde_json::Value::as_str);
            let text = configured.or(given).unwrap_or(&argument.wire_name);
            Some(Sample::Atom(literal(&docs::one_line(text))))
        }
        Scalar::Value(ty) | Scalar::Enumeration(ty) => sampler.exact(ty, example, 0),
    }
}

/// A list with the first of several values.
fn list_sample(
    ctx: &Ctx<'_>,
    sampler: &mut Sampler<'_>,
    scalar: &Scalar,
    argument: &Argument,
    example: Option<&serde_json::Value>,
) -> Option<Sample> {
    let first = example.map(|example| example.get(0).unwrap_or(example));
    Some(Sample::List {
        open: "[",
        items: vec![scalar_sample(ctx, sampler, scalar, argument, first)?],
        close: "]",
    })
}

/// The example of one of the contents of a body.
fn example_of(operation: &Operation, content: usize) -> Option<&serde_json::Value> {
    let contents = &operation.body.as_ref()?.contents;
    contents.get(content)?.example.as_ref()
}

/// The section of a method's documentation that shows a call of it.
pub(super) fn doc_lines(ctx: &Ctx<'_>, snippet: &Snippet) -> Vec<String> {
    let krate = &ctx.krate;
    let mut lines = vec![
        "# Example".to_owned(),
        String::new(),
        "```no_run".to_owned(),
        format!("# async fn example(client: {krate}::Client) -> Result<(), {krate}::Error> {{"),
    ];
    lines.extend(statement(krate, snippet));
    lines.extend(["# Ok(())", "# }", "```"].map(str::to_owned));
    lines
}

/// The `use` line and the statement of a snippet.
pub(super) fn statement(krate: &str, snippet: &Snippet) -> Vec<String> {
    let uses = snippet.use_line(krate).unwrap_or_default();
    let mut lines: Vec<String> = uses.lines().map(str::to_owned).collect();
    if !lines.is_empty() {
        lines.push(String::new());
    }
    let start = match snippet.gives {
        Gives::Nothing => String::new(),
        Gives::Value | Gives::Bytes | Gives::Stream | Gives::Connection => {
            format!("let {} = ", snippet.result)
        }
    };
    lines.extend(snippet.statement(&start, &[], ".await?;"));
    lines
}
