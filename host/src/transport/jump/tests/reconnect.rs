//! Jump hosts that drop while they are used.

use super::*;
use std::sync::atomic::Ordering;
use tokio::task::JoinSet;

/// A connection that is cut is closed or reset, as it happens.
fn without_the_way_it_closed(error: &TransportError) -> String {
    let mut text = error.to_string();
    for name in ["bastion", "bastion1"] {
        let gone = format!("{name} is gone");
        text = text
            .replace(&format!("the jump host {name} closed the connection"), &gone)
            .replace(
                &format!("the connection to the jump host {name} broke: connection reset by peer"),
                &gone,
            );
    }
    text
}

#[tokio::test]
async fn a_session_whose_jump_host_drops_says_so_and_not_that_the_device_did() {
    let bastion = Bastion::start(Forwarding::Connects).await;
    let server = Server::start(Behaviour::default()).await;
    let mut door = Door::open(bastion.port).await;
    let device = behind(&Arc::new(jump("bastion", door.port)), device(server.port));
    let mut conversation = converse(&dialler(), &device).await.expect("a conversation");
    answers(&mut conversation).await;
    let (error, ()) = tokio::join!(conversation.run("show silence", PATIENCE), door.shut());
    let error = error.expect_err("nobody answers");
    assert_eq!((error.kind(), error.class()), ("jump_lost", Class::Unreachable));
    assert_eq!(
        without_the_way_it_closed(&error),
        format!("lost 127.0.0.1:{} via bastion: bastion is gone", server.port)
    );
}

#[tokio::test]
async fn the_first_of_a_chain_is_named_when_it_drops() {
    let (first, second) = (
        Bastion::start(Forwarding::Connects).await,
        Bastion::start(Forwarding::Connects).await,
    );
    let server = Server::start(Behaviour::default()).await;
    let mut door = Door::open(first.port).await;
    let mut inner = jump("bastion2", second.port);
    inner.device.jump = Some(Arc::new(jump("bastion1", door.port)));
    let device = behind(&Arc::new(inner), device(server.port));
    let mut conversation = converse(&dialler(), &device).await.expect("a conversation");
    let (error, ()) = tokio::join!(conversation.run("show silence", PATIENCE), door.shut());
    let text = without_the_way_it_closed(&error.expect_err("nobody answers"));
    assert!(
        text.ends_with("via bastion1 > bastion2: bastion1 is gone"),
        "{text}"
    );
}

#[tokio::test]
async fn devices_wait_for_a_jump_host_that_restarts_and_share_the_new_connection() {
    let bastion = Bastion::start(Forwarding::Connects).await;
    let server = Server::start(Behaviour::default()).await;
    let mut door = Door::open(bastion.port).await;
    let (dialler, jump) = (dialler(), Arc::new(jump("bastion", door.port)));
    let device = behind(&jump, device(server.port));
    converse(&dialler, &device).await.expect("a conversation");
    door.shut().await;
    let mut visits = JoinSet::new();
    for _ in 0..20 {
        let (dialler, device) = (dialler.clone(), device.clone());
        visits.spawn(async move {
            let mut conversation = converse(&dialler, &device).await.expect("a conversation");
            answers(&mut conversation).await;
        });
    }
    // The first try meets a shut door.
    tokio::task::yield_now().await;
    door.reopen().await;
    visits.join_all().await;
    assert_eq!(bastion.seen.logins(), 2);
}

#[tokio::test]
async fn a_jump_host_that_does_not_come_back_is_waited_for_as_long_as_the_device_allows() {
    let bastion = Bastion::start(Forwarding::Connects).await;
    let server = Server::start(Behaviour::default()).await;
    let mut door = Door::open(bastion.port).await;
    let mut device = behind(&Arc::new(jump("bastion", door.port)), device(server.port));
    let dialler = dialler();
    converse(&dialler, &device).await.expect("a conversation");
    door.shut().await;
    device.timeouts.connect = Duration::from_millis(50);
    device.timeouts.login = Duration::from_millis(50);
    let error = failure(&dialler, &device).await;
    assert_eq!(
        (error.kind(), error.class(), error.is_transient()),
        ("jump_lost", Class::Unreachable, true)
    );
    assert_eq!(
        without_the_way_it_closed(&error),
        format!(
            "cannot reach 127.0.0.1:{} via bastion: the jump host bastion was lost and did not come back within \
             0.1 s (bastion is gone)",
            server.port
        )
    );
}

#[tokio::test]
async fn a_jump_host_that_falls_silent_is_lost_and_replaced() {
    let bastion = Bastion::start(Forwarding::Connects).await;
    let server = Server::start(Behaviour::default()).await;
    let door = Door::open(bastion.port).await;
    let mut device = behind(&Arc::new(jump("bastion", door.port)), device(server.port));
    let dialler = dialler();
    let mut conversation = converse(&dialler, &device).await.expect("a conversation");
    door.silence();
    // Nothing comes from it, so the device behind it is asked for in vain; the next try goes over a new connection.
    device.timeouts.connect = Duration::from_millis(100);
    let mut second = converse(&dialler, &device).await.expect("a second conversation");
    answers(&mut second).await;
    assert_eq!(
        (door.passed.load(Ordering::SeqCst), bastion.seen.logins()),
        (2, 2)
    );
    let error = conversation
        .run("show version", PATIENCE)
        .await
        .expect_err("it is gone");
    assert_eq!(error.kind(), "jump_lost");
    assert!(
        error
            .to_string()
            .contains("the jump host bastion no longer answers"),
        "{error}"
    );
}

#[tokio::test]
async fn keepalives_notice_a_jump_host_that_falls_silent() {
    let bastion = Bastion::start(Forwarding::Connects).await;
    let server = Server::start(Behaviour::default()).await;
    let door = Door::open(bastion.port).await;
    let mut host = jump("bastion", door.port);
    host.device.ssh.keepalive = Duration::from_millis(20);
    let device = behind(&Arc::new(host), device(server.port));
    let mut conversation = converse(&dialler(), &device).await.expect("a conversation");
    door.silence();
    let error = conversation
        .run("show version", PATIENCE)
        .await
        .expect_err("nobody answers");
    assert_eq!(error.kind(), "jump_lost");
    assert!(error.to_string().contains("keepalives"), "{error}");
}

#[tokio::test]
async fn a_login_that_a_jump_host_s_end_interrupts_is_no_refusal() {
    let bastion = Bastion::start(Forwarding::Connects).await;
    let server = Server::start(Behaviour::default()).await;
    let mut door = Door::open(bastion.port).await;
    let device = behind(&Arc::new(jump("bastion", door.port)), device(server.port));
    let dialler = dialler();
    let stream = dialler.dial(&device).await.expect("a stream");
    let reached = dialler.ssh().reach(&device, stream).await.expect("a greeting");
    door.shut().await;
    let login = dialler.ssh().log_in(&device, &device.credentials, reached).await;
    let error = login.err().expect("nobody answers");
    assert_eq!(
        (error.kind(), error.class(), error.is_transient()),
        ("jump_lost", Class::Unreachable, true)
    );
    assert!(!PASSWORD.is_empty() && !error.to_string().contains(PASSWORD));
}
