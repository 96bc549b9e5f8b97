//! Servers: of the document, of a path, of an operation.

use openapiv3::Server;
use serde_json::{Map, Value};

use super::ResolvedServer;
use super::nodes::Reader;
use crate::diagnostic::{Diagnostic, Place, code};
use crate::grammar::join;

/// Where the name of a server travels, which 3.0 does not have.
pub(crate) const NAME: &str = "x-codegen-name";

impl Reader<'_> {
    /// Reads a list of servers. A variable whose values are no texts, or that has no default, is read
    /// as what it plainly means.
    pub(super) fn servers(&mut self, value: Option<Value>, pointer: &str) -> Vec<ResolvedServer> {
        let Some(Value::Array(items)) = value else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (index, mut item) in items.into_iter().enumerate() {
            let pointer = join(pointer, &[&index.to_string()]);
            if let Some(server) = item.as_object_mut() {
                self.server(server, &pointer);
            }
            let server: Option<Server> = self.parse(item, &pointer);
            found.extend(server.map(|server| ResolvedServer {
                pointer: pointer.into(),
                server,
            }));
        }
        found
    }

    fn server(&mut self, server: &mut Map<String, Value>, pointer: &str) {
        if let Some(name) = server.shift_remove("name") {
            server.insert(NAME.to_owned(), name);
        }
        let pointer = join(pointer, &["variables"]);
        match server.get_mut("variables") {
            Some(Value::Object(variables)) => self.variables(variables, &pointer),
            Some(_) => {
                server.shift_remove("variables");
                let message = "`variables` of a server must be a mapping".to_owned();
                self.mended(&pointer, message, "it is left out");
            }
            None => {}
        }
    }

    fn variables(&mut self, variables: &mut Map<String, Value>, pointer: &str) {
        for (name, variable) in variables {
            let pointer = join(pointer, &[name]);
            let shown = name.escape_debug();
            let Some(variable) = variable.as_object_mut() else {
                *variable = serde_json::json!({ "default": "" });
                let message = format!("the server variable `{shown}` must be a mapping");
                self.mended(&pointer, message, "any text may stand there");
                continue;
            };
            if let Some(values) = variable.get_mut("enum") {
                let texts = values.as_array().into_iter().flatten().map(text);
                let texts: Option<Vec<String>> = texts.collect();
                let is_exact = values.as_array().is_some_and(|values| {
                    !values.is_empty() && values.iter().all(Value::is_string)
                });
                let at = join(&pointer, &["enum"]);
                let message =
                    format!("`enum` of the server variable `{shown}` must be a list of strings");
                match texts.filter(|texts| !texts.is_empty()) {
                    Some(texts) if !is_exact => {
                        *values = texts.into();
                        self.mended(&at, message, "its values are read as strings");
                    }
                    Some(_) => {}
                    None => {
                        variable.shift_remove("enum");
                        self.mended(&at, message, "any text may stand there");
                    }
                }
            }
            let default = variable.get("default").and_then(text);
            if !variable.get("default").is_some_and(Value::is_string) {
                let first = variable.get("enum").and_then(|values| values.get(0));
                let default = default.or_else(|| text(first?)).unwrap_or_default();
                let help = format!("`{}` is taken", default.escape_debug());
                variable.insert("default".to_owned(), default.into());
                let message =
                    format!("the server variable `{shown}` has no string as its `default`");
                self.mended(&pointer, message, &help);
            }
        }
    }

    fn mended(&mut self, pointer: &str, message: String, instead: &str) {
        let place = Place::key(&self.resolved.source, pointer);
        let diagnostic = Diagnostic::warning(code::WRONG_TYPE, place, message);
        self.diagnostics
            .push(diagnostic.help(format!("{instead}; correct it as the standard has it")));
    }
}

/// The text of a value that is no list and no mapping.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}
