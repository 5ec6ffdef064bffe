//! One snapshot for each command line, without what differs from run to run.

use crate::support::nethost::Done;

/// What differs, and what stands for it.
const FILTERS: [(&str, &str); 10] = [
    (r#""started_at":"[^"]+""#, r#""started_at":"[TIME]""#),
    (r#""elapsed_ms":\d+"#, r#""elapsed_ms":[MS]"#),
    // Columns of a CSV line, in this order.
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z,\d+", "[TIME],[MS]"),
    (r" in \d+(\.\d+)? m?s\b", " in [ELAPSED]"),
    // Ports that the system gives have five digits.
    (r"127\.0\.0\.1:\d{5}\b", "127.0.0.1:[PORT]"),
    (r"(127\.0\.0\.1 +)\d{5}\b", "${1}PORT5"),
    (r#""port":( ?)\d{5}\b"#, r#""port":$1[PORT]"#),
    (r"/[^ ]*/\.tmp\w+", "[DESK]"),
    // Drivers learn commands.
    (r"hint: it has show .*", "hint: it has [COMMANDS]"),
    (r"\b(cisco_ios|frr) \d+\.\d+\.\d+", "$1 [VERSION]"),
];

/// Compares how a run of nethost ended with `snapshots/<name>.snap`.
#[track_caller]
pub fn golden(name: &str, done: &Done) {
    let code = done
        .code
        .map_or_else(|| "a signal".to_owned(), |code| code.to_string());
    let told = format!(
        "exit status: {code}\n---- stdout\n{}---- stderr\n{}",
        done.stdout, done.stderr
    );
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (pattern, replacement) in FILTERS {
        settings.add_filter(pattern, replacement);
    }
    settings.bind(|| insta::assert_snapshot!(name, told));
}
