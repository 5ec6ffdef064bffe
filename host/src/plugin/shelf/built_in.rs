//! The drivers that this binary carries, and which of them is called what.

include!(concat!(env!("OUT_DIR"), "/built_in.rs"));

/// A driver that this binary carries.
pub(super) struct BuiltIn {
    pub(super) platform: &'static str,
    aliases: &'static [&'static str],
    pub(super) component: &'static [u8],
    pub(super) digest: [u8; 32],
}

/// Where the built-in driver of a platform is.
pub(super) fn place_of(platform: &str) -> Option<usize> {
    BUILT_IN
        .iter()
        .position(|it| it.platform.eq_ignore_ascii_case(platform))
}

/// Where the built-in driver is that is called so: by its platform before what any is called besides. None is loaded for
/// it.
pub(super) fn place_called(name: &str) -> Option<usize> {
    let is = |other: &&str| other.eq_ignore_ascii_case(name);
    place_of(name).or_else(|| BUILT_IN.iter().position(|it| it.aliases.iter().any(is)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::digest::Digest;

    #[test]
    fn what_was_written_down_of_a_built_in_driver_is_its_digest() {
        for it in BUILT_IN {
            let digest = Digest::of(it.component);
            assert_eq!(Digest::written_down(it.digest), digest, "{}", it.platform);
        }
    }
}
