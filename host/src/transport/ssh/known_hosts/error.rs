//! Why a host's key is not trusted.

use super::certificate::CertificateFault;
use std::{io, path::PathBuf};
use thiserror::Error;

#[derive(Debug, Error)]
pub enum HostKeyError {
    #[error("the host key of {host} ({algorithm} {fingerprint}) is not in {}", path.display())]
    Unknown {
        host: String,
        algorithm: String,
        fingerprint: String,
        path: PathBuf,
    },
    #[error(
        "the host key of {host} has changed: it shows {algorithm} {fingerprint}, and {} line {line} says otherwise",
        path.display()
    )]
    Changed {
        host: String,
        algorithm: String,
        fingerprint: String,
        path: PathBuf,
        line: usize,
    },
    #[error("the host key of {host} ({fingerprint}) is revoked by {} line {line}", path.display())]
    Revoked {
        host: String,
        algorithm: String,
        fingerprint: String,
        path: PathBuf,
        line: usize,
    },
    #[error("the host certificate of {host} is not good: {fault}")]
    Certificate { host: String, fault: CertificateFault },
    #[error("{host} shows a host key that cannot be checked")]
    Unusable { host: String },
    #[error("cannot read the known hosts in {}: {cause}", path.display())]
    Unreadable { path: PathBuf, cause: io::Error },
    #[error("cannot store the new host key of {host} in {}: {cause}", path.display())]
    NotStored {
        host: String,
        path: PathBuf,
        cause: io::Error,
    },
    #[error("cannot tell where known_hosts is: there is no home directory")]
    NoHome,
}

impl HostKeyError {
    pub(in crate::transport) fn kind(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "host_key_unknown",
            Self::Changed { .. } => "host_key_changed",
            Self::Revoked { .. } => "host_key_revoked",
            Self::Certificate { .. } => "host_certificate_bad",
            Self::Unusable { .. } => "host_key_unusable",
            Self::Unreadable { .. } | Self::NoHome => "known_hosts_unreadable",
            Self::NotStored { .. } => "known_hosts_unwritable",
        }
    }

    pub(in crate::transport) fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Unknown { .. } => {
                "compare the fingerprint with the device's own (its console shows it) and add the key, or trust on \
                 first use: ssh = { host_keys = \"accept-new\" }"
                    .to_owned()
            }
            Self::Changed { host, path, .. } => format!(
                "if the device was replaced or its keys were made anew, remove the old line: ssh-keygen -R '{host}' \
                 -f '{}'; if not, somebody may be listening in between",
                path.display()
            ),
            Self::Revoked { .. } => "give the device a new host key".to_owned(),
            Self::Certificate { fault, .. } => fault.hint().to_owned(),
            Self::Unreadable { .. } => "make the file readable, or name another: ssh = { known_hosts = \"FILE\" }".to_owned(),
            Self::NotStored { .. } => {
                "make the file writable, name another (ssh = { known_hosts = \"FILE\" }), or do not check: ssh = { host_keys = \"off\" }"
                    .to_owned()
            }
            Self::NoHome => "set HOME, or name the file: ssh = { known_hosts = \"FILE\" }".to_owned(),
            Self::Unusable { .. } => return None,
        })
    }
}
