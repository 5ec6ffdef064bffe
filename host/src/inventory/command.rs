//! Runs a program for what it writes to stdout, within a time, and tells of its stderr when it fails.

use super::source::read_bounded;
use crate::system_text;
use std::{
    io::{self, IsTerminal, Read},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};
use thiserror::Error;
use zeroize::Zeroizing;

/// What is told of a failed program's complaint.
const LONGEST_COMPLAINT: u64 = 2 * 1024;
/// How often to look whether it has ended: too short for a person to notice, too long to cost anything.
const LOOK: Duration = Duration::from_millis(10);
/// A program that has ended has written all; what is left is for its pipes to be read.
const READ_OUT: Duration = Duration::from_secs(1);

/// Reads on from "the command NAME".
#[derive(Debug, Error)]
pub enum CommandError {
    #[error("cannot be run: {}", system_text::of_file(.0))]
    NotRun(io::Error),
    #[error("failed ({status}); it wrote {}", .complaint.as_ref().map_or("nothing to stderr".into(), |text| format!("to stderr: {text}")))]
    Failed {
        status: ExitStatus,
        complaint: Option<String>,
    },
    #[error("did not end within {} seconds", .0.as_secs())]
    TooSlow(Duration),
    #[error("left another program behind that keeps its output open")]
    LeftOpen,
    #[error("cannot be read: {}", system_text::of_file(.0))]
    Unreadable(io::Error),
}

impl CommandError {
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotRun(_) => "is it installed, and in the PATH?",
            Self::TooSlow(_) => {
                "does it wait for somebody to type? Unlock it first, or use { prompt = true }"
            }
            Self::Failed { .. } | Self::LeftOpen | Self::Unreadable(_) => {
                "run it by hand to see whether it works"
            }
        }
    }
}

/// What the program wrote to stdout, as much of it as a secret may have and one byte more.
///
/// It has our stdin only where that is a terminal: otherwise it could eat a stream of devices.
pub fn run(program: &str, arguments: &[String], time: Duration) -> Result<Zeroizing<Vec<u8>>, CommandError> {
    let stdin = if io::stdin().is_terminal() {
        Stdio::inherit()
    } else {
        Stdio::null()
    };
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(stdin)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(CommandError::NotRun)?;
    // Each pipe has a thread, so that a program that fills one cannot stall while the other is read.
    let output = child.stdout.take().map(|pipe| aside(pipe, read_bounded));
    let complaint = child.stderr.take().map(|pipe| aside(pipe, first_text));
    let status = wait(&mut child, time)?;
    if !status.success() {
        // A complaint that cannot be read leaves the exit status, which is told anyway.
        let complaint = complaint.and_then(|receiver| receiver.recv_timeout(READ_OUT).ok()?.ok());
        let complaint = complaint
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty());
        return Err(CommandError::Failed { status, complaint });
    }
    let read = output
        .and_then(|receiver| receiver.recv_timeout(READ_OUT).ok())
        .ok_or(CommandError::LeftOpen)?;
    read.map_err(CommandError::Unreadable)
}

fn wait(child: &mut Child, time: Duration) -> Result<ExitStatus, CommandError> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().map_err(CommandError::Unreadable)? {
            return Ok(status);
        }
        if begun.elapsed() >= time {
            // Both fail only where the program has ended by itself in between.
            let _ = child.kill();
            let _ = child.wait();
            return Err(CommandError::TooSlow(time));
        }
        thread::sleep(LOOK);
    }
}

/// Reads on a thread of its own. What `read` leaves is dropped: the program would wait for a reader for ever.
fn aside<P, T>(mut pipe: P, read: fn(&mut P) -> io::Result<T>) -> Receiver<io::Result<T>>
where
    P: Read + Send + 'static,
    T: Send + 'static,
{
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let result = read(&mut pipe);
        let _ = io::copy(&mut pipe, &mut io::sink());
        // Nobody listens any more when the program took too long.
        let _ = sender.send(result);
    });
    receiver
}

fn first_text(pipe: &mut impl Read) -> io::Result<String> {
    let mut bytes = Vec::new();
    pipe.take(LONGEST_COMPLAINT).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, time: Duration) -> Result<String, CommandError> {
        let output = run("sh", &["-c".into(), script.into()], time)?;
        Ok(String::from_utf8_lossy(&output).into_owned())
    }

    const LONG: Duration = Duration::from_mins(1);

    #[test]
    fn a_program_that_does_not_end_is_ended() {
        let begun = Instant::now();
        let error = shell("exec sleep 50", Duration::from_millis(20)).expect_err("it sleeps");
        assert!(matches!(error, CommandError::TooSlow(_)), "{error}");
        let error =
            shell("exec >&- 2>&-; exec sleep 50", Duration::from_millis(20)).expect_err("it sleeps silently");
        assert!(matches!(error, CommandError::TooSlow(_)), "{error}");
        assert!(begun.elapsed() < Duration::from_secs(40));
    }

    #[test]
    fn a_program_that_fills_both_pipes_comes_to_its_end() {
        let script = "head -c 1000000 /dev/zero >&2; head -c 1000000 /dev/zero";
        assert!(shell(script, LONG).is_ok_and(|output| output.len() > 60_000));
        let error = shell("head -c 1000000 /dev/zero; echo full >&2; exit 1", LONG).expect_err("it fails");
        assert_eq!(
            error.to_string(),
            "failed (exit status: 1); it wrote to stderr: full"
        );
    }

    #[test]
    fn what_a_program_leaves_behind_is_not_waited_for() {
        let begun = Instant::now();
        assert!(shell("sleep 50 >&- & echo hidden", LONG).is_ok_and(|output| output == "hidden\n"));
        let error = shell("sleep 50 & echo hidden", LONG).expect_err("its output has no end");
        assert!(matches!(error, CommandError::LeftOpen), "{error}");
        assert!(begun.elapsed() < Duration::from_secs(40));
    }
}
