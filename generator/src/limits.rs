//! How much a description may be made of: `[limits]` in `codegen.toml`. A leaf that the rooms share.
//!
//! Each limit is many times beyond the largest public description known, which is named beside it:
//! what reaches one would cost more time and memory than anybody has.

use serde::Deserialize;

/// How deep the readers of JSON and YAML go, so that nobody can raise it.
pub(crate) const DEEPEST: usize = 120;

/// The limits of one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Limits {
    /// How many values the texts of a run are made of, aliases counted as what they stand for:
    /// 5,000,000 (GitHub: 260,000).
    pub values: usize,
    /// How long the texts, keys and JSON pointers of these values are together, in bytes:
    /// 500,000,000 (GitHub: 31,000,000).
    pub bytes: usize,
    /// How deep mappings and lists are nested in a text: 120, and no more (Plex: 31).
    pub depth: usize,
    /// How long a key is, in bytes: 10,000 (Cloudflare: 125).
    pub key_bytes: usize,
    /// How long a text such as a `description` is, in bytes: 1,000,000 (`SendGrid`: 81,536).
    pub text_bytes: usize,
    /// How many values an `enum` has: 20,000 (Klaviyo: 596).
    pub enum_values: usize,
    /// How many operations there are, with those of webhooks and callbacks: 50,000 (Telnyx: 1,156).
    pub operations: usize,
    /// How many schemas there are, with those inside of others: 500,000 (GitHub: 43,000).
    pub schemas: usize,
    /// How many types of its own the crate has: 100,000.
    pub types: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            values: 5_000_000,
            bytes: 500_000_000,
            depth: DEEPEST,
            key_bytes: 10_000,
            text_bytes: 1_000_000,
            enum_values: 20_000,
            operations: 50_000,
            schemas: 500_000,
            types: 100_000,
        }
    }
}

/// Says what to do where a limit is met.
pub(crate) fn remedy(what: &str, key: &str) -> String {
    format!("{what}, or set a higher limit in `codegen.toml`: `[limits]` with `{key}`")
}
