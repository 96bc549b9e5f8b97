//! Makes the call of one case: a program of its own, since a process has but one environment.
//!
//! `drive_case NAME SERVER`, and `by-default` for the defaults of the generated crate.

use std::env;

use telnyx_conferences::Error;
use tests::case::case;
use tests::drive::{Mode, drive};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let mut arguments = env::args().skip(1);
    let name = arguments.next().expect("the name of a case");
    let server = arguments.next().expect("the address of a server");
    let mode = match arguments.next().as_deref() {
        Some("by-default") => Mode::ByDefault,
        _ => Mode::AsCaptured,
    };
    drive(case(&name), &server, mode).await
}
