//! The ways in which devices let one in.

use super::{
    super::{codec::Terminal, link::split},
    Act,
    Act::*,
    Dialler, Duration, PATIENCE, Server, converse, converse_after, device,
};
use crate::transport::{line::wire::Heard, ssh::Ending};

/// Echoes, sends at any time, asks for the terminal and its size.
const GREETING: Act = Say(b"\xff\xfb\x01\xff\xfb\x03\xff\xfd\x18\xff\xfd\x1f");
const AGREED: Act = Hear(b"\xff\xfd\x01\xff\xfd\x03\xff\xfb\x18\xff\xfb\x1f\xff\xfa\x1f");

async fn runs_a_command(script: &'static [Act]) {
    let server = Server::start(script).await;
    let mut conversation = converse(&device(server.port)).await.expect("a conversation");
    let output = conversation.run("show version", PATIENCE).await.expect("output");
    assert_eq!((output.text.as_str(), output.refused), ("Netlab 7.1\n", None));
    conversation.close().await;
    server.ended().await;
}

/// From the first prompt on.
macro_rules! to_its_end {
    ($($act:expr),* $(,)?) => {
        &[
            $($act,)*
            Say(b"\r\nr1#"), Hear(b"\r\0"), Say(b"\r\nr1#"),
            Hear(b"show version\r\0"), Say(b"show version\r\nNetlab 7.1\r\nr1#"),
            Hear(b"exit\r\0"), Say(b"exit\r\n"),
        ]
    };
}

#[tokio::test]
async fn user_and_password_are_told_to_who_asks() {
    runs_a_command(to_its_end![
        GREETING,
        AGREED,
        Say(b"\r\n\r\nUser Access Verification\r\n\r\nUsername: "),
        Hear(b"lab\r\0"),
        Say(b"lab\r\nPassword: "),
        Hear(b"s3cret\r\0"),
        Say(b"\r\n"),
    ])
    .await;
}

#[tokio::test]
async fn a_login_in_a_unix_device_s_words() {
    runs_a_command(to_its_end![
        // The order in which its server asks, and what it asks besides.
        Say(b"\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23\xff\xfd\x27"),
        Hear(b"\xff\xfb\x18\xff\xfc\x20\xff\xfc\x23\xff\xfc\x27"),
        Say(b"\xff\xfa\x18\x01\xff\xf0"),
        Hear(b"\xff\xfa\x18\x00VT100\xff\xf0"),
        Say(b"\xff\xfb\x03\xff\xfd\x01\xff\xfd\x1f\xff\xfb\x05\xff\xfd\x21"),
        Hear(b"\xff\xfd\x03\xff\xfc\x01\xff\xfb\x1f"),
        Say(b"\xff\xfb\x01\r\nNetlab 7.1 r1\r\nr1 login: "),
        Hear(b"lab\r\0"),
        Say(b"lab\r\nPassword: "),
        Hear(b"s3cret\r\0"),
        Say(b"\r\nLast login: Sun Mar  1 10:15:02 from 192.0.2.1\r\n"),
    ])
    .await;
}

#[tokio::test]
async fn a_device_may_ask_for_the_password_alone() {
    runs_a_command(to_its_end![GREETING, Say(b"\r\nPassword: "), Hear(b"s3cret\r\0")]).await;
}

#[tokio::test]
async fn a_device_may_ask_nothing() {
    runs_a_command(to_its_end![GREETING, Say(b"Welcome to r1.\r\n")]).await;
}

#[tokio::test]
async fn a_device_may_want_the_return_key_first() {
    runs_a_command(to_its_end![
        GREETING,
        Say(b"r1 con0 is now available\r\n\r\n\r\nPress RETURN to get started.\r\n\r\n"),
        Hear(b"\r\0"),
        Say(b"\r\nUsername: "),
        Hear(b"lab\r\0"),
        Say(b"lab\r\nPassword: "),
        Hear(b"s3cret\r\0"),
    ])
    .await;
}

#[tokio::test]
async fn a_device_that_negotiates_nothing_gets_whole_lines() {
    runs_a_command(&[
        Say(b"login: "),
        Hear(b"lab\r\n"),
        Say(b"password: "),
        Hear(b"s3cret\r\n"),
        Say(b"\r\nr1#"),
        Hear(b"\r\n"),
        Say(b"\r\nr1#"),
        Hear(b"show version\r\n"),
        Say(b"Netlab 7.1\r\nr1#"),
        Hear(b"exit\r\n"),
    ])
    .await;
}

#[tokio::test]
async fn a_console_that_waits_for_a_key_gets_one() {
    let server = Server::start(to_its_end![Hear(b"\r\n"), GREETING]).await;
    let conversation = converse_after(&device(server.port), Duration::from_millis(5)).await;
    let mut conversation = conversation.expect("a conversation");
    let output = conversation.run("show version", PATIENCE).await.expect("output");
    assert_eq!(output.text, "Netlab 7.1\n");
    conversation.close().await;
    server.ended().await;
}

#[tokio::test]
async fn more_privileges_are_asked_for_after_the_login() {
    runs_a_command(&[
        GREETING,
        Say(b"\r\nPassword: "),
        Hear(b"s3cret\r\0"),
        Say(b"\r\nr1>"),
        Hear(b"enable\r\0"),
        Say(b"enable\r\nPassword: "),
        Hear(b"m0re\r\0"),
        Say(b"\r\nr1#"),
        Hear(b"show version\r\0"),
        Say(b"show version\r\nNetlab 7.1\r\nr1#"),
        Hear(b"exit\r\0"),
    ])
    .await;
}

#[tokio::test]
async fn dropping_a_conversation_closes_its_connection() {
    let server = Server::start(&[GREETING, Say(b"r1#"), Hear(b"\r\0"), Say(b"\r\nr1#"), Listen]).await;
    let conversation = converse(&device(server.port)).await.expect("a conversation");
    drop(conversation);
    server.left.notified().await;
}

#[tokio::test]
async fn options_in_the_middle_of_an_output_leave_no_trace() {
    let server = Server::start(&[
        GREETING,
        Say(b"r1#"),
        Hear(b"\r\0"),
        Say(b"\r\nr1#"),
        Hear(b"show version\r\0"),
        Say(b"show version\r\nNet\xff\xf1lab\xff\xfd\x06 7"),
        Hear(b"\xff\xfb\x06"),
        Say(b".\xff\xf2\xff\xfb\x19\xff\xf61\r\nr1#"),
        Hear(b"\xff\xfe\x19\xff\xf1"),
        Listen,
    ])
    .await;
    let mut conversation = converse(&device(server.port)).await.expect("a conversation");
    let output = conversation.run("show version", PATIENCE).await.expect("output");
    assert_eq!(output.text, "Netlab 7.1\n");
}

#[tokio::test]
async fn a_device_that_writes_before_it_reads_is_read_meanwhile() {
    // More than both sockets hold: what is typed and what is printed.
    const LENGTH: usize = 16 << 20;
    static SCRIPT: &[Act] = &[
        Hear(b"begin"),
        SayTimes(b"0123456789abcdef", LENGTH / 16),
        Hear(b"end\r\n"),
    ];
    let server = Server::start(SCRIPT).await;
    let stream = Dialler::new(std::sync::Arc::default())
        .dial(&device(server.port))
        .await
        .expect("a stream");
    let terminal = Terminal {
        name: "VT100",
        columns: 80,
        rows: 24,
    };
    let (mut reader, writer, _hold) = split(stream, terminal, Ending::default());
    let sending = writer.send(format!("begin{}end\n", "x".repeat(LENGTH)).into_bytes());
    let receiving = async {
        let mut count = 0;
        while let Heard::Data(data) = reader.receive().await {
            count += data.len();
        }
        count
    };
    let (sent, received) = tokio::join!(sending, receiving);
    assert_eq!((sent, received), (Ok(()), LENGTH));
    server.ended().await;
}
