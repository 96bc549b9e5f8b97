//! The captured behaviours of servers, and what the generated client makes of each: awaited,
//! blocking, and on the mock.

use telnyx_conferences::ErrorKind;

use crate::behaviour::all;
use crate::expected::{Expected, accepted, doubtful, no_result, undone};
use crate::{attempts, mocked, official};

const JSON_IS_JSON: &str = "JSON is read whatever the content type says: Node hands out the text \
    as if it were the answer, Go fails";
const ANOTHER_SHAPE: &str = "JSON of another shape is no answer: all hand it out as one, and Go \
    panics on null";
const NO_ANSWER: &str = "what is not JSON is no answer: Node and Python hand out text";
const NOT_FOLLOWED: &str = "a redirect is not followed: the body would go where it leads to";
const ONE_ATTEMPT: &str = "the timeout is one attempt's: Go's is the whole call's";
const DONE: &str = "a 2xx is final whatever happens to its body: Python sends the command again";
const TOO_LONG: &str = "nobody sleeps for so long, and nobody comes back early: Node and Go sleep, \
    Python comes back after half a second";

/// Makes a test of each case in each way, and the table of what is to come of them.
macro_rules! behaviours {
    ($($name:ident => $expected:expr;)*) => {
        /// What is to come of each behaviour.
        pub(crate) fn table() -> Vec<(&'static str, Expected)> {
            vec![$((stringify!($name), $expected)),*]
        }

        mod awaited {
            use super::*;
            $(#[tokio::test] async fn $name() {
                attempts::check_awaited(stringify!($name), &$expected).await;
            })*
        }

        mod blocking {
            use super::*;
            $(#[test] fn $name() { attempts::check_blocking(stringify!($name), &$expected); })*
        }

        mod on_the_mock {
            use super::*;
            $(#[tokio::test] async fn $name() {
                mocked::check(stringify!($name), &$expected).await;
            })*
        }
    };
}

behaviours! {
    ok => accepted();
    ok_extra_fields => accepted();
    ok_data_null => no_result();
    ok_data_missing => no_result();
    ok_json_array => doubtful(ErrorKind::Decode).why(ANOTHER_SHAPE);
    ok_json_null => doubtful(ErrorKind::Decode).why(ANOTHER_SHAPE);
    ok_json_string => doubtful(ErrorKind::Decode).why(ANOTHER_SHAPE);
    ok_no_content_type => accepted().why(JSON_IS_JSON);
    ok_content_type_charset => accepted();
    ok_content_type_vnd_json => accepted();
    ok_text_plain_json => accepted().why(JSON_IS_JSON);
    ok_201 => accepted();
    ok_chunked => accepted();
    ok_until_close => accepted();
    ok_gzip => accepted();
    ok_html_200 => doubtful(ErrorKind::Decode).why(NO_ANSWER);
    ok_truncated_json => doubtful(ErrorKind::Decode);
    ok_empty_body => doubtful(ErrorKind::Decode).why("an answer is required: Node has undefined");
    ok_empty_body_no_ct => doubtful(ErrorKind::Decode).why(NO_ANSWER);
    ok_empty_body_chunked => doubtful(ErrorKind::Decode);
    ok_204 => doubtful(ErrorKind::Decode).why("an answer is required: Node has null, Python text");

    err_400 => undone(ErrorKind::Status);
    err_401 => undone(ErrorKind::Status);
    err_403 => undone(ErrorKind::Status);
    err_404 => undone(ErrorKind::Status);
    err_405 => undone(ErrorKind::Status);
    err_408 => doubtful(ErrorKind::Status).after_all_tries();
    err_409 => doubtful(ErrorKind::Status).after_all_tries();
    err_422 => undone(ErrorKind::Status);
    err_429 => undone(ErrorKind::Status).after_all_tries();
    err_500 => doubtful(ErrorKind::Status).after_all_tries();
    err_501 => doubtful(ErrorKind::Status).after_all_tries();
    err_502 => doubtful(ErrorKind::Status).after_all_tries();
    err_503 => doubtful(ErrorKind::Status).after_all_tries();
    err_422_two_errors => undone(ErrorKind::Status);
    err_400_html => undone(ErrorKind::Status);
    err_400_empty => undone(ErrorKind::Status);
    err_400_json_message => undone(ErrorKind::Status);
    err_502_html => doubtful(ErrorKind::Status).after_all_tries();
    err_503_then_ok => accepted().after(&[500.0]);
    err_500_max_retries_0 => doubtful(ErrorKind::Status);
    err_500_request_max_retries_1 => doubtful(ErrorKind::Status).after(&[500.0]);
    err_500_idempotency_key => accepted().after(&[500.0]);

    err_429_retry_after_1s => accepted().after(&[1000.0]);
    err_429_retry_after_0 => accepted().after(&[0.0])
        .why("at once is at once: Python waits the usual time");
    err_429_retry_after_http_date => accepted().after(&[3000.0])
        .why("the clock of the test stands at the beginning of a second, theirs was within one");
    err_429_retry_after_http_date_past => accepted().after(&[500.0])
        .why("the past asks for nothing: Node and Go come back at once, all of them together");
    err_429_retry_after_ms => accepted().after(&[300.0]);
    err_429_retry_after_ms_float => accepted().after(&[250.7]);
    err_429_retry_after_ms_garbage => accepted().after(&[500.0]);
    err_429_retry_after_ms_0_and_seconds => accepted().after(&[0.0])
        .why("the finer one goes first, zero too: Node takes the other, Python neither");
    err_429_retry_after_59 => accepted().after(&[59_000.0]);
    err_429_retry_after_120 => undone(ErrorKind::Status).asked(120_000).why(TOO_LONG);
    err_429_retry_after_date_far => undone(ErrorKind::Status).asked(7_200_000).why(TOO_LONG);
    err_503_retry_after_1 => accepted().after(&[1000.0]);
    should_retry_true_400 => undone(ErrorKind::Status).after_all_tries();
    should_retry_false_500 => doubtful(ErrorKind::Status);
    should_retry_false_429_retry_after => undone(ErrorKind::Status).asked(1000);

    conn_reset_before => doubtful(ErrorKind::Io).after_all_tries();
    conn_reset_then_ok => accepted().after(&[500.0]);
    conn_close_before => doubtful(ErrorKind::Io).after_all_tries();
    conn_refused => undone(ErrorKind::Connect).after_all_tries().unsent();
    conn_dns_failure => undone(ErrorKind::Connect).after_all_tries().unsent();
    conn_reset_mid_body_then_ok => doubtful(ErrorKind::Io).why(DONE);
    conn_close_mid_body => doubtful(ErrorKind::Io).why(DONE);
    conn_reset_mid_body_error_400 => undone(ErrorKind::Status)
        .why("a 400 is final whatever happens to its body: Python asks twice more");
    conn_reset_mid_body_error_500 => doubtful(ErrorKind::Status).after_all_tries();
    conn_keepalive_closed_then_call => accepted();

    timeout_headers => doubtful(ErrorKind::Timeout).after_all_tries().why(ONE_ATTEMPT);
    timeout_then_ok => accepted().after(&[500.0]).why(ONE_ATTEMPT);
    timeout_request_option => doubtful(ErrorKind::Timeout);
    timeout_zero => undone(ErrorKind::Timeout).unsent()
        .why("zero is at once: Node sends the command and does not wait, to Go it is for ever");

    redirect_307_same_host => undone(ErrorKind::Redirect).why(NOT_FOLLOWED);
    redirect_308_same_host => undone(ErrorKind::Redirect).why(NOT_FOLLOWED);
    redirect_302_same_host => doubtful(ErrorKind::Redirect).why(NOT_FOLLOWED);
    redirect_307_other_port => undone(ErrorKind::Redirect).why(NOT_FOLLOWED);
    redirect_308_other_host => undone(ErrorKind::Redirect).why(NOT_FOLLOWED);
    redirect_302_other_host => doubtful(ErrorKind::Redirect).why(NOT_FOLLOWED);
    redirect_307_other_host_custom_header => undone(ErrorKind::Redirect).why(NOT_FOLLOWED);
    redirect_no_location => undone(ErrorKind::Redirect);

    cancel_during_request => doubtful(ErrorKind::Cancelled);
}

#[test]
fn no_behaviour_is_left_out() {
    let captured: Vec<&str> = all()
        .iter()
        .map(|behaviour| behaviour.name.as_str())
        .collect();
    let expected: Vec<&str> = table().iter().map(|(name, _)| *name).collect();
    assert_eq!(captured, expected);
    assert_eq!(captured.len(), 81);
}

#[test]
fn each_difference_has_its_reason() {
    for (name, expected) in table() {
        official::check_reason(name, &expected);
    }
}
