//! Connections that are handed over.

use std::io::{Read as _, Write as _};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::stage::{get, stage};

#[tokio::test]
async fn the_connection_is_the_callers() {
    let (client, _, requests) = stage(|_, mut connection| {
        connection
            .send("HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: tcp\r\n\r\nhello");
        let mut said = [0; 5];
        connection.stream.read_exact(&mut said).expect("five bytes");
        said.reverse();
        connection.stream.write_all(&said).expect("it is sent");
        connection.request
    });
    let response = get(&client).call_upgrade().await.expect("an upgrade");
    assert_eq!(response.status(), 101);
    let mut connection = response.into_inner().open().await.expect("a connection");
    let mut hello = [0; 5];
    connection.read_exact(&mut hello).await.expect("five bytes");
    assert_eq!(&hello, b"hello");
    connection.write_all(b"abcde").await.expect("it is sent");
    let mut rest = Vec::new();
    connection.read_to_end(&mut rest).await.expect("the end");
    assert_eq!(rest, b"edcba");
    let request = requests.recv().expect("a request").to_ascii_lowercase();
    assert!(request.contains("\r\nconnection: upgrade\r\n"), "{request}");
    assert!(request.contains("\r\nupgrade: tcp\r\n"), "{request}");
}

#[tokio::test]
async fn the_protocol_is_settable_and_a_server_may_decline() {
    let (client, _, requests) = stage(|_, mut connection| {
        connection.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        connection.request
    });
    let call = get(&client).call_upgrade().header("upgrade", "websocket");
    let error = call.await.expect_err("no upgrade");
    assert!(error.is_decode());
    let request = requests.recv().expect("a request");
    assert!(request.contains("upgrade: websocket\r\n") && !request.contains("tcp"));
}
