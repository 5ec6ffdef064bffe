//! Rules in memory: what each operator holds of, where a way leads, and what a mistake is told as.

mod learned;
mod mistakes;
mod operators;
mod places;
mod shapes;

use super::{Difference, Policy, PolicyError, parse};
use serde_json::Value;

/// A policy of one rule about `getter` with these lines.
fn policy(getter: &str, lines: &str) -> Result<Policy, PolicyError> {
    parse(
        "policy.toml",
        &format!("[[rules]]\ngetter = '{getter}'\n{lines}\n"),
    )
}

/// What differs between one rule and an answer.
#[track_caller]
fn judged(getter: &str, lines: &str, answer: &Value) -> Vec<Difference> {
    let policy = policy(getter, lines).unwrap_or_else(|error| panic!("{error}"));
    policy.rules[0].judge(answer)
}

/// The same as text, a line for each.
#[track_caller]
fn told(getter: &str, lines: &str, answer: &Value) -> String {
    let differences = judged(getter, lines, answer);
    let lines: Vec<String> = differences.iter().map(ToString::to_string).collect();
    lines.join("\n")
}
