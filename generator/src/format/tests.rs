//! What is parsed piece by piece is what is parsed as a whole.

use proc_macro2::TokenStream;

use super::pieces::Shapes;

/// Rust that people wrote.
const SOURCES: [&str; 8] = [
    include_str!("../../runtime/src/call.rs"),
    include_str!("../../runtime/src/execute/mod.rs"),
    include_str!("../../runtime/src/json/checks.rs"),
    include_str!("../../runtime/src/json/reader.rs"),
    include_str!("../../runtime/src/outgoing.rs"),
    include_str!("../../runtime/src/pages.rs"),
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
    let mut shapes = Shapes::default();
    let mut parted = [0; 3];
    // What was seen twice is copied from then on, into itself and into what comes after it.
    for parted in &mut parted {
        for source in SOURCES.into_iter().chain(HARD) {
            let tokens: TokenStream = source.parse().unwrap();
            let whole = syn::parse2(tokens.clone()).unwrap();
            let Ok(file) = shapes.file(tokens) else {
                continue;
            };
            *parted += 1;
            let (file, whole) = (prettyplease::unparse(&file), prettyplease::unparse(&whole));
            assert_eq!(file, whole, "of {source}");
        }
    }
    // The rest is parsed as a whole, in every round.
    assert!(parted[0] > SOURCES.len() / 2, "only {parted:?} were");
    assert_eq!(parted, [parted[0]; 3]);
}
