//! A program in `examples/`, which runs without an account: where there is no key in the
//! environment, it starts a stand-in of the API and calls that.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::ident;
use crate::name::plan::{Example, Plan};

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
    let answer = &program.answer;
    let (docs, client) = client(program);
    let stand_in = stand_in();
    quote! {
        #(#![doc = #docs])*

        use std::io::{BufRead, BufReader, Read, Write};
        use std::net::{TcpListener, TcpStream};

        use #krate::Client;
        #types

        /// What the stand-in answers.
        const ANSWER: &str = #answer;

        #[tokio::main(flavor = "current_thread")]
        async fn main() -> Result<(), Box<dyn std::error::Error>> {
            let client = #client;
            let response = #call
            let status = response.status();
            let answer = response.into_inner();
            println!("{status}: {answer:?}");
            Ok(())
        }

        #stand_in
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
                if std::env::var_os(#key).is_some() {
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

fn stand_in() -> TokenStream {
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
            let length = ANSWER.len();
            write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{ANSWER}"
            )
        }
    }
}
