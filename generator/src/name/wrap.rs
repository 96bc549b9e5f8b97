//! Long lines of documentation become paragraphs of readable width.
//!
//! A description often holds a paragraph as one line. Only lines of prose are wrapped, at spaces
//! outside code, and never so that the next line would begin as something else than prose.

/// The widest line, so that a comment at the depth of a method fits into a hundred columns.
const WIDTH: usize = 92;

/// Wraps what is too long, together with the rest of its paragraph.
pub(super) fn wrap(lines: &[String]) -> Vec<String> {
    let mut wrapped = Vec::with_capacity(lines.len());
    let mut fence: Option<&str> = None;
    let mut in_table = false;
    let is_below = |at: usize| {
        lines
            .get(at)
            .is_some_and(|line| is_below_the_head(unmarked(line)))
    };
    let is_of_a_head = |at: usize| is_below(at) || is_below(at + 1);
    let mut numbered = lines.iter().enumerate().peekable();
    while let Some((at, line)) = numbered.next() {
        let text = unmarked(line);
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| text.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        // Up to an empty line or another block, every line is a row, whether it has a bar or not.
        let is_outside = fence.is_none() && mark.is_none();
        in_table = is_outside && (is_below(at) || in_table && may_be_row(line));
        let (first, next) = prefixes(line);
        let fits = line.chars().count() <= WIDTH || first.len() > WIDTH / 2;
        if fits
            || fence.is_some()
            || mark.is_some()
            || in_table
            || is_of_a_head(at)
            || is_definition(text)
            || text.starts_with(['|', '#'])
            || text.contains(" | ")
        {
            wrapped.push(line.clone());
            continue;
        }
        let mut paragraph = line.clone();
        let is_more = |(at, more): &(usize, &String)| !is_of_a_head(*at) && continues(more, &next);
        while let Some((_, more)) = numbered.next_if(is_more) {
            paragraph.push(' ');
            paragraph.push_str(&more[next.len()..]);
        }
        wrap_line(&paragraph, &mut wrapped);
    }
    wrapped
}

/// What a line says, without the marks of quotations and lists.
fn unmarked(line: &str) -> &str {
    after_marker(line.trim_start_matches([' ', '>']))
}

/// Whether a line below a row is one too.
fn may_be_row(line: &str) -> bool {
    let text = line.trim_start_matches([' ', '>']);
    text.starts_with('|') || is_prose(text)
}

/// Whether a line is the one between the head of a table and its rows.
fn is_below_the_head(text: &str) -> bool {
    text.contains('|') && text.contains('-') && text.chars().all(|c| "|-: ".contains(c))
}

/// Whether a line says where a link of a name leads: `[name]: https://example.com`. A footnote is
/// prose.
fn is_definition(text: &str) -> bool {
    let name = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    name.is_some_and(|(name, rest)| rest.starts_with(':') && !name.starts_with('^'))
}

/// Whether a line goes on with the paragraph before it.
fn continues(line: &str, prefix: &str) -> bool {
    line.strip_prefix(prefix).is_some_and(|text| {
        !text.starts_with(' ') && is_prose(text) && !text.contains(" | ") && !is_definition(text)
    })
}

/// Whether a line is text of a paragraph, and not a list, a table, a heading or code.
pub(super) fn is_prose(line: &str) -> bool {
    let first = line.split(' ').next().unwrap_or_default();
    !first.is_empty() && !begins_block(first) && !line.starts_with("~~~")
}

fn wrap_line(line: &str, out: &mut Vec<String>) {
    let (first, next) = prefixes(line);
    let mut current = first.clone();
    let mut is_empty = true;
    for word in words(&line[first.len()..]) {
        let width = current.chars().count() + 1 + word.chars().count();
        if !is_empty && width > WIDTH && !begins_block(word) {
            out.push(std::mem::replace(&mut current, next.clone()));
            is_empty = true;
        }
        if !is_empty {
            current.push(' ');
        }
        current.push_str(word);
        is_empty = false;
    }
    out.push(current);
}

/// What stands before the text of a line, and what must stand before its continuation: as many
/// spaces as a list marker takes, and the marks of a quotation.
fn prefixes(line: &str) -> (String, String) {
    let mut rest = line.trim_start_matches([' ', '>']);
    let quote = &line[..line.len() - rest.len()];
    let marker = rest.len() - after_marker(rest).len();
    rest = &rest[marker..];
    let first = &line[..line.len() - rest.len()];
    (first.to_owned(), format!("{quote}{}", " ".repeat(marker)))
}

/// The text after the marker of a list item.
fn after_marker(text: &str) -> &str {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let marker = match text.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => digits + 1,
        Some(b'-' | b'*' | b'+') if digits == 0 => 1,
        _ => return text,
    };
    match text[marker..].strip_prefix(' ') {
        Some(rest) => rest.trim_start(),
        None => text,
    }
}

/// Splits a text at spaces, but not inside code.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut start, mut in_code) = (0, false);
    for (at, c) in text.char_indices() {
        match c {
            '`' => in_code = !in_code,
            ' ' if !in_code => {
                words.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    words.push(&text[start..]);
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a line that starts with the word would be a list, a heading, a quotation or the like.
fn begins_block(word: &str) -> bool {
    word.starts_with(['#', '>', '|', '=', '~'])
        || word.starts_with("```")
        || word
            .bytes()
            .all(|byte| matches!(byte, b'-' | b'*' | b'+' | b'_'))
        || (word.ends_with(['.', ')'])
            && word[..word.len() - 1]
                .bytes()
                .all(|byte| byte.is_ascii_digit()))
}
