//! The words for how something ended, and the exit status that follows from them.

use crate::schedule::record::{Failure, Outcome, Status};

/// The name that every format uses.
pub fn name(status: Status) -> &'static str {
    match status {
        Status::Ok => "ok",
        Status::Failed => "failed",
        Status::Unparsed => "unparsed",
        Status::Unreachable => "unreachable",
        Status::AuthFailed => "auth_failed",
        Status::TimedOut => "timed_out",
        Status::DriverFault => "driver_fault",
        Status::Cancelled => "cancelled",
        Status::NotAttempted => "not_attempted",
    }
}

/// How a device ended, never better than its worst command: a device whose own status is `ok` but one of
/// whose commands is not counts as that command does. A getter's answer is whole even where the device
/// refused a command of its plan, as it does for a feature that is not turned on.
pub fn of_device(outcome: &Outcome) -> (Status, Option<&Failure>) {
    let bad = || outcome.records.iter().find(|record| record.status != Status::Ok);
    if outcome.status != Status::Ok {
        return (
            outcome.status,
            outcome.error.as_ref().or_else(|| bad()?.error.as_ref()),
        );
    }
    if !outcome.answers.is_empty() {
        return (Status::Ok, None);
    }
    bad().map_or((Status::Ok, None), |record| {
        (record.status, record.error.as_ref())
    })
}

/// The program's exit status: 0 when all are ok, 1 when some are not. Output that was not understood is not
/// ok; a command that no driver parses is. (130, interrupted, and 2, misused, are the caller's to give.)
pub fn exit_status(statuses: impl IntoIterator<Item = Status>) -> u8 {
    u8::from(statuses.into_iter().any(|status| status != Status::Ok))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;

    #[test]
    fn names_are_those_that_serde_writes() {
        for status in samples::STATUSES {
            assert_eq!(serde_json::to_value(status).unwrap(), name(status));
        }
    }

    #[test]
    fn anything_but_ok_is_one() {
        assert_eq!(exit_status([]), 0);
        assert_eq!(exit_status([Status::Ok, Status::Ok]), 0);
        for status in samples::STATUSES
            .into_iter()
            .filter(|&status| status != Status::Ok)
        {
            assert_eq!(exit_status([Status::Ok, status]), 1, "{status:?}");
        }
    }

    #[test]
    fn a_device_is_no_better_than_its_worst_command() {
        let mut outcome = samples::ok_outcome();
        assert_eq!(of_device(&outcome), (Status::Ok, None));
        outcome.records[0].status = Status::Unparsed;
        assert_eq!(of_device(&outcome).0, Status::Unparsed);
        outcome.answers = vec![Ok(serde_json::Value::Null).into()];
        assert_eq!(of_device(&outcome), (Status::Ok, None), "a getter's answer");
        outcome.status = Status::TimedOut;
        assert_eq!(of_device(&outcome).0, Status::TimedOut);
    }
}
