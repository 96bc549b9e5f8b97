//! The layout of all pieces of one shape, where their words are not too wide for it.

use std::ops::Range;
use std::sync::OnceLock;

use super::shape::{Kind, Mark, marks};
use super::skeleton::{INDENT, LISTS, WORDS, is_list, lines};
use super::words::{SHORT, SHORTEST_NAME, SHORTEST_TEXT, Words};

/// No line that is wider was proved to stay one line: `prettyplease` breaks those that are wider than 89
/// bytes, and counts a blank at the end that it doesn't write.
const WIDEST: usize = 88;

/// A struct that is made stays in one line up to this width, without its last brace.
const WIDEST_STRUCT: usize = 34;

/// As wide as no word is, nearly.
const HUGE: usize = 1000;

/// How much deeper than where a layout was found it is known.
const DEEPER: usize = 8;

/// The text of pieces of one shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// A line begins, so far behind the place of the piece.
    Line(usize),
    Text(Box<str>),
    /// The word of that number.
    Word(usize),
    /// What may be a struct begins, and ends in the same line.
    Open,
    Close,
    End,
    /// The lines of the list of that number, so far behind the place of the piece.
    List(usize, usize),
}

/// A layout, with the words that it was found for.
pub(super) struct Template {
    pub(super) parts: Vec<Part>,
    /// How deep the piece was.
    depth: usize,
    widths: Vec<usize>,
    /// Whether wider words are known to give the same layout, as long as all lines are short enough.
    /// `prettyplease` breaks a line only where the next place to break it at is too far, so what is broken
    /// stays so when words become wider, and what is not broken is in one of the lines.
    is_general: bool,
    /// Of each [`Part::Open`], whether it is known to be no struct.
    is_free: Vec<bool>,
    /// Of each [`Part::Line`], whether it stays one line with words of any width.
    stays: Vec<OnceLock<bool>>,
}

impl Template {
    /// Lays out pieces of the shape of these words.
    pub(super) fn new(words: &Words, widths: Vec<usize>, depth: usize) -> Option<Self> {
        let (kind, marks) = marks(&words.shape);
        if marks.iter().any(has_placeholder) {
            return None;
        }
        let lists: Vec<Kind> = marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::List(kind) => Some(*kind),
                _ => None,
            })
            .collect();
        let texts = marks.iter().filter_map(|mark| match mark {
            Mark::Name | Mark::ShortName => Some(false),
            Mark::Text => Some(true),
            _ => None,
        });
        let has_braces =
            |mark: &Mark<'_>| matches!(mark, Mark::Literal(text) if text.contains(['{', '}']));
        let mut reader = Reader {
            texts: texts.collect(),
            widths: &widths,
            parts: Vec::new(),
            is_free: Vec::new(),
            is_general: !marks.iter().any(has_braces),
            found: vec![false; widths.len()],
        };
        let mut found_lists = 0;
        for line in lines(kind, &marks, &widths, depth)? {
            let text = line.trim_start_matches(' ');
            let indent = (line.len() - text.len()).checked_sub(depth * INDENT)?;
            let Some(mark) = text.chars().find(|sign| LISTS.contains(sign)) else {
                reader.line(text, indent)?;
                continue;
            };
            let number = mark as usize - LISTS.start as usize;
            let is_list = is_list(text, *lists.get(number)?, mark);
            if !is_list || indent % INDENT != 0 {
                return None;
            }
            found_lists += 1;
            reader.parts.push(Part::List(number, indent));
        }
        let is_whole = found_lists == lists.len() && reader.found.iter().all(|found| *found);
        let Reader {
            parts,
            is_free,
            is_general,
            ..
        } = reader;
        let is_line = |part: &&Part| matches!(part, Part::Line(_));
        let stays = vec![OnceLock::new(); parts.iter().filter(is_line).count()];
        is_whole.then_some(Self {
            parts,
            depth,
            widths,
            is_general,
            is_free,
            stays,
        })
    }

    /// The widths of the shortest words of pieces of that shape, and the least depth of them.
    pub(super) fn least(words: &Words) -> (Vec<usize>, usize) {
        let (kind, marks) = marks(&words.shape);
        let widths = marks.iter().filter_map(|mark| match mark {
            Mark::ShortName => Some(SHORTEST_NAME),
            Mark::Name => Some(SHORT + 1),
            Mark::Text => Some(SHORTEST_TEXT),
            Mark::Word(_)
            | Mark::Literal(_)
            | Mark::Sign(..)
            | Mark::Open(_)
            | Mark::Close
            | Mark::List(_) => None,
        });
        let depth = match kind {
            Kind::Item => 0,
            Kind::ImplItem
            | Kind::Statement
            | Kind::LastStatement
            | Kind::Field
            | Kind::Variant => 1,
            Kind::Arm | Kind::Value => 2,
        };
        (widths.collect(), depth)
    }

    /// A template of the same layout for less wide words, or a lesser depth, if these words are that
    /// and it is the same. It is for all between as well.
    pub(super) fn lowered(&self, words: &Words, depth: usize) -> Option<Self> {
        let both = self.widths.iter().zip(words.widths());
        let widths: Vec<usize> = both.map(|(one, other)| (*one).min(other)).collect();
        let is_less = depth < self.depth || widths != self.widths;
        if !is_less || !self.is_general {
            return None;
        }
        let mut lowered = Self::new(words, widths, self.depth.min(depth))?;
        let free = lowered.is_free.iter_mut().zip(&self.is_free);
        free.for_each(|(is_free, other)| *is_free |= other);
        lowered.stays.clone_from(&self.stays);
        (lowered.parts == self.parts).then_some(lowered)
    }

    /// Whether the layout is that of a piece with these words.
    pub(super) fn suits(&self, words: &Words, depth: usize) -> bool {
        let mut is_same = depth == self.depth;
        for (least, width) in self.widths.iter().zip(words.widths()) {
            if width < *least {
                return false;
            }
            is_same &= width == *least;
        }
        let is_near = (self.depth..=self.depth + DEEPER).contains(&depth);
        is_same || (self.is_general && is_near && self.fits(words, depth))
    }

    fn fits(&self, words: &Words, depth: usize) -> bool {
        let (mut column, mut line) = (0, 0);
        let mut is_wide = false;
        let mut open = Vec::new();
        let mut is_free = self.is_free.iter();
        for part in &self.parts {
            match part {
                Part::Line(indent) => column = depth * INDENT + indent,
                Part::Text(text) => column += text.len(),
                Part::Word(at) => {
                    let width = words.words.get(*at).map_or(0, Range::len);
                    if width > HUGE {
                        return false;
                    }
                    column += width;
                }
                Part::Open => open.push((column, is_free.next() == Some(&true))),
                Part::Close => {
                    let start = open.pop().filter(|(_, is_free)| !is_free);
                    is_wide |= start.is_some_and(|(start, _)| column - start > WIDEST_STRUCT);
                }
                Part::End => {
                    if (is_wide || column > WIDEST) && !self.stays(line, words) {
                        return false;
                    }
                    is_wide = false;
                    line += 1;
                }
                Part::List(..) => {}
            }
        }
        true
    }

    /// Whether a line is one with words of any width. What is laid out with huge ones shows it.
    fn stays(&self, line: usize, words: &Words) -> bool {
        let Some(stays) = self.stays.get(line) else {
            return false;
        };
        *stays.get_or_init(|| self.is_line(line, words))
    }

    fn is_line(&self, line: usize, words: &Words) -> bool {
        let mut widths = self.widths.clone();
        let is_end = |part: &&Part| matches!(part, Part::End);
        let mut lines = 0;
        for part in &self.parts {
            match part {
                Part::Word(at) if lines == line => {
                    if let Some(width) = widths.get_mut(*at) {
                        *width = if *width > SHORT { HUGE } else { SHORT };
                    }
                }
                part => lines += usize::from(is_end(&part)),
            }
        }
        let huge = Self::new(words, widths, self.depth + DEEPER);
        huge.is_some_and(|huge| huge.parts == self.parts)
    }
}

/// Whether what stands in a shape itself would be taken for a placeholder.
fn has_placeholder(mark: &Mark<'_>) -> bool {
    let is_one = |sign: char| WORDS.contains(&sign) || LISTS.contains(&sign);
    match mark {
        Mark::Word(text) | Mark::Literal(text) => text.contains(is_one),
        Mark::ShortName
        | Mark::Name
        | Mark::Text
        | Mark::Sign(..)
        | Mark::Open(_)
        | Mark::Close
        | Mark::List(_) => false,
    }
}

/// Reads the text of a layout with placeholders.
struct Reader<'a> {
    /// Of each word, whether it is a text.
    texts: Vec<bool>,
    widths: &'a [usize],
    parts: Vec<Part>,
    is_free: Vec<bool>,
    is_general: bool,
    /// Of each word, whether it was found.
    found: Vec<bool>,
}

/// A character or a word, and in which column it is.
enum Glyph {
    Sign(char),
    Word(usize),
}

impl Reader<'_> {
    fn line(&mut self, text: &str, indent: usize) -> Option<()> {
        let cells = self.cells(text)?;
        let pairs = self.pairs(&cells);
        self.parts.push(Part::Line(indent));
        let mut plain = String::new();
        for (at, (_, cell)) in cells.iter().enumerate() {
            let opens = pairs.iter().filter(|pair| pair.0 == at);
            let closes = pairs.iter().any(|pair| pair.1 == at);
            let opens: Vec<_> = opens.collect();
            if !plain.is_empty() && (!opens.is_empty() || closes || matches!(cell, Glyph::Word(_)))
            {
                self.parts
                    .push(Part::Text(std::mem::take(&mut plain).into()));
            }
            if closes {
                self.parts.push(Part::Close);
            }
            for (_, _, is_free) in opens {
                self.parts.push(Part::Open);
                self.is_free.push(*is_free);
            }
            match cell {
                Glyph::Sign(sign) => plain.push(*sign),
                Glyph::Word(number) => self.parts.push(Part::Word(*number)),
            }
        }
        if !plain.is_empty() {
            self.parts.push(Part::Text(plain.into()));
        }
        self.parts.push(Part::End);
        Some(())
    }

    fn cells(&mut self, text: &str) -> Option<Vec<(usize, Glyph)>> {
        let mut cells: Vec<(usize, Glyph)> = Vec::new();
        let mut rest = text;
        while let Some(sign) = rest.chars().next() {
            let mut column = text.len() - rest.len();
            if !WORDS.contains(&sign) {
                cells.push((column, Glyph::Sign(sign)));
                rest = &rest[sign.len_utf8()..];
                continue;
            }
            let number = sign as usize - WORDS.start as usize;
            let mut width = *self.widths.get(number)?;
            if *self.texts.get(number)? {
                // Its quotation mark was before it.
                cells
                    .pop()
                    .filter(|(_, cell)| matches!(cell, Glyph::Sign('"')))?;
                column -= 1;
                width -= 1;
            }
            *self.found.get_mut(number)? = true;
            cells.push((column, Glyph::Word(number)));
            rest = rest.get(width..)?;
        }
        Some(cells)
    }

    /// What may be structs in a line: where each begins and ends, and whether it is none for sure.
    fn pairs(&mut self, cells: &[(usize, Glyph)]) -> Vec<(usize, usize, bool)> {
        let mut open = Vec::new();
        let mut pairs = Vec::new();
        for (at, (column, cell)) in cells.iter().enumerate() {
            match cell {
                Glyph::Sign('{') => open.push(at),
                Glyph::Sign('}') => {
                    if let Some(brace) = open.pop() {
                        let start = self.start(cells, brace);
                        let width = column - cells[start].0;
                        pairs.push((start, at, width > WIDEST_STRUCT));
                    }
                }
                Glyph::Sign(_) | Glyph::Word(_) => {}
            }
        }
        pairs
    }

    /// Where the path before a brace begins.
    fn start(&mut self, cells: &[(usize, Glyph)], brace: usize) -> usize {
        let mut start = brace.saturating_sub(1);
        while let Some((_, cell)) = start.checked_sub(1).and_then(|before| cells.get(before)) {
            match cell {
                // There may be a blank in what is before it.
                Glyph::Sign('>') => self.is_general = false,
                Glyph::Sign(sign) if sign.is_alphanumeric() || matches!(sign, '_' | ':' | '#') => {}
                Glyph::Sign(_) => break,
                Glyph::Word(_) => {}
            }
            start -= 1;
        }
        start
    }
}
