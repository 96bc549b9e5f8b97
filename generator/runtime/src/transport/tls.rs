//! TLS with `rustls`: trusts what the operating system trusts.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls_platform_verifier::BuilderVerifierExt;

use super::BoxError;

/// Returns a configuration with the cryptography that the application has installed, or with ours.
/// Nothing is installed for the process: that is the application's right.
pub(super) fn config() -> Result<ClientConfig, BoxError> {
    let provider = CryptoProvider::get_default().cloned().or_else(ours);
    let provider = provider.ok_or("install a `rustls::crypto::CryptoProvider` as the default")?;
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| said(&error))?
        .with_no_client_auth();
    if cfg!(feature = "http2") {
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    }
    Ok(config)
}

/// Keeps what an error says, not the error: the `Debug` of all that `rustls` can say would be compiled
/// once more, for this crate.
fn said(error: &rustls::Error) -> BoxError {
    error.to_string().into()
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
