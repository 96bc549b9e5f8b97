//! Whether a message is from whom it seems to be from.

use super::{Headers, WebhookError};

/// Decides whether a message is from whom it seems to be from, before anything in it is believed.
pub trait VerifyWebhook {
    /// Verifies a message by its headers and its body, which must be the bytes as they arrived:
    /// JSON that was read and written again has other ones.
    fn verify(&self, headers: &dyn Headers, body: &[u8]) -> Result<(), WebhookError>;
}

/// One of several verifiers has to agree, as while a key is replaced. The refusal is the last one's.
impl<V: VerifyWebhook> VerifyWebhook for [V] {
    fn verify(&self, headers: &dyn Headers, body: &[u8]) -> Result<(), WebhookError> {
        let none = WebhookError::Key("there is none".to_owned());
        self.iter()
            .try_fold(none, |_, verifier| match verifier.verify(headers, body) {
                Ok(()) => Err(()),
                Err(refusal) => Ok(refusal),
            })
            .map_or(Ok(()), Err)
    }
}

impl<V: VerifyWebhook> VerifyWebhook for Vec<V> {
    fn verify(&self, headers: &dyn Headers, body: &[u8]) -> Result<(), WebhookError> {
        self.as_slice().verify(headers, body)
    }
}

impl<V: VerifyWebhook + ?Sized> VerifyWebhook for &V {
    fn verify(&self, headers: &dyn Headers, body: &[u8]) -> Result<(), WebhookError> {
        (**self).verify(headers, body)
    }
}
