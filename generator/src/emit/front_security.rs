//! What the front page says of credentials.

use super::front_page::Page;
use super::security::key_form;
use crate::name::plan::{Api, Credential, Docs, Plan, Scheme};

/// The rows of the table of environment variables.
pub(super) fn variables(page: &mut Page, api: &Api) {
    if let Some(key) = api.key_variable() {
        let scheme = &api.schemes[0];
        let shape = match &scheme.credential {
            Credential::Basic => ", as `user:password`".to_owned(),
            _ => key_form(api),
        };
        let is_optional = api.security.iter().any(Vec::is_empty);
        let need = if is_optional { "" } else { ", required" };
        page.text(&format!("| `{key}` | the key{shape}{need} |"));
        return;
    }
    for scheme in &api.schemes {
        let what = match &scheme.credential {
            Credential::Basic => "user and password of HTTP Basic, as `user:password`",
            _ => &scheme.what,
        };
        page.text(&format!("| `{}` | {what} |", scheme.variable));
    }
}

/// What the description says of the key, of an API that has one kind.
pub(super) fn description(page: &mut Page, api: &Api) {
    let [scheme] = &api.schemes[..] else {
        return;
    };
    let said = scheme.chapter.as_ref().unwrap_or(&scheme.docs);
    if said.0.is_empty() {
        return;
    }
    page.text("The description says of it:\n");
    // As a quotation, so that no heading in it begins a section of the page.
    let lines = said.0.iter();
    let lines = lines.map(|line| format!("> {line}").trim_end().to_owned());
    page.docs(&Docs(lines.collect()));
    page.text("");
}

/// The section on credentials, where there is more to say than that there is a key.
pub(super) fn section(page: &mut Page, plan: &Plan) {
    let api = &plan.client.api;
    if api.is_signed {
        page.text("\nThe API wants its requests signed, which this client doesn't do: let its base URL lead to a\nproxy that signs them.");
    } else if api.schemes.is_empty() && plan.has_operations() {
        page.text("\nThe description says of no credential. Should the API ask for one, a client sends it with\n`.header(\"authorization\", \"Bearer …\")` on its builder.");
    }
    if api.schemes.len() > 1 {
        page.heading("Credentials");
        let setters = api.schemes.iter().map(|scheme| {
            let arguments = match scheme.credential {
                Credential::Basic => "user, password",
                Credential::Bearer => "token",
                _ => "key",
            };
            format!("`.{}({arguments})`", scheme.setter)
        });
        let setters: Vec<String> = setters.collect();
        page.text(&format!(
            "The API knows several kinds of credentials. `Client::builder()` takes those that you have, and\n`from_env` reads them: {}.\nA request takes along the first combination that its operation asks for and the client has,\nand nothing else. Where there is none, the call fails before anything is sent, with an error\nthat names what is missing.",
            setters.join(", ")
        ));
    }
    if api.has_bearer() {
        page.text("\nTokens that expire come from a `TokenSource` of your own, by `.token_source(…)`: the client\nasks it when it needs a token, keeps the token while it is good, and asks once however many\ncalls wait.");
        if let Some(url) = api.token_url() {
            page.text(&format!(
                "`.client_credentials(id, secret)` is such a source: it gets tokens from `{url}`."
            ));
        }
    }
}

/// The calls of the builder that set what the call of the example needs.
pub(super) fn placeholders(plan: &Plan) -> String {
    let api = &plan.client.api;
    let usual = api.security.first();
    let names = plan.example.as_ref().map(|example| &example.credentials);
    let names = names.or(usual).map_or(&[][..], Vec::as_slice);
    // A client with one kind of key is not made without it.
    let schemes = api.schemes.iter();
    let needed = schemes.filter(|scheme| api.schemes.len() == 1 || names.contains(&scheme.setter));
    needed.map(Scheme::placeholder).collect()
}
