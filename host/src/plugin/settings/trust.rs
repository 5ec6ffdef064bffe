//! Whether a driver may be installed or run, by its signature and what the user demands.

use super::Settings;
use crate::plugin::trust::{SignatureError, Signed, verify};

/// Why a driver is neither installed nor run. `name` is what messages call it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    #[error("{name}: {error}")]
    Signature { name: String, error: SignatureError },
    #[error("{name} is not signed, and store.require_signature in the configuration demands it")]
    NotSigned { name: String },
    #[error(
        "{name} is signed by the key {key_id}, which is not among the store.trusted_keys of the configuration, and \
         store.require_signature demands it"
    )]
    Unknown { name: String, key_id: String },
}

impl TrustError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Signature { error, .. } => error.hint(),
            Self::NotSigned { .. } => {
                "ask its author for a signature, or, if it is your own, sign it: nethost plugin sign FILE"
            }
            Self::Unknown { .. } => {
                "if you know whose key it is, and have it from there, write it into the configuration: \
                 [store.trusted_keys] and below it name = \"RW…\""
            }
        }
    }
}

impl Settings {
    /// Refuses a driver's folder where a signature is demanded, for it can have none. To be asked before it is built, which may
    /// run what lies in it.
    ///
    /// # Errors
    /// Where the configuration demands a signature.
    pub fn admit_folder(&self, name: &str) -> Result<(), TrustError> {
        if self.require_signature {
            return Err(TrustError::NotSigned { name: name.into() });
        }
        Ok(())
    }

    /// Whose signature it is, or that there is none, where the user lets the driver run.
    ///
    /// # Errors
    /// A signature that is none or does not fit, always; a driver that is not signed by somebody trusted, where the
    /// configuration demands it.
    pub fn admit(&self, name: &str, wasm: &[u8], signature: Option<&str>) -> Result<Signed, TrustError> {
        let signed = verify(wasm, signature, &self.trusted).map_err(|error| TrustError::Signature {
            name: name.into(),
            error,
        })?;
        match &signed {
            _ if !self.require_signature => Ok(signed),
            Signed::By { .. } => Ok(signed),
            Signed::No => Err(TrustError::NotSigned { name: name.into() }),
            Signed::Unknown { key_id } => Err(TrustError::Unknown {
                name: name.into(),
                key_id: key_id.clone(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::trust::SigningKey;

    #[test]
    fn what_is_demanded_decides_and_a_wrong_signature_never_passes() {
        let pair = || SigningKey::generate(None).expect("a pair");
        let ((public, secret), (_, other)) = (pair(), pair());
        let sign = |secret: &str| {
            let key = SigningKey::read(secret, None).expect("the key");
            key.sign(b"driver", "it").expect("signed")
        };
        let (by_acme, by_other) = (sign(secret.expose()), sign(other.expose()));
        let mut settings = Settings::default();
        let key = public.lines().nth(1).expect("its line").parse().expect("a key");
        settings.trusted.add("acme", key);
        for demanded in [false, true] {
            settings.require_signature = demanded;
            assert_eq!(settings.admit_folder("./acme/").is_ok(), !demanded);
            let admit = |wasm: &[u8], signature: Option<&str>| settings.admit("acme.wasm", wasm, signature);
            assert!(admit(b"driver", Some(&by_acme)).is_ok_and(|signed| signed.is_trusted()));
            assert_eq!(admit(b"driver", None).is_ok(), !demanded);
            assert_eq!(admit(b"driver", Some(&by_other)).is_ok(), !demanded);
            assert!(matches!(
                admit(b"changed", Some(&by_acme)),
                Err(TrustError::Signature { .. })
            ));
            assert!(matches!(
                admit(b"driver", Some("")),
                Err(TrustError::Signature { .. })
            ));
        }
    }
}
