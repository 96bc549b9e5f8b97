//! The manifest: from `codegen.toml`, and where that is silent, from the description.

use super::docs::one_line;
use super::plan::{Ident, Package};
use super::words::snake;
use crate::config::{Config, OLDEST, Spanned};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, code};
use crate::input::Settings;
use crate::model::api::Api;

/// Plans the manifest.
pub(super) fn package(
    api: &Api,
    config: &Config,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
) -> Package {
    let of_title = || cut(&snake(&api.info.title).replace('_', "-")).to_owned();
    let (name, place) = match (&settings.package, &config.package.name) {
        // It stands on the command line, which is no text of a run.
        (Some(name), _) => {
            let source = api.source.clone();
            (name.clone(), Place::Source { source })
        }
        (None, Some(name)) => (name.get_ref().clone(), config.place(name)),
        (None, None) => (of_title(), Place::value(&api.source, "/info/title")),
    };
    if !is_package_name(&name) {
        let diagnostic = Diagnostic::error(code::BAD_PACKAGE_NAME, place, format!("`{}` is no name for a package", one_line(&name)))
            .help("a name begins with a letter, is no word of Rust, and has letters, digits, `-` and `_`, at most 64 of them; give one with `--name` or in `codegen.toml`");
        diagnostics.push_apart(diagnostic);
    }
    let dependencies = config.dependencies();
    let config = &config.package;
    let title = one_line(&api.info.title);
    let text = |text: &Spanned<String>| text.get_ref().clone();
    Package {
        dependencies,
        krate: Ident(name.replace('-', "_")),
        version: config
            .version
            .as_ref()
            .map_or_else(|| "0.1.0".to_owned(), |version| version.get_ref().clone()),
        description: config
            .description
            .as_deref()
            .map_or_else(|| format!("A client for {title}"), one_line),
        license: config.license.clone().or_else(|| license(api)),
        repository: config.repository.as_ref().map(text),
        keywords: config.keywords.iter().map(text).collect(),
        categories: config.categories.iter().map(text).collect(),
        authors: config.authors.clone(),
        rust_version: config
            .rust_version
            .as_ref()
            .map_or_else(|| OLDEST.to_owned(), text),
        name,
    }
}

/// What the description says of its license, where that is what a registry takes.
fn license(api: &Api) -> Option<String> {
    let said = api.info.license.as_deref()?.trim();
    spdx::Expression::parse(said).ok()?;
    Some(said.to_owned())
}

/// The longest name that Cargo takes for a registry, in bytes.
const LONGEST: usize = 64;

/// As many words of a name as Cargo takes.
fn cut(name: &str) -> &str {
    let Some(most) = name.get(..=LONGEST) else {
        return name;
    };
    let end = most.rfind('-').unwrap_or(LONGEST);
    name.get(..end).unwrap_or(name)
}

/// Whether Cargo takes the name, and code can use it.
fn is_package_name(name: &str) -> bool {
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let plain = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let reserved = ["core", "std", "alloc", "test", "proc_macro"];
    // A keyword is written otherwise where code uses the name.
    let krate = name.replace('-', "_");
    let keyword = super::words::ident(&krate).0 != krate;
    starts && plain && !keyword && !reserved.contains(&name) && name.len() <= LONGEST
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_long_name_ends_with_a_whole_word() {
        assert_eq!(cut("a-short-one"), "a-short-one");
        let (exact, long) = ("a".repeat(64), format!("{}-tail", "a".repeat(64)));
        assert_eq!(cut(&exact), exact);
        assert_eq!(cut(&long), exact);
        assert_eq!(cut(&"a".repeat(65)), exact);
        assert_eq!(cut(&format!("words-{}", "b".repeat(70))), "words");
        assert_eq!(cut(&"ä".repeat(40)), "ä".repeat(40));
    }
}
