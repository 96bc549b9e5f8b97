//! Answers that are read while they come, against a server that decides how they come.

#[path = "../src/lib.rs"]
mod runtime;
#[path = "../streams/mod.rs"]
mod streams;
mod support;
