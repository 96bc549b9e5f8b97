//! Renders diagnostics for people and for programs. Positions are looked up here, and only now.

mod excerpt;
mod human;
mod json;
mod sarif;
mod texts;

pub use human::human;
pub use json::json;
pub use sarif::sarif;
pub use texts::once;

/// Whether the text may hold ANSI escapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    Plain,
    /// With ANSI colours.
    Colored,
}
