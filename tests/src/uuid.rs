//! Keys that clients make up.

/// Asserts that a text is a random UUID, as RFC 9562 writes it.
///
/// # Panics
///
/// If it is not.
pub fn assert_random_uuid(text: &str) {
    let pattern = "xxxxxxxx-xxxx-4xxx-vxxx-xxxxxxxxxxxx";
    let fits = |(byte, expected): (u8, u8)| match expected {
        b'x' => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        b'v' => matches!(byte, b'8' | b'9' | b'a' | b'b'),
        expected => byte == expected,
    };
    let is_uuid = text.len() == pattern.len() && text.bytes().zip(pattern.bytes()).all(fits);
    assert!(is_uuid, "`{text}` is no random UUID");
}
