//! Servers: where requests go.

use super::Ctx;
use super::api::{Server, ServerVariable};
use crate::diagnostic::code;
use crate::grammar::join;
use crate::resolve::{Resolved, ResolvedOperation, SERVER_NAME};

/// The servers of the document.
pub(super) fn of_document(ctx: &mut Ctx<'_>) -> Vec<Server> {
    let resolved = ctx.resolved;
    let found = read(ctx, &resolved.servers, "/servers");
    let mut callable = Vec::new();
    for (index, server) in found.into_iter().enumerate() {
        if server.is_callable() || !server.variables.is_empty() {
            callable.push(server);
            continue;
        }
        let message = format!(
            "`{}` is no URL that a client can call",
            server.url.escape_debug()
        );
        ctx.warn(
            code::NO_SERVER,
            format!("/servers/{index}/url"),
            message,
            "give a whole one: `https://`, a host and a path, without query and fragment",
        );
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
/// the client goes anyway.
pub(super) fn of_operation(ctx: &mut Ctx<'_>, operation: &ResolvedOperation) -> Vec<Server> {
    let own = &operation.operation.servers;
    let (servers, pointer) = if own.is_empty() {
        let pointer = join(&operation.item, &["servers"]);
        (&operation.shared_servers, pointer)
    } else {
        (own, join(&operation.pointer, &["servers"]))
    };
    let mut found = Vec::new();
    for (index, server) in read(ctx, servers, &pointer).into_iter().enumerate() {
        let is_relative = server.url.starts_with('/');
        if is_relative || server.is_callable() || !server.variables.is_empty() {
            found.push(server);
            continue;
        }
        let message = format!(
            "`{}` is no URL that a client can call",
            server.url.escape_debug()
        );
        ctx.warn(
            code::UNSUPPORTED_SERVER,
            join(&pointer, &[&index.to_string(), "url"]),
            message,
            "give a whole one, or one that begins with `/`; another server of the operation or the API is taken",
        );
    }
    encrypted_first(&mut found);
    let usual = in_order(ctx.resolved);
    let usual = usual.iter().find(|server| server.is_callable());
    match (found.first(), usual) {
        (Some(first), Some(usual)) if first.identity() == usual.identity() => Vec::new(),
        _ => found,
    }
}

/// The servers of a document, that of all calls first.
pub(super) fn in_order(resolved: &Resolved) -> Vec<Server> {
    let mut servers: Vec<Server> = resolved.servers.iter().map(server).collect();
    encrypted_first(&mut servers);
    servers
}

/// Puts a server before the one that calls go to, where that is the same place without encryption: a key
/// would leave in the clear, for no more than the order of a list.
fn encrypted_first(servers: &mut Vec<Server>) {
    let Some(first) = servers.iter().position(Server::is_callable) else {
        return;
    };
    let Some(place) = servers[first].url.strip_prefix("http://") else {
        return;
    };
    // What stays on the machine often has no certificate.
    let host = place.split(['/', ':']).next().unwrap_or_default();
    if matches!(host, "localhost" | "127.0.0.1" | "0.0.0.0") {
        return;
    }
    let url = format!("https://{place}");
    let is_same = |server: &Server| server.url == url && server.is_callable();
    if let Some(index) = servers.iter().position(is_same) {
        let server = servers.remove(index);
        servers.insert(first, server);
    }
}

fn read(ctx: &mut Ctx<'_>, servers: &[openapiv3::Server], pointer: &str) -> Vec<Server> {
    let found: Vec<Server> = servers.iter().map(server).collect();
    for (index, (found, declared)) in found.iter().zip(servers).enumerate() {
        let is_declared = |name: &str| {
            let mut names = declared.variables.iter().flatten();
            names.any(|(known, _)| *known == name)
        };
        for variable in &found.variables {
            let known = declared.variables.iter().flatten();
            let mut known = known.filter(|(name, _)| **name == variable.name);
            let is_odd = known.any(|(_, known)| {
                let (default, values) = (&known.default, &known.enumeration);
                !default.is_empty() && !values.is_empty() && !values.contains(default)
            });
            if is_odd {
                let keys = [&index.to_string(), "variables", &variable.name, "default"];
                ctx.warn(
                    code::WRONG_TYPE,
                    join(pointer, &keys),
                    format!(
                        "`{}` is none of the `enum`",
                        variable.default.escape_debug()
                    ),
                    "it is taken beside them; correct it, or add it to the `enum`",
                );
            }
        }
        let undeclared = found.variables.iter().map(|variable| &variable.name);
        for name in undeclared.filter(|name| !is_declared(name)) {
            ctx.warn(
                code::NO_SERVER,
                join(pointer, &[&index.to_string(), "url"]),
                format!(
                    "`{{{}}}` is no variable of this server",
                    name.escape_debug()
                ),
                "declare it in `variables`, with a default; a client must be given its value",
            );
        }
    }
    found
}

/// Reads a server. A WebSocket begins as a request of HTTP.
fn server(server: &openapiv3::Server) -> Server {
    let url = server.url.trim().trim_end_matches('/');
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
