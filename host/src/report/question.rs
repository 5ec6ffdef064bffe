//! Questions to whoever sits at the terminal: asked on stderr, answered on stdin.

use super::{
    Terminal,
    message::{Style, paint},
    visible::visible,
};
use std::io::{self, BufRead, IsTerminal, Write};

/// Whether somebody is there to be asked: stdin and stderr are a terminal.
pub fn can_be_asked() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks; gives the default for an empty line.
///
/// # Errors
/// When nobody answers: the input has ended.
pub fn ask(question: &str, default: &str) -> io::Result<String> {
    put(
        &mut io::stdin().lock(),
        &mut io::stderr().lock(),
        Terminal::stderr(),
        question,
        default,
    )
}

fn put(
    input: &mut dyn BufRead,
    out: &mut dyn Write,
    terminal: Terminal,
    question: &str,
    default: &str,
) -> io::Result<String> {
    let question = paint(question, Style::Title, terminal.colour);
    match default {
        "" => write!(out, "{question}: ")?,
        default => write!(out, "{question} [{default}]: ")?,
    }
    out.flush()?;
    let mut line = String::new();
    if input.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let answer = line.trim();
    Ok(if answer.is_empty() { default } else { answer }.to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(input: &str, default: &str) -> (io::Result<String>, String) {
        let mut out = Vec::new();
        let answer = put(
            &mut input.as_bytes(),
            &mut out,
            Terminal::default(),
            "vendor",
            default,
        );
        (answer, String::from_utf8(out).unwrap())
    }

    #[test]
    fn an_answer_is_taken_and_an_empty_line_is_the_default() {
        let (answer, said) = asked(" Zeta \n", "Acme");
        assert_eq!(
            (answer.unwrap().as_str(), said.as_str()),
            ("Zeta", "vendor [Acme]: ")
        );
        let (answer, said) = asked("\n", "Acme");
        assert_eq!(
            (answer.unwrap().as_str(), said.as_str()),
            ("Acme", "vendor [Acme]: ")
        );
        let (answer, said) = asked("\n", "");
        assert_eq!((answer.unwrap().as_str(), said.as_str()), ("", "vendor: "));
    }

    #[test]
    fn an_input_that_has_ended_is_no_answer() {
        let (answer, _) = asked("", "Acme");
        assert_eq!(answer.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}
