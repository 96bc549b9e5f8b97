//! The front page, of calls: how they fail, how often they are tried, how long they may take, and
//! how they are made in tests and without a runtime.

use super::front_page::Page;
use super::front_security;
use crate::name::plan::{Gives, Plan};

/// What goes wrong.
pub(super) fn errors(page: &mut Page, plan: &Plan) {
    page.heading("Errors");
    let has_keys = !plan.client.api.schemes.is_empty();
    let never = if has_keys { ", never the key" } else { "" };
    page.text(&format!("Whatever goes wrong is an `Error`: what kind of failure it is, what the server said, how\noften it was tried. A message names the method, the path and the first reason that the\nserver gave{never}.\n"));
    let (status, means) = if has_keys {
        ("UNAUTHORIZED", "the key is wrong")
    } else {
        ("NOT_FOUND", "there is none")
    };
    page.shown(None, &["use CRATE::{ErrorKind, StatusCode};"], |snippet| {
        let ok = match snippet.gives {
            Gives::Value => "println!(\"{:?} after {} tries\", *response, response.attempts())",
            Gives::Nothing
            | Gives::Bytes
            | Gives::OptionalBytes
            | Gives::Stream
            | Gives::Connection => {
                "println!(\"{} after {} tries\", response.status(), response.attempts())"
            }
        };
        let mut body = snippet.statement("let result = ", &[], ".await;");
        body.extend([
            "match result {".to_owned(),
            format!("    Ok(response) => {ok},"),
            format!("    Err(error) if error.status() == Some(StatusCode::{status}) => {{"),
            format!("        println!(\"{means}\");"),
            "    }".to_owned(),
            "    // It says all that is wrong with the request, of which nothing was sent."
                .to_owned(),
            "    Err(error) if error.kind() == ErrorKind::InvalidRequest => println!(\"{error}\"),"
                .to_owned(),
        ]);
        if let Some(list) = &plan.client.errors {
            body.push("    Err(error) => {".to_owned());
            body.push(format!("        for reason in error.{}() {{", list.method));
            body.extend(
                [
                    "            println!(\"{reason:?}\");",
                    "        }",
                    "        return Err(error);",
                    "    }",
                ]
                .map(str::to_owned),
            );
        } else {
            body.push("    Err(error) => return Err(error),".to_owned());
        }
        body.push("}".to_owned());
        body
    });
    page.text("\n`error.body::<T>()` reads the body of the answer as any type of `types`. Of a request that was\nnot sent, `error.violations()` has the values at fault one by one.\n\nAn answer without a body, such as a 204, is an error where the method gives a value, and `None`\nwhere it gives an `Option`. A page of HTML in the place of what was asked for is an error\ntoo, where the answer is read whole; so is an answer whose head is not HTTP, which is not tried again.");
    if plan.front.has_redirects {
        page.text("\nSome operations answer with a redirect, which is not followed but an error of the kind\n`ErrorKind::Redirect`: `error.location()` says where it leads.");
    }
}

/// How often a call is tried.
pub(super) fn retries(page: &mut Page, plan: &Plan) {
    page.heading("Retries and idempotency");
    page.text("A call is tried up to three times: where there was no connection, where it was lost or took\ntoo long, and on the statuses 408, 409, 429 and 5xx. The client waits half a second, then\none second, or as long as the server asks. Where that is more than a minute\n(`max_retry_after`), there is no retry: `error.retry_after()` says how long it asks for.\n");
    let keyed = plan
        .resources
        .iter()
        .flat_map(|resource| &resource.methods)
        .any(|method| method.idempotency_key.is_some());
    let text = if keyed {
        "A request that changes something is only sent again where the server can't have acted on it,\nor recognises it: operations with an idempotency key get a fresh one for each call, the same\nfor all its tries. Your own key stands, and `generate_idempotency_keys(false)` makes up none.\n"
    } else {
        "A request that changes something is only sent again where the server can't have acted on it.\n`RetryMode::Always` repeats it whatever it is, `RetryMode::Never` never.\n"
    };
    page.text(text);
    page.shown(None, &["use CRATE::RetryMode;"], |snippet| {
        let options = [".max_retries(5)", ".retry_mode(RetryMode::Safe)"];
        snippet.statement("let response = ", &options, ".await?;")
    });
    if !keyed {
        return;
    }
    page.lead("\nA key that your program keeps makes it safe to make the same call once more, after whatever\nhappened. With `.idempotency_key(…)` it goes where the operation has a place for it:\n");
    page.shown(None, &[], |snippet| {
        let options = [".idempotency_key(\"order-4711\")"];
        snippet.statement("let response = ", &options, ".await?;")
    });
}

/// How long a call may take.
pub(super) fn timeouts(page: &mut Page) {
    page.heading("Timeouts");
    page.text("One try may take 60 seconds, its body included, and 5 of them to connect. A call as a whole\nhas no limit unless it is given a deadline. Each is set for one call, or for a client by\n`with_options`.\n");
    let uses = ["use std::time::Duration;", "use CRATE::Options;"];
    page.shown(None, &uses, |snippet| {
        let options = [
            ".timeout(Duration::from_secs(5))",
            ".deadline(Duration::from_secs(20))",
        ];
        let mut all = vec![
            "let patient = client.with_options(Options::new().timeout(Duration::from_secs(120)));"
                .to_owned(),
        ];
        all.extend(snippet.statement("let response = ", &options, ".await?;"));
        all.push("# let _ = patient;".to_owned());
        all
    });
}

/// How a consumer tests its own code.
pub(super) fn testing(page: &mut Page, plan: &Plan) {
    page.heading("Testing your own code");
    page.text("With the feature `test-util`, a client answers from a queue instead of a server, and keeps\nwhat it was asked. Time does not pass: waiting between tries takes none.\n");
    let reply = plan.example.as_ref().map(|example| &example.reply);
    let reply = match reply {
        Some(reply) if reply.body.is_empty() => format!("Reply::status({})", reply.status),
        Some(reply) => format!("Reply::status({}).body({:?})", reply.status, reply.body),
        None => "Reply::status(200).body(\"what the server would answer\")".to_owned(),
    };
    let key = front_security::placeholders(plan);
    let uses = ["use CRATE::Client;", "use CRATE::testing::{Mock, Reply};"];
    page.shown(Some("test-util"), &uses, |snippet| {
        let mut body = vec![
            "let mock = Mock::new();".to_owned(),
            "mock.reply(Reply::connect_error());".to_owned(),
            format!("mock.reply({reply});"),
            format!("let client = Client::builder(){key}.mock(&mock).build()?;"),
        ];
        if snippet.gives == Gives::Connection {
            body.push("# let _ = client;".to_owned());
            return body;
        }
        body.push(String::new());
        body.extend(snippet.statement("let response = ", &[], ".await?;"));
        body.push("assert_eq!(response.attempts(), 2);".to_owned());
        body.push("assert_eq!(mock.requests().len(), 2);".to_owned());
        body
    });
}

/// How a call is made without a runtime.
pub(super) fn blocking(page: &mut Page) {
    page.heading("Blocking");
    page.lead("With the feature `blocking`, every call can be made without an async runtime:\n");
    page.shown(Some("blocking"), &[], |snippet| {
        snippet.statement("let response = ", &[], ".send_blocking()?;")
    });
}
