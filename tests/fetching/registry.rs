//! An OCI registry that a test can make do anything. The real one is in `servers::registry`.

use super::{Authority, Digest, LONG, Me, NoLogins, SIGNATURE, WASM, Web, client, fetch, refused};
use crate::support::web::{Reply, Request};
use nethost::plugin::store::{
    Source,
    remote::{
        Action, Client, Descriptor, DockerLogins, MANIFEST, Manifest, Registry, SIGNATURE as SIGNATURE_LAYER,
        WASM as WASM_LAYER, wait_for,
    },
};
use std::{collections::BTreeMap, path::Path};

/// A manifest with these layers, whose bytes the registry has.
fn manifest(layers: &[(&str, &[u8])]) -> Vec<u8> {
    let layers = layers.iter().map(|(kind, bytes)| Descriptor::of(kind, bytes));
    written(layers.collect())
}

fn written(layers: Vec<Descriptor>) -> Vec<u8> {
    let manifest = Manifest {
        schema_version: 2,
        media_type: MANIFEST.into(),
        config: Descriptor::of("application/vnd.wasm.config.v0+json", b"{}"),
        layers,
        annotations: BTreeMap::new(),
    };
    serde_json::to_vec(&manifest).expect("JSON")
}

/// A registry that has this manifest as `acme/os:1.0`, and the driver and its signature.
fn has(manifest: Vec<u8>) -> impl Fn(&Request) -> Reply + Send + Sync + Clone + 'static {
    move |request| {
        let blob = |bytes: &[u8]| format!("/v2/acme/os/blobs/{}", Digest::of(bytes));
        let path = request.path.as_str();
        if path == "/v2/acme/os/manifests/1.0"
            || path == format!("/v2/acme/os/manifests/{}", Digest::of(&manifest))
        {
            return Reply::ok(manifest.clone()).with("content-type", MANIFEST);
        }
        match path {
            "/v2/" => Reply::ok("{}"),
            _ if path == blob(WASM) => Reply::ok(WASM),
            _ if path == blob(SIGNATURE.as_bytes()) => Reply::ok(SIGNATURE),
            _ => Reply::status(404),
        }
    }
}

fn source(web: &Web) -> String {
    format!("oci://{}/acme/os:1.0", web.host())
}

/// Why a registry with this manifest gives no driver.
#[track_caller]
fn with_manifest(manifest: impl Into<Vec<u8>>) -> String {
    let web = Web::http(has(manifest.into()));
    refused(&web, &client(None, LONG), &source(&web), &NoLogins)
}

/// Why a registry that does this, where it would send a blob, gives no driver.
#[track_caller]
fn with_blob(reply: Reply) -> String {
    let well = has(manifest(&[(WASM_LAYER, WASM)]));
    let web = Web::http(move |request| {
        if request.path.contains("/blobs/") {
            reply.clone()
        } else {
            well(request)
        }
    });
    refused(&web, &client(None, LONG), &source(&web), &NoLogins)
}

#[test]
fn a_driver_comes_by_tag_and_by_digest_with_its_signature() {
    let bytes = manifest(&[(WASM_LAYER, WASM), (SIGNATURE_LAYER, SIGNATURE.as_bytes())]);
    let digest = Digest::of(&bytes);
    let authority = Authority::new();
    for web in [
        Web::http(has(bytes.clone())),
        Web::https(&authority, has(bytes.clone())),
    ] {
        let client = client(Some(&authority), LONG);
        let tagged = fetch(&client, &source(&web), &NoLogins).expect("it comes");
        assert_eq!(tagged.wasm, WASM);
        assert_eq!(tagged.signature.as_deref(), Some(SIGNATURE));
        let pinned = format!("oci://{}/acme/os:1.0@{digest}", web.host());
        assert_eq!(tagged.resolved.to_string(), pinned);
        assert_eq!(fetch(&client, &pinned, &NoLogins), Ok(tagged));
        let by_digest = format!("oci://{}/acme/os@{digest}", web.host());
        assert!(fetch(&client, &by_digest, &NoLogins).is_ok());
    }
}

#[test]
fn a_registry_whose_certificate_nobody_signed_is_not_believed() {
    let web = Web::https(&Authority::new(), has(manifest(&[(WASM_LAYER, WASM)])));
    let other = Authority::new();
    let told = refused(&web, &client(Some(&other), LONG), &source(&web), &NoLogins);
    assert!(told.contains("the server is not who it says"), "{told}");
    assert!(web.asked().is_empty());
}

#[test]
fn a_manifest_that_is_no_drivers_is_told() {
    assert_eq!(
        with_manifest(manifest(&[("application/vnd.oci.image.layer.v1.tar+gzip", b"")])),
        "HOST/acme/os:1.0: it holds no WebAssembly, but application/vnd.oci.image.layer.v1.tar+gzip\n\
         is it a driver? Drivers are published with `nethost plugin publish`, or as `wkg` does it"
    );
    assert!(
        with_manifest(manifest(&[(WASM_LAYER, WASM), (WASM_LAYER, b"")]))
            .contains("it holds 2 WebAssembly layers")
    );
    assert!(with_manifest("<html>").contains("what came is no manifest: it looks like a web page"));
    assert!(with_manifest(r#"{"manifests": []}"#).contains("it is an index of several manifests"));
    let large = Descriptor {
        size: 129 << 20,
        ..Descriptor::of(WASM_LAYER, WASM)
    };
    assert!(
        with_manifest(written(vec![large])).contains("its driver has 135266304 bytes, more than 128 MiB")
    );
    assert!(with_manifest(vec![b' '; 5 << 20]).contains("is larger than 4 MiB"));
}

#[test]
fn wrong_bytes_are_refused_wherever_they_are() {
    let mut other = WASM.to_vec();
    other[9] ^= 1;
    assert_eq!(
        with_blob(Reply::ok(other.clone())).lines().next(),
        Some(
            format!(
                "http://HOST/v2/acme/os/blobs/{}: what came has the digest {}, not {}",
                Digest::of(WASM),
                Digest::of(&other),
                Digest::of(WASM)
            )
            .as_str()
        )
    );
    let told = with_blob(Reply::ok([WASM, b"!"].concat()));
    assert!(told.contains("more bytes came, the manifest says 33"), "{told}");
    let told = with_blob(Reply::ok(&WASM[..9]));
    assert!(told.contains("9 bytes came, the manifest says 33"), "{told}");

    // Another manifest than the one that was named by its digest, or than the registry itself says.
    let web = Web::http(|_| Reply::ok("{}"));
    let pinned = format!("oci://{}/acme/os@{}", web.host(), Digest::of(b"other"));
    let told = refused(&web, &client(None, LONG), &pinned, &NoLogins);
    assert!(told.contains(&format!("not {}", Digest::of(b"other"))), "{told}");
    let web = Web::http(|_| Reply::ok("{}").with("docker-content-digest", Digest::of(b"other").to_string()));
    let told = refused(&web, &client(None, LONG), &source(&web), &NoLogins);
    assert!(told.contains(&format!("not {}", Digest::of(b"other"))), "{told}");
}

#[test]
fn a_registry_that_drops_the_connection_leaves_a_message() {
    let told = with_blob(Reply::Cut {
        length: WASM.len() as u64,
        body: WASM[..9].to_vec(),
    });
    assert!(
        told.contains("the connection ended after 9 of 33 bytes"),
        "{told}"
    );
    assert!(with_blob(Reply::HangUp).contains("the connection ended before an answer came"));
}

#[test]
fn a_registrys_own_words_are_told() {
    let words = r#"{"errors": [{"code": "MANIFEST_UNKNOWN", "message": "no such tag"}, {"code": "OTHER"}]}"#;
    let web = Web::http(move |_| Reply::Answer {
        status: 404,
        headers: Vec::new(),
        body: words.into(),
    });
    assert_eq!(
        refused(&web, &client(None, LONG), &source(&web), &NoLogins),
        "http://HOST/v2/acme/os/manifests/1.0: the server answered 404 Not Found: no such tag (MANIFEST_UNKNOWN); OTHER\n\
         check the name and the version; is it published?"
    );
}

#[test]
fn a_registrys_words_are_one_line_of_ours() {
    let words =
        r#"{"errors": [{"code": "GONE", "message": "moved\nerror: run this instead\r\n  hint: at once"}]}"#;
    let web = Web::http(move |_| Reply::Answer {
        status: 404,
        headers: Vec::new(),
        body: words.into(),
    });
    let told = refused(&web, &client(None, LONG), &source(&web), &NoLogins);
    assert_eq!(
        told.lines().next(),
        Some(
            "http://HOST/v2/acme/os/manifests/1.0: the server answered 404 Not Found: moved error: run this instead    \
             hint: at once (GONE)"
        )
    );
}

/// A registry that wants `me` and `word` with each request.
fn guarded(
    inner: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> impl Fn(&Request) -> Reply + Send + Sync {
    move |request| match request.header("authorization") {
        Some("Basic bWU6d29yZA==") => inner(request),
        // It repeats what it was sent, as no registry should.
        sent => {
            let said = format!(
                r#"{{"errors": [{{"code": "DENIED", "message": "not {}"}}]}}"#,
                sent.unwrap_or("you")
            );
            Reply::Answer {
                status: 401,
                headers: vec![("www-authenticate", "Basic realm=\"acme\"".into())],
                body: said.into(),
            }
        }
    }
}

#[test]
fn a_login_is_sent_when_it_is_asked_for() {
    let web = Web::http(guarded(has(manifest(&[(WASM_LAYER, WASM)]))));
    let client = client(None, LONG);
    assert!(fetch(&client, &source(&web), &Me("word")).is_ok());
    assert_eq!(
        refused(&web, &client, &source(&web), &NoLogins),
        "the registry HOST wants to know who asks for acme/os\n\
         check the name; if it is not for everyone, say in nethost's configuration: [store.registries.\"HOST\"] \
         username = \"…\", password = { env = \"…\" }"
    );
    assert_eq!(
        refused(&web, &client, &source(&web), &Me("guess")),
        "the registry HOST does not let me have acme/os\n\
         is the login right, and may it do that? It comes from [store.registries.\"HOST\"] in nethost's configuration"
    );
}

#[test]
fn dockers_login_is_taken_and_its_helpers_are_named() {
    let web = Web::http(guarded(has(manifest(&[(WASM_LAYER, WASM)]))));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("config.json");
    let docker = |text: String| {
        std::fs::write(&file, text).expect("a file");
        DockerLogins::at(Path::new(&file))
    };
    let client = client(None, LONG);
    let host = web.host();
    let plain = docker(format!(
        r#"{{"auths": {{"{host}": {{"auth": "bWU6d29yZA=="}}}}}}"#
    ));
    assert!(fetch(&client, &source(&web), &plain).is_ok());
    let helper = docker(r#"{"credsStore": "acme"}"#.into());
    let told = refused(&web, &client, &source(&web), &helper);
    assert!(
        told.contains("docker keeps this login in docker-credential-acme, which nethost does not ask"),
        "{told}"
    );
}

/// A registry that wants a token, which this address gives.
fn with_tokens(realm: String) -> impl Fn(&Request) -> Reply + Send + Sync {
    let inner = has(manifest(&[(WASM_LAYER, WASM)]));
    move |request| match request.header("authorization") {
        Some("Bearer the-token") => inner(request),
        _ => Reply::status(401).with(
            "www-authenticate",
            format!(r#"Bearer realm="{realm}",service="acme",scope="repository:acme/os:pull""#),
        ),
    }
}

#[test]
fn a_token_is_got_where_the_registry_says() {
    let authority = Authority::new();
    for answer in [
        r#"{"token": "the-token"}"#,
        r#"{"access_token": "the-token", "expires_in": 1}"#,
    ] {
        let tokens = Web::https(&authority, move |_| Reply::ok(answer));
        let web = Web::https(&authority, with_tokens(tokens.url("/token?a=b")));
        let client = client(Some(&authority), LONG);
        assert!(fetch(&client, &source(&web), &Me("word")).is_ok());
        let asked = tokens.asked();
        let [first] = &asked[..] else {
            panic!("one token is enough: {asked:?}");
        };
        assert_eq!(
            first.path,
            "/token?a=b&service=acme&scope=repository%3Aacme%2Fos%3Apull"
        );
        assert_eq!(first.header("authorization"), Some("Basic bWU6d29yZA=="));
        assert!(fetch(&client, &source(&web), &NoLogins).is_ok());
        assert_eq!(tokens.asked()[1].header("authorization"), None);
    }
}

#[test]
fn no_token_is_got_without_encryption_and_none_that_is_refused() {
    let authority = Authority::new();
    let client = client(Some(&authority), LONG);
    let plain = Web::http(|_| Reply::ok("{}"));
    let web = Web::https(&authority, with_tokens(plain.url("/token")));
    let told = refused(&web, &client, &source(&web), &Me("word"));
    assert!(
        told.contains("the address for its tokens is not encrypted"),
        "{told}"
    );
    assert!(plain.asked().is_empty());

    for (reply, wanted) in [
        (
            Reply::status(401),
            "the registry HOST does not let me have acme/os",
        ),
        (
            Reply::status(403),
            "the registry HOST does not let me have acme/os",
        ),
        (Reply::status(500), "the server answered 500"),
        (Reply::ok("{}"), "what came is no token"),
        (Reply::ok(r#"{"token": "a\nb"}"#), "what came is no token"),
    ] {
        let tokens = Web::https(&authority, move |_| reply.clone());
        let web = Web::https(&authority, with_tokens(tokens.url("/token")));
        let told = refused(&web, &client, &source(&web), &Me("word"));
        assert!(told.contains(wanted) && !told.contains("word"), "{told}");
    }
}

#[test]
fn what_repeats_the_login_is_not_told() {
    let authority = Authority::new();
    let client = client(Some(&authority), LONG);
    for (status, said) in [
        (500, "try later: "),
        (401, "who is "),
        (403, "no, word, and not "),
    ] {
        let tokens = Web::https(&authority, move |request| {
            let sent = request.header("authorization").unwrap_or_default();
            Reply::Answer {
                status,
                headers: Vec::new(),
                body: format!(r#"{{"errors": [{{"code": "DENIED", "message": "{said}{sent}"}}]}}"#).into(),
            }
        });
        let web = Web::https(&authority, with_tokens(tokens.url("/token")));
        let told = refused(&web, &client, &source(&web), &Me("word"));
        assert_eq!(tokens.asked().len(), 1, "{told}");
        assert!(
            !told.contains("bWU6d29yZA==") && !told.contains("DENIED"),
            "{told}"
        );
    }

    // The header that asks for a login in another way, after one that fitted.
    let well = has(manifest(&[(WASM_LAYER, WASM)]));
    let web = Web::http(guarded(move |request| {
        if request.path.contains("/blobs/") {
            let sent = request.header("authorization").unwrap_or_default();
            let sent = sent.trim_start_matches("Basic ");
            Reply::status(401).with("www-authenticate", format!("Negotiate {sent}"))
        } else {
            well(request)
        }
    }));
    let told = refused(&web, &client, &source(&web), &Me("word"));
    assert!(told.contains("it does not say how"), "{told}");
}

#[test]
fn a_token_that_the_registry_does_not_take_is_no_endless_talk() {
    let authority = Authority::new();
    let tokens = Web::https(&authority, |_| Reply::ok(r#"{"token": "another"}"#));
    let web = Web::https(&authority, with_tokens(tokens.url("/token")));
    let told = refused(&web, &client(Some(&authority), LONG), &source(&web), &Me("word"));
    assert!(
        told.starts_with("the registry HOST does not let me have acme/os"),
        "{told}"
    );
    assert_eq!(tokens.asked().len(), 1);
}

#[test]
fn a_challenge_that_nobody_knows_is_told() {
    let web = Web::http(|_| Reply::status(401).with("www-authenticate", "Negotiate"));
    let told = refused(&web, &client(None, LONG), &source(&web), &Me("word"));
    assert!(
        told.contains("asks for a login in a way that nethost does not know: Negotiate"),
        "{told}"
    );
}

#[test]
fn a_blob_on_another_server_is_got_without_the_login() {
    let authority = Authority::new();
    let other = Web::https(&authority, |_| Reply::ok(WASM));
    let to = other.url("/blob?signature=secret");
    let inner = has(manifest(&[(WASM_LAYER, WASM)]));
    let web = Web::https(
        &authority,
        guarded(move |request| {
            if request.path.contains("/blobs/") {
                Reply::to(to.clone())
            } else {
                inner(request)
            }
        }),
    );
    assert!(fetch(&client(Some(&authority), LONG), &source(&web), &Me("word")).is_ok());
    let asked = other.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].header("authorization"), None);
}

/// Puts a blob into the registry's `acme/os`; gives why it did not go, with the registry's address left out.
fn pushed(web: &Web, client: &Client) -> Result<(), String> {
    let source: Source = source(web).parse().expect("a source");
    let Source::Oci(reference) = source else {
        panic!("it is a registry's");
    };
    let logins = Me("word");
    let pushed = wait_for(async {
        let mut registry = Registry::reach(client, &logins, &reference, Action::Push).await?;
        registry.push_blob(WASM.into()).await
    });
    pushed.map_err(|error| error.to_string().replace(&web.host(), "HOST"))
}

/// A registry that has nothing yet, and takes uploads at this address.
fn takes_at(place: String) -> impl Fn(&Request) -> Reply + Send + Sync {
    guarded(move |request| match request.method.as_str() {
        "POST" => Reply::status(202).with("location", place.clone()),
        _ => Reply::status(404),
    })
}

#[test]
fn an_upload_stays_encrypted_wherever_the_registry_sends_it() {
    let authority = Authority::new();
    let client = client(Some(&authority), LONG);
    let plain = Web::http(|_| Reply::status(201));
    let web = Web::https(&authority, takes_at(plain.url("/upload?state=secret")));
    assert_eq!(
        pushed(&web, &client),
        Err(format!(
            "https://HOST/v2/acme/os/blobs/uploads/ redirects to {}, which is not encrypted",
            plain.url("/upload")
        ))
    );
    assert!(plain.asked().is_empty());

    // Without encryption from the start, on this machine.
    let web = Web::http(takes_at(plain.url("/upload")));
    assert_eq!(pushed(&web, &client), Ok(()));
    assert_eq!(plain.asked().len(), 1);
}

#[test]
fn no_server_gets_a_login_that_another_wrote_into_its_address() {
    let authority = Authority::new();
    let client = client(Some(&authority), LONG);
    let with_login = |url: String| url.replace("https://", "https://you:chosen@");

    let uploads = Web::https(&authority, |_| Reply::status(201));
    let web = Web::https(&authority, takes_at(with_login(uploads.url("/upload"))));
    assert_eq!(pushed(&web, &client), Ok(()));
    let asked = uploads.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].header("authorization"), None);

    let tokens = Web::https(&authority, |_| Reply::ok(r#"{"token": "the-token"}"#));
    let web = Web::https(&authority, with_tokens(with_login(tokens.url("/token"))));
    assert!(fetch(&client, &source(&web), &NoLogins).is_ok());
    let asked = tokens.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].header("authorization"), None);
}
