//! `reqwest`, without all that the client does itself: redirects, retries, decompression, time.

use bytes::Bytes;

use super::{BoxError, Incoming, SendError, WireRequest};

/// The rest of an answer.
pub(crate) type Body = Option<reqwest::Response>;

/// How long an unused connection is kept. Many servers close theirs after 60 s, and a request that
/// is on its way at that moment is lost.
#[cfg(not(target_arch = "wasm32"))]
const IDLE_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(50);

/// Makes the transport.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn client(base_url: &str) -> Result<reqwest::Client, BoxError> {
    let builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd()
        .connector_layer(super::connect::layer());
    let builder = with_tls(builder, base_url)?;
    Ok(builder.build()?)
}

#[cfg(all(feature = "rustls-no-provider", not(target_arch = "wasm32")))]
fn with_tls(
    builder: reqwest::ClientBuilder,
    _base_url: &str,
) -> Result<reqwest::ClientBuilder, BoxError> {
    Ok(builder.tls_backend_preconfigured(super::tls::config()?))
}

#[cfg(not(any(feature = "rustls-no-provider", target_arch = "wasm32")))]
fn with_tls(
    builder: reqwest::ClientBuilder,
    base_url: &str,
) -> Result<reqwest::ClientBuilder, BoxError> {
    if base_url.starts_with("https:") && !cfg!(feature = "native-tls") {
        return Err("for `https` turn on the feature `rustls` or `native-tls`".into());
    }
    Ok(builder)
}

/// Makes the transport, which in a browser is the browser's.
#[cfg(target_arch = "wasm32")]
pub(super) fn client(_base_url: &str) -> Result<reqwest::Client, BoxError> {
    Ok(reqwest::Client::builder().build()?)
}

/// Sends a request and waits for the beginning of the answer.
pub(super) async fn send(
    client: &reqwest::Client,
    request: WireRequest,
) -> Result<Incoming, SendError> {
    let connect_timeout = request.connect_timeout;
    let mut sent = reqwest::Request::new(request.method, request.url);
    *sent.headers_mut() = request.headers;
    if !request.body.is_empty() {
        *sent.body_mut() = Some(request.body.into());
    }
    #[cfg(not(target_arch = "wasm32"))]
    let answer = super::connect::within(connect_timeout, client.execute(sent)).await;
    #[cfg(target_arch = "wasm32")]
    let answer = {
        let _ = connect_timeout;
        client.execute(sent).await
    };
    let mut response = answer.map_err(classify)?;
    let headers = std::mem::take(response.headers_mut());
    let status = response.status();
    Ok(Incoming::network(Some(response), status, headers))
}

/// Waits for the next piece of a body.
#[cfg(not(target_arch = "wasm32"))]
pub(super) async fn chunk(body: &mut Body) -> Result<Option<Bytes>, BoxError> {
    let Some(response) = body else {
        return Ok(None);
    };
    Ok(response
        .chunk()
        .await
        .map_err(reqwest::Error::without_url)?)
}

/// Waits for the whole body: in a browser it comes at once.
#[cfg(target_arch = "wasm32")]
pub(super) async fn chunk(body: &mut Body) -> Result<Option<Bytes>, BoxError> {
    let Some(response) = body.take() else {
        return Ok(None);
    };
    Ok(Some(
        response
            .bytes()
            .await
            .map_err(reqwest::Error::without_url)?,
    ))
}

/// Tells whether a request was sent. In doubt it was.
fn classify(error: reqwest::Error) -> SendError {
    // The URL holds the query, and that may hold a key.
    let error = error.without_url();
    #[cfg(not(target_arch = "wasm32"))]
    let is_connect = error.is_connect();
    #[cfg(target_arch = "wasm32")]
    let is_connect = false;
    if is_connect || error.is_builder() {
        return SendError::NotSent(error.into());
    }
    if error.is_timeout() {
        return SendError::TimedOut(error.into());
    }
    SendError::Lost(error.into())
}
