//! The crate of `fixtures/openapi_3_2.yaml`, driven against a server that keeps what it is sent. Run by
//! `tests/fixtures_compile.rs`, which builds it.

#[allow(dead_code, reason = "not every test uses all of it")]
mod support;

use openapi_3_2::{Call, Client};
use support::{run, server};

/// The first line of what a call sends.
fn sent<T: 'static, P: 'static>(call: impl FnOnce(&Client) -> Call<T, P>) -> String {
    let (url, told) = server();
    let client = Client::builder().base_url(url).build().expect("a client");
    let call = call(&client);
    // Some of them would be answered with more than the server says.
    let _ = run(async { call.await });
    let sent = told.recv().expect("a request");
    format!("{} {}", sent.method, sent.target)
}

/// A method is sent as the description writes it.
#[test]
fn methods_without_a_key() {
    assert_eq!(sent(|it| it.orders().link_orders()), "LINK /orders");
    assert_eq!(sent(|it| it.orders().link_differently()), "Link /orders");
    assert_eq!(sent(|it| it.orders().m_search_all()), "M-SEARCH /orders");
    assert_eq!(sent(|it| it.orders().copy("a/b")), "COPY /orders/a%2Fb");
    assert_eq!(sent(|it| it.shared().unlink()), "UNLINK /shared");
}
