//! Signatures that whoever has the public key can verify.

use std::time::{Duration, SystemTime};

use ed25519_dalek::{Signature, VerifyingKey};

use super::signature::{Limits, Scheme};
use super::{Headers, VerifyWebhook, WebhookError};

/// Verifies that messages are signed (Ed25519) by the owner of a public key, and were sent just now.
#[derive(Debug, Clone)]
pub struct Verifier {
    scheme: &'static Scheme,
    key: VerifyingKey,
    limits: Limits,
}

impl Verifier {
    pub(super) fn of(scheme: &'static Scheme, key: &str) -> Result<Self, WebhookError> {
        let bytes = scheme.key(key)?;
        let bytes: [u8; 32] = bytes.as_slice().try_into().map_err(|_| {
            WebhookError::Key(format!("it must have 32 bytes, not {}", bytes.len()))
        })?;
        let key = VerifyingKey::from_bytes(&bytes).ok();
        let key = key.filter(|key| !key.is_weak());
        let key = key.ok_or_else(|| WebhookError::Key("it is no Ed25519 key".to_owned()))?;
        Ok(Self {
            scheme,
            key,
            limits: Limits::new(scheme),
        })
    }

    /// Sets how old or new a message may be, to the second.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.limits.set_tolerance(tolerance);
        self
    }

    /// Sets what time it is; without one, what the system believes it to be.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.limits.set_clock(clock);
        self
    }
}

impl VerifyWebhook for Verifier {
    fn verify(&self, headers: &dyn Headers, body: &[u8]) -> Result<(), WebhookError> {
        let signed = self.scheme.signed(headers, body, &self.limits)?;
        let mut signatures = signed.signatures.iter().peekable();
        let is_right = |bytes: &Vec<u8>| {
            let signature = Signature::from_slice(bytes);
            // Also refuses the signatures that fit several messages.
            signature.is_ok_and(|it| self.key.verify_strict(&signed.message, &it).is_ok())
        };
        if signatures.all(|bytes| bytes.len() != 64) {
            let (header, problem) = (self.scheme.signature_header, "does not hold 64 bytes");
            return Err(WebhookError::malformed_header(header, problem));
        }
        if signed.signatures.iter().any(is_right) {
            Ok(())
        } else {
            Err(WebhookError::WrongSignature)
        }
    }
}

/// Signs messages as the API does, to test the code that receives them.
#[cfg(any(test, feature = "test-util"))]
#[derive(Debug, Clone)]
pub struct Signer {
    scheme: &'static Scheme,
    key: ed25519_dalek::SigningKey,
}

#[cfg(any(test, feature = "test-util"))]
impl Signer {
    pub(super) fn of(scheme: &'static Scheme, seed: [u8; 32]) -> Self {
        Self {
            scheme,
            key: ed25519_dalek::SigningKey::from_bytes(&seed),
        }
    }

    /// Returns the key that verifies the signatures, as [`Verifier::new`] takes it.
    pub fn public_key(&self) -> String {
        let encoding = self.scheme.key_encoding;
        let encoding = encoding.unwrap_or(super::signature::Encoding::Base64);
        encoding.write(self.key.verifying_key().as_bytes())
    }

    /// Returns the headers of a message that is sent at a time.
    pub fn sign(&self, time: SystemTime, body: &[u8]) -> Vec<(&'static str, String)> {
        let sign = |message: &[u8]| {
            let signature = ed25519_dalek::Signer::sign(&self.key, message);
            signature.to_bytes().to_vec()
        };
        self.scheme.headers(time, body, sign)
    }
}
