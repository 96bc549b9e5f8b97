//! Lists that come in pages.

/// How the answer of an operation is one page of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paging {
    /// The properties that lead from the answer to the items; none where the answer is the list.
    pub items: Vec<String>,
    /// How the next page is asked for.
    pub by: PageBy,
}

/// How the next page of a list is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PageBy {
    /// By its number.
    Number {
        /// The query parameter.
        parameter: String,
        /// The number of the first page.
        first: u64,
        /// Where a page says how many there are, as a JSON pointer.
        pages: Option<String>,
    },
    /// By how many items are before it.
    Offset {
        /// The query parameter.
        parameter: String,
        /// Where a page says how many items there are, as a JSON pointer.
        total: Option<String>,
    },
    /// By what the page before it says.
    Cursor {
        /// The query parameter.
        parameter: String,
        /// Where it is said, as a JSON pointer.
        next: String,
        /// Where a page says whether there are more, as a JSON pointer.
        more: Option<String>,
    },
    /// By the last item of the page before it.
    LastItem {
        /// The query parameter.
        parameter: String,
        /// The property of an item that it is asked for by.
        id: String,
        /// Where a page says whether there are more, as a JSON pointer.
        more: Option<String>,
    },
    /// By the URL that the page before it has, at a JSON pointer.
    Link(String),
    /// By the URL in the header `link` of the page before it.
    LinkHeader,
}
