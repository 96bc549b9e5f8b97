//! Which operations answer one page of a list, and how the next one is asked for.
//!
//! Recognised are the ways that leave no doubt: a parameter, and what an answer says to fill it in
//! with. `codegen.toml` and `x-pagination` say what can't be recognised.

mod declared;
mod items;
mod one;
mod words;

use indexmap::IndexMap;
use serde_json::Value;

use super::api::{
    Annotations, Answer, Api, Bound, Field, FormStyle, Kind, Location, Operation, PageBy, Paging,
    Parameter, Presence, Record, Rule, Shape, Style, Text, Type, TypeId, TypeRef,
};
use crate::config::Config;
use crate::diagnostic::Diagnostics;
use crate::grammar::join;
use crate::resolve::{Resolved, ResolvedOperation, pointer_of};

/// Objects that say something of the page, or hold all of it.
const ABOUT: &[&str] = &[
    "cursor",
    "cursors",
    "data",
    "links",
    "link",
    "listmeta",
    "meta",
    "metadata",
    "next",
    "nextpage",
    "page",
    "pageinfo",
    "pages",
    "pagination",
    "paginginfo",
    "paging",
    "responsemetadata",
    "result",
    "resultinfo",
];
/// Parameters of a number of items.
const SIZES: &[&str] = &[
    "count",
    "limit",
    "maxresults",
    "pagelimit",
    "pagesize",
    "perpage",
    "size",
    "take",
    "top",
];

/// Finds the operations that answer pages.
pub(super) fn recognise(
    resolved: &Resolved,
    config: &Config,
    types: &IndexMap<TypeId, Type>,
    operations: &mut [Operation],
    diagnostics: &mut Diagnostics,
) {
    // Each operation was made of the one at its place.
    for (operation, found) in operations.iter_mut().zip(&resolved.operations) {
        let view = View { types, operation };
        let paging = match declared::of(resolved, found, config, &view, diagnostics) {
            declared::Said::Pages(said) => said,
            declared::Said::Nothing => view.recognised(declares_link(resolved, found)),
        };
        operation.paging = paging;
    }
    declared::check(config, resolved, diagnostics);
}

/// The parameter by which pages of an operation seem to be asked for, where it could not be told how.
pub(crate) fn seems_paged(api: &Api, operation: &Operation) -> Option<String> {
    let types = &api.types;
    let view = View { types, operation };
    view.seems_paged().filter(|_| operation.paging.is_none())
}

/// Whether the answer of an operation is a list, or a page of one.
pub(crate) fn answers_list(api: &Api, operation: &Operation) -> bool {
    let types = &api.types;
    let view = View { types, operation };
    let Answer::Json { ty, .. } = &operation.answer else {
        return false;
    };
    operation.paging.is_some() || view.is_list(ty)
}

/// Whether the answer of an operation is one thing, whatever its path is called.
pub(crate) fn answers_one(api: &Api, operation: &Operation) -> bool {
    let types = &api.types;
    View { types, operation }.answers_one()
}

/// Whether the answer of an operation has a header `link`.
fn declares_link(resolved: &Resolved, found: &ResolvedOperation) -> bool {
    let responses = found.operation.responses.responses.iter();
    let mut successes = responses.filter(|(status, _)| status.to_string().starts_with('2'));
    successes.any(|(_, response)| {
        let response = resolved.responses.get(pointer_of(response));
        let mut headers = response
            .into_iter()
            .flat_map(|response| response.headers.keys());
        headers.any(|name| name.eq_ignore_ascii_case("link"))
    })
}

/// An operation and the types that it uses.
struct View<'a> {
    types: &'a IndexMap<TypeId, Type>,
    operation: &'a Operation,
}

/// A query parameter.
struct Asked<'a> {
    /// Its name on the wire.
    name: String,
    /// The letters of its name in lower case, and its digits.
    plain: String,
    ty: &'a TypeRef,
    default: Option<&'a Value>,
    /// Empty where there is none.
    description: &'a str,
}

/// Something that a page says of itself.
struct Said<'a> {
    /// Where, as a JSON pointer.
    pointer: String,
    /// The name of the object that it is in, and its own: letters in lower case and digits.
    within: String,
    name: String,
    field: &'a Field,
}

impl<'a> View<'a> {
    fn recognised(&self, has_link: bool) -> Option<Paging> {
        let answer = self.page()?;
        let items = self.items(answer)?;
        let said = match &answer.kind {
            Kind::Named(_) => self.said(answer),
            _ => Vec::new(),
        };
        let by = self
            .cursor(&said)
            .or_else(|| link(&said))
            .or_else(|| (has_link && self.has_page()).then_some(PageBy::LinkHeader))
            .or_else(|| self.last_item(answer, &items, &said))
            .or_else(|| self.number(&said))
            .or_else(|| self.offset(&said))?;
        Some(Paging { items, by })
    }

    /// The type of the page, where the operation may answer one. Instead of an empty one there may be
    /// an answer without a body.
    fn page(&self) -> Option<&'a TypeRef> {
        let Answer::Json { ty, .. } = &self.operation.answer else {
            return None;
        };
        let asks = self.operation.method == "GET" && self.operation.body.is_none();
        (asks && !ty.nullable).then_some(ty)
    }

    fn record(&self, ty: &TypeRef) -> Option<&'a Record> {
        let Kind::Named(id) = &ty.kind else {
            return None;
        };
        match &self.types.get(id)?.shape {
            Shape::Record(record) => Some(record),
            Shape::Enumeration(_) | Shape::Union(_) => None,
        }
    }

    /// What a page says of itself, at most three objects deep.
    fn said(&self, page: &TypeRef) -> Vec<Said<'a>> {
        let mut found = Vec::new();
        if let Some(record) = self.record(page) {
            self.collect(record, "", "", 3, &mut found);
        }
        found
    }

    fn collect(
        &self,
        record: &'a Record,
        pointer: &str,
        within: &str,
        depth: usize,
        found: &mut Vec<Said<'a>>,
    ) {
        for field in &record.fields {
            let (pointer, name) = (join(pointer, &[&field.name]), plain(&field.name));
            let inner = self.record(&field.ty).filter(|_| depth > 0);
            if let Some(inner) = inner.filter(|_| ABOUT.contains(&name.as_str())) {
                self.collect(inner, &pointer, &name, depth - 1, found);
            }
            found.push(Said {
                pointer,
                within: within.to_owned(),
                name,
                field,
            });
        }
    }

    /// The query parameters, by their names on the wire; those of an object one by one.
    fn parameters(&self) -> Vec<Asked<'a>> {
        let mut all = Vec::new();
        let mut push = |name: String, ty: &'a TypeRef, annotations: &'a Annotations| {
            all.push(Asked {
                plain: plain(&name),
                name,
                ty,
                default: annotations.default.as_ref(),
                description: annotations.description.as_deref().unwrap_or_default(),
            });
        };
        for parameter in &self.operation.parameters {
            let Parameter {
                name, ty, style, ..
            } = parameter;
            match (parameter.location, style) {
                (Location::Query, Style::Single) => {
                    push(name.clone(), ty, &parameter.annotations);
                }
                (Location::Query, Style::Object(FormStyle::Deep)) => {
                    let record = self.record(ty);
                    for field in record.into_iter().flat_map(|record| &record.fields) {
                        let name = format!("{name}[{}]", field.name);
                        push(name, &field.ty, &field.annotations);
                    }
                }
                _ => {}
            }
        }
        all
    }

    fn has_size(&self) -> bool {
        let mut all = self.parameters().into_iter();
        all.any(|asked| SIZES.contains(&asked.plain.as_str()))
    }

    /// The parameter that pages seem to be asked for by, where there is a list and one by its name.
    fn seems_paged(&self) -> Option<String> {
        self.items(self.page()?)?;
        self.page_parameter()
    }

    /// The parameter that pages seem to be asked for by, by its name.
    fn page_parameter(&self) -> Option<String> {
        const PAGES: &[&str] = &[
            "after",
            "continuationtoken",
            "cursor",
            "marker",
            "nextpagetoken",
            "nexttoken",
            "offset",
            "page",
            "pagecursor",
            "pagenumber",
            "pagetoken",
            "paginationtoken",
            "skip",
            "startingafter",
        ];
        let mut all = self.parameters().into_iter();
        let asked = all.find(|asked| PAGES.contains(&asked.plain.as_str()))?;
        Some(asked.name)
    }

    /// Whether there is any parameter that pages are asked for by.
    fn has_page(&self) -> bool {
        const PAGES: &[&str] = &["after", "before", "cursor", "page", "perpage", "since"];
        let mut all = self.parameters().into_iter();
        all.any(|asked| PAGES.contains(&asked.plain.as_str()))
    }

    /// A parameter that takes what a page says.
    fn cursor(&self, said: &[Said<'a>]) -> Option<PageBy> {
        const NEXT: &[&str] = &[
            "endcursor",
            "nextcursor",
            "nextmarker",
            "nextpagecursor",
            "nextpagetoken",
            "nexttoken",
        ];
        self.parameters().into_iter().find_map(|asked| {
            let Asked {
                name: parameter,
                plain: name,
                ty,
                ..
            } = asked;
            let last = name.strip_prefix("page").filter(|rest| !rest.is_empty());
            let short = if parameter.contains('[') {
                last.unwrap_or(&name)
            } else {
                &name
            };
            let answers: &[&str] = match short {
                "cursor" | "pagecursor" | "nextcursor" | "pagetoken" | "nexttoken"
                | "nextpagetoken" | "paginationtoken" | "after" | "endcursor" => NEXT,
                "continuationtoken" | "continue" | "startingafter" | "bookmark" => &[],
                "marker" => &["nextmarker"],
                // Where they are numbers, they count.
                "page" if matches!(ty.kind, Kind::String(_)) => &["nextpage"],
                "offset" if matches!(ty.kind, Kind::String(_)) => &["nextoffset"],
                _ => return None,
            };
            // What is called so of a page that counts is its own number.
            let is_page = short == "page";
            let is_text = |said: &&Said<'_>| {
                let is_text = match said.field.ty.kind {
                    Kind::String(_) => true,
                    Kind::Integer(_) => !is_page,
                    _ => false,
                };
                is_text && !is_url(said.field)
            };
            let mut found = said.iter().filter(is_text);
            let exact =
                |said: &&Said<'_>| said.name == short || said.name == format!("next{short}");
            let next = found
                .clone()
                .find(|said| answers.contains(&said.name.as_str()))
                .or_else(|| found.find(|said| short != "marker" && !is_page && exact(said)))?;
            Some(PageBy::Cursor {
                parameter,
                next: next.pointer.clone(),
                more: more(said),
            })
        })
    }

    /// A parameter that takes the `id` of the last item.
    fn last_item(&self, page: &TypeRef, items: &[String], said: &[Said<'a>]) -> Option<PageBy> {
        let more = more(said)?;
        let mut all = self.parameters().into_iter();
        let asked =
            all.find(|asked| matches!(asked.plain.as_str(), "startingafter" | "afterid"))?;
        let item = self.record(self.item(page, items)?)?;
        let mut fields = item.fields.iter();
        fields.find(|field| field.name == "id" && field.presence == Presence::Required)?;
        Some(PageBy::LastItem {
            parameter: asked.name,
            id: "id".to_owned(),
            more: Some(more),
        })
    }

    /// A parameter with the number of a page, where it is known which number the first one has.
    fn number(&self, said: &[Said<'a>]) -> Option<PageBy> {
        let pages = number_said(
            said,
            &["lastpage", "numpages", "pagecount", "pages", "totalpages"],
        );
        if pages.is_none() && !self.has_size() {
            return None;
        }
        self.parameters().into_iter().find_map(|asked| {
            let Asked {
                name: parameter,
                plain: name,
                ty,
                default,
                ..
            } = asked;
            let is_page = matches!(
                name.as_str(),
                "page" | "pagenumber" | "pageno" | "pageindex"
            );
            if !is_page || !matches!(ty.kind, Kind::Integer(_) | Kind::Number | Kind::Float) {
                return None;
            }
            let least = ty.rules.iter().find_map(|rule| match rule {
                Rule::Minimum(number, Bound::Inclusive) => number.as_u64(),
                Rule::Minimum(number, Bound::Exclusive) => number.as_u64()?.checked_add(1),
                _ => None,
            });
            let first = default.and_then(Value::as_u64).or(least)?;
            (first < 2).then(|| PageBy::Number {
                parameter,
                first,
                pages: pages.clone(),
            })
        })
    }

    /// A parameter with the number of items before a page.
    fn offset(&self, said: &[Said<'a>]) -> Option<PageBy> {
        if !self.has_size() {
            return None;
        }
        let mut all = self.parameters().into_iter();
        let asked = all.find(|asked| {
            matches!(
                asked.plain.as_str(),
                "offset" | "pageoffset" | "skip" | "startat"
            ) && matches!(asked.ty.kind, Kind::Integer(_) | Kind::Number | Kind::Float)
                && !words::counts_pages_or_time(asked.description)
        })?;
        let total = number_said(said, &["total", "totalcount", "totalitems", "totalresults"]);
        Some(PageBy::Offset {
            parameter: asked.name,
            total,
        })
    }
}

/// A URL of the next page in the body of a page.
fn link(said: &[Said<'_>]) -> Option<PageBy> {
    let found = said.iter().find(|said| {
        let is_text = matches!(said.field.ty.kind, Kind::String(_));
        let in_links = matches!(said.within.as_str(), "links" | "link");
        is_text
            && match said.name.as_str() {
                "nextlink" | "nextpagelink" | "nextpageuri" | "nextpageurl" | "nexturi"
                | "nexturl" | "odatanextlink" => true,
                "next" | "nextpage" => in_links || is_url(said.field),
                "href" => said.within == "next",
                _ => false,
            }
    });
    found.map(|said| PageBy::Link(said.pointer.clone()))
}

/// Where a page says whether there are more.
fn more(said: &[Said<'_>]) -> Option<String> {
    const MORE: &[&str] = &["hasmore", "hasnext", "hasnextpage", "more", "morepages"];
    let found = said
        .iter()
        .find(|said| said.field.ty.kind == Kind::Boolean && MORE.contains(&said.name.as_str()));
    found.map(|said| said.pointer.clone())
}

fn number_said(said: &[Said<'_>], names: &[&str]) -> Option<String> {
    let found = said.iter().find(|said| {
        matches!(
            said.field.ty.kind,
            Kind::Integer(_) | Kind::Number | Kind::Float
        ) && names.contains(&said.name.as_str())
    });
    found.map(|said| said.pointer.clone())
}

/// Whether a text is a URL, by its format, or by what is said of it.
fn is_url(field: &Field) -> bool {
    let Kind::String(Text::Plain(format)) = &field.ty.kind else {
        return false;
    };
    let Annotations {
        description,
        examples,
        ..
    } = &field.annotations;
    let mut examples = examples.iter().filter_map(Value::as_str);
    matches!(format.as_deref(), Some("uri" | "url" | "uri-reference"))
        || words::means_a_url(description.as_deref().unwrap_or_default())
        || examples.any(|example| example.starts_with("https://") || example.starts_with("http://"))
}

/// The letters of a name in lower case, and its digits.
fn plain(name: &str) -> String {
    let kept = name.chars().filter(char::is_ascii_alphanumeric);
    kept.map(|c| c.to_ascii_lowercase()).collect()
}
