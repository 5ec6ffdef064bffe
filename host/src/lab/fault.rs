//! What can be wrong with a device on purpose, and which devices of a fleet it happens to.

use std::{fmt, str::FromStr};

/// A way in which a simulated device misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Nothing listens on its port.
    Refuse,
    /// Resets every connection as soon as it is made.
    Reset,
    /// Refuses every login.
    WrongPassword,
    /// Takes the connection and never says a word, not even an SSH banner.
    NeverAnswer,
    /// Lets one log in, shows its prompt, and answers no command.
    Mute,
    /// Falls silent in the middle of the first output.
    StopMidOutput,
    /// The first output never ends.
    EndlessOutput,
    /// Outputs are bytes that are no text.
    Garbage,
    /// Outputs come a few bytes at a time, as over a serial console.
    SlowDrip,
}

impl Fault {
    pub const ALL: [Self; 9] = [
        Self::Refuse,
        Self::Reset,
        Self::WrongPassword,
        Self::NeverAnswer,
        Self::Mute,
        Self::StopMidOutput,
        Self::EndlessOutput,
        Self::Garbage,
        Self::SlowDrip,
    ];

    /// The name on a command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::Reset => "reset",
            Self::WrongPassword => "wrong-password",
            Self::NeverAnswer => "never-answer",
            Self::Mute => "mute",
            Self::StopMidOutput => "stop",
            Self::EndlessOutput => "endless",
            Self::Garbage => "garbage",
            Self::SlowDrip => "slow",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is no fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no fault named `{0}`: the faults are {list}", list = Fault::ALL.map(Fault::name).join(", "))]
pub struct UnknownFault(pub String);

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(name: &str) -> Result<Self, UnknownFault> {
        Self::ALL
            .into_iter()
            .find(|fault| fault.name() == name)
            .ok_or_else(|| UnknownFault(name.to_owned()))
    }
}

/// Shares that cannot be dealt out.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ShareError {
    #[error("the share of `{fault}` is {share}: a share is between 0 and 1")]
    OutOfRange { fault: Fault, share: f64 },
    #[error("the faults need {needed} devices of {devices}: their shares add up to more than 1")]
    TooMany { needed: usize, devices: usize },
}

/// Which of `devices` devices are in a share of them, rounded, or none when it is no share. The same seed chooses the
/// same devices.
pub(super) fn share(devices: usize, share: f64, seed: u64) -> Option<Vec<bool>> {
    let count = part(devices, share)?;
    let mut chosen: Vec<bool> = (0..devices).map(|index| index < count).collect();
    // Not the devices that the same seed gives the first fault to.
    fastrand::Rng::with_seed(!seed).shuffle(&mut chosen);
    Some(chosen)
}

fn part(devices: usize, share: f64) -> Option<usize> {
    if !(0.0..=1.0).contains(&share) {
        return None;
    }
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between 0 and the number of devices"
    )]
    let count = (share * devices as f64).round() as usize;
    Some(count)
}

/// Deals faults out to `devices` devices: each kind gets its share of the whole fleet, rounded, and none gets two.
/// The same seed deals the same way.
pub(super) fn deal(
    devices: usize,
    faults: &[(Fault, f64)],
    seed: u64,
) -> Result<Vec<Option<Fault>>, ShareError> {
    let mut dealt = Vec::with_capacity(devices);
    for &(fault, share) in faults {
        let count = part(devices, share).ok_or(ShareError::OutOfRange { fault, share })?;
        dealt.extend(std::iter::repeat_n(Some(fault), count));
    }
    if dealt.len() > devices {
        return Err(ShareError::TooMany {
            needed: dealt.len(),
            devices,
        });
    }
    dealt.resize(devices, None);
    fastrand::Rng::with_seed(seed).shuffle(&mut dealt);
    Ok(dealt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_gets_its_share_and_the_same_devices_for_the_same_seed() {
        let shares: Vec<_> = Fault::ALL.into_iter().map(|fault| (fault, 0.1)).collect();
        let dealt = deal(100, &shares, 7).unwrap();
        for fault in Fault::ALL {
            assert_eq!(
                dealt.iter().filter(|&&other| other == Some(fault)).count(),
                10,
                "{fault}"
            );
        }
        assert_eq!(dealt.iter().filter(|fault| fault.is_none()).count(), 10);
        assert_eq!(dealt, deal(100, &shares, 7).unwrap());
        assert_ne!(dealt, deal(100, &shares, 8).unwrap());
    }

    #[test]
    fn shares_that_cannot_be_dealt_are_refused() {
        assert_eq!(
            deal(10, &[(Fault::Reset, 0.6), (Fault::Mute, 0.6)], 1),
            Err(ShareError::TooMany {
                needed: 12,
                devices: 10
            })
        );
        for share in [-0.1, 1.1, f64::NAN] {
            assert!(
                matches!(
                    deal(10, &[(Fault::Reset, share)], 1),
                    Err(ShareError::OutOfRange { .. })
                ),
                "{share}"
            );
        }
    }

    #[test]
    fn every_fault_is_known_by_its_name_and_an_unknown_one_lists_them() {
        for fault in Fault::ALL {
            assert_eq!(fault.name().parse(), Ok(fault));
        }
        let message = "sleepy".parse::<Fault>().unwrap_err().to_string();
        assert!(
            message.contains("`sleepy`") && message.contains("never-answer, mute, stop"),
            "{message}"
        );
    }
}
