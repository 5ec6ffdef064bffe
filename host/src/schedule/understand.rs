//! What a device answered, given to its driver: where we are when it is small, beside when it is large.

use super::record::{Failure, Status};
use crate::plugin::{
    Driver, Fault,
    engine::{Answer, CommandOutput, LogLine, limits},
    model::{GetterError, ParseError, Request, Table},
};
use std::sync::{Arc, LazyLock};
use tokio::sync::Semaphore;

/// Calls at once on blocking threads: as many as there are processors. More would only take turns.
static BESIDE: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)));

/// What became of an output.
pub(super) struct Understood {
    pub(super) status: Status,
    pub(super) error: Option<Failure>,
    pub(super) table: Option<Table>,
}

/// Parses one output. What the driver notes for the user is put into `log`.
pub(super) async fn parse(
    driver: &Driver,
    command: &Arc<str>,
    output: &Arc<str>,
    log: &mut Vec<LogLine>,
) -> Understood {
    let (command, text) = (command.clone(), output.clone());
    let parse = move |driver: &Driver| driver.parse(&command, &text);
    let (status, error, table) = match call(driver, output.len(), log, parse).await {
        Ok(Ok(table)) => (Status::Ok, None, Some(table)),
        Ok(Err(ParseError::NoSuchCommand)) => (Status::Ok, None, None),
        Ok(Err(error @ ParseError::Refused(_))) => {
            (Status::Failed, Some(failure(REFUSED, &error, REFUSED_HINT)), None)
        }
        Ok(Err(error @ ParseError::NotUnderstood(_))) => (
            Status::Unparsed,
            Some(failure("not_understood", &error, UNPARSED_HINT)),
            None,
        ),
        Err(fault) => (Status::DriverFault, Some(driver_fault(driver, &fault)), None),
    };
    Understood { status, error, table }
}

/// Collects a getter's outputs.
pub(super) async fn collect(
    driver: &Driver,
    request: &Request,
    outputs: Vec<CommandOutput>,
    log: &mut Vec<LogLine>,
) -> Result<serde_json::Value, (Status, Failure)> {
    let size = outputs.iter().map(|output| output.text.len()).sum();
    let asked = request.clone();
    match call(driver, size, log, move |driver| driver.collect(&asked, outputs)).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error @ GetterError::Unsupported)) => {
            Err((Status::Failed, failure("getter_unsupported", &error, "")))
        }
        Ok(Err(GetterError::Output { command, error })) => Err(not_understood(&command, &error)),
        Err(fault) => Err((Status::DriverFault, driver_fault(driver, &fault))),
    }
}

/// Why a driver made nothing of what a device answered to one of the commands that the driver named.
pub(super) fn not_understood(command: &str, error: &ParseError) -> (Status, Failure) {
    if let ParseError::Refused(refusal) = error {
        let message = format!("\"{command}\": {refusal}");
        return (Status::Failed, failure(REFUSED, &message, REFUSED_HINT));
    }
    let hint = format!(
        "`nethost run --format raw \"{command}\"` prints what the device answered; the driver does not know this form of it"
    );
    let message = format!("\"{command}\": {error}");
    (Status::Unparsed, failure("not_understood", &message, &hint))
}

/// The commands of a getter.
pub(super) async fn plan(
    driver: &Driver,
    request: &Request,
    log: &mut Vec<LogLine>,
) -> Result<Vec<String>, (Status, Failure)> {
    let asked = request.clone();
    match call(driver, 0, log, move |driver| driver.plan(&asked)).await {
        Ok(Ok(commands)) => Ok(commands),
        Ok(Err(error)) => {
            let hint = "`nethost plugin inspect` lists the getters of a driver; not every one has each";
            Err((Status::Failed, failure("getter_unsupported", &error, hint)))
        }
        Err(fault) => Err((Status::DriverFault, driver_fault(driver, &fault))),
    }
}

/// The kind of failure of a command that the device did not take.
pub(super) const REFUSED: &str = "refused";
pub(super) const REFUSED_HINT: &str =
    "the device did not take the command: check its spelling and the login's privileges";
const UNPARSED_HINT: &str =
    "--format raw prints what the device answered; the driver does not know this form of it";

/// Calls a driver; what it notes for the user is put into `log`. Small outputs on the spot, which takes about a millisecond;
/// larger ones would hold up the sessions that share the thread.
pub(super) async fn call<T: Send + 'static>(
    driver: &Driver,
    size: usize,
    log: &mut Vec<LogLine>,
    function: impl FnOnce(&Driver) -> Answer<T> + Send + 'static,
) -> Result<T, Fault> {
    if size <= limits::SMALL && !driver.may_block() {
        let answer = function(driver);
        log.extend(driver.shown(answer.log));
        return answer.result;
    }
    // Never closed.
    let _place = BESIDE.acquire().await.ok();
    let called = driver.clone();
    match tokio::task::spawn_blocking(move || function(&called)).await {
        Ok(answer) => {
            log.extend(driver.shown(answer.log));
            answer.result
        }
        Err(panic) => Err(Fault::Trap(format!("the host panicked: {panic}"))),
    }
}

pub(super) fn failure(kind: &str, message: &impl std::fmt::Display, hint: &str) -> Failure {
    Failure {
        kind: kind.into(),
        message: message.to_string(),
        hint: hint.into(),
    }
}

pub(super) fn driver_fault(driver: &Driver, fault: &Fault) -> Failure {
    failure(
        fault.kind(),
        &format!("the driver {} failed: {fault}", driver.name()),
        &fault.hint(),
    )
}
