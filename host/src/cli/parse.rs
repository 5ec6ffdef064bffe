//! `nethost parse`: a saved output, parsed as a run would.

use super::{
    args::DriverArgs,
    error::{CliError, Done},
    prepare,
};
use crate::{
    plugin::saved,
    report::{Format, Terminal, driver_log, rows::write_rows},
    system_text,
};
use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// Bytes of the longest output that is read: that of a device with all its routes has a few hundred MiB.
const LONGEST: u64 = 512 << 20;

/// Exit status of an output that the driver could not parse.
const NOT_PARSED: u8 = 1;

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    drivers: DriverArgs,
    /// The command that gave the output; abbreviations as the device takes them.
    #[arg(long, value_name = "COMMAND")]
    command: String,
    #[arg(long, value_enum, default_value_t = Format::Json, help = "How the rows are printed")]
    format: Format,
    /// The saved output; `-` or nothing reads standard input.
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
}

pub(super) fn parse(args: &Args) -> Done {
    let (_, named) = prepare::shelf(&args.drivers, None)?;
    let [driver] = &named[..] else {
        return Err(CliError::new("parsing takes one driver", "name it with --plugin"));
    };
    let text = read(&args.file)?;
    let answer = driver.parse(&args.command, &text);
    for line in driver.shown(answer.log) {
        let about = format!("`{}`", args.command);
        driver_log::message(&driver.description().platform, &about, &line).show();
    }
    match answer.result {
        Ok(Ok(table)) => {
            let mut out = io::stdout().lock();
            write_rows(&mut out, &table, &text, args.format, Terminal::stdout())?;
            out.flush()?;
            Ok(0)
        }
        Ok(Err(crate::plugin::model::ParseError::NoSuchCommand)) => Err(CliError::new(
            format!(
                "the driver {} has no parser for \"{}\"",
                driver.name(),
                args.command
            ),
            format!("it has {}", commands(driver)),
        )),
        Ok(Err(error)) => {
            crate::report::Message::error(format!("{}: {error}", args.file.display()))
                .hint(format!("is this what \"{}\" printed, whole?", args.command))
                .show();
            Ok(NOT_PARSED)
        }
        Err(fault) => {
            crate::report::Message::error(format!("the driver {} failed: {fault}", driver.name()))
                .hint(fault.hint())
                .show();
            Ok(NOT_PARSED)
        }
    }
}

fn commands(driver: &crate::plugin::Driver) -> String {
    let names: Vec<_> = driver
        .description()
        .commands
        .iter()
        .map(|command| command.name.as_str())
        .collect();
    if names.is_empty() {
        "none".into()
    } else {
        names.join(", ")
    }
}

/// The text as a session would hand it out: decoded, its lines ending in `\n`.
fn read(file: &Path) -> Result<String, CliError> {
    let unreadable = |e: io::Error| {
        CliError::new(
            format!("{} cannot be read: {}", file.display(), system_text::of_file(&e)),
            "name a file with the device's output",
        )
    };
    let mut bytes = Vec::new();
    // One byte more tells that it is longer.
    let most = LONGEST + 1;
    if file == Path::new("-") {
        io::stdin().lock().take(most).read_to_end(&mut bytes)
    } else {
        fs::File::open(file).and_then(|file| file.take(most).read_to_end(&mut bytes))
    }
    .map_err(unreadable)?;
    if bytes.len() as u64 >= most {
        return Err(CliError::new(
            format!("{} is longer than {} MiB", file.display(), LONGEST >> 20),
            "name a file with the output of one command",
        ));
    }
    Ok(saved::text(bytes))
}
