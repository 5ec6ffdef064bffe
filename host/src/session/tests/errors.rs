//! What a person is told when a profile is wrong or a session gives up.

use super::{
    Profile,
    script::{play_and_end, profile, read},
};
use crate::session::{
    Seen, SessionError,
    profile::{ModeSpec, ProfileOverrides, ProfileSpec, QuestionSpec, TransitionSpec},
};
use std::time::Duration;

fn end_of(script: &str) -> (String, String) {
    let error = play_and_end(script, &|_| usize::MAX).1.unwrap();
    assert!(!format!("{error:?}").is_empty());
    (error.to_string(), error.hint("r1"))
}

#[test]
fn an_unknown_prompt_is_shown_with_the_override_for_it() {
    let script = "< \\r\\nWelcome to core.\\r\\n(core 1) *#\\x20\n> \\n\n> \\n\nfailed login_timeout\n";
    let (message, hint) = end_of(script);
    assert_eq!(
        message,
        "no prompt within 20s of logging in; it last said `(core 1) *#`"
    );
    insta::assert_snapshot!(hint, @r"
    it last said:
      | Welcome to core.
      | (core 1) *#
    which matched none of:
      [\w.\-@/:+]{1,63}>    (exec)
      [\w.\-@/:+]{1,63}#    (privileged)
      [\w.\-@/:+]{1,63}\(config[\w.\-@/:+]{0,32}\)#    (configuration)
    if `(core 1) *#` is the prompt, put this in the inventory:
    [devices.r1.profile]
    more_prompts.privileged = ['^\(core 1\) \*#$']
    ");
    // What is pasted works.
    let profile = Profile::compile(&profile("ios").with(&pasted(&hint))).unwrap();
    assert_eq!(profile.mode_of("(core 1) *# "), Some(1));
    assert_eq!(profile.mode_of("r1#"), Some(1));
}

/// What a hint says to put in the inventory.
fn pasted(hint: &str) -> ProfileOverrides {
    let overrides: toml::Table = toml::from_str(&hint[hint.find("[devices").unwrap()..]).unwrap();
    overrides["devices"]["r1"]["profile"].clone().try_into().unwrap()
}

#[test]
fn an_unknown_pager_is_shown_with_the_override_for_it() {
    let open = read("happy_path.txt");
    let open = &open[..open.find("\nrun").unwrap()];
    let script = format!(
        "{open}\nrun show run\n> show run\\n\n< show run\\r\\none\\r\\n[SPACE for more]\n. 31000\nfailed command_timeout\n"
    );
    let hint = end_of(&script).1;
    assert!(hint.contains("if `[SPACE for more]` waits for a key"), "{hint}");
    let profile = Profile::compile(&profile("ios").with(&pasted(&hint))).unwrap();
    assert!(profile.pagers[0].pattern.is_match(b"[SPACE for more]"));
    assert_eq!(
        (profile.pagers[0].answer.as_str(), profile.pagers.len()),
        (" ", 2)
    );
}

#[test]
fn a_profile_with_long_patterns_leaves_a_hint_readable() {
    let error = SessionError::LoginTimeout {
        after: Duration::from_secs(20),
        seen: Box::new(Seen {
            tail: vec!["[core] menu~".into()],
            line: "[core] menu~".into(),
            patterns: (0..12).map(|_| ("main".into(), "x".repeat(300))).collect(),
            mode: "main".into(),
            learned: None,
        }),
    };
    let hint = error.hint("r1");
    assert!(hint.lines().all(|line| line.chars().count() < 90), "{hint}");
    assert!(
        hint.contains("\n  and 4 more\n") && hint.ends_with("more_prompts.main = ['^\\[core\\] menu~$']"),
        "{hint}"
    );
}

#[test]
fn a_changed_prompt_is_shown_beside_the_learned_one() {
    let open = read("happy_path.txt");
    let open = &open[..open.find("\nrun").unwrap()];
    let script = format!(
        "{open}\nrun reload\n> reload\\n\n< reload\\r\\n<rommon 1>\n. 31000\nfailed command_timeout\n"
    );
    let error = play_and_end(&script, &|_| usize::MAX).1.unwrap();
    assert_eq!(
        error.to_string(),
        "`reload` did not end within 30s; it last said `<rommon 1>`"
    );
    assert_eq!(error.seen().learned.as_deref(), Some("sw1-edge#"));
    assert_eq!(error.seen().tail, ["<rommon 1>"]);
    insta::assert_snapshot!(error.hint("r1"), @r"
    it last said:
      | <rommon 1>
    which matched none of:
      sw1-edge#    (learned)
      [\w.\-@/:+]{1,63}>    (exec)
      [\w.\-@/:+]{1,63}#    (privileged)
      [\w.\-@/:+]{1,63}\(config[\w.\-@/:+]{0,32}\)#    (configuration)
    if `<rommon 1>` is the prompt, put this in the inventory:
    [devices.r1.profile]
    more_prompts.exec = ['^<rommon 1>$']
    ");
}

#[test]
fn a_question_is_shown_with_the_override_for_it() {
    let open = read("happy_path.txt");
    let open = &open[..open.find("\nrun").unwrap()];
    let script = format!(
        "{open}\nrun reload\n> reload\\n\n< reload\\r\\nProceed with reload? [confirm]\n. 31000\nfailed command_timeout\n"
    );
    insta::assert_snapshot!(end_of(&script).1, @r#"
    it last said:
      | Proceed with reload? [confirm]
    which matched none of:
      sw1-edge#    (learned)
      [\w.\-@/:+]{1,63}>    (exec)
      [\w.\-@/:+]{1,63}#    (privileged)
      [\w.\-@/:+]{1,63}\(config[\w.\-@/:+]{0,32}\)#    (configuration)
    if `Proceed with reload? [confirm]` is a question, put its answer in the inventory:
    [devices.r1.profile]
    more_questions = [{ pattern = '^Proceed with reload\? \[confirm\]$', answer = "…" }]
    "#);
}

#[test]
fn a_refused_mode_says_where_the_session_stands() {
    let (message, hint) = end_of(&read("enable_not_allowed.txt"));
    assert_eq!(
        message,
        "mode `privileged` cannot be reached from mode `exec`; it last said `r1>`"
    );
    assert!(hint.contains("command_mode = 'exec'"), "{hint}");
    let (message, hint) = end_of(&read("enable_without_secret.txt"));
    assert_eq!(
        message,
        "the device asks for the enable secret, and there is none"
    );
    assert!(hint.contains("[devices.r1]\nenable = "), "{hint}");
}

#[test]
fn an_echoed_secret_is_nowhere() {
    let script = "< r1>\n> enable\\n\n< enable\\r\\nPassword:\\x20\n> ENABLE\n< s3cret\\r\\n% Bad secrets\\r\\n\\r\\nr1>\n\
                  failed secret_refused\n";
    let error = play_and_end(script, &|_| usize::MAX).1.unwrap();
    assert!(!format!("{error:?}{error}{}", error.hint("r1")).contains("s3cret"));
    assert_eq!(error.seen().tail, ["Password:", "% Bad secrets", "r1>"]);
}

#[test]
fn a_wrong_profile_names_field_and_pattern() {
    let good = profile("ios");
    let wrong = |change: &dyn Fn(&mut ProfileSpec)| {
        let mut spec = good.clone();
        change(&mut spec);
        Profile::compile(&spec).unwrap_err().to_string()
    };
    let mode = |name: &str, prompt: &str| ModeSpec {
        name: name.into(),
        prompts: vec![prompt.into()],
    };
    assert_eq!(wrong(&|spec| spec.modes.clear()), "the profile has no modes");
    assert_eq!(
        wrong(&|spec| spec.modes.push(mode("exec", "x"))),
        "the profile has mode `exec` twice"
    );
    assert_eq!(
        wrong(&|spec| spec.modes[0].prompts.clear()),
        "mode `exec` has no prompts"
    );
    assert_eq!(
        wrong(&|spec| spec.modes.push(mode("boot", "(rommon"))),
        "modes.boot.prompts[0]: `(rommon` is not a pattern: unclosed group"
    );
    assert_eq!(
        wrong(&|spec| spec.modes.push(mode("boot", "[>#]?"))),
        "modes.boot.prompts[0]: `[>#]?` matches an empty line"
    );
    assert_eq!(
        wrong(&|spec| spec.errors.push("(?:x{1000}){1000}".into())),
        "errors[2]: `(?:x{1000}){1000}` is not a pattern: Compiled regex exceeds size limit of 1048576 bytes."
    );
    assert_eq!(
        wrong(&|spec| spec.errors.push("x".repeat(3000))),
        "errors[2]: the pattern is longer than 2000 bytes"
    );
    assert_eq!(
        wrong(&|spec| spec.errors = vec!["x".into(); 400]),
        "the profile has more than 300 patterns"
    );
    assert_eq!(
        wrong(&|spec| spec.command_mode = "enable".into()),
        "command_mode: there is no mode `enable`; there are exec, privileged, configuration"
    );
    let transition = TransitionSpec {
        from: "exec".into(),
        to: "root".into(),
        ..TransitionSpec::default()
    };
    assert_eq!(
        wrong(&|spec| spec.transitions.push(transition.clone())),
        "transitions[3].to: there is no mode `root`; there are exec, privileged, configuration"
    );
}

#[test]
fn a_profile_that_says_little_gets_the_usual() {
    let spec: ProfileSpec = toml::from_str("modes = [{ name = 'only', prompts = ['[a-z]+>'] }]").unwrap();
    let profile = Profile::compile(&spec).unwrap();
    assert_eq!(profile.terminal_size(), (511, 200));
    assert_eq!(profile.line_ending, "\n");
    assert_eq!(profile.command_mode, 0);
}

#[test]
fn an_override_replaces_and_adds() {
    let overrides: ProfileOverrides = toml::from_str(
        "command_mode = 'boot'\non_open = []\nterminal_width = 80\n\
         [prompts]\nexec = ['x>']\nboot = ['rommon [0-9]+ >']\n\
         [[questions]]\npattern = 'Sure[?]'\nanswer = 'y'\nline_ending = false\n",
    )
    .unwrap();
    let good = profile("ios");
    let spec = good.with(&overrides);
    assert_eq!(spec.modes[0].prompts, ["x>"]);
    assert_eq!(spec.modes[1], good.modes[1]);
    assert_eq!(spec.modes[3].name, "boot");
    assert_eq!((spec.command_mode.as_str(), spec.terminal_width), ("boot", 80));
    assert!(spec.on_open.is_empty());
    assert_eq!(spec.on_close, good.on_close);
    let question = QuestionSpec {
        pattern: "Sure[?]".into(),
        answer: spec.questions[0].answer.clone(),
        line_ending: false,
    };
    assert_eq!(spec.questions, [question]);
    assert!(Profile::compile(&spec).is_ok());
}
