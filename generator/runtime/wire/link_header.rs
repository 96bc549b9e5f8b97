//! The header `link` of RFC 8288, by which a page names the next one.
#![allow(dead_code, reason = "an API asks for its pages in one of several ways")]

/// The target of `rel="next"` in a header `link`: `<https://…?page=2>; rel="next", <…>; rel="last"`.
pub(crate) fn next_link(header: &str) -> Option<&str> {
    let mut rest = header;
    loop {
        let (_, from) = rest.split_once('<')?;
        let (target, after) = from.split_once('>')?;
        let (parameters, others) = split_link(after);
        let is_next = parameters.split(';').any(|parameter| {
            let Some((name, value)) = parameter.split_once('=') else {
                return false;
            };
            let mut relations = value
                .trim_ascii()
                .trim_matches('"')
                .split_ascii_whitespace();
            name.trim_ascii().eq_ignore_ascii_case("rel")
                && relations.any(|relation| relation.eq_ignore_ascii_case("next"))
        });
        if is_next {
            return Some(target);
        }
        rest = others?;
    }
}

/// The parameters of a link, and the links after it: a comma in quotes ends none.
fn split_link(text: &str) -> (&str, Option<&str>) {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => return (&text[..at], Some(&text[at + 1..])),
            _ => {}
        }
    }
    (text, None)
}
