//! What the scripted server does with one request, as plain data.

use std::io::Write as _;

/// What the server does after it has read a request whole.
#[derive(Debug, Clone)]
pub enum Action {
    /// Answers.
    Reply(Reply),
    /// Resets the connection without an answer.
    ResetBefore,
    /// Closes the connection without an answer.
    CloseBefore,
    /// Sends the head and half of the body, and resets the connection.
    ResetMidBody(Reply),
    /// Sends the head and half of the body, and closes the connection.
    CloseMidBody(Reply),
    /// Sends nothing, and keeps the connection until the server is dropped.
    Hang,
    /// Sends the head and half of the body, and keeps the connection until the server is dropped.
    HangMidBody(Reply),
    /// Sends these bytes and closes the connection.
    Raw(Vec<u8>),
}

/// How the client learns where a body ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// By its length.
    Length,
    /// By chunks, of which it has several.
    Chunked,
    /// By the end of the connection.
    UntilClose,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub framing: Framing,
    /// Whether the body is compressed before it is sent.
    pub is_gzip: bool,
    /// Whether there is a content type, JSON unless a header says otherwise.
    pub has_content_type: bool,
    /// Whether the server closes the connection after the answer, without having announced it.
    pub closes: bool,
}

impl Reply {
    /// An answer with a JSON body, or none if it is empty.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into(),
            framing: Framing::Length,
            is_gzip: false,
            has_content_type: true,
            closes: false,
        }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn framing(mut self, framing: Framing) -> Self {
        self.framing = framing;
        self
    }

    pub fn gzip(mut self) -> Self {
        self.is_gzip = true;
        self
    }

    pub fn no_content_type(mut self) -> Self {
        self.has_content_type = false;
        self
    }

    pub fn closes(mut self) -> Self {
        self.closes = true;
        self
    }

    /// Returns the bytes of the head, and those of the body as it is framed.
    pub fn to_wire(&self) -> (Vec<u8>, Vec<u8>) {
        let body = if self.is_gzip {
            gzip(&self.body)
        } else {
            self.body.clone()
        };
        let mut head = format!("HTTP/1.1 {} Scripted\r\n", self.status);
        let mut add = |name: &str, value: &str| {
            head.extend([name, ": ", value, "\r\n"]);
        };
        for (name, value) in &self.headers {
            add(name, value);
        }
        let has = |name: &str| self.headers.iter().any(|(other, _)| other == name);
        if self.has_content_type && !self.body.is_empty() && !has("content-type") {
            add("content-type", "application/json");
        }
        if self.is_gzip {
            add("content-encoding", "gzip");
        }
        let body = match self.framing {
            Framing::Length => {
                if self.status != 204 {
                    add("content-length", &body.len().to_string());
                }
                body
            }
            Framing::Chunked => {
                add("transfer-encoding", "chunked");
                chunks(&body)
            }
            Framing::UntilClose => {
                add("connection", "close");
                body
            }
        };
        head.push_str("\r\n");
        (head.into_bytes(), body)
    }
}

impl From<Reply> for Action {
    fn from(reply: Reply) -> Self {
        Self::Reply(reply)
    }
}

/// Compresses a text.
pub fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text).expect("a vector takes all");
    encoder.finish().expect("a vector takes all")
}

fn chunks(body: &[u8]) -> Vec<u8> {
    let mut wire = Vec::new();
    for chunk in body.chunks(body.len().div_ceil(3).max(1)) {
        wire.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        wire.extend_from_slice(chunk);
        wire.extend_from_slice(b"\r\n");
    }
    wire.extend_from_slice(b"0\r\n\r\n");
    wire
}
