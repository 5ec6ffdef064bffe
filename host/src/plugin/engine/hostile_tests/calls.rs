//! Harm in what is called again and again: `parse`, `plan`, and each getter's collecting.

use super::{ENGINE, HOSTILE, PATIENCE, limits, load};
use crate::plugin::{
    Driver, Fault,
    engine::{CommandOutput, Limits, Permissions},
    model::{About, Argument, Getter, GetterError, Misunderstanding, ParseError, Request, Value},
};
use std::{sync::LazyLock, time::Instant};

/// Compiled once, for what is never late.
static DRIVER: LazyLock<Driver> = LazyLock::new(|| load(&HOSTILE).expect("the hostile driver loads"));

fn hostile() -> Driver {
    DRIVER.clone()
}

fn impatient() -> Driver {
    let driver = ENGINE.load("hostile.wasm", &HOSTILE, limits(), Permissions::default());
    driver.expect("the hostile driver loads")
}

/// A ping, whose destination names the harm of its plan.
fn plan(driver: &Driver, harm: &str) -> Result<Result<Vec<String>, GetterError>, Fault> {
    let about = About {
        destination: Some(harm.into()),
        ..About::default()
    };
    let request = Request::new(Getter::Ping, about).expect("a request");
    driver.plan(&request).result
}

fn is_stopped(harm: &str, fault: &Fault) -> bool {
    match harm {
        "loop" => matches!(fault, Fault::Time { .. }),
        "eat" => matches!(fault, Fault::Memory { .. } | Fault::Time { .. }),
        "recurse" => *fault == Fault::Stack,
        "panic" => matches!(fault, Fault::Trap(_)),
        "log" => matches!(fault, Fault::Log { .. }),
        _ => false,
    }
}

const HARMS: [&str; 5] = ["loop", "eat", "recurse", "panic", "log"];

#[test]
fn every_harm_in_a_plan_is_one_fault() {
    for harm in HARMS {
        let fault = plan(&impatient(), harm).expect_err(harm);
        assert!(is_stopped(harm, &fault), "{harm}: {fault:?}");
    }
}

#[test]
fn a_plan_is_short_and_shows_things() {
    let driver = hostile();
    assert_eq!(plan(&driver, "r1"), Ok(Ok(vec!["show version".to_owned()])));
    let fault = |harm: &str| plan(&driver, harm).expect_err(harm);
    assert!(matches!(
        fault("answer"),
        Fault::Answer { .. } | Fault::Time { .. }
    ));
    assert!(matches!(fault("many"), Fault::Contract(text) if text.contains("100 commands")));
    assert!(matches!(fault("long"), Fault::Contract(text) if text.contains("5000 bytes")));
    for (harm, line) in [("reload", "reload"), ("lines", "show version\nreload")] {
        let fault = fault(harm);
        assert!(
            matches!(&fault, Fault::Sends(error) if error.line.text == line),
            "{fault:?}"
        );
        let allow = format!("sends = [{}]", toml::Value::String(line.into()));
        assert!(
            fault.hint().contains("[drivers.") && fault.hint().ends_with(&allow),
            "{}",
            fault.hint()
        );
        assert!(!fault.to_string().contains('\n'), "{fault}");
    }
}

#[test]
fn every_harm_in_every_getter_is_one_fault() {
    let driver = impatient();
    for getter in Getter::ALL {
        let needs = getter.takes().contains(&Argument::Destination);
        let about = About {
            destination: needs.then(|| "192.0.2.1".to_owned()),
            ..About::default()
        };
        let request = Request::new(getter, about).expect("a request");
        for harm in HARMS {
            let output = CommandOutput {
                command: "show version".into(),
                text: harm.into(),
            };
            let fault = driver.collect(&request, vec![output]).result.expect_err(harm);
            let expected = if getter == Getter::Facts { "panic" } else { harm };
            assert!(is_stopped(expected, &fault), "{getter:?}, {harm}: {fault:?}");
            // What is late three times in a row is called no more.
            assert!(driver.parse("show nothing", "").result.is_ok());
        }
    }
}

#[test]
fn a_getters_giant_answer_is_not_taken() {
    let request = Request::new(Getter::Config, About::default()).expect("a request");
    let fault = hostile()
        .collect(&request, Vec::new())
        .result
        .expect_err("it is too large");
    assert!(
        matches!(fault, Fault::Answer { .. } | Fault::Time { .. }),
        "{fault:?}"
    );
}

#[test]
fn a_log_of_giant_lines_keeps_little() {
    let began = Instant::now();
    let answer = impatient().parse("heavy log", "");
    assert!(answer.result.is_err());
    let kept: usize = answer.log.iter().map(|line| line.text.capacity()).sum();
    assert!(
        kept <= answer.log.len() * super::super::limits::LOG_LINE,
        "{kept} bytes"
    );
    assert!(began.elapsed() < PATIENCE);
}

/// The fault of a table that breaks the contract.
#[track_caller]
fn breaks(command: &str) -> String {
    match hostile().parse(command, "").result {
        Err(Fault::Contract(text)) => text,
        other => panic!("{command}: {other:?}"),
    }
}

#[test]
fn a_table_has_a_bearable_shape() {
    assert_eq!(breaks("columns"), "it has 2000 columns; there may be 1000");
    assert_eq!(breaks("long column"), "a column has a name of 1048576 bytes");
    assert!(breaks("odd column").contains("does something to a terminal"));
    let table = hostile().parse("rows without columns", "").result;
    let table = table.expect("no fault").expect("a table");
    assert!(
        table.rows.is_empty(),
        "where there are no columns there is nothing"
    );
}

#[test]
fn a_number_is_one() {
    for command in ["nan", "infinity"] {
        assert_eq!(breaks(command), "row 2, column number: the number is not finite");
    }
}

#[test]
fn odd_texts_are_only_texts() {
    let table = hostile()
        .parse("odd cells", "")
        .result
        .expect("no fault")
        .expect("a table");
    assert!(matches!(&table.rows[0][0], Value::Text(text) if text.starts_with("\u{1b}[2J")));
    let error = hostile().parse("odd error", "").result.expect("no fault");
    assert!(matches!(
        error,
        Err(ParseError::NotUnderstood(Misunderstanding {
            line: Some(u32::MAX),
            ..
        }))
    ));
    let refusal = hostile().parse("odd refusal", "").result.expect("no fault");
    assert!(matches!(refusal, Err(ParseError::Refused(_))));
}

#[test]
fn a_driver_that_is_slow_without_end_is_called_beside() {
    let limits = Limits {
        time: super::SHORT * 5,
        ..Limits::default()
    };
    let driver = ENGINE
        .load("hostile.wasm", &HOSTILE, limits, Permissions::default())
        .expect("it loads");
    assert!(driver.parse("echo", "").result.is_ok());
    // A panic ends at once; a loop is slow.
    assert!(driver.parse("loop", "").result.is_err());
    assert!(driver.may_block());
}
