//! Key files and the certificates beside them, each read and decrypted once for a run.
//!
//! Decrypting is slow on purpose (bcrypt), so it happens on a thread for such work, and a thousand devices that use
//! one key share it.

use crate::{inventory::secret::Secret, system_text};
use russh::keys::{self, Certificate, PrivateKey, PublicKey, ssh_key};
use rustix::fs::Mode;
use std::{
    collections::{BTreeSet, HashMap},
    ffi::OsString,
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};
use thiserror::Error;
use tokio::sync::OnceCell;

#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum KeyError {
    #[error("cannot read the key file {}: {cause}", path.display())]
    Unreadable { path: PathBuf, cause: String },
    #[error("the key in {} is encrypted, the inventory gives no passphrase, and {agent}", path.display())]
    Encrypted { path: PathBuf, agent: String },
    #[error("{} is only the public half of a key, and {agent}", path.display())]
    PublicOnly { path: PathBuf, agent: String },
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
            Self::PublicOnly { .. } => "key_public_only",
            Self::WrongPassphrase { .. } => "key_wrong_passphrase",
            Self::Unusable { .. } => "key_unusable",
        }
    }

    pub(in crate::transport) fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => {
                "check the path and who may read it, or take it off the inventory's keys"
            }
            Self::Encrypted { .. } => {
                "add passphrase = { env = \"NAME\" } beside the keys in the inventory, or the key to your agent: ssh-add FILE"
            }
            Self::PublicOnly { .. } => "name the private key's file, or add it to your agent: ssh-add FILE",
            Self::WrongPassphrase { .. } => "check where the inventory takes the passphrase from",
            Self::Unusable { .. } => "give the private key in OpenSSH's or PEM format",
        }
    }
}

/// What a key file holds.
#[derive(Debug)]
pub(super) struct KeyFile {
    pub(super) path: PathBuf,
    pub(super) public: PublicKey,
    pub(super) private: Private,
    /// From the file beside it, `NAME-cert.pub`.
    pub(super) certificate: Option<Certificate>,
}

#[derive(Debug)]
pub(super) enum Private {
    Open(Arc<PrivateKey>),
    /// There, and closed by a passphrase that nobody gave.
    Encrypted,
    /// The file is that of a public key.
    Absent,
}

impl KeyFile {
    /// Why its private half cannot be used, given why no agent has it.
    pub(super) fn out_of_reach(&self, agent: String) -> KeyError {
        let path = self.path.clone();
        match self.private {
            Private::Encrypted => KeyError::Encrypted { path, agent },
            Private::Open(_) | Private::Absent => KeyError::PublicOnly { path, agent },
        }
    }
}

/// A file, read or not yet, and the passphrase that it was asked for with.
type WithPassphrase = (Option<Secret>, Arc<Loaded>);
type Loaded = OnceCell<Result<Arc<KeyFile>, KeyError>>;

#[derive(Debug, Default)]
pub(super) struct KeyStore {
    /// By file; the same file may be asked for with several passphrases.
    files: Mutex<HashMap<PathBuf, Vec<WithPassphrase>>>,
    /// Private keys that any user of this machine can read.
    exposed: Arc<Mutex<BTreeSet<PathBuf>>>,
}

impl KeyStore {
    pub(super) async fn load(
        &self,
        path: &Path,
        passphrase: Option<&Secret>,
    ) -> Result<Arc<KeyFile>, KeyError> {
        let cell = self.cell(path, passphrase);
        let read = || async {
            let (path, passphrase) = (path.to_owned(), passphrase.cloned());
            let exposed = self.exposed.clone();
            let read = tokio::task::spawn_blocking({
                let path = path.clone();
                move || {
                    let file = read(&path, passphrase.as_ref())?;
                    if !matches!(file.private, Private::Absent) && is_exposed(&path) {
                        exposed
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .insert(path);
                    }
                    Ok(Arc::new(file))
                }
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

    /// The private keys used so far that others on this machine can read, sorted.
    pub(super) fn exposed(&self) -> Vec<PathBuf> {
        let exposed = self.exposed.lock().unwrap_or_else(PoisonError::into_inner);
        exposed.iter().cloned().collect()
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

/// OpenSSH refuses such a key where it is one's own. Here it is used and told of: keys that come out of a vault or a
/// container's secrets often have no other mode.
fn is_exposed(path: &Path) -> bool {
    fs::metadata(path)
        .is_ok_and(|metadata| Mode::from_raw_mode(metadata.mode()).intersects(Mode::ROTH | Mode::WOTH))
}

fn read(path: &Path, passphrase: Option<&Secret>) -> Result<KeyFile, KeyError> {
    let text = read_text(path).map_err(|cause| KeyError::Unreadable {
        path: path.to_owned(),
        cause: system_text::plain(&cause),
    })?;
    let file = |public: &PublicKey, private, certificate| KeyFile {
        path: path.to_owned(),
        public: public.clone(),
        private,
        certificate,
    };
    if let Ok(certificate) = Certificate::from_openssh(text.trim()) {
        let public = PublicKey::from(certificate.public_key().clone());
        return Ok(file(&public, Private::Absent, Some(certificate)));
    }
    if let Ok(public) = PublicKey::from_openssh(text.trim()) {
        let certificate = certificate_beside(&path.with_extension(""), &public)?;
        return Ok(file(&public, Private::Absent, certificate));
    }
    if let Some(key) = decode(path, &text, passphrase)? {
        let certificate = certificate_beside(path, key.public_key())?;
        let public = key.public_key().clone();
        return Ok(file(&public, Private::Open(Arc::new(key)), certificate));
    }
    let public = public_half(path, &text).ok_or_else(|| KeyError::Encrypted {
        path: path.to_owned(),
        agent: "no file beside it says which key of an agent's it is".to_owned(),
    })?;
    let certificate = certificate_beside(path, &public)?;
    Ok(file(&public, Private::Encrypted, certificate))
}

fn read_text(path: &Path) -> io::Result<String> {
    String::from_utf8(fs::read(path)?).map_err(|_| io::Error::other("it is not text"))
}

/// None when it is encrypted and there is no passphrase.
fn decode(path: &Path, text: &str, passphrase: Option<&Secret>) -> Result<Option<PrivateKey>, KeyError> {
    let path_buf = || path.to_owned();
    let said_encrypted = is_encrypted(text);
    let unread = || KeyError::Unusable {
        path: path_buf(),
        cause: "it is encrypted in an old way that is not read; ssh-keygen -p -f FILE encrypts it anew"
            .to_owned(),
    };
    match (
        keys::decode_secret_key(text, passphrase.map(Secret::expose)),
        passphrase,
    ) {
        (Ok(key), _) => Ok(Some(key)),
        (Err(keys::Error::KeyIsEncrypted), _) => Ok(None),
        (Err(_), None) if said_encrypted => Ok(None),
        (Err(keys::Error::SshKey(ssh_key::Error::Crypto)), Some(_)) => {
            Err(KeyError::WrongPassphrase { path: path_buf() })
        }
        (Err(_), Some(_)) if said_encrypted && !is_read(text) => Err(unread()),
        (Err(_), Some(_)) if said_encrypted => Err(KeyError::WrongPassphrase { path: path_buf() }),
        (Err(cause), _) => Err(KeyError::Unusable {
            path: path_buf(),
            cause: system_text::lower_first(&cause.to_string()),
        }),
    }
}

/// By the marks of the PEM formats and of `PuTTY`'s; OpenSSH's own says it inside.
fn is_encrypted(text: &str) -> bool {
    let of_putty = text.starts_with("PuTTY-User-Key-File-") && !text.contains("Encryption: none");
    of_putty || text.contains("ENCRYPTED")
}

/// Of the PEM formats before PKCS #8 the library reads RSA keys under one cipher.
fn is_read(text: &str) -> bool {
    !text.contains("DEK-Info:") || text.contains("DEK-Info: AES-128-CBC") && text.contains("BEGIN RSA")
}

/// OpenSSH's format has the public half in clear; beside other formats lies a file with it, or none.
fn public_half(path: &Path, text: &str) -> Option<PublicKey> {
    if let Ok(key) = PrivateKey::from_openssh(text) {
        return Some(key.public_key().clone());
    }
    let beside = fs::read_to_string(suffixed(path, ".pub")).ok()?;
    PublicKey::from_openssh(beside.trim()).ok()
}

/// The certificate for this key where OpenSSH looks for one. One for another key is a mistake worth telling.
fn certificate_beside(path: &Path, public: &PublicKey) -> Result<Option<Certificate>, KeyError> {
    let path = suffixed(path, "-cert.pub");
    let unusable = |cause: String| KeyError::Unusable {
        path: path.clone(),
        cause,
    };
    let text = match read_text(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(KeyError::Unreadable {
                cause: system_text::plain(&error),
                path,
            });
        }
    };
    let certificate = Certificate::from_openssh(text.trim())
        .map_err(|cause| unusable(system_text::lower_first(&cause.to_string())))?;
    if certificate.public_key() != public.key_data() {
        return Err(unusable("it is the certificate of another key".to_owned()));
    }
    Ok(Some(certificate))
}

fn suffixed(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}
