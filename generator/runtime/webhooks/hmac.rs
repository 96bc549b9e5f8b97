//! Signatures by a secret that both sides have.

use std::fmt;
use std::time::{Duration, SystemTime};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::signature::{Limits, Scheme};
use super::{Headers, VerifyWebhook, WebhookError};

/// Verifies that messages are signed (HMAC with SHA-256) by someone who knows the secret.
#[derive(Clone)]
pub struct Verifier {
    scheme: &'static Scheme,
    /// The state after the secret went in.
    mac: Hmac<Sha256>,
    limits: Limits,
}

/// Without the secret.
impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl Verifier {
    pub(super) fn of(scheme: &'static Scheme, secret: &str) -> Result<Self, WebhookError> {
        Ok(Self {
            scheme,
            mac: mac(&scheme.key(secret)?)?,
            limits: Limits::new(scheme),
        })
    }

    /// Sets how old or new a message may be, to the second. It makes no difference where the time
    /// is not signed.
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
        let mac = self.mac.clone().chain_update(&signed.message);
        // Compared in a time that does not depend on where they differ.
        let is_right = |signature: &Vec<u8>| mac.clone().verify_slice(signature).is_ok();
        if signed.signatures.iter().any(is_right) {
            Ok(())
        } else {
            Err(WebhookError::WrongSignature)
        }
    }
}

fn mac(secret: &[u8]) -> Result<Hmac<Sha256>, WebhookError> {
    Hmac::new_from_slice(secret)
        .map_err(|_| WebhookError::Key("it has a length that no secret has".to_owned()))
}

/// Signs messages as the API does, to test the code that receives them.
#[cfg(any(test, feature = "test-util"))]
#[derive(Debug, Clone)]
pub struct Signer(Verifier);

#[cfg(any(test, feature = "test-util"))]
impl Signer {
    pub(super) fn of(scheme: &'static Scheme, secret: &str) -> Result<Self, WebhookError> {
        Verifier::of(scheme, secret).map(Self)
    }

    /// Returns the headers of a message that is sent at a time.
    pub fn sign(&self, time: SystemTime, body: &[u8]) -> Vec<(&'static str, String)> {
        let sign = |message: &[u8]| {
            let mac = self.0.mac.clone().chain_update(message);
            mac.finalize().into_bytes().to_vec()
        };
        self.0.scheme.headers(time, body, sign)
    }
}
