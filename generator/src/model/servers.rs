//! Servers: where requests go.

use super::Ctx;
use super::api::{Server, ServerVariable};
use crate::diagnostic::{Code, code};
use crate::grammar::join;
use crate::resolve::{Resolved, ResolvedOperation, ResolvedServer, SERVER_NAME};

/// The servers of the document.
pub(super) fn of_document(ctx: &mut Ctx<'_>) -> Vec<Server> {
    let resolved = ctx.resolved;
    let help = "give a whole one: `https://`, a host and a path, without query and fragment";
    let mut callable = Vec::new();
    for declared in &resolved.servers {
        let server = read(ctx, declared);
        if server.is_callable() || !server.variables.is_empty() {
            callable.push(server);
        } else {
            not_callable(ctx, code::NO_SERVER, declared, help);
        }
    }
    encrypted_first(&mut callable);
    if !callable.iter().any(Server::is_callable) {
        let message = "the description does not say where the API is".to_owned();
        ctx.warn(
            code::NO_SERVER,
            "",
            message,
            "add `servers`; without one, every client must be given its base URL",
        );
    }
    callable
}

/// The servers of an operation: its own, or those of its path; none where the first of them is where
/// the client goes anyway, be it encrypted there: the description has both of them for one place.
pub(super) fn of_operation(ctx: &mut Ctx<'_>, operation: &ResolvedOperation) -> Vec<Server> {
    let servers = if operation.servers.is_empty() {
        &operation.shared_servers
    } else {
        &operation.servers
    };
    let help = "give a whole one, or one that begins with `/`; another server of the operation or the API is taken";
    let mut found = Vec::new();
    for declared in servers {
        let server = read(ctx, declared);
        let is_relative = server.url.starts_with('/');
        if is_relative || server.is_callable() || !server.variables.is_empty() {
            found.push(server);
        } else {
            not_callable(ctx, code::UNSUPPORTED_SERVER, declared, help);
        }
    }
    encrypted_first(&mut found);
    let usual = in_order(ctx.resolved);
    let is_usual = |server: &Server| {
        let is_listed = usual.iter().any(|it| it.identity() == server.identity());
        let usual = usual.iter().find(|server| server.is_callable());
        usual.is_some_and(|usual| {
            let is_encrypted = || encrypted(&server.url).is_some_and(|url| url == usual.url);
            server.identity() == usual.identity() || is_listed && is_encrypted()
        })
    };
    if found.first().is_some_and(is_usual) {
        return Vec::new();
    }
    found
}

/// The servers of a document, that of all calls first.
pub(super) fn in_order(resolved: &Resolved) -> Vec<Server> {
    let mut servers: Vec<Server> = (resolved.servers.iter())
        .map(|it| server(&it.server))
        .collect();
    encrypted_first(&mut servers);
    servers
}

/// Puts a server before the one that calls go to, where that is the same place without encryption: a key
/// would leave in the clear, for no more than the order of a list.
fn encrypted_first(servers: &mut Vec<Server>) {
    let Some(first) = servers.iter().position(Server::is_callable) else {
        return;
    };
    let Some(url) = encrypted(&servers[first].url) else {
        return;
    };
    let is_same = |server: &Server| server.url == url && server.is_callable();
    if let Some(index) = servers.iter().position(is_same) {
        let server = servers.remove(index);
        servers.insert(first, server);
    }
}

/// The URL of the same place with encryption. What stays on the machine often has no certificate.
fn encrypted(url: &str) -> Option<String> {
    let place = url.strip_prefix("http://")?;
    let host = place.split(['/', ':']).next().unwrap_or_default();
    let stays = matches!(host, "localhost" | "127.0.0.1" | "0.0.0.0");
    (!stays).then(|| format!("https://{place}"))
}

/// Reports a server that no client can call.
fn not_callable(ctx: &mut Ctx<'_>, code: Code, declared: &ResolvedServer, help: &str) {
    let url = declared.server.url.escape_debug();
    let message = format!("`{url}` is no URL that a client can call");
    ctx.warn(code, join(&declared.pointer, &["url"]), message, help);
}

/// Reads a server, and reports what is odd about its variables.
fn read(ctx: &mut Ctx<'_>, declared: &ResolvedServer) -> Server {
    let ResolvedServer {
        pointer,
        server: declared,
    } = declared;
    let found = server(declared);
    for variable in &found.variables {
        let known = declared.variables.iter().flatten();
        let mut known = known.filter(|(name, _)| **name == variable.name);
        let is_odd = known.any(|(_, known)| {
            let (default, values) = (&known.default, &known.enumeration);
            !default.is_empty() && !values.is_empty() && !values.contains(default)
        });
        if is_odd {
            let default = variable.default.escape_debug();
            ctx.warn(
                code::WRONG_TYPE,
                join(pointer, &["variables", &variable.name, "default"]),
                format!("`{default}` is none of the `enum`"),
                "it is taken beside them; correct it, or add it to the `enum`",
            );
        }
    }
    let is_declared = |name: &str| {
        let mut names = declared.variables.iter().flatten();
        names.any(|(known, _)| *known == name)
    };
    let undeclared = found.variables.iter().map(|variable| &variable.name);
    for name in undeclared.filter(|name| !is_declared(name)) {
        let name = name.escape_debug();
        ctx.warn(
            code::NO_SERVER,
            join(pointer, &["url"]),
            format!("`{{{name}}}` is no variable of this server"),
            "declare it in `variables`, with a default; a client must be given its value",
        );
    }
    found
}

/// Reads a server. A WebSocket begins as a request of HTTP.
fn server(server: &openapiv3::Server) -> Server {
    let given = server.url.trim();
    let url = match given.trim_end_matches('/') {
        // The host itself.
        "" if given.starts_with('/') => "/",
        url => url,
    };
    let url = match url.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("wss") => format!("https://{rest}"),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("ws") => format!("http://{rest}"),
        _ => url.to_owned(),
    };
    let names = ["x-rust-name", SERVER_NAME];
    let name = names.iter().find_map(|key| server.extensions.get(*key));
    Server {
        name: name.and_then(|name| Some(name.as_str()?.to_owned())),
        description: server.description.clone(),
        variables: variables(&url, server),
        url,
    }
}

/// The variables that a URL has, in its order, declared or not.
fn variables(url: &str, server: &openapiv3::Server) -> Vec<ServerVariable> {
    let mut found: Vec<ServerVariable> = Vec::new();
    let mut rest = url;
    while let Some((name, after)) = rest
        .split_once('{')
        .and_then(|(_, after)| after.split_once('}'))
    {
        rest = after;
        if found.iter().any(|known| known.name == name) {
            continue;
        }
        let mut declared = server.variables.iter().flatten();
        let declared = declared.find(|(known, _)| *known == name);
        let mut variable = ServerVariable {
            name: name.to_owned(),
            default: String::new(),
            values: Vec::new(),
            description: None,
        };
        if let Some((_, declared)) = declared {
            variable.default.clone_from(&declared.default);
            variable.values.clone_from(&declared.enumeration);
            variable.description.clone_from(&declared.description);
            if !variable.values.is_empty() && !variable.values.contains(&variable.default) {
                variable.values.insert(0, variable.default.clone());
            }
        }
        found.push(variable);
    }
    found
}
