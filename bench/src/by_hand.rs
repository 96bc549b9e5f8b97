//! The calls as one writes them by hand: `reqwest`, `serde_json`, and no more than is needed to
//! send the same request, header for header. It repeats nothing and checks nothing.

use std::time::Duration;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::load::{Call, KEY, leg};

/// The request, with all that it can hold: the description has as many properties.
#[derive(Debug, Default, Serialize)]
struct Join {
    call_control_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    beep_enabled: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    command_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_conference_on_exit: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hold: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hold_audio_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hold_media_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mute: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    soft_end_conference_on_exit: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_conference_on_enter: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    supervisor_role: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    whisper_call_control_ids: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
struct Joined {
    data: Option<Data>,
}

#[derive(Debug, Deserialize)]
struct Data {
    result: String,
}

/// A client with the same limit of time as the generated one.
#[derive(Debug, Clone)]
pub(crate) struct ByHand {
    http: reqwest::Client,
    base_url: String,
}

impl ByHand {
    /// A client with no connection yet.
    pub(crate) fn new(base_url: &str) -> Result<Self> {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_mins(1));
        Ok(Self {
            http: http.build()?,
            base_url: base_url.to_owned(),
        })
    }
}

impl Call for ByHand {
    async fn join(&self, number: u64) -> Result<String> {
        let body = Join {
            call_control_id: leg(number),
            command_id: Some(Uuid::new_v4().to_string()),
            region: Some("Middle East"),
            beep_enabled: Some("on_exit"),
            ..Join::default()
        };
        let url = format!(
            "{}/conferences/{}/actions/join",
            self.base_url, "weekly-sync"
        );
        let response = self
            .http
            .post(url)
            .bearer_auth(KEY)
            .header("accept", "application/json")
            .header("accept-encoding", "gzip")
            .header("x-retry-count", "0")
            .header("content-type", "application/json")
            .header("user-agent", "by-hand/1.0")
            .body(serde_json::to_vec(&body)?)
            .send()
            .await?
            .error_for_status()?;
        let joined: Joined = serde_json::from_slice(&response.bytes().await?)?;
        Ok(joined.data.context("an answer without data")?.result)
    }
}
