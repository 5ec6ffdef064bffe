//! From what the HTTP library says to what went wrong.

use super::{
    error::{RemoteError, shown},
    progress::Stop,
};
use crate::system_text;
use reqwest::Url;
use std::{error::Error, io, time::Duration};

/// Why a request got no answer.
pub(super) fn sending(url: &Url, error: &reqwest::Error, connect: Duration) -> RemoteError {
    let shown = shown(url);
    if let Some(error) = find::<rustls::Error>(error) {
        return tls(shown, error);
    }
    if error.is_timeout() {
        return RemoteError::ConnectTime {
            url: shown,
            seconds: connect.as_secs(),
        };
    }
    let reason = reason(error);
    if !error.is_connect() {
        return RemoteError::Broken {
            url: shown,
            came: 0,
            length: None,
            reason,
        };
    }
    // The connection stood, and ended as soon as encryption was spoken of.
    let ended = find::<io::Error>(error).map(io::Error::kind);
    if ended == Some(io::ErrorKind::UnexpectedEof) {
        RemoteError::NotTls { url: shown, reason }
    } else {
        RemoteError::Unreachable { url: shown, reason }
    }
}

/// Why an answer did not come to its end.
pub(super) fn reading(
    url: &Url,
    stop: Stop<reqwest::Error>,
    length: Option<u64>,
    limit: u64,
    silence: Duration,
) -> RemoteError {
    let url = shown(url);
    match stop {
        Stop::Limit => RemoteError::TooLarge { url, limit },
        Stop::Silence => RemoteError::Silent {
            url,
            seconds: silence.as_secs(),
        },
        Stop::Broken { came, error } => RemoteError::Broken {
            url,
            came,
            length,
            reason: reason(&error),
        },
    }
}

fn tls(url: String, error: &rustls::Error) -> RemoteError {
    match error {
        rustls::Error::InvalidCertificate(why) => RemoteError::Certificate {
            url,
            reason: why.to_string(),
        },
        _ => RemoteError::NotTls {
            url,
            reason: error.to_string(),
        },
    }
}

/// An error and what caused it, outermost first.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| {
        let error: &'a (dyn Error + 'static) = *error;
        // An io::Error that wraps another passes over it in `source`.
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped as &(dyn Error + 'static)),
            None => error.source(),
        }
    })
}

fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    causes(error).find_map(|cause| cause.downcast_ref::<E>())
}

/// The innermost cause: what the system or the connection said. Outer ones repeat the address.
fn reason(error: &(dyn Error + 'static)) -> String {
    let innermost = causes(error).last().unwrap_or(error);
    match innermost.downcast_ref::<io::Error>() {
        Some(error) => system_text::plain(error),
        None => innermost.to_string(),
    }
}
