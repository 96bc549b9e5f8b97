//! What the readers of YAML and JSON say, in the words of who writes a description.

use super::tree::{DUPLICATE, TAG};

/// What a reader said of a text that is not well-formed: the same in other words, and what to do.
pub(super) struct Told {
    pub(super) message: String,
    pub(super) help: &'static str,
}

/// What to do where nothing better is known.
const MEND: &str = "mend the syntax here; the cause often stands in the lines above: indentation, a missing quote or comma";

/// What YAML's reader says, in part, what that means, and what to do.
const YAML: &[(&str, &str, &str)] = &[
    (
        "mapping values are not allowed",
        "a `:` with a space behind it stands inside a text",
        "put the text in quotes",
    ),
    (
        "unknown anchor",
        "this alias repeats an anchor that there is not",
        "write `&` and the name at what is to be repeated, before this line",
    ),
    (
        "more than one document",
        "the text holds several documents",
        "give each a file of its own; a line of `---` or `...` parts them",
    ),
    (
        "invalid Unicode character escape code",
        "`\\u` stands for half a character, as JSON has it: YAML knows whole ones",
        "write the character itself, or `\\U` and its eight digits, such as `\\U0001f600`",
    ),
    (
        "expected a key: ",
        "a mapping or a list stands in the place of a key",
        "write a text as the key",
    ),
    (
        "repetition limit exceeded",
        "its aliases repeat each other until nothing could hold the result",
        "repeat less with `*`; use `$ref` to the components instead",
    ),
    (
        "recursion limit exceeded",
        "its values are nested deeper than the reader goes",
        "give what is inside a place under `components`, and refer to it",
    ),
    (
        "while scanning a quoted scalar",
        "the quote that opens here is never closed",
        "close it; a quote inside of `'…'` is written twice",
    ),
    (
        "cannot start any token",
        "no value begins with this character",
        "indent with spaces instead of tabs, and put a text that begins with `@` or a backtick in quotes",
    ),
    (
        "could not find expected ':'",
        "this line is no `key: value`",
        "write the `:` and a space after the key, or indent the line as part of the text above",
    ),
    (
        "while parsing a block mapping",
        "this line does not fit into the mapping around it",
        "indent it exactly like the keys beside it",
    ),
    (
        "block sequence entries are not allowed",
        "an item of a list can't stand here",
        "begin the list on a line of its own, below its key",
    ),
    (
        "while parsing a block collection",
        "this line does not fit into the list around it",
        "indent its `-` exactly like those beside it",
    ),
    (
        "did not find expected ',' or ']'",
        "the list that opens before this has no `,` or `]` here",
        "add what is missing; a text with a comma or bracket in it needs quotes",
    ),
    (
        "did not find expected ',' or '}'",
        "the mapping that opens before this has no `,` or `}` here",
        "add what is missing; a text with a comma or brace in it needs quotes",
    ),
    (
        "did not find expected node content",
        "a value is missing here",
        "write it, or close the bracket that fits the one that is open",
    ),
    (
        "control characters are not allowed",
        "a control character stands in the text",
        "remove it, or write it in quotes as `\\u0007`",
    ),
    (
        "undefined tag handle",
        "a text that begins with `!` is a tag",
        "put the text in quotes",
    ),
    (
        super::tree::NO_MERGE,
        "the key `<<` merges mappings, and there is none to merge",
        "write the alias of a mapping behind it, or give the key another name",
    ),
    (
        "means nothing in an OpenAPI description",
        "",
        "write what it stands for, or refer to it with `$ref`",
    ),
];

/// The same for JSON's reader.
const JSON: &[(&str, &str, &str)] = &[
    (
        "EOF while parsing",
        "the text ends before what it opened is closed",
        "close what is open: a text, a list or an object",
    ),
    (
        "trailing comma",
        "a comma stands behind the last value",
        "remove the comma",
    ),
    (
        "trailing characters",
        "something stands behind the end of the value",
        "remove it, or a closing bracket that stands too early",
    ),
    (
        "key must be a string",
        "the name of a member is no text in double quotes",
        "write it as `\"name\"`; JSON has neither comments nor single quotes",
    ),
    (
        "expected value",
        "a value is missing here, or is none of JSON",
        "write a text in double quotes, a number, `true`, `false`, `null`, a list or an object",
    ),
    (
        "expected ident",
        "this is none of `true`, `false` and `null`",
        "write one of them, or a text in double quotes",
    ),
    ("expected `:`", "the `:` behind a name is missing", "add it"),
    (
        "expected `,` or `}`",
        "a `,` or `}` is missing before this",
        "add it",
    ),
    (
        "expected `,` or `]`",
        "a `,` or `]` is missing before this",
        "add it",
    ),
    (
        "control character",
        "a text holds a line break or another control character",
        "write it as `\\n`, or end the text before it",
    ),
    (
        "recursion limit exceeded",
        "its values are nested deeper than the reader goes",
        "give what is inside a place under `components`, and refer to it",
    ),
];

/// Says it in other words, where there are better ones.
pub(super) fn told(syntax: &str, said: &str) -> Told {
    let table = if syntax == "JSON" { JSON } else { YAML };
    // The reader of YAML says before our own words where it was, in a way of its own.
    let ours = [TAG, DUPLICATE];
    let starts = ours.iter().filter_map(|start| said.find(start));
    let said = starts.min().map_or(said, |start| &said[start..]);
    match table.iter().find(|(part, ..)| said.contains(part)) {
        Some((_, "", help)) => Told {
            message: said.to_owned(),
            help,
        },
        Some((_, message, help)) => Told {
            message: (*message).to_owned(),
            help,
        },
        None => Told {
            message: said.to_owned(),
            help: MEND,
        },
    }
}
