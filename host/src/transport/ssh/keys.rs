//! Private key files, each read and decrypted once for a run.
//!
//! Decrypting is slow on purpose (bcrypt), so it happens on a thread for such work, and a thousand devices that use
//! one key share it.

use crate::inventory::secret::Secret;
use russh::keys::{self, PrivateKey, ssh_key};
use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};
use thiserror::Error;
use tokio::sync::OnceCell;

#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum KeyError {
    #[error("cannot read the key file {}: {cause}", path.display())]
    Unreadable { path: PathBuf, cause: String },
    #[error("the key in {} is encrypted and the inventory gives no passphrase", path.display())]
    Encrypted { path: PathBuf },
    #[error("the passphrase does not open the key in {}", path.display())]
    WrongPassphrase { path: PathBuf },
    #[error("{} holds no private key that can be used: {cause}", path.display())]
    Unusable { path: PathBuf, cause: String },
}

impl KeyError {
    pub(in crate::transport) fn kind(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "key_unreadable",
            Self::Encrypted { .. } => "key_encrypted",
            Self::WrongPassphrase { .. } => "key_wrong_passphrase",
            Self::Unusable { .. } => "key_unusable",
        }
    }

    pub(in crate::transport) fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => {
                "check the path and who may read it, or take it off the inventory's keys"
            }
            Self::Encrypted { .. } => "add passphrase = { env = \"NAME\" } beside the keys in the inventory",
            Self::WrongPassphrase { .. } => "check where the inventory takes the passphrase from",
            Self::Unusable { .. } => "give the private key, not the public one, in OpenSSH's or PEM format",
        }
    }
}

/// A key, opened or not, and the passphrase that it was asked for with.
type WithPassphrase = (Option<Secret>, Arc<Loaded>);
type Loaded = OnceCell<Result<Arc<PrivateKey>, KeyError>>;

#[derive(Debug, Default)]
pub(super) struct KeyStore {
    /// By file; the same file may be asked for with several passphrases.
    files: Mutex<HashMap<PathBuf, Vec<WithPassphrase>>>,
}

impl KeyStore {
    pub(super) async fn load(
        &self,
        path: &Path,
        passphrase: Option<&Secret>,
    ) -> Result<Arc<PrivateKey>, KeyError> {
        let cell = self.cell(path, passphrase);
        let read = || async {
            let (path, passphrase) = (path.to_owned(), passphrase.cloned());
            let read = tokio::task::spawn_blocking({
                let path = path.clone();
                move || read(&path, passphrase.as_ref()).map(Arc::new)
            });
            read.await.unwrap_or_else(|cause| {
                Err(KeyError::Unusable {
                    path,
                    cause: cause.to_string(),
                })
            })
        };
        cell.get_or_init(read).await.clone()
    }

    fn cell(&self, path: &Path, passphrase: Option<&Secret>) -> Arc<Loaded> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let cells = files.entry(path.to_owned()).or_default();
        if let Some((_, cell)) = cells.iter().find(|(with, _)| with.as_ref() == passphrase) {
            return cell.clone();
        }
        let cell = Arc::new(OnceCell::new());
        cells.push((passphrase.cloned(), cell.clone()));
        cell
    }
}

fn read(path: &Path, passphrase: Option<&Secret>) -> Result<PrivateKey, KeyError> {
    let path_buf = || path.to_owned();
    let text = std::fs::read(path)
        .and_then(|bytes| String::from_utf8(bytes).map_err(|_| io::Error::other("it is not text")))
        .map_err(|cause| KeyError::Unreadable {
            path: path_buf(),
            cause: super::plain(&cause),
        })?;
    let said_encrypted = text.contains("ENCRYPTED");
    match (
        keys::decode_secret_key(&text, passphrase.map(Secret::expose)),
        passphrase,
    ) {
        (Ok(key), _) => Ok(key),
        (Err(keys::Error::KeyIsEncrypted), _) => Err(KeyError::Encrypted { path: path_buf() }),
        (Err(_), None) if said_encrypted => Err(KeyError::Encrypted { path: path_buf() }),
        (Err(keys::Error::SshKey(ssh_key::Error::Crypto)), Some(_)) => {
            Err(KeyError::WrongPassphrase { path: path_buf() })
        }
        (Err(_), Some(_)) if said_encrypted => Err(KeyError::WrongPassphrase { path: path_buf() }),
        (Err(cause), _) => Err(KeyError::Unusable {
            path: path_buf(),
            cause: super::lower_first(&cause.to_string()),
        }),
    }
}
