//! What the front page says of servers.

use super::front_page::{Line, Page};
use crate::name::plan::Plan;

/// The row of the table of environment variables.
pub(super) fn variable(page: &mut Page, plan: &Plan) {
    let api = &plan.client.api;
    let (variable, url) = (&api.base_url_variable, &api.base_url);
    if url.is_empty() {
        page.text(&format!("| `{variable}` | the base URL, required |"));
    } else {
        page.text(&format!(
            "| `{variable}` | the base URL, `{url}` without it |"
        ));
    }
}

/// The section, where there is something to choose.
pub(super) fn section(page: &mut Page, plan: &Plan) {
    let Some(servers) = &plan.servers else {
        return;
    };
    page.heading("Servers");
    let (module, krate) = (&servers.module, page.krate.clone());
    page.text(&format!(
        "The servers of the API are in `{module}`; any URL will do as well.\n"
    ));
    if let Some(example) = &servers.example {
        let code = [
            format!("use {krate}::{{Client, {module}}};"),
            String::new(),
            format!("# fn example() -> Result<(), {krate}::Error> {{"),
            "let client = Client::builder()".to_owned(),
            "    .env()".to_owned(),
            format!("    .server({example})"),
            "    .build()?;".to_owned(),
            "# Ok(())".to_owned(),
            "# }".to_owned(),
        ];
        page.code(Line::Rust(None), code.iter().map(String::as_str));
        page.text("");
    }
    let methods = plan.resources.iter().flat_map(|resource| &resource.methods);
    if methods.clone().any(|method| method.server.is_some()) {
        page.text("Some operations have a server of their own, which their documentation names. It gets the\nvalues of the variables that it shares with the client's.");
    }
    page.text("A call is sent to the `.server(…)` that is set on it, else to the base URL that the client was\ngiven, be it by `.base_url(…)` or by the environment, else to the server of its operation,\nelse to that of the client.");
}
