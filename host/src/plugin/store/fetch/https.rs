//! A component on a web server, with its signature beside it.

use super::{Fetched, Source};
use crate::plugin::{
    digest::Digest,
    engine::limits::COMPONENT_FILE,
    store::{
        address::Address,
        remote::{Answer, Ask, Client, RemoteError, shown},
    },
    trust::{SIGNATURE_FILE, path_of_signature},
};
use reqwest::{StatusCode, Url};
use std::path::Path;

/// How a WebAssembly file begins.
const WASM: &[u8] = b"\0asm";

/// What servers call their pages.
const PAGES: [&str; 2] = ["text/html", "application/xhtml+xml"];

pub(super) async fn fetch(client: &Client, address: &Address) -> Result<Fetched, RemoteError> {
    let url = Url::parse(address.url()).map_err(|_| RemoteError::NoAddress {
        url: address.url().into(),
    })?;
    let wasm = component(client, &url, address.digest()).await?;
    let signature = signature(client, url).await?;
    Ok(Fetched {
        wasm,
        signature,
        resolved: Source::Https(address.clone()),
    })
}

async fn component(client: &Client, url: &Url, expected: Digest) -> Result<Vec<u8>, RemoteError> {
    let answer = client.send(&Ask::get(url.clone())).await?;
    let from = shown(&answer.url);
    if answer.status() != StatusCode::OK {
        return Err(status(&answer));
    }
    let is_page = is_page(&answer);
    let wasm = answer.bytes(COMPONENT_FILE).await?;
    let got = Digest::of(&wasm);
    if got == expected {
        return Ok(wasm);
    }
    // What it is instead tells more than two digests do.
    Err(if is_page {
        RemoteError::Page { url: from }
    } else if !wasm.starts_with(WASM) {
        RemoteError::NotWasm {
            url: from,
            size: wasm.len(),
        }
    } else {
        RemoteError::Digest {
            url: from,
            expected,
            got,
        }
    })
}

/// The signature beside the component. Servers say in several ways that there is none.
async fn signature(client: &Client, mut url: Url) -> Result<Option<String>, RemoteError> {
    let beside = path_of_signature(Path::new(url.path()));
    url.set_path(&beside.to_string_lossy());
    let answer = client.send(&Ask::get(url)).await?;
    match answer.status() {
        StatusCode::OK if is_page(&answer) => return Ok(None),
        StatusCode::OK => {}
        // Object stores answer 403 for what is not there.
        StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::FORBIDDEN => return Ok(None),
        _ => return Err(status(&answer)),
    }
    let from = shown(&answer.url);
    let text = String::from_utf8(answer.bytes(SIGNATURE_FILE).await?);
    text.map(Some).map_err(|_| RemoteError::NoSignature { url: from })
}

fn is_page(answer: &Answer) -> bool {
    PAGES.contains(&answer.kind().as_str())
}

fn status(answer: &Answer) -> RemoteError {
    RemoteError::Status {
        url: shown(&answer.url),
        status: answer.status(),
        said: None,
    }
}
