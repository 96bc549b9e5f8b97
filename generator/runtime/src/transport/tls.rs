//! TLS with `rustls`: trusts what the operating system trusts.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls_platform_verifier::Verifier;

use super::BoxError;

/// Returns a configuration with the cryptography that the application has installed, or with ours.
/// Nothing is installed for the process: that is the application's right.
pub(super) fn config() -> Result<ClientConfig, BoxError> {
    let provider = CryptoProvider::get_default().cloned().or_else(ours);
    let provider = provider.ok_or("install a `rustls::crypto::CryptoProvider` as the default")?;
    let verifier = Verifier::new(Arc::clone(&provider))?;
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        // Not dangerous at all: it is the platform's own judgement.
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    if cfg!(feature = "http2") {
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    }
    Ok(config)
}

#[cfg(feature = "rustls")]
#[expect(
    clippy::unnecessary_wraps,
    reason = "without the feature there is none"
)]
fn ours() -> Option<Arc<CryptoProvider>> {
    Some(Arc::new(rustls::crypto::ring::default_provider()))
}

#[cfg(not(feature = "rustls"))]
fn ours() -> Option<Arc<CryptoProvider>> {
    None
}
