//! Whether the user's configuration lets a driver in: who signed it, and whether somebody has to.

use super::{
    settings::Settings,
    trust::{self, SignatureError, Signed},
};
use std::path::PathBuf;

/// A driver that is not let in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdmissionError {
    #[error("{name}: {error}")]
    Signature { name: String, error: SignatureError },
    #[error("{name} {}, and the configuration demands a signature by a trusted key", told(.signed))]
    NotTrusted {
        name: String,
        signed: Signed,
        /// The configuration.
        file: Option<PathBuf>,
    },
}

impl AdmissionError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        let Self::NotTrusted { signed, file, .. } = self else {
            let Self::Signature { error, .. } = self else {
                return String::new();
            };
            return error.hint().into();
        };
        let file = file
            .as_ref()
            .map_or("the configuration".into(), |file| file.display().to_string());
        match signed {
            Signed::Unknown { key_id } => format!(
                "if you trust the key {key_id}, name its public key under [store.trusted_keys] in {file}"
            ),
            _ => format!(
                "get its signature from its author, sign it yourself (nethost plugin sign), or say require_signature = false in {file}"
            ),
        }
    }
}

fn told(signed: &Signed) -> String {
    match signed {
        Signed::No => "is not signed".into(),
        Signed::Unknown { key_id } => format!("is signed by the key {key_id}, which nobody trusts"),
        Signed::By { name, .. } => format!("is signed by {name}"),
    }
}

/// Who signed a driver; `name` is what messages call it.
///
/// # Errors
/// A signature that does not fit the bytes; where the settings demand one, a driver that no trusted key signed.
pub fn admit(
    settings: &Settings,
    name: &str,
    wasm: &[u8],
    signature: Option<&str>,
) -> Result<Signed, AdmissionError> {
    let signed = trust::verify(wasm, signature, settings.trusted_keys()).map_err(|error| {
        AdmissionError::Signature {
            name: name.into(),
            error,
        }
    })?;
    if settings.require_signature() && !signed.is_trusted() {
        return Err(AdmissionError::NotTrusted {
            name: name.into(),
            signed,
            file: settings.file().map(ToOwned::to_owned),
        });
    }
    Ok(signed)
}
