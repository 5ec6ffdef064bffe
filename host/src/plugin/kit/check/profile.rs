//! How it says that its devices talk.

use super::{
    Checked, Finding, Rule,
    text::{USUAL, sentences},
};
use crate::{
    plugin::{Driver, kit::fixtures::Fixtures},
    session::{Profile, Waits, profile::ProfileSpec},
};
use std::collections::BTreeSet;

const COMPILES: Rule = Rule {
    id: "profile-compiles",
    says: "modes and transitions fit together, patterns compile and match no empty line",
    why: "no session can begin otherwise",
};

const PROMPTS: Rule = Rule {
    id: "profile-prompts",
    says: "prompts match a whole prompt and no ordinary line",
    why: "a line of output that is taken for a prompt ends the command there, and what follows is lost",
};

const MODES: Rule = Rule {
    id: "profile-modes",
    says: "transitions lead from every mode to the command mode",
    why: "a device may be in any mode after login; without a way its session fails",
};

const PAUSES: Rule = Rule {
    id: "profile-pauses",
    says: "pagers and questions match no ordinary line",
    why: "something is typed into the device whenever one matches",
};

const ERRORS: Rule = Rule {
    id: "profile-errors",
    says: "error patterns match no line of an output that is none",
    why: "a command that ran counts as refused, and its rows are lost",
};

const ALL: [Rule; 5] = [COMPILES, PROMPTS, MODES, PAUSES, ERRORS];

/// Findings of one kind that are told: more have the same cause.
const TOLD: usize = 5;

pub(super) fn run(driver: &Driver, fixtures: &Fixtures) -> Vec<Checked> {
    let Some(spec) = &driver.description().profile else {
        return ALL
            .map(|rule| rule.left_out("it has no profile: it only parses"))
            .into();
    };
    let profile = match Profile::compile_broad(spec) {
        Ok(profile) => profile,
        Err(error) => {
            let finding = Finding::wrong(error.to_string(), "the profile");
            let rest = ALL[1..]
                .iter()
                .map(|rule| rule.left_out("the profile does not compile"));
            return std::iter::once(COMPILES.found(vec![finding]))
                .chain(rest)
                .collect();
        }
    };
    let outputs = fixtures.cases.iter().filter(|case| case.expected.is_some());
    let outputs = outputs.map(|case| (case.path.display().to_string(), case.output.as_str()));
    vec![
        COMPILES.found(Vec::new()),
        PROMPTS.found(prompts(&profile)),
        MODES.found(modes(&profile, spec)),
        PAUSES.found(pauses(&profile, spec)),
        ERRORS.found(errors(&profile, spec, outputs)),
    ]
}

fn prompts(profile: &Profile) -> Vec<Finding> {
    let usual = USUAL.iter().map(|line| ((*line).to_owned(), true));
    let lines = usual.chain(sentences().map(|line| (line, false)));
    let mut told = BTreeSet::new();
    lines
        .filter_map(|(line, plain)| {
            let mode = profile.mode_at_end(line.as_bytes())?;
            let what = format!("{line:?} is taken for a prompt of mode {mode}");
            let mend = format!("[[modes]] name = \"{mode}\": say what may stand in the host's name, and end in the prompt's own sign");
            let finding = if plain {
                Finding::wrong(what, mend)
            } else {
                Finding::doubtful(what, format!("{mend}; `.*` matches anything"))
            };
            // One of each kind for each mode.
            told.insert((mode.to_owned(), plain)).then_some(finding)
        })
        .collect()
}

fn modes(profile: &Profile, spec: &ProfileSpec) -> Vec<Finding> {
    let command = &spec.command_mode;
    let stranded = profile.stranded().into_iter().map(|mode| {
        Finding::wrong(
            format!("no transition leads from mode {mode} to the command mode {command}"),
            format!("[[transitions]] with from = \"{mode}\", and the command that leaves it"),
        )
    });
    let reached = reached(spec);
    let unreached = spec
        .modes
        .iter()
        .filter(|mode| !reached.contains(mode.name.as_str()));
    let unreached = unreached.map(|mode| {
        Finding::doubtful(
            format!(
                "no transition leads to mode {}: a session is there only if the device begins there",
                mode.name
            ),
            format!(
                "[[transitions]] with to = \"{}\", if there is a command for it",
                mode.name
            ),
        )
    });
    stranded.chain(unreached).collect()
}

/// The modes that a session may come to from the first one, in which a device begins, and from the command mode.
fn reached(spec: &ProfileSpec) -> BTreeSet<&str> {
    let first = spec.modes.first().map(|mode| mode.name.as_str());
    let mut reached: BTreeSet<&str> = first.into_iter().chain([spec.command_mode.as_str()]).collect();
    loop {
        let before = reached.len();
        for transition in &spec.transitions {
            if reached.contains(transition.from.as_str()) {
                reached.insert(&transition.to);
            }
        }
        if reached.len() == before {
            return reached;
        }
    }
}

fn pauses(profile: &Profile, spec: &ProfileSpec) -> Vec<Finding> {
    let waiting = USUAL
        .iter()
        .filter_map(|line| Some((line, profile.waits_at(line)?)));
    waiting
        .map(|(line, waits)| {
            let (what, pattern) = match waits {
                Waits::Pager(place) => ("a pager", spec.pagers.get(place).map(|it| &it.pattern)),
                Waits::Question(place) => ("a question", spec.questions.get(place).map(|it| &it.pattern)),
                Waits::InTransition(way, place) => (
                    "a question of a transition",
                    spec.transitions
                        .get(way)
                        .and_then(|it| it.questions.get(place))
                        .map(|it| &it.pattern),
                ),
            };
            let pattern = pattern.map_or("", String::as_str);
            Finding::wrong(
                format!("{line:?} is taken for {what}: `{pattern}` matches it"),
                "begin the pattern with ^ and end it with $, and write what the device prints",
            )
        })
        .take(TOLD)
        .collect()
}

fn errors<'a>(
    profile: &Profile,
    spec: &ProfileSpec,
    outputs: impl Iterator<Item = (String, &'a str)>,
) -> Vec<Finding> {
    let usual = USUAL.iter().map(|line| ("an ordinary line".to_owned(), *line));
    usual
        .chain(outputs)
        .filter_map(|(whose, output)| {
            let line = profile.refusal_in(output)?;
            let pattern = spec.errors.iter().find(|pattern| {
                regex::bytes::Regex::new(pattern).is_ok_and(|it| it.is_match(line.as_bytes()))
            });
            let pattern = pattern.map_or("", String::as_str);
            Some(Finding::wrong(
                format!("{line:?} of {whose} counts as a refusal: `{pattern}` matches it"),
                "errors: begin the pattern with ^, and write as much of the device's words as it takes",
            ))
        })
        .take(TOLD)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::profile::{ModeSpec, PagerSpec, TransitionSpec};

    fn mode(name: &str, prompt: &str) -> ModeSpec {
        ModeSpec {
            name: name.into(),
            prompts: vec![prompt.into()],
        }
    }

    fn way(from: &str, to: &str) -> TransitionSpec {
        TransitionSpec {
            from: from.into(),
            to: to.into(),
            command: "x".into(),
            ..TransitionSpec::default()
        }
    }

    fn good() -> ProfileSpec {
        ProfileSpec {
            modes: vec![mode("exec", r"[\w-]+> ?"), mode("all", "[\\w-]+# ?")],
            transitions: vec![way("exec", "all")],
            command_mode: "all".into(),
            errors: vec!["^% ".into()],
            pagers: vec![PagerSpec {
                pattern: "^--More--$".into(),
                answer: " ".into(),
            }],
            ..ProfileSpec::default()
        }
    }

    fn found(spec: &ProfileSpec) -> [Vec<Finding>; 4] {
        let profile = Profile::compile_broad(spec).unwrap();
        [
            prompts(&profile),
            modes(&profile, spec),
            pauses(&profile, spec),
            errors(
                &profile,
                spec,
                [("one.txt".to_owned(), "fine\nERROR none\n")].into_iter(),
            ),
        ]
    }

    #[test]
    fn a_good_profile_passes() {
        assert_eq!(found(&good()), [const { Vec::new() }; 4]);
    }

    #[test]
    fn a_prompt_that_matches_words_is_wrong_and_one_that_matches_sentences_doubtful() {
        let mut spec = good();
        spec.modes[0].prompts = vec![r"\w+".into()];
        let [prompts, ..] = found(&spec);
        assert!(
            prompts[0]
                .what
                .contains("\"a\" is taken for a prompt of mode exec"),
            "{prompts:?}"
        );
        assert_eq!(
            (prompts.len(), prompts[0].weight),
            (1, super::super::Weight::Wrong)
        );
        spec.modes[0].prompts = vec![r".*> ?".into()];
        let [prompts, ..] = found(&spec);
        assert_eq!(
            (prompts.len(), prompts[0].weight),
            (1, super::super::Weight::Doubtful)
        );
    }

    #[test]
    fn modes_without_a_way_out_or_in_are_found() {
        let mut spec = good();
        spec.modes.push(mode("boot", "boot: "));
        let [_, modes, ..] = found(&spec);
        assert_eq!(modes.len(), 2);
        assert!(
            modes[0].what.contains("from mode boot to the command mode all"),
            "{modes:?}"
        );
        spec.transitions.push(way("boot", "exec"));
        let [_, modes, ..] = found(&spec);
        assert_eq!(
            (modes.len(), modes[0].weight),
            (1, super::super::Weight::Doubtful)
        );
        spec.transitions.push(way("all", "boot"));
        assert_eq!(found(&spec)[1], []);
    }

    #[test]
    fn pagers_and_errors_that_match_output_are_found() {
        let mut spec = good();
        spec.pagers[0].pattern = "-+".into();
        spec.errors.push("(?i)error".into());
        let [_, _, pauses, errors] = found(&spec);
        assert!(pauses[0].what.contains("a pager"), "{pauses:?}");
        assert!(errors.iter().any(|it| it.what.contains("one.txt")), "{errors:?}");
        assert!(
            errors.iter().all(|it| it.what.contains("`(?i)error`")),
            "{errors:?}"
        );
    }
}
