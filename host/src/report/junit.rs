//! Checks as JUnit's XML, which build servers read: a suite for each device, in it a case for each rule. What differs is
//! a failure, what is not known an error.

use crate::policy::{Check, Verdict};
use std::{
    fmt::Write as _,
    io::{self, Write},
};

pub(super) fn write(out: &mut dyn Write, checks: &[Check]) -> io::Result<()> {
    let counts = |checks: &[Check]| {
        let of = |verdict| checks.iter().filter(|check| check.status == verdict).count();
        format!(
            "tests=\"{}\" failures=\"{}\" errors=\"{}\"",
            checks.len(),
            of(Verdict::Differs),
            of(Verdict::Unknown)
        )
    };
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"nethost check\" {}>", counts(checks))?;
    for device in checks.chunk_by(|one, next| one.device == next.device) {
        let Some(first) = device.first() else { continue };
        let (name, host) = (escaped(&first.device), escaped(&first.host));
        writeln!(
            out,
            "  <testsuite name=\"{name}\" hostname=\"{host}\" {}>",
            counts(device)
        )?;
        device.iter().try_for_each(|check| case(out, check))?;
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn case(out: &mut dyn Write, check: &Check) -> io::Result<()> {
    let (file, line) = check.policy.rsplit_once(':').unwrap_or((&check.policy, ""));
    write!(
        out,
        "    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\"",
        escaped(&check.device),
        escaped(&check.rule),
        escaped(file),
        escaped(line)
    )?;
    match (check.status, check.differences.first(), &check.error) {
        (Verdict::Differs, Some(first), _) => {
            let lines = check
                .differences
                .iter()
                .map(|difference| escaped(&difference.to_string()));
            let text: Vec<String> = lines.collect();
            writeln!(
                out,
                ">\n      <failure type=\"differs\" message=\"{}\">{}</failure>\n    </testcase>",
                escaped(&first.to_string()),
                text.join("\n")
            )
        }
        (Verdict::Unknown, _, Some(error)) => writeln!(
            out,
            ">\n      <error type=\"{}\" message=\"{}\">{}</error>\n    </testcase>",
            escaped(&error.kind),
            escaped(&error.message),
            escaped(&error.hint)
        ),
        _ => writeln!(out, "/>"),
    }
}

/// Text as it stands in XML 1.0, between quotes too. Characters that no XML may hold, which a device may send all the
/// same, are written out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            other if other.is_control() || matches!(other, '\u{fffe}' | '\u{ffff}') => {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "\\u{{{:x}}}", u32::from(other));
            }
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_of_a_device_breaks_the_document() {
        assert_eq!(
            escaped("a<b> & \"c\"\n\x1b[0m\u{0}"),
            "a&lt;b&gt; &amp; &quot;c&quot;&#10;\\u{1b}[0m\\u{0}"
        );
    }
}
