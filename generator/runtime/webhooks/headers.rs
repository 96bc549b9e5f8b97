//! The headers of what arrives, whichever framework received it.

use std::collections::BTreeMap;

/// Headers: those of the crate `http`, or pairs of names and values.
///
/// A name may have any case. Frameworks whose headers are of another type have an iterator over
/// them, which is collected into a `Vec` of pairs.
pub trait Headers {
    /// Returns every value of a header, in their order.
    fn values(&self, name: &str) -> Vec<&[u8]>;
}

impl Headers for http::HeaderMap {
    fn values(&self, name: &str) -> Vec<&[u8]> {
        let values = self.get_all(name).iter();
        values.map(http::HeaderValue::as_bytes).collect()
    }
}

impl<N: AsRef<str>, V: AsRef<[u8]>> Headers for [(N, V)] {
    fn values(&self, name: &str) -> Vec<&[u8]> {
        of_name(self.iter().map(|(name, value)| (name, value)), name)
    }
}

impl<N: AsRef<str>, V: AsRef<[u8]>, const LENGTH: usize> Headers for [(N, V); LENGTH] {
    fn values(&self, name: &str) -> Vec<&[u8]> {
        self.as_slice().values(name)
    }
}

impl<N: AsRef<str>, V: AsRef<[u8]>> Headers for Vec<(N, V)> {
    fn values(&self, name: &str) -> Vec<&[u8]> {
        self.as_slice().values(name)
    }
}

impl<N: AsRef<str>, V: AsRef<[u8]>> Headers for BTreeMap<N, V> {
    fn values(&self, name: &str) -> Vec<&[u8]> {
        of_name(self.iter(), name)
    }
}

impl<H: Headers + ?Sized> Headers for &H {
    fn values(&self, name: &str) -> Vec<&[u8]> {
        (**self).values(name)
    }
}

fn of_name<'h, N: AsRef<str> + 'h, V: AsRef<[u8]> + 'h>(
    pairs: impl Iterator<Item = (&'h N, &'h V)>,
    wanted: &str,
) -> Vec<&'h [u8]> {
    pairs
        .filter(|(name, _)| name.as_ref().eq_ignore_ascii_case(wanted))
        .map(|(_, value)| value.as_ref())
        .collect()
}
