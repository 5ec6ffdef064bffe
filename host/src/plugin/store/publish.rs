//! A driver goes into an OCI registry, as `wkg` would put it there.

use super::{
    parcel::{Label, Parcel},
    reference::Reference,
    remote::{self, Action, Client, Logins, Registry, RemoteError},
};
use crate::plugin::digest::Digest;
use reqwest::StatusCode;

/// What became of a driver that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// With the manifest's digest.
    pub reference: Reference,
    pub manifest: Digest,
    pub before: Before,
}

/// What the tag meant before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    Nothing,
    /// The same driver: nothing was sent.
    Same,
    /// Something else, which only its digest leads to now.
    Other(Digest),
}

/// Why a driver was not published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublishError {
    #[error("{0} names a digest: what is published gets one, and cannot choose it")]
    Pinned(Box<Reference>),
    #[error("{reference} is there already, with other content: {digest}")]
    Exists {
        reference: Box<Reference>,
        digest: Digest,
    },
    #[error(transparent)]
    Remote(#[from] RemoteError),
}

impl PublishError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Pinned(reference) => format!(
                "name a tag: {}/{}:1.0.0",
                reference.registry(),
                reference.repository()
            ),
            Self::Exists { .. } => {
                "publish it under a new version, so that nobody's driver changes; --force replaces what is there".into()
            }
            Self::Remote(error) => error.hint(),
        }
    }
}

/// Publishes a driver under a tag. Blocks the thread; not to be called from a task.
///
/// Only the last step, the manifest, makes it visible: what fails before leaves the tag as it was.
///
/// # Errors
/// A tag that means something else, unless `force`; a registry that does not take it.
pub fn publish(
    wasm: Vec<u8>,
    signature: Option<String>,
    label: &Label,
    reference: &Reference,
    force: bool,
    logins: &dyn Logins,
) -> Result<Published, PublishError> {
    let (Some(tag), None) = (reference.tag(), reference.digest()) else {
        return Err(PublishError::Pinned(Box::new(reference.clone())));
    };
    let parcel = Parcel::new(wasm, signature, label).map_err(|error| RemoteError::Manifest {
        url: reference.to_string(),
        error,
    })?;
    let client = Client::new()?;
    let before = remote::wait_for(async {
        let mut registry = Registry::reach(&client, logins, reference, Action::Push).await?;
        let before = before(&mut registry, tag, parcel.digest).await?;
        if before == Before::Same || (matches!(before, Before::Other(_)) && !force) {
            return Ok(before);
        }
        for blob in &parcel.blobs {
            registry.push_blob(blob.clone()).await?;
        }
        registry.push_manifest(tag, parcel.manifest.clone()).await?;
        Ok(before)
    })?;
    match before {
        Before::Other(digest) if !force => Err(PublishError::Exists {
            reference: Box::new(reference.clone()),
            digest,
        }),
        before => Ok(Published {
            reference: reference.pinned(parcel.digest),
            manifest: parcel.digest,
            before,
        }),
    }
}

async fn before(registry: &mut Registry<'_>, tag: &str, ours: Digest) -> Result<Before, RemoteError> {
    match registry.manifest(tag).await {
        Ok(bytes) => {
            let there = Digest::of(&bytes);
            Ok(if there == ours {
                Before::Same
            } else {
                Before::Other(there)
            })
        }
        Err(RemoteError::Status { status, .. }) if status == StatusCode::NOT_FOUND => Ok(Before::Nothing),
        Err(error) => Err(error),
    }
}
