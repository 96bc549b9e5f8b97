//! Answers that are read while they come, against a server that decides how they come.

#[path = "../src/lib.rs"]
mod runtime;
#[path = "../streams/mod.rs"]
mod streams;
mod support;

#[cfg(feature = "blocking")]
#[path = "streams/blocking.rs"]
mod blocking;
#[path = "streams/download.rs"]
mod download;
#[path = "streams/events.rs"]
mod events;
#[path = "streams/items.rs"]
mod items;
#[path = "streams/reconnect.rs"]
mod reconnect;
#[path = "streams/stage.rs"]
mod stage;
#[path = "streams/upgrade.rs"]
mod upgrade;
#[path = "streams/web_platform_tests.rs"]
mod web_platform_tests;
