//! What the official SDKs get wrong, and the generated client doesn't.

use telnyx_conferences::ErrorKind::{Decode, InvalidRequest, Io, Redirect, Status};
use telnyx_conferences::types::JoinConferenceRequest;
use telnyx_conferences::{ErrorKind, Method};
use tests::support::{Action, Reply};

use crate::scene::{ID, OK, PATH, scripted};

struct Mistake {
    /// What they do.
    theirs: &'static str,
    /// The conference to join.
    id: &'static str,
    server: fn() -> Vec<Action>,
    /// The targets of the requests that leave.
    sends: &'static [&'static str],
    ends: Result<(), ErrorKind>,
}

fn accepting() -> Vec<Action> {
    vec![Reply::new(200, OK).into()]
}

const MISTAKES: &[Mistake] = &[
    Mistake {
        theirs: "Go sends the key to `/v1/admin/actions/join`, an endpoint of the attacker's choice",
        id: "../../v1/admin",
        server: accepting,
        sends: &["/v2/conferences/..%2F..%2Fv1%2Fadmin/actions/join"],
        ends: Ok(()),
    },
    Mistake {
        theirs: "Go sends it to `/v2/actions/join`",
        id: "..",
        server: accepting,
        sends: &[],
        ends: Err(InvalidRequest),
    },
    Mistake {
        theirs: "Go sends it to `/v2/conferences/actions/join`",
        id: ".",
        server: accepting,
        sends: &[],
        ends: Err(InvalidRequest),
    },
    Mistake {
        theirs: "encoded dots are dots to the parser of URLs: they would leave the path too",
        id: "%2e%2E",
        server: accepting,
        sends: &["/v2/conferences/%252e%252E/actions/join"],
        ends: Ok(()),
    },
    Mistake {
        theirs: "a redirect to itself makes them post up to 21 times",
        id: ID,
        server: || vec![Reply::new(307, "").header("location", PATH).into()],
        sends: &[PATH],
        ends: Err(Redirect),
    },
    Mistake {
        theirs: "Node and Go sleep for a day if a server says so",
        id: ID,
        server: || {
            let wait = Reply::new(429, "").header("retry-after", "86400");
            vec![wait.into(), Reply::new(200, OK).into()]
        },
        sends: &[PATH],
        ends: Err(Status),
    },
    Mistake {
        theirs: "Go panics",
        id: ID,
        server: || vec![Reply::new(200, "null").into()],
        sends: &[PATH],
        ends: Err(Decode),
    },
    Mistake {
        theirs: "Node and Python hand out the login page of a proxy as the answer",
        id: ID,
        server: || {
            let page = Reply::new(200, "<html>Login</html>");
            vec![page.header("content-type", "text/html").into()]
        },
        sends: &[PATH],
        ends: Err(Decode),
    },
    Mistake {
        theirs: "Python sends a command again that was accepted",
        id: ID,
        server: || vec![Action::CloseMidBody(Reply::new(200, OK))],
        sends: &[PATH],
        ends: Err(Io),
    },
    Mistake {
        theirs: "bytes that are no text are replaced in silence",
        id: ID,
        server: || vec![Reply::new(200, b"{\"data\":{\"result\":\"\xff\"}}").into()],
        sends: &[PATH],
        ends: Err(Decode),
    },
    Mistake {
        theirs: "a success that says `x-should-retry: true` is sent again",
        id: ID,
        server: || {
            let accepted = Reply::new(200, OK).header("x-should-retry", "true");
            vec![accepted.into()]
        },
        sends: &[PATH],
        ends: Ok(()),
    },
];

#[tokio::test]
async fn what_they_get_wrong() {
    for mistake in MISTAKES {
        let theirs = mistake.theirs;
        let (server, client, clock) = scripted((mistake.server)());
        let request = JoinConferenceRequest::new("leg");
        let outcome = client
            .conferences()
            .actions()
            .join(mistake.id, request)
            .await;
        let outcome = outcome.map(drop).map_err(|error| error.kind());
        assert_eq!(outcome, mistake.ends, "{theirs}");
        let requests = server.requests();
        let sent: Vec<&str> = requests
            .iter()
            .map(|request| request.target.as_str())
            .collect();
        assert_eq!(sent, mistake.sends, "{theirs}");
        assert!(clock.delays().is_empty(), "{theirs}");
        if mistake.sends.is_empty() {
            assert_eq!(server.connections(), 0, "{theirs}");
        }
    }
}

/// An endpoint without a method of its own is no way around it.
#[tokio::test]
async fn a_path_that_leaves_is_refused_everywhere() {
    let (server, client, _clock) = scripted(accepting());
    for path in ["/a/../b", "/a/./b", "/../x", "/a/%2e%2e/b", "/a/.%2E/b"] {
        let call = client.request(Method::GET, path).call_empty();
        let error = call.await.expect_err("a refusal");
        assert_eq!(error.kind(), InvalidRequest, "{path}");
    }
    for value in ["", ".", ".."] {
        let call = client.request(Method::GET, "/a/{b}").path("b", value);
        let error = call.call_empty().await.expect_err("a refusal");
        assert_eq!(error.kind(), InvalidRequest, "{value}");
        assert!(error.to_string().contains("`b`"), "{error}");
    }
    assert_eq!(server.connections(), 0);
}

/// One that is not as described hides none of the others.
#[tokio::test]
async fn errors_are_read_one_by_one() {
    let body = r#"{"errors":[{"code":"1","title":"a","detail":"first"},{"code":"2","detail":"no title"},7]}"#;
    let (_server, client, _clock) = scripted([Reply::new(422, body)]);
    let request = JoinConferenceRequest::new(ID);
    let call = client.conferences().actions().join("weekly", request);
    let error = call.await.expect_err("a refusal");
    let details: Vec<_> = error
        .errors()
        .into_iter()
        .map(|error| error.detail)
        .collect();
    assert_eq!(details, [Some("first".to_owned())]);
}
