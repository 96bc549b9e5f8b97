//! Where lists of Rust are parted: what one statement, arm, item or field is, by its tokens alone.
//!
//! Each function returns where the parts end, or none where more than the tokens at hand would have
//! to be known.

use proc_macro2::{Delimiter, Spacing, TokenTree};

fn is_punct(tree: Option<&TokenTree>, sign: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

fn is_word(tree: Option<&TokenTree>, words: &[&str]) -> bool {
    matches!(tree, Some(TokenTree::Ident(ident)) if words.iter().any(|word| ident == word))
}

fn is_braces(tree: Option<&TokenTree>) -> bool {
    matches!(tree, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace)
}

/// Where the tokens behind attributes start.
fn behind_attributes(tokens: &[TokenTree], start: usize) -> usize {
    let mut at = start;
    while is_punct(tokens.get(at), '#') && matches!(tokens.get(at + 1), Some(TokenTree::Group(_))) {
        at += 2;
    }
    at
}

/// Items, of a file or of an `impl`.
pub(super) fn items(tokens: &[TokenTree]) -> Option<Vec<usize>> {
    let mut ends = Vec::new();
    let mut start = 0;
    while start < tokens.len() {
        let mut at = behind_attributes(tokens, start);
        if is_word(tokens.get(at), &["pub"]) {
            at += 1;
            at += usize::from(matches!(tokens.get(at), Some(TokenTree::Group(_))));
        }
        let is_const = is_word(tokens.get(at), &["const"]);
        let is_function = is_word(tokens.get(at + 1), &["fn", "unsafe", "async", "extern"]);
        let has_value = (is_const && !is_function)
            || is_word(tokens.get(at), &["use", "static", "type", "extern"]);
        let is_end =
            |tree: &TokenTree| is_punct(Some(tree), ';') || (!has_value && is_braces(Some(tree)));
        start = at + tokens[at..].iter().position(is_end)? + 1;
        ends.push(start);
    }
    Some(ends)
}

/// The statements of a block.
pub(super) fn statements(tokens: &[TokenTree]) -> Option<Vec<usize>> {
    const BLOCKS: [&str; 5] = ["if", "match", "while", "for", "loop"];
    const OTHERS: [&str; 10] = [
        "fn", "struct", "enum", "impl", "mod", "trait", "unsafe", "async", "type", "extern",
    ];
    let mut ends = Vec::new();
    let mut start = 0;
    while start < tokens.len() {
        let mut at = behind_attributes(tokens, start);
        if is_braces(tokens.get(at)) || is_word(tokens.get(at), &OTHERS) {
            return None;
        }
        if is_punct(tokens.get(at), '\'') {
            return None;
        }
        let mut is_block = is_word(tokens.get(at), &BLOCKS);
        start = loop {
            let tree = tokens.get(at);
            at += 1;
            let Some(tree) = tree else {
                break tokens.len();
            };
            if is_punct(Some(tree), ';') {
                break at;
            }
            // A macro with braces may be a statement of its own.
            if is_braces(Some(tree)) && at > 1 && is_punct(tokens.get(at - 2), '!') {
                return None;
            }
            if is_block && is_braces(Some(tree)) && !is_word(tokens.get(at), &["else"]) {
                is_block = false;
                let goes_on = ['.', '?', ';']
                    .iter()
                    .any(|sign| is_punct(tokens.get(at), *sign));
                if !goes_on {
                    break at;
                }
            }
        };
        ends.push(start);
    }
    Some(ends)
}

/// The arms of a `match`.
pub(super) fn arms(tokens: &[TokenTree]) -> Option<Vec<usize>> {
    let mut ends = Vec::new();
    let mut start = 0;
    while start < tokens.len() {
        let arrow = start + tokens[start..].windows(2).position(is_arrow)?;
        let body = arrow + 2;
        if is_word(
            tokens.get(body),
            &["if", "match", "while", "for", "loop", "unsafe"],
        ) || is_punct(tokens.get(body), '\'')
        {
            return None;
        }
        let comma = tokens[body..]
            .iter()
            .position(|tree| is_punct(Some(tree), ','));
        let comma = comma.map_or(tokens.len(), |comma| body + comma + 1);
        let goes_on = ['.', '?']
            .iter()
            .any(|sign| is_punct(tokens.get(body + 1), *sign));
        start = if is_braces(tokens.get(body)) && !goes_on {
            body + 1 + usize::from(is_punct(tokens.get(body + 1), ','))
        } else if tokens[body..comma].windows(2).any(is_arrow) {
            return None;
        } else {
            comma
        };
        ends.push(start);
    }
    Some(ends)
}

fn is_arrow(pair: &[TokenTree]) -> bool {
    is_joint(&pair[0], '=') && is_punct(pair.get(1), '>')
}

fn is_joint(tree: &TokenTree, sign: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == sign && punct.spacing() == Spacing::Joint)
}

/// What stands between commas, those between angle brackets left alone.
pub(super) fn fields(tokens: &[TokenTree]) -> Option<Vec<usize>> {
    let mut ends = Vec::new();
    let mut depth = 0_usize;
    for (at, tree) in tokens.iter().enumerate() {
        let TokenTree::Punct(punct) = tree else {
            continue;
        };
        match punct.as_char() {
            '<' => depth += 1,
            '>' if at > 0 && (is_joint(&tokens[at - 1], '-') || is_joint(&tokens[at - 1], '=')) => {
            }
            '>' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => ends.push(at + 1),
            _ => {}
        }
    }
    if ends.last().copied().unwrap_or_default() < tokens.len() {
        ends.push(tokens.len());
    }
    Some(ends)
}

/// What stands between commas.
pub(super) fn values(tokens: &[TokenTree]) -> Vec<usize> {
    let comma = |(at, tree): (usize, &TokenTree)| is_punct(Some(tree), ',').then_some(at + 1);
    let mut ends: Vec<usize> = tokens.iter().enumerate().filter_map(comma).collect();
    if ends.last().copied().unwrap_or_default() < tokens.len() {
        ends.push(tokens.len());
    }
    ends
}

/// Whether a `..` stands there.
pub(super) fn has_rest(tokens: &[TokenTree]) -> bool {
    tokens
        .windows(2)
        .any(|pair| is_joint(&pair[0], '.') && is_punct(pair.get(1), '.'))
}
