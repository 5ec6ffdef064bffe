//! Signing, with a secret key as minisign keeps it.

use super::{base64, key::KeyId};
use crate::inventory::secret::Secret;
use minisign::{KeyPair, PublicKey, SecretKey, SecretKeyBox};
use std::io::Cursor;

/// Where a secret key's text says how it is encrypted: after the two bytes of its algorithm.
const ENCRYPTION: std::ops::Range<usize> = 2..4;

/// How minisign says that a key is encrypted (scrypt), and that it is not.
const SCRYPT: &[u8] = b"Sc";
const PLAIN: &[u8] = &[0, 0];

/// The last bytes of a secret key, which verify it. minisign before 0.12 left them zero in keys without a password.
const CHECKSUM: usize = 32;

/// What a signature's first line says; nobody verifies it.
const UNTRUSTED: &str = "signature from nethost";

/// A secret key, ready to sign. It has no `Debug`: it must never be shown.
pub struct SigningKey(SecretKey);

/// Why there is no signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    #[error("it is not a minisign secret key")]
    NotAKey,
    #[error("it is a public key; signing takes the secret one")]
    Public,
    #[error("the key is encrypted, and there is no password for it")]
    NoPassword,
    #[error("the password is not the key's")]
    WrongPassword,
    #[error("the key is damaged")]
    Damaged,
    #[error("a comment is one line without control characters")]
    Comment,
    #[error("the signature could not be made: {0}")]
    Failed(String),
}

impl SignError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotAKey | Self::Public => {
                "name the secret key after --key; `nethost plugin sign --generate` makes one"
            }
            Self::NoPassword => {
                "run it at a terminal, or name the variable that holds it: --password-env NAME"
            }
            Self::WrongPassword => "try again; a lost password cannot be found again: make a new key",
            Self::Damaged => "take it from a copy, or make a new key with `nethost plugin sign --generate`",
            Self::Comment => "leave line ends and control characters out of --comment",
            Self::Failed(_) => "",
        }
    }
}

impl SigningKey {
    /// Whether the text of a key's file is encrypted, so that a password is needed.
    ///
    /// # Errors
    /// A text that is no secret key.
    pub fn needs_password(text: &str) -> Result<bool, SignError> {
        let bytes = bytes_of(text)?;
        match bytes.get(ENCRYPTION) {
            Some(SCRYPT) => Ok(true),
            Some(PLAIN) => Ok(false),
            _ => Err(SignError::NotAKey),
        }
    }

    /// Reads the text of a key's file. An encrypted one takes as much time and memory (up to a GiB) as it was made with, so
    /// that passwords cannot be guessed at.
    ///
    /// # Errors
    /// A text that is no secret key, a damaged key, a password that is missing or wrong.
    pub fn read(text: &str, password: Option<&Secret>) -> Result<Self, SignError> {
        if Self::needs_password(text)? {
            let password = password.ok_or(SignError::NoPassword)?;
            let boxed = SecretKeyBox::from(text.to_owned());
            return match boxed.into_secret_key(Some(password.expose().to_owned())) {
                Ok(key) => Ok(Self(key)),
                Err(error) => Err(match error.kind() {
                    minisign::ErrorKind::Verify => SignError::WrongPassword,
                    minisign::ErrorKind::KDF => SignError::Failed(error.to_string()),
                    _ => SignError::Damaged,
                }),
            };
        }
        let bytes = bytes_of(text)?;
        let unchecked = bytes
            .last_chunk::<CHECKSUM>()
            .is_some_and(|sum| sum.iter().all(|&byte| byte == 0));
        let key = if unchecked {
            SecretKey::from_bytes(&bytes)
        } else {
            SecretKeyBox::from(text.to_owned()).into_unencrypted_secret_key()
        };
        key.map(Self).map_err(|_| SignError::Damaged)
    }

    /// A new key pair: the texts of the public file and of the secret one, which the password encrypts.
    ///
    /// # Errors
    /// When the machine has no random numbers.
    pub fn generate(password: Option<&Secret>) -> Result<(String, Secret), SignError> {
        let failed = |error: minisign::PError| SignError::Failed(error.to_string());
        let pair = match password {
            Some(password) => KeyPair::generate_encrypted_keypair(Some(password.expose().to_owned())),
            None => KeyPair::generate_unencrypted_keypair(),
        };
        let KeyPair { pk, sk } = pair.map_err(failed)?;
        let comment = match password {
            Some(_) => "minisign encrypted secret key",
            None => "minisign secret key, not encrypted",
        };
        let public = pk.to_box().map_err(failed)?.into_string();
        let secret = sk.to_box(Some(comment)).map_err(failed)?.into_string();
        Ok((public, Secret::new(secret)))
    }

    /// The number of the key.
    pub fn id(&self) -> Option<KeyId> {
        KeyId::of(&PublicKey::from_secret_key(&self.0).ok()?.to_base64())
    }

    /// The signature of these bytes: the text of a `.minisig` file. `comment` is signed too.
    ///
    /// # Errors
    /// A comment that is not one line; a machine without random numbers.
    pub fn sign(&self, wasm: &[u8], comment: &str) -> Result<String, SignError> {
        // Tabs stand in the comments that minisign itself writes.
        if comment.chars().any(|c| c.is_control() && c != '\t') {
            return Err(SignError::Comment);
        }
        let failed = |error: minisign::PError| SignError::Failed(error.to_string());
        let public = PublicKey::from_secret_key(&self.0).map_err(failed)?;
        let signature = minisign::sign(
            Some(&public),
            &self.0,
            Cursor::new(wasm),
            Some(comment.trim()),
            Some(UNTRUSTED),
        );
        signature
            .map(minisign::SignatureBox::into_string)
            .map_err(|error| match error.kind() {
                // The public half of the key is not that of the secret one.
                minisign::ErrorKind::Verify => SignError::Damaged,
                _ => failed(error),
            })
    }
}

/// The bytes of the key's second line.
fn bytes_of(text: &str) -> Result<Vec<u8>, SignError> {
    let line = text.lines().nth(1).ok_or(SignError::NotAKey)?.trim();
    if line.parse::<super::PublicKey>().is_ok() {
        return Err(SignError::Public);
    }
    base64::decode(line)
        .filter(|bytes| bytes.starts_with(b"Ed"))
        .ok_or(SignError::NotAKey)
}
