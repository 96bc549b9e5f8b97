//! A program in `examples/`, which runs without an account: where there is no key in the
//! environment, it starts a stand-in of the API and calls that.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{ident, recursion_limit};
use crate::name::plan::{Example, Gives, Plan, Reply};

/// The program.
pub(super) fn program(plan: &Plan, program: &Example) -> TokenStream {
    let krate = ident(&plan.package.krate);
    let types = program
        .snippet
        .use_line(&plan.package.krate.0)
        .unwrap_or_default();
    let types: TokenStream = types
        .parse()
        .expect("the import that documentation shows is Rust: the `name` room wrote it");
    let call = program.snippet.statement("", &[], ".await?;").join(
        "
",
    );
    let call: TokenStream = call
        .parse()
        .expect("the call that documentation shows is Rust: the `name` room wrote it");
    let (docs, client) = client(program);
    let answer = &program.reply.body;
    let answer = (!answer.is_empty()).then(|| {
        quote! {
            /// What the stand-in answers.
            const ANSWER: &str = #answer;
        }
    });
    let allow_deprecated = program.is_deprecated.then(|| {
        quote! { #![allow(deprecated, reason = "what the API deprecates is still here")] }
    });
    let recursion_limit = recursion_limit(plan);
    let shown = shown(program.snippet.gives, &call);
    let stand_in = stand_in(&program.reply);
    quote! {
        #(#![doc = #docs])*
        #recursion_limit
        #allow_deprecated

        use std::io::{BufRead, BufReader, Read, Write};
        use std::net::{TcpListener, TcpStream};

        use #krate::Client;
        #types

        #answer

        #[tokio::main(flavor = "current_thread")]
        async fn main() -> Result<(), Box<dyn std::error::Error>> {
            let client = #client;
            #shown
            Ok(())
        }

        #stand_in
    }
}

/// The call, and what is printed of what it gives.
fn shown(gives: Gives, call: &TokenStream) -> TokenStream {
    match gives {
        Gives::Value => quote! {
            let response = #call
            let status = response.status();
            let answer = response.into_inner();
            println!("{status}: {answer:?}");
        },
        Gives::Bytes => quote! {
            let response = #call
            let status = response.status();
            let answer = response.into_inner();
            println!("{status}: {} bytes", answer.len());
        },
        Gives::OptionalBytes => quote! {
            let response = #call
            let status = response.status();
            let answer = response.into_inner();
            println!("{status}: {:?} bytes", answer.map(|bytes| bytes.len()));
        },
        Gives::Stream => quote! {
            let mut stream = #call
            while let Some(item) = stream.next().await {
                println!("{:?}", item?);
            }
        },
        Gives::Nothing | Gives::Connection => quote! {
            let response = #call
            println!("{}", response.status());
        },
    }
}

fn client(program: &Example) -> (Vec<String>, TokenStream) {
    let credentials = program.credentials.iter().map(|setter| {
        let setter = quote::format_ident!("{setter}");
        if setter == "basic_auth" {
            quote!(.basic_auth("none", "none"))
        } else {
            quote!(.#setter("none"))
        }
    });
    match &program.key_variable {
        Some(key) => (
            vec![
                format!(" {}.", program.summary.trim_end_matches('.')),
                String::new(),
                format!(
                    " With `{key}` in the environment it calls the API, without it a stand-in."
                ),
            ],
            quote! {
                if std::env::var_os(#key).is_some_and(|key| !key.to_string_lossy().trim().is_empty()) {
                    Client::from_env()?
                } else {
                    let url = stand_in()?;
                    Client::builder().api_key("none").base_url(url).build()?
                }
            },
        ),
        None => (
            vec![
                format!(" {}.", program.summary.trim_end_matches('.')),
                String::new(),
                " With the argument `real` it calls the API, without it a stand-in.".to_owned(),
            ],
            quote! {
                if std::env::args().any(|argument| argument == "real") {
                    Client::from_env()?
                } else {
                    let url = stand_in()?;
                    Client::builder() #(#credentials)* .base_url(url).build()?
                }
            },
        ),
    }
}

fn stand_in(reply: &Reply) -> TokenStream {
    let answer = answer(reply);
    quote! {
        /// Starts a server that gives every request the one answer, and returns its URL.
        fn stand_in() -> std::io::Result<String> {
            let listener = TcpListener::bind("127.0.0.1:0")?;
            let address = listener.local_addr()?;
            std::thread::spawn(move || {
                for stream in listener.incoming().flatten() {
                    if let Err(error) = answer(stream) {
                        eprintln!("stand-in: {error}");
                    }
                }
            });
            Ok(format!("http://{address}"))
        }

        /// Reads one request, shows it, and answers it.
        fn answer(mut stream: TcpStream) -> std::io::Result<()> {
            let mut reader = BufReader::new(stream.try_clone()?);
            let mut first = String::new();
            reader.read_line(&mut first)?;
            let mut length = 0;
            loop {
                let mut line = String::new();
                reader.read_line(&mut line)?;
                let line = line.trim().to_ascii_lowercase();
                if line.is_empty() {
                    break;
                }
                if let Some(value) = line.strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap_or(0);
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body)?;
            let (line, body) = (first.trim(), String::from_utf8_lossy(&body));
            println!("stand-in: {line}");
            println!("stand-in: {body}");
            #answer
        }
    }
}

/// Writes the answer.
fn answer(reply: &Reply) -> TokenStream {
    let status = reply.status;
    let phrase = match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        _ => "Success",
    };
    let start = format!("HTTP/1.1 {status} {phrase}\r\n");
    let Some(media_type) = reply.media_type else {
        let head = format!("{start}connection: close\r\n\r\n");
        return quote!(write!(stream, #head));
    };
    let head = format!(
        "{start}content-type: {media_type}\r\ncontent-length: {{length}}\r\nconnection: close\r\n\r\n{{ANSWER}}"
    );
    quote! {
        let length = ANSWER.len();
        write!(stream, #head)
    }
}
