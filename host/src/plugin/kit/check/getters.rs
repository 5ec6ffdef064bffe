//! The getters that it says it has.

use super::{Checked, Finding, Rule};
use crate::plugin::{
    Driver,
    engine::CommandOutput,
    kit::fixtures::{Fixtures, folder_name, request},
    model::{Getter, GetterError, ParseError, Request},
};

const PLANS: Rule = Rule {
    id: "getters-plans",
    says: "each declared getter has a plan of commands, the same each time",
    why: "there is nothing to send to the device otherwise",
};

const COMMANDS: Rule = Rule {
    id: "getters-commands",
    says: "a plan's commands are parsed, declared, or among the fixtures",
    why: "an answer that is made of an output which nobody tries is a guess",
};

const EMPTY: Rule = Rule {
    id: "getters-empty",
    says: "a getter whose commands were refused gives an answer or an error",
    why: "devices without a feature refuse its commands, and a driver that fails at that fails often",
};

const DECLARED: Rule = Rule {
    id: "getters-declared",
    says: "each getter that has a plan is declared",
    why: "users are shown what is declared",
};

pub(super) fn run(driver: &Driver, fixtures: &Fixtures) -> Vec<Checked> {
    let declared = &driver.description().getters;
    let undeclared = DECLARED.found(undeclared(driver, declared));
    if declared.is_empty() {
        let mut checks: Vec<_> = [PLANS, COMMANDS, EMPTY]
            .map(|rule| rule.left_out("it has no getters"))
            .into();
        checks.push(undeclared);
        return checks;
    }
    let (mut plans, mut commands, mut empty) = (Vec::new(), Vec::new(), Vec::new());
    for &getter in declared {
        let Ok(request) = request(getter) else { continue };
        let plan = match plan(driver, &request) {
            Ok(plan) => plan,
            Err(what) => {
                let what = format!("{}: {what}", getter.name());
                plans.push(Finding::wrong(
                    what,
                    "give a plan in `plan`, or do not declare it",
                ));
                continue;
            }
        };
        let unknown = unknown(driver, fixtures, &request, &plan);
        if !unknown.is_empty() {
            let what = format!(
                "{}: neither parsed nor declared nor among the fixtures: \"{}\"",
                getter.name(),
                unknown.join("\", \"")
            );
            commands.push(Finding::doubtful(
                what,
                "put what a device answers to them among the fixtures",
            ));
        }
        let refused = plan.into_iter().map(|command| CommandOutput {
            command,
            text: String::new(),
        });
        if let Err(fault) = driver.collect(&request, refused.collect()).result {
            let what = format!("{}: it fails at empty outputs: {fault}", getter.name());
            empty.push(Finding::wrong(
                what,
                "an output may be empty: the device refused the command",
            ));
        }
    }
    vec![
        PLANS.found(plans),
        COMMANDS.found(commands),
        EMPTY.found(empty),
        undeclared,
    ]
}

/// A getter's commands, or what is wrong with them.
fn plan(driver: &Driver, request: &Request) -> Result<Vec<String>, String> {
    let ask = || match driver.plan(request).result {
        Ok(Ok(plan)) => Ok(plan),
        Ok(Err(error)) => Err(error.to_string()),
        Err(fault) => Err(format!("it fails when it is asked for its plan: {fault}")),
    };
    let plan = ask()?;
    if plan.is_empty() {
        return Err("its plan has no commands".into());
    }
    if let Some(command) = plan
        .iter()
        .find(|command| command.trim().is_empty() || command.chars().any(char::is_control))
    {
        return Err(format!("its plan has {command:?}, which is not one line of text"));
    }
    if ask()? != plan {
        return Err("its plan is another one the second time".into());
    }
    Ok(plan)
}

/// The commands of a plan that nothing is known of.
fn unknown<'a>(driver: &Driver, fixtures: &Fixtures, request: &Request, plan: &'a [String]) -> Vec<&'a str> {
    let declared = &driver.description().commands;
    let tried = |command: &str| {
        // What it asks about may be another thing in the fixtures, or be left out of their names.
        let destination = request.about().destination.as_deref();
        let before = destination
            .and_then(|it| command.split_once(it))
            .map(|(before, _)| before.trim_end());
        let begins = |before: &str| {
            let folder = folder_name(before);
            fixtures
                .cases
                .iter()
                .any(|case| folder_name(&case.command).starts_with(&folder))
        };
        fixtures.of(command).next().is_some() || before.is_some_and(begins)
    };
    plan.iter()
        .map(String::as_str)
        .filter(|command| {
            let parsed = driver.parse(command, "\n").result;
            parsed == Ok(Err(ParseError::NoSuchCommand))
                && declared.iter().all(|known| known.name != **command)
                && !tried(command)
        })
        .collect()
}

fn undeclared(driver: &Driver, declared: &[Getter]) -> Vec<Finding> {
    let others = Getter::ALL
        .into_iter()
        .filter(|getter| !declared.contains(getter));
    others
        .filter_map(|getter| {
            let request = request(getter).ok()?;
            match driver.plan(&request).result {
                Ok(Err(GetterError::Unsupported)) => None,
                Ok(_) => Some(Finding::doubtful(
                    format!("{} has a plan, and is not declared", getter.name()),
                    "declare it, or say that it is unsupported",
                )),
                Err(fault) => Some(Finding::wrong(
                    format!(
                        "it fails when it is asked for {}, which it does not have: {fault}",
                        getter.name()
                    ),
                    "say that it is unsupported",
                )),
            }
        })
        .collect()
}
