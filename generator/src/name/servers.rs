//! What the servers of an API are called.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::{Docs, Ident, Server, ServerVariable, Servers};
use super::resources::Tree;
use super::settle::{Claim, settle};
use super::webhooks::free_module;
use super::words::{camel, ident, snake};
use super::{Ctx, docs};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, code};
use crate::model::api::{self, Api, Operation, ServerIdentity};

/// The names of the module.
const MODULES: [&str; 2] = ["servers", "api_servers"];

/// Types that the module imports, or that are in scope everywhere.
const TAKEN: &[&str] = &[
    "Server",
    "ServerTemplate",
    "ServerVariable",
    "Self",
    "String",
    "Into",
    "From",
    "Default",
];

/// Methods that every server with variables has.
const METHODS: &[&str] = &["new", "default", "clone", "fmt", "from", "into", "eq", "ne"];

/// Words that tell nothing about a server.
const EMPTY_WORDS: &[&str] = &[
    "a", "an", "the", "of", "for", "our", "server", "servers", "api", "url", "endpoint", "host",
];

/// The most words of a description that make a name.
const MOST_WORDS: usize = 4;

/// The servers of the API and of its operations, each once, and their names.
pub(super) struct Names<'a> {
    module: Ident,
    servers: Vec<(&'a api::Server, String)>,
    indices: BTreeMap<ServerIdentity, usize>,
}

impl<'a> Names<'a> {
    pub(super) fn new(api: &'a Api, tree: &Tree, diagnostics: &mut Diagnostics) -> Self {
        let operations = api.operations.iter();
        let of_operations = operations.flat_map(|operation| &operation.servers);
        let mut servers: Vec<&api::Server> = Vec::new();
        let mut indices = BTreeMap::new();
        for server in api.servers.iter().chain(of_operations) {
            indices.entry(server.identity()).or_insert_with(|| {
                servers.push(server);
                servers.len() - 1
            });
        }
        let (claims, names) = settled(&servers);
        let mut all = servers.iter().zip(&claims).zip(&names);
        if let Some(((server, claim), name)) = all.find(|((_, claim), name)| is_marked(claim, name))
        {
            diagnostics.push(collision(api, server, claim, name));
        }
        Self {
            module: free_module(tree, MODULES),
            servers: servers.into_iter().zip(names).collect(),
            indices,
        }
    }

    fn of(&self, server: &api::Server) -> Option<&str> {
        let index = self.indices.get(&server.identity())?;
        Some(&self.servers[*index].1)
    }
}

/// How often servers are named again with all that the host of some has, one by one.
const MOST_ROUNDS: usize = 4;

/// What all servers may be called, and what each is called. All that a host has is a name of those alone
/// that nothing shorter tells apart: another may have a short name because there is no longer one.
fn settled(servers: &[&api::Server]) -> (Vec<Claim>, Vec<String>) {
    let mut places: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for server in servers {
        let (scheme, place) = scheme_and_rest(&server.url);
        places.entry(place).or_default().insert(scheme);
    }
    let hosts = servers.iter().map(|server| whole_host(&server.url));
    let hosts: BTreeSet<Vec<&str>> = hosts.collect();
    let claims = servers.iter().map(|server| {
        let (_, place) = scheme_and_rest(&server.url);
        claim(server, places[place].len() > 1, &hosts)
    });
    let (mut claims, mut longer): (Vec<Claim>, Vec<Vec<String>>) = claims.unzip();
    // One that gets a longer name may take it from the next, and so on: after some rounds all may.
    let mut round = 0;
    loop {
        let names = settle(&claims, TAKEN).into_iter();
        let names: Vec<String> = names.map(|settled| settled.name).collect();
        let mut is_settled = true;
        for ((claim, longer), name) in claims.iter_mut().zip(&mut longer).zip(&names) {
            let may_be_longer = round == MOST_ROUNDS || is_marked(claim, name);
            if !longer.is_empty() && may_be_longer {
                claim.candidates.append(longer);
                is_settled = false;
            }
        }
        if is_settled {
            return (claims, names);
        }
        round += 1;
    }
}

/// Whether nothing gave a name of its own.
fn is_marked(claim: &Claim, name: &String) -> bool {
    !claim.candidates.contains(name)
}

/// Plans the module; none where there is one server and nothing to choose about it.
pub(super) fn servers(ctx: &Ctx<'_>) -> Option<Servers> {
    let Names {
        module, servers, ..
    } = &ctx.servers;
    let is_choice = match &servers[..] {
        [] => false,
        [(only, _)] => !only.variables.is_empty() || ctx.api.servers.is_empty(),
        _ => true,
    };
    is_choice.then(|| {
        let servers: Vec<Server> = servers.iter().map(planned).collect();
        Servers {
            module: module.clone(),
            example: example(module, &servers[..ctx.api.servers.len().min(servers.len())]),
            servers,
        }
    })
}

/// The constant with the server of an operation that has its own, from the crate down.
pub(super) fn of(ctx: &Ctx<'_>, operation: &Operation) -> Option<Vec<Ident>> {
    let name = ctx.servers.of(operation.servers.first()?)?;
    Some(vec![ctx.servers.module.clone(), constant(name)])
}

/// What the documentation of a method says of the servers of its operation.
pub(super) fn lines(ctx: &Ctx<'_>, operation: &Operation) -> Vec<String> {
    let mut servers = operation.servers.iter();
    let Some(first) = servers.next() else {
        return Vec::new();
    };
    let module = &ctx.servers.module;
    let link = |server: &api::Server| {
        let name = ctx.servers.of(server)?;
        Some(format!("[`{name}`](crate::{module}::{name})"))
    };
    let (url, name) = (docs::code(&first.url), link(first).unwrap_or_default());
    let mut others: Vec<String> = servers.filter_map(link).collect();
    others.dedup();
    let mut lines = vec![format!("Sent to a server of its own, {name}: `{url}`.")];
    if !others.is_empty() {
        let others = others.join(", ");
        lines.push(format!(
            "By `.server(…)` on the call it is sent to another: {others}."
        ));
    }
    lines
}

fn planned((server, name): &(&api::Server, String)) -> Server {
    let described = server.description.as_deref().or(server.name.as_deref());
    let url = format!("`{}`", docs::code(&server.url));
    let docs = match described
        .map(Docs::markdown)
        .filter(|docs| !docs.0.is_empty())
    {
        Some(docs) => docs.paragraph([url]),
        None => Docs::line(url),
    };
    Server {
        constant: constant(name),
        ident: Ident(name.clone()),
        docs,
        url: server.url.clone(),
        variables: variables(&server.variables),
    }
}

fn variables(variables: &[api::ServerVariable]) -> Vec<ServerVariable> {
    let claims: Vec<Claim> = variables
        .iter()
        .map(|variable| Claim {
            candidates: vec![
                snake(&variable.name),
                format!("variable_{}", snake(&variable.name)),
            ],
            key: variable.name.clone(),
        })
        .collect();
    let settled = settle(&claims, METHODS).into_iter();
    let planned = variables.iter().zip(settled).map(|(variable, settled)| {
        let about = variable.description.as_deref().map(Docs::markdown);
        let about = about.filter(|docs| !docs.0.is_empty());
        let name = docs::code(&variable.name);
        let about = about.unwrap_or_else(|| Docs::line(format!("Sets `{name}` in the URL.")));
        ServerVariable {
            setter: ident(&settled.name),
            docs: about.paragraph([values(variable)]),
            name: variable.name.clone(),
            default: variable.default.clone(),
            values: variable.values.clone(),
        }
    });
    planned.collect()
}

/// What a variable may be, in a sentence.
fn values(variable: &api::ServerVariable) -> String {
    let shown = |text: &String| format!("`{}`", docs::code(text));
    let default = shown(&variable.default);
    let known: Vec<String> = variable.values.iter().map(shown).collect();
    match (&known[..], variable.default.is_empty()) {
        ([], true) => "It has to be set.".to_owned(),
        ([], false) => format!("{default} unless it is set."),
        _ => format!("One of {}; {default} unless it is set.", known.join(", ")),
    }
}

/// What the template of a server is called: never as its type, which may be in capitals as well.
fn constant(name: &str) -> Ident {
    Ident(format!("{}_TEMPLATE", snake(name).to_uppercase()))
}

/// Reports a server that nothing gives a name of its own: its name ends in a mark. It stands with those of
/// the API, or at an operation.
fn collision(api: &Api, server: &api::Server, claim: &Claim, name: &str) -> Diagnostic {
    let wanted = claim.candidates.last().map_or("", String::as_str);
    let message = format!("two servers would be the type `{wanted}`");
    let is_it = |other: &api::Server| other.identity() == server.identity();
    let mut operations = api.operations.iter();
    let pointer = match operations.find(|operation| operation.servers.iter().any(is_it)) {
        Some(operation) if !api.servers.iter().any(is_it) => &*operation.id.0,
        _ => "/servers",
    };
    Diagnostic::warning(
        code::NAME_COLLISION,
        Place::key(&api.source, pointer),
        message,
    )
    .label(format!("one of them becomes `{name}`"))
    .help("name them for Rust: `x-rust-name` beside the `url` of each")
}

/// What a server may be called: after its name, what is said of it, its host, what is said of its
/// variables, its path; and, where that is not enough, by all that its host has, the port at last. The
/// last of these is no name that is taken, so that only another server can be in its way.
fn claim(
    server: &api::Server,
    has_twin: bool,
    hosts: &BTreeSet<Vec<&str>>,
) -> (Claim, Vec<String>) {
    let said = server.name.as_deref().or(server.description.as_deref());
    let said = said.and_then(telling_words);
    let (scheme, host, path) = parts(&server.url);
    let whole_hosts = [bare(&labels(host).join(" ")), bare(host)];
    let host = host_words(host, hosts);
    let path: Vec<String> = path.split('/').map(bare).collect();
    let filled = server.default_url();
    let filled = if host.iter().all(|word| word.contains('{')) {
        host_words(parts(&filled).1, hosts)
    } else {
        host.clone()
    };
    let described = server.variables.iter().rev().filter_map(|variable| {
        let description = variable.description.as_deref()?;
        Some([&filled[..], &telling_words(description)?].concat())
    });
    let scheme = has_twin.then(|| bare(scheme));
    let whole: Vec<String> = scheme.iter().cloned().chain(filled.clone()).collect();
    let mut candidates: Vec<Vec<String>> = Vec::new();
    candidates.extend(said.clone());
    candidates.extend(said.map(|said| [&said[..], &filled].concat()));
    candidates.extend([host, filled.clone()]);
    if server.url == "/" {
        candidates.push(vec!["root".to_owned()]);
    }
    candidates.extend(described);
    candidates.push([&filled[..], &path].concat());
    candidates.push([&whole[..], &path].concat());
    let candidates = names(&candidates);
    let longer = whole_hosts.into_iter().flat_map(|host| {
        let scheme = scheme.iter().cloned();
        let all = scheme.chain([host.clone()]).chain(path.iter().cloned());
        let all: Vec<String> = all.collect();
        [
            vec![host.clone()],
            [std::slice::from_ref(&host), &path[..]].concat(),
            all,
        ]
    });
    let mut longer = names(&longer.collect::<Vec<_>>());
    longer.retain(|name| !candidates.contains(name));
    let is_taken = |name: &&String| TAKEN.iter().any(|taken| taken.eq_ignore_ascii_case(name));
    match longer.last().or(candidates.last()) {
        None => longer.push("ServerAddress".to_owned()),
        Some(last) if is_taken(&last) => longer.push(format!("{last}Address")),
        Some(_) => {}
    }
    let claim = Claim {
        candidates,
        key: format!("{:?}", server.identity()),
    };
    (claim, longer)
}

/// Words as names of types, each once in a row.
fn names(candidates: &[Vec<String>]) -> Vec<String> {
    let names = candidates.iter().map(|words| bare(&words.join(" ")));
    let names = names.filter(|name| !name.is_empty());
    let mut names: Vec<String> = names.map(|name| camel(&name)).collect();
    names.dedup();
    names
}

/// The words of a text that tell it from others, where they are few enough for a name.
fn telling_words(text: &str) -> Option<Vec<String>> {
    let words = text.split(|c: char| c != '-' && !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty() && !EMPTY_WORDS.contains(&word.to_lowercase().as_str()))
        .map(str::to_owned)
        .collect();
    let is_name = words.len() <= MOST_WORDS && words.first()?.starts_with(char::is_alphabetic);
    is_name.then_some(words)
}

/// The scheme, the host and the path of a URL whose variables are in braces.
fn parts(url: &str) -> (&str, &str, &str) {
    let (scheme, rest) = scheme_and_rest(url);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    (scheme, host, path)
}

/// The labels of a host, without its port.
fn labels(host: &str) -> Vec<&str> {
    let host = match host.rsplit_once(':') {
        Some((before, port)) if !port.contains(']') => before,
        _ => host,
    };
    host.split('.').filter(|label| !label.is_empty()).collect()
}

/// Whether a label of a host tells it from others.
fn is_telling(label: &&str) -> bool {
    !label.contains('{') && !matches!(*label, "www" | "api")
}

/// The labels of the host of a URL that tell it from others, the domain at the top among them.
fn whole_host(url: &str) -> Vec<&str> {
    let labels = labels(parts(url).1).into_iter();
    labels.filter(is_telling).collect()
}

/// The words of a host that tell it from others: without `www`, `api`, the domain at the top and the
/// port. Where only variables are left, the first of them, in its braces. The domain at the top stays
/// where another host is all that is before it: `example.com` is not `example.com.cn`.
fn host_words(host: &str, hosts: &BTreeSet<Vec<&str>>) -> Vec<String> {
    let labels = labels(host);
    if labels.iter().all(|label| label.parse::<u8>().is_ok()) {
        let address = Some("address").filter(|_| !labels.is_empty());
        return address
            .into_iter()
            .chain(labels)
            .map(str::to_owned)
            .collect();
    }
    let end = labels.len().saturating_sub(1).max(1);
    let short: Vec<&str> = labels[..end].iter().copied().filter(is_telling).collect();
    let whole: Vec<&str> = labels.iter().copied().filter(is_telling).collect();
    let literal = if short.len() > 1 && short != whole && hosts.contains(&short) {
        whole
    } else {
        short
    };
    let literal: Vec<String> = literal.into_iter().map(bare).collect();
    if !literal.is_empty() {
        return literal;
    }
    let mut variables = labels.iter().filter(|label| label.contains('{'));
    let first = variables.next().unwrap_or(&labels[0]);
    vec![(*first).to_owned()]
}

fn scheme_and_rest(url: &str) -> (&str, &str) {
    url.split_once("://").unwrap_or(("", url))
}

/// A part of a URL as words.
fn bare(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// How an example chooses one of the servers of the API: one that is not the default, or one with
/// a value of a variable. None that is the same place as another, without encryption.
fn example(module: &Ident, servers: &[Server]) -> Option<String> {
    let is_open = |server: &Server| {
        let place = server.url.strip_prefix("http://");
        let mut others = servers.iter();
        place.is_some_and(|place| others.any(|it| it.url.strip_prefix("https://") == Some(place)))
    };
    let mut others = servers.iter().skip(1).filter(|server| !is_open(server));
    if let Some(other) = others.find(|server| server.variables.is_empty()) {
        return Some(format!("{module}::{}", other.ident));
    }
    let mut servers = servers.iter().filter(|server| !is_open(server));
    servers.find_map(|server| {
        let variable = server.variables.first()?;
        let mut values = variable.values.iter();
        let other = values.find(|value| **value != variable.default);
        let value = other.unwrap_or(&variable.default);
        let (name, setter) = (&server.ident, &variable.setter);
        Some(format!("{module}::{name}::new().{setter}({value:?})"))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{api, settled};

    fn names(urls: &[&str]) -> Vec<String> {
        let server = |url: &&str| api::Server {
            url: (*url).to_owned(),
            name: None,
            description: None,
            variables: Vec::new(),
        };
        let servers: Vec<api::Server> = urls.iter().map(server).collect();
        settled(&servers.iter().collect::<Vec<_>>()).1
    }

    #[test]
    fn a_server_without_a_path_keeps_the_name_of_its_host() {
        let urls = ["https://api.acme.com/v2", "https://api.acme.com"];
        assert_eq!(names(&urls), ["AcmeV2", "Acme"]);
        let urls = [
            "https://{ip-address}.{identifier}.acme.direct:{port}",
            "https://acme.tv/api/v2",
        ];
        assert_eq!(names(&urls), ["Acme", "AcmeApiV2"]);
    }

    #[test]
    fn all_that_a_host_has_tells_those_apart_that_nothing_else_does() {
        let urls = [
            "http://s3.amazonaws.com",
            "https://s3.amazonaws.com",
            "http://s3.{region}.amazonaws.com",
            "https://s3.{region}.amazonaws.com",
            "https://s3.{region}.amazonaws.com.cn",
        ];
        let expected = [
            "HttpS3AmazonawsCom",
            "HttpsS3AmazonawsCom",
            "HttpS3RegionAmazonawsCom",
            "HttpsS3RegionAmazonawsCom",
            "S3AmazonawsComCn",
        ];
        assert_eq!(names(&urls), expected);
        let urls = [
            "https://a.acme.com",
            "https://a.acme.org",
            "https://b.acme.com",
        ];
        assert_eq!(names(&urls), ["AAcmeCom", "AAcmeOrg", "BAcme"]);
        let urls = ["http://localhost:8080", "http://localhost:9090"];
        assert_eq!(names(&urls), ["Localhost8080", "Localhost9090"]);
    }

    /// Each has a name that the one after it would have, once it has a longer one itself.
    #[test]
    fn a_row_of_servers_that_push_each_other_comes_to_an_end() {
        let row = (0..60).map(|count| format!("https://a{}.b", "b".repeat(count)));
        let urls: Vec<String> = ["https://a.b/-".to_owned()]
            .into_iter()
            .chain(row)
            .collect();
        let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
        let names = names(&urls);
        let apart: BTreeSet<&String> = names.iter().collect();
        assert_eq!(apart.len(), names.len(), "{names:?}");
    }
}
