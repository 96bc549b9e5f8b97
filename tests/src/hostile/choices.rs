//! Bytes as a list of choices.

/// A list of choices, which ends in zeros.
#[derive(Debug)]
pub struct Choices<'b> {
    bytes: &'b [u8],
}

impl<'b> Choices<'b> {
    /// Choices that bytes make.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { bytes }
    }

    /// The next number below a limit, which is at least one.
    pub fn below(&mut self, limit: usize) -> usize {
        let mut number = usize::from(self.byte());
        if limit > 256 {
            number = number << 8 | usize::from(self.byte());
        }
        if limit > 65_536 {
            number = number << 8 | usize::from(self.byte());
        }
        number % limit.max(1)
    }

    /// Whether something is so, once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    /// One of several.
    pub fn of<'t, T>(&mut self, several: &'t [T]) -> &'t T {
        &several[self.below(several.len())]
    }

    /// Whether there are no more.
    pub fn is_done(&self) -> bool {
        self.bytes.is_empty()
    }

    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.bytes.split_first() else {
            return 0;
        };
        self.bytes = rest;
        *first
    }
}
