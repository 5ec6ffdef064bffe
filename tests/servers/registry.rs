//! Drivers into and out of Debian's docker-registry.

use crate::support::{
    nethost::{Desk, Done},
    registry::{PASSWORD, Registry, USER},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use nethost::plugin::{
    digest::Digest,
    store::{
        Fetched, Source, fetch,
        remote::{Ask, Client, DockerLogins, NoLogins, wait_for},
    },
};
use serde_json::{Value, json};
use std::fs;

/// A desk with the driver `acme_os` on it, made of a folder without code.
fn desk() -> Desk {
    let desk = Desk::new("");
    driver(&desk, "1.0.0");
    desk
}

/// `acme.wasm`, of this version.
fn driver(desk: &Desk, version: &str) {
    let description = format!(
        "platform = \"acme_os\"\nvendor = \"Acme\"\nversion = \"{version}\"\n[templates]\npath = \"templates\"\n"
    );
    desk.write("acme/driver.toml", &description);
    desk.write(
        "acme/templates/acme_os_show_version.textfsm",
        "Value VERSION (\\S+)\n\nStart\n  ^version ${VERSION} -> Record\n",
    );
    let built = desk.nethost(&["plugin", "build", "acme", "-o", "acme.wasm"]);
    assert_eq!(built.code, Some(0), "{}", built.stderr);
}

fn publish(desk: &Desk, reference: &str, more: &[&str]) -> Done {
    let command = ["plugin", "publish", "acme.wasm", reference];
    desk.nethost(&[&command, more].concat())
}

/// Signs the driver with a key of the desk's own.
fn sign(desk: &Desk) {
    for arguments in [
        &["--generate", "--no-password", "--key", "key"][..],
        &["acme.wasm", "--key", "key"],
    ] {
        let done = desk.nethost(&[&["plugin", "sign"], arguments].concat());
        assert_eq!(done.code, Some(0), "{}", done.stderr);
    }
}

/// Published; gives what was printed.
#[track_caller]
fn published(done: &Done) -> String {
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    done.stdout.trim_end().to_owned()
}

#[track_caller]
fn pulled(reference: &str) -> Fetched {
    let source: Source = format!("oci://{reference}").parse().expect("a source");
    fetch(&source, &NoLogins).expect("it comes")
}

/// What the registry answers, as JSON.
fn get(registry: &Registry, path: &str) -> Value {
    let url = format!("http://{}/v2/{path}", registry.host);
    let ask = Ask {
        accept: Some("application/vnd.oci.image.manifest.v1+json"),
        ..Ask::get(reqwest::Url::parse(&url).expect("an address"))
    };
    let client = Client::new().expect("a client");
    let bytes = wait_for(async { client.send(&ask).await?.bytes(1 << 20).await });
    serde_json::from_slice(&bytes.expect("an answer")).expect("JSON")
}

#[test]
fn a_driver_is_published_and_pulled_by_tag_and_by_digest() {
    let (registry, desk) = (Registry::open(), desk());
    let wasm = fs::read(desk.path("acme.wasm")).expect("the driver");
    sign(&desk);
    let signature = desk.read("acme.wasm.minisig");
    let tag = format!("{}/acme/os:1.0.0", registry.host);
    let done = publish(&desk, &tag, &[]);
    let digest = published(&done);
    let (first, second) = done.stderr.split_once('\n').expect("two lines");
    assert!(
        first.starts_with("note: acme_os 1.0.0 is published, signed by the key "),
        "{first}"
    );
    assert_eq!(second, format!("  hint: nethost plugin install oci://{tag}\n"));

    let by_tag = pulled(&tag);
    assert_eq!((&by_tag.wasm, by_tag.signature.clone()), (&wasm, Some(signature)));
    assert_eq!(by_tag.resolved.to_string(), format!("oci://{tag}@{digest}"));
    let by_digest = pulled(&format!("{}/acme/os@{digest}", registry.host));
    assert_eq!(by_digest.wasm, wasm);

    assert_eq!(
        get(&registry, "acme/os/tags/list"),
        json!({"name": "acme/os", "tags": ["1.0.0"]})
    );
    let manifest = get(&registry, &format!("acme/os/manifests/{digest}"));
    assert_eq!(
        manifest["config"]["mediaType"],
        "application/vnd.wasm.config.v0+json"
    );
    assert_eq!(manifest["layers"][0]["mediaType"], "application/wasm");
    assert_eq!(manifest["layers"][0]["digest"], Digest::of(&wasm).to_string());
    assert_eq!(
        manifest["annotations"]["org.opencontainers.image.title"],
        "acme_os"
    );
    assert_eq!(
        manifest["annotations"]["org.opencontainers.image.version"],
        "1.0.0"
    );
    let config = manifest["config"]["digest"].as_str().expect("a digest");
    let config = get(&registry, &format!("acme/os/blobs/{config}"));
    assert_eq!(
        (&config["architecture"], &config["os"]),
        (&json!("wasm"), &json!("wasip2"))
    );
    assert_eq!(config["layerDigests"][0], manifest["layers"][0]["digest"]);
    let imports = config["component"]["imports"].as_array().expect("imports");
    assert!(
        imports
            .iter()
            .all(|it| it.as_str().is_some_and(|it| it.starts_with("nethost:driver/"))),
        "{config}"
    );
}

#[test]
fn a_tag_is_replaced_only_when_that_is_said() {
    let (registry, desk) = (Registry::open(), desk());
    let tag = format!("{}/acme:latest", registry.host);
    let first = published(&publish(&desk, &tag, &[]));
    // The same again changes nothing, and is no mistake.
    let again = publish(&desk, &tag, &[]);
    assert_eq!(published(&again), first);
    assert!(
        again
            .stderr
            .contains("acme_os 1.0.0 is there already, not signed"),
        "{}",
        again.stderr
    );

    driver(&desk, "2.0.0");
    let refused = publish(&desk, &tag, &[]);
    assert_eq!(refused.code, Some(2));
    assert_eq!(
        refused.stderr,
        format!(
            "error: {tag} is there already, with other content: {first}\n  \
             hint: publish it under a new version, so that nobody's driver changes; --force replaces what is there\n"
        )
    );
    let forced = publish(&desk, &tag, &["--force"]);
    let second = published(&forced);
    assert!(
        second != first && forced.stderr.contains(&first),
        "{}",
        forced.stderr
    );
    assert_eq!(pulled(&tag).resolved.to_string(), format!("oci://{tag}@{second}"));
    // What was pinned is still there.
    pulled(&format!("{}/acme@{first}", registry.host));
}

#[test]
fn a_registry_that_wants_a_login_gets_it_and_nobody_sees_it() {
    let (registry, desk) = (Registry::guarded(), desk());
    let tag = format!("{}/acme/os:1.0.0", registry.host);
    let refused = publish(&desk, &tag, &[]);
    assert_eq!(refused.code, Some(2));
    assert!(
        refused
            .stderr
            .contains("wants to know who asks for write access to acme/os")
            && refused
                .stderr
                .contains(&format!("[store.registries.\"{}\"]", registry.host)),
        "{}",
        refused.stderr
    );

    let docker = |password: &str| {
        let auth = BASE64_STANDARD.encode(format!("{USER}:{password}"));
        let config = json!({"auths": {(registry.host.clone()): {"auth": auth}}});
        desk.write(".docker/config.json", &config.to_string())
    };
    docker("wrong horse");
    let refused = publish(&desk, &tag, &[]);
    assert_eq!(refused.code, Some(2));
    assert!(
        refused
            .stderr
            .contains("does not let publisher have write access to acme/os")
            && refused.stderr.contains(".docker/config.json")
            && !refused.stderr.contains("horse"),
        "{}",
        refused.stderr
    );
    let file = docker(PASSWORD);
    published(&publish(&desk, &tag, &[]));

    // nethost's own configuration comes before docker's.
    let configuration = |password: &str| {
        desk.write(".config/nethost/password", password);
        desk.write(
            ".config/nethost/config.toml",
            &format!(
                "[store.registries.\"{}\"]\nusername = \"{USER}\"\npassword = {{ command = [\"cat\", \"{}\"] }}\n",
                registry.host,
                desk.path(".config/nethost/password").display()
            ),
        );
        publish(&desk, &tag, &[])
    };
    published(&configuration(PASSWORD));
    let refused = configuration("wrong horse");
    assert!(
        refused.code == Some(2)
            && refused.stderr.contains("in nethost's configuration")
            && !refused.stderr.contains("horse"),
        "{}",
        refused.stderr
    );
    std::fs::remove_file(desk.path(".config/nethost/password")).expect("it is there");
    let refused = publish(&desk, &tag, &[]);
    assert!(
        refused.stderr.contains("cannot be had: the command cat failed"),
        "{}",
        refused.stderr
    );

    let source: Source = format!("oci://{tag}").parse().expect("a source");
    assert!(fetch(&source, &NoLogins).is_err());
    assert!(fetch(&source, &DockerLogins::at(&file)).is_ok());
}

#[test]
fn what_is_no_driver_is_not_published() {
    let (registry, desk) = (Registry::open(), desk());
    let tag = format!("{}/acme/os:1.0.0", registry.host);
    let publish = |arguments: &[&str]| {
        let done = desk.nethost(&[&["plugin", "publish"], arguments].concat());
        assert_eq!(
            (done.code, done.stdout.as_str()),
            (Some(2), ""),
            "{}",
            done.stderr
        );
        done.stderr
    };
    desk.write("text.wasm", "not a component");
    assert!(publish(&["text.wasm", &tag]).contains("text.wasm is not a WebAssembly component"));
    assert!(publish(&["acme", &tag]).contains("nethost plugin build acme"));
    assert!(publish(&["gone.wasm", &tag]).contains("there is no file and no folder gone.wasm"));
    assert!(publish(&["acme.wasm", &tag, "--signature", "gone"]).contains("gone"));
    desk.write("other.minisig", "signed, honestly");
    assert!(
        publish(&["acme.wasm", &tag, "--signature", "other.minisig"]).contains("is not one of minisign's")
    );
    assert!(publish(&["acme.wasm", "acme:1.0.0"]).contains("error: "));
    assert!(publish(&["acme.wasm", "https://host/acme.wasm"]).contains("error: "));
    let pinned = format!("{tag}@{}", Digest::of(b""));
    assert!(publish(&["acme.wasm", &pinned]).contains("what is published gets one, and cannot choose it"));
    assert_eq!(get(&registry, "_catalog"), json!({"repositories": []}));
}

#[test]
fn what_is_not_there_is_told_in_the_registrys_words() {
    let registry = Registry::open();
    let source: Source = format!("oci://{}/acme/os:1.0.0", registry.host)
        .parse()
        .expect("a source");
    let error = fetch(&source, &NoLogins).expect_err("nothing is there");
    assert_eq!(
        (error.to_string(), error.hint()),
        (
            format!(
                "http://{}/v2/acme/os/manifests/1.0.0: the server answered 404 Not Found: manifest unknown \
                 (MANIFEST_UNKNOWN)",
                registry.host
            ),
            "check the name and the version; is it published?".to_owned()
        )
    );
}

#[test]
fn a_published_driver_is_installed_by_its_tag_and_pinned() {
    let (registry, desk) = (Registry::open(), desk());
    let tag = format!("{}/acme/os:1.0.0", registry.host);
    let digest = published(&publish(&desk, &tag, &[]));
    let done = desk.nethost(&["plugin", "install", &tag]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let listed = desk.nethost(&["plugin", "list", "--json"]);
    assert!(
        listed.stdout.contains(&format!("oci://{tag}@{digest}")) && listed.stdout.contains("acme_os"),
        "{}",
        listed.stdout
    );
    let verified = desk.nethost(&["plugin", "verify"]);
    assert_eq!(verified.code, Some(0), "{}", verified.stderr);
}
