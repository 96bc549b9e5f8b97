//! Where the plain part of a string ends. The reader and the writer stop at the same bytes.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// Returns the first position at or after `from` that holds a quote, a backslash or a control
/// character, or the length of `bytes`.
#[inline]
pub(super) fn plain_until(bytes: &[u8], from: usize) -> usize {
    let mut position = from;
    // Eight bytes at a time: most strings are longer than that, and few hold an escape.
    while let Some(chunk) = bytes.get(position..).and_then(<[u8]>::first_chunk) {
        let chunk = u64::from_le_bytes(*chunk);
        let special =
            (below_space(chunk) | equal_to(chunk, b'"') | equal_to(chunk, b'\\')) & HIGH_BITS;
        if special != 0 {
            return position + special.trailing_zeros() as usize / 8;
        }
        position += 8;
    }
    let rest = bytes.get(position..).unwrap_or_default();
    let plain = rest.iter().position(|&byte| is_special(byte));
    position + plain.unwrap_or(rest.len())
}

fn is_special(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

/// Sets the high bit of each byte below a space. A bit above the lowest one set can be wrong, as a
/// subtraction borrows from the next byte; only the lowest counts.
fn below_space(chunk: u64) -> u64 {
    chunk.wrapping_sub(ONES * u64::from(b' ')) & !chunk
}

/// Sets the high bit of each byte equal to `byte`, with the same reservation.
fn equal_to(chunk: u64, byte: u8) -> u64 {
    let difference = chunk ^ (ONES * u64::from(byte));
    difference.wrapping_sub(ONES) & !difference
}
