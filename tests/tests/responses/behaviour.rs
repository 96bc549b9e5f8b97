//! What servers do, as data, and how the scripted server does it.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use serde::Deserialize;
use tests::support::{Action, Framing, Reply};

/// What the clock of a test shows: Sun, 06 Nov 1994 08:49:37 GMT.
pub(crate) const NOW: Duration = Duration::from_secs(784_111_777);

/// The dates that servers name, as the captures mark them.
const DATES: [(&str, &str); 3] = [
    ("{{http_date+3}}", "Sun, 06 Nov 1994 08:49:40 GMT"),
    ("{{http_date+-30}}", "Sun, 06 Nov 1994 08:49:07 GMT"),
    ("{{http_date+7200}}", "Sun, 06 Nov 1994 10:49:37 GMT"),
];

/// What a server does, and what the official SDKs make of it.
#[derive(Debug, Deserialize)]
pub(crate) struct Behaviour {
    pub(crate) name: String,
    pub(crate) server_actions: Vec<Step>,
    pub(crate) client: Setup,
    pub(crate) call: CallOptions,
    /// How often the call is made, one after the other.
    #[serde(default = "once")]
    pub(crate) repeat: usize,
    /// When the caller gives up.
    pub(crate) cancel_ms: Option<u64>,
    pub(crate) official: BTreeMap<String, Official>,
}

/// What the server does with one request.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "so it is captured")]
pub(crate) struct Step {
    pub(crate) kind: Kind,
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) headers: BTreeMap<String, String>,
    /// The server takes longer than the client waits.
    pub(crate) delay_ms: Option<u64>,
    pub(crate) gzip: bool,
    no_content_type: bool,
    chunked: bool,
    until_close: bool,
    close_after: bool,
}

/// Whether the server answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    #[default]
    Answer,
    ResetBefore,
    CloseBefore,
    ResetMidBody,
    CloseMidBody,
}

/// How the client is made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Setup {
    pub(crate) timeout_ms: Option<u64>,
    pub(crate) max_retries: Option<u32>,
    pub(crate) unreachable: Option<Unreachable>,
}

/// Why there is no connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unreachable {
    Refused,
    NoSuchHost,
}

/// The options of the call.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CallOptions {
    pub(crate) timeout_ms: Option<u64>,
    pub(crate) max_retries: Option<u32>,
    pub(crate) idempotency_key: Option<String>,
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
}

/// What an official SDK makes of it.
#[derive(Debug, Deserialize)]
pub(crate) struct Official {
    pub(crate) requests: usize,
    pub(crate) delays_ms: Vec<f64>,
    /// `None` where it still waited when the capture was cut off.
    pub(crate) succeeds: Option<bool>,
}

#[derive(Debug, Deserialize)]
struct File {
    cases: Vec<Behaviour>,
}

static FILE: LazyLock<File> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../wire/responses.json"))
        .expect("tests/wire/responses.json is a list of cases")
});

/// Returns all behaviours.
pub(crate) fn all() -> &'static [Behaviour] {
    &FILE.cases
}

/// Returns a behaviour.
pub(crate) fn named(name: &str) -> &'static Behaviour {
    let mut all = FILE.cases.iter();
    all.find(|behaviour| behaviour.name == name)
        .unwrap_or_else(|| panic!("tests/wire/responses.json has no case `{name}`"))
}

impl Behaviour {
    /// Returns the limit of one attempt, if there is another one than the default.
    pub(crate) fn timeout(&self) -> Option<Duration> {
        let timeout = self.call.timeout_ms.or(self.client.timeout_ms);
        timeout.map(Duration::from_millis)
    }

    /// Returns what the server does with a request, counted from 0. The last step is repeated.
    pub(crate) fn step(&self, index: usize) -> &Step {
        let last = self.server_actions.len() - 1;
        &self.server_actions[index.min(last)]
    }
}

impl Step {
    /// Whether the client gives up before the server answers.
    pub(crate) fn hangs(&self) -> bool {
        self.delay_ms.is_some()
    }

    /// Whether the client sees a status.
    pub(crate) fn has_status(&self) -> bool {
        !self.hangs() && !matches!(self.kind, Kind::ResetBefore | Kind::CloseBefore)
    }

    /// Returns a header, with the marks of the capture filled in.
    pub(crate) fn header(&self, name: &str, other_port: u16) -> Option<String> {
        let value = self.headers.get(name)?;
        let value = value.replace("{{PORT_B}}", &other_port.to_string());
        let date = DATES.iter().find(|(mark, _)| *mark == value);
        Some(date.map_or(value, |(_, date)| (*date).to_owned()))
    }

    /// Returns what the scripted server does.
    pub(crate) fn action(&self, other_port: u16) -> Action {
        if self.hangs() {
            return Action::Hang;
        }
        match self.kind {
            Kind::Answer => self.reply(other_port).into(),
            Kind::ResetBefore => Action::ResetBefore,
            Kind::CloseBefore => Action::CloseBefore,
            Kind::ResetMidBody => Action::ResetMidBody(self.reply(other_port)),
            Kind::CloseMidBody => Action::CloseMidBody(self.reply(other_port)),
        }
    }

    fn reply(&self, other_port: u16) -> Reply {
        let mut reply = Reply::new(self.status, self.body.as_bytes());
        for name in self.headers.keys() {
            let value = self.header(name, other_port).expect("it is there");
            reply = reply.header(name, &value);
        }
        // A body that is empty has a type too.
        let is_typed = self.no_content_type || self.headers.contains_key("content-type");
        if self.body.is_empty() && self.status == 200 && !is_typed {
            reply = reply.header("content-type", "application/json");
        }
        reply.framing = match (self.chunked, self.until_close) {
            (true, _) => Framing::Chunked,
            (_, true) => Framing::UntilClose,
            _ => Framing::Length,
        };
        reply.is_gzip = self.gzip;
        reply.has_content_type = !self.no_content_type;
        reply.closes = self.close_after;
        reply
    }
}

fn once() -> usize {
    1
}
