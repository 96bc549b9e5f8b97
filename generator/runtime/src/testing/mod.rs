//! Tests without a server: a transport that answers from a queue or from rules, and a clock that
//! nobody waits for.
//!
//! ```text
//! let mock = Mock::new();
//! mock.reply(Reply::json(503, json!({})));
//! mock.reply(Reply::json(200, json!({ "data": { "result": "ok" } })));
//!
//! let client = Client::builder().api_key("test").mock(&mock).build()?;
//! // … code that uses the client …
//!
//! assert_eq!(mock.requests().len(), 2);
//! assert_eq!(mock.delays().len(), 1);
//! mock.verify();
//! ```

mod clock;
mod mock;
mod recorded;
mod reply;

use std::sync::Arc;

pub use self::clock::ManualClock;
pub use self::mock::Mock;
pub(crate) use self::mock::MockBody;
pub use self::recorded::RecordedRequest;
pub use self::reply::Reply;
use super::builder::ClientBuilder;
use super::transport::Transport;

impl ClientBuilder {
    /// Answers from a mock instead of the network, and lives in its time.
    pub fn mock(self, mock: &Mock) -> Self {
        self.transport(Transport::Mock(mock.clone()))
            .manual_clock(&mock.clock())
    }

    /// Lives in a time that passes as the test wants.
    pub fn manual_clock(self, clock: &ManualClock) -> Self {
        self.clock(Arc::new(clock.clone()))
    }
}
