//! Devices that are not there, fall silent, hang up or refuse.

use super::*;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Short, since the device never answers and the test waits for the whole of it.
const SHORT: Duration = Duration::from_millis(50);

async fn listener() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("its address").port();
    (listener, port)
}

async fn accepted(listener: &TcpListener) -> TcpStream {
    listener.accept().await.expect("a connection").0
}

/// Reads until the other side has closed.
async fn drain(mut stream: TcpStream) {
    let mut buffer = [0; 4096];
    while matches!(stream.read(&mut buffer).await, Ok(1..)) {}
}

#[tokio::test]
async fn a_port_where_nobody_listens_refuses() {
    let (listener, port) = listener().await;
    drop(listener);
    let error = failure(&device(port)).await;
    assert_eq!(
        (error.kind(), error.class()),
        ("connect_refused", Class::Unreachable)
    );
    assert_eq!(
        error.to_string(),
        format!("cannot connect to 127.0.0.1:{port}: connection refused")
    );
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_name_without_an_address_is_told_apart() {
    let mut device = device(22);
    // Reserved by RFC 6761 never to exist.
    device.host = "r1.invalid".to_owned();
    let error = failure(&device).await;
    assert_eq!(
        (error.kind(), error.class()),
        ("resolve_failed", Class::Unreachable)
    );
}

#[tokio::test]
async fn a_device_that_never_speaks_times_out_at_login_and_is_hung_up_on() {
    let (listener, port) = listener().await;
    let mut device = device(port);
    device.timeouts.login = SHORT;
    let silent = async { drain(accepted(&listener).await).await };
    let (error, ()) = tokio::join!(failure(&device), silent);
    assert_eq!((error.kind(), error.class()), ("login_timeout", Class::TimedOut));
    assert!(error.to_string().contains("said nothing"), "{error}");
}

#[tokio::test]
async fn a_device_that_stops_in_the_handshake_times_out_and_is_hung_up_on() {
    let (listener, port) = listener().await;
    let mut device = device(port);
    device.timeouts.login = SHORT;
    let stops = async {
        let mut stream = accepted(&listener).await;
        stream
            .write_all(b"SSH-2.0-NetLab_1.0\r\n")
            .await
            .expect("written");
        drain(stream).await;
    };
    let (error, ()) = tokio::join!(failure(&device), stops);
    assert_eq!(error.kind(), "login_timeout");
    assert!(error.to_string().contains("handshake did not end"), "{error}");
}

#[tokio::test]
async fn a_reset_in_the_handshake_is_not_a_timeout() {
    let (listener, port) = listener().await;
    let resets = async {
        let mut stream = accepted(&listener).await;
        stream
            .write_all(b"SSH-2.0-NetLab_1.0\r\n")
            .await
            .expect("written");
        // Closing with unread bytes in it resets the connection.
        stream.readable().await.expect("the client's greeting");
    };
    let device = device(port);
    let (error, ()) = tokio::join!(failure(&device), resets);
    assert_eq!(
        (error.kind(), error.class()),
        ("handshake_failed", Class::Unreachable)
    );
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_server_that_is_not_ssh_is_named_as_such_or_as_one_that_hung_up() {
    let (listener, port) = listener().await;
    let greets = async {
        let mut stream = accepted(&listener).await;
        stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .await
            .expect("written");
        stream.shutdown().await.expect("closed");
        drain(stream).await;
    };
    let device = device(port);
    let (error, ()) = tokio::join!(failure(&device), greets);
    assert!(["not_ssh", "handshake_failed"].contains(&error.kind()), "{error}");
}

#[tokio::test]
async fn a_device_that_disconnects_in_the_middle_says_what_it_said() {
    let server = Server::start(Behaviour::default()).await;
    let mut conversation = converse(&device(server.port)).await.expect("a conversation");
    let error = conversation
        .run("reload", PATIENCE)
        .await
        .expect_err("it goes down");
    assert_eq!(
        (error.kind(), error.class()),
        ("connection_lost", Class::Unreachable)
    );
    let text = error.to_string();
    assert!(
        text.contains("going down") && text.contains("Proceeding with rel"),
        "{text}"
    );
}

#[tokio::test]
async fn a_device_that_closes_the_channel_in_the_middle_has_ended_the_session() {
    let server = Server::start(Behaviour::default()).await;
    let mut conversation = converse(&device(server.port)).await.expect("a conversation");
    let error = conversation
        .run("logout", PATIENCE)
        .await
        .expect_err("it logs out");
    assert_eq!(
        (error.kind(), error.class()),
        ("session_closed", Class::Unreachable)
    );
    conversation.close().await;
}

#[tokio::test]
async fn a_command_that_is_not_answered_times_out() {
    let server = Server::start(Behaviour::default()).await;
    let mut conversation = converse(&device(server.port)).await.expect("a conversation");
    let error = conversation
        .run("show silence", SHORT)
        .await
        .expect_err("no answer");
    assert_eq!(
        (error.kind(), error.class()),
        ("command_timeout", Class::TimedOut)
    );
}

#[tokio::test]
async fn a_refused_terminal_or_shell_is_named() {
    let server = Server::start(Behaviour {
        refuses_terminal: true,
        ..Behaviour::default()
    })
    .await;
    let error = failure(&device(server.port)).await;
    assert_eq!((error.kind(), error.class()), ("terminal_refused", Class::Failed));

    let server = Server::start(Behaviour {
        refuses_shell: true,
        ..Behaviour::default()
    })
    .await;
    assert_eq!(failure(&device(server.port)).await.kind(), "shell_refused");
}

/// Passes bytes on between a client and a device until it is told to keep them.
async fn deaf_proxy(to: u16, deaf: Arc<tokio::sync::Notify>) -> u16 {
    let (listener, port) = listener().await;
    tokio::spawn(async move {
        let mut client = accepted(&listener).await;
        let mut device = TcpStream::connect(("127.0.0.1", to)).await.expect("the device");
        tokio::select! {
            _ = tokio::io::copy_bidirectional(&mut client, &mut device) => {}
            () = deaf.notified() => drain(client).await,
        }
    });
    port
}

#[tokio::test]
async fn a_device_that_no_longer_answers_keepalives_is_lost() {
    let server = Server::start(Behaviour::default()).await;
    let deaf = Arc::new(tokio::sync::Notify::new());
    let mut device = device(deaf_proxy(server.port, deaf.clone()).await);
    device.ssh.keepalive = Duration::from_millis(20);
    let mut conversation = converse(&device).await.expect("a conversation");
    deaf.notify_one();
    let error = conversation
        .run("show version", PATIENCE)
        .await
        .expect_err("nobody answers");
    assert_eq!(
        (error.kind(), error.class()),
        ("keepalive_lost", Class::Unreachable)
    );
}
