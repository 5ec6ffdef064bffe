//! Public keys, and those whose signatures the user trusts.

use super::base64;
use std::{fmt, str::FromStr};

/// Bytes before a key or a signature itself: two that name the algorithm, eight that name the key.
const HEAD: usize = 10;

/// Bytes of a public key with its head.
const PUBLIC: usize = HEAD + 32;

/// Bytes of a signature with its head.
const SIGNATURE: usize = HEAD + 64;

/// The number by which minisign tells keys apart; it is chosen at random when the key is made, and proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 8]);

impl KeyId {
    /// Of a key or a signature, as the base64 line has it.
    pub(super) fn of(line: &str) -> Option<Self> {
        let bytes = base64::decode(line.trim())?;
        bytes.get(2..HEAD)?.try_into().ok().map(Self)
    }
}

/// Sixteen digits, as minisign writes it.
impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016X}", u64::from_le_bytes(self.0))
    }
}

/// Whose signatures can be verified with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    pub(super) key: minisign_verify::PublicKey,
    id: KeyId,
}

/// Why a text is not a public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("it is not a minisign public key")]
    NotAKey,
    /// Never told with its text.
    #[error("it is a secret key")]
    Secret,
    #[error("it is a signature, not a public key")]
    Signature,
    #[error("it is a public key of an algorithm that is not known here")]
    Algorithm,
}

impl KeyError {
    /// What to do about it.
    pub fn hint(self) -> &'static str {
        match self {
            Self::NotAKey | Self::Signature | Self::Algorithm => {
                "write the line of the .pub file that begins with RW, in quotes"
            }
            Self::Secret => {
                "take it out, and give it to nobody: what is wanted is the line of the .pub file that begins with RW"
            }
        }
    }
}

/// The base64 line of a `.pub` file.
impl FromStr for PublicKey {
    type Err = KeyError;

    fn from_str(line: &str) -> Result<Self, KeyError> {
        let line = line.trim();
        let bytes = base64::decode(line).ok_or(KeyError::NotAKey)?;
        match bytes.len() {
            PUBLIC => {}
            SIGNATURE if bytes.starts_with(b"E") => return Err(KeyError::Signature),
            // The head, how it is encrypted, the key and a checksum: longer than all else.
            length if length > SIGNATURE && bytes.starts_with(b"Ed") => return Err(KeyError::Secret),
            _ => return Err(KeyError::NotAKey),
        }
        let key = minisign_verify::PublicKey::from_base64(line).map_err(|error| match error {
            minisign_verify::Error::UnsupportedAlgorithm => KeyError::Algorithm,
            _ => KeyError::NotAKey,
        })?;
        let id = KeyId::of(line).ok_or(KeyError::NotAKey)?;
        Ok(Self { key, id })
    }
}

impl PublicKey {
    pub fn id(&self) -> KeyId {
        self.id
    }
}

/// The keys that a user trusts, each by the name that the user gave it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedKeys(Vec<(String, PublicKey)>);

impl TrustedKeys {
    pub fn add(&mut self, name: impl Into<String>, key: PublicKey) {
        self.0.push((name.into(), key));
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names and keys, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &PublicKey)> {
        self.0.iter().map(|(name, key)| (name.as_str(), key))
    }
}
