//! Descriptions that were damaged by accident: whatever is wrong with one, it is said, and nothing
//! panics.

use generator::Input;

use tests::generate as run;

/// Each fixture without one of its lines, for every line.
#[test]
fn without_a_line() {
    damaged(|text| {
        let lines: Vec<&str> = text.lines().collect();
        (0..lines.len())
            .map(|gone| [&lines[..gone], &lines[gone + 1..]].concat().join("\n"))
            .collect()
    });
}

/// Each fixture that was cut off.
#[test]
fn cut_off() {
    damaged(|text| {
        let step = (text.len() / 40).max(1);
        (0..text.len())
            .step_by(step)
            .filter(|at| text.is_char_boundary(*at))
            .map(|at| text[..at].to_owned())
            .collect()
    });
}

/// Each fixture with one word in the place of another.
#[test]
fn of_the_wrong_type() {
    damaged(|text| {
        let swaps = [
            ("type: string", "type: [1]"),
            ("type: object", "type: 3"),
            ("properties: {", "properties: [{"),
            ("required: [", "required: {a: ["),
            ("schema: {", "schema: ["),
            ("description: Done", "description: [Done]"),
            ("'204'", "x"),
            ("get:", "get: &a {b: *a}\n    put:"),
            ("in: path", "in: {}"),
            ("#/components/schemas/", "#/components/"),
            ("#/components/schemas/", "#/paths/~1all/"),
            ("/schemas/", "/%zz/"),
            ("enum: [", "enum: [[], {}, 1.5, "),
            ("maximum: ", "maximum: -1e400 #"),
            ("3.0.3", "3.1.0"),
        ];
        swaps
            .iter()
            .filter(|(from, _)| text.contains(from))
            .map(|(from, to)| text.replace(from, to))
            .collect()
    });
}

fn damaged(damage: fn(&str) -> Vec<String>) {
    for name in run::fixtures() {
        let whole = run::input(&format!("fixtures/{name}"));
        let text = String::from_utf8(whole.description.bytes.to_vec()).unwrap();
        for text in damage(&text) {
            survives(run::made_up(&name, &text));
        }
    }
}

fn survives(mut input: Input) {
    input.settings.keep_going = true;
    let found = run::lint(&input);
    run::human(&found, &input);
    run::json(&found, &input);
}
