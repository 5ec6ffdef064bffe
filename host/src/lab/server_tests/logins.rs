//! Who is let in, with what, and over which algorithms.

use super::*;

#[tokio::test]
async fn only_the_right_name_and_password_log_in() {
    let lab = lone(LabOptions::default()).await;
    for (user, password) in [("lab", "wrong"), ("root", "lab"), ("", "")] {
        let mut handle = connect(&lab.devices()[0]).await;
        assert!(
            !handle
                .authenticate_password(user, password)
                .await
                .unwrap()
                .success(),
            "{user}"
        );
    }
    let counts = lab.sessions();
    assert_eq!((counts.connections, counts.refused, counts.total), (3, 3, 0));
    lab.stop().await;
}

#[tokio::test]
async fn a_password_may_be_asked_for_by_keyboard_interactive_alone() {
    let lab = lone(LabOptions {
        keyboard_interactive: true,
        ..LabOptions::default()
    })
    .await;
    let mut handle = connect(&lab.devices()[0]).await;
    assert!(
        !handle
            .authenticate_password("lab", "lab")
            .await
            .unwrap()
            .success()
    );
    let asked = handle
        .authenticate_keyboard_interactive_start("lab", None)
        .await
        .unwrap();
    let KeyboardInteractiveAuthResponse::InfoRequest { prompts, .. } = asked else {
        panic!("{asked:?}")
    };
    assert_eq!(
        (prompts[0].prompt.as_str(), prompts[0].echo),
        ("Password: ", false)
    );
    let answered = handle
        .authenticate_keyboard_interactive_respond(vec!["lab".to_owned()])
        .await
        .unwrap();
    assert!(matches!(answered, KeyboardInteractiveAuthResponse::Success));
    lab.stop().await;
}

#[tokio::test]
async fn a_known_key_logs_in_and_another_does_not() {
    let key = |seed| Arc::new(PrivateKey::from(Ed25519Keypair::from_seed(&[seed; 32])));
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), key(1).public_key().to_openssh().unwrap()).unwrap();
    let authorized_keys = Some(file.path().to_owned());
    let lab = lone(LabOptions {
        authorized_keys,
        ..LabOptions::default()
    })
    .await;
    for (seed, fits) in [(1, true), (2, false)] {
        let mut handle = connect(&lab.devices()[0]).await;
        let offer = PrivateKeyWithHashAlg::new(key(seed), None);
        assert_eq!(
            handle
                .authenticate_publickey("lab", offer)
                .await
                .unwrap()
                .success(),
            fits
        );
    }
    lab.stop().await;
}

#[tokio::test]
async fn an_enable_secret_makes_a_login_land_in_user_mode() {
    let (lab, _handle, mut channel) = lone_shell(LabOptions {
        enable: Some(Secret::new("more")),
        ..LabOptions::default()
    })
    .await;
    read_until(&mut channel, "lab-0001>").await;
    channel.data_bytes("enable\n").await.unwrap();
    read_until(&mut channel, "Password: ").await;
    channel.data_bytes("more\n").await.unwrap();
    assert_eq!(read_until(&mut channel, "lab-0001#").await, "\r\nlab-0001#");
    assert!(lab.inventory_toml().contains("enable = \"more\""));
    assert!(!format!("{lab:?}").contains("more"));
    lab.stop().await;
}

#[tokio::test]
async fn an_old_fleet_shares_nothing_with_a_careful_client_and_something_with_a_lenient_one() {
    let lab = lone(LabOptions {
        legacy_only: true,
        ..LabOptions::default()
    })
    .await;
    let careful = client::Config {
        preferred: russh::Preferred {
            kex: vec![russh::kex::CURVE25519].into(),
            ..russh::Preferred::default()
        },
        ..client::Config::default()
    };
    let refused = connect_with(&lab.devices()[0], careful).await;
    assert!(matches!(refused.err(), Some(russh::Error::NoCommonAlgo { .. })));
    let lenient = client::Config {
        preferred: russh::Preferred {
            kex: vec![russh::kex::DH_G14_SHA1].into(),
            key: vec![russh::keys::Algorithm::Rsa { hash: None }].into(),
            cipher: vec![russh::cipher::TRIPLE_DES_CBC].into(),
            mac: vec![russh::mac::HMAC_SHA1].into(),
            ..russh::Preferred::default()
        },
        ..client::Config::default()
    };
    let mut handle = connect_with(&lab.devices()[0], lenient).await.unwrap();
    assert!(
        handle
            .authenticate_password("lab", "lab")
            .await
            .unwrap()
            .success()
    );
    lab.stop().await;
}
