//! One connection for all, and streams that do not disturb each other.

use super::*;
use crate::schedule::Logins;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinSet,
};

#[tokio::test]
async fn devices_that_want_a_jump_host_at_once_share_one_login() {
    let bastion = Bastion::start(Forwarding::Connects).await;
    let server = Server::start(Behaviour::default()).await;
    let (dialler, jump) = (dialler(), Arc::new(jump("bastion", bastion.port)));
    let mut visits = JoinSet::new();
    for _ in 0..20 {
        let (dialler, device) = (dialler.clone(), behind(&jump, device(server.port)));
        visits.spawn(async move {
            let mut conversation = converse(&dialler, &device).await.expect("a conversation");
            answers(&mut conversation).await;
            conversation
        });
    }
    let conversations = visits.join_all().await;
    assert_eq!((bastion.seen.logins(), *bastion.seen.open.borrow()), (1, 20));

    // Each takes only its own stream with it.
    let mut conversations = conversations.into_iter();
    let mut kept = conversations.next().expect("one of them");
    drop(conversations);
    bastion.seen.until_open(1).await;
    answers(&mut kept).await;
    kept.close().await;
    bastion.seen.until_open(0).await;
    assert_eq!(bastion.seen.logins(), 1);
}

#[tokio::test]
async fn a_login_to_a_jump_host_takes_its_turn_with_those_to_devices() {
    let bastion = Bastion::start(Forwarding::Connects).await;
    let server = Server::start(Behaviour::default()).await;
    let logins = Logins::new(Some(1), None);
    let dialler = Dialler::within(Arc::new(SshClient::new()), logins.clone());
    let jump = Arc::new(jump("bastion", bastion.port));
    let of_a_device = logins.turn().await;
    let dialling = tokio::spawn({
        let (dialler, device) = (dialler.clone(), behind(&jump, device(server.port)));
        async move { dialler.dial(&device).await.map(drop) }
    });
    // One that begins later and takes no turn is there before it.
    let (ssh, direct) = (dialler.ssh(), device(bastion.port));
    let stream = dialler.dial(&direct).await.expect("a stream");
    let reached = ssh.reach(&direct, stream).await.expect("a greeting");
    let _connection = ssh
        .log_in(&direct, &direct.credentials, reached)
        .await
        .expect("a login");
    assert_eq!(bastion.seen.logins(), 1);
    drop(of_a_device);
    dialling.await.unwrap().expect("a stream");
    assert_eq!(bastion.seen.logins(), 2);
    // Its turn is over, though its connection is not.
    drop(logins.turn().await);
}

#[tokio::test]
async fn a_chain_of_three_makes_one_connection_to_each() {
    let mut bastions = Vec::new();
    for _ in 0..3 {
        bastions.push(Bastion::start(Forwarding::Connects).await);
    }
    let server = Server::start(Behaviour::default()).await;
    let mut way: Option<Arc<JumpHost>> = None;
    for (place, bastion) in bastions.iter().enumerate() {
        let mut next = jump(&format!("bastion{place}"), bastion.port);
        next.device.jump = way;
        way = Some(Arc::new(next));
    }
    let device = behind(&way.expect("three jump hosts"), device(server.port));
    let dialler = dialler();
    for _ in 0..2 {
        let mut conversation = converse(&dialler, &device).await.expect("a conversation");
        answers(&mut conversation).await;
        conversation.close().await;
    }
    for bastion in &bastions {
        assert_eq!(bastion.seen.logins(), 1);
    }
    // The connections between jump hosts go when the run does.
    assert_eq!(*bastions[0].seen.open.borrow(), 1);
    drop(dialler);
    bastions[0].seen.until_open(0).await;
}

#[tokio::test]
async fn the_second_credential_is_tried_on_a_connection_of_its_own() {
    let bastion = Bastion::start(Forwarding::Connects).await;
    let server = Server::start(Behaviour::default()).await;
    let mut host = jump("bastion", bastion.port);
    host.device.fallbacks = vec![host.device.credentials.clone()];
    host.device.credentials.password = Some(Secret::new("changed last week"));
    let device = behind(&Arc::new(host), device(server.port));
    converse(&dialler(), &device).await.expect("a conversation");
    assert_eq!((bastion.seen.refusals(), bastion.seen.logins()), (1, 1));
}

#[tokio::test]
async fn whoever_speaks_first_is_heard_in_whole_through_a_tunnel() {
    let bastion = Bastion::start(Forwarding::Connects).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let greeting: Vec<u8> = (0..=255).cycle().take(10_000).collect();
    let greets = async {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        stream.write_all(&greeting).await.expect("written");
        let mut answer = [0; 5];
        stream.read_exact(&mut answer).await.expect("an answer");
        assert_eq!(&answer, b"hello");
    };
    let listens = async {
        let device = behind(&Arc::new(jump("bastion", bastion.port)), device(port));
        let mut stream = dialler().dial(&device).await.expect("a stream");
        stream.spoken().await.expect("a greeting");
        stream.spoken().await.expect("the same greeting");
        stream.write_all(b"hello").await.expect("written");
        let mut heard = Vec::new();
        stream.read_to_end(&mut heard).await.expect("all of it");
        heard
    };
    let ((), heard) = tokio::join!(greets, listens);
    assert_eq!(heard, greeting);
}

/// A server that writes without end.
async fn flood() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("its address").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move { while stream.write_all(&[b'x'; 16 * 1024]).await.is_ok() {} });
        }
    });
    port
}

#[tokio::test]
async fn a_device_that_nobody_reads_does_not_stop_the_others_and_is_cut() {
    let bastion = Bastion::start(Forwarding::Connects).await;
    let server = Server::start(Behaviour::default()).await;
    let (dialler, jump) = (dialler(), Arc::new(jump("bastion", bastion.port)));
    let endless = behind(&jump, device(flood().await));
    let mut unread = dialler.dial(&endless).await.expect("a stream");
    let mut conversation = converse(&dialler, &behind(&jump, device(server.port)))
        .await
        .expect("a conversation");
    for _ in 0..50 {
        answers(&mut conversation).await;
    }
    // More is never kept than a few megabytes.
    bastion.seen.closed.notified().await;
    let error = unread
        .read_to_end(&mut Vec::new())
        .await
        .expect_err("there is a gap");
    assert!(error.to_string().contains("more than could be read"), "{error}");
    answers(&mut conversation).await;
}

#[tokio::test]
async fn a_flood_that_is_read_comes_through_in_whole() {
    let bastion = Bastion::start(Forwarding::Connects).await;
    let (dialler, jump) = (dialler(), Arc::new(jump("bastion", bastion.port)));
    let port = flood().await;
    let mut readers = JoinSet::new();
    for _ in 0..4 {
        let (dialler, device) = (dialler.clone(), behind(&jump, device(port)));
        readers.spawn(async move {
            let mut stream = dialler.dial(&device).await.expect("a stream");
            let (mut read, mut buffer) = (0, vec![0; 16 * 1024]);
            // Several times what may lie unread.
            while read < 16 * 1024 * 1024 {
                let some = stream.read(&mut buffer).await.expect("more");
                assert!(some > 0 && buffer[..some].iter().all(|byte| *byte == b'x'));
                read += some;
            }
        });
    }
    readers.join_all().await;
}

#[tokio::test]
async fn a_stream_that_opens_when_nobody_waits_any_more_is_closed() {
    let bastion = Bastion::start(Forwarding::Waits).await;
    let server = Server::start(Behaviour::default()).await;
    let dialler = dialler();
    let device = behind(&Arc::new(jump("bastion", bastion.port)), device(server.port));
    {
        let dialling = dialler.dial(&device);
        tokio::select! {
            _ = dialling => panic!("the bastion waits"),
            () = bastion.seen.asked.notified() => {}
        }
    }
    let mut open = bastion.seen.open.subscribe();
    open.mark_unchanged();
    bastion.seen.go_on.notify_one();
    open.changed().await.expect("it opens");
    bastion.seen.until_open(0).await;
}

#[tokio::test]
async fn a_future_that_dials_is_small() {
    const LIMIT: usize = 1024;
    let (dialler, device) = (dialler(), device(1));
    let dialling = size_of_val(&dialler.dial(&device));
    assert!(dialling < LIMIT, "{dialling} bytes to dial");
    assert!(size_of::<Stream>() <= 64, "{} bytes to keep", size_of::<Stream>());
}
