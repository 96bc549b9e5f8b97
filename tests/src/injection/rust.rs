//! What a Rust file is made of.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, File, Item, Macro, Meta};

use super::{Words, docs};

/// The macros that generated code calls, by the last word of their paths. None of them reads a file;
/// `env!` reads what Cargo says of the crate, `include_str!` its own tests.
const MACROS: &[&str] = &[
    "assert",
    "assert_eq",
    "closed_integer_enum",
    "closed_mixed_enum",
    "closed_string_enum",
    "concat",
    "digits_type",
    "env",
    "eprintln",
    "format",
    "include_str",
    "integer_enum",
    "mixed_enum",
    "panic",
    "pattern",
    "println",
    "serde_by_json",
    "serde_type",
    "string_enum",
    "text_type",
    "union_enum",
    "vec",
    "write",
];

/// The attributes that generated code has.
const ATTRIBUTES: &[&str] = &[
    "allow",
    "cfg",
    "cfg_attr",
    "deprecated",
    "derive",
    "doc",
    "forbid",
    "must_use",
    "non_exhaustive",
    "recursion_limit",
    "test",
    "tokio :: main",
];

/// The attributes that a file or module as a whole has.
const INNER: &[&str] = &["allow", "cfg_attr", "doc", "forbid", "recursion_limit"];

/// The lints that generated code turns off: ARCHITECTURE.md has the reason of each.
const LINTS: &[&str] = &[
    "clippy :: disallowed_names",
    "clippy :: large_enum_variant",
    "clippy :: too_many_arguments",
    "clippy :: type_complexity",
    "dead_code",
    "deprecated",
    "rustdoc :: redundant_explicit_links",
    "unreachable_pub",
    "unused",
    "unused_imports",
];

/// What stands in `src/types/` beside what the plan has.
const VARIANTS: &[&str] = &["Unknown", "Several"];

pub(super) fn strays(path: &str, file: &File, words: &Words) -> Vec<String> {
    let mut check = Check {
        words,
        strays: Vec::new(),
        is_types: path.starts_with("src/types/"),
    };
    check.visit_file(file);
    let mut found = BTreeSet::new();
    super::identifiers(without_docs(file.to_token_stream()), &mut found);
    let odd = found.iter().filter(|word| !words.knows(word));
    let odd = odd.map(|word| format!("it says `{word}`"));
    check.strays.extend(odd);
    check.strays
}

fn without_docs(tokens: TokenStream) -> TokenStream {
    let tokens = tokens.into_iter();
    tokens
        .filter(|token| !matches!(token, TokenTree::Group(group) if docs::is_doc(group)))
        .collect()
}

struct Check<'w> {
    words: &'w Words,
    strays: Vec<String>,
    is_types: bool,
}

impl Check<'_> {
    fn stray(&mut self, what: &str, tokens: &impl quote::ToTokens) {
        let text: String = tokens.to_token_stream().to_string();
        let text: String = text.chars().take(200).collect();
        self.strays.push(format!("{what}: {text}"));
    }

    /// A name that only the plan may give.
    fn name(&mut self, name: &syn::Ident, besides: &[&str]) {
        let text = name.to_string();
        if self.is_types && !self.words.holds(&text) && !besides.contains(&&*text) {
            self.strays.push(format!("the plan has no `{text}`"));
        }
    }
}

impl<'ast> Visit<'ast> for Check<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        match item {
            Item::Const(_)
            | Item::Fn(_)
            | Item::Macro(_)
            | Item::Mod(_)
            | Item::Static(_)
            | Item::Type(_)
            | Item::Use(_) => {}
            Item::Enum(item) => self.name(&item.ident, &[]),
            Item::Struct(item) => self.name(&item.ident, &[]),
            Item::Impl(item) if item.unsafety.is_none() => {}
            other => self.stray("an item that is never generated", other),
        }
        visit::visit_item(self, item);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if !is_known(attribute) {
            self.stray("an attribute", attribute);
        }
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        let name = call.path.segments.last();
        let name = name.map(|segment| segment.ident.to_string());
        if !name.is_some_and(|name| MACROS.contains(&&*name)) {
            self.stray("a macro", call);
        }
        // The arguments are no expressions to `syn`.
        if !has_known_macros(&call.to_token_stream()) {
            self.stray("a macro", call);
        }
        visit::visit_macro(self, call);
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        if signature.abi.is_some() || !matches!(signature.safety, syn::Safety::Default) {
            self.stray("a function", signature);
        }
        visit::visit_signature(self, signature);
    }

    fn visit_expr_unsafe(&mut self, block: &'ast syn::ExprUnsafe) {
        self.stray("a block", block);
    }

    fn visit_field(&mut self, field: &'ast syn::Field) {
        if let Some(name) = &field.ident {
            self.name(name, &[]);
        }
        visit::visit_field(self, field);
    }

    fn visit_variant(&mut self, variant: &'ast syn::Variant) {
        self.name(&variant.ident, VARIANTS);
        visit::visit_variant(self, variant);
    }
}

fn is_known(attribute: &Attribute) -> bool {
    let name = attribute.path().to_token_stream().to_string();
    let is_inner = matches!(attribute.style, syn::AttrStyle::Inner(_));
    if is_inner && !INNER.contains(&&*name) {
        return false;
    }
    match (&*name, &attribute.meta) {
        // A text, never `include_str!` or another macro.
        ("doc" | "deprecated", Meta::NameValue(meta)) => matches!(meta.value, Expr::Lit(_)),
        ("doc", Meta::List(list)) => {
            let tokens: Vec<TokenTree> = list.tokens.clone().into_iter().collect();
            matches!(
                &tokens[..],
                [TokenTree::Ident(alias), TokenTree::Punct(_), TokenTree::Literal(_)] if alias == "alias"
            )
        }
        ("cfg_attr", Meta::List(list)) => {
            let tokens = list.tokens.clone().into_iter();
            let inside = tokens.skip_while(
                |token| !matches!(token, TokenTree::Punct(mark) if mark.as_char() == ','),
            );
            let inside: TokenStream = inside.skip(1).collect();
            let inside: Attribute = syn::parse_quote!(#[#inside]);
            let is_plain = inside.path().is_ident("doc") || inside.path().is_ident("allow");
            is_plain && is_known(&inside)
        }
        ("allow", Meta::List(list)) => {
            let lints = list.tokens.to_string();
            let lints = lints.split(", reason = ").next().unwrap_or_default();
            let mut lints = lints.split(',').map(str::trim);
            lints.all(|lint| LINTS.contains(&lint))
        }
        ("forbid", Meta::List(list)) => list.tokens.to_string() == "unsafe_code",
        (name, _) => ATTRIBUTES.contains(&name),
    }
}

/// Whether `env!`, `include_str!` and what is called among the arguments of a macro is ours.
fn has_known_macros(tokens: &TokenStream) -> bool {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let calls = tokens.windows(3).all(|three| match three {
        [
            TokenTree::Ident(name),
            TokenTree::Punct(mark),
            TokenTree::Group(group),
        ] if mark.as_char() == '!' => match &*name.to_string() {
            "env" => group.stream().to_string().starts_with("\"CARGO_PKG_"),
            "include_str" => matches!(
                &*group.stream().to_string(),
                "\"round_trips.jsonl\"" | "\"operations.jsonl\""
            ),
            name => MACROS.contains(&name),
        },
        _ => true,
    });
    calls
        && tokens.iter().all(|token| match token {
            TokenTree::Group(group) => has_known_macros(&group.stream()),
            _ => true,
        })
}
