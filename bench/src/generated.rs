//! The calls with the generated client, as its documentation has them: all defaults are on.

use anyhow::{Context, Result};
use telnyx_conferences::Client;
use telnyx_conferences::types::{BeepEnabled, JoinConferenceRequest, Region};

use super::load::{Call, KEY, leg};

/// The generated client.
#[derive(Debug, Clone)]
pub(crate) struct Generated(Client);

impl Generated {
    /// A client with no connection yet.
    pub(crate) fn new(base_url: &str) -> Result<Self> {
        let client = Client::builder().api_key(KEY).base_url(base_url).build()?;
        Ok(Self(client))
    }
}

impl Call for Generated {
    async fn join(&self, number: u64) -> Result<String> {
        let request = JoinConferenceRequest::new(leg(number))
            .region(Region::MiddleEast)
            .beep_enabled(BeepEnabled::OnExit);
        let conferences = self.0.conferences();
        let response = conferences.actions().join("weekly-sync", request).await?;
        let joined = response.into_inner();
        Ok(joined.data.context("an answer without data")?.result)
    }
}
