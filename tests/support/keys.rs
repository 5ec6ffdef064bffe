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

/// A key to log in with. Every server of the tests accepts all but the last four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Ed25519,
    Ecdsa,
    Ecdsa384,
    Ecdsa521,
    Rsa,
    /// RSA in the format before OpenSSH's own.
    RsaPem,
    /// Ed25519, encrypted with [`PASSPHRASE`].
    Encrypted,
    /// RSA in the format before OpenSSH's own, encrypted.
    EncryptedPem,
    /// ECDSA in PKCS #8, encrypted.
    EncryptedPkcs8,
    /// Ed25519; accepted for the certificate beside it, by a server that trusts [`user_authority`].
    Certified,
    /// RSA, in the same way.
    CertifiedRsa,
    /// Its certificate is no longer valid.
    Expired,
    /// Ed25519; no server knows it.
    Stranger,
}

impl Key {
    const ACCEPTED: [Self; 9] = [
        Self::Ed25519,
        Self::Ecdsa,
        Self::Ecdsa384,
        Self::Ecdsa521,
        Self::Rsa,
        Self::RsaPem,
        Self::Encrypted,
        Self::EncryptedPem,
        Self::EncryptedPkcs8,
    ];
    const OTHERS: [Self; 4] = [Self::Certified, Self::CertifiedRsa, Self::Expired, Self::Stranger];

    /// The private key's file.
    pub fn path(self) -> PathBuf {
        FOLDER.join(self.name())
    }

    fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::Ecdsa => "ecdsa",
            Self::Ecdsa384 => "ecdsa384",
            Self::Ecdsa521 => "ecdsa521",
            Self::Rsa => "rsa",
            Self::RsaPem => "rsa_pem",
            Self::Encrypted => "encrypted",
            Self::EncryptedPem => "encrypted_pem",
            Self::EncryptedPkcs8 => "encrypted_pkcs8",
            Self::Certified => "certified",
            Self::CertifiedRsa => "certified_rsa",
            Self::Expired => "expired",
            Self::Stranger => "stranger",
        }
    }

    /// What `ssh-keygen` is told.
    fn options(self) -> &'static [&'static str] {
        match self {
            Self::Ecdsa => &["-t", "ecdsa"],
            Self::Ecdsa384 => &["-t", "ecdsa", "-b", "384"],
            Self::Ecdsa521 => &["-t", "ecdsa", "-b", "521"],
            Self::Rsa | Self::CertifiedRsa => &["-t", "rsa"],
            Self::RsaPem => &["-t", "rsa", "-m", "PEM"],
            Self::EncryptedPem => &["-t", "rsa", "-m", "PEM", "-N", PASSPHRASE],
            Self::EncryptedPkcs8 => &["-t", "ecdsa", "-m", "PKCS8", "-N", PASSPHRASE],
            Self::Encrypted => &["-t", "ed25519", "-N", PASSPHRASE],
            Self::Ed25519 | Self::Certified | Self::Expired | Self::Stranger => &["-t", "ed25519"],
        }
    }
}

/// The public key of who signs the certificates of users.
pub fn user_authority() -> PathBuf {
    FOLDER.join(USER_AUTHORITY).with_extension("pub")
}

/// The private key of who signs the certificates of hosts.
pub fn host_authority() -> PathBuf {
    FOLDER.join(HOST_AUTHORITY)
}

/// A certificate for the servers' ed25519 key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostCertificate {
    /// For 127.0.0.1, for ever.
    Good,
    Expired,
    OfAnotherHost,
}

impl HostCertificate {
    pub fn path(self) -> PathBuf {
        FOLDER.join(format!("{}-cert.pub", self.name()))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Good => "vouched",
            Self::Expired => "vouched_once",
            Self::OfAnotherHost => "vouched_elsewhere",
        }
    }

    fn options(self) -> &'static [&'static str] {
        match self {
            Self::Good => &["-n", "127.0.0.1,core1"],
            Self::Expired => &["-n", "127.0.0.1", "-V", LONG_AGO],
            Self::OfAnotherHost => &["-n", "core2,*.dc.example"],
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

/// Keys that a server has by itself; and one that it shows only when it is told to.
const HOST_KEY_TYPES: [&str; 3] = ["ed25519", "ecdsa", "rsa"];
const OLD_HOST_KEY: &str = "host_dsa";

const USER_AUTHORITY: &str = "user_authority";
const HOST_AUTHORITY: &str = "host_authority";
const LONG_AGO: &str = "20200101:20200102";

/// A DSA key for a server.
pub fn old_host_key() -> PathBuf {
    FOLDER.join(OLD_HOST_KEY)
}

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("keys");
    fs::create_dir_all(&folder).expect("a folder for keys");
    for kind in HOST_KEY_TYPES {
        generate(&folder, &format!("host_{kind}"), &["-t", kind]);
    }
    generate(&folder, OLD_HOST_KEY, &["-t", "dsa"]);
    for key in Key::ACCEPTED.into_iter().chain(Key::OTHERS) {
        generate(&folder, key.name(), key.options());
    }
    for authority in [USER_AUTHORITY, HOST_AUTHORITY] {
        generate(&folder, authority, &["-t", "ed25519"]);
    }
    for (key, times) in [
        (Key::Certified, "always:forever"),
        (Key::CertifiedRsa, "always:forever"),
        (Key::Expired, LONG_AGO),
    ] {
        let options = ["-n", super::sshd::USER, "-V", times];
        certify(&folder, key.name(), USER_AUTHORITY, &options);
    }
    for certificate in [
        HostCertificate::Good,
        HostCertificate::Expired,
        HostCertificate::OfAnotherHost,
    ] {
        let public = folder.join(certificate.name()).with_extension("pub");
        let text = fs::read_to_string(folder.join("host_ed25519.pub")).expect("a public key");
        if fs::read_to_string(&public).ok().as_ref() != Some(&text) {
            fs::write(public, text).expect("a copy of a public key");
        }
        let options = [&["-h"], certificate.options()].concat();
        certify(&folder, certificate.name(), HOST_AUTHORITY, &options);
    }
    folder
});

/// Makes a key unless an earlier run left it.
fn generate(folder: &Path, name: &str, options: &[&str]) {
    let path = folder.join(name);
    if path.exists() && path.with_extension("pub").exists() {
        return;
    }
    // Half a pair, left by a run that was killed, would make ssh-keygen ask whether to overwrite it.
    let _ = fs::remove_file(&path);
    let passphrase: &[&str] = if options.contains(&"-N") { &[] } else { &["-N", ""] };
    let made = Command::new("ssh-keygen")
        .args(["-q", "-C", "nethost-test"])
        .args(options)
        .args(passphrase)
        .arg("-f")
        .arg(&path)
        .status()
        .expect("ssh-keygen runs (Debian: openssh-client)");
    assert!(made.success(), "ssh-keygen made {name}");
}

/// Signs a public key: the certificate lies beside it. Nothing is done where an earlier run has signed it.
fn certify(folder: &Path, name: &str, authority: &str, options: &[&str]) {
    let certificate = folder.join(format!("{name}-cert.pub"));
    let (key, public) = (folder.join(authority), folder.join(name).with_extension("pub"));
    let changed = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    if changed(&certificate).is_some_and(|at| changed(&key) < Some(at) && changed(&public) < Some(at)) {
        return;
    }
    let made = Command::new("ssh-keygen")
        .args(["-q", "-I", name])
        .args(options)
        .arg("-s")
        .arg(key)
        .arg(public)
        .status()
        .expect("ssh-keygen runs (Debian: openssh-client)");
    assert!(made.success(), "ssh-keygen signed {name}");
}
