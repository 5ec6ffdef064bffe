//! Requests to servers of others: encrypted, bounded in bytes and in silence, redirects followed by hand.
//!
//! Knows HTTP and TLS, and nothing of registries or drivers.

use super::{
    error::{RemoteError, shown},
    progress::{Upload, collect, while_it_moves},
    trouble,
};
use crate::plugin::store::address;
use bytes::Bytes;
use reqwest::{
    Method, StatusCode, Url,
    header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION},
    redirect,
};
use rustls::{ClientConfig, RootCertStore};
use std::{sync::Arc, time::Duration};

/// Until a connection stands, its encryption included. Far above what a connection around the world needs.
pub const CONNECT: Duration = Duration::from_secs(10);

/// How long a server may say nothing, and take nothing. One that is slow and goes on is waited for.
pub const SILENCE: Duration = Duration::from_secs(30);

/// Redirects that are followed for one request; as many as browsers and curl's users allow.
pub const REDIRECTS: usize = 10;

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    pub connect: Duration,
    pub silence: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: CONNECT,
            silence: SILENCE,
        }
    }
}

/// Asks servers. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    /// With the proxies that the environment names.
    out: reqwest::Client,
    /// For this machine: a proxy's loopback is another's.
    local: reqwest::Client,
    patience: Patience,
    /// Why no server can be trusted.
    no_roots: Option<String>,
}

/// One request.
#[derive(Clone, Debug)]
pub struct Ask {
    pub method: Method,
    pub url: Url,
    pub accept: Option<&'static str>,
    /// Goes to this server alone; marked as sensitive.
    pub authorization: Option<HeaderValue>,
    /// The bytes, and what they are.
    pub body: Option<(Bytes, &'static str)>,
}

impl Ask {
    pub fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            accept: None,
            authorization: None,
            body: None,
        }
    }

    pub fn get(url: Url) -> Self {
        Self::new(Method::GET, url)
    }
}

/// A server's answer, of which the body has yet to come.
#[derive(Debug)]
pub struct Answer {
    /// Who answered, after redirects.
    pub url: Url,
    response: reqwest::Response,
    silence: Duration,
}

impl Client {
    /// With the root certificates of this machine, or those of `SSL_CERT_FILE` and `SSL_CERT_DIR`.
    ///
    /// # Errors
    /// When the TLS library does not start.
    pub fn new() -> Result<Self, RemoteError> {
        let found = rustls_native_certs::load_native_certs();
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(found.certs);
        let no_roots = roots.is_empty().then(|| {
            let reason = found.errors.first().map(ToString::to_string);
            reason.unwrap_or_else(|| "none are installed".into())
        });
        Ok(Self {
            no_roots,
            ..Self::with(roots, Patience::default())?
        })
    }

    /// With root certificates and times of one's own.
    ///
    /// # Errors
    /// When the TLS library does not start.
    pub fn with(roots: RootCertStore, patience: Patience) -> Result<Self, RemoteError> {
        let start = |e: &dyn std::fmt::Display| RemoteError::NoClient(e.to_string());
        let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|e| start(&e))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let builder = || {
            reqwest::Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .user_agent(concat!("nethost/", env!("CARGO_PKG_VERSION")))
                .redirect(redirect::Policy::none())
                .referer(false)
                .connect_timeout(patience.connect)
        };
        Ok(Self {
            out: builder().build().map_err(|e| start(&e))?,
            local: builder().no_proxy().build().map_err(|e| start(&e))?,
            patience,
            no_roots: None,
        })
    }

    /// Sends a request, and follows where the server says that the thing is.
    ///
    /// An authorization is sent to the server of the address alone, and a login in an address to nobody. From an encrypted
    /// connection no redirect leads to one that is not.
    ///
    /// # Errors
    /// No connection, silence, a redirect that is not followed. Any status is an answer.
    pub async fn send(&self, ask: &Ask) -> Result<Answer, RemoteError> {
        let mut ask = ask.clone();
        for _ in 0..=REDIRECTS {
            // A login in an address would be sent, and servers choose addresses. Both fail only for one that can have none.
            let _ = ask.url.set_username("");
            let _ = ask.url.set_password(None);
            let answer = self.once(&ask).await?;
            let Some(next) = next(&ask, &answer)? else {
                return Ok(answer);
            };
            if next.origin() != ask.url.origin() {
                ask.authorization = None;
            }
            ask.url = next;
        }
        Err(RemoteError::Redirects { url: shown(&ask.url) })
    }

    async fn once(&self, ask: &Ask) -> Result<Answer, RemoteError> {
        let local = is_local(&ask.url);
        match ask.url.scheme() {
            "https" => {
                if let Some(reason) = &self.no_roots {
                    return Err(RemoteError::NoRoots(reason.clone()));
                }
            }
            "http" if local => {}
            _ => return Err(RemoteError::NotEncrypted { url: shown(&ask.url) }),
        }
        let client = if local { &self.local } else { &self.out };
        let mut request = client.request(ask.method.clone(), ask.url.clone());
        if let Some(accept) = ask.accept {
            request = request.header(ACCEPT, accept);
        }
        if let Some(authorization) = &ask.authorization {
            request = request.header(AUTHORIZATION, authorization.clone());
        }
        let (body, moved) = Upload::new(
            ask.body
                .as_ref()
                .map(|(bytes, _)| bytes.clone())
                .unwrap_or_default(),
        );
        if let Some((bytes, kind)) = &ask.body {
            request = request
                .header(CONTENT_TYPE, *kind)
                .header(CONTENT_LENGTH, bytes.len())
                .body(reqwest::Body::wrap(body));
        } else if ask.method == Method::POST || ask.method == Method::PUT {
            request = request.header(CONTENT_LENGTH, 0);
        }
        let silence = self.patience.silence;
        let sent = while_it_moves(request.send(), &moved, silence).await;
        let response = sent
            .ok_or_else(|| RemoteError::Silent {
                url: shown(&ask.url),
                seconds: silence.as_secs(),
            })?
            .map_err(|error| trouble::sending(&ask.url, &error, self.patience.connect))?;
        Ok(Answer {
            url: ask.url.clone(),
            response,
            silence,
        })
    }
}

impl Answer {
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// A header's value, where it is text.
    pub fn header(&self, name: &HeaderName) -> Option<&str> {
        self.response.headers().get(name)?.to_str().ok()
    }

    /// All values of a header that are text.
    pub fn headers(&self, name: &HeaderName) -> impl Iterator<Item = &str> {
        let values = self.response.headers().get_all(name).iter();
        values.filter_map(|value| value.to_str().ok())
    }

    /// What the body is, without parameters, in small letters.
    pub fn kind(&self) -> String {
        let kind = self.header(&CONTENT_TYPE).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default();
        kind.trim().to_ascii_lowercase()
    }

    /// The body, no more than `limit` bytes of it.
    ///
    /// # Errors
    /// A body that is larger, that stops coming, or that ends before its length.
    pub async fn bytes(self, limit: u64) -> Result<Vec<u8>, RemoteError> {
        let Self {
            url,
            mut response,
            silence,
        } = self;
        let length = response.content_length();
        if length.is_some_and(|length| length > limit) {
            return Err(RemoteError::TooLarge {
                url: shown(&url),
                limit,
            });
        }
        collect(async || response.chunk().await, limit, silence)
            .await
            .map_err(|stop| trouble::reading(&url, stop, length, limit, silence))
    }
}

/// Where an answer sends us; none where it is the answer itself.
fn next(ask: &Ask, answer: &Answer) -> Result<Option<Url>, RemoteError> {
    let reading = ask.method == Method::GET || ask.method == Method::HEAD;
    let redirects = match answer.status() {
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER => reading,
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
        _ => false,
    };
    let Some(location) = answer.header(&LOCATION).filter(|_| redirects) else {
        return Ok(None);
    };
    let url = shown(&ask.url);
    let next = ask
        .url
        .join(location)
        .map_err(|_| RemoteError::NoAddress { url: url.clone() })?;
    if next.scheme() == "https" || (ask.url.scheme() == "http" && next.scheme() == "http" && is_local(&next))
    {
        Ok(Some(next))
    } else {
        Err(RemoteError::Downgrade {
            url,
            to: shown(&next),
        })
    }
}

/// Whether an address leads to this machine.
pub(super) fn is_local(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    address::is_loopback(host.trim_start_matches('[').trim_end_matches(']'))
}
