//! Signatures: whether one fits a driver's bytes, and whose it is.

use super::key::{KeyId, TrustedKeys};
use minisign_verify::Error;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The largest signature that is read: four lines, two of them comments of a person's.
pub const SIGNATURE_FILE: u64 = 64 << 10;

/// Whether a driver is signed, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Signed {
    /// It is not.
    #[serde(rename = "none")]
    No,
    /// There is a signature, by a key that the user does not trust: nothing of it can be verified.
    Unknown { key_id: String },
    /// By one of the user's trusted keys; bytes and comment are what was signed.
    #[serde(rename = "trusted")]
    By {
        key_id: String,
        /// What the user calls the key.
        name: String,
        trusted_comment: String,
    },
}

impl Signed {
    /// Whether the bytes are what somebody signed whom the user trusts.
    pub fn is_trusted(&self) -> bool {
        matches!(self, Self::By { .. })
    }
}

/// Why a signature is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    #[error("the signature is not one of minisign's: {problem}")]
    NotASignature { problem: &'static str },
    #[error("the signature by {name} ({key_id}) does not fit the driver: one of the two was changed")]
    Wrong { name: String, key_id: String },
}

impl SignatureError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotASignature { .. } => {
                "a signature is a file of four lines that `nethost plugin sign` or `minisign -S` makes; get it again, or \
                 remove it"
            }
            Self::Wrong { .. } => {
                "do not use the driver: get it and its signature again from its author, or have it signed anew"
            }
        }
    }
}

/// Where the signature of a file is: `acme.wasm.minisig` beside `acme.wasm`.
pub fn path_of_signature(file: &Path) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(".minisig");
    path.into()
}

/// Whose the signature of a driver is, if there is one. Signatures of the bytes themselves, as old versions of minisign
/// make them, count as much as those of their hash.
///
/// # Errors
/// A text that is no signature, and a signature by a trusted key's number that does not fit: never taken for no signature.
pub fn verify(wasm: &[u8], signature: Option<&str>, trusted: &TrustedKeys) -> Result<Signed, SignatureError> {
    let Some(text) = signature else {
        return Ok(Signed::No);
    };
    let signature =
        minisign_verify::Signature::decode(text).map_err(|error| SignatureError::NotASignature {
            problem: match error {
                Error::UnsupportedAlgorithm => "its algorithm is not known here",
                _ => "its lines are not those of a signature",
            },
        })?;
    let id = text
        .lines()
        .nth(1)
        .and_then(KeyId::of)
        .ok_or(SignatureError::NotASignature {
            problem: "it does not name its key",
        })?;
    let key_id = id.to_string();
    let mut wrong = None;
    for (name, key) in trusted.iter().filter(|(_, key)| key.id() == id) {
        if key.key.verify(wasm, &signature, true).is_ok() {
            return Ok(Signed::By {
                key_id,
                name: name.into(),
                trusted_comment: signature.trusted_comment().into(),
            });
        }
        // Two keys may have the same number by chance, or by intent: one that fits is enough.
        wrong.get_or_insert(name);
    }
    match wrong {
        Some(name) => Err(SignatureError::Wrong {
            name: name.into(),
            key_id,
        }),
        None => Ok(Signed::Unknown { key_id }),
    }
}
