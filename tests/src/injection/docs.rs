//! What documentation holds: as rustdoc reads it, which runs code blocks.

use std::collections::BTreeSet;

use proc_macro2::{Group, TokenStream, TokenTree};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, ExprLit, File, Lit, Meta};

use super::Words;

/// A block of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What its fence says; nothing where it is indented.
    pub language: String,
    /// What is in it.
    pub code: String,
}

impl Block {
    /// Whether rustdoc compiles it: it takes every block for Rust that does not say otherwise.
    pub fn is_compiled(&self) -> bool {
        let tags = self.language.split([',', ' ', '\t']);
        let tags: Vec<&str> = tags.filter(|tag| !tag.is_empty()).collect();
        let is_rust = |tag: &&str| {
            let known = [
                "rust",
                "no_run",
                "should_panic",
                "compile_fail",
                "test_harness",
            ];
            known.contains(tag)
                || tag.starts_with("ignore")
                || tag.starts_with("edition")
                || tag.starts_with("standalone")
                || tag.starts_with('{')
        };
        tags.is_empty() || tags.iter().any(is_rust)
    }
}

/// Returns the blocks of code in the documentation of a file, in their order.
pub fn blocks(file: &File) -> Vec<Block> {
    let texts = texts(file).into_iter();
    texts.flat_map(|text| Page::read(&text).blocks).collect()
}

/// Whether a group is that of an attribute with documentation: `[doc = "…"]`.
pub(super) fn is_doc(group: &Group) -> bool {
    let tokens: Vec<TokenTree> = group.stream().into_iter().take(2).collect();
    match &tokens[..] {
        [TokenTree::Ident(name), TokenTree::Punct(_)] => name == "doc",
        [TokenTree::Ident(name), TokenTree::Group(inside)] if name == "cfg_attr" => {
            let mut inside = inside.stream().into_iter();
            inside.any(|token| matches!(token, TokenTree::Ident(name) if name == "doc"))
        }
        _ => false,
    }
}

/// What should not be in the documentation of a file.
pub(super) fn of_file(file: &File, words: &Words) -> Vec<String> {
    let mut strays = Vec::new();
    for text in texts(file) {
        let page = Page::read(&text);
        strays.extend(page.strays);
        for block in page.blocks.iter().filter(|block| block.is_compiled()) {
            strays.extend(of_block(block, words));
        }
    }
    strays
}

fn of_block(block: &Block, words: &Words) -> Vec<String> {
    if block.language != "no_run" {
        return vec![format!(
            "rustdoc would run ```{} {}",
            block.language, block.code
        )];
    }
    let shown: Vec<&str> = (block.code.lines())
        .map(|line| line.strip_prefix("# ").unwrap_or(line))
        .collect();
    let code = shown.join("\n");
    // An example is a function, or statements of one.
    let whole = format!("async fn whole() {{ {code}\n }}");
    if syn::parse_str::<File>(&whole).is_err() {
        return vec![format!("an example is no Rust: {code}")];
    }
    let mut found = BTreeSet::new();
    let tokens: TokenStream = code.parse().unwrap_or_default();
    super::identifiers(tokens, &mut found);
    let odd = found.iter().filter(|word| !words.shows(word));
    odd.map(|word| format!("an example says `{word}`"))
        .collect()
}

/// What should not be in a page of Markdown.
pub(super) fn of_page(text: &str) -> Vec<String> {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let mut strays = Page::read(rest).strays;
    if !(first.starts_with("<!-- ") && first.ends_with(" -->") && first.matches("--").count() == 2)
    {
        strays.push(format!("its first line is no note: {first:?}"));
    }
    strays
}

#[derive(Default)]
struct Page {
    blocks: Vec<Block>,
    strays: Vec<String>,
}

impl Page {
    fn read(text: &str) -> Self {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_SMART_PUNCTUATION;
        let mut page = Self::default();
        let mut open: Option<Block> = None;
        for event in Parser::new_ext(text, options) {
            match event {
                Event::Start(Tag::CodeBlock(kind)) => {
                    let language = match kind {
                        CodeBlockKind::Fenced(language) => language.to_string(),
                        CodeBlockKind::Indented => String::new(),
                    };
                    open = Some(Block {
                        language,
                        code: String::new(),
                    });
                }
                Event::End(TagEnd::CodeBlock) => page.blocks.extend(open.take()),
                Event::Text(text) => {
                    if let Some(block) = &mut open {
                        block.code.push_str(&text);
                    }
                }
                Event::Html(html) | Event::InlineHtml(html) => {
                    page.strays.push(format!("HTML: {html}"));
                }
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    page.strays.extend(of_link(&dest_url));
                }
                _ => {}
            }
        }
        page
    }
}

/// A link leads to the web, to a letter, or to an item.
fn of_link(url: &str) -> Option<String> {
    let scheme = url
        .split_once(':')
        .filter(|(_, rest)| !rest.starts_with(':'));
    let is_fine = scheme.is_none_or(|(scheme, _)| matches!(scheme, "http" | "https" | "mailto"));
    (!is_fine).then(|| format!("a link leads to {url:?}"))
}

/// The documentation of each thing that has some.
fn texts(file: &File) -> Vec<String> {
    let mut texts = Texts(Vec::new());
    texts.add(&file.attrs);
    texts.visit_file(file);
    texts.0
}

struct Texts(Vec<String>);

impl Texts {
    fn add(&mut self, attributes: &[Attribute]) {
        let lines: Vec<String> = attributes.iter().filter_map(line).collect();
        if !lines.is_empty() {
            // Rustdoc takes away the indentation that all lines have.
            let indent = |line: &String| line.len() - line.trim_start_matches(' ').len();
            let filled = lines.iter().filter(|line| !line.trim().is_empty());
            let least = filled.map(indent).min().unwrap_or(0);
            let lines = lines
                .iter()
                .map(|line| line.get(least..).unwrap_or_default());
            self.0.push(lines.collect::<Vec<_>>().join("\n"));
        }
    }
}

impl<'ast> Visit<'ast> for Texts {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        use syn::Item;
        let attributes = match item {
            Item::Const(item) => &item.attrs,
            Item::Enum(item) => &item.attrs,
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Macro(item) => &item.attrs,
            Item::Mod(item) => &item.attrs,
            Item::Static(item) => &item.attrs,
            Item::Struct(item) => &item.attrs,
            Item::Trait(item) => &item.attrs,
            Item::Type(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            _ => return,
        };
        self.add(attributes);
        visit::visit_item(self, item);
    }

    fn visit_field(&mut self, field: &'ast syn::Field) {
        self.add(&field.attrs);
        visit::visit_field(self, field);
    }

    fn visit_variant(&mut self, variant: &'ast syn::Variant) {
        self.add(&variant.attrs);
        visit::visit_variant(self, variant);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.add(&function.attrs);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_impl_item_const(&mut self, constant: &'ast syn::ImplItemConst) {
        self.add(&constant.attrs);
        visit::visit_impl_item_const(self, constant);
    }
}

/// A line of documentation. One that depends on a feature counts as if the feature was on.
fn line(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => text(&meta.value),
        Meta::List(list) if list.path.is_ident("cfg_attr") => {
            let tokens: Vec<TokenTree> = list.tokens.clone().into_iter().collect();
            let is_without = matches!(&tokens[..], [TokenTree::Ident(not), ..] if not == "not");
            let at = tokens
                .iter()
                .position(|token| matches!(token, TokenTree::Ident(name) if name == "doc"))?;
            match tokens.get(at + 2) {
                Some(TokenTree::Literal(literal)) if !is_without => {
                    let literal: syn::LitStr = syn::parse_str(&literal.to_string()).ok()?;
                    Some(literal.value())
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}
