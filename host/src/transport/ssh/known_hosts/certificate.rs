//! Whether a host certificate is good for a host, once it is known that its authority may vouch for it.
//!
//! The format and what its fields bind is described in OpenSSH's PROTOCOL.certkeys.

use super::glob;
use jiff::Timestamp;
use russh::keys::{Algorithm, Certificate, ssh_key::certificate::CertType};
use std::time::{SystemTime, UNIX_EPOCH};
use thiserror::Error;

/// The check that a certificate fails.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CertificateFault {
    #[error("it is signed by {fingerprint}, which known_hosts does not name as an authority for this host")]
    UnknownAuthority { fingerprint: String },
    #[error("its signature is not the authority's")]
    BadSignature,
    #[error("its authority signed with {algorithm}, which is no longer safe")]
    WeakSignature { algorithm: String },
    #[error("it is the certificate of a user, not of a host")]
    NotHost,
    #[error("it is valid from {from} on")]
    NotYetValid { from: String },
    #[error("it expired on {at}")]
    Expired { at: String },
    #[error("it is for {} and not for {host}", principals.join(", "))]
    OtherHost { host: String, principals: Vec<String> },
    #[error("it demands {option:?}, which is not understood")]
    CriticalOption { option: String },
}

impl CertificateFault {
    pub(in crate::transport) fn hint(&self) -> &'static str {
        match self {
            Self::UnknownAuthority { .. } => {
                "if that authority is yours, add a line to known_hosts: @cert-authority HOSTS KEY"
            }
            Self::OtherHost { .. } => {
                "use the name in the certificate as the device's host, or have it signed for this one: ssh-keygen -h -n NAME"
            }
            Self::NotYetValid { .. } => "check this machine's clock, or have the host's key signed anew",
            _ => "have the host's key signed anew",
        }
    }
}

/// A certificate without principals is for every host, as the format says.
pub(super) fn check(certificate: &Certificate, host: &str, now: SystemTime) -> Result<(), CertificateFault> {
    if certificate.cert_type() != CertType::Host {
        return Err(CertificateFault::NotHost);
    }
    let signed_with = certificate.signature().algorithm();
    if matches!(signed_with, Algorithm::Rsa { hash: None } | Algorithm::Dsa) {
        return Err(CertificateFault::WeakSignature {
            algorithm: signed_with.as_str().to_owned(),
        });
    }
    certificate
        .verify_signature()
        .map_err(|_| CertificateFault::BadSignature)?;
    in_time(certificate, now)?;
    let principals = certificate.valid_principals();
    let host = host.to_ascii_lowercase();
    let fits = |principal: &String| glob(principal.to_ascii_lowercase().as_bytes(), host.as_bytes());
    if !principals.is_empty() && !principals.iter().any(fits) {
        let principals = principals
            .iter()
            .map(|name| crate::transport::ssh::printable(name));
        return Err(CertificateFault::OtherHost {
            host,
            principals: principals.collect(),
        });
    }
    match certificate.critical_options().keys().next() {
        None => Ok(()),
        Some(option) => Err(CertificateFault::CriticalOption {
            option: option.clone(),
        }),
    }
}

/// Whether a certificate, of a host or a user, is valid at a time.
pub(in crate::transport::ssh) fn in_time(
    certificate: &Certificate,
    now: SystemTime,
) -> Result<(), CertificateFault> {
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    if now < certificate.valid_after() {
        let from = date(certificate.valid_after());
        Err(CertificateFault::NotYetValid { from })
    } else if now >= certificate.valid_before() {
        let at = date(certificate.valid_before());
        Err(CertificateFault::Expired { at })
    } else {
        Ok(())
    }
}

fn date(seconds: u64) -> String {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds)
        .unwrap_or(Timestamp::MAX)
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use russh::keys::{
        PrivateKey,
        ssh_key::{certificate::Builder, private::Ed25519Keypair},
    };
    use std::time::Duration;

    fn key(seed: u8) -> PrivateKey {
        Ed25519Keypair::from_seed(&[seed; 32]).into()
    }

    /// For r1 and all of dc.example, valid from 1000 to 2000, signed by key 9.
    fn certificate(change: impl FnOnce(&mut Builder)) -> Certificate {
        of_type(CertType::Host, change)
    }

    fn of_type(kind: CertType, change: impl FnOnce(&mut Builder)) -> Certificate {
        let mut builder = Builder::new([7; 16], key(1).public_key(), 1000, 2000).expect("a certificate");
        builder.cert_type(kind).expect("a type");
        change(&mut builder);
        builder.sign(&key(9)).expect("signed")
    }

    fn for_r1(builder: &mut Builder) {
        builder.valid_principal("r1").expect("a name");
        builder.valid_principal("*.dc.example").expect("a pattern");
    }

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn fault(certificate: &Certificate, host: &str, seconds: u64) -> String {
        match check(certificate, host, at(seconds)) {
            Ok(()) => "good".to_owned(),
            Err(fault) => fault.to_string(),
        }
    }

    #[test]
    fn it_is_good_for_its_hosts_in_its_time() {
        let certificate = certificate(for_r1);
        for (host, seconds, expected) in [
            ("R1", 1000, "good"),
            ("sw7.dc.example", 1999, "good"),
            ("r2", 1500, "it is for r1, *.dc.example and not for r2"),
            ("r1", 999, "it is valid from 1970-01-01T00:16:40Z on"),
            ("r1", 2000, "it expired on 1970-01-01T00:33:20Z"),
        ] {
            assert_eq!(fault(&certificate, host, seconds), expected, "{host} {seconds}");
        }
    }

    #[test]
    fn one_without_principals_is_for_every_host() {
        let certificate = certificate(|builder| {
            builder.all_principals_valid().expect("no principals");
        });
        assert_eq!(fault(&certificate, "r7", 1500), "good");
    }

    #[test]
    fn a_user_s_certificate_and_unknown_demands_are_refused() {
        let of_user = of_type(CertType::User, for_r1);
        assert!(fault(&of_user, "r1", 1500).contains("of a user"));
        let demanding = certificate(|builder| {
            for_r1(builder);
            builder
                .critical_option("force-command", "true")
                .expect("an option");
        });
        assert_eq!(
            fault(&demanding, "r1", 1500),
            "it demands \"force-command\", which is not understood"
        );
    }

    #[test]
    fn one_that_was_changed_after_signing_is_refused() {
        let certificate = certificate(for_r1);
        let mut bytes = certificate.to_bytes().expect("bytes");
        let place = bytes
            .windows(2)
            .position(|window| window == b"r1")
            .expect("the name");
        bytes[place + 1] = b'2';
        let forged = Certificate::from_bytes(&bytes).expect("a certificate");
        assert!(fault(&forged, "r2", 1500).contains("signature"));
    }
}
