//! What `codegen.toml` and `x-pagination` say of pages.

use std::borrow::Cow;

use serde::Deserialize as _;

use super::View;
use crate::config::{Config, PageRule, PageRuleBy, in_our_words};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, code};
use crate::grammar::{join, keys};
use crate::model::api::{PageBy, Paging};
use crate::model::overrides::means;
use crate::resolve::{Resolved, ResolvedOperation};

/// The extension that tells how a list comes in pages.
const EXTENSION: &str = "x-pagination";

/// What is said of the pages of an operation.
pub(super) enum Said {
    /// Nothing.
    Nothing,
    /// That it has these, or none.
    Pages(Option<Paging>),
}

/// Finds what is said of the pages of an operation.
pub(super) fn of(
    resolved: &Resolved,
    found: &ResolvedOperation,
    config: &Config,
    view: &View<'_>,
    diagnostics: &mut Diagnostics,
) -> Said {
    let operation = view.operation;
    let configured = config
        .pages
        .iter()
        .find(|(key, _)| means(key.get_ref(), found));
    if let Some((key, rule)) = configured {
        let pages = match paging(view, rule) {
            Ok(paging) => paging,
            Err(problem) => {
                let message = format!("the pages of `{}`: {problem}", key.get_ref().escape_debug());
                let help =
                    "say where the items are, and by which parameter the next page is asked for";
                let diagnostic = Diagnostic::error(code::BAD_CONFIG, config.place(key), message);
                diagnostics.push_apart(diagnostic.help(help));
                None
            }
        };
        return Said::Pages(pages);
    }
    let Some(said) = found.operation.extensions.get(EXTENSION) else {
        return Said::Nothing;
    };
    let rule = PageRule::deserialize(said).map_err(|error| in_our_words(&error.to_string()));
    match rule.and_then(|rule| paging(view, &rule)) {
        Ok(paging) => Said::Pages(paging),
        Err(problem) => {
            let pointer = join(&operation.id.0, &[EXTENSION]);
            let place = Place::key(&resolved.source, pointer.as_str());
            let message = format!("`{EXTENSION}` can't be followed: {problem}");
            let diagnostic = Diagnostic::warning(code::UNSUPPORTED_KEYWORD, place, message)
                .help("the operation has the pages that are recognised, if any; correct it");
            diagnostics.push(diagnostic);
            Said::Nothing
        }
    }
}

/// Reports what `codegen.toml` says of no operation.
pub(super) fn check(config: &Config, resolved: &Resolved, diagnostics: &mut Diagnostics) {
    for key in config.pages.keys() {
        if !resolved
            .operations
            .iter()
            .any(|found| means(key.get_ref(), found))
        {
            let name = key.get_ref().escape_debug();
            let message =
                format!("`codegen.toml` tells the pages of `{name}`, which is no operation");
            let diagnostic = Diagnostic::error(code::BAD_CONFIG, config.place(key), message)
                .help("write an `operationId`, `METHOD /path` or a JSON pointer");
            diagnostics.push_apart(diagnostic);
        }
    }
}

/// Makes sense of what is said; if that can't be, says why not.
fn paging(view: &View<'_>, rule: &PageRule) -> Result<Option<Paging>, String> {
    if rule.by == PageRuleBy::Nothing {
        return Ok(None);
    }
    let page = view
        .page()
        .ok_or("only a `GET` that answers JSON, and never `null`, has pages")?;
    let items = steps(&rule.items);
    let item = view.item(page, &items);
    item.ok_or_else(|| format!("there is no list at `{}` of the answer", rule.items))?;
    let needed = |value: &Option<String>, key: &str| {
        value.clone().ok_or_else(|| format!("`{key}` is missing"))
    };
    let parameter = || {
        let name = needed(&rule.parameter, "parameter")?;
        let is_there = view.parameters().iter().any(|asked| asked.name == name);
        is_there
            .then_some(name)
            .ok_or_else(|| "the operation has no such parameter in its query".to_owned())
    };
    let by = match rule.by {
        PageRuleBy::Nothing => return Ok(None),
        PageRuleBy::Number => PageBy::Number {
            parameter: parameter()?,
            first: rule.first.unwrap_or(1),
            pages: rule.total.clone(),
        },
        PageRuleBy::Offset => PageBy::Offset {
            parameter: parameter()?,
            total: rule.total.clone(),
        },
        PageRuleBy::Cursor => PageBy::Cursor {
            parameter: parameter()?,
            next: needed(&rule.next, "next")?,
            more: rule.more.clone(),
        },
        PageRuleBy::LastItem => PageBy::LastItem {
            parameter: parameter()?,
            id: rule.id.clone().unwrap_or_else(|| "id".to_owned()),
            more: rule.more.clone(),
        },
        PageRuleBy::Link => PageBy::Link(needed(&rule.next, "next")?),
        PageRuleBy::LinkHeader => PageBy::LinkHeader,
    };
    Ok(Some(Paging { items, by }))
}

/// The steps of a JSON pointer.
fn steps(pointer: &str) -> Vec<String> {
    keys(pointer).map(Cow::into_owned).collect()
}
