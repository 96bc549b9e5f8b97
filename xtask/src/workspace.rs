//! Where things are in this workspace, whatever the working directory.

use std::path::PathBuf;

/// The name under which messages speak of this workspace's description.
pub(crate) const SPEC: &str = "spec/conferences.yaml";
/// The name of the folder with this workspace's generated crate.
pub(crate) const GENERATED: &str = "generated";

/// Returns the workspace's folder.
///
/// Cargo tells at run time; a binary that is started without it falls back to where it was built.
pub(crate) fn root() -> PathBuf {
    let xtask = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    match xtask.parent() {
        Some(root) => root.to_owned(),
        None => xtask,
    }
}
