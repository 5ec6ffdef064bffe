//! How long to wait before a device is tried again.

use std::time::Duration;

/// Before the second try; each further one waits twice as long.
const FIRST: Duration = Duration::from_secs(1);

/// No wait is longer.
const LONGEST: Duration = Duration::from_secs(30);

/// The wait before try number `attempt` (the second is 2), with jitter, so that devices that failed together do
/// not come back together: between a half and the whole.
pub(super) fn before(attempt: u32) -> Duration {
    let whole = FIRST
        .saturating_mul(1 << attempt.saturating_sub(2).min(16))
        .min(LONGEST);
    whole.mul_f64(0.5 + fastrand::f64() / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_up_to_a_limit_with_jitter_of_a_half() {
        for (attempt, whole) in [(2, 1.0), (3, 2.0), (4, 4.0), (20, 30.0), (u32::MAX, 30.0)] {
            let wait = before(attempt).as_secs_f64();
            assert!(
                (whole / 2.0..=whole).contains(&wait),
                "try {attempt} waits {wait} s"
            );
        }
    }
}
