//! What is said of a device that does not let us in, or does not stay.

use super::{Act::*, Duration, PATIENCE, Server, converse, device, failure};
use crate::transport::error::{Class, TransportError};

#[tokio::test]
async fn a_refused_login_is_a_refusal_and_not_tried_again() {
    let server = Server::start(&[
        Say(b"\xff\xfb\x01\xff\xfb\x03Username: "),
        Hear(b"lab\r\0"),
        Say(b"lab\r\nPassword: "),
        Hear(b"s3cret\r\0"),
        Say(b"\r\n% Login invalid\r\n\r\nUsername: "),
        Listen,
    ])
    .await;
    let error = failure(&device(server.port)).await;
    assert_eq!(
        (error.kind(), error.class()),
        ("login_refused", Class::AuthFailed),
        "{error}"
    );
    assert!(!error.is_transient());
    let said = error.to_string();
    assert!(
        said.contains("% Login invalid") && !said.contains("s3cret"),
        "{said}"
    );
    assert!(!format!("{error:?}").contains("s3cret"));
    server.left.notified().await;
}

#[tokio::test]
async fn a_device_that_hangs_up_on_a_password_has_refused_it() {
    let server = Server::start(&[Say(b"Password: "), Hear(b"s3cret\r\n")]).await;
    let error = failure(&device(server.port)).await;
    assert_eq!(
        (error.kind(), error.class()),
        ("login_refused", Class::AuthFailed),
        "{error}"
    );
}

#[tokio::test]
async fn a_refused_enable_secret_is_no_refused_login() {
    let server = Server::start(&[
        Say(b"\xff\xfb\x01Password: "),
        Hear(b"s3cret\r\0"),
        Say(b"\r\nr1>"),
        Hear(b"enable\r\0"),
        Say(b"enable\r\nPassword: "),
        Hear(b"m0re\r\0"),
        Say(b"\r\n% Access denied\r\nPassword: "),
        Listen,
    ])
    .await;
    let error = failure(&device(server.port)).await;
    assert_eq!(error.kind(), "secret_refused", "{error}");
}

#[tokio::test]
async fn a_password_that_is_asked_for_and_missing_is_nobody_s_refusal() {
    let server = Server::start(&[Say(b"Password: "), Listen]).await;
    let mut device = device(server.port);
    device.credentials.password = None;
    let error = failure(&device).await;
    assert_eq!(
        (error.kind(), error.class()),
        ("secret_missing", Class::Failed),
        "{error}"
    );
}

#[tokio::test]
async fn what_a_device_says_before_it_hangs_up_is_quoted() {
    for script in [
        &[Say(b"\r\nAll lines are busy, try again later\r\n")][..],
        &[Say(b"\r\nAll lines are busy, try again later\r\n"), Reset],
    ] {
        let server = Server::start(script).await;
        let error = failure(&device(server.port)).await;
        assert_eq!(error.class(), Class::Unreachable, "{error}");
        assert!(error.is_transient());
        let said = error.to_string();
        // A reset may overtake what was said before it.
        let reset = script.len() > 1;
        assert!(
            said.contains("`All lines are busy, try again later`") || reset,
            "{said}"
        );
    }
}

#[tokio::test]
async fn a_device_that_hangs_up_at_once_is_named() {
    let server = Server::start(&[]).await;
    let error = failure(&device(server.port)).await;
    assert_eq!(error.class(), Class::Unreachable, "{error}");
    assert!(error.to_string().contains("closed"), "{error}");
}

#[tokio::test]
async fn a_device_that_never_speaks_has_the_login_s_time() {
    let server = Server::start(&[Listen]).await;
    let mut device = device(server.port);
    device.timeouts.login = Duration::from_millis(50);
    let error = failure(&device).await;
    assert!(matches!(error, TransportError::LoginTimeout { .. }), "{error:?}");
    assert!(error.to_string().contains("said nothing"), "{error}");
}

#[tokio::test]
async fn a_device_that_never_shows_a_prompt_has_the_login_s_time() {
    let server = Server::start(&[Say(b"\xff\xfb\x01Welcome to r1.\r\nloading"), Listen]).await;
    let mut device = device(server.port);
    device.timeouts.login = Duration::from_millis(50);
    let error = failure(&device).await;
    assert_eq!(
        (error.kind(), error.class()),
        ("login_timeout", Class::TimedOut),
        "{error}"
    );
    assert!(error.to_string().contains("loading"), "{error}");
}

#[tokio::test]
async fn a_connection_that_breaks_in_an_output_is_lost() {
    for script in [
        &[
            Say(b"\xff\xfb\x01r1#"),
            Hear(b"\r\0"),
            Say(b"\r\nr1#"),
            Hear(b"show version\r\0"),
            Say(b"Netl"),
        ][..],
        &[
            Say(b"\xff\xfb\x01r1#"),
            Hear(b"\r\0"),
            Say(b"\r\nr1#"),
            Hear(b"show version\r\0"),
            Reset,
        ],
    ] {
        let server = Server::start(script).await;
        let mut conversation = converse(&device(server.port)).await.expect("a conversation");
        let error = conversation
            .run("show version", PATIENCE)
            .await
            .expect_err("it is gone");
        assert_eq!(error.class(), Class::Unreachable, "{error}");
        assert!(error.to_string().contains("show version"), "{error}");
    }
}

#[tokio::test]
async fn who_only_asks_and_never_reads_is_hung_up_on() {
    let server = Server::start(&[Flood(b"\xff\xf6\xff\xfd\x06")]).await;
    let error = failure(&device(server.port)).await;
    assert_eq!(error.class(), Class::Unreachable, "{error}");
    assert!(error.to_string().contains("does not read the answers"), "{error}");
    server.left.notified().await;
}

#[tokio::test]
async fn a_session_s_future_is_small() {
    const LIMIT: usize = 4 * 1024;
    let device = device(1);
    let conversing = size_of_val(&converse(&device));
    assert!(conversing < LIMIT, "{conversing} bytes to connect and open");
}
