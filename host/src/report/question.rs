//! A question to a person, where one is there to be asked.

use super::visible::visible;
use std::io::{self, BufRead, IsTerminal, Write};

/// Whether there is somebody to ask: a terminal to read the question on, and to answer it from.
pub fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks, and reads a line. Only a yes is one.
///
/// # Errors
/// When the terminal is gone.
pub fn agreed(question: &str) -> io::Result<bool> {
    let mut stderr = io::stderr().lock();
    write!(stderr, "{} [y/N] ", visible(question))?;
    stderr.flush()?;
    let mut answer = String::new();
    if io::stdin().lock().read_line(&mut answer)? == 0 {
        // The line was ended by nobody.
        writeln!(stderr)?;
    }
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
