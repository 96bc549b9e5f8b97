//! What a consumer reads first: the same sections for the documentation of the crate and for the
//! README, where code that needs a feature to compile is marked for the one and plain in the other.

use super::front_answers;
use crate::name::plan::{Docs, Plan, Snippet};

/// A line of the page.
#[derive(Debug, Clone)]
pub(super) enum Line {
    /// Markdown.
    Text(String),
    /// The start of a block of Rust, which compiles with this feature, or always.
    Rust(Option<&'static str>),
    /// The start of a block in another language.
    Other(&'static str),
    /// A line of code.
    Code(String),
    /// A line of code that only the compiler sees.
    Hidden(String),
    /// The end of a block.
    End,
}

/// The page.
pub(super) fn page(plan: &Plan) -> Vec<Line> {
    let mut page = Page {
        lines: Vec::new(),
        krate: plan.package.krate.to_string(),
    };
    page.docs(&plan.front.about);
    install(&mut page, plan);
    environment(&mut page, plan);
    if let Some(snippet) = &plan.front.snippet {
        errors(&mut page, plan, snippet);
        front_answers::error_bodies(&mut page, plan);
        front_answers::headers(&mut page, plan);
        retries(&mut page, plan, snippet);
        timeouts(&mut page, snippet);
        if plan.has_uploads() {
            uploads(&mut page, plan);
        }
        testing(&mut page, plan, snippet);
        blocking(&mut page, snippet);
    }
    if let Some(webhooks) = &plan.webhooks {
        super::front_webhooks::section(&mut page, webhooks);
    }
    front_answers::streams(&mut page, plan);
    pages(&mut page, plan);
    transport(&mut page, plan);
    tracing(&mut page, plan.front.snippet.as_ref());
    features(&mut page, plan);
    page.lines
}

/// The page, as far as it is written.
pub(super) struct Page {
    lines: Vec<Line>,
    pub(super) krate: String,
}

impl Page {
    fn docs(&mut self, docs: &Docs) {
        self.lines.extend(docs.0.iter().cloned().map(Line::Text));
    }

    pub(super) fn heading(&mut self, text: &str) {
        self.text(&format!("\n# {text}\n"));
    }

    pub(super) fn text(&mut self, text: &str) {
        self.lines
            .extend(text.split('\n').map(|line| Line::Text(line.to_owned())));
    }

    pub(super) fn code<'a>(&mut self, start: Line, lines: impl IntoIterator<Item = &'a str>) {
        self.lines.push(start);
        let lines = lines.into_iter().flat_map(|text| text.split('\n'));
        self.lines
            .extend(lines.map(|line| match line.strip_prefix("# ") {
                Some(hidden) => Line::Hidden(hidden.to_owned()),
                None => Line::Code(line.to_owned()),
            }));
        self.lines.push(Line::End);
    }

    /// Code inside an async function that has a `client` and returns an error of the crate.
    pub(super) fn call(&mut self, feature: Option<&'static str>, uses: &[&str], body: &[String]) {
        let krate = self.krate.clone();
        let mut code = vec![format!(
            "# async fn example(client: {krate}::Client) -> Result<(), {krate}::Error> {{"
        )];
        code.extend(uses.iter().map(|line| line.replace("CRATE", &krate)));
        if !uses.is_empty() {
            code.push(String::new());
        }
        code.extend(body.iter().cloned());
        code.extend(["# Ok(())".to_owned(), "# }".to_owned()]);
        self.code(Line::Rust(feature), code.iter().map(String::as_str));
    }
}

/// The lines of `use` of a block, without those that import nothing.
fn uses<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    lines
        .iter()
        .copied()
        .filter(|line| !line.is_empty())
        .collect()
}

fn install(page: &mut Page, plan: &Plan) {
    page.heading("First call");
    let minor = minor_version(plan);
    let toml = [
        "[dependencies]".to_owned(),
        format!("{} = \"{minor}\"", plan.package.name),
        "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }".to_owned(),
    ];
    page.code(Line::Other("toml"), toml.iter().map(String::as_str));
    page.text("");
    let Some(snippet) = &plan.front.snippet else {
        return;
    };
    let krate = page.krate.clone();
    let mut code = vec![format!("use {krate}::Client;")];
    code.extend(snippet.use_line(&krate));
    code.extend(["", "#[tokio::main]"].map(str::to_owned));
    code.push(format!("async fn main() -> Result<(), {krate}::Error> {{"));
    code.push("    let client = Client::from_env()?;".to_owned());
    let call = snippet.statement("let response = ", &[], ".await?;");
    code.extend(call.iter().map(|line| format!("    {line}")));
    code.extend(["    println!(\"{:?}\", *response);", "    Ok(())", "}"].map(str::to_owned));
    page.code(Line::Rust(None), code.iter().map(String::as_str));
    page.text("\nEvery operation has a method, found by the path of its URL; `API.md` lists them all. What an\noperation requires are its arguments, and everything else is set by name.");
}

/// The version that a manifest asks for.
fn minor_version(plan: &Plan) -> String {
    let parts: Vec<&str> = plan.package.version.split('.').take(2).collect();
    parts.join(".")
}

fn environment(page: &mut Page, plan: &Plan) {
    page.heading("Setting up a client");
    let api = &plan.client.api;
    page.text("`Client::from_env()` reads:\n\n| variable | |\n|---|---|");
    super::front_security::variables(page, api);
    super::front_servers::variable(page, plan);
    let headers_variable = &api.headers_variable;
    page.text(&format!(
        "| `{headers_variable}` | headers for every request, lines of `Name: value` |\n"
    ));
    if api.key_variable().is_some() {
        page.text("`Client::new(key)` takes the key itself.");
    }
    page.text("`Client::builder()` sets everything one by one. A client is cheap to clone, and clones share\ntheir connections. Its `Debug` output shows no key.");
    super::front_security::section(page, api);
    super::front_servers::section(page, plan);
}

fn errors(page: &mut Page, plan: &Plan, snippet: &Snippet) {
    page.heading("Errors");
    page.text("Whatever goes wrong is an `Error`: what kind of failure it is, what the server said, how\noften it was tried. A message names the method, the path and the first reason, never the\nkey.\n");
    let mut body = snippet.statement("let result = ", &[], ".await;");
    body.extend(
        [
            "match result {",
            "    Ok(response) => println!(\"{:?} after {} tries\", *response, response.attempts()),",
            "    Err(error) if error.status() == Some(StatusCode::UNAUTHORIZED) => {",
            "        println!(\"the key is wrong\");",
            "    }",
            "    Err(error) if error.kind() == ErrorKind::InvalidRequest => {",
            "        for violation in error.violations() {",
            "            println!(\"not sent: {violation}\");",
            "        }",
            "    }",
        ]
        .map(str::to_owned),
    );
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
    let types = snippet.use_line(&page.krate).unwrap_or_default();
    page.call(
        None,
        &uses(&["use CRATE::{ErrorKind, StatusCode};", &types]),
        &body,
    );
    page.text("\n`error.body::<T>()` reads the body of the answer as any type of `types`.");
}

fn retries(page: &mut Page, plan: &Plan, snippet: &Snippet) {
    page.heading("Retries and idempotency");
    page.text("A call is tried up to three times: where there was no connection, where it was lost or took\ntoo long, and on the statuses 408, 409, 429 and 5xx. The client waits half a second, then\none second, or as long as the server asks, up to a minute.\n");
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
    let body = snippet.statement(
        "let response = ",
        &[".max_retries(5)", ".retry_mode(RetryMode::Safe)"],
        ".await?;",
    );
    let types = snippet.use_line(&page.krate).unwrap_or_default();
    page.call(None, &uses(&["use CRATE::RetryMode;", &types]), &body);
    if !keyed {
        return;
    }
    page.text("\nA key that your program keeps makes it safe to make the same call once more, after whatever\nhappened. With `.idempotency_key(…)` it goes where the operation has a place for it:\n");
    let body = snippet.statement(
        "let response = ",
        &[".idempotency_key(\"order-4711\")"],
        ".await?;",
    );
    page.call(None, &uses(&[&types]), &body);
}

fn timeouts(page: &mut Page, snippet: &Snippet) {
    page.heading("Timeouts");
    page.text("One try may take 60 seconds, its body included, and 5 of them to connect. A call as a whole\nhas no limit unless it is given a deadline. Each is set for one call, or for a client by\n`with_options`.\n");
    let body = snippet.statement(
        "let response = ",
        &[
            ".timeout(Duration::from_secs(5))",
            ".deadline(Duration::from_secs(20))",
        ],
        ".await?;",
    );
    let mut all = vec![
        "let patient = client.with_options(Options::new().timeout(Duration::from_secs(120)));"
            .to_owned(),
    ];
    all.extend(body);
    all.push("# let _ = patient;".to_owned());
    let types = snippet.use_line(&page.krate).unwrap_or_default();
    page.call(
        None,
        &uses(&["use std::time::Duration;", "use CRATE::Options;", &types]),
        &all,
    );
}

fn uploads(page: &mut Page, plan: &Plan) {
    page.heading("Files and streams");
    page.text("What is sent as bytes is given as bytes, or as a stream that is read no faster than it goes\nout. Bytes are sent again where a call is tried again; a stream never, once a part of it is on its\nway. A large upload takes longer than the 60 seconds that a try has: set `.timeout(None)` on it.\n");
    let has_parts = plan.has_multipart();
    let krate = page.krate.clone();
    let mut code = vec![
        "# fn example(file: impl tokio::io::AsyncRead + Send + 'static) -> std::io::Result<()> {"
            .to_owned(),
    ];
    code.push(format!("use {krate}::RequestBody;"));
    if has_parts {
        code.push(format!("use {krate}::types::FilePart;"));
    }
    code.extend(
        [
            "",
            "let bytes = RequestBody::from(std::fs::read(\"photo.png\")?);",
            "// Such as a `tokio::fs::File`; streams go in by `from_stream`.",
            "let film = RequestBody::from_reader(file).with_length(734_003_200);",
        ]
        .map(str::to_owned),
    );
    if has_parts {
        code.push("// In a body of several parts, a file has a name and a media type.".to_owned());
        code.push("let photo = FilePart::new(bytes).file_name(\"photo.png\").content_type(\"image/png\");".to_owned());
        code.push("# let _ = (film, photo);".to_owned());
    } else {
        code.push("# let _ = (film, bytes);".to_owned());
    }
    code.extend(["# Ok(())", "# }"].map(str::to_owned));
    page.code(Line::Rust(None), code.iter().map(String::as_str));
}

fn testing(page: &mut Page, plan: &Plan, snippet: &Snippet) {
    page.heading("Testing your own code");
    page.text("With the feature `test-util`, a client answers from a queue instead of a server, and keeps\nwhat it was asked. Time does not pass: waiting between tries takes none.\n");
    let answer = plan
        .example
        .as_ref()
        .map_or("{}", |example| example.answer.as_str());
    let key = super::front_security::placeholders(plan);
    let mut body = vec![
        "let mock = Mock::new();".to_owned(),
        "mock.reply(Reply::status(503));".to_owned(),
        format!("mock.reply(Reply::status(200).body({answer:?}));"),
        format!("let client = Client::builder(){key}.mock(&mock).build()?;"),
    ];
    body.push(String::new());
    body.extend(snippet.statement("let response = ", &[], ".await?;"));
    body.push("assert_eq!(response.attempts(), 2);".to_owned());
    body.push("assert_eq!(mock.requests().len(), 2);".to_owned());
    let types = snippet.use_line(&page.krate).unwrap_or_default();
    page.call(
        Some("test-util"),
        &uses(&[
            "use CRATE::Client;",
            "use CRATE::testing::{Mock, Reply};",
            &types,
        ]),
        &body,
    );
}

fn blocking(page: &mut Page, snippet: &Snippet) {
    page.heading("Blocking");
    page.text("With the feature `blocking`, every call can be made without an async runtime:\n");
    let body = snippet.statement("let response = ", &[], ".send_blocking()?;");
    let types = snippet.use_line(&page.krate).unwrap_or_default();
    page.call(Some("blocking"), &uses(&[&types]), &body);
}

fn pages(page: &mut Page, plan: &Plan) {
    let Some(snippet) = &plan.front.paged else {
        return;
    };
    page.heading("Lists that come in pages");
    page.text("`items()` on the call of a list gives the items of all its pages, each page asked for when it is\nneeded; `pages()` gives the pages. Both are streams. After a failure, `position()` says where\nanother one goes on with `resume(…)`.\n");
    let mut body = snippet.statement("let mut items = ", &[], ".items();");
    body.extend(
        [
            "while let Some(item) = items.next().await {",
            "    println!(\"{:?}\", item?);",
            "}",
        ]
        .map(str::to_owned),
    );
    let types = snippet.use_line(&page.krate).unwrap_or_default();
    page.call(None, &uses(&[&types]), &body);
}

fn transport(page: &mut Page, plan: &Plan) {
    page.heading("Proxies and TLS");
    page.text("The client honours `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. For other proxies,\ncertificates or DNS, give it a `reqwest::Client` of your own, with the `reqwest` of the same\nminor version and its own TLS: `reqwest = \"0.13\"`. Turn redirects and retries off in it, since\nthe client reports a redirect as an error, and counts its tries itself.\n");
    let key = match plan.client.api.schemes.len() {
        0 => "",
        _ => ".env()",
    };
    let krate = page.krate.clone();
    let code = [
        "# fn example() -> Result<(), Box<dyn std::error::Error>> {",
        &format!("use {krate}::Client;"),
        "",
        "let transport = reqwest::Client::builder()",
        "    .proxy(reqwest::Proxy::https(\"http://proxy.example:3128\")?)",
        "    .tls_certs_merge([reqwest::Certificate::from_pem(&std::fs::read(\"ca.pem\")?)?])",
        "    .redirect(reqwest::redirect::Policy::none())",
        "    .retry(reqwest::retry::never())",
        "    .build()?;",
        &format!("let client = Client::builder(){key}.http_client(transport).build()?;"),
        "# Ok(())",
        "# }",
    ];
    page.code(Line::Rust(Some("rustls")), code);
}

fn tracing(page: &mut Page, snippet: Option<&Snippet>) {
    page.heading("Tracing");
    page.text("With the feature `tracing`, there is a `tracing` span for each call and an event for each\ntry: the method, the path as the description has it, the status, the delay. Neither bodies\nnor secrets are in them.");
    let Some(snippet) = snippet else { return };
    page.text("\nThe span of a call is inside of the one in which it is awaited:\n");
    let mut body = snippet.statement("let call = ", &[], ".max_retries(5);");
    body.push(
        "let response = async { call.await }.instrument(tracing::info_span!(\"standup\")).await?;"
            .to_owned(),
    );
    let types = snippet.use_line(&page.krate).unwrap_or_default();
    let lines = uses(&["use tracing::Instrument as _;", &types]);
    page.call(Some("tracing"), &lines, &body);
}

fn features(page: &mut Page, plan: &Plan) {
    page.heading("Features");
    page.text("| feature | |\n|---|---|\n| `rustls` (default) | TLS in Rust with `ring`; needs neither cmake nor a C++ compiler |\n| `rustls-no-provider` | the same with the cryptography that the application installs |\n| `native-tls` | the TLS of the operating system |\n| `gzip` (default) | compressed answers |\n| `http2` | HTTP/2 where the server offers it |\n| `system-proxy` | the proxy settings of macOS and Windows |\n| `blocking` | `send_blocking` |\n| `tracing` | spans and events |\n| `test-util` | the `testing` module |");
    let webhooks = plan.webhooks.as_ref();
    if let Some(module) = webhooks.map(|webhooks| &webhooks.module) {
        page.text(&format!("| `webhooks` | the `{module}` module |"));
    }
    let Some(first) = plan.features.first() else {
        return;
    };
    page.text("| `all` (default) | every resource of the client |");
    for feature in &plan.features {
        page.text(&format!(
            "| `{}` | `client.{}()`, and the types of its operations |",
            feature.name, feature.module
        ));
    }
    if plan.features.len() == 1 {
        return;
    }
    page.text("\nA crate that calls a few resources builds faster with these alone:\n");
    let minor = minor_version(plan);
    let name = &plan.package.name;
    let toml = format!(
        "{name} = {{ version = \"{minor}\", default-features = false, features = [\"rustls\", \"gzip\", \"{}\"] }}",
        first.name
    );
    page.code(Line::Other("toml"), [toml.as_str()]);
}
