//! A rule: `^pattern -> LineOperator.RecordOperator NewState`, and what it may leave out.

use crate::error::Fault;

/// What becomes of the line after a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineOperator {
    /// It is done with.
    Next,
    /// The rules that follow see it too.
    Continue,
    /// All is given up.
    Error,
}

/// What becomes of the record after a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordOperator {
    NoRecord,
    Record,
    Clear,
    Clearall,
}

/// What a rule does when it matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    pub line: LineOperator,
    pub record: RecordOperator,
    /// The state to go to; for `Error`, its message.
    pub target: Option<String>,
}

/// A rule as it was written.
#[derive(Debug, PartialEq, Eq)]
pub struct Written<'a> {
    pub pattern: &'a str,
    pub action: Action,
}

/// Whether it is the name of an operator, which no state may have.
pub fn is_operator(name: &str) -> bool {
    line_operator(name).is_some() || record_operator(name).is_some()
}

/// Whether it can name a state.
pub fn is_word(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

fn line_operator(name: &str) -> Option<LineOperator> {
    Some(match name {
        "Next" => LineOperator::Next,
        "Continue" => LineOperator::Continue,
        "Error" => LineOperator::Error,
        _ => return None,
    })
}

fn record_operator(name: &str) -> Option<RecordOperator> {
    Some(match name {
        "NoRecord" => RecordOperator::NoRecord,
        "Record" => RecordOperator::Record,
        "Clear" => RecordOperator::Clear,
        "Clearall" => RecordOperator::Clearall,
        _ => return None,
    })
}

/// Reads a rule's line, without the blanks around it.
pub fn parse(line: &str) -> Result<Written<'_>, Fault> {
    let (pattern, action) = match last_arrow(line) {
        Some((pattern, action)) => (pattern, parse_action(action)?),
        None => (line, parse_action("")?),
    };
    if let Some(target) = &action.target {
        if action.line == LineOperator::Continue {
            return Err(Fault::ContinueWithState(target.clone()));
        }
        if action.line != LineOperator::Error && target.starts_with('"') {
            return Err(Fault::MessageWithoutError(target.clone()));
        }
    }
    Ok(Written { pattern, action })
}

/// Splits at the last `->` that follows a blank, which belongs to neither side.
fn last_arrow(line: &str) -> Option<(&str, &str)> {
    line.rmatch_indices("->").find_map(|(place, arrow)| {
        let before = &line[..place];
        let blank = before.chars().next_back().filter(|c| is_blank(*c))?;
        Some((
            &before[..before.len() - blank.len_utf8()],
            &line[place + arrow.len()..],
        ))
    })
}

/// Whether Python takes it for a blank.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\x1c'..='\x1f')
}

fn parse_action(text: &str) -> Result<Action, Fault> {
    let invalid = || Fault::InvalidAction(text.trim_matches(is_blank).to_owned());
    let mut action = Action {
        line: LineOperator::Next,
        record: RecordOperator::NoRecord,
        target: None,
    };
    if text.is_empty() {
        return Ok(action);
    }
    let trimmed = text.trim_start_matches(is_blank);
    if trimmed.len() == text.len() {
        return Err(invalid());
    }
    let (first, rest) = trimmed.split_at(trimmed.find(is_blank).unwrap_or(trimmed.len()));
    let rest = rest.trim_start_matches(is_blank);
    let (head, tail) = match first.split_once('.') {
        Some((head, tail)) => (head, Some(tail)),
        None => (first, None),
    };
    let operators = match (line_operator(head), tail) {
        (Some(line), None) => Some((line, RecordOperator::NoRecord)),
        (Some(line), Some(tail)) => record_operator(tail).map(|record| (line, record)),
        (None, None) => record_operator(head).map(|record| (LineOperator::Next, record)),
        (None, Some(_)) => None,
    };
    let target = if let Some((line, record)) = operators {
        action.line = line;
        action.record = record;
        rest
    } else {
        trimmed
    };
    if !target.is_empty() {
        let message = target.len() >= 2 && target.starts_with('"') && target.ends_with('"');
        if !message && !is_word(target) {
            return Err(invalid());
        }
        action.target = Some(target.to_owned());
    }
    Ok(action)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(line: LineOperator, record: RecordOperator, target: Option<&str>) -> Action {
        Action {
            line,
            record,
            target: target.map(str::to_owned),
        }
    }

    #[test]
    fn every_form_of_an_action_is_read() {
        use LineOperator::{Continue, Error, Next};
        use RecordOperator::{Clear, Clearall, NoRecord, Record};
        for (text, wanted) in [
            ("->", action(Next, NoRecord, None)),
            ("-> Next", action(Next, NoRecord, None)),
            ("-> Record", action(Next, Record, None)),
            ("-> Clearall Start", action(Next, Clearall, Some("Start"))),
            ("-> Next.Clear  Other", action(Next, Clear, Some("Other"))),
            ("-> Continue.Record", action(Continue, Record, None)),
            ("-> Other", action(Next, NoRecord, Some("Other"))),
            ("-> Error", action(Error, NoRecord, None)),
            (
                "-> Error \"no \"such thing\"",
                action(Error, NoRecord, Some("\"no \"such thing\"")),
            ),
            ("-> Error.Clear Word", action(Error, Clear, Some("Word"))),
            ("-> Recorder", action(Next, NoRecord, Some("Recorder"))),
        ] {
            let line = format!("^a -> b {text}");
            let written = parse(&line).unwrap();
            assert_eq!(written.pattern, "^a -> b", "{line}");
            assert_eq!(written.action, wanted, "{line}");
        }
        assert_eq!(parse("^a").unwrap().action, action(Next, NoRecord, None));
    }

    #[test]
    fn what_is_no_action_is_refused() {
        for text in [
            "->Next",
            "-> .Record",
            "-> Next.",
            "-> Next.Foo",
            "-> Foo.Record",
            "-> Next a b",
            "-> \"",
            "-> Next a-b",
            "-> Error \"a -> b\"",
        ] {
            assert!(
                matches!(parse(&format!("^a {text}")), Err(Fault::InvalidAction(_))),
                "{text}"
            );
        }
        assert_eq!(
            parse("^a -> Continue Other"),
            Err(Fault::ContinueWithState("Other".into()))
        );
        assert_eq!(
            parse("^a -> Next \"x\""),
            Err(Fault::MessageWithoutError("\"x\"".into()))
        );
    }

    #[test]
    fn an_arrow_needs_a_blank_before_it() {
        assert_eq!(parse("^a-> Next").unwrap().pattern, "^a-> Next");
        assert_eq!(parse("^a\t-> Next").unwrap().pattern, "^a");
    }
}
