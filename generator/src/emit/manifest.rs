//! `Cargo.toml`: the package, and what the run time depends on.

use toml::{Table, Value};

use super::HEADER;
use super::runtime::MANIFEST;
use crate::name::plan::{Algorithm, Package, Plan};

/// The manifest.
pub(super) fn manifest(plan: &Plan) -> String {
    let package = Table::from_iter([("package".to_owned(), Value::Table(package(&plan.package)))]);
    let package = toml::to_string(&package).expect("a table of strings and lists is TOML");
    let mut own = dependencies(&plan.package);
    if plan.has_pattern() {
        own.push_str(PATTERNS);
    }
    let signature = plan.webhooks.as_ref();
    let signature = signature.map(|webhooks| webhooks.signature.as_ref());
    let mut webhooks = String::new();
    if let Some(signature) = signature {
        let algorithm = signature.map(|signature| signature.algorithm);
        let (wanted, dependencies) = signing(algorithm);
        webhooks = format!("{WEBHOOKS}webhooks = {wanted}\n");
        own.push_str(dependencies);
    }
    let sections = runtime_sections(&webhooks, &own, plan);
    let example = example(plan);
    format!("# {HEADER}\n\n{package}\n{sections}{example}{REST}")
}

/// What the program in `examples/` needs.
fn example(plan: &Plan) -> String {
    let Some(feature) = plan
        .example
        .as_ref()
        .and_then(|example| example.feature.as_ref())
    else {
        return String::new();
    };
    let name = plan.example.as_ref().map_or("", |example| &example.name);
    format!("[[example]]\nname = \"{name}\"\nrequired-features = [\"{feature}\"]\n\n")
}

/// The features of the crate's own, a line each.
fn features(plan: &Plan) -> String {
    if plan.features.is_empty() {
        return String::new();
    }
    let names = plan.features.iter().map(|feature| &feature.name);
    let quoted: Vec<String> = names.clone().map(|name| format!("{name:?}")).collect();
    let all = match &quoted[..] {
        [one] => one.clone(),
        several => format!("\n    {},\n", several.join(",\n    ")),
    };
    let each: String = names.flat_map(|name| [name, " = []\n"]).collect();
    format!(
        "# Every resource of the client: without it, the ones that are named here.\n\
         all = [{all}]\n{each}"
    )
}

/// What every generated crate has after the sections of the run time.
const REST: &str = r#"[package.metadata.docs.rs]
all-features = true

[dev-dependencies]
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }

[lints.rust]
unsafe_code = "forbid"
missing_docs = "warn"
"#;

/// What a crate with patterns depends on besides.
const PATTERNS: &str = "# Runs the patterns that texts must match. It brings nothing else along.
regex-lite = \"0.1\"
";

/// The reason for the feature of a crate with webhooks.
const WEBHOOKS: &str = "# Events that the API sends on its own.\n";

/// What the feature turns on, and the dependencies behind it.
fn signing(algorithm: Option<Algorithm>) -> (&'static str, &'static str) {
    match algorithm {
        None => ("[]", ""),
        Some(Algorithm::Ed25519) => (
            "[\"dep:ed25519-dalek\"]",
            "# Verifies the signatures of webhooks, without C.
ed25519-dalek = { version = \"3\", default-features = false, optional = true }
",
        ),
        Some(Algorithm::HmacSha256) => (
            "[\"dep:hmac\", \"dep:sha2\"]",
            "# Verifies the signatures of webhooks, without C.
hmac = { version = \"0.13\", default-features = false, features = [\"zeroize\"], optional = true }
sha2 = { version = \"0.11\", default-features = false, optional = true }
",
        ),
    }
}

/// The features and dependencies of the run time, with the comments that give their reasons.
/// Those of the crate's own types go before or after them.
fn runtime_sections(webhooks: &str, own: &str, plan: &Plan) -> String {
    let mut sections = String::new();
    let mut copied = false;
    for line in MANIFEST.lines() {
        if line.starts_with('[') {
            copied =
                matches!(line, "[features]" | "[dependencies]") || line.starts_with("[target.");
        }
        if copied {
            if line == "[dependencies]" && !webhooks.is_empty() {
                sections.truncate(sections.trim_end().len());
                sections.extend(["\n", webhooks, "\n"]);
            }
            match line.strip_prefix("default = [") {
                Some(rest) if !plan.features.is_empty() => {
                    let own = features(plan);
                    sections.extend(["default = [\"all\", ", rest, "\n", &own]);
                }
                _ => {
                    sections.push_str(line);
                    sections.push('\n');
                }
            }
            if line == "[dependencies]" {
                sections.push_str(own);
            }
        }
    }
    sections
}

/// The dependencies that `codegen.toml` adds, a line each.
fn dependencies(package: &Package) -> String {
    package
        .dependencies
        .iter()
        .flat_map(|(name, wanted)| [name, " = ", wanted, "\n"])
        .collect()
}

fn package(package: &Package) -> Table {
    let mut table = Table::new();
    let mut set = |key: &str, value: Value| {
        table.insert(key.to_owned(), value);
    };
    set("name", package.name.as_str().into());
    set("version", package.version.as_str().into());
    set("edition", "2024".into());
    set("rust-version", package.rust_version.as_str().into());
    set("description", package.description.as_str().into());
    for (key, text) in [
        ("license", &package.license),
        ("repository", &package.repository),
    ] {
        if let Some(text) = text {
            set(key, text.as_str().into());
        }
    }
    for (key, list) in [
        ("authors", &package.authors),
        ("keywords", &package.keywords),
        ("categories", &package.categories),
    ] {
        if !list.is_empty() {
            set(key, list.clone().into());
        }
    }
    set("readme", "README.md".into());
    table
}
