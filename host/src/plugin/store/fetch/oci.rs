//! A component in an OCI registry, as `wkg` and `nethost plugin publish` store it.

use super::{Fetched, Source};
use crate::plugin::{
    digest::Digest,
    engine::limits::COMPONENT_FILE,
    store::{
        reference::Reference,
        remote::{Action, Client, Logins, Manifest, Registry, RemoteError},
    },
    trust::SIGNATURE_FILE,
};

pub(super) async fn fetch(
    client: &Client,
    logins: &dyn Logins,
    reference: &Reference,
) -> Result<Fetched, RemoteError> {
    let mut registry = Registry::reach(client, logins, reference, Action::Pull).await?;
    let bytes = registry.manifest(&version(reference)).await?;
    let wrong = |error| RemoteError::Manifest {
        url: reference.to_string(),
        error,
    };
    let manifest = Manifest::read(&bytes).map_err(wrong)?;
    let (wasm, signature) = manifest.driver(COMPONENT_FILE, SIGNATURE_FILE).map_err(wrong)?;
    let wasm = registry.blob(wasm).await?;
    let signature = match signature {
        None => None,
        Some(signature) => {
            let bytes = registry.blob(signature).await?;
            let text = String::from_utf8(bytes).map_err(|_| RemoteError::NoSignature {
                url: reference.to_string(),
            })?;
            Some(text)
        }
    };
    Ok(Fetched {
        wasm,
        signature,
        resolved: Source::Oci(reference.pinned(Digest::of(&bytes))),
    })
}

/// The manifest that is asked for. A tag may move, a digest cannot.
fn version(reference: &Reference) -> String {
    match (reference.digest(), reference.tag()) {
        (Some(digest), _) => digest.to_string(),
        (None, tag) => tag.unwrap_or_default().to_owned(),
    }
}
