//! What is laid out piece by piece is what is laid out as a whole.

use proc_macro2::TokenStream;

use super::pieces::{Pieces, Shapes};

/// Rust that people wrote.
const SOURCES: [&str; 8] = [
    include_str!("../../runtime/src/call.rs"),
    include_str!("../../runtime/src/execute/mod.rs"),
    include_str!("../../runtime/src/json/checks.rs"),
    include_str!("../../runtime/src/json/reader.rs"),
    include_str!("../../runtime/src/outgoing.rs"),
    include_str!("../../runtime/wire/pages.rs"),
    include_str!("../emit/enumeration.rs"),
    include_str!("split.rs"),
];

/// Where the end of a piece is not plain to see.
const HARD: [&str; 15] = [
    "fn f() { if a { b } else if c { d } else { e } -1; }",
    "fn f() { match a { _ => {} }.g(); match a { _ => {} }? ; match b {} [0]; }",
    "fn f() { while let Some(x) = match y { z => z } { g(); } h() }",
    "fn f() { let x = S { a: B::<C, D>::new(), b: |c, d| c }; S { a, ..b } }",
    "fn f() { if let S { a, .. } = b { c } 'l: loop { break 'l; } loop { break } }",
    "fn f() { match a { 1 => if b { c } else { d } 2 => { e } 3 => { f }.g(), _ => h } }",
    "fn f() { match a { A { b } if c => { d }, B | C => |x, y| x, D => E { f } } }",
    "fn f() { m! { a, b } n!(c, \"d\"); { e } unsafe { g } #[cfg(h)] let i = j; }",
    "fn f<T: A<B, C>>(a: fn(D) -> E, b: &'a [F; 2]) -> G where T: H<I = J> { !(k) && !l }",
    "pub struct S { #[a(b, c)] pub d: E<F, G<H>>, /// i\n pub(crate) j: fn(K) -> L<M>, }",
    "#[derive(A, B)] pub enum E { /** a */ C(D<F, G>), H { i: J, k: L }, M = 1 }",
    "const A: B = C { d: 1 }; use e::{f, g}; static H: I = { j }; type K = L; const fn m() {}",
    "impl<A> B<A> for C { type D = E; const F: G = H { i }; fn j(&mut self) {} m!(k); }",
    "fn a(b: c!(d)) where e: f<g!(h)> { i } impl<J> K for L<m!(n)> where O: P<q!(r)> { s!(t); }",
    "mod a { fn b() {} } macro_rules! c { (d) => { e } } trait F { fn g(&self) { h } } union U { i: J }",
];

#[test]
fn pieces_are_what_the_whole_is() {
    let shapes = Shapes::default();
    let mut pieces = Pieces::new(&shapes);
    let mut parted = [0; 3];
    // What was seen twice is copied from then on, into itself and into what comes after it.
    for parted in &mut parted {
        for source in SOURCES.into_iter().chain(HARD) {
            let tokens: TokenStream = source.parse().unwrap();
            let whole: syn::File = syn::parse2(tokens.clone()).unwrap();
            let Some(text) = pieces.file(tokens) else {
                continue;
            };
            *parted += 1;
            assert_eq!(text, prettyplease::unparse(&whole), "of {source}");
        }
    }
    // The rest is parsed as a whole, in every round.
    assert!(parted[0] > SOURCES.len() / 2, "only {parted:?} were");
    assert_eq!(parted, [parted[0]; 3]);
}

/// Code in which `one_`, `two_` and `"text_"` are words of any width, and which is laid out otherwise
/// when they are wide.
const SHAPES: [&str; 17] = [
    "impl A<'_> { pub fn one_(mut self, value: impl Into<Option<two_>>) -> Self { self.one_ = value.into(); self } }",
    "impl A { fn f() { one_.g(S { a: two_ }); two_(|| S { one_, two_ }); one_.h(S::<one_, B> { a }) } }",
    "impl A { fn f(&self) { one_.two_().three(\"text_\").one_(&two_).await } }",
    "fn f() { match one_ { two_::A => g(one_, \"text_\"), two_ { a, one_, .. } if b => { c } _ => \"text_\" } }",
    "use crate::one_::{two_, B, C}; pub use self::one_::two_; pub mod one_;",
    "#[cfg(feature = \"text_\")] #[derive(Debug, Clone)] pub struct one_ { pub two_: Option<Vec<one_>>, #[a = \"text_\"] b: two_ }",
    "pub enum A { #[b] one_, C(two_), D { one_: B, e: two_ }, #[doc = \"text_\"] F }",
    "pub const one_: &[(&str, two_)] = &[(\"text_\", A), (\"b\", one_)]; static A: two_ = B { c: one_ };",
    "fn f() -> Self { Self { one_, two_: two_.into(), a: None, b: one_.c(), dddddddddd: Default::default() } }",
    "fn f() { let S { one_, two_, ccccccccccccccccccccc, .. } = a; if let Some(S { one_, b: two_, ccccccccccccc }) = d {} }",
    "fn f() { g(one_, |a| { two_ }); let one_ = if a { two_ } else { \"text_\" }; let Some(one_) = two_ else { return a; }; }",
    "fn f() { for one_ in two_ { while one_.a(\"text_\") { loop { match two_ { one_ => { match a { b => two_, c => {} } } } } } } }",
    "json::one_!(two_, \"text_\"); fn f() { let a = vec![one_, two_]; b!(\"text_\", one_) }",
    "impl<'one_, A: two_> B<'one_> for one_<A> where A: two_ { type C = one_<two_>; fn d() -> one_<two_, \"text_\"> {} }",
    "mod a { pub struct one_(pub two_); impl one_ { const B: two_ = two_::c(\"text_\", one_); } }",
    "fn f() { g(&Abc { one: two_ }); h(!S { one_ }); i(a..S { b: one_ }); j(-c::S { two_ }); }",
    "fn f() { one_ += two_ + one_ * (two_ - 1) as u8; return &mut one_[two_..]; }",
];

/// Widths are what the layout of a shape depends on.
#[test]
fn pieces_are_what_the_whole_is_with_words_of_any_width() {
    let shapes = Shapes::default();
    let mut pieces = Pieces::new(&shapes);
    let mut seed = 1_u32;
    let mut width = |most: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) % most
    };
    let mut parted = 0;
    for round in 0..400 {
        for source in SHAPES {
            // Most names are short, and some are wider than a line.
            let most = [8, 30, 60, 120][round % 4];
            let mut word = |start: &str| format!("{start}{}", "y".repeat(width(most) as usize));
            let source = source.replace("one_", &word("o"));
            let source = source
                .replace("two_", &word("t"))
                .replace("text_", &word(""));
            let tokens: TokenStream = source.parse().unwrap();
            let Some(text) = pieces.file(tokens.clone()) else {
                continue;
            };
            let whole: syn::File = syn::parse2(tokens).unwrap();
            assert_eq!(text, prettyplease::unparse(&whole), "of {source}");
            parted += 1;
        }
    }
    assert!(parted > 400 * SHAPES.len() * 3 / 4, "only {parted} were");
}

/// A placeholder begins with a Chinese character, as documentation may.
#[test]
fn texts_with_the_characters_of_placeholders_stay() {
    let shapes = Shapes::default();
    let mut pieces = Pieces::new(&shapes);
    for text in [
        "七天内有效",
        "七天 valid",
        "丁 valid",
        "\u{3400}",
        "\u{4e00}\u{4e01}",
        "一",
    ] {
        let sources = [
            format!(
                "#[cfg(feature = \"pets\")] #[doc = \"{text}\"] pub fn on(body: &[u8]) -> Result<types::Pet, E> {{}}"
            ),
            format!("#[doc = \"{text}\"] pub struct S {{ #[a] #[doc = \"{text}\"] b: C }}"),
            format!("fn f() {{ g(\"{text}\", b\"a\"); }}"),
        ];
        for source in sources {
            let tokens: TokenStream = source.parse().unwrap();
            let whole = prettyplease::unparse(&syn::parse2(tokens.clone()).unwrap());
            for _ in 0..3 {
                let text = pieces.file(tokens.clone());
                assert!(text.is_none_or(|text| text == whole), "of {source}");
            }
        }
    }
}
