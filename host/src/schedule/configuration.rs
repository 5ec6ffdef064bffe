//! A device's configuration as its driver keeps it: by the driver's own commands, or, where it has none, by its getter
//! `config`.

use super::{
    record::{Failure, Status},
    understand::{self, call, driver_fault, failure, not_understood},
};
use crate::plugin::{
    Driver,
    engine::{CommandOutput, LogLine},
    model::{About, Datastore, Getter, Request, Wishes},
};
use serde_json::{Value, json};

/// How a driver gives a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// It says which commands show it, and what of it changes by itself.
    Own,
    /// As a getter's answer, as the device tells it.
    Getter,
}

/// The commands to run.
pub(super) async fn plan(
    driver: &Driver,
    (datastore, wishes): (Datastore, Wishes),
    log: &mut Vec<LogLine>,
) -> Result<(Way, Vec<String>), (Status, Failure)> {
    let description = driver.description();
    let own = driver
        .configuration_commands(datastore)
        .map_err(|fault| (Status::DriverFault, driver_fault(driver, &fault)))?;
    if !own.is_empty() {
        return Ok((Way::Own, own.to_vec()));
    }
    if !description.getters.contains(&Getter::Config) {
        let message = format!(
            "the driver {} does not say which command shows its devices' {} configuration",
            driver.name(),
            datastore.name()
        );
        let hint = "its author says so under [configuration] in driver.toml; `nethost run --output DIR` keeps any command's \
                    output";
        return Err((Status::Failed, failure("no_configuration", &message, hint)));
    }
    if wishes.without_secrets {
        let message = format!(
            "the driver {} does not know where secrets stand in a configuration",
            driver.name()
        );
        let hint = "a newer release of it may; without --without-secrets the configuration is kept as it is";
        return Err((Status::Failed, failure("secrets_unknown", &message, hint)));
    }
    Ok((Way::Getter, understand::plan(driver, &request()?, log).await?))
}

/// What is to be kept: an object with the `text`, and whether it is `stable`.
pub(super) async fn collect(
    driver: &Driver,
    way: Way,
    (datastore, wishes): (Datastore, Wishes),
    outputs: Vec<CommandOutput>,
    log: &mut Vec<LogLine>,
) -> Result<Value, (Status, Failure)> {
    let text = match way {
        Way::Own => stable(driver, wishes, outputs, log).await?,
        Way::Getter => {
            let answer = understand::collect(driver, &request()?, outputs, log).await?;
            let text = answer.get(datastore.name()).and_then(Value::as_str);
            text.unwrap_or_default().to_owned()
        }
    };
    // A copy of an earlier run is better than none.
    if text.trim().is_empty() {
        let message = format!("the device told no {} configuration", datastore.name());
        return Err((Status::Failed, failure("empty_configuration", &message, "")));
    }
    Ok(json!({ "text": text, "stable": way == Way::Own }))
}

async fn stable(
    driver: &Driver,
    wishes: Wishes,
    outputs: Vec<CommandOutput>,
    log: &mut Vec<LogLine>,
) -> Result<String, (Status, Failure)> {
    let mut text = String::new();
    for output in outputs {
        let command = output.command.clone();
        let size = output.text.len();
        let asked = move |driver: &Driver| driver.stable(&output.command, &output.text, wishes);
        match call(driver, size, log, asked).await {
            Ok(Ok(part)) => {
                text.push_str(&part);
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
            }
            Ok(Err(error)) => return Err(not_understood(&command, &error)),
            Err(fault) => return Err((Status::DriverFault, driver_fault(driver, &fault))),
        }
    }
    Ok(text)
}

fn request() -> Result<Request, (Status, Failure)> {
    Request::new(Getter::Config, About::default())
        .map_err(|error| (Status::Failed, failure("getter_unsupported", &error, "")))
}
