//! What a consumer reads first: the same sections for the documentation of the crate and for the
//! README, where code that needs a feature to compile is marked for the one and plain in the other.

use super::{front_answers, front_calls};
use crate::name::plan::{Docs, Gives, Plan, Snippet};

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
        recursion_limit: plan.recursion_limit,
        snippet: plan.front.snippet.clone(),
    };
    page.docs(&plan.front.about);
    install(&mut page, plan);
    environment(&mut page, plan);
    if plan.has_operations() {
        front_calls::errors(&mut page, plan);
        front_answers::error_bodies(&mut page, plan);
        front_answers::headers(&mut page, plan);
        front_calls::retries(&mut page, plan);
        front_calls::timeouts(&mut page);
        if plan.has_uploads() {
            uploads(&mut page, plan);
        }
        front_calls::testing(&mut page, plan);
        front_calls::blocking(&mut page);
    }
    if let Some(webhooks) = &plan.webhooks {
        super::front_webhooks::section(&mut page, webhooks);
    }
    front_answers::streams(&mut page, plan);
    pages(&mut page, plan);
    transport(&mut page, plan);
    tracing(&mut page);
    features(&mut page, plan);
    if !plan.front.links.0.is_empty() {
        page.heading("Links");
        page.docs(&plan.front.links);
    }
    page.lines
}

/// The page, as far as it is written.
pub(super) struct Page {
    lines: Vec<Line>,
    pub(super) krate: String,
    recursion_limit: Option<usize>,
    /// The call that is shown; none where none can be written down.
    snippet: Option<Snippet>,
}

impl Page {
    pub(super) fn docs(&mut self, docs: &Docs) {
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
        let attribute = match start {
            Line::Rust(_) => self.attribute(),
            _ => None,
        };
        self.lines.push(start);
        let lines = lines.into_iter().flat_map(|text| text.split('\n'));
        let mut lines = lines.peekable();
        let is_shown = lines.peek().copied() == attribute.as_deref();
        let hidden = attribute.filter(|_| !is_shown);
        self.lines.extend(hidden.map(Line::Hidden));
        self.lines
            .extend(lines.map(|line| match line.strip_prefix("# ") {
                Some(hidden) => Line::Hidden(hidden.to_owned()),
                None => Line::Code(line.to_owned()),
            }));
        self.lines.push(Line::End);
    }

    /// What a crate that uses this one begins with, where the compiler would not follow its types otherwise.
    fn attribute(&self) -> Option<String> {
        let limit = self.recursion_limit?;
        Some(format!("#![recursion_limit = \"{limit}\"]"))
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

    /// Text that leads to code of the call that is shown, if there is one.
    pub(super) fn lead(&mut self, text: &str) {
        match (&self.snippet, text.strip_suffix(":\n")) {
            (None, Some(text)) => self.text(&format!("{text}.")),
            _ => self.text(text),
        }
    }

    /// Code of the call that is shown, if there is one.
    pub(super) fn shown(
        &mut self,
        feature: Option<&'static str>,
        uses: &[&str],
        body: impl FnOnce(&Snippet) -> Vec<String>,
    ) {
        let Some(snippet) = self.snippet.take() else {
            return;
        };
        let types = snippet.use_line(&self.krate);
        let uses = uses.iter().copied();
        let uses: Vec<&str> = uses.chain(types.as_deref()).collect();
        self.call(feature, &uses, &body(&snippet));
        self.snippet = Some(snippet);
    }
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
    if let Some(attribute) = page.attribute() {
        page.text(&format!("The types of this API are deep inside each other, so a crate that uses them begins with\n`{attribute}`. Without it, the compiler may refuse to show a value or to send it to\nanother thread.\n"));
    }
    if let Some(snippet) = &plan.front.snippet {
        program(page, snippet);
    }
    if plan.has_operations() {
        page.text("\nEvery operation has a method, found by the path of its URL; `API.md` lists them all. What an\noperation requires are its arguments, and everything else is set by name. What the description\ndoes not have is called by `client.request(Method::GET, \"/path\")`, in the same way as the rest.");
    }
}

/// The whole program of a first call.
fn program(page: &mut Page, snippet: &Snippet) {
    let krate = page.krate.clone();
    let mut code = Vec::new();
    code.extend(page.attribute().map(|attribute| attribute + "\n"));
    code.push(format!("use {krate}::Client;"));
    code.extend(snippet.use_line(&krate));
    code.extend(["", "#[tokio::main]"].map(str::to_owned));
    code.push(format!("async fn main() -> Result<(), {krate}::Error> {{"));
    code.push("    let client = Client::from_env()?;".to_owned());
    let shown = first(snippet).into_iter();
    code.extend(shown.map(|line| format!("    {line}")));
    code.extend(["    Ok(())", "}"].map(str::to_owned));
    page.code(Line::Rust(None), code.iter().map(String::as_str));
}

/// The call, and what is printed of what it gives.
fn first(snippet: &Snippet) -> Vec<String> {
    let (start, show): (_, &[&str]) = match snippet.gives {
        Gives::Value => ("let response = ", &["println!(\"{:?}\", *response);"]),
        Gives::Bytes => (
            "let response = ",
            &["println!(\"{} bytes\", response.len());"],
        ),
        Gives::OptionalBytes => (
            "let response = ",
            &["println!(\"{:?} bytes\", response.as_ref().map(|bytes| bytes.len()));"],
        ),
        Gives::Nothing | Gives::Connection => {
            ("let response = ", &["println!(\"{}\", response.status());"])
        }
        Gives::Stream => (
            "let mut stream = ",
            &[
                "while let Some(item) = stream.next().await {",
                "    println!(\"{:?}\", item?);",
                "}",
            ],
        ),
    };
    let mut lines = snippet.statement(start, &[], ".await?;");
    lines.extend(show.iter().map(|line| (*line).to_owned()));
    lines
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
        super::front_security::description(page, api);
    } else if api.schemes.is_empty() && !api.base_url.is_empty() {
        page.text("`Client::new()` reads none of them.");
    }
    let redacted = if api.schemes.is_empty() {
        ""
    } else {
        " Its `Debug` output shows no key."
    };
    page.text(&format!("`Client::builder()` sets everything one by one. A client is cheap to clone, and clones share\ntheir connections.{redacted}"));
    super::front_security::section(page, plan);
    super::front_servers::section(page, plan);
}

fn uploads(page: &mut Page, plan: &Plan) {
    page.heading("Files and streams");
    page.text("What is sent as bytes is given as bytes, or as a stream that is read no faster than it goes\nout. Bytes are sent again where a call is tried again; a stream never, once a part of it is on its\nway, unless `RequestBody::from_fn` opens it anew. A large upload takes longer than the 60 seconds\nthat a try has: set `.timeout(None)` on it.\n");
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

fn pages(page: &mut Page, plan: &Plan) {
    let Some(snippet) = &plan.front.paged else {
        return;
    };
    page.heading("Lists that come in pages");
    page.text("`items()` on the call of a list gives the items of all its pages, each page asked for when it is\nneeded; `pages()` gives the pages. Both are streams, and with the feature `blocking`\niterators, by `.blocking()`. After a failure, `position()` says where another one goes on with\n`resume(…)`.\n");
    let mut body = snippet.statement("let mut items = ", &[], ".items();");
    body.extend(
        [
            "while let Some(item) = items.next().await {",
            "    println!(\"{:?}\", item?);",
            "}",
        ]
        .map(str::to_owned),
    );
    let types = snippet.use_line(&page.krate);
    let uses: Vec<&str> = types.as_deref().into_iter().collect();
    page.call(None, &uses, &body);
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

fn tracing(page: &mut Page) {
    page.heading("Tracing");
    page.text("With the feature `tracing`, there is a `tracing` span for each call and an event for each\ntry: the method, the path as the description has it, the status, the delay. Neither bodies\nnor secrets are in them.");
    page.lead("\nThe span of a call is inside of the one in which it is awaited:\n");
    page.shown(
        Some("tracing"),
        &["use tracing::Instrument as _;"],
        |snippet| {
            let mut body = snippet.statement("let call = ", &[], ".max_retries(5);");
            body.push(
                "let response = async { call.await }.instrument(tracing::info_span!(\"standup\")).await?;"
                    .to_owned(),
            );
            body
        },
    );
}

fn features(page: &mut Page, plan: &Plan) {
    page.heading("Features");
    page.text("| feature | |\n|---|---|\n| `rustls` (default) | TLS in Rust with `ring`; needs neither cmake nor a C++ compiler |\n| `rustls-no-provider` | the same with the cryptography that the application installs |\n| `native-tls` | the TLS of the operating system |\n| `gzip` (default) | compressed answers |\n| `http2` | HTTP/2 where the server offers it; a stream that it refuses (`REFUSED_STREAM`, `GOAWAY`) counts as a lost connection, which the server may have acted on |\n| `system-proxy` | the proxy settings of macOS and Windows |\n| `blocking` | `send_blocking` |\n| `tracing` | spans and events |\n| `test-util` | the `testing` module |");
    let webhooks = plan.webhooks.as_ref();
    if let Some(module) = webhooks.map(|webhooks| &webhooks.module) {
        page.text(&format!("| `webhooks` | the `{module}` module |"));
    }
    let Some(first) = plan.features.first() else {
        return;
    };
    page.text("| `all` (default) | every resource of the client |");
    let accessors = plan.accessors();
    for feature in &plan.features {
        let module = std::slice::from_ref(&feature.module);
        let accessor = accessors.get(module).map_or(&feature.module, |it| it);
        page.text(&format!(
            "| `{}` | `client.{accessor}()`, and the types of its operations |",
            feature.name
        ));
    }
    if plan.features.len() == 1 {
        return;
    }
    page.text("\nA crate that calls a few resources builds faster with these alone:\n");
    let minor = minor_version(plan);
    let name = &plan.package.name;
    // That of the call that is shown.
    let shown = plan.example.as_ref();
    let shown = shown.and_then(|example| example.feature.as_ref());
    let toml = format!(
        "{name} = {{ version = \"{minor}\", default-features = false, features = [\"rustls\", \"gzip\", \"{}\"] }}",
        shown.unwrap_or(&first.name)
    );
    page.code(Line::Other("toml"), [toml.as_str()]);
}
