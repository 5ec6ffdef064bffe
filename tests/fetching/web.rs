//! Files on web servers.

use super::{
    Authority, Digest, Duration, LONG, NoLogins, SHORT, SIGNATURE, WASM, Web, client, fetch, pinned, refused,
};
use crate::support::web::{Reply, Request};
use nethost::plugin::store::remote::{Ask, REDIRECTS, wait_for};
use reqwest::{Method, header::HeaderValue};

const PATH: &str = "/acme.wasm";

/// The driver at its path, and nothing else.
fn driver(request: &Request) -> Reply {
    match request.path.as_str() {
        PATH => Reply::ok(WASM),
        _ => Reply::status(404),
    }
}

/// Why a driver did not come from a server that answers all requests in this way.
#[track_caller]
fn answered(reply: Reply) -> String {
    answered_within(LONG, reply)
}

#[track_caller]
fn answered_within(silence: Duration, reply: Reply) -> String {
    let web = Web::http(move |_| reply.clone());
    refused(
        &web,
        &client(None, silence),
        &pinned(&web.url(PATH), WASM),
        &NoLogins,
    )
}

#[test]
fn a_driver_comes_encrypted_with_the_signature_beside_it() {
    let authority = Authority::new();
    let web = Web::https(&authority, |request| match request.path.as_str() {
        "/a/acme.wasm?v=1" => Reply::ok(WASM),
        "/a/acme.wasm.minisig?v=1" => Reply::ok(SIGNATURE),
        _ => Reply::status(404),
    });
    let source = pinned(&web.url("/a/acme.wasm?v=1"), WASM);
    let fetched = fetch(&client(Some(&authority), LONG), &source, &NoLogins).expect("it comes");
    assert_eq!(fetched.wasm, WASM);
    assert_eq!(fetched.signature.as_deref(), Some(SIGNATURE));
    assert_eq!(fetched.resolved.to_string(), source);
}

#[test]
fn servers_say_in_several_ways_that_there_is_no_signature() {
    for reply in [
        Reply::status(404),
        Reply::status(403),
        Reply::status(410),
        Reply::page(),
    ] {
        let told = format!("{reply:?}");
        let web = Web::http(move |request| match request.path.as_str() {
            PATH => Reply::ok(WASM),
            _ => reply.clone(),
        });
        let fetched = fetch(&client(None, LONG), &pinned(&web.url(PATH), WASM), &NoLogins);
        assert_eq!(fetched.map(|it| it.signature), Ok(None), "{told}");
    }
}

#[test]
fn a_signature_that_cannot_be_had_is_not_taken_for_none() {
    for reply in [
        Reply::status(500),
        Reply::HangUp,
        Reply::ok([0xff]),
        Reply::ok(vec![b'a'; 1 << 20]),
    ] {
        let web = Web::http(move |request| match request.path.as_str() {
            PATH => Reply::ok(WASM),
            _ => reply.clone(),
        });
        let told = refused(
            &web,
            &client(None, LONG),
            &pinned(&web.url(PATH), WASM),
            &NoLogins,
        );
        assert!(told.contains("http://HOST/acme.wasm.minisig"), "{told}");
    }
}

#[test]
fn other_bytes_are_refused_and_named() {
    let other = [WASM, b"!"].concat();
    assert_eq!(
        answered(Reply::ok(other.clone())),
        format!(
            "http://HOST/acme.wasm: what came has the digest {}, not {}\n\
             do not run it: it is another file than the one that was named, or was changed; ask the driver's author \
             which digest is right",
            Digest::of(&other),
            Digest::of(WASM)
        )
    );
    assert_eq!(
        answered(Reply::ok("PK\x03\x04")),
        "http://HOST/acme.wasm: what came is no WebAssembly (4 bytes)\nname the address of the driver's .wasm file"
    );
    assert_eq!(
        answered(Reply::page()),
        "http://HOST/acme.wasm: the server sent a web page, not a driver\n\
         open the address in a browser, and name the address of the file itself"
    );
}

#[test]
fn a_status_is_told_with_what_to_do() {
    assert_eq!(
        answered(Reply::status(404)),
        "http://HOST/acme.wasm: the server answered 404 Not Found\ncheck the name and the version; is it published?"
    );
    assert!(answered(Reply::status(503)).ends_with("the server is in trouble: try again later"));
    assert!(answered(Reply::status(204)).contains("the server answered 204 No Content"));
    assert!(answered(Reply::status(401)).contains("it is not for everyone"));
    // A redirect that does not say where to.
    assert!(answered(Reply::status(302)).contains("the server answered 302 Found"));
}

#[test]
fn a_connection_that_is_dropped_is_told_with_how_much_had_come() {
    let half = Reply::Cut {
        length: 1000,
        body: vec![0; 400],
    };
    let told = answered(half);
    assert!(
        told.starts_with("http://HOST/acme.wasm: the connection ended after 400 of 1000 bytes: "),
        "{told}"
    );
    assert!(told.ends_with("nothing was kept of it; try again"), "{told}");
    let told = answered(Reply::HangUp);
    assert!(
        told.starts_with("http://HOST/acme.wasm: the connection ended before an answer came: "),
        "{told}"
    );
}

#[test]
fn silence_before_or_amid_an_answer_ends_it() {
    let half = Reply::Stall {
        length: 1000,
        body: vec![0; 400],
    };
    for reply in [Reply::Silence, half] {
        let web = Web::http(move |_| reply.clone());
        let url = reqwest::Url::parse(&web.url(PATH)).unwrap();
        let client = client(None, SHORT);
        let read = wait_for(async { client.send(&Ask::get(url)).await?.bytes(1 << 20).await });
        let told = read.expect_err("nothing comes").to_string();
        assert!(told.contains("nothing came for 0 seconds"), "{told}");
    }
}

#[test]
fn what_is_too_large_is_refused_by_what_it_says_and_by_what_comes() {
    let says = Reply::Stall {
        length: 200 << 20,
        body: Vec::new(),
    };
    assert_eq!(
        answered(says),
        "http://HOST/acme.wasm is larger than 128 MiB\nis it a driver? Ask its author"
    );
    let web = Web::http(|_| Reply::Endless);
    let url = reqwest::Url::parse(&web.url(PATH)).unwrap();
    let client = client(None, LONG);
    let read = wait_for(async { client.send(&Ask::get(url)).await?.bytes(1 << 20).await });
    let told = read.expect_err("it has no end").to_string();
    assert!(told.ends_with("/acme.wasm is larger than 1 MiB"), "{told}");
}

#[test]
fn a_server_that_is_not_there_or_does_not_encrypt_is_told() {
    let web = Web::http(driver);
    let encrypted = web.url(PATH).replace("http://", "https://");
    let told = refused(&web, &client(None, LONG), &pinned(&encrypted, WASM), &NoLogins);
    assert!(
        told.starts_with("https://HOST/acme.wasm: the server does not speak TLS: "),
        "{told}"
    );
    let host = web.host();
    drop(web);
    let told = fetch(
        &client(None, LONG),
        &pinned(&format!("http://{host}{PATH}"), WASM),
        &NoLogins,
    );
    assert_eq!(
        told,
        Err(format!(
            "http://{host}/acme.wasm: the server cannot be reached: connection refused\n\
             check the name and the network; where a proxy is needed, HTTPS_PROXY names it"
        ))
    );
}

#[test]
fn a_server_whose_certificate_nobody_signed_is_not_believed() {
    let web = Web::https(&Authority::new(), driver);
    let other = Authority::new();
    let told = refused(
        &web,
        &client(Some(&other), LONG),
        &pinned(&web.url(PATH), WASM),
        &NoLogins,
    );
    assert!(
        told.starts_with("https://HOST/acme.wasm: the server is not who it says: "),
        "{told}"
    );
    assert!(told.contains("SSL_CERT_FILE"), "{told}");
    assert!(web.asked().is_empty());
}

#[test]
fn redirects_are_followed_to_the_last_that_may_be() {
    let hops = |allowed: usize| {
        move |request: &Request| match request.path.trim_start_matches('/').parse::<usize>() {
            Ok(hop) if hop < allowed => Reply::to(format!("/{}", hop + 1)),
            Ok(_) => Reply::ok(WASM),
            Err(_) => Reply::status(404),
        }
    };
    let authority = Authority::new();
    let client = client(Some(&authority), LONG);
    let web = Web::https(&authority, hops(REDIRECTS));
    assert!(fetch(&client, &pinned(&web.url("/0"), WASM), &NoLogins).is_ok());
    let web = Web::https(&authority, hops(REDIRECTS + 1));
    let told = refused(&web, &client, &pinned(&web.url("/0"), WASM), &NoLogins);
    assert!(told.contains("more than 10 redirects"), "{told}");
}

#[test]
fn no_redirect_leads_out_of_encryption() {
    let authority = Authority::new();
    let plain = Web::http(driver);
    let to = plain.url(PATH);
    let web = Web::https(&authority, move |_| Reply::to(to.clone()));
    let client = client(Some(&authority), LONG);
    let told = refused(&web, &client, &pinned(&web.url(PATH), WASM), &NoLogins);
    assert!(
        told.starts_with("https://HOST/acme.wasm redirects to http://")
            && told.contains("which is not encrypted"),
        "{told}"
    );
    for to in [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "http://192.0.2.1/acme.wasm",
    ] {
        assert!(answered(Reply::to(to)).contains("which is not encrypted"), "{to}");
    }
    assert!(plain.asked().is_empty());
}

#[test]
fn an_authorization_goes_to_no_other_server() {
    let authority = Authority::new();
    let other = Web::https(&authority, |_| Reply::ok(WASM));
    let to = other.url("/other").replace("https://", "https://you:word@");
    let web = Web::https(&authority, move |request| match request.path.as_str() {
        "/first" => Reply::to("/second"),
        _ => Reply::to(to.clone()),
    });
    let client = client(Some(&authority), LONG);
    let ask = Ask {
        authorization: Some(HeaderValue::from_static("Basic secret")),
        ..Ask::new(Method::GET, reqwest::Url::parse(&web.url("/first")).unwrap())
    };
    let answer = wait_for(client.send(&ask)).expect("it answers");
    assert_eq!(answer.url.as_str(), other.url("/other"));
    let sent = |web: &Web| -> Vec<Option<String>> {
        let asked = web.asked();
        let sent = asked
            .iter()
            .map(|it| it.header("authorization").map(str::to_owned));
        sent.collect()
    };
    assert_eq!(sent(&web), vec![Some("Basic secret".to_owned()); 2]);
    assert_eq!(sent(&other), [None]);
}
