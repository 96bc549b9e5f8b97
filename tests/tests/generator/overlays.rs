//! Overlays: what they change, where each changed value is told to stand, and what is wrong with
//! an overlay.

use std::fs;

use generator::{Boundary, Input, Source};
use insta::{Settings, assert_snapshot};

use tests::generate as run;

/// Removed, merged, appended, replaced and copied values, by two overlays in their order; what is
/// wrong with a value is told where it stands, in whichever file.
#[test]
fn changes() {
    let input = run::input("overlays/openapi.yaml");
    let generated = run::generated(&input);
    let document = run::inspect(&input, Boundary::Document).unwrap();
    in_folder().bind(|| {
        assert_snapshot!("document", document);
        assert_snapshot!("said", run::human(&generated.diagnostics, &input));
    });
}

/// The same changes in another order are other changes.
#[test]
fn order_matters() {
    let mut input = run::input("overlays/openapi.yaml");
    let there = run::inspect(&input, Boundary::Document).unwrap();
    input.overlays.reverse();
    let back = run::inspect(&input, Boundary::Document).unwrap();
    assert_ne!(there, back);
}

#[test]
fn mistakes() {
    for name in run::files("overlays/bad", &[".yaml"]) {
        let input = with(&name);
        let refused = run::generate(&input).expect_err(&name);
        in_folder().bind(|| {
            assert_snapshot!(
                format!("bad.{name}"),
                run::human(&refused.diagnostics, &input)
            );
        });
    }
    for snapshot in run::files("snapshots/overlays", &[".snap"]) {
        let known = ["document.snap", "said.snap"].contains(&snapshot.as_str());
        let name = snapshot
            .trim_start_matches("bad.")
            .trim_end_matches(".snap");
        let there = run::path("overlays/bad").join(name).exists();
        assert!(known || there, "remove snapshots/overlays/{snapshot}");
    }
}

/// One with too many actions is not applied at all.
#[test]
fn too_many_actions() {
    let codes = |actions: usize| -> Vec<_> {
        let action = "  - { target: $.info, update: { title: Many } }\n";
        let head = "overlay: 1.1.0\ninfo: { title: Many, version: '1' }\nactions:\n";
        let text = head.to_owned() + &action.repeat(actions);
        let mut input = run::made_up(
            "a.yaml",
            "openapi: 3.0.3\ninfo: { title: A, version: '1' }\nservers: [{ url: https://example.com }]\npaths: {}\n",
        );
        input.overlays = vec![Source::new("many.yaml", text.as_bytes())];
        let found = run::lint(&input).into_iter();
        found.map(|found| found.code.0).collect()
    };
    assert!(codes(5_000).is_empty());
    assert_eq!(codes(5_001), ["E0021"]);
}

/// A `codegen.toml` with a mistake still says how the description is mended: nobody is told of what
/// is mended, nor of what is only named badly because the names are not known.
#[test]
fn of_a_config_with_a_mistake() {
    let config =
        "overlays = [\"first.overlay.yaml\"]\nclosed-enum = true\n[map]\n\"https://a/\" = \"b\"\n";
    let config = Source::new("codegen.toml", config.as_bytes());
    let named = generator::named_files(&config);
    assert_eq!(named.overlays, ["first.overlay.yaml"]);
    assert_eq!(named.map.len(), 1);
    let mut input = run::made_up(
        "a.yaml",
        "openapi: 3.0.3\ninfo: { title: type, version: '1' }\npaths: {}\n",
    );
    input.config = Some(config);
    let codes: Vec<_> = run::lint(&input).iter().map(|found| found.code.0).collect();
    assert_eq!(codes, ["E0013", "W0011"]);
}

/// The description with one overlay of the bad ones.
fn with(name: &str) -> Input {
    let mut input = run::input("overlays/openapi.yaml");
    let bytes = fs::read(run::path(&format!("overlays/bad/{name}"))).unwrap();
    input.overlays = vec![Source::new(name, bytes)];
    input
}

fn in_folder() -> Settings {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(run::path("snapshots/overlays"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}
