//! Pages of a list: what each of them is asked for with.

use futures_core::Stream;
use http::Method;
use tokio::sync::oneshot;

use crate::conference::{API, KEY};
use crate::pages::{PageBy, Pages};
use crate::runtime::api::{Api, Credential, Scheme};
use crate::runtime::testing::{Mock, Reply};
use crate::runtime::{Client, ClientBuilder};

static QUERY_KEY: Api = Api {
    schemes: &[Scheme {
        name: "api_key",
        credential: Credential::Query("api_key"),
        variable: None,
    }],
    ..API
};

const CURSOR: PageBy = PageBy::Cursor {
    parameter: "cursor",
    next: "/0",
    more: "",
};

fn client(api: &'static Api, mock: &Mock) -> Client {
    let builder = ClientBuilder::new(api).api_key(KEY).mock(mock);
    builder.build().expect("a client")
}

fn list(client: &Client, by: PageBy) -> Pages<Vec<String>, String> {
    let call = client.request(Method::GET, "/things").call::<Vec<String>>();
    Pages::new(call, by, |page| Some(page))
}

#[tokio::test]
async fn a_key_in_a_link_is_not_sent_twice_nor_shown() {
    let mock = Mock::new();
    let link = format!("<?api_key={KEY}&page=2>; rel=\"next\"");
    mock.reply(Reply::json(200, vec!["a"]).header("link", &link));
    mock.reply(Reply::json(200, vec!["b"]));
    let mut pages = list(&client(&QUERY_KEY, &mock), PageBy::LinkHeader);
    pages.next().await.expect("a page").expect("an answer");
    assert_eq!(pages.position(), Some("/things?page=2"));
    pages.next().await.expect("a page").expect("an answer");
    assert!(pages.next().await.is_none());
    let requests = mock.requests();
    let queries = requests.iter().map(|request| request.query());
    let expected = [format!("api_key={KEY}"), format!("page=2&api_key={KEY}")];
    assert!(queries.eq(expected.iter().map(|query| Some(query.as_str()))));
}

#[tokio::test]
async fn a_server_that_leads_in_a_circle_comes_to_an_end() {
    let mock = Mock::new();
    for next in ["a", "b", "c", "a", "b", "c", "a", "b", "c", "a", "b", "c"] {
        mock.reply(Reply::json(200, vec![next]));
    }
    let mut pages = list(&client(&API, &mock), CURSOR);
    while let Some(page) = pages.next().await {
        page.expect("an answer");
    }
    // Some pages come again until it is noticed.
    assert!(mock.requests().len() <= 8, "{}", mock.requests().len());
}

const NUMBER: PageBy = PageBy::Number {
    parameter: "page",
    first: 1,
    pages: "",
};

const OFFSET: PageBy = PageBy::Offset {
    parameter: "offset",
    total: "",
};

async fn items(mut pages: Pages<Vec<String>, String>) -> Vec<String> {
    let mut all = Vec::new();
    while let Some(page) = pages.next().await {
        all.extend(page.expect("an answer").into_inner());
    }
    all
}

#[tokio::test]
async fn a_server_that_repeats_a_page_comes_to_an_end() {
    for by in [NUMBER, OFFSET] {
        // The last page stands for all after it, or the server knows of no pages.
        for given in [vec!["a", "b"], vec!["a"]] {
            let mock = Mock::new();
            for item in &given {
                mock.reply(Reply::json(200, vec![*item]));
            }
            let last = given[given.len() - 1];
            mock.on(Method::GET, "/things", Reply::json(200, vec![last]));
            assert_eq!(items(list(&client(&API, &mock), by)).await, given);
            assert_eq!(mock.requests().len(), given.len() + 1);
        }
    }
}

#[tokio::test]
async fn no_number_of_pages_is_too_large() {
    let mock = Mock::new();
    mock.reply(Reply::json(200, vec![u64::MAX.to_string()]));
    mock.reply(Reply::json(200, Vec::<String>::new()));
    let by = PageBy::Number {
        parameter: "page",
        first: 2,
        pages: "/0",
    };
    let all = items(list(&client(&API, &mock), by)).await;
    assert_eq!(all, [u64::MAX.to_string()]);
}

#[tokio::test]
async fn pages_that_are_counted_may_be_the_same() {
    let mock = Mock::new();
    mock.on(Method::GET, "/things", Reply::json(200, vec!["3"]));
    let counted = PageBy::Number {
        parameter: "page",
        first: 1,
        pages: "/0",
    };
    let all = items(list(&client(&API, &mock), counted)).await;
    assert_eq!(all, ["3", "3", "3"]);
    assert_eq!(mock.requests().len(), 3);
}

#[tokio::test]
async fn what_gives_the_call_up_gives_its_pages_up() {
    let mock = Mock::new();
    mock.reply(Reply::json(200, vec!["a"]));
    mock.on(Method::GET, "/things", Reply::status(200).stalled());
    let (cancel, cancelled) = oneshot::channel::<()>();
    let client = client(&API, &mock);
    let call = client.request(Method::GET, "/things").call::<Vec<String>>();
    let call = call.cancel_when(async { drop(cancelled.await) });
    let mut pages = Pages::<_, String>::new(call, CURSOR, |page| Some(page));
    pages.next().await.expect("a page").expect("an answer");
    drop(cancel);
    let page = pages.next().await.expect("an item");
    assert!(page.expect_err("it was given up").is_cancelled());
    assert!(pages.next().await.is_none());
}

#[test]
fn pages_can_be_sent_to_other_threads() {
    fn check<T: Stream + Send>() {}
    check::<Pages<Vec<String>, String>>();
}

#[tokio::test]
async fn items_go_on_where_others_failed() {
    let mock = Mock::new();
    mock.reply(Reply::json(200, vec!["a"]));
    mock.reply(Reply::status(400));
    mock.reply(Reply::json(200, vec!["b"]));
    mock.reply(Reply::json(200, Vec::<String>::new()));
    let client = client(&API, &mock);
    let mut items = list(&client, CURSOR).items();
    assert_eq!(items.next().await.expect("an item").expect("a page"), "a");
    items.next().await.expect("an item").expect_err("it fails");
    assert!(items.next().await.is_none());
    let position = items.position().expect("a position").to_owned();
    let mut items = list(&client, CURSOR).items().resume(position);
    assert_eq!(items.next().await.expect("an item").expect("a page"), "b");
    assert!(items.next().await.is_none());
    let requests = mock.requests();
    let queries: Vec<_> = requests.iter().map(|request| request.query()).collect();
    let a = Some("cursor=a");
    assert_eq!(queries, [None, a, a, Some("cursor=b")]);
}

#[tokio::test]
async fn a_page_without_a_body_is_an_empty_one() {
    for by in [CURSOR, NUMBER, PageBy::LinkHeader] {
        let mock = Mock::new();
        let link = "<?page=2>; rel=\"next\"";
        mock.reply(Reply::json(200, vec!["a"]).header("link", link));
        mock.reply(Reply::status(204));
        let client = client(&API, &mock);
        let call = client.request(Method::GET, "/things");
        let call = call.call_optional::<Vec<String>>();
        let mut items = Pages::new(call, by, Option::as_mut).items();
        assert_eq!(items.next().await.expect("an item").expect("a page"), "a");
        assert!(items.next().await.is_none());
        assert_eq!(mock.requests().len(), 2);
    }
}

#[cfg(feature = "blocking")]
#[test]
fn pages_and_items_are_iterators_too() {
    let mock = Mock::new();
    for _ in 0..2 {
        mock.reply(Reply::json(200, vec!["a", "b"]));
        mock.reply(Reply::json(200, vec!["c"]));
        mock.reply(Reply::json(200, Vec::<String>::new()));
    }
    let client = client(&API, &mock);
    let pages = list(&client, NUMBER).blocking();
    let lengths: Result<Vec<usize>, _> = pages.map(|page| page.map(|page| page.len())).collect();
    assert_eq!(lengths.expect("pages"), [2, 1, 0]);
    let items = list(&client, NUMBER).items().blocking();
    let items: Result<Vec<String>, _> = items.collect();
    assert_eq!(items.expect("items"), ["a", "b", "c"]);
}
