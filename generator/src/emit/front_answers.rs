//! The front page, of answers: errors by status, headers, and what is read while it comes.

use super::front_page::{Line, Page};
use crate::name::plan::{Ident, Method, Plan, Resource, Way};

/// Where the types of a method stand, from the crate down.
fn first<'p>(
    plan: &'p Plan,
    wanted: impl Fn(&'p Method) -> Option<&'p Ident>,
) -> Option<(&'p Ident, String)> {
    let found = |resource: &'p Resource| {
        let ident = resource.methods.iter().find_map(&wanted)?;
        let path: Vec<String> = resource.module.iter().map(ToString::to_string).collect();
        Some((ident, path.join("::")))
    };
    plan.resources.iter().find_map(found)
}

/// Errors whose body depends on the status.
pub(super) fn error_bodies(page: &mut Page, plan: &Plan) {
    let found = first(plan, |method| {
        method.error_body.as_ref().map(|found| &found.ident)
    });
    let Some((name, module)) = found else { return };
    page.text(
        "\nWhere the type depends on the status, the module of the operation has an enum for it:\n",
    );
    let krate = page.krate.clone();
    let code = [
        &format!("# fn example(error: {krate}::Error) {{"),
        &format!("use {krate}::{module}::{name};"),
        "",
        &format!("if let Some(body) = {name}::of(&error) {{"),
        "    println!(\"{body:?}\");",
        "}",
        "# }",
    ];
    page.code(Line::Rust(None), code);
}

/// Headers of answers.
pub(super) fn headers(page: &mut Page, plan: &Plan) {
    let found = first(plan, |method| {
        method.headers.as_ref().map(|found| &found.ident)
    });
    let Some((name, module)) = found else { return };
    page.text(&format!("\nThe headers that an operation describes have a type as well, such as `{module}::{name}`:\n`{name}::of(response.headers())` reads them, of an error too."));
}

/// Answers that are read while they come.
pub(super) fn streams(page: &mut Page, plan: &Plan) {
    if plan.front.streams.is_empty() {
        return;
    }
    page.heading("Streams");
    page.text("What comes bit by bit is read bit by bit, at the pace of the reader. A call then ends when the\nanswer begins: from there on nothing is tried again, and its timeout is how long each bit may\ntake. A deadline, where one is set, is for all of the stream. Dropping a stream closes its\nconnection. What `.into_inner()` of the answer gives is a `futures_core::Stream` too, and with\nthe feature `blocking` an iterator, by `.into_inner().blocking()`.");
    for (way, snippet) in &plan.front.streams {
        let (text, options, read): (_, &[&str], &[&str]) = match way {
            Way::Events => (
                "\nServer-sent events. With `.reconnect(5)` on the call, a request that may be sent twice is made\nagain when the connection is lost, and goes on after the last event. `[DONE]` ends a stream of\nJSON.\n",
                &[],
                &[
                    "while let Some(event) = stream.next().await {",
                    "    let event = event?;",
                    "    println!(\"{}: {:?}\", event.event, event.data);",
                    "}",
                ],
            ),
            Way::Items => (
                "\nJSON values, one after the other:\n",
                &[],
                &[
                    "while let Some(value) = stream.next().await {",
                    "    println!(\"{:?}\", value?);",
                    "}",
                ],
            ),
            Way::Bytes => (
                "\nBytes, instead of all of them at once:\n",
                &[".stream()"],
                &[
                    "while let Some(bytes) = stream.chunk().await? {",
                    "    println!(\"{} bytes\", bytes.len());",
                    "}",
                ],
            ),
        };
        page.text(text);
        let mut body = snippet.statement("let mut stream = ", options, ".await?;");
        body.extend(read.iter().map(|line| (*line).to_owned()));
        let types = snippet.use_line(&page.krate);
        let uses: Vec<&str> = types.iter().map(String::as_str).collect();
        page.call(None, &uses, &body);
    }
}
