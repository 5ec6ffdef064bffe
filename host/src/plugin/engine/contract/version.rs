//! Versions of the contract, as the names of a component's exports carry them. Pure.

use crate::plugin::CONTRACTS;
use std::fmt;

/// A version, `0.1.0`. What stands behind a `-` or `+` does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version {
    major: u64,
    minor: u64,
    patch: u64,
}

/// How a version stands to those that this host speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Spoken,
    /// The host is behind.
    Newer,
    /// The driver is behind, on a line that the host does not speak.
    Older,
}

impl Version {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let plain = text.split(['-', '+']).next().unwrap_or_default();
        let mut numbers = plain.split('.').map(|number| number.parse().ok());
        let version = Self {
            major: numbers.next()??,
            minor: numbers.next()??,
            patch: numbers.next()??,
        };
        numbers.next().is_none().then_some(version)
    }

    pub(crate) fn standing(self) -> Standing {
        if CONTRACTS.iter().any(|spoken| Self::parse(spoken) == Some(self)) {
            return Standing::Spoken;
        }
        let newest = CONTRACTS.iter().filter_map(|spoken| Self::parse(spoken)).max();
        if newest.is_some_and(|newest| newest < self) {
            Standing::Newer
        } else {
            Standing::Older
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::{Standing, Version};

    #[test]
    fn what_is_spoken_newer_and_older() {
        for (text, standing) in [
            ("0.0.9", Standing::Older),
            ("0.1.0", Standing::Spoken),
            ("0.1.1", Standing::Spoken),
            ("0.1.2", Standing::Spoken),
            ("0.1.3", Standing::Newer),
            ("0.2.0", Standing::Newer),
            ("0.10.0", Standing::Newer),
            ("1.0.0-rc.1", Standing::Newer),
        ] {
            assert_eq!(
                Version::parse(text).map(Version::standing),
                Some(standing),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_version_is_none() {
        for text in ["", "1", "0.1", "0.1.x", "0.1.0.0", "0.-1.0"] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
    }
}
