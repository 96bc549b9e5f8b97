//! What `name` hands on: every decision about Rust, made. No token, no word of `OpenAPI` that is
//! not documentation.

mod answer;
mod calls;
mod check;
mod front;
mod item;
mod resource;
mod servers;
mod webhooks;

use std::collections::BTreeMap;
use std::fmt;

pub(crate) use answer::*;
pub(crate) use calls::*;
pub(crate) use check::*;
pub(crate) use front::*;
pub(crate) use item::*;
pub(crate) use resource::*;
pub(crate) use servers::*;
pub(crate) use webhooks::*;

/// An identifier: a raw one begins with `r#`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Ident(pub String);

impl Ident {
    /// As people write it, without the mark of a raw one.
    pub(crate) fn plain(&self) -> &str {
        self.0.strip_prefix("r#").unwrap_or(&self.0)
    }

    /// Whether it is a raw one.
    pub(crate) fn is_raw(&self) -> bool {
        self.0.starts_with("r#")
    }
}

impl fmt::Debug for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0)
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Lines of documentation, Markdown that is safe for rustdoc. An empty line parts paragraphs.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Docs(pub Vec<String>);

impl fmt::Debug for Docs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.0).finish()
    }
}

/// A crate.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan {
    /// Its manifest.
    pub package: Package,
    /// How far the compiler follows types, where that is farther than it would: in the crate, and in who
    /// uses it.
    pub recursion_limit: Option<usize>,
    /// Whether a type is written out that clippy finds too complex.
    pub has_complex_types: bool,
    /// Its front page.
    pub front: Front,
    /// The client, and the resources that hang on it.
    pub client: Client,
    /// All resources, parents before children.
    pub resources: Vec<Resource>,
    /// The files with types.
    pub types: Vec<TypeFile>,
    /// The Cargo features that turn on resources.
    pub features: Vec<Feature>,
    /// What the API sends on its own.
    pub webhooks: Option<Webhooks>,
    /// What the API sends because of an operation.
    pub callbacks: Option<Callbacks>,
    /// The servers that a consumer can choose.
    pub servers: Option<Servers>,
    /// What `examples/` shows.
    pub example: Option<Example>,
    /// The types of other crates.
    pub foreign: Vec<Foreign>,
    /// The values that must survive being read and written.
    pub tests: Option<Tests>,
    /// The operations that its tests call.
    pub calls: Option<Calls>,
}

impl Plan {
    /// Whether the crate runs regular expressions.
    pub(crate) fn has_pattern(&self) -> bool {
        self.types.iter().any(TypeFile::has_pattern)
            || self.resources.iter().any(Resource::has_pattern)
    }

    /// Whether any operation has a body of several parts.
    pub(crate) fn has_multipart(&self) -> bool {
        let methods = self.resources.iter().flat_map(|resource| &resource.methods);
        let mut contents = methods.flat_map(Method::contents);
        contents.any(|content| matches!(content, Content::Multipart(_)))
    }

    /// The methods that lead to resources, by the modules of these: a module may be called otherwise, as
    /// `bin_` is, which `bin()` leads to.
    pub(crate) fn accessors(&self) -> BTreeMap<&[Ident], &Ident> {
        let resources = self.resources.iter().flat_map(|it| &it.accessors);
        let all = self.client.accessors.iter().chain(resources);
        all.map(|accessor| (&accessor.module[..], &accessor.method))
            .collect()
    }

    /// Whether any operation answers a list that comes in pages.
    pub(crate) fn has_pages(&self) -> bool {
        let mut methods = self.resources.iter().flat_map(|resource| &resource.methods);
        methods.any(|method| method.pages().is_some())
    }

    /// Whether any parameter is written in a style of its own.
    pub(crate) fn has_styled_parameters(&self) -> bool {
        let methods = self.resources.iter().flat_map(|resource| &resource.methods);
        let mut arguments = methods.flat_map(Method::settable);
        arguments.any(|argument| matches!(argument.role, Role::Styled(..)))
    }

    /// Whether there is anything to call.
    pub(crate) fn has_operations(&self) -> bool {
        let mut resources = self.resources.iter();
        resources.any(|resource| !resource.methods.is_empty())
    }

    /// Whether any operation takes files or bytes.
    pub(crate) fn has_uploads(&self) -> bool {
        let methods = self.resources.iter().flat_map(|resource| &resource.methods);
        let mut contents = methods.flat_map(Method::contents);
        contents.any(|content| match content {
            Content::Multipart(multipart) => multipart.has_files,
            Content::Bytes(_) => true,
            _ => false,
        })
    }
}

/// What a crate reads while it comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each stands for one file, and none excludes another"
)]
pub(crate) struct Streams {
    /// Bytes.
    pub downloads: bool,
    /// Server-sent events.
    pub events: bool,
    /// Lines and sequences of JSON.
    pub items: bool,
    /// Connections.
    pub upgrades: bool,
}

impl Streams {
    /// Whether there is anything.
    pub(crate) fn any(self) -> bool {
        self.downloads || self.events || self.items || self.upgrades
    }
}

impl Plan {
    /// Returns what its operations read while it comes.
    pub(crate) fn streams(&self) -> Streams {
        let mut streams = Streams::default();
        for method in self.resources.iter().flat_map(|resource| &resource.methods) {
            streams.downloads |= method.has_bytes;
            streams.events |= method.answer.is_stream(true);
            streams.items |= method.answer.is_stream(false);
            streams.upgrades |= method.answer == Answer::Upgrade;
        }
        streams
    }
}

/// A Cargo feature that turns on a resource of the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Feature {
    /// Its name.
    pub name: String,
    /// The module of the resource.
    pub module: Ident,
}

/// Values that must survive being read and written.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Tests {
    /// The types of the values, by the text that a case names each by.
    pub types: BTreeMap<String, RustType>,
    /// A case a line, as JSON.
    pub cases: Vec<String>,
}

/// The manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Package {
    /// The name of the package.
    pub name: String,
    /// The name under which code uses it.
    pub krate: Ident,
    /// The version.
    pub version: String,
    /// One line.
    pub description: String,
    /// An SPDX expression.
    pub license: Option<String>,
    /// Where it is developed.
    pub repository: Option<String>,
    /// Keywords of the registry.
    pub keywords: Vec<String>,
    /// Categories of the registry.
    pub categories: Vec<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The oldest compiler that builds it.
    pub rust_version: String,
    /// What it depends on besides the run time's dependencies, as the manifest has it.
    pub dependencies: Vec<(String, String)>,
}

/// Code that documentation shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Snippet {
    /// The types that it uses by their short names; `self` for the module of them.
    pub uses: Vec<Ident>,
    /// The call, one method of the chain a line, without what ends it.
    pub lines: Vec<String>,
    /// The name of the variable that holds what comes back.
    pub result: Ident,
    /// What comes back.
    pub gives: Gives,
}

/// What a call gives, as far as code that shows it must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gives {
    /// Nothing.
    Nothing,
    /// A value that can be printed.
    Value,
    /// Bytes.
    Bytes,
    /// Bytes, or none.
    OptionalBytes,
    /// Something that is read while it comes.
    Stream,
    /// A connection.
    Connection,
}

/// A program in `examples/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Example {
    /// Its name, without `.rs`.
    pub name: String,
    /// What it does, one line.
    pub summary: String,
    /// The Cargo feature that it needs.
    pub feature: Option<String>,
    /// Whether the operation is not to be used any more.
    pub is_deprecated: bool,
    /// The call.
    pub snippet: Snippet,
    /// What the stand-in of the API answers.
    pub reply: Reply,
    /// The setters of credentials that the call needs.
    pub credentials: Vec<String>,
    /// The environment variable with the key, where the API has one kind of key.
    pub key_variable: Option<String>,
}

/// What the stand-in of an API answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    /// The status.
    pub status: u16,
    /// The media type; none where there is no body.
    pub media_type: Option<&'static str>,
    /// The body.
    pub body: String,
}

/// The client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Client {
    /// What every request of the API has in common.
    pub api: Api,
    /// The methods that lead to resources.
    pub accessors: Vec<Accessor>,
    /// The accessor of the list of errors.
    pub errors: Option<ErrorList>,
}

/// What the run time is told of an API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Api {
    /// The URL of the first server that has one without values given.
    pub base_url: String,
    /// How a client shows who it is.
    pub schemes: Vec<Scheme>,
    /// What most operations ask for.
    pub security: Security,
    /// Whether requests are to be signed, which no client does by itself.
    pub is_signed: bool,
    /// The environment variable with the base URL.
    pub base_url_variable: String,
    /// The environment variable with headers for every request.
    pub headers_variable: String,
    /// The header of an answer that identifies the request.
    pub request_id_header: String,
    /// JSON pointers into an error body.
    pub error_messages: Vec<String>,
}

/// Alternatives: the setters of the credentials that are sent together.
pub(crate) type Security = Vec<Vec<String>>;

/// One way to show who one is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scheme {
    /// The method of the builder that sets the credential.
    pub setter: String,
    /// How the credential travels.
    pub credential: Credential,
    /// What documentation says of that, such as "the key in the header `x-key`".
    pub what: String,
    /// What the key is, where that is not what one thinks and there is no other.
    pub form: Option<String>,
    /// The environment variable that holds it.
    pub variable: String,
    /// Where a client gets a token for its id and secret.
    pub token_url: Option<String>,
    /// What it is, in a few paragraphs.
    pub docs: Docs,
    /// All that the description says of it, where that is more.
    pub chapter: Option<Docs>,
}

impl Scheme {
    /// Whether all that is said of it is one paragraph, short enough to be shown at more than one place.
    pub(crate) fn is_brief(&self) -> bool {
        const SHORT: usize = 300;
        let length = self.docs.0.iter().map(|line| line.chars().count());
        let is_one = !self.docs.0.iter().any(String::is_empty);
        self.chapter.is_none() && is_one && length.sum::<usize>() <= SHORT
    }

    /// The call of the builder that sets it, for an example.
    pub(crate) fn placeholder(&self) -> String {
        match self.setter.as_str() {
            "basic_auth" => ".basic_auth(\"test\", \"test\")".to_owned(),
            setter => format!(".{setter}(\"test\")"),
        }
    }
}

impl Api {
    /// The variable with the key, of an API that has one kind of key.
    pub(crate) fn key_variable(&self) -> Option<&String> {
        match &self.schemes[..] {
            [only] => Some(&only.variable),
            _ => None,
        }
    }

    /// Where a client gets a token for its id and secret.
    pub(crate) fn token_url(&self) -> Option<&String> {
        let mut schemes = self.schemes.iter();
        schemes.find_map(|scheme| scheme.token_url.as_ref())
    }

    /// Whether there is a bearer token.
    pub(crate) fn has_bearer(&self) -> bool {
        let mut schemes = self.schemes.iter();
        schemes.any(|scheme| scheme.credential == Credential::Bearer)
    }
}

/// How a credential travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Credential {
    /// `Authorization: Bearer KEY`.
    Bearer,
    /// In a header.
    Header(String),
    /// In the query.
    Query(String),
    /// `Authorization: Basic …`.
    Basic,
    /// In a cookie.
    Cookie(String),
}

/// `Error::errors`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ErrorList {
    /// The method.
    pub method: Ident,
    /// The type of the error body, which no feature takes away.
    pub body: Ident,
    /// The property of it with the list.
    pub property: String,
    /// The type of an item.
    pub item: RustType,
}

/// A method that leads to a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Accessor {
    /// The Cargo feature that it needs, beyond that of the resource which has it.
    pub feature: Option<String>,
    /// Its name.
    pub method: Ident,
    /// The module of the resource, from the crate down.
    pub module: Vec<Ident>,
    /// The type of the resource.
    pub ty: Ident,
    /// One line.
    pub docs: Docs,
}

/// The longest statement of several calls that stands on one line.
const SHORT: usize = 72;

impl Snippet {
    /// Returns the line that imports the types, or the lines; none where there are none.
    pub(crate) fn use_line(&self, krate: &str) -> Option<String> {
        let names: Vec<String> = self.uses.iter().map(ToString::to_string).collect();
        match &names[..] {
            [] => None,
            [one] if one == "self" => Some(format!("use {krate}::types;")),
            [one] => Some(format!("use {krate}::types::{one};")),
            several => Some(braced(&format!("use {krate}::types::"), several)),
        }
    }

    /// Returns the statement: `start` before the call, options set on it, `end` after it. On one
    /// line where that is short.
    pub(crate) fn statement(&self, start: &str, options: &[&str], end: &str) -> Vec<String> {
        let mut lines = self.lines.clone();
        if let Some(first) = lines.first_mut() {
            first.insert_str(0, start);
        }
        lines.extend(
            options
                .iter()
                .chain([&end])
                .map(|option| format!("    {option}")),
        );
        let flat: String = lines.iter().map(|line| line.trim_start()).collect();
        let is_chain = lines
            .iter()
            .skip(1)
            .all(|line| line.trim_start().starts_with('.'));
        if is_chain && options.is_empty() && flat.chars().count() <= SHORT {
            vec![flat]
        } else {
            lines
        }
    }
}

/// A `use` of several names, over as many lines as the width of documentation asks for.
fn braced(path: &str, names: &[String]) -> String {
    const WIDTH: usize = 92;
    let line = format!("{path}{{{}}};", names.join(", "));
    if line.len() <= WIDTH {
        return line;
    }
    let mut lines = vec![format!("{path}{{")];
    let mut current = String::from("   ");
    for name in names {
        if current.len() + name.len() + 2 > WIDTH {
            lines.push(std::mem::replace(&mut current, String::from("   ")));
        }
        current.extend([" ", name, ","]);
    }
    lines.extend([current, "};".to_owned()]);
    lines.join("\n")
}
