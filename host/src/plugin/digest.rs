//! The name of a driver's bytes.

use sha2::{Digest as _, Sha256};
use std::{fmt, str::FromStr};

/// SHA-256 of a component's bytes. Shown as `sha256:` and 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

impl Digest {
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The digest of something else than bytes at hand: what a build wrote down of what it put into this binary.
    pub(super) const fn written_down(digest: [u8; 32]) -> Self {
        Self(digest)
    }

    /// The 64 digits alone.
    pub fn hex(&self) -> String {
        use fmt::Write;
        self.0.iter().fold(String::with_capacity(64), |mut hex, byte| {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

/// As many digits of a digest as a person compares.
const SHORT: usize = 12;

/// What stands before the digits.
const ALGORITHM: &str = "sha256:";

/// A text that is no digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a digest is written {ALGORITHM} and 64 hexadecimal digits")]
pub struct DigestError;

impl Digest {
    /// The beginning of it, to tell a few digests apart.
    pub fn short(&self) -> String {
        let mut short = self.to_string();
        short.truncate(ALGORITHM.len() + SHORT);
        short
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    /// `sha256:` and 64 digits, capital or small.
    fn from_str(text: &str) -> Result<Self, DigestError> {
        let digits = text.strip_prefix(ALGORITHM).ok_or(DigestError)?.as_bytes();
        let mut bytes = [0; 32];
        if digits.len() != bytes.len() * 2 {
            return Err(DigestError);
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            for digit in pair {
                let value = char::from(*digit).to_digit(16).ok_or(DigestError)?;
                *byte = *byte << 4 | u8::try_from(value).map_err(|_| DigestError)?;
            }
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{ALGORITHM}{}", self.hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_sha256_of_the_bytes() {
        // The empty input's digest, FIPS 180-4.
        let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Digest::of(b"").to_string(), empty);
    }

    #[test]
    fn is_read_as_it_is_shown_and_in_no_other_way() {
        let digest = Digest::of(b"acme");
        assert_eq!(digest.to_string().parse(), Ok(digest));
        assert_eq!(
            format!("sha256:{}", digest.hex().to_uppercase()).parse(),
            Ok(digest)
        );
        for wrong in [
            digest.hex(),
            format!("sha512:{}", digest.hex()),
            format!("sha256:{}0", digest.hex()),
            format!("sha256:{}", &digest.hex()[1..]),
            format!("sha256:{}é", &digest.hex()[2..]),
            format!("sha256:+{}", &digest.hex()[1..]),
        ] {
            assert_eq!(wrong.parse::<Digest>(), Err(DigestError), "{wrong}");
        }
    }
}
