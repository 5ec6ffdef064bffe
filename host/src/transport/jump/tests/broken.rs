//! Jump hosts that cannot be used, and what is said of them.

use super::*;
use russh::ChannelOpenFailure;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::{net::TcpListener, task::JoinSet};

/// Many devices behind one jump host, dialled at once: what each of them was told.
async fn told_at_once(dialler: &Dialler, device: &Device) -> Vec<TransportError> {
    let mut visits = JoinSet::new();
    for _ in 0..20 {
        let (dialler, device) = (dialler.clone(), device.clone());
        visits.spawn(async move { failure(&dialler, &device).await });
    }
    visits.join_all().await
}

#[tokio::test]
async fn a_refused_login_is_never_tried_again() {
    let bastion = Bastion::start(Forwarding::Connects).await;
    let mut host = jump("bastion", bastion.port);
    host.device.credentials.password = Some(Secret::new("changed last week"));
    let (dialler, device) = (dialler(), behind(&Arc::new(host), device(22)));
    for error in told_at_once(&dialler, &device).await {
        // A device's credential was not refused, and its breaker must not count it.
        assert_eq!(
            (error.kind(), error.class(), error.is_transient()),
            ("jump_login_refused", Class::Unreachable, false)
        );
        assert_eq!(
            error.to_string(),
            format!(
                "cannot reach 127.0.0.1:22 via bastion: the jump host bastion does not let us in: cannot log in to \
                 127.0.0.1:{}: it refused \"{USERNAME}\" with password; it accepts nothing else",
                bastion.port
            )
        );
        assert!(
            error.hint("r1").contains("[jumps.bastion]"),
            "{}",
            error.hint("r1")
        );
    }
    failure(&dialler, &device).await;
    assert_eq!((bastion.seen.refusals(), bastion.seen.logins()), (1, 0));
}

#[tokio::test]
async fn a_jump_host_that_hangs_up_at_once_is_tried_once_for_all_and_remembered() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let accepted = Arc::new(AtomicUsize::new(0));
    let counted = accepted.clone();
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    let (dialler, device) = (dialler(), behind(&Arc::new(jump("bastion", port)), device(22)));
    for error in told_at_once(&dialler, &device).await {
        assert_eq!(
            (error.kind(), error.class(), error.is_transient()),
            ("jump_unreachable", Class::Unreachable, true)
        );
    }
    failure(&dialler, &device).await;
    assert_eq!(accepted.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn an_error_names_the_whole_way_and_the_jump_host_that_is_at_fault() {
    let (first, second) = (Bastion::start(Forwarding::Connects).await, closed_port().await);
    let outer = Arc::new(jump("bastion1", first.port));
    let mut inner = jump("bastion2", second);
    inner.device.jump = Some(outer);
    let device = behind(&Arc::new(inner), device(22));
    let error = failure(&dialler(), &device).await;
    assert_eq!(
        error.to_string(),
        format!(
            "cannot reach 127.0.0.1:22 via bastion1 > bastion2: the jump host bastion1 cannot connect to \
             127.0.0.1:{second}"
        )
    );
    assert_eq!(
        (error.kind(), error.class()),
        ("jump_unreachable", Class::Unreachable)
    );
}

async fn closed_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    listener.local_addr().expect("its address").port()
}

#[tokio::test]
async fn each_way_to_refuse_a_stream_has_its_own_end() {
    let cases: [(fn() -> ChannelOpenFailure, _, _, _); 3] = [
        (
            || ChannelOpenFailure::AdministrativelyProhibited,
            "jump_forbidden",
            false,
            "the jump host bastion does not allow a connection to 127.0.0.1:22 (administratively prohibited)",
        ),
        (
            || ChannelOpenFailure::ResourceShortage,
            "jump_exhausted",
            true,
            "the jump host bastion has no resources left for another connection",
        ),
        (
            || ChannelOpenFailure::ConnectFailed,
            "connect_failed",
            true,
            "the jump host bastion cannot connect to 127.0.0.1:22",
        ),
    ];
    for (reason, kind, passing, text) in cases {
        let bastion = Bastion::start(Forwarding::Refuses(reason)).await;
        let device = behind(&Arc::new(jump("bastion", bastion.port)), device(22));
        let error = failure(&dialler(), &device).await;
        assert_eq!((error.kind(), error.is_transient()), (kind, passing));
        assert_eq!(error.class(), Class::Unreachable);
        assert_eq!(
            error.to_string(),
            format!("cannot reach 127.0.0.1:22 via bastion: {text}")
        );
        assert_ne!(error.hint("r1"), "");
    }
}

#[tokio::test]
async fn a_changed_key_of_a_jump_host_is_an_error_of_its_own() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let bastion = Bastion::start(Forwarding::Connects).await;
    let other = private_key(2).public_key().to_openssh().expect("text");
    let known_hosts = folder.path().join("known_hosts");
    std::fs::write(&known_hosts, format!("[127.0.0.1]:{} {other}\n", bastion.port)).expect("written");
    let mut host = jump("bastion", bastion.port);
    host.device.ssh.host_keys = HostKeyPolicy::AcceptNew;
    host.device.ssh.known_hosts = Some(known_hosts);
    let error = failure(&dialler(), &behind(&Arc::new(host), device(22))).await;
    assert_eq!(
        (error.kind(), error.class(), error.is_transient()),
        ("jump_host_key", Class::Unreachable, false)
    );
    assert!(error.hint("r1").contains("ssh-keygen -R"), "{}", error.hint("r1"));
    assert_eq!(bastion.seen.logins() + bastion.seen.refusals(), 0);
}

#[tokio::test]
async fn a_jump_host_that_never_speaks_is_given_up_within_its_own_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let mut host = jump("bastion", listener.local_addr().expect("its address").port());
    host.device.timeouts.login = Duration::from_millis(50);
    let error = failure(&dialler(), &behind(&Arc::new(host), device(22))).await;
    assert_eq!((error.kind(), error.is_transient()), ("jump_unreachable", true));
    let text = error.to_string();
    assert!(
        text.contains("the jump host bastion") && text.contains("said nothing"),
        "{text}"
    );
}

#[tokio::test]
async fn a_device_that_a_jump_host_cannot_connect_to_in_time_is_the_one_that_is_late() {
    let bastion = Bastion::start(Forwarding::Waits).await;
    let mut device = behind(&Arc::new(jump("bastion", bastion.port)), device(22));
    device.timeouts.connect = Duration::from_millis(50);
    let error = failure(&dialler(), &device).await;
    assert_eq!(error.kind(), "connect_timeout");
    assert_eq!(
        error.to_string(),
        "cannot connect to 127.0.0.1:22 via bastion: no answer within 0.1 s"
    );
    assert_eq!(bastion.seen.logins(), 1);
}
