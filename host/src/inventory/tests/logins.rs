//! Jump hosts, further credentials, answers, keyrings and telnet.

use super::parse;
use crate::inventory::{
    Inventory, SecretReader, Surroundings,
    device::{AgentUse, Answer, Device, Protocol},
    parse_for,
    secret::Secret,
    source::{Reading, SecretFailure, SecretSource},
};
use std::{cell::RefCell, sync::Arc};

fn inventory(text: &str) -> Inventory {
    parse("lab.toml", text).unwrap_or_else(|error| panic!("{error}"))
}

/// Answers for each source with its own name; keeps what was asked for.
#[derive(Default)]
struct Book(RefCell<Vec<SecretSource>>);

impl SecretReader for Book {
    fn read(&self, source: &SecretSource) -> Result<Reading, SecretFailure> {
        self.0.borrow_mut().push(source.clone());
        Ok(Reading {
            secret: Secret::new(format!("{source:?}")),
            warning: None,
        })
    }
}

fn devices(text: &str) -> Vec<Device> {
    let resolved = inventory(text).resolve(&Book::default());
    resolved.unwrap_or_else(|error| panic!("{error}")).devices
}

const JUMPS: &str = r#"
[defaults]
username = "admin"
password = { env = "NETWORK" }
enable = { env = "ENABLE" }
ssh = { jump = "bastion" }

[jumps.bastion]
host = "192.0.2.1"
port = 2222
keys = ["/keys/bastion"]
timeouts = { connect = 3 }

[jumps.inner]
username = "ops"
password = { file = "/secrets/inner" }
ssh = { jump = "bastion", agent = "/agent" }
limits = { sessions = 5 }

[groups.deep]
ssh = { jump = "inner" }

[devices.a]
[devices.b]
groups = ["deep"]
[devices.c]
groups = ["deep"]
[devices.d]
groups = ["deep"]
ssh = { jump = false }
[devices.e]
ssh = { jump = "ops@10.0.0.9:2200,inner" }
[devices.f]
ssh = { jump = "none" }
"#;

#[test]
fn those_who_go_through_a_jump_host_share_it() {
    let devices = devices(JUMPS);
    let jump = |index: usize| devices[index].jump.as_ref().expect("it has one");
    let bastion = jump(0);
    let told = (&*bastion.device.host, bastion.device.port, bastion.sessions);
    assert_eq!(told, ("192.0.2.1", 2222, 100));
    assert_eq!(bastion.device.timeouts.connect.as_secs(), 3);
    assert!(Arc::ptr_eq(jump(1), jump(2)));
    assert!(Arc::ptr_eq(
        bastion,
        jump(1).device.jump.as_ref().expect("it has one")
    ));
    assert_eq!((&*jump(1).device.name, jump(1).sessions), ("inner", 5));
    assert_eq!(jump(1).device.ssh.agent, AgentUse::Socket("/agent".into()));
    assert!(devices[3].jump.is_none() && devices[5].jump.is_none());
}

#[test]
fn a_jump_host_takes_nothing_from_the_defaults() {
    let devices = devices(JUMPS);
    let bastion = devices[0].jump.as_ref().expect("it has one");
    assert_eq!(bastion.device.credentials.username, "ana", "who runs nethost");
    assert_eq!(bastion.device.credentials.password, None);
    assert_eq!(bastion.device.credentials.enable, None);
    assert!(bastion.device.jump.is_none());
}

#[test]
fn a_way_that_is_written_out_leads_as_it_is_written() {
    let devices = devices(JUMPS);
    let last = devices[4].jump.as_ref().expect("it has one");
    assert_eq!(
        (&*last.device.name, &*last.device.host, last.sessions),
        ("ops@10.0.0.9:2200,inner", "inner", 5)
    );
    let first = last.device.jump.as_ref().expect("it is the second");
    let told = (
        &*first.device.name,
        &*first.device.host,
        first.device.port,
        &*first.device.credentials.username,
    );
    assert_eq!(told, ("ops@10.0.0.9:2200", "10.0.0.9", 2200, "ops"));
    assert!(first.device.jump.is_none());
}

#[test]
fn only_the_secrets_of_jump_hosts_on_the_way_are_read() {
    for (selected, inner) in [("a", false), ("b", true), ("d", false)] {
        let book = Book::default();
        let selector = selected.parse().expect("it is right");
        let chosen = inventory(JUMPS).select(&selector).expect("it is there");
        chosen.resolve(&book).expect("all are there");
        let asked = book
            .0
            .borrow()
            .contains(&SecretSource::File("/secrets/inner".into()));
        assert_eq!(asked, inner, "{selected}");
    }
}

#[test]
fn somebody_has_to_log_in_to_a_jump_host() {
    let nobody = Surroundings::default();
    let error = parse_for("lab.toml", JUMPS, &nobody).expect_err("the system does not say who");
    assert_eq!(
        error.to_string(),
        "lab.toml:6:16: defaults.ssh.jump: nobody is named who logs in to bastion\n  hint: add username = \"…\" under \
         [jumps.bastion]"
    );
}

const FALLBACKS: &str = r#"
[defaults]
username = "tacacs"
password = { env = "TACACS" }
fallback = [
    { username = "local", password = { env = "LOCAL" }, enable = { env = "LOCAL_ENABLE" } },
    { keys = ["/keys/spare"], passphrase = { env = "SPARE" } },
]
answers = [
    { prompt = "(?i)passcode", answer = { command = ["code", "x"] } },
    { prompt = "number", answer = "1" },
    { prompt = "PIN", answer = { env = "PIN" } },
    { prompt = "ready", answer = "" },
    { prompt = "word", answer = "open sesame" },
]
[groups.plain]
fallback = []
answers = []
[devices.r1]
[devices.r2]
username = "other"
[devices.r3]
groups = ["plain"]
"#;

#[test]
fn credentials_to_fall_back_to_stand_in_their_order() {
    let devices = devices(FALLBACKS);
    let names = |device: &Device| {
        let all = device.all_credentials();
        all.map(|one| one.username.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&devices[0]), ["tacacs", "local", "tacacs"]);
    assert_eq!(names(&devices[1]), ["other", "local", "other"]);
    assert_eq!(names(&devices[2]), ["tacacs"]);
    let local = &devices[0].fallbacks[0];
    let secret = |secret: &Option<Secret>| secret.as_ref().map(|secret| secret.expose().to_owned());
    assert_eq!(secret(&local.password).as_deref(), Some("Env(\"LOCAL\")"));
    assert_eq!(secret(&local.enable).as_deref(), Some("Env(\"LOCAL_ENABLE\")"));
    assert_eq!(devices[0].fallbacks[1].keys.len(), 1);
}

#[test]
fn answers_are_read_once_or_run_for_each_question() {
    let devices = devices(FALLBACKS);
    let answers = &devices[0].credentials.answers;
    let told: Vec<_> = answers.iter().map(|answer| answer.answer.clone()).collect();
    assert_eq!(
        told,
        [
            Answer::Command(["code", "x"].map(str::to_owned).as_slice().into()),
            Answer::Text("1".into()),
            Answer::Secret(Secret::new("Env(\"PIN\")")),
            Answer::Text(String::new()),
            Answer::Secret(Secret::new("open sesame")),
        ]
    );
    assert!(answers[0].pattern.is_match("Enter your PASSCODE: "));
    assert!(Arc::ptr_eq(answers, &devices[1].credentials.answers));
    assert!(devices[2].credentials.answers.is_empty());
}

#[test]
fn secrets_written_in_new_places_are_warned_about_and_hidden() {
    for line in [
        "fallback = [{ password = 'hunter2hunter2' }]",
        "answers = [{ prompt = 'x', answer = 'hunter2hunter2' }]",
        "[jumps.b]\npassword = 'hunter2hunter2'",
        "[jumps.b]\nfallback = [{ username = 'x', password = 'hunter2hunter2' }]",
    ] {
        let text = format!("[devices.r1]\nusername = 'a'\nkeys = ['k']\n[defaults]\n{line}\n");
        let inventory = inventory(&text);
        let [warning] = inventory.warnings.as_slice() else {
            panic!("{line}: {:?}", inventory.warnings)
        };
        assert!(
            warning.message.contains("is written in the file itself"),
            "{warning:?}"
        );
        let views =
            serde_json::to_string(&inventory.device_views().collect::<Vec<_>>()).expect("it can be written");
        for told in [format!("{inventory:?}"), views] {
            assert!(!told.contains("hunter2"), "{told}");
        }
    }
}

#[test]
fn telnet_is_warned_about_once_and_has_a_port_of_its_own() {
    let text = "[defaults]\nusername = 'a'\npassword = { env = 'X' }\n[groups.t]\nprotocol = 'telnet'\n[devices.r1]\n\
                groups = ['t']\n[devices.r2]\ngroups = ['t']\nport = 2023\n[devices.r3]\ngroups = ['t']\n\
                protocol = 'ssh'\n";
    let inventory = inventory(text);
    let seen: Vec<_> = inventory
        .devices
        .iter()
        .map(|device| (device.protocol, device.port))
        .collect();
    assert_eq!(
        seen,
        [
            (Protocol::Telnet, 23),
            (Protocol::Telnet, 2023),
            (Protocol::Ssh, 22)
        ]
    );
    let [warning] = inventory.warnings.as_slice() else {
        panic!("{:?}", inventory.warnings)
    };
    assert_eq!(
        (warning.line, warning.message.as_str()),
        (
            6,
            "telnet is clear text: everybody on the way reads the password of r1, r2"
        )
    );
}

#[test]
fn the_account_in_a_keyring_is_the_user_unless_it_is_said() {
    let book = Book::default();
    let text = "[defaults]\nusername = 'netops'\npassword = { keyring = 'lab' }\n\
                fallback = [{ username = 'local', password = { keyring = 'lab' } }]\n[devices.r1]\n[devices.r2]\n\
                username = 'ana'\nenable = { keyring = 'lab', account = 'enable' }\n[devices.r3]\n";
    inventory(text).resolve(&book).expect("all are there");
    let keyring = |account: &str| SecretSource::Keyring {
        service: "lab".into(),
        account: Some(account.into()),
    };
    let mut asked = book.0.into_inner();
    asked.sort();
    assert_eq!(asked, ["ana", "enable", "local", "netops"].map(keyring));
}

#[test]
fn any_platform_is_a_word_like_another() {
    let text = "[defaults]\nplatform = 'auto'\nusername = 'a'\nkeys = ['k']\n[devices.r1]\n";
    assert_eq!(devices(text)[0].platform, "auto");
}
