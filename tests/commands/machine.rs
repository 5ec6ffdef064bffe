//! What the program says of itself and of the machine.

use crate::support::nethost::Desk;

#[test]
fn the_doctor_looks_at_files_cache_keys_and_drivers() {
    let done = Desk::new("").nethost(&["doctor"]);
    assert_eq!((done.code, &*done.stdout), (Some(0), ""), "{}", done.stderr);
    for part in [
        "open files: ",
        "compiled drivers are kept in ",
        "host keys will be remembered in ",
        "built-in driver cisco_ios ",
    ] {
        assert!(done.stderr.contains(part), "{part:?} is missing: {}", done.stderr);
    }
}

#[test]
fn the_doctor_says_what_to_do_about_host_keys_that_cannot_be_read() {
    let desk = Desk::new("");
    std::fs::create_dir_all(desk.path(".ssh/known_hosts")).expect("a folder in a file's place");
    let done = desk.nethost(&["doctor"]);
    assert_eq!(done.code, Some(1), "{}", done.stderr);
    let wrong = done
        .stderr
        .lines()
        .skip_while(|line| !line.starts_with("error: "));
    let wrong: Vec<_> = wrong.take(2).collect();
    assert!(
        wrong.len() == 2 && wrong[0].contains("known_hosts") && wrong[1].starts_with("  hint: "),
        "{}",
        done.stderr
    );
}

#[test]
fn every_shell_completes_the_verbs_and_their_options() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let done = Desk::new("").nethost(&["completions", shell]);
        assert_eq!((done.code, &*done.stderr), (Some(0), ""), "{shell}");
        for word in [
            "nethost",
            "inventory",
            "facts",
            "login-rate",
            "write-inventory",
            "ndjson",
        ] {
            assert!(done.stdout.contains(word), "{shell}: {word} is missing");
        }
    }
}
