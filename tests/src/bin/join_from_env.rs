//! The shortest program: a client from the environment, one call.

use telnyx_conferences::types::JoinConferenceRequest;
use telnyx_conferences::{Client, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let client = Client::from_env()?;
    let request = JoinConferenceRequest::new("leg");
    let call = client.conferences().actions().join("weekly", request);
    call.await.map(drop)
}
