//! The crate of `fixtures/pages.yaml`, driven against a server: which requests ask for the pages of
//! a list, and where it ends. Run by `tests/fixtures_compile.rs`, which builds that crate.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use pages::types::Entry;
use pages::{Client, Error, ErrorKind, PageItems, Pages};

/// A server that gives these answers, one after the other: a body, and the value of `link`.
struct Server {
    client: Client,
    asked: Receiver<String>,
}

fn server(answers: impl IntoIterator<Item = (&'static str, &'static str)>) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let answers: Vec<_> = answers.into_iter().collect();
    let (tell, asked) = channel();
    thread::spawn(move || {
        for (body, link) in answers {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut lines = BufReader::new(stream.try_clone().expect("a clone")).lines();
            let first = lines.next().expect("a line").expect("text");
            for line in lines {
                if line.expect("text").is_empty() {
                    break;
                }
            }
            let target = first.split(' ').nth(1).expect("a target");
            tell.send(target.to_owned()).expect("the test listens");
            let status = if body.is_empty() { "500 Down" } else { "200 OK" };
            let link = link.replace("HOST", &address.to_string());
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 {status}\r\nlink: {link}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
            );
            stream.write_all(answer.as_bytes()).expect("it is read");
        }
    });
    let client = Client::builder().base_url(format!("http://{address}/v1"));
    let client = client.max_retries(0).build().expect("a client");
    Server { client, asked }
}

impl Server {
    /// What was asked for so far.
    fn asked(&self) -> Vec<String> {
        self.asked.try_iter().collect()
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().expect("a runtime");
    runtime.block_on(future)
}

/// The ids of all items.
fn ids<T>(mut items: PageItems<T, Entry>) -> Vec<String> {
    run(async {
        let mut ids = Vec::new();
        while let Some(item) = items.next().await {
            ids.push(item.expect("an item").id);
        }
        ids
    })
}

/// How many pages there are, and what the stream ended with.
fn count<T, I>(pages: &mut Pages<T, I>) -> (usize, Option<Error>) {
    run(async {
        let mut count = 0;
        while let Some(page) = pages.next().await {
            match page {
                Ok(_) => count += 1,
                Err(error) => return (count, Some(error)),
            }
        }
        (count, None)
    })
}

#[test]
fn by_number() {
    let server = server([
        (r#"{"data":[{"id":"a"},{"id":"b"}],"meta":{"total_pages":3}}"#, ""),
        (r#"{"data":[{"id":"c"}],"meta":{"total_pages":3}}"#, ""),
        (r#"{"data":[{"id":"d"}],"meta":{"total_pages":3}}"#, ""),
    ]);
    let call = server.client.numbers().list().page_size(2);
    assert_eq!(ids(call.items()), ["a", "b", "c", "d"]);
    assert_eq!(
        server.asked(),
        [
            "/v1/numbers?page%5Bsize%5D=2",
            "/v1/numbers?page%5Bsize%5D=2&page%5Bnumber%5D=2",
            "/v1/numbers?page%5Bsize%5D=2&page%5Bnumber%5D=3",
        ]
    );
}

#[test]
fn by_number_until_a_page_is_empty() {
    let pages = [(r#"{"data":[{"id":"a"}]}"#, ""), (r#"{"data":[]}"#, "")];
    let server = server(pages);
    let call = server.client.numbers().list().page_number(7);
    assert_eq!(ids(call.items()), ["a"]);
    let asked = ["/v1/numbers?page%5Bnumber%5D=7", "/v1/numbers?page%5Bnumber%5D=8"];
    assert_eq!(server.asked(), asked);
}

#[test]
fn by_a_number_in_an_object_that_begins_with_0() {
    let server = server([(r#"[{"id":"a"}]"#, ""), ("[]", "")]);
    assert_eq!(ids(server.client.consolidated().list().items()), ["a"]);
    let asked = ["/v1/consolidated", "/v1/consolidated?page%5Bnumber%5D=1"];
    assert_eq!(server.asked(), asked);
}

#[test]
fn by_offset() {
    let server = server([
        (r#"{"result":{"entries":[{"id":"a"},{"id":"b"}],"total":3}}"#, ""),
        (r#"{"result":{"entries":[{"id":"c"}],"total":3}}"#, ""),
    ]);
    let call = server.client.offsets().list().limit(2);
    assert_eq!(ids(call.items()), ["a", "b", "c"]);
    let asked = ["/v1/offsets?limit=2", "/v1/offsets?limit=2&offset=2"];
    assert_eq!(server.asked(), asked);
}

#[test]
fn by_cursor() {
    let server = server([
        (r#"{"items":[{"id":"a"}],"has_more":true,"next_cursor":"x&y="}"#, ""),
        (r#"{"items":null,"has_more":true,"next_cursor":"z"}"#, ""),
        (r#"{"items":[{"id":"b"}],"has_more":false,"next_cursor":"w"}"#, ""),
    ]);
    assert_eq!(ids(server.client.cursors().list().items()), ["a", "b"]);
    let asked = ["/v1/cursors", "/v1/cursors?cursor=x%26y%3D", "/v1/cursors?cursor=z"];
    assert_eq!(server.asked(), asked);
}

#[test]
fn a_cursor_that_stays_the_same_is_the_end() {
    let page = (r#"{"items":[{"id":"a"}],"next_cursor":"x"}"#, "");
    let server = server([page, page]);
    assert_eq!(ids(server.client.cursors().list().items()), ["a", "a"]);
}

#[test]
fn by_the_last_item() {
    let server = server([
        (r#"{"data":[{"id":"a"},{"id":"b"}],"has_more":true}"#, ""),
        (r#"{"data":[{"id":"c"}],"has_more":false}"#, ""),
    ]);
    assert_eq!(ids(server.client.last_items().list().items()), ["a", "b", "c"]);
    assert_eq!(server.asked(), ["/v1/last_items", "/v1/last_items?starting_after=b"]);
}

#[test]
fn by_link() {
    let server = server([
        (r#"{"data":[{"id":"a"}],"links":{"next":"?cursor=2"}}"#, ""),
        (r#"{"data":[{"id":"b"}],"links":{"next":"/v1/links?cursor=3"}}"#, ""),
        (r#"{"data":[{"id":"c"}],"links":{"next":null}}"#, ""),
    ]);
    assert_eq!(ids(server.client.links().list().items()), ["a", "b", "c"]);
    let asked = ["/v1/links", "/v1/links?cursor=2", "/v1/links?cursor=3"];
    assert_eq!(server.asked(), asked);
}

/// By the rules of URLs a blank link is the list itself, without what the caller asked for.
#[test]
fn a_blank_link_is_the_end() {
    for link in ["", " ", "#", "#end"] {
        let body = format!(r#"{{"data":[{{"id":"a"}}],"links":{{"next":"{link}"}}}}"#);
        let server = server([(&*body.leak(), ""), (r#"{"data":[]}"#, "")]);
        assert_eq!(ids(server.client.links().list().items()), ["a"], "{link:?}");
        assert_eq!(server.asked(), ["/v1/links"], "{link:?}");
    }
    let server = server([(r#"[{"id":"a"}]"#, "<>; rel=\"next\""), ("[]", "")]);
    let call = server.client.owners().link_headers().list("o").per_page(1);
    assert_eq!(ids(call.items()), ["a"]);
    assert_eq!(server.asked(), ["/v1/owners/o/link_headers?per_page=1"]);
}

#[test]
fn a_relative_link_is_relative_to_its_page() {
    let server = server([
        (r#"{"data":[{"id":"a"}],"links":{"next":"links/pages/2"}}"#, ""),
        (r#"{"data":[{"id":"b"}],"links":{"next":"3?of=3"}}"#, ""),
        (r#"{"data":[{"id":"c"}],"links":{"next":"?of=4"}}"#, ""),
        (r#"{"data":[{"id":"d"}],"links":{}}"#, ""),
    ]);
    assert_eq!(ids(server.client.links().list().items()), ["a", "b", "c", "d"]);
    let asked = ["/v1/links", "/v1/links/pages/2", "/v1/links/pages/3?of=3", "/v1/links/pages/3?of=4"];
    assert_eq!(server.asked(), asked);
}

#[test]
fn by_a_link_in_a_header() {
    let server = server([
        (r#"[{"id":"a"}]"#, "<http://HOST/v1/x?page=9>; rel=\"last\", <http://HOST/v1/owners/7/link_headers?page=2&q=a,b>; title=\"a, b\"; rel=\"next\""),
        (r#"[{"id":"b"}]"#, "<http://HOST/v1/x?page=1>; rel=\"prev\""),
    ]);
    let call = server.client.owners().link_headers().list("o").per_page(1);
    assert_eq!(ids(call.items()), ["a", "b"]);
    let asked = ["/v1/owners/o/link_headers?per_page=1", "/v1/owners/7/link_headers?page=2&q=a,b"];
    assert_eq!(server.asked(), asked);
}

/// The key would go with it.
#[test]
fn a_link_to_another_server_is_not_followed() {
    for link in ["http://attacker.example/v1/links?x=1", "//attacker.example/v1/links", "http://HOST/elsewhere", "http://HOST/v10/links"] {
        let body = format!(r#"{{"data":[{{"id":"a"}}],"links":{{"next":"{link}"}}}}"#);
        let server = server([(&*body.leak(), "")]);
        let mut pages = server.client.links().list().pages();
        let (found, error) = count(&mut pages);
        assert_eq!(found, 1);
        // The list is not at its end, so that nobody takes it for whole.
        let error = error.expect("a refusal");
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("at another server"), "{error}");
        assert_eq!(server.asked(), ["/v1/links"]);
    }
}

#[test]
fn as_the_extension_says() {
    let server = server([
        (r#"{"found":["a"],"other":["x"],"until":"u"}"#, ""),
        (r#"{"found":["b"],"until":""}"#, ""),
    ]);
    let mut items = server.client.declared().list().items();
    let found = run(async {
        let mut found = Vec::new();
        while let Some(item) = items.next().await {
            found.push(item.expect("an item"));
        }
        found
    });
    assert_eq!(found, ["a", "b"]);
    assert_eq!(server.asked(), ["/v1/declared", "/v1/declared?from=u"]);
}

#[test]
fn a_page_is_asked_for_when_it_is_needed() {
    let page = (r#"{"items":[{"id":"a"}],"next_cursor":"x"}"#, "");
    let server = server([page, page]);
    let mut items = server.client.cursors().list().items();
    assert_eq!(server.asked().len(), 0);
    assert_eq!(run(items.next()).expect("one").expect("an item").id, "a");
    assert_eq!(server.asked().len(), 1);
    assert_eq!(items.position(), Some("x"));
}

#[test]
fn a_failure_ends_it_and_it_can_go_on_from_there() {
    let server = server([
        (r#"{"items":[{"id":"a"}],"next_cursor":"x"}"#, ""),
        ("", ""),
        (r#"{"items":[{"id":"b"}]}"#, ""),
    ]);
    let cursors = server.client.cursors();
    let mut pages = cursors.list().pages();
    let (found, error) = count(&mut pages);
    assert_eq!((found, error.and_then(|error| error.status()).map(|status| status.as_u16())), (1, Some(500)));
    assert!(run(pages.next()).is_none());
    let position = pages.position().expect("the page that failed").to_owned();
    assert_eq!(ids(cursors.list().pages().resume(position).items()), ["b"]);
    assert_eq!(server.asked(), ["/v1/cursors", "/v1/cursors?cursor=x", "/v1/cursors?cursor=x"]);
}

#[test]
fn a_list_named_like_its_path_beside_a_body_of_nothing() {
    let server = server([
        (r#"{"errors":[],"messages":[{"id":"a"}],"next_page_token":"n"}"#, ""),
        (r#"{"messages":[{"id":"b"}]}"#, ""),
    ]);
    let call = server.client.users().messages().list("ann");
    assert_eq!(ids(call.items()), ["a", "b"]);
    let asked = ["/v1/users/ann/messages", "/v1/users/ann/messages?next_page_token=n"];
    assert_eq!(server.asked(), asked);
}
