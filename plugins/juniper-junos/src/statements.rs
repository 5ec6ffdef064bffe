//! The configuration as `| display set` writes it: a statement for each line, in the words of the command that makes it.

/// The statements that are in force, each as its words without the leading "set". What stands below a deactivated
/// statement is left out.
pub(crate) fn active(text: &str) -> Vec<Vec<String>> {
    let mut statements = Vec::new();
    let mut inactive = Vec::new();
    for line in text.lines() {
        let mut words = words(line).into_iter();
        match words.next().as_deref() {
            Some("set") => statements.push(words.collect::<Vec<_>>()),
            Some("deactivate") => inactive.push(words.collect::<Vec<_>>()),
            _ => {}
        }
    }
    statements.retain(|statement| !inactive.iter().any(|path| statement.starts_with(path)));
    statements
}

/// The words of a line, where a text with blanks stands in quotes; a remark behind them is left out.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut chars = line.trim().chars().peekable();
    while let Some(&first) = chars.peek() {
        if first.is_whitespace() {
            chars.next();
            continue;
        }
        if first == '#' {
            break;
        }
        let mut word = String::new();
        if first == '"' {
            chars.next();
            while let Some(c) = chars.next() {
                match c {
                    '"' => break,
                    '\\' => word.extend(chars.next()),
                    c => word.push(c),
                }
            }
        } else {
            while let Some(c) = chars.next_if(|c| !c.is_whitespace()) {
                word.push(c);
            }
        }
        words.push(word);
    }
    words
}

/// The words of each statement behind a path.
pub(crate) fn below<'s>(
    statements: &'s [Vec<String>],
    path: &'s [&str],
) -> impl Iterator<Item = &'s [String]> {
    statements.iter().filter_map(move |statement| {
        let begins = path
            .iter()
            .zip(statement.iter())
            .all(|(wanted, word)| wanted == word);
        if begins { statement.get(path.len()..) } else { None }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_blanks_and_remarks_are_left_out() {
        let text = "set snmp location \"rack 4, \\\"left\\\" row\"\n\
                    set system root-authentication encrypted-password \"$6$x\" ## SECRET-DATA\n";
        let statements = active(text);
        assert_eq!(statements[0], ["snmp", "location", "rack 4, \"left\" row"]);
        assert_eq!(
            statements[1],
            ["system", "root-authentication", "encrypted-password", "$6$x"]
        );
    }

    #[test]
    fn what_is_deactivated_is_not_in_force() {
        let text = "set system ntp server 192.0.2.1\nset system ntp server 192.0.2.2 prefer\n\
                    deactivate system ntp server 192.0.2.1\n";
        let statements = active(text);
        let servers: Vec<_> = below(&statements, &["system", "ntp", "server"]).collect();
        assert_eq!(servers, [["192.0.2.2", "prefer"]]);
    }

    #[test]
    fn a_statement_that_is_shorter_than_the_path_is_not_below_it() {
        let statements = active("set system\n");
        assert_eq!(below(&statements, &["system", "ntp"]).count(), 0);
    }
}
