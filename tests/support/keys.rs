//! Keys to log in with and keys of servers, made once by `ssh-keygen` and kept among what cargo built: they open
//! nothing but the servers of these tests.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

/// What the encrypted key is encrypted with.
pub const PASSPHRASE: &str = "a phrase that opens one key";

/// One of the keys that every server of the tests accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Ed25519,
    Ecdsa,
    Rsa,
    /// Ed25519, encrypted with [`PASSPHRASE`].
    Encrypted,
    /// Ed25519; no server knows it.
    Stranger,
}

impl Key {
    const ACCEPTED: [Self; 4] = [Self::Ed25519, Self::Ecdsa, Self::Rsa, Self::Encrypted];

    /// The private key's file.
    pub fn path(self) -> PathBuf {
        FOLDER.join(self.name())
    }

    fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::Ecdsa => "ecdsa",
            Self::Rsa => "rsa",
            Self::Encrypted => "encrypted",
            Self::Stranger => "stranger",
        }
    }
}

/// Private keys of a server: its `HostKey`s.
pub fn host_keys() -> Vec<PathBuf> {
    HOST_KEY_TYPES
        .iter()
        .map(|kind| FOLDER.join(format!("host_{kind}")))
        .collect()
}

/// A line for each key that logs in, as in a server's `authorized_keys`.
pub fn authorized_keys() -> String {
    Key::ACCEPTED.iter().map(|key| public(&key.path())).collect()
}

/// The public half of a private key's file: one line.
pub fn public(private: &Path) -> String {
    let path = private.with_extension("pub");
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

const HOST_KEY_TYPES: [&str; 3] = ["ed25519", "ecdsa", "rsa"];

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("keys");
    fs::create_dir_all(&folder).expect("a folder for keys");
    for kind in HOST_KEY_TYPES {
        generate(&folder, &format!("host_{kind}"), kind, "");
    }
    for (key, kind) in [
        (Key::Ed25519, "ed25519"),
        (Key::Ecdsa, "ecdsa"),
        (Key::Rsa, "rsa"),
    ] {
        generate(&folder, key.name(), kind, "");
    }
    generate(&folder, Key::Encrypted.name(), "ed25519", PASSPHRASE);
    generate(&folder, Key::Stranger.name(), "ed25519", "");
    folder
});

/// Makes a key unless an earlier run left it.
fn generate(folder: &Path, name: &str, kind: &str, passphrase: &str) {
    let path = folder.join(name);
    if path.exists() && path.with_extension("pub").exists() {
        return;
    }
    // Half a pair, left by a run that was killed, would make ssh-keygen ask whether to overwrite it.
    let _ = fs::remove_file(&path);
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", kind, "-N", passphrase, "-C", "nethost-test", "-f"])
        .arg(&path)
        .status()
        .expect("ssh-keygen runs (Debian: openssh-client)");
    assert!(made.success(), "ssh-keygen made {name}");
}
