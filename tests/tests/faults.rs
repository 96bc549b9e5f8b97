//! Thousands of calls through a network that fails at random: each ends, and none is done twice.

#[path = "faults/fault.rs"]
mod fault;
#[path = "faults/proxy.rs"]
mod proxy;
#[path = "faults/soak.rs"]
mod soak;
