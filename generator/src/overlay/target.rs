//! What a target may cost. The text of an overlay is not trusted, and a short path can select
//! more than any memory holds.

/// The longest path.
const LONGEST: usize = 1_000;
/// How deep brackets are nested in it.
const DEEPEST: usize = 12;
/// How often `..` stands outside of brackets: each looks at everything below everything.
const MOST_DESCENTS: usize = 2;
/// In how many ways lists of selectors, `[a, b][c, d]`, may lead to one node.
const MOST_WAYS: usize = 1_000;

/// Says why a path is not tried.
pub(super) fn too_costly(path: &str) -> Option<&'static str> {
    if path.len() > LONGEST {
        return Some("is longer than 1000 characters");
    }
    let mut cost = Cost::default();
    let mut chars = path.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\'' | '"' => {
                while let Some(inner) = chars.next() {
                    match inner {
                        '\\' => drop(chars.next()),
                        inner if inner == char => break,
                        _ => {}
                    }
                }
            }
            '.' if chars.peek() == Some(&'.') => {
                chars.next();
                cost.descent();
            }
            other => cost.char(other),
        }
    }
    cost.verdict()
}

#[derive(Default)]
struct Cost {
    depth: usize,
    deepest: usize,
    descents: usize,
    inner_descents: usize,
    /// A filter looks at the whole document, for every node that it is asked about.
    asks_all: bool,
    /// How many selectors the open bracket has.
    selectors: usize,
    ways: usize,
}

impl Cost {
    fn descent(&mut self) {
        if self.depth == 0 {
            self.descents += 1;
        } else {
            self.inner_descents += 1;
        }
    }

    fn char(&mut self, char: char) {
        match char {
            '[' | '(' => {
                self.depth += 1;
                self.deepest = self.deepest.max(self.depth);
                if self.depth == 1 {
                    self.selectors = 1;
                }
            }
            ']' | ')' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.ways = self.ways.max(1).saturating_mul(self.selectors);
                }
            }
            ',' => self.selectors += 1,
            '$' if self.depth > 0 => self.asks_all = true,
            _ => {}
        }
    }

    fn verdict(&self) -> Option<&'static str> {
        if self.deepest > DEEPEST {
            Some("has brackets more than 12 deep")
        } else if self.descents > MOST_DESCENTS {
            Some("has more than two `..`")
        } else if self.inner_descents > 1 || (self.inner_descents > 0 && self.asks_all) {
            Some("has a filter with `..` in it that looks at everything too often")
        } else if self.asks_all && self.descents > 1 {
            Some("has a filter that looks at the whole description too often")
        } else if self.ways > MOST_WAYS {
            Some("has lists of selectors that lead to one node in more than 1000 ways")
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::too_costly;

    #[test]
    fn what_people_write() {
        for path in [
            "$",
            "$.paths['/a..b'].get",
            "$..responses..schema",
            "$.paths.*.get.parameters[?@.name=='filter' && @.in=='query']",
            "$.paths[?@.get['x-traits'][?@ == 'paged']].get",
            "$.components.schemas['A', 'B', 'C']",
        ] {
            assert_eq!(too_costly(path), None, "{path}");
        }
    }

    #[test]
    fn what_never_ends() {
        for path in [
            "$..*..*..*".to_owned(),
            format!("$..*{}", "[0,0,0,0]".repeat(12)),
            "$..[?@..a == $..b]".to_owned(),
            "$..[?$..a]".to_owned(),
            format!("$[?{}@.a{}]", "(".repeat(400), ")".repeat(400)),
            "$.a".repeat(400),
        ] {
            assert!(too_costly(&path).is_some(), "{path}");
        }
    }
}
