use super::lines;

fn check(texts: &[(&str, &str)]) {
    for (text, expected) in texts {
        assert_eq!(lines(text).join("\n"), *expected, "{text:?}");
    }
}

#[test]
fn what_leads_nowhere_is_its_text() {
    check(&[
        ("See [Item](entity:Item)s.", "See Items."),
        ("[a `b`](/c) [*d*](#e) [](f) ![g](h.png)", "a `b` *d*  g"),
        (
            "[Pages][1], [more][2].\n\n[1]: /logs\n[2]: https://a.b/c\n",
            "Pages, [more][2].\n\n[2]: https://a.b/c",
        ),
        ("[`Client`](crate::Client), [Vec]", "`Client`, \\[Vec]"),
        ("[![a](b.png)](https://c.d)", "[a](https://c.d)"),
        ("[1][1]\n\n[1]: /a\n[1]: /b\n[1]: /c\n[1]: /d", "1"),
        ("[x](javascript:x)<javascript:y>", "x&lt;javascript:y>"),
        ("[\\*a](/x)* [\\\\b](/x)", "\\*a* \\\\b"),
        (
            "[a](HTTPS://x.y) [b](Mailto:a@b.c)",
            "[a](HTTPS://x.y) [b](Mailto:a@b.c)",
        ),
        ("<a href=\"HTTP://a.b\">c</a>", "[c](HTTP://a.b)"),
        (
            "<a href=\"/b\">a</a> <a class=\"x\" href='#b'>*b*</a> <a href=\"c\"><b>c</b></a>",
            "a *b* **c**",
        ),
        (
            "d<a name=\"d\"></a> e<a id=\"e\"/> f<a name=\"f\">",
            "d e f&lt;a name=\"f\"&gt;",
        ),
        ("| a <a name=\"a\"></a> |\n|---|", "| a  |\n|---|"),
    ]);
}

#[test]
fn html_that_markdown_has_is_markdown() {
    check(&[
        ("<b>Note:</b> a<br>b<br/><br />c", "**Note:** a\n\nb\n\nc"),
        (
            "<p>One</p>\n<p>Two <em>three </em>four</p>",
            "One\n\nTwo *three* four",
        ),
        (
            "Of:<ul><li>a</li><li><code>b &lt; c</code></li></ul>After",
            "Of:\n\n- a\n- `b < c`\n\nAfter",
        ),
        (
            "<ol>\n    <li>a\n      more</li>\n    <li><p>b</p>\n      <ul><li>c</li></ul></li>\n</ol>",
            "1. a\n   more\n2. b\n\n   - c",
        ),
        ("<h3>Title</h3>Text", "### Title\n\nText"),
        (
            "<a href=\"https://a.b/c\" target=\"_blank\">See</a> <a href=\"https://a.b\">https://a.b</a>",
            "[See](https://a.b/c) <https://a.b>",
        ),
        ("- a<br>\n- b<br/>\n- c", "- a\n- b\n- c"),
        ("- <p>a</p>\n- b<p>\ntext", "- a\n- b\n\n  text"),
        ("- a<ul><li>b</li></ul>\n- c", "- a\n\n  - b\n- c"),
        ("10. b<br>\ntext", "10. b\n\n    text"),
        ("- <p>a</p>\nb", "- a\n\nb"),
        ("a\n<p>b", "a\n\nb"),
        ("> <p>a</p><p>b</p>", "> a\n>\n> b"),
        ("> a<br>\n> b<br>\n\nc", "> a\n>\n> b\n\nc"),
        ("- a<br>b\n- c", "- a\n\n  b\n- c"),
        (
            "| a |\n|---|\n| b<br>c <b>d</b> |",
            "| a |\n|---|\n| b c **d** |",
        ),
    ]);
}

#[test]
fn all_other_html_is_text() {
    check(&[
        ("<b>open <i>and </b>x", "**open &lt;i&gt;and** x"),
        ("<b onclick=x>a</b>", "&lt;b onclick=x&gt;a&lt;/b&gt;"),
        (
            "<a href=\"javascript:x\">a</a>",
            "&lt;a href=\"javascript:x\"&gt;a&lt;/a&gt;",
        ),
        (
            "<pre><b>a</b></pre>",
            "&lt;pre&gt;&lt;b&gt;a&lt;/b&gt;&lt;/pre&gt;",
        ),
        ("<<b>b</b>script>", "<**b**script>"),
        ("x <li> y, <ul> z", "x &lt;li&gt; y, &lt;ul&gt; z"),
        ("<code>a<b>c</b></code>", "a**c**"),
        ("`<b>` <b>`</b>", "`<b>` **`**"),
    ]);
}

#[test]
fn a_line_that_goes_on_with_an_item_stands_below_it() {
    check(&[
        ("* first\nlazy\n* second", "* first\n  lazy\n* second"),
        (
            "- a\n  1. b\nlazy\n     right",
            "- a\n  1. b\n     lazy\n     right",
        ),
        ("> quoted\nlazy", "> quoted\n> lazy"),
        ("- a\n      far", "- a\n  far"),
        ("-\n- a", "-\n- a"),
        ("- [ ] task\nlazy", "- [ ] task\n  lazy"),
    ]);
}
