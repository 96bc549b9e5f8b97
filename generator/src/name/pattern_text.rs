//! A text that a pattern matches, as short as the pattern allows.
//!
//! What is found is a guess that is tried afterwards: nothing is read of flags, of the borders of words
//! and of where a text ends, and of several alternatives only the first.

use std::iter::Peekable;
use std::str::Chars;

/// How long a text is at most, in characters.
const LONGEST: usize = 200;

/// How many groups stand inside each other at most.
const DEEPEST: usize = 32;

/// What is taken of a class that has it, in this order.
const USUAL: [char; 12] = ['a', 'A', '1', '0', 'x', 'b', '-', '_', '.', '/', ' ', 'é'];

/// Returns a text that a pattern of the engine of the generated crates may match, what is repeated so
/// many times more than it must be; none where it would be too long, or the pattern is not understood.
pub(super) fn matching(pattern: &str, more: usize) -> Option<String> {
    let mut guess = Guess {
        rest: pattern.chars().peekable(),
        more,
    };
    let text = guess.alternatives(0)?;
    guess.rest.next().is_none().then_some(text)
}

struct Guess<'p> {
    rest: Peekable<Chars<'p>>,
    more: usize,
}

/// A set of characters.
#[derive(Default)]
struct Class {
    ranges: Vec<(char, char)>,
    is_negated: bool,
}

impl Guess<'_> {
    /// Up to the end of the group: the first alternative.
    fn alternatives(&mut self, depth: usize) -> Option<String> {
        let first = self.sequence(depth)?;
        while self.rest.next_if_eq(&'|').is_some() {
            self.sequence(depth)?;
        }
        Some(first)
    }

    fn sequence(&mut self, depth: usize) -> Option<String> {
        let mut text = String::new();
        while let Some(c) = self.rest.next_if(|c| !matches!(c, '|' | ')')) {
            let one = match c {
                '^' | '$' => String::new(),
                '(' => self.group(depth)?,
                '[' => self.class()?.pick()?.to_string(),
                '\\' => self.escape()?,
                c => c.to_string(),
            };
            text.push_str(&one.repeat(self.times()?));
            if text.chars().count() > LONGEST {
                return None;
            }
        }
        Some(text)
    }

    fn group(&mut self, depth: usize) -> Option<String> {
        if depth >= DEEPEST {
            return None;
        }
        if self.rest.next_if_eq(&'?').is_some() {
            // Flags, or nothing: `(?:`.
            while self.rest.next_if(char::is_ascii_alphabetic).is_some() {}
            self.rest.next_if_eq(&':')?;
        }
        let text = self.alternatives(depth + 1)?;
        self.rest.next_if_eq(&')')?;
        Some(text)
    }

    /// What comes after a backslash, outside of classes.
    fn escape(&mut self) -> Option<String> {
        if self.rest.next_if(|c| matches!(c, 'b' | 'B')).is_some() {
            return Some(String::new());
        }
        let mut class = Class::default();
        self.escaped(&mut class)?;
        Some(class.pick()?.to_string())
    }

    /// Adds what comes after a backslash to a class.
    fn escaped(&mut self, class: &mut Class) -> Option<()> {
        let ranges: &[(char, char)] = match self.rest.next()? {
            'd' => &[('0', '9')],
            'w' => &[('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')],
            's' => &[(' ', ' '), ('\t', '\r')],
            'D' => &[('\0', '/'), (':', char::MAX)],
            'W' => &[('\0', '/'), (':', '@'), ('[', '^'), ('{', char::MAX)],
            'S' => &[('!', '~'), ('\u{a1}', '\u{ff}')],
            'x' | 'u' => {
                let code = self.rest.next_if_eq(&'{').and_then(|_| {
                    let digits: String =
                        std::iter::from_fn(|| self.rest.next_if(char::is_ascii_hexdigit)).collect();
                    u32::from_str_radix(&digits, 16).ok()
                });
                self.rest.next_if_eq(&'}')?;
                let c = char::from_u32(code?)?;
                &[(c, c)]
            }
            c if c.is_ascii_alphanumeric() => return None,
            c => &[(c, c)],
        };
        class.ranges.extend(ranges);
        Some(())
    }

    /// What comes after `[`.
    fn class(&mut self) -> Option<Class> {
        let mut class = Class {
            is_negated: self.rest.next_if_eq(&'^').is_some(),
            ..Class::default()
        };
        loop {
            match self.rest.next()? {
                ']' => return Some(class),
                '-' => {
                    // `a-z`: what is before it is there already.
                    let first = class.ranges.pop()?.0;
                    let mut last = Class::default();
                    match self.rest.next()? {
                        '\\' => self.escaped(&mut last)?,
                        c => last.ranges.push((c, c)),
                    }
                    class.ranges.push((first, last.ranges.first()?.1));
                }
                '\\' => self.escaped(&mut class)?,
                c => class.ranges.push((c, c)),
            }
        }
    }

    /// How often what was just read stands in the text.
    fn times(&mut self) -> Option<usize> {
        let (least, most) = match self.rest.peek() {
            Some('?') => (0, Some(1)),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('{') => {
                let mut ahead = self.rest.clone();
                ahead.next();
                let inside: String = ahead.by_ref().take_while(|c| *c != '}').collect();
                let (least, most) = match inside.split_once(',') {
                    Some((least, "")) => (least.parse().ok()?, None),
                    Some((least, most)) => (least.parse().ok()?, Some(most.parse().ok()?)),
                    None => {
                        let count = inside.parse().ok()?;
                        (count, Some(count))
                    }
                };
                self.rest = ahead;
                return self.counted(least, most);
            }
            _ => return Some(1),
        };
        self.rest.next();
        self.counted(least, most)
    }

    fn counted(&mut self, least: usize, most: Option<usize>) -> Option<usize> {
        // As few as can be is no other text.
        self.rest.next_if_eq(&'?');
        let wanted = least
            .checked_add(self.more)?
            .min(most.unwrap_or(usize::MAX));
        (wanted <= LONGEST).then_some(wanted)
    }
}

impl Class {
    /// A character of it.
    fn pick(&self) -> Option<char> {
        let has = |c: &char| {
            let mut ranges = self.ranges.iter();
            ranges.any(|(first, last)| (first..=last).contains(&c)) != self.is_negated
        };
        let first = self.ranges.first().map(|range| range.0);
        USUAL.into_iter().chain(first).find(has)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_short_as_the_pattern_allows() {
        let texts = [
            (r"^[0-9a-f]{32}$", Some("a".repeat(32))),
            (r"^(0|[1-9][0-9]*)$", Some("0".to_owned())),
            (r"^[A-Z]{3}$", Some("AAA".to_owned())),
            (r"^(?:ab|c)-\d{2,}\.?$", Some("ab-11".to_owned())),
            (r"^[^a-z]+$", Some("A".to_owned())),
            (r"^\x{41}[\-\x{a0}]$", Some("A-".to_owned())),
            (r"^a{999}$", None),
            (r"^(", None),
        ];
        for (pattern, text) in texts {
            assert_eq!(matching(pattern, 0), text, "{pattern}");
        }
        assert_eq!(matching(r"^v[a-z]*1$", 2).as_deref(), Some("vaa1"));
    }
}
