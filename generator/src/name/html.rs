//! What HTML a description has for a paragraph, a list, a heading, emphasis, code or a link becomes
//! Markdown. All other HTML is text.
//!
//! Nothing relies on it for safety: what comes out is read again as Markdown, in which no HTML is
//! left.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::deep::after_mark;
use super::edit::Edit;
use super::escape::escaped;
use super::urls::{is_relative, is_web};

/// A tag, and where it stands.
pub(super) struct Place {
    pub(super) range: Range<usize>,
    /// The number of the block that it is in. Emphasis, code and links end where they began.
    pub(super) block: usize,
    /// What stands before the lines of a list or a quotation that it is in; none where a line
    /// can't end, as in a table.
    pub(super) prefix: Option<String>,
    /// Whether its block begins with it.
    pub(super) is_first: bool,
    /// Whether the line after it is of its block.
    pub(super) goes_on: bool,
}

/// What a tag is for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Role {
    Strong,
    Emphasis,
    Code,
    /// With an address of the web, or with none: then it is its text.
    Link(Option<String>),
    /// What links lead to, with nothing in it.
    Anchor,
    Break,
    List {
        is_numbered: bool,
    },
    Item,
    Heading(usize),
}

struct Tag {
    name: String,
    role: Role,
    is_end: bool,
}

/// How deep lists are shown inside of each other: a line is no longer for those further in.
const DEEPEST: usize = 8;

/// A list that is open.
struct List {
    is_numbered: bool,
    count: usize,
    /// How far its items are indented.
    width: usize,
}

/// Whether a block of HTML is such that nothing in it is a tag.
pub(super) fn is_raw(block: &str) -> bool {
    let block = block.trim_start().to_ascii_lowercase();
    let starts = ["<pre", "<script", "<style", "<textarea", "<!", "<?"];
    starts.iter().any(|start| block.starts_with(start))
}

/// Whether HTML is a tag that means something here.
pub(super) fn is_tag(text: &str) -> bool {
    read(text).is_some()
}

/// The tags in a line of a block of HTML.
pub(super) fn tags_of(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    // Of several that begin before an end, only the last may be a tag.
    while let Some(end) = line[at..].find('>').map(|end| at + end + 1) {
        if let Some(start) = line[at..end].rfind('<').map(|start| at + start)
            && read(&line[start..end]).is_some()
        {
            found.push(start..end);
        }
        at = end;
    }
    found
}

/// What is written instead of the tags of a text.
pub(super) fn edits(text: &str, places: Vec<Place>) -> Vec<Edit> {
    let tags: Vec<(Place, Option<Tag>)> = places
        .into_iter()
        .map(|place| {
            let tag = read(&text[place.range.clone()]);
            (place, tag)
        })
        .collect();
    let (mut edits, paired) = pairs(text, &tags);
    let known = tags.iter().filter_map(|(_, tag)| tag.as_ref());
    let known: BTreeSet<(&str, bool)> = known.map(|tag| (tag.name.as_str(), tag.is_end)).collect();
    let mut lists: Vec<List> = Vec::new();
    // Where that ends after which a break says nothing, as a line begins there.
    let mut begun = None;
    for (index, (place, tag)) in tags.iter().enumerate() {
        if paired[index] {
            continue;
        }
        let said = tag
            .as_ref()
            .filter(|tag| is_whole(&known, tag))
            .and_then(|tag| Some((tag, block(tag, place, &mut lists)?)));
        let Some((tag, mut said)) = said else {
            edits.push(escaped(text, place.range.clone()));
            continue;
        };
        let Range { start, end } = place.range.clone();
        let is_quoted = place.prefix.as_ref().is_some_and(|it| it.contains('>'));
        let is_blank = |c: char| c.is_whitespace() || c == '>' && is_quoted;
        let is_begun = place.is_first
            || begun.is_some_and(|at: usize| at <= start && text[at..start].chars().all(is_blank));
        let is_idle = is_begun && tag.role == Role::Break;
        if is_idle || is_last(text, place, &said) {
            said.clear();
        }
        let begins = match tag.role {
            Role::Item => !tag.is_end,
            Role::List { .. } | Role::Heading(_) => tag.is_end,
            _ => true,
        };
        begun = begins.then_some(end);
        edits.push(Edit {
            start,
            end: match tag.role {
                Role::Anchor => end,
                _ => end + space(&text[end..], place),
            },
            text: said,
        });
    }
    edits
}

/// Whether nothing comes after a tag in its block, so that no line has to be ended.
fn is_last(text: &str, place: &Place, said: &str) -> bool {
    let is_blank = said.chars().all(|c| matches!(c, '\n' | ' ' | '>'));
    if place.goes_on || !is_blank || place.prefix.as_ref().is_none_or(String::is_empty) {
        return false;
    }
    let rest = text[place.range.end..].trim_start_matches(' ');
    let next = rest
        .strip_prefix('\n')
        .map(|line| line.trim_start_matches([' ', '>']));
    rest.is_empty() || next.is_some_and(is_apart)
}

/// Whether a line does not go on with the paragraph before it.
fn is_apart(line: &str) -> bool {
    line.is_empty() || line.starts_with('\n') || after_mark(line).is_some()
}

/// How much space there is up to the next text, within a block.
fn space(text: &str, place: &Place) -> usize {
    let Some(prefix) = &place.prefix else {
        return 0;
    };
    let mut rest = text.trim_start_matches(' ');
    if let Some(line) = rest.strip_prefix('\n').filter(|_| place.goes_on) {
        rest = line.trim_start_matches(' ');
        for _ in prefix.matches('>') {
            rest = rest.strip_prefix('>').unwrap_or(rest);
            rest = rest.trim_start_matches(' ');
        }
    }
    if rest.starts_with('\n') {
        // The paragraph ends.
        return 0;
    }
    text.len() - rest.len()
}

/// Whether a list or a heading has its end.
fn is_whole(known: &BTreeSet<(&str, bool)>, tag: &Tag) -> bool {
    !matches!(tag.role, Role::List { .. } | Role::Heading(_))
        || known.contains(&(tag.name.as_str(), !tag.is_end))
}

/// What a tag that begins or ends a block becomes.
fn block(tag: &Tag, place: &Place, lists: &mut Vec<List>) -> Option<String> {
    let Some(prefix) = &place.prefix else {
        return match tag.role {
            Role::Break | Role::Item | Role::List { .. } | Role::Heading(_) => Some(" ".to_owned()),
            Role::Anchor => Some(String::new()),
            Role::Strong | Role::Emphasis | Role::Code | Role::Link(_) => None,
        };
    };
    let indent = |lists: &[List]| " ".repeat(lists.iter().map(|list| list.width).sum());
    let apart = format!("\n{}\n", prefix.trim_end());
    match &tag.role {
        Role::Break => Some(format!("{apart}{prefix}{}", indent(lists))),
        Role::Heading(level) => {
            let marks = "#".repeat(if tag.is_end { 0 } else { *level });
            let gap = if tag.is_end { "" } else { " " };
            Some(format!("{apart}{prefix}{}{marks}{gap}", indent(lists)))
        }
        Role::List { is_numbered } if !tag.is_end => {
            lists.push(List {
                is_numbered: *is_numbered,
                count: 0,
                width: 0,
            });
            Some(String::new())
        }
        Role::List { .. } => {
            lists.pop()?;
            Some(format!("{apart}{prefix}{}", indent(lists)))
        }
        Role::Item if tag.is_end => (!lists.is_empty()).then(String::new),
        Role::Item => {
            let outer = indent(&lists[..lists.len().checked_sub(1)?]);
            let depth = lists.len();
            let list = lists.last_mut()?;
            list.count += 1;
            let mark = if list.is_numbered {
                format!("{}. ", list.count)
            } else {
                "- ".to_owned()
            };
            list.width = if depth > DEEPEST { 0 } else { mark.len() };
            let apart = if list.count == 1 { &apart } else { "\n" };
            Some(format!("{apart}{prefix}{outer}{mark}"))
        }
        Role::Anchor => Some(String::new()),
        Role::Strong | Role::Emphasis | Role::Code | Role::Link(_) => None,
    }
}

/// What emphasis, code and links become, and which of the tags are theirs.
fn pairs(text: &str, tags: &[(Place, Option<Tag>)]) -> (Vec<Edit>, Vec<bool>) {
    let mut edits = Vec::new();
    let mut paired = vec![false; tags.len()];
    let mut open: Vec<usize> = Vec::new();
    // How many of a name are open in a block: most ends of nothing are found without a search.
    let mut counts: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for (index, (place, tag)) in tags.iter().enumerate() {
        let Some(tag) = tag else { continue };
        match tag.role {
            Role::Strong | Role::Emphasis | Role::Code | Role::Link(_) => {}
            Role::Anchor => continue,
            Role::Break | Role::List { .. } | Role::Item | Role::Heading(_) => {
                // None of them goes on in another paragraph.
                open.clear();
                counts.clear();
                continue;
            }
        }
        let key = (place.block, tag.name.as_str());
        if !tag.is_end {
            open.push(index);
            *counts.entry(key).or_default() += 1;
            continue;
        }
        if counts.get(&key).is_none_or(|count| *count == 0) {
            continue;
        }
        let is_start = |start: &usize| {
            let (at, other) = &tags[*start];
            at.block == place.block && other.as_ref().is_some_and(|it| it.name == tag.name)
        };
        let Some(at) = open.iter().rposition(is_start) else {
            continue;
        };
        let start = open[at];
        for inside in open.drain(at..) {
            let (place, tag) = &tags[inside];
            if let Some(count) = tag
                .as_ref()
                .and_then(|tag| counts.get_mut(&(place.block, tag.name.as_str())))
            {
                *count -= 1;
            }
        }
        (paired[start], paired[index]) = (true, true);
        if let Some(role) = tags[start].1.as_ref().map(|tag| &tag.role) {
            edits.extend(pair(text, role, &tags[start].0.range, &place.range));
        }
    }
    (edits, paired)
}

fn pair(text: &str, role: &Role, start: &Range<usize>, end: &Range<usize>) -> Vec<Edit> {
    let inner = &text[start.end..end.start];
    let edit = |range: &Range<usize>, text: String| Edit {
        start: range.start,
        end: range.end,
        text,
    };
    let bare = || vec![edit(start, String::new()), edit(end, String::new())];
    match role {
        Role::Code if !inner.contains(['<', '`']) && !inner.trim().is_empty() => {
            let code = decoded(inner.trim()).replace('\n', " ");
            let around = inner.len() - inner.trim_start().len();
            let lead = " ".repeat(around.min(1));
            vec![edit(&(start.start..end.end), format!("{lead}`{code}`"))]
        }
        Role::Strong | Role::Emphasis => {
            let mark = if *role == Role::Strong { "**" } else { "*" };
            let trimmed = inner.trim();
            let lead = inner.len() - inner.trim_start().len();
            let tail = inner.len() - inner.trim_end().len();
            let before = text[..start.start].chars().next_back();
            let after = text[end.end..].chars().next();
            let before = if lead > 0 { None } else { before };
            let after = if tail > 0 { None } else { after };
            let is_marked = !trimmed.contains('*')
                && is_beside(before, trimmed.chars().next())
                && is_beside(after, trimmed.chars().next_back());
            if !is_marked {
                return bare();
            }
            let gap = |length: usize| " ".repeat(length.min(1));
            vec![
                edit(&(start.start..start.end + lead), gap(lead) + mark),
                edit(&(end.start - tail..end.end), mark.to_owned() + &gap(tail)),
            ]
        }
        Role::Link(Some(url)) if !inner.trim().is_empty() && !inner.contains("://") => {
            if inner.contains(['[', ']']) {
                return vec![edit(start, String::new()), edit(end, format!(" (<{url}>)"))];
            }
            vec![edit(start, "[".to_owned()), edit(end, format!("]({url})"))]
        }
        _ => bare(),
    }
}

/// Whether a mark between two characters is one of emphasis, and not a text.
fn is_beside(outer: Option<char>, inner: Option<char>) -> bool {
    let is_apart = outer.is_none_or(|c| !c.is_alphanumeric());
    inner.is_some_and(|c| c.is_alphanumeric() || is_apart)
        && outer.is_none_or(|c| c != '*' && c != '\\')
}

/// Code as it is shown.
fn decoded(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    let text = text.replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&nbsp;", " ").replace("&amp;", "&")
}

/// Reads a tag of those that mean something here, without attributes but for the target of a link.
fn read(text: &str) -> Option<Tag> {
    let inner = text.strip_prefix('<')?.strip_suffix('>')?;
    let (is_end, inner) = match inner.strip_prefix('/') {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    let (is_empty, inner) = match inner.strip_suffix('/') {
        Some(inner) => (true, inner.trim_end()),
        None => (false, inner.trim_end()),
    };
    let (name, attributes) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    let name = name.to_ascii_lowercase();
    let role = match &*name {
        "a" if is_end && attributes.is_empty() => Role::Link(None),
        "a" => return link(attributes, is_empty).filter(|_| !is_end),
        _ if !attributes.is_empty() => return None,
        "b" | "strong" => Role::Strong,
        "i" | "em" => Role::Emphasis,
        "code" => Role::Code,
        "p" | "br" => Role::Break,
        "ul" => Role::List { is_numbered: false },
        "ol" => Role::List { is_numbered: true },
        "li" => Role::Item,
        "h1" => Role::Heading(1),
        "h2" => Role::Heading(2),
        "h3" => Role::Heading(3),
        "h4" => Role::Heading(4),
        "h5" => Role::Heading(5),
        "h6" => Role::Heading(6),
        _ => return None,
    };
    Some(Tag { name, role, is_end })
}

/// Reads the attributes of a link, which says at most besides what it is called and how it is opened.
/// One that leads to a place of the page, or of the site that the text was made for, has no address.
fn link(attributes: &str, is_empty: bool) -> Option<Tag> {
    let mut target = None;
    let mut rest = attributes.trim();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, after) = after[1..].split_once(quote)?;
        match name.trim().to_ascii_lowercase().as_str() {
            "href" => target = Some(value.trim()),
            "target" | "rel" | "title" | "id" | "name" | "class" => {}
            _ => return None,
        }
        rest = after.trim_start();
    }
    let is_plain = |c: char| c.is_ascii_graphic() && !"\"'<>()[]{}\\`|*".contains(c);
    let role = match target.filter(|url| !is_relative(url)) {
        Some(url) if is_web(url) && url.chars().all(is_plain) => Role::Link(Some(url.to_owned())),
        Some(_) => return None,
        None if is_empty => Role::Anchor,
        None => Role::Link(None),
    };
    Some(Tag {
        name: "a".to_owned(),
        role,
        is_end: false,
    })
}
