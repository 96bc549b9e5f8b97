//! `src/streams/`: what reads answers while they come, as far as the operations need it.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::inner_docs;
use super::{Content, Emitted, rust};
use crate::name::plan::{Docs, Plan, Streams};

/// Lists the files by their names.
macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../runtime/streams/", $name, ".rs")))),*]
    };
}

/// Every file. A test holds this list against the folder.
pub(crate) const FILES: &[(&str, &str)] = files![
    "blocking", "download", "events", "framing", "inflate", "items", "pieces", "source", "sse",
    "upgrade",
];

/// The files that a crate needs, none where it reads all of its answers whole.
pub(super) fn files(plan: &Plan) -> Vec<Emitted<'static>> {
    let streams = plan.streams();
    if !streams.any() {
        return Vec::new();
    }
    let mut files = vec![rust("src/streams/mod.rs", move || module(streams))];
    let needed = FILES.iter().filter(|(name, _)| is_needed(streams, name));
    files.extend(needed.map(|(name, text)| Emitted {
        path: format!("src/streams/{name}.rs"),
        content: Content::Copied(text),
    }));
    files
}

fn is_needed(streams: Streams, name: &str) -> bool {
    match name {
        "download" => streams.downloads,
        "events" | "sse" => streams.events,
        "framing" | "items" => streams.items,
        "upgrade" => streams.upgrades,
        _ => true,
    }
}

fn module(streams: Streams) -> TokenStream {
    let docs = inner_docs(&Docs(vec![
        "Answers that are read while they come.".to_owned(),
    ]));
    let download = streams.downloads.then(|| quote! { mod download; });
    let events = streams.events.then(|| quote! { mod events; });
    let framing = streams
        .items
        .then(|| quote! { mod framing; mod inflate; mod items; });
    let inflate = (!streams.items).then(|| quote! { mod inflate; });
    let sse = streams.events.then(|| quote! { mod sse; });
    let upgrade = streams.upgrades.then(|| {
        quote! { #[cfg(not(target_arch = "wasm32"))] mod upgrade; }
    });
    let exports = [
        streams
            .downloads
            .then(|| quote! { pub use self::download::Download; }),
        streams
            .events
            .then(|| quote! { pub use self::events::{Event, EventStream}; }),
        streams
            .items
            .then(|| quote! { pub use self::items::JsonStream; }),
        streams.upgrades.then(|| {
            quote! {
                #[cfg(not(target_arch = "wasm32"))]
                pub use self::upgrade::{Upgrade, Upgraded};
            }
        }),
    ];
    let exports = exports.into_iter().flatten();
    quote! {
        #docs
        #![allow(
            dead_code,
            unused_imports,
            unreachable_pub,
            reason = "what an API leaves unused is there for another"
        )]
        #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
        mod blocking;
        #download
        #events
        #framing
        #inflate
        mod pieces;
        mod source;
        #sse
        #upgrade
        #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
        pub use self::blocking::Blocking;
        #(#exports)*
    }
}
