//! What the user's configuration says to a driver that wants in: whether somebody has to have signed it, and what it is
//! given.

use super::{
    Driver, Engine,
    engine::{Granted, LoadError},
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
        match self {
            Self::Signature { error, .. } => error.hint().into(),
            Self::NotTrusted { signed, file, .. } => {
                let file = file
                    .as_ref()
                    .map_or("the configuration".into(), |file| file.display().to_string());
                match signed {
                    Signed::Unknown { key_id } => format!(
                        "if you trust the key {key_id}, write its public key under [store.trusted_keys] in {file}"
                    ),
                    _ => format!(
                        "get its signature from its author, sign it yourself (nethost plugin sign), or say \
                         require_signature = false in {file}"
                    ),
                }
            }
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

/// Loads a component with what the settings give the driver of its platform; `name` is what messages call it.
///
/// # Errors
/// What is no driver, or wants more than it is given.
pub fn load(engine: &Engine, settings: &Settings, name: &str, wasm: &[u8]) -> Result<Driver, LoadError> {
    let unknown = Granted::from(&settings.grant_before_it_is_known());
    engine.load_granted(name, wasm, unknown, |platform| (&settings.grant(platform)).into())
}
