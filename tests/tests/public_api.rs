//! What a generated crate shows to its consumers: no type of a dependency that could not be
//! exchanged without them, and nothing that a new property or value would break.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::OnceLock;

use syn::visit::{self, Visit};
use syn::{Attribute, Fields, ImplItem, Item, Signature, TypePath, UseTree, Visibility};
use tests::generate as run;

/// Every type of a dependency that may be in a signature. `reqwest`'s is behind its constructor.
const ALLOWED: [&str; 9] = [
    "bytes::Bytes",
    "futures_core::Stream in from_stream",
    "http::HeaderMap",
    "http::Method",
    "http::StatusCode",
    "reqwest::Client in http_client",
    "serde_json::Map",
    "serde_json::Value",
    "tokio::io::AsyncRead in from_reader",
];

/// Enums to which nothing is ever added: their variants are all that there can be.
const COMPLETE: [&str; 1] = ["Nullable"];

#[test]
fn no_signature_has_a_type_of_another_dependency() {
    let mut found = BTreeSet::new();
    for (name, sources) in crates() {
        for (path, source) in sources {
            let mut signatures = Signatures::default();
            signatures.visit_file(&source);
            for used in signatures.found {
                assert!(ALLOWED.contains(&used.as_str()), "{name}, {path}: {used}");
                found.insert(used);
            }
        }
    }
    // What is looked for can be found at all.
    assert!(
        found.contains("reqwest::Client in http_client"),
        "{found:?}"
    );
    assert!(found.contains("http::StatusCode"), "{found:?}");
}

#[test]
fn what_may_grow_is_not_exhaustive() {
    let mut seen = BTreeSet::new();
    for (name, sources) in crates() {
        let exported = exported(&sources["src/lib.rs"]);
        for (path, source) in sources {
            let is_type = path.starts_with("src/types/");
            for (item, attributes) in source.items.iter().filter_map(open_item) {
                let is_public = is_type || exported.contains(&item);
                if !is_public || COMPLETE.contains(&item.as_str()) {
                    continue;
                }
                let is_open = attributes
                    .iter()
                    .any(|attribute| attribute.path().is_ident("non_exhaustive"));
                assert!(is_open, "{name}, {path}: {item} is exhaustive");
                seen.insert(item);
            }
        }
    }
    for item in ["ErrorKind", "RetryMode", "JoinConferenceRequest", "Region"] {
        assert!(seen.contains(item), "{item} was not looked at");
    }
}

/// What a public method takes and gives has a name that a consumer can write.
#[test]
fn every_type_of_a_method_can_be_named() {
    let (mut seen, mut wrong) = (BTreeSet::new(), BTreeSet::new());
    // Those of dependencies are looked at above.
    let of_others = ALLOWED.iter().filter_map(|path| {
        let path = path.split(' ').next()?;
        path.rsplit("::").next()
    });
    let of_others = of_others.chain(OF_RUST.iter().chain(OF_SETTINGS).copied());
    let of_others: BTreeSet<&str> = of_others.collect();
    for (name, sources) in crates() {
        let known = nameable(&sources);
        for (path, source) in &sources {
            for item in &source.items {
                let Item::Impl(item) = item else { continue };
                let Some(owner) = last_of(&item.self_ty) else {
                    continue;
                };
                if item.trait_.is_some() || !known.contains(&owner) {
                    continue;
                }
                for member in &item.items {
                    let ImplItem::Fn(method) = member else {
                        continue;
                    };
                    if !is_public(&method.vis) {
                        continue;
                    }
                    let mut used = Named::default();
                    used.generics.extend(type_parameters(&item.generics));
                    used.generics.extend(type_parameters(&method.sig.generics));
                    used.visit_signature(&method.sig);
                    for ty in used.found {
                        if !known.contains(&ty) && !of_others.contains(ty.as_str()) {
                            let method = &method.sig.ident;
                            wrong.insert(format!("{name}, {path}: `{ty}` of {owner}::{method}"));
                        }
                        seen.insert(ty);
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "nobody can name {wrong:#?}");
    for ty in ["Base64Error", "Duration", "Violation"] {
        assert!(seen.contains(ty), "{ty} was not looked at");
    }
}

/// The types that the settings of fixtures name.
const OF_SETTINGS: &[&str] = &["Ipv4Addr", "NonZeroU32", "Version", "VersionReq"];

/// What the standard library has under these names.
const OF_RUST: &[&str] = &[
    "AsRef",
    "AsyncRead",
    "BTreeMap",
    "Box",
    "Clone",
    "Default",
    "Duration",
    "Error",
    "Fn",
    "Future",
    "Into",
    "IntoIterator",
    "Iterator",
    "Option",
    "Path",
    "Result",
    "Self",
    "Send",
    "Stream",
    "String",
    "Sync",
    "SystemTime",
    "Vec",
    "bool",
    "char",
    "f32",
    "f64",
    "i16",
    "i32",
    "i64",
    "i8",
    "str",
    "u16",
    "u32",
    "u64",
    "u8",
    "usize",
];

/// The names of the types and traits that a crate shows.
fn nameable(sources: &BTreeMap<String, syn::File>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (path, source) in sources {
        let is_private = path.starts_with("src/runtime/") && path != "src/runtime/testing/mod.rs"
            || path.starts_with("src/wire/");
        if !is_private {
            names.extend(exported(source));
            let items = source.items.iter();
            names.extend(items.filter_map(|item| match item {
                Item::Struct(item) if is_public(&item.vis) => Some(item.ident.to_string()),
                Item::Enum(item) if is_public(&item.vis) => Some(item.ident.to_string()),
                Item::Trait(item) if is_public(&item.vis) => Some(item.ident.to_string()),
                Item::Type(item) if is_public(&item.vis) => Some(item.ident.to_string()),
                _ => None,
            }));
        }
    }
    names
}

fn last_of(ty: &syn::Type) -> Option<String> {
    let syn::Type::Path(path) = ty else {
        return None;
    };
    Some(path.path.segments.last()?.ident.to_string())
}

fn type_parameters(generics: &syn::Generics) -> impl Iterator<Item = String> {
    generics
        .type_params()
        .map(|parameter| parameter.ident.to_string())
}

/// Collects the names of the types and traits in a signature.
#[derive(Default)]
struct Named {
    generics: BTreeSet<String>,
    found: Vec<String>,
}

impl<'ast> Visit<'ast> for Named {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let steps = &path.segments;
        let (Some(first), Some(last)) = (steps.first(), steps.last()) else {
            return;
        };
        // `Self::…`, `T::…`: what that is, is said elsewhere.
        let first = first.ident.to_string();
        if first != "Self" && !self.generics.contains(&first) {
            self.found.push(last.ident.to_string());
        }
        visit::visit_path(self, path);
    }

    fn visit_attribute(&mut self, _: &'ast Attribute) {}
}

/// The sources of the crates that are made of this workspace's description and of all fixtures.
fn crates() -> Vec<(String, BTreeMap<String, syn::File>)> {
    let fixtures = run::fixtures();
    let fixtures = fixtures.iter().map(|name| format!("fixtures/{name}"));
    let all = fixtures.chain(["../spec/conferences.yaml".to_owned()]);
    all.map(|name| {
        let generated = run::generated(&run::input(&name));
        let is_fixture = name.starts_with("fixtures/");
        let sources = generated.files.iter();
        let sources = sources
            .filter(|(path, _)| path.starts_with("src/") && run::is_rust(path))
            // The run time is the same in all.
            .filter(|(path, _)| !is_fixture || !path.starts_with("src/runtime/"))
            .map(|(path, text)| (path.to_owned(), syn::parse_file(text).unwrap()));
        (name, sources.collect())
    })
    .collect()
}

/// The crates that a generated one depends on, as code calls them.
fn dependencies() -> &'static BTreeSet<String> {
    static NAMES: OnceLock<BTreeSet<String>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let manifest = fs::read_to_string(run::path("../generated/Cargo.toml")).unwrap();
        let sections = manifest.split("\n[");
        let sections = sections.filter(|section| {
            let heading = section.lines().next().unwrap_or_default();
            heading.ends_with("dependencies]")
        });
        let lines = sections.flat_map(str::lines);
        let names = lines.filter_map(|line| Some(line.split_once(" = ")?.0.replace('-', "_")));
        names.collect()
    })
}

/// An item whose parts its users can name, so that another part is a change for them.
fn open_item(item: &Item) -> Option<(String, &[Attribute])> {
    match item {
        Item::Enum(item) if is_public(&item.vis) => Some((item.ident.to_string(), &item.attrs)),
        Item::Struct(item) if is_public(&item.vis) => {
            let mut fields = item.fields.iter();
            let has_open_field = fields.any(|field| is_public(&field.vis));
            has_open_field.then(|| (item.ident.to_string(), item.attrs.as_slice()))
        }
        _ => None,
    }
}

/// The names that the crate has at its root.
fn exported(root: &syn::File) -> BTreeSet<String> {
    let mut names = BTreeMap::new();
    for item in &root.items {
        if let Item::Use(item) = item
            && is_public(&item.vis)
        {
            imports(&item.tree, &[], &mut names);
        }
    }
    names.into_keys().collect()
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Notes what each name that is imported stands for.
fn imports(tree: &UseTree, before: &[String], into: &mut BTreeMap<String, Vec<String>>) {
    let with = |step: &syn::Ident| [before, &[step.to_string()]].concat();
    match tree {
        UseTree::Path(path) => imports(&path.tree, &with(&path.ident), into),
        UseTree::Name(name) => drop(into.insert(name.ident.to_string(), with(&name.ident))),
        UseTree::Rename(name) => drop(into.insert(name.rename.to_string(), with(&name.ident))),
        UseTree::Glob(_) => {}
        UseTree::Group(group) => {
            let items = group.items.iter();
            items.for_each(|item| imports(item, before, into));
        }
    }
}

/// Collects the types of dependencies in what is public.
#[derive(Default)]
struct Signatures {
    imports: BTreeMap<String, Vec<String>>,
    /// The function that is being looked at.
    function: String,
    found: Vec<String>,
}

impl Signatures {
    fn signature(&mut self, signature: &Signature) {
        self.function = signature.ident.to_string();
        visit::visit_signature(self, signature);
        self.function.clear();
    }

    fn fields(&mut self, fields: &Fields) {
        for field in fields.iter().filter(|field| is_public(&field.vis)) {
            self.visit_type(&field.ty);
        }
    }
}

impl<'ast> Visit<'ast> for Signatures {
    fn visit_item(&mut self, item: &'ast Item) {
        match item {
            Item::Use(item) => imports(&item.tree, &[], &mut self.imports),
            Item::Fn(item) if is_public(&item.vis) => self.signature(&item.sig),
            Item::Struct(item) if is_public(&item.vis) => self.fields(&item.fields),
            Item::Enum(item) if is_public(&item.vis) => {
                let fields = item.variants.iter().flat_map(|variant| &variant.fields);
                fields.for_each(|field| self.visit_type(&field.ty));
            }
            Item::Type(item) if is_public(&item.vis) => self.visit_type(&item.ty),
            Item::Trait(item) if is_public(&item.vis) => visit::visit_item_trait(self, item),
            Item::Impl(item) if item.trait_.is_none() => {
                for member in &item.items {
                    if let ImplItem::Fn(member) = member
                        && is_public(&member.vis)
                    {
                        self.signature(&member.sig);
                    }
                }
            }
            _ => {}
        }
    }

    fn visit_block(&mut self, _: &'ast syn::Block) {
        // What a function does is nobody's business.
    }

    fn visit_type_path(&mut self, path: &'ast TypePath) {
        let steps = path.path.segments.iter();
        let mut steps: Vec<String> = steps.map(|step| step.ident.to_string()).collect();
        if let Some(imported) = self.imports.get(&steps[0]) {
            steps.splice(..1, imported.iter().cloned());
        }
        if steps.len() > 1 && dependencies().contains(&steps[0]) {
            let place = match steps[0].as_str() {
                "reqwest" => format!(" in {}", self.function),
                _ => String::new(),
            };
            self.found.push(steps.join("::") + &place);
        }
        visit::visit_type_path(self, path);
    }
}
