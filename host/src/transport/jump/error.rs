//! What can go wrong on the way to a device, at a jump host.
//!
//! None of it says anything of the device or its credential.

use crate::transport::{
    error::{Class, TransportError, inventory_key},
    ssh::{Lost, seconds},
};
use russh::ChannelOpenFailure;
use std::{fmt, sync::Arc, time::Duration};

/// What a jump host did not do. Many devices may be told the same.
#[derive(Clone, Debug)]
pub struct JumpError {
    /// Its name in the inventory.
    pub hop: String,
    pub reason: Reason,
    /// It was on the way to another jump host, and not to the device.
    pub before_another: bool,
}

#[derive(Clone, Debug)]
pub enum Reason {
    /// There is no way to it, it is not what it should be, or it lets us in with none of its credentials: an error
    /// for each that was tried.
    Unusable(Arc<[TransportError]>),
    /// It was lost while the run used it, and did not come back in the time that the device has.
    Gone { lost: Lost, after: Duration },
    /// It allows no connection through it, or none to that address.
    Forbidden { to: String },
    /// It tried to connect to that address and could not.
    CannotConnect { to: String },
    /// It has no resources for one more connection.
    Exhausted,
    /// It does not want to connect to that address, for a reason of its own.
    Refused { to: String },
    /// Nethost made a mistake while connecting to it.
    Unknown,
}

impl JumpError {
    pub(super) fn new(hop: &str, reason: Reason) -> Self {
        Self {
            hop: hop.to_owned(),
            reason,
            before_another: false,
        }
    }

    /// The jump host could not be used; each error is of one try. What went wrong at a jump host before it is what
    /// is told.
    pub(super) fn unusable(hop: &str, mut errors: Vec<TransportError>) -> Self {
        match errors.pop() {
            Some(TransportError::Jump { error, .. }) => Self {
                before_another: true,
                ..error
            },
            last => {
                errors.extend(last);
                Self::new(hop, Reason::Unusable(errors.into()))
            }
        }
    }

    /// The jump host did not open a stream to that address.
    pub(super) fn refused(hop: &str, reason: &ChannelOpenFailure, to: String) -> Self {
        let reason = match reason {
            ChannelOpenFailure::AdministrativelyProhibited => Reason::Forbidden { to },
            ChannelOpenFailure::ConnectFailed => Reason::CannotConnect { to },
            ChannelOpenFailure::ResourceShortage => Reason::Exhausted,
            ChannelOpenFailure::UnknownChannelType | ChannelOpenFailure::Other { .. } => {
                Reason::Refused { to }
            }
        };
        Self::new(hop, reason)
    }

    /// Whether another try may end better, a little later.
    pub(in crate::transport) fn is_transient(&self) -> bool {
        match &self.reason {
            Reason::Unusable(errors) => errors.last().is_none_or(TransportError::is_transient),
            Reason::Gone { .. } | Reason::CannotConnect { .. } | Reason::Exhausted => true,
            Reason::Forbidden { .. } | Reason::Refused { .. } | Reason::Unknown => false,
        }
    }

    /// A short name that does not change between versions.
    pub(in crate::transport) fn kind(&self) -> &'static str {
        match &self.reason {
            Reason::Unusable(errors) => match errors.last() {
                Some(TransportError::HostKey(_)) => "jump_host_key",
                Some(TransportError::Auth { .. }) => "jump_login_refused",
                _ => "jump_unreachable",
            },
            Reason::Gone { .. } => "jump_lost",
            Reason::Forbidden { .. } => "jump_forbidden",
            Reason::CannotConnect { .. } if self.before_another => "jump_unreachable",
            // It is the device that is not reached.
            Reason::CannotConnect { .. } => "connect_failed",
            Reason::Exhausted => "jump_exhausted",
            Reason::Refused { .. } => "jump_refused",
            Reason::Unknown => "internal",
        }
    }

    pub(in crate::transport) fn hint(&self) -> String {
        let hop = &self.hop;
        match &self.reason {
            Reason::Unusable(errors) => match errors.last() {
                Some(TransportError::Auth { .. }) => format!(
                    "check what [jumps.{key}] says of username, password and keys; it was not tried again, so that \
                     no account is locked",
                    key = inventory_key(hop)
                ),
                Some(error @ TransportError::HostKey(_)) => error.hint(hop),
                Some(error) => format!("of the jump host: {}", error.hint(hop)),
                None => String::new(),
            },
            Reason::Gone { .. } => {
                format!("see why {hop} went away; it is asked again when a device needs it")
            }
            Reason::Forbidden { .. } => format!(
                "let this user connect through {hop}: with OpenSSH, AllowTcpForwarding yes and a PermitOpen that \
                 holds the device"
            ),
            Reason::CannotConnect { .. } => {
                format!("check that it is up and can be reached from {hop}, which also looks up its name")
            }
            Reason::Exhausted => format!(
                "reach fewer devices through it at once: [jumps.{key}] limits = {{ sessions = N }}",
                key = inventory_key(hop)
            ),
            Reason::Refused { .. } => {
                format!("see the log of {hop}; it must allow connections through it (direct-tcpip)")
            }
            Reason::Unknown => "please report it with what stands on stderr".to_owned(),
        }
    }
}

impl fmt::Display for JumpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the jump host {} ", self.hop)?;
        match &self.reason {
            Reason::Unusable(errors) => {
                let refuses = errors.iter().all(|error| error.class() == Class::AuthFailed);
                f.write_str(if refuses {
                    "does not let us in: "
                } else {
                    "cannot be used: "
                })?;
                for (place, error) in errors.iter().enumerate() {
                    let between = if place == 0 { "" } else { "; " };
                    // Errors call whatever they speak of a device.
                    let error = error.to_string().replace("the device", "it");
                    write!(f, "{between}{error}")?;
                }
                Ok(())
            }
            Reason::Gone { lost, after } => {
                let lost = Lost::hop(&self.hop, lost.clone());
                write!(
                    f,
                    "was lost and did not come back within {} ({lost})",
                    seconds(*after)
                )
            }
            Reason::Forbidden { to } => write!(
                f,
                "does not allow a connection to {to} (administratively prohibited)"
            ),
            Reason::CannotConnect { to } => write!(f, "cannot connect to {to}"),
            Reason::Exhausted => f.write_str("has no resources left for another connection"),
            Reason::Refused { to } => write!(f, "refuses to connect to {to}"),
            Reason::Unknown => f.write_str("was not connected to, by a mistake of nethost's"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    fn refused(peer: &str) -> TransportError {
        TransportError::Connect {
            peer: peer.to_owned(),
            cause: io::ErrorKind::ConnectionRefused.into(),
        }
    }

    #[test]
    fn what_went_wrong_at_a_jump_host_before_it_is_told_as_its() {
        let first = JumpError::unusable("bastion1", vec![refused("192.0.2.1:22")]);
        let on_the_way = TransportError::Jump {
            peer: "192.0.2.2:22 via bastion1".to_owned(),
            error: first,
        };
        let error = JumpError::unusable("bastion2", vec![on_the_way]);
        assert_eq!(
            error.to_string(),
            "the jump host bastion1 cannot be used: cannot connect to 192.0.2.1:22: connection refused"
        );
        assert!(error.is_transient());
        assert_eq!(error.kind(), "jump_unreachable");
    }

    #[test]
    fn a_refused_stream_says_whose_matter_it_is() {
        let of = |reason| JumpError::refused("bastion", &reason, "192.0.2.7:22".to_owned());
        let prohibited = of(ChannelOpenFailure::AdministrativelyProhibited);
        assert_eq!(
            (prohibited.kind(), prohibited.is_transient()),
            ("jump_forbidden", false)
        );
        assert!(
            prohibited.hint().contains("AllowTcpForwarding"),
            "{}",
            prohibited.hint()
        );
        let failed = of(ChannelOpenFailure::ConnectFailed);
        assert_eq!((failed.kind(), failed.is_transient()), ("connect_failed", true));
        let shortage = of(ChannelOpenFailure::ResourceShortage);
        assert_eq!(
            (shortage.kind(), shortage.is_transient()),
            ("jump_exhausted", true)
        );
        assert!(shortage.hint().contains("[jumps.bastion]"), "{}", shortage.hint());
    }
}
