//! Signatures and keys as Debian's minisign 0.11 made them, and our own.

use super::{
    KeyError, PairError, PublicKey, SignError, SignatureError, Signed, SigningKey, TrustedKeys,
    path_of_signature, verify, write_pair,
};
use crate::inventory::secret::Secret;
use proptest::prelude::*;
use std::{fs, os::unix::fs::PermissionsExt, path::Path};

/// What was signed.
const DRIVER: &[u8] = b"a driver\n";

/// `minisign -G -W`: made for these tests, and trusted by nobody.
const PUBLIC: &str = "RWSTNkmP2TOz3hXVqpxHhR2NeUHrdjT/v30+Q9xpCAGf0ciqAkL5h/6u";
const SECRET: &str = "\
untrusted comment: minisign encrypted secret key\n\
RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAkzZJj9kzs96Qoxm/UNblVLubynwvv1603EX9PI2dCpjxuWctkbj5IhXVqpxHhR2NeUHrdjT/v30+Q9xpCAGf0ciqAkL5h/6uAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const ID: &str = "DEB333D98F493693";

/// `minisign -S -t 'a comment'`.
const SIGNATURE: &str = "\
untrusted comment: signature from minisign secret key\n\
RUSTNkmP2TOz3nHQK9UsLC2fcKSqMSddgt02NbL0IO/1nICnkXQz8GbfZFUP6I2G3Cz5H1jBQJ1S1mVEI1zmgWwika+aaBluuAw=\n\
trusted comment: a comment\n\
k0Bsdt+6eNgP4G9aatXKNK9zygwiFB1Nd5SBdaTPp5/j88fuMBYEgGbXfSoUWWOL8rpNo4mrJ6L8DEpxexjEAQ==";

/// `minisign -S -l -t 'an old way'`: of the bytes, not of their hash.
const LEGACY: &str = "\
untrusted comment: signature from minisign secret key\n\
RWSTNkmP2TOz3ln3wCF/LzUtuXj3s2pPNiRWCRe1+P2+AtHcYSOdgLEjoYJtXbqHAKsOidW78Oe8hewrAcshIApx495Blp+WCQg=\n\
trusted comment: an old way\n\
MhsBL5eDTjBHJIx4m+BI456fOlV0k6hN96+tMYsCPC4acmTVr8VvMk/wnl+qlJRlY2x2QeagV7F5VtETanXNBA==";

fn trusted(name: &str, line: &str) -> TrustedKeys {
    let mut keys = TrustedKeys::default();
    keys.add(name, line.parse().expect("a public key"));
    keys
}

fn by(name: &str, comment: &str) -> Signed {
    Signed::By {
        key_id: ID.into(),
        name: name.into(),
        trusted_comment: comment.into(),
    }
}

#[test]
fn what_minisign_signed_is_verified() {
    let keys = trusted("acme", PUBLIC);
    assert_eq!(
        verify(DRIVER, Some(SIGNATURE), &keys),
        Ok(by("acme", "a comment"))
    );
    assert_eq!(verify(DRIVER, Some(LEGACY), &keys), Ok(by("acme", "an old way")));
    // As it comes from a machine with other line ends.
    let dos = SIGNATURE.replace('\n', "\r\n");
    assert_eq!(verify(DRIVER, Some(&dos), &keys), Ok(by("acme", "a comment")));
}

#[test]
fn no_signature_is_said_and_no_error() {
    assert_eq!(verify(DRIVER, None, &trusted("acme", PUBLIC)), Ok(Signed::No));
}

#[test]
fn a_key_that_nobody_trusts_is_unknown() {
    let unknown = Ok(Signed::Unknown { key_id: ID.into() });
    assert_eq!(verify(DRIVER, Some(SIGNATURE), &TrustedKeys::default()), unknown);
    let (public, _) = SigningKey::generate(None).expect("a pair");
    let other = trusted("other", public.lines().nth(1).expect("its line"));
    assert_eq!(verify(b"changed", Some(SIGNATURE), &other), unknown);
}

#[test]
fn other_bytes_and_another_comment_do_not_fit() {
    let keys = trusted("acme", PUBLIC);
    let wrong = Err(SignatureError::Wrong {
        name: "acme".into(),
        key_id: ID.into(),
    });
    assert_eq!(verify(b"a driver", Some(SIGNATURE), &keys), wrong);
    assert_eq!(verify(b"a driver", Some(LEGACY), &keys), wrong);
    let comment = SIGNATURE.replace("a comment", "a comment by acme");
    assert_eq!(verify(DRIVER, Some(&comment), &keys), wrong);
}

#[test]
fn of_two_keys_with_one_number_the_one_that_fits_counts() {
    let forged = PUBLIC.replace("L5h", "L6h");
    let mut keys = trusted("forged", &forged);
    let wrong = verify(DRIVER, Some(SIGNATURE), &keys);
    assert!(matches!(wrong, Err(SignatureError::Wrong { name, .. }) if name == "forged"));
    keys.add("acme", PUBLIC.parse().expect("a key"));
    assert_eq!(
        verify(DRIVER, Some(SIGNATURE), &keys),
        Ok(by("acme", "a comment"))
    );
}

#[test]
fn what_is_no_signature_is_refused_whoever_is_trusted() {
    let lines: Vec<&str> = SIGNATURE.lines().collect();
    for text in [
        "",
        "a text",
        "<html>\n<body>not found</body>\n</html>\n",
        &lines[..3].join("\n"),
        &SIGNATURE.replace("trusted comment: a", "comment: a"),
        &SIGNATURE.replace("RUST", "RUS"),
        &SIGNATURE.replace("RUST", "QUST"),
    ] {
        let error = verify(DRIVER, Some(text), &TrustedKeys::default()).expect_err(text);
        assert!(
            matches!(error, SignatureError::NotASignature { .. }),
            "{text}: {error}"
        );
        assert!(!error.hint().is_empty());
    }
}

#[test]
fn what_is_no_public_key_says_what_it_is() {
    let line = |text: &str| text.lines().nth(1).expect("the second line").to_owned();
    for (text, error) in [
        ("acme", KeyError::NotAKey),
        ("", KeyError::NotAKey),
        (&PUBLIC[..52], KeyError::NotAKey),
        (&PUBLIC.replace("RWST", "QUST"), KeyError::Algorithm),
        (&line(SECRET), KeyError::Secret),
        (&line(SIGNATURE), KeyError::Signature),
        (&line(LEGACY), KeyError::Signature),
    ] {
        assert_eq!(text.parse::<PublicKey>(), Err(error), "{text}");
    }
    let id = PUBLIC.parse::<PublicKey>().map(|key| key.id().to_string());
    assert_eq!(id, Ok(ID.to_owned()));
}

#[test]
fn minisigns_own_key_signs_here() {
    let key = SigningKey::read(SECRET, None).expect("the key");
    assert_eq!(key.id().map(|id| id.to_string()).as_deref(), Some(ID));
    let signature = key.sign(DRIVER, "timestamp:1\tfile:d").expect("signed");
    let keys = trusted("acme", PUBLIC);
    assert_eq!(
        verify(DRIVER, Some(&signature), &keys),
        Ok(by("acme", "timestamp:1\tfile:d"))
    );
}

#[test]
fn a_key_that_was_made_here_signs_with_its_password_and_no_other() {
    let password = Secret::new("correct horse");
    let (public, secret) = SigningKey::generate(Some(&password)).expect("a pair");
    assert_eq!(SigningKey::needs_password(secret.expose()), Ok(true));
    let key = SigningKey::read(secret.expose(), Some(&password)).expect("the key");
    let signature = key.sign(DRIVER, "").expect("signed");
    let keys = trusted("me", public.lines().nth(1).expect("its line"));
    let signed = verify(DRIVER, Some(&signature), &keys).expect("it fits");
    assert!(signed.is_trusted());

    let other = Secret::new("horse");
    let error = |password| SigningKey::read(secret.expose(), password).err();
    assert_eq!(error(Some(&other)), Some(SignError::WrongPassword));
    assert_eq!(error(None), Some(SignError::NoPassword));
}

#[test]
fn what_is_no_secret_key_says_so() {
    let (public, secret) = SigningKey::generate(None).expect("a pair");
    let secret = secret.expose().trim_end();
    // The last letter but the padding is of the checksum.
    let (head, end) = secret.split_at(secret.len() - 4);
    let changed = format!("{head}{}", if end == "AAA=" { "BBB=" } else { "AAA=" });
    for (text, error) in [
        ("", SignError::NotAKey),
        ("one\ntwo\n", SignError::NotAKey),
        (SIGNATURE, SignError::NotAKey),
        (&public, SignError::Public),
        (&changed, SignError::Damaged),
        (&secret[..secret.len() - 4], SignError::Damaged),
        (&secret[..secret.len() - 3], SignError::NotAKey),
    ] {
        assert_eq!(SigningKey::read(text, None).err(), Some(error), "{text}");
    }
}

#[test]
fn a_comment_is_one_line() {
    let key = SigningKey::read(SECRET, None).expect("the key");
    for comment in ["two\nlines", "\u{1b}[2J"] {
        assert_eq!(key.sign(DRIVER, comment), Err(SignError::Comment));
    }
}

#[test]
fn a_pair_is_written_once_and_the_secret_is_closed() {
    let folder = tempfile::tempdir().expect("a folder");
    let (secret_path, public_path) = (folder.path().join("new/a.key"), folder.path().join("new/a.pub"));
    let write = |secret: &str| write_pair((&secret_path, &Secret::new(secret)), (&public_path, "public"));
    write("first").expect("written");
    let mode = |path: &Path| fs::metadata(path).expect("it").permissions().mode() & 0o777;
    assert_eq!(mode(&secret_path), 0o600);
    assert_eq!(mode(secret_path.parent().expect("its folder")), 0o700);
    let text = |path: &Path| fs::read_to_string(path).expect("its text");
    assert!(matches!(write("second"), Err(PairError::Exists(path)) if path == secret_path));
    assert_eq!(
        (text(&secret_path), text(&public_path)),
        ("first".into(), "public".into())
    );

    // Where only the public one is left, neither is touched.
    fs::remove_file(&secret_path).expect("removed");
    assert!(matches!(write("third"), Err(PairError::Exists(path)) if path == public_path));
    assert!(!secret_path.exists());
}

#[test]
fn a_folder_that_cannot_be_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("file"), "").expect("a file");
    let path = folder.path().join("file/a.key");
    let error = write_pair((&path, &Secret::new("s")), (&folder.path().join("a.pub"), "p"));
    assert!(matches!(error, Err(PairError::Unwritable { .. })));
    assert!(!folder.path().join("a.pub").exists());
}

#[test]
fn a_signature_stands_beside_its_file() {
    assert_eq!(
        path_of_signature(Path::new("out/acme.wasm")),
        Path::new("out/acme.wasm.minisig")
    );
}

proptest! {
    #[test]
    fn any_text_is_taken_or_refused(text in any::<String>(), line in "[A-Za-z0-9+/=]{0,120}") {
        let keys = trusted("acme", PUBLIC);
        for text in [&text, &format!("c\n{line}\ntrusted comment: c\n{line}\n"), &format!("c\n{line}")] {
            let verified = verify(DRIVER, Some(text), &keys).is_ok_and(|signed| signed.is_trusted());
            prop_assert!(!verified);
            let _ = SigningKey::read(text, None);
        }
        let _ = line.parse::<PublicKey>();
    }
}
