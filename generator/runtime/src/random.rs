//! Randomness from the operating system.

/// Returns a fresh UUID, version 4.
pub(crate) fn uuid() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::getrandom(&mut bytes)?;
    let random = u128::from_be_bytes(bytes);
    // RFC 9562: the version is 4, the variant the two bits `10`.
    let id = random & !(0xf << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{id:032x}");
    Ok([
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ]
    .join("-"))
}

/// Returns a number from 0 up to, not including, 1.
pub(crate) fn fraction() -> f64 {
    let mut bytes = [0; 4];
    // Without randomness delays merely lose their spread.
    if getrandom::getrandom(&mut bytes).is_err() {
        return 0.5;
    }
    f64::from(u32::from_be_bytes(bytes)) / (f64::from(u32::MAX) + 1.0)
}
