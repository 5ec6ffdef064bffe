//! `nethost plugin install` from a server: what comes is kept whole, or nothing is.

use super::{Authority, Digest, Web};
use crate::support::{
    nethost::{Desk, Done},
    web::{Reply, Request},
};
use std::{fs, path::Path};

/// A small driver, made of a folder without code.
fn driver(desk: &Desk) -> Vec<u8> {
    desk.write(
        "acme/driver.toml",
        "platform = \"acme_os\"\nvendor = \"Acme\"\nversion = \"1.0.0\"\n[templates]\npath = \"templates\"\n",
    );
    desk.write(
        "acme/templates/acme_os_show_version.textfsm",
        "Value VERSION (\\S+)\n\nStart\n  ^version ${VERSION} -> Record\n",
    );
    let built = desk.nethost(&["plugin", "build", "acme", "-o", "acme.wasm"]);
    assert_eq!(built.code, Some(0), "{}", built.stderr);
    fs::read(desk.path("acme.wasm")).expect("the driver")
}

fn install(desk: &Desk, authority: &Authority, source: &str) -> Done {
    let authority = desk.write("authority.pem", &authority.pem());
    Desk::done(
        desk.command(&["plugin", "install", source])
            .env("SSL_CERT_FILE", authority),
    )
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut files: Vec<String> = paths
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path.display().to_string()]
            }
        })
        .collect();
    files.sort();
    files
}

#[test]
fn a_driver_of_a_server_with_its_own_authority_is_installed() {
    let desk = Desk::new("");
    let wasm = driver(&desk);
    let authority = Authority::new();
    let sent = wasm.clone();
    let web = Web::https(&authority, move |request: &Request| match request.path.as_str() {
        "/acme.wasm" => Reply::ok(sent.clone()),
        _ => Reply::status(404),
    });
    let source = format!("{}#{}", web.url("/acme.wasm"), Digest::of(&wasm));
    let done = install(&desk, &authority, &source);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let listed = desk.nethost(&["plugin", "list", "--json"]);
    assert!(listed.stdout.contains(&source), "{}", listed.stdout);
}

#[test]
fn what_stands_behind_the_address_is_told_to_be_kept() {
    let desk = Desk::new("");
    let wasm = driver(&desk);
    let authority = Authority::new();
    let sent = wasm.clone();
    let web = Web::https(&authority, move |request: &Request| match request.path.as_str() {
        "/acme.wasm" | "/acme.wasm?key=word" => Reply::ok(sent.clone()),
        _ => Reply::status(404),
    });
    for (path, warned) in [("/acme.wasm?key=word", true), ("/acme.wasm", false)] {
        let source = format!("{}#{}", web.url(path), Digest::of(&wasm));
        let done = install(&desk, &authority, &source);
        assert_eq!(done.code, Some(0), "{}", done.stderr);
        let told = "warning: what stands behind ? in this address is kept with it";
        assert_eq!(done.stderr.contains(told), warned, "{}", done.stderr);
    }
}

#[test]
fn what_did_not_come_whole_leaves_nothing_behind() {
    let desk = Desk::new("");
    let wasm = driver(&desk);
    let authority = Authority::new();
    let half = wasm[..wasm.len() / 2].to_vec();
    let length = wasm.len() as u64;
    let mut other = wasm.clone();
    *other.last_mut().expect("it has bytes") ^= 1;
    let replies = [
        Reply::Cut {
            length,
            body: half.clone(),
        },
        Reply::ok(half),
        Reply::ok(other),
        Reply::page(),
        Reply::HangUp,
        Reply::status(500),
    ];
    for reply in replies {
        let told = format!("{reply:?}").chars().take(40).collect::<String>();
        let web = Web::https(&authority, move |_| reply.clone());
        let source = format!("{}#{}", web.url("/acme.wasm"), Digest::of(&wasm));
        let done = install(&desk, &authority, &source);
        assert_eq!(done.code, Some(2), "{told}: {}", done.stderr);
        assert!(done.stderr.contains("hint: "), "{told}: {}", done.stderr);
        assert_eq!(files(&desk.path(".local")), Vec::<String>::new(), "{told}");
    }
}
