//! What a device asks while logging in, and what is answered.

use super::{
    server::{Round, WRONG},
    *,
};
use crate::inventory::device::{Answer, PromptAnswer};
use regex::Regex;
use russh::MethodKind;

async fn asking(rounds: &[Round]) -> Server {
    Server::start(Behaviour {
        methods: &[MethodKind::KeyboardInteractive],
        rounds: rounds.to_vec(),
        ..Behaviour::default()
    })
    .await
}

fn answering(server: &Server, answers: Vec<(&str, Answer)>) -> Device {
    let mut device = device(server.port);
    device.credentials.answers = answers
        .into_iter()
        .map(|(pattern, answer)| PromptAnswer {
            pattern: Regex::new(pattern).expect("a pattern"),
            answer,
        })
        .collect();
    device
}

fn shell(script: &str) -> Answer {
    Answer::Command(["sh", "-c", script].map(str::to_owned).into())
}

fn text(answer: &str) -> Answer {
    Answer::Text(answer.to_owned())
}

const TOKEN: Round = Round::one(&[("Token from your phone: ", false)], &["4711"]);

#[tokio::test]
async fn rounds_of_several_prompts_are_answered_from_all_sources() {
    const WITH_NOTICE: Round = Round {
        said: ("Notice", "Your password expires in 3 days."),
        ..Round::one(&[], &[])
    };
    let server = asking(&[
        Round::one(&[("Username: ", true), ("Domain: ", true)], &[USERNAME, "corp"]),
        WITH_NOTICE,
        Round::PASSWORD,
        Round::one(&[("PIN: ", false), ("Token: ", false)], &["0000", "4711"]),
        Round {
            said: ("Duo", "Choose: 1. Push 2. Call"),
            ..Round::one(&[("> ", true)], &["1"])
        },
    ])
    .await;
    let device = answering(
        &server,
        vec![
            ("^Domain", text("corp")),
            ("PIN", Answer::Secret(Secret::new("0000"))),
            ("Token", shell("echo 4711")),
            ("1. Push", text("1")),
        ],
    );
    converse(&device).await.expect("a conversation");
    assert_eq!(server.seen.passwords.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn who_gives_answers_is_asked_before_a_password_is_offered() {
    let server = Server::start(Behaviour {
        methods: &[MethodKind::Password, MethodKind::KeyboardInteractive],
        rounds: vec![TOKEN],
        ..Behaviour::default()
    })
    .await;
    let device = answering(&server, vec![("Token", text("4711"))]);
    converse(&device).await.expect("a conversation");
    assert_eq!(server.seen.passwords.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_question_without_an_answer_is_shown_with_the_line_that_gives_one() {
    let server = asking(&[Round::PASSWORD, TOKEN]).await;
    let error = failure(&device(server.port)).await;
    assert_eq!(
        (error.kind(), error.class()),
        ("auth_question", Class::AuthFailed)
    );
    assert!(
        error.to_string().contains("\"Token from your phone:\""),
        "{error}"
    );
    let hint = error.hint("r1");
    assert!(
        hint.contains("answers = [{ prompt = 'Token from your phone', answer = { env = \"NAME\" } }]"),
        "{hint}"
    );
}

#[tokio::test]
async fn nothing_is_answered_in_a_round_that_cannot_be_answered_whole() {
    let server = asking(&[Round::one(&[("Password: ", false), ("Token: ", false)], &[])]).await;
    assert_eq!(failure(&device(server.port)).await.kind(), "auth_question");
    assert_eq!(server.seen.passwords.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn an_expired_password_is_told() {
    let server = asking(&[Round::PASSWORD, Round::one(&[("New password: ", false)], &[])]).await;
    let error = failure(&device(server.port)).await;
    assert_eq!(error.kind(), "auth_question");
    assert!(error.hint("r1").contains("has expired"), "{}", error.hint("r1"));
}

#[tokio::test]
async fn the_same_question_again_is_a_refusal() {
    let server = asking(&[Round::PASSWORD, Round::PASSWORD]).await;
    assert_eq!(failure(&device(server.port)).await.kind(), "auth_refused");
    assert_eq!(server.seen.passwords.load(Ordering::SeqCst), 1);

    let server = asking(&[TOKEN, TOKEN]).await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let count = folder.path().join("count");
    let script = format!("echo >> '{}'; echo 4711", count.display());
    let error = failure(&answering(&server, vec![("Token", shell(&script))])).await;
    assert_eq!(error.kind(), "auth_refused");
    let runs = std::fs::read_to_string(&count).expect("a count").lines().count();
    assert_eq!(runs, 1, "a one-time password is not used up on a refusal");
}

#[tokio::test]
async fn a_command_runs_anew_for_each_login() {
    let server = asking(&[TOKEN]).await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let count = folder.path().join("count");
    let script = format!("echo >> '{}'; echo 4711", count.display());
    let device = answering(&server, vec![("Token", shell(&script))]);
    for _ in 0..2 {
        converse(&device).await.expect("a conversation");
    }
    let runs = std::fs::read_to_string(&count).expect("a count").lines().count();
    assert_eq!(runs, 2);
}

#[tokio::test]
async fn a_command_that_fails_or_does_not_end_is_named_and_no_refusal() {
    let server = asking(&[TOKEN]).await;
    let failing = answering(
        &server,
        vec![("Token", shell("echo no token plugged in >&2; echo 99; exit 3"))],
    );
    let error = failure(&failing).await;
    assert_eq!((error.kind(), error.class()), ("auth_no_answer", Class::Failed));
    let told = error.to_string();
    assert!(
        told.contains("no token plugged in") && told.contains("Token from your phone"),
        "{told}"
    );
    assert!(!told.contains("99"), "{told}");

    let mut endless = answering(&server, vec![("Token", shell("exec sleep 1000"))]);
    endless.timeouts.login = Duration::from_millis(300);
    let error = failure(&endless).await;
    assert!(
        error.to_string().contains("the command sh did not end"),
        "{error}"
    );
    assert!(!error.is_transient());
}

#[tokio::test]
async fn an_approval_elsewhere_is_waited_for() {
    const PUSH: Round = Round {
        said: ("", "Pushed a login request to your phone."),
        approval: true,
        ..Round::one(&[], &[])
    };
    let server = asking(&[Round::PASSWORD, PUSH]).await;
    let mut device = device(server.port);
    let (conversation, ()) = tokio::join!(converse(&device), async { server.seen.approved.notify_one() });
    conversation.expect("a conversation");

    device.timeouts.login = Duration::from_millis(300);
    let error = failure(&device).await;
    assert_eq!((error.kind(), error.class()), ("login_timeout", Class::TimedOut));
    assert!(
        error
            .to_string()
            .contains("waiting for an approval; it said \"Pushed a login request"),
        "{error}"
    );
    assert!(!error.is_transient(), "nobody is asked twice");
}

#[tokio::test]
async fn a_device_that_is_silent_after_an_answer_is_told_with_its_question() {
    const CHOICE: Round = Round {
        approval: true,
        ..Round::one(&[("Passcode or option (1-2): ", true)], &["1"])
    };
    let server = asking(&[CHOICE]).await;
    let mut device = answering(&server, vec![("option", text("1"))]);
    device.timeouts.login = Duration::from_millis(300);
    let error = failure(&device).await;
    assert!(
        error
            .to_string()
            .contains("asked \"Passcode or option (1-2):\", was answered"),
        "{error}"
    );
}

#[tokio::test]
async fn no_answer_is_in_any_error() {
    let server = asking(&[Round::one(&[("Token: ", false)], &["right"])]).await;
    let mut device = answering(&server, vec![("Token", Answer::Secret(Secret::new("swordfish")))]);
    device.credentials.password = Some(Secret::new(WRONG));
    let error = failure(&device).await;
    let told = format!("{error} {error:?} {} {device:?}", error.hint("r1"));
    assert!(!told.contains("swordfish") && !told.contains(WRONG), "{told}");
}
