//! Signatures by a secret, in the ways in which APIs write them. Those by a key are tested with the
//! crate that has them.

#![allow(dead_code, unreachable_pub, reason = "public in a generated crate")]

#[path = "../src/lib.rs"]
mod runtime;

#[path = "webhooks/secrets.rs"]
mod secrets;
