//! The signs by which it says that its devices are recognised.

use super::{Checked, Finding, Rule};
use crate::plugin::{
    model::{Description, Evidence, Recognition},
    recognise::{Next, Recogniser, Signs, Verdict},
};
use std::sync::Arc;

const RECOGNITION: Rule = Rule {
    id: "recognition",
    says: "no sign is found in every text",
    why: "devices of all other platforms would be taken for this one",
};

/// What any device may show: nothing in it tells one from another.
const ANYONE: &str = "a\nWelcome\n0123456789\nlogin: \n-----\n";

/// A sign that is believed by itself.
const CERTAIN: u8 = 100;

pub(super) fn run(description: &Description) -> Vec<Checked> {
    if description.recognitions.is_empty() {
        return vec![RECOGNITION.left_out("it has no signs: inventories must name the platform")];
    }
    let findings = description
        .recognitions
        .iter()
        .filter(|sign| matches_anyone(sign));
    let findings = findings.map(|sign| {
        Finding::wrong(
            format!(
                "the sign `{}` is found in a text that any device may show",
                sign.pattern
            ),
            "[[recognition]]: write what only these devices say, such as the software's name",
        )
    });
    vec![RECOGNITION.found(findings.collect())]
}

fn matches_anyone(sign: &Recognition) -> bool {
    let alone = Recognition {
        certainty: CERTAIN,
        ..sign.clone()
    };
    // It was compiled when the driver was loaded.
    let Ok(signs) = Signs::compile(&[alone]) else {
        return false;
    };
    let mut recogniser = Recogniser::new([Arc::new(signs)]);
    match &sign.evidence {
        Evidence::Identification => recogniser.identification(ANYONE),
        Evidence::Greeting => recogniser.greeting(ANYONE),
        Evidence::Output(_) => {
            if let Next::Ask(command) = recogniser.next() {
                recogniser.output(&command, ANYONE);
            }
        }
    }
    matches!(recogniser.next(), Next::Done(Verdict::Recognised { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_everything_is_found_wherever_it_is_looked_for() {
        for evidence in [
            Evidence::Identification,
            Evidence::Greeting,
            Evidence::Output("show version".into()),
        ] {
            let sign = |pattern: &str, certainty| Recognition {
                evidence: evidence.clone(),
                pattern: pattern.into(),
                certainty,
            };
            assert!(matches_anyone(&sign(r"\w", 10)), "{evidence:?}");
            assert!(!matches_anyone(&sign("^Acme OS ", 90)), "{evidence:?}");
        }
    }
}
