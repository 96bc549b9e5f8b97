//! `pattern`: a regular expression of ECMA-262 as the engine of the generated crates takes it.
//!
//! That engine needs a time that grows with the text, never faster, and so has neither
//! look-around nor back-references. Whether it takes a pattern is found by trying.

use std::iter::Peekable;
use std::str::Chars;

use regex_lite::Regex;

use super::api::Pattern;

/// What `\s` stands for: the white space of Unicode, where the engine knows that of ASCII.
const SPACE: &str =
    r"\s\u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}";

/// What `.` does not match.
const LINE_ENDS: &str = r"\n\r\u{2028}\u{2029}";

/// Returns a pattern as the engine takes it, or why it does not.
pub(super) fn translate(pattern: &str) -> Result<String, String> {
    if pattern.starts_with("/^") && pattern.len() > 2 {
        return Err("it stands between slashes, which no text before `^` can match".to_owned());
    }
    let mut translation = Translation {
        input: pattern.chars().peekable(),
        output: String::new(),
    };
    translation.all()?;
    match Regex::new(&translation.output) {
        Ok(_) => Ok(translation.output),
        Err(error) => Err(error.to_string()),
    }
}

struct Translation<'p> {
    input: Peekable<Chars<'p>>,
    output: String,
}

/// A part of a class: one character, or what stands for several.
enum Atom {
    One(char),
    Several(String),
}

impl Translation<'_> {
    fn all(&mut self) -> Result<(), String> {
        while let Some(c) = self.input.next() {
            match c {
                '\\' => self.escape()?,
                '[' => self.class()?,
                '(' => self.group()?,
                '.' => self.output.extend(["[^", LINE_ENDS, "]"]),
                '{' if !self.at_count() => self.output.push_str(r"\{"),
                '{' => self.count(),
                '}' | ']' => self.output.extend(['\\', c]),
                // What else means something means the same.
                _ => self.output.push(c),
            }
        }
        Ok(())
    }

    /// What comes after a backslash, outside of classes.
    fn escape(&mut self) -> Result<(), String> {
        match self.input.peek() {
            Some('b' | 'B') => {
                self.output.push('\\');
                self.output.extend(self.input.next());
            }
            Some('1'..='9' | 'k') => {
                return Err("it refers back to one of its groups".to_owned());
            }
            _ => match self.escaped()? {
                Atom::One(c) => literal(c, &mut self.output),
                Atom::Several(set) if set == SPACE => {
                    self.output.extend(["[", SPACE, "]"]);
                }
                Atom::Several(set) if set == r"\S" => {
                    self.output.extend(["[^", SPACE, "]"]);
                }
                Atom::Several(set) => self.output.push_str(&set),
            },
        }
        Ok(())
    }

    /// What comes after a backslash and means the same everywhere.
    fn escaped(&mut self) -> Result<Atom, String> {
        let Some(c) = self.input.next() else {
            return Err("it ends with a backslash".to_owned());
        };
        Ok(Atom::One(match c {
            'd' | 'D' | 'w' | 'W' | 'S' => return Ok(Atom::Several(format!("\\{c}"))),
            's' => return Ok(Atom::Several(SPACE.to_owned())),
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'f' => '\u{c}',
            'v' => '\u{b}',
            '0' => '\0',
            'c' => self.control()?,
            'x' => self.hexadecimal(2)?,
            'u' => self.code_point()?,
            'p' | 'P' => return Err("it names a class of Unicode".to_owned()),
            c if c.is_ascii_alphanumeric() => {
                return Err(format!("ECMA-262 has no escape `\\{c}`"));
            }
            c => c,
        }))
    }

    fn control(&mut self) -> Result<char, String> {
        match self.input.next() {
            Some(c) if c.is_ascii_alphabetic() => Ok(char::from(c as u8 % 32)),
            _ => Err(r"no letter follows on `\c`".to_owned()),
        }
    }

    /// `\uXXXX`, two of them for what needs a surrogate pair, or `\u{X}`.
    fn code_point(&mut self) -> Result<char, String> {
        if self.input.next_if_eq(&'{').is_some() {
            let mut digits = String::new();
            while let Some(c) = self.input.next_if(|c| *c != '}') {
                digits.push(c);
            }
            self.input.next();
            let code = u32::from_str_radix(&digits, 16).ok();
            return code
                .and_then(char::from_u32)
                .ok_or_else(|| format!("`\\u{{{digits}}}` is no character"));
        }
        let first = self.digits(4)?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first).ok_or_else(|| "it holds half a character".to_owned());
        }
        let (backslash, letter) = (self.input.next(), self.input.next());
        if (backslash, letter) != (Some('\\'), Some('u')) {
            return Err("it holds half a character".to_owned());
        }
        let second = self.digits(4)?;
        let code = 0x1_0000 + ((first - 0xd800) << 10) + (second.wrapping_sub(0xdc00) & 0x3ff);
        char::from_u32(code).ok_or_else(|| "it holds half a character".to_owned())
    }

    fn hexadecimal(&mut self, count: usize) -> Result<char, String> {
        let code = self.digits(count)?;
        char::from_u32(code).ok_or_else(|| "it holds half a character".to_owned())
    }

    fn digits(&mut self, count: usize) -> Result<u32, String> {
        let digits: String = self.input.by_ref().take(count).collect();
        u32::from_str_radix(&digits, 16)
            .ok()
            .filter(|_| digits.chars().count() == count)
            .ok_or_else(|| format!("`{digits}` is no number of {count} hexadecimal digits"))
    }

    /// What comes after `(`.
    fn group(&mut self) -> Result<(), String> {
        self.output.push('(');
        if self.input.next_if_eq(&'?').is_none() {
            return Ok(());
        }
        self.output.push('?');
        // The name of a group of Python.
        let python = self.input.clone().take(2).eq("P<".chars());
        if python {
            self.input.next();
        }
        match self.input.next() {
            Some('=' | '!') => Err("it looks ahead".to_owned()),
            Some('<') if matches!(self.input.peek(), Some('=' | '!')) => {
                Err("it looks behind".to_owned())
            }
            // Names serve for references, which the engine does not have.
            Some('<') => {
                while self.input.next().is_some_and(|c| c != '>') {}
                self.output.push(':');
                Ok(())
            }
            other => {
                self.output.extend(other);
                Ok(())
            }
        }
    }

    /// Whether `{` begins a count: `{2}`, `{2,}` or `{2,3}`.
    fn at_count(&self) -> bool {
        let inside: String = self.input.clone().take_while(|c| *c != '}').collect();
        let closed = self.input.clone().any(|c| c == '}');
        let (least, most) = inside.split_once(',').unwrap_or((&inside, ""));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        closed && !least.is_empty() && is_number(least) && is_number(most)
    }

    fn count(&mut self) {
        self.output.push('{');
        for c in self.input.by_ref() {
            self.output.push(c);
            if c == '}' {
                return;
            }
        }
    }

    /// What comes after `[`.
    fn class(&mut self) -> Result<(), String> {
        let is_negated = self.input.next_if_eq(&'^').is_some();
        if self.input.next_if_eq(&']').is_some() {
            let set = if is_negated { r"[\s\S]" } else { r"[^\s\S]" };
            self.output.push_str(set);
            return Ok(());
        }
        self.output.push_str(if is_negated { "[^" } else { "[" });
        loop {
            let Some(first) = self.atom()? else {
                self.output.push(']');
                return Ok(());
            };
            let mut ahead = self.input.clone();
            let is_range = ahead.next() == Some('-') && ahead.next().is_some_and(|c| c != ']');
            match first {
                Atom::One(first) if is_range => {
                    self.input.next();
                    member(first, &mut self.output);
                    match self.atom()? {
                        Some(Atom::One(last)) => {
                            self.output.push('-');
                            member(last, &mut self.output);
                        }
                        Some(Atom::Several(set)) => {
                            self.output.push_str(r"\-");
                            self.output.push_str(&set);
                        }
                        None => return Err("a class of it does not end".to_owned()),
                    }
                }
                Atom::One(c) => member(c, &mut self.output),
                Atom::Several(set) => self.output.push_str(&set),
            }
        }
    }

    /// The next part of a class; none at its end.
    fn atom(&mut self) -> Result<Option<Atom>, String> {
        match self.input.next() {
            None => Err("a class of it does not end".to_owned()),
            Some(']') => Ok(None),
            Some('\\') if self.input.next_if_eq(&'b').is_some() => Ok(Some(Atom::One('\u{8}'))),
            Some('\\') => self.escaped().map(Some),
            Some(c) => Ok(Some(Atom::One(c))),
        }
    }
}

/// Writes a character that stands for itself.
fn literal(c: char, output: &mut String) {
    if c.is_control() {
        let code = format!("\\x{{{:x}}}", u32::from(c));
        output.push_str(&code);
    } else {
        if r"\.+*?()|[]{}^$".contains(c) {
            output.push('\\');
        }
        output.push(c);
    }
}

/// Writes a character of a class that stands for itself.
fn member(c: char, output: &mut String) {
    if r"-&~".contains(c) {
        output.push('\\');
        output.push(c);
    } else {
        literal(c, output);
    }
}

impl Pattern {
    /// Returns those of several texts that match, as they do in a generated crate.
    pub(crate) fn matching<T: AsRef<str>>(
        &self,
        texts: impl Iterator<Item = T>,
    ) -> impl Iterator<Item = T> {
        let pattern = Regex::new(&self.runs).ok();
        texts.filter(move |text| {
            let pattern = pattern.as_ref();
            pattern.is_some_and(|pattern| pattern.is_match(text.as_ref()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn matches(pattern: &str, yes: &[&str], no: &[&str]) {
        let translated = translate(pattern).expect("a pattern that runs");
        let regex = Regex::new(&translated).expect("what was tried");
        for text in yes {
            assert!(
                regex.is_match(text),
                "{pattern} ({translated}) and {text:?}"
            );
        }
        for text in no {
            assert!(
                !regex.is_match(text),
                "{pattern} ({translated}) and {text:?}"
            );
        }
    }

    #[test]
    fn means_what_ecma_means() {
        matches(r"^[a-z]+$", &["abc"], &["", "abc\n", "Abc"]);
        matches(r"^\d\w$", &["1a"], &["١a", "1é"]);
        matches(r"^\s$", &[" ", "\u{a0}", "\u{feff}"], &["x"]);
        matches(r"^\S$", &["x"], &["\u{a0}", " "]);
        matches(r"^[\s]$", &["\u{2003}"], &["x"]);
        matches(r"^a\/b$", &["a/b"], &["ab"]);
        matches(r"^\u00e9$", &["é"], &["e"]);
        matches(r"^\uD83D\uDE00$", &["😀"], &["x"]);
        matches(r"^\u{1F600}$", &["😀"], &["x"]);
        matches(r"^\cJ$", &["\n"], &["J"]);
        matches(r"^\x41\0$", &["A\0"], &["A"]);
        matches(r"^[^]$", &["\n", "a"], &["", "ab"]);
        matches(r"^[]$", &[], &["", "a"]);
        matches(r"^.$", &["a", "é"], &["\n", "\r", "\u{2028}"]);
        matches(r"^(?<year>\d{4})-(?P<month>\d\d)$", &["2026-11"], &["x"]);
        matches(r"^[[&&~~]+$", &["[&~"], &["]"]);
        matches(r"^[\w-.]+$", &["a-b.c"], &["a b"]);
        matches(r"^[a\-z-]+$", &["a-z"], &["b"]);
        matches(r"^[+--]+$", &["+,-"], &["."]);
        matches(r"^[\b]$", &["\u{8}"], &["b"]);
        matches(r"^\@\-\_\#\%$", &["@-_#%"], &["@"]);
        matches(r"^{a}]$", &["{a}]"], &["a"]);
        matches(r"^a{2,3}$", &["aa", "aaa"], &["a", "a{2,3}"]);
        matches(r"^[\^$.|?*+(){}]+$", &["^$.|?*+(){}"], &["a"]);
        matches(r"b", &["abc"], &["ac"]);
        matches(r"^(?:a|b)?$", &["", "a", "b"], &["c"]);
    }

    #[test]
    fn says_why_a_pattern_does_not_run() {
        let reasons = [
            (r"^(?=a)", "it looks ahead"),
            (r"^(?!a)", "it looks ahead"),
            (r"(?<=a)b", "it looks behind"),
            (r"(?<!a)b", "it looks behind"),
            (r"(a)\1", "it refers back to one of its groups"),
            (r"(?<a>a)\k<a>", "it refers back to one of its groups"),
            (r"^\p{L}+$", "it names a class of Unicode"),
            (r"\Aab\z", r"ECMA-262 has no escape `\A`"),
            (r"[a", "a class of it does not end"),
            (r"a\", "it ends with a backslash"),
            (
                r"/^a$/",
                "it stands between slashes, which no text before `^` can match",
            ),
        ];
        for (pattern, reason) in reasons {
            assert_eq!(translate(pattern), Err(reason.to_owned()), "{pattern}");
        }
        assert!(translate(r"(").is_err());
        assert!(translate(r"^(a{1000}){1000}{1000}$").is_err());
    }
}
