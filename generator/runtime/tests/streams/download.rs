//! Downloads.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Method;

#[cfg(feature = "gzip")]
use crate::runtime::Client;
use crate::runtime::ErrorKind;
use crate::stage::{done, get, sending, stage};
#[cfg(feature = "gzip")]
use crate::support::action::gzip;

/// All that a download brings.
#[cfg(feature = "gzip")]
async fn whole(client: &Client) -> Vec<u8> {
    let mut download = get(client).call_bytes().stream().await.expect("a download");
    let mut whole = Vec::new();
    while let Some(piece) = download.chunk().await.expect("a piece") {
        whole.extend_from_slice(&piece);
    }
    whole
}

#[tokio::test]
async fn pieces_come_as_they_are_sent() {
    let client = sending("image/png", vec![b"abc".to_vec(), b"def".to_vec()]);
    let mut download = get(&client)
        .call_bytes()
        .stream()
        .await
        .expect("a download");
    assert_eq!(download.status(), 200);
    assert_eq!(download.request_id(), Some("r-1"));
    assert_eq!(download.content_length(), None);
    let mut whole = Vec::new();
    while let Some(piece) = download.chunk().await.expect("a piece") {
        whole.extend_from_slice(&piece);
    }
    assert_eq!(whole, b"abcdef");
    assert!(download.chunk().await.expect("the end").is_none());
}

#[tokio::test]
async fn the_body_of_the_request_is_not_kept() {
    struct Upload(Arc<[u8]>);
    impl AsRef<[u8]> for Upload {
        fn as_ref(&self) -> &[u8] {
            &self.0
        }
    }
    let upload = Arc::<[u8]>::from(vec![7; 100_000]);
    let client = sending("image/png", vec![b"abc".to_vec()]);
    let body = Bytes::from_owner(Upload(Arc::clone(&upload)));
    let request = client.operation(Method::POST, "/things");
    let request = request.body("application/octet-stream", body);
    let download = request.call_bytes().stream().await.expect("a download");
    assert_eq!(Arc::strong_count(&upload), 1);
    drop(download);
}

#[tokio::test]
async fn what_is_cut_off_is_an_error_and_not_tried_again() {
    let (client, _, requests) = stage(|_, mut connection| {
        connection.send("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nabc");
    });
    let mut download = get(&client)
        .call_bytes()
        .stream()
        .await
        .expect("a download");
    assert_eq!(download.content_length(), Some(6));
    let piece = download.chunk().await.expect("a piece").expect("a piece");
    assert_eq!(&piece[..], b"abc");
    let error = download.chunk().await.expect_err("it is cut off");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Io, 1));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
    assert!(download.chunk().await.expect("the end").is_none());
    assert_eq!(requests.try_iter().count(), 1);
}

#[tokio::test]
async fn a_refusal_is_retried_and_has_its_body() {
    let (client, clock, _requests) = stage(|number, mut connection| {
        if number == 0 {
            connection.send("HTTP/1.1 503 Busy\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        } else {
            connection.send("HTTP/1.1 404 No\r\ncontent-length: 16\r\nconnection: close\r\n\r\n{\"message\":\"no\"}");
        }
    });
    let error = get(&client)
        .call_bytes()
        .stream()
        .await
        .expect_err("a refusal");
    assert_eq!((error.attempts(), error.message()), (2, Some("no")));
    assert_eq!(clock.delays().len(), 1);
}

#[tokio::test]
async fn the_server_is_slowed_down() {
    const CHUNK: usize = 64 << 10;
    let (client, _, taken) = stage(|_, mut connection| {
        connection.send("HTTP/1.1 200 OK\r\ncontent-length: 1073741824\r\n\r\n");
        let patience = Some(Duration::from_millis(300));
        connection
            .stream
            .set_write_timeout(patience)
            .expect("a socket");
        let chunk = vec![0; CHUNK];
        let mut taken = 0;
        while connection.stream.write_all(&chunk).is_ok() {
            taken += CHUNK;
        }
        taken
    });
    let mut download = get(&client)
        .call_bytes()
        .stream()
        .await
        .expect("a download");
    download.chunk().await.expect("a piece").expect("a piece");
    // The server goes on only as far as the buffers of the sockets reach.
    let taken = done(taken).await;
    assert!(taken < 64 << 20, "{taken} bytes were taken for one piece");
}

#[tokio::test]
async fn a_dropped_download_closes_the_connection() {
    let (client, _, closed) = stage(|_, mut connection| {
        connection.send("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nabc");
        connection.wait_for_close();
    });
    let download = get(&client)
        .call_bytes()
        .stream()
        .await
        .expect("a download");
    drop(download);
    done(closed).await;
}

#[tokio::test]
async fn the_limit_is_the_callers() {
    let client = sending("image/png", vec![vec![0; 10], vec![0; 10], vec![0; 10]]);
    let call = get(&client).call_bytes().stream().max_response_bytes(20);
    let mut download = call.await.expect("a download");
    let (mut taken, mut error) = (0, None);
    while error.is_none() {
        match download.chunk().await {
            Ok(piece) => taken += piece.expect("more than allowed").len(),
            Err(found) => error = Some(found),
        }
    }
    assert!(taken <= 20 && error.is_some_and(|error| error.is_too_large()));
}

#[tokio::test]
async fn the_deadline_holds_to_the_end() {
    let (client, clock, _) = stage(|_, mut connection| {
        connection.send("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nabc");
        connection.wait_for_close();
    });
    let call = get(&client).call_bytes().stream();
    let call = call.deadline(Duration::from_secs(90));
    let mut download = call.await.expect("a download");
    download.chunk().await.expect("a piece");
    clock.advance(Duration::from_secs(90));
    let error = download.chunk().await.expect_err("it is late");
    assert!(
        error.to_string().contains("the deadline of 90s passed"),
        "{error}"
    );
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn compression_is_undone_as_it_comes() {
    let text: Vec<u8> = (0..100_000_u32).flat_map(u32::to_be_bytes).collect();
    let packed = gzip(&text);
    let (client, _, _) = stage(move |number, mut connection| {
        connection.send("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n");
        let end = packed.len() - usize::from(number == 1) * 4;
        for piece in packed[..end].chunks(1000) {
            connection.chunk(piece);
        }
        connection.end();
    });
    let whole = whole(&client).await;
    assert!(whole == text);
    let mut cut_off = get(&client)
        .call_bytes()
        .stream()
        .await
        .expect("a download");
    let error = loop {
        match cut_off.chunk().await {
            Ok(piece) => assert!(piece.is_some(), "it ends as if it were whole"),
            Err(error) => break error,
        }
    };
    assert!(error.is_decode(), "{error}");
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn what_follows_compressed_content_is_no_part_of_it() {
    let (client, _, _) = stage(move |_, mut connection| {
        connection.send("HTTP/1.1 200 OK\r\ncontent-encoding: gzip, identity\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n");
        // Two parts, and what some fill up with.
        let body = [gzip(b"one"), gzip(b"two"), vec![0; 7]].concat();
        for byte in body {
            connection.chunk(&[byte]);
        }
        connection.end();
    });
    let whole = whole(&client).await;
    assert_eq!(whole, b"onetwo");
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn a_small_piece_never_becomes_a_huge_one() {
    let packed = gzip(&vec![0; 32 << 20]);
    let (client, _, _) = stage(move |_, mut connection| {
        connection.send(&format!(
            "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
            packed.len()
        ));
        connection.stream.write_all(&packed).expect("it is sent");
        connection
    });
    let mut download = get(&client)
        .call_bytes()
        .stream()
        .await
        .expect("a download");
    assert_eq!(download.content_length(), None);
    let mut length = 0;
    while let Some(piece) = download.chunk().await.expect("a piece") {
        assert!(piece.len() <= 2 << 20, "{} bytes at once", piece.len());
        length += piece.len();
    }
    assert_eq!(length, 32 << 20);
}
