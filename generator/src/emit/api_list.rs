//! `API.md`: every method with its HTTP line.

use super::HEADER;
use crate::name::plan::Plan;

/// The file.
pub(super) fn api_list(plan: &Plan) -> String {
    let mut text = format!(
        "<!-- {HEADER} -->\n\n# {}: all operations\n\n| call | HTTP | |\n|---|---|---|\n",
        plan.front.title
    );
    for listed in &plan.front.operations {
        let cells = [&listed.call, &listed.http].map(|cell| cell.replace('|', "\\|"));
        text.extend([
            "| `",
            &cells[0],
            "` | `",
            &cells[1],
            "` | ",
            &listed.summary,
            " |\n",
        ]);
    }
    text
}
