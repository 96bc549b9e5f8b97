//! Which names there are in the scopes of a generated file.

use std::collections::{BTreeMap, BTreeSet};

use generator::{Files, Generated};
use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{ImplItem, Item, UseTree};

use crate::generate::is_rust;

/// A file of a crate.
#[track_caller]
pub fn parsed(files: &Files, path: &str) -> syn::File {
    let text = files.get(path).unwrap_or_else(|| panic!("no {path}"));
    syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The names that a file uses and does not define.
pub fn names_in(file: &syn::File) -> BTreeSet<String> {
    let mut names = Names::default();
    names.visit_file(file);
    for own in types(file).into_iter().chain(modules(file)) {
        names.0.remove(&own);
    }
    names.0
}

/// The names that stand alone or first in the paths of a file, and those that it imports, but for
/// macros: these have a scope of their own.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl<'ast> Visit<'ast> for Names {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let first = path.segments.first().map(|first| first.ident.to_string());
        // One segment in small letters is a variable.
        let is_name = |name: &String| path.segments.len() > 1 || is_type(name);
        if path.leading_colon.is_none() {
            self.0.extend(first.filter(is_name));
        }
        visit::visit_path(self, path);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.0.extend(imported(&item.tree));
        if let UseTree::Path(path) = &item.tree {
            self.0.insert(path.ident.to_string());
        }
    }

    fn visit_macro(&mut self, _: &'ast syn::Macro) {}

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    /// A value is in the scope of values, but for what is behind it in a path.
    fn visit_expr_path(&mut self, expr: &'ast syn::ExprPath) {
        if expr.path.segments.len() > 1 {
            visit::visit_expr_path(self, expr);
        }
    }

    fn visit_pat_tuple_struct(&mut self, _: &'ast syn::PatTupleStruct) {}

    fn visit_generic_param(&mut self, _: &'ast syn::GenericParam) {}
}

/// The names that a `use` brings into scope, but for those of macros.
fn imported(tree: &UseTree) -> Vec<String> {
    match tree {
        UseTree::Path(path) if path.ident == "patterns" => Vec::new(),
        UseTree::Path(path) => imported(&path.tree),
        UseTree::Name(name) => vec![name.ident.to_string()],
        UseTree::Rename(rename) => vec![rename.rename.to_string()],
        UseTree::Glob(_) => Vec::new(),
        UseTree::Group(group) => group.items.iter().flat_map(imported).collect(),
    }
}

/// The names that the `use` lines of a file bring into scope.
pub fn imports(file: &syn::File) -> Vec<String> {
    let names = file.items.iter().map(|item| match item {
        Item::Use(item) => imported(&item.tree),
        _ => Vec::new(),
    });
    names.flatten().collect()
}

/// Whether a name is that of a type. One letter is a parameter of types.
pub fn is_type(name: impl AsRef<str>) -> bool {
    let name = name.as_ref();
    name != "Self" && name.len() > 1 && name.starts_with(|c: char| c.is_ascii_uppercase())
}

/// The types that a file defines.
pub fn types(file: &syn::File) -> Vec<String> {
    let names = file.items.iter().filter_map(|item| match item {
        Item::Struct(item) => Some(&item.ident),
        Item::Enum(item) => Some(&item.ident),
        Item::Trait(item) => Some(&item.ident),
        Item::Type(item) => Some(&item.ident),
        _ => None,
    });
    names.map(ToString::to_string).collect()
}

/// The modules that a file has.
pub fn modules(file: &syn::File) -> Vec<String> {
    let names = file.items.iter().filter_map(|item| match item {
        Item::Mod(item) => Some(item.ident.to_string()),
        _ => None,
    });
    names.collect()
}

/// The methods of a type in the run time that is copied into a crate, those that macros make of it
/// among them.
pub fn methods_of(generated: &Generated, ty: &str) -> BTreeSet<String> {
    let mut macros: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut files = Vec::new();
    for (path, _) in generated.files.iter() {
        if path.starts_with("src/runtime/") && is_rust(path) {
            files.push(parsed(&generated.files, path));
        }
    }
    for item in files.iter().flat_map(|file| &file.items) {
        if let Item::Macro(syn::ItemMacro {
            ident: Some(ident),
            mac,
            ..
        }) = item
        {
            let functions = macros.entry(ident.to_string()).or_default();
            functions_in(&mac.tokens, functions);
        }
    }
    let mut found = BTreeSet::new();
    for file in &files {
        found.extend(functions(&file.items, ty));
        for item in impls(&file.items, ty) {
            if let ImplItem::Macro(item) = item {
                let name = item
                    .mac
                    .path
                    .segments
                    .last()
                    .map(|last| last.ident.to_string());
                found.extend(
                    name.and_then(|name| macros.get(&name).cloned())
                        .into_iter()
                        .flatten(),
                );
            }
        }
    }
    assert!(!found.is_empty(), "{ty} has no methods");
    found
}

/// The names behind `fn`.
fn functions_in(tokens: &TokenStream, found: &mut BTreeSet<String>) {
    let mut is_next = false;
    for token in tokens.clone() {
        match token {
            TokenTree::Ident(ident) => {
                if is_next {
                    found.insert(ident.to_string());
                }
                is_next = ident == "fn";
            }
            TokenTree::Group(group) => functions_in(&group.stream(), found),
            TokenTree::Punct(_) | TokenTree::Literal(_) => is_next = false,
        }
    }
}

/// What is in the `impl`s of a type that are of no trait.
fn impls<'a>(items: &'a [Item], ty: &str) -> Vec<&'a ImplItem> {
    let of_type = items.iter().filter_map(|item| match item {
        Item::Impl(item) if item.trait_.is_none() => match &*item.self_ty {
            syn::Type::Path(path) if path.path.is_ident(ty) => Some(&item.items),
            _ => None,
        },
        _ => None,
    });
    of_type.flatten().collect()
}

/// The functions in the `impl`s of a type that are of no trait.
pub fn functions(items: &[Item], ty: &str) -> BTreeSet<String> {
    let functions = impls(items, ty).into_iter().filter_map(|item| match item {
        ImplItem::Fn(function) => Some(function.sig.ident.to_string()),
        _ => None,
    });
    functions.collect()
}

/// Looks at the scopes of a crate, the run time left out.
#[track_caller]
pub fn assert_apart(generated: &Generated) {
    for (path, _) in generated.files.iter() {
        let is_copied = ["src/runtime/", "src/streams/"]
            .iter()
            .any(|it| path.starts_with(it));
        if !path.starts_with("src/") || is_copied || !is_rust(path) {
            continue;
        }
        let file = parsed(&generated.files, path);
        let mut seen = BTreeSet::new();
        let own: BTreeSet<String> = types(&file).into_iter().collect();
        let names = own.iter().cloned().chain(modules(&file));
        let names = names.chain(imports(&file));
        for name in names {
            assert!(seen.insert(name.clone()), "{name} stands twice in {path}");
        }
        assert_eq!(own.len(), types(&file).len(), "{path}: {:?}", types(&file));
        for item in &file.items {
            if let Item::Enum(item) = item {
                let variants: BTreeSet<String> = item
                    .variants
                    .iter()
                    .map(|it| it.ident.to_string())
                    .collect();
                assert_eq!(
                    variants.len(),
                    item.variants.len(),
                    "{path}: {}",
                    item.ident
                );
            }
        }
        // Those that take types are no types of a description.
        let own = own.into_iter().filter(|name| !is_generic(&file, name));
        let mut shadows = Shadows {
            own: &own.collect(),
            path,
        };
        shadows.visit_file(&file);
    }
}

/// Whether a type of a file takes types.
fn is_generic(file: &syn::File, name: &str) -> bool {
    file.items.iter().any(|item| match item {
        Item::Struct(item) => item.ident == name && item.generics.type_params().next().is_some(),
        Item::Type(item) => item.ident == name && item.generics.type_params().next().is_some(),
        Item::Enum(item) => item.ident == name && item.generics.type_params().next().is_some(),
        Item::Trait(item) => item.ident == name && item.generics.type_params().next().is_some(),
        _ => false,
    })
}

/// Types of a file that are given types, as none of them takes any.
struct Shadows<'a> {
    own: &'a BTreeSet<String>,
    path: &'a str,
}

impl<'ast> Visit<'ast> for Shadows<'_> {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        if let Some(first) = path.segments.first().filter(|_| path.segments.len() == 1)
            && let syn::PathArguments::AngleBracketed(arguments) = &first.arguments
        {
            let mut arguments = arguments.args.iter();
            let takes_types = arguments.any(|it| !matches!(it, syn::GenericArgument::Lifetime(_)));
            let name = first.ident.to_string();
            let is_shadow = takes_types && self.own.contains(&name);
            assert!(!is_shadow, "{name} of {} is another", self.path);
        }
        visit::visit_path(self, path);
    }
}
