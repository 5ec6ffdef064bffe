//! Each fault, as a client meets it.

use super::*;

#[tokio::test]
async fn a_refusing_device_does_not_listen_wherever_it_is_bound() {
    for bind in [Bind::Ports { first: 0 }, Bind::Addresses { port: 0 }] {
        let faults = vec![(Fault::Refuse, 1.0)];
        let lab = lab(LabOptions {
            devices: 2,
            bind,
            faults,
            ..LabOptions::default()
        })
        .await;
        for device in lab.devices() {
            let refused = TcpStream::connect((device.host.as_str(), device.port)).await;
            assert_eq!(
                refused.unwrap_err().kind(),
                io::ErrorKind::ConnectionRefused,
                "{bind:?}"
            );
        }
        lab.stop().await;
    }
}

#[tokio::test]
async fn a_resetting_device_resets() {
    let lab = lone(all_with(Fault::Reset)).await;
    let device = &lab.devices()[0];
    let mut stream = TcpStream::connect((device.host.as_str(), device.port))
        .await
        .unwrap();
    let read = timeout(SOON, stream.read(&mut [0; 16])).await.unwrap();
    assert_eq!(read.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    lab.stop().await;
}

#[tokio::test]
async fn a_device_that_refuses_logins_refuses_the_right_password() {
    let lab = lone(all_with(Fault::WrongPassword)).await;
    let mut handle = connect(&lab.devices()[0]).await;
    let refused = handle.authenticate_password("lab", "lab").await.unwrap();
    assert!(matches!(refused, AuthResult::Failure { .. }));
    assert_eq!(lab.sessions().refused, 1);
    lab.stop().await;
}

#[tokio::test]
async fn a_device_that_never_answers_takes_the_connection_and_says_nothing() {
    let lab = lone(all_with(Fault::NeverAnswer)).await;
    let device = &lab.devices()[0];
    let mut stream = TcpStream::connect((device.host.as_str(), device.port))
        .await
        .unwrap();
    assert!(timeout(A_WHILE, stream.read(&mut [0; 16])).await.is_err());
    lab.stop().await;
    assert!(matches!(
        timeout(SOON, stream.read(&mut [0; 16])).await.unwrap(),
        Ok(0) | Err(_)
    ));
}

#[tokio::test]
async fn a_mute_device_shows_its_prompt_and_answers_nothing() {
    let (lab, _handle, mut channel) = faulty(Fault::Mute).await;
    read_until(&mut channel, "terminal length 0\r\n").await;
    channel.data_bytes("show clock\n").await.unwrap();
    assert!(is_silent(&mut channel).await);
    lab.stop().await;
}

#[tokio::test]
async fn a_device_that_stops_falls_silent_and_stays_connected() {
    let (lab, handle, mut channel) = faulty(Fault::StopMidOutput).await;
    channel.data_bytes("show clock\n").await.unwrap();
    read_until(&mut channel, "show clock\r\n10:42:07.318 UTC").await;
    channel.data_bytes("\n").await.unwrap();
    assert!(is_silent(&mut channel).await);
    assert!(!handle.is_closed());
    lab.stop().await;
}

#[tokio::test]
async fn an_endless_output_goes_on_and_ends_with_its_reader() {
    let (lab, handle, mut channel) = faulty(Fault::EndlessOutput).await;
    channel.data_bytes("show clock\n").await.unwrap();
    let mut read = 0;
    while read < 300_000 {
        match timeout(SOON, channel.wait()).await.unwrap() {
            Some(ChannelMsg::Data { data }) => read += data.len(),
            Some(_) => {}
            None => panic!("it ended after {read} bytes"),
        }
    }
    handle
        .disconnect(Disconnect::ByApplication, "enough", "")
        .await
        .unwrap();
    timeout(SOON, async {
        while lab.sessions().live > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap();
    lab.stop().await;
}

#[tokio::test]
async fn garbage_comes_with_a_prompt_after_it() {
    let (lab, _handle, mut channel) = faulty(Fault::Garbage).await;
    channel.data_bytes("show version\n").await.unwrap();
    let seen = read_until(&mut channel, "\r\nlab-0001#").await;
    assert!(seen.contains(char::REPLACEMENT_CHARACTER) && !seen.contains("Version"));
    lab.stop().await;
}

#[tokio::test]
async fn a_dripping_device_gets_there() {
    let (lab, _handle, mut channel) = faulty(Fault::SlowDrip).await;
    channel.data_bytes("show clock\n").await.unwrap();
    let seen = read_until(&mut channel, "lab-0001#").await;
    assert_eq!(seen, "show clock\r\n10:42:07.318 UTC Tue Mar 4 2025\r\nlab-0001#");
    lab.stop().await;
}
