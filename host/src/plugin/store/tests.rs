//! The store on a disk of its own, whole and damaged, with one writer and with many.

use super::{
    Blob, DocumentError, Entry, FolderProblem, LockFile, Locked, Origin, Source, Store, StoreError,
    document::NEW,
};
use crate::plugin::digest::Digest;
use std::{
    fs::{self, Permissions},
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
    sync::mpsc,
    thread,
};
use tempfile::TempDir;

/// A place in which a store may come to be.
fn place() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path().join("data/drivers"));
    (folder, store)
}

fn blob(text: &str) -> Blob {
    Blob {
        wasm: text.into(),
        signature: None,
    }
}

fn entry(platform: &str, blob: &Blob) -> Entry {
    Entry {
        platform: platform.into(),
        aliases: vec!["acme".into(), "acmeos".into()],
        vendor: "Acme \"and\" sons".into(),
        version: "1.2.0".into(),
        contract: "0.1.0".into(),
        digest: Digest::of(&blob.wasm),
        size: blob.wasm.len() as u64,
        source: "oci://registry.example/acme/os:1.2.0".parse().unwrap(),
        resolved: Source::file("/opt/acme.wasm"),
        key: Some("E7620F1842B4E81F".into()),
        installed_at: "2026-11-23T01:30:00Z".parse().unwrap(),
    }
}

/// Installs a driver of this text for this platform.
fn installed(store: &Store, platform: &str, text: &str) -> Entry {
    let blob = blob(text);
    let entry = entry(platform, &blob);
    store.write().unwrap().install(&entry, &blob).unwrap();
    entry
}

/// All files in a folder and its folders, relative to it.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            found.extend(files(&path).into_iter().map(|inner| format!("{name}/{inner}")));
        } else {
            found.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    found.sort();
    found
}

#[test]
fn a_store_that_is_not_there_is_empty_and_reading_makes_none() {
    let (folder, store) = place();
    assert!(store.entries().unwrap().is_empty() && store.blobs().unwrap().is_empty());
    assert_eq!(store.entry("acme_os").unwrap(), None);
    let missing = store.read(Digest::of(b""));
    assert!(matches!(missing, Err(StoreError::Missing { .. })), "{missing:?}");
    assert!(files(folder.path()).is_empty());
    assert!(!store.folder().exists());
}

#[test]
fn what_is_installed_is_found_by_platform_and_by_digest() {
    let (_folder, store) = place();
    let entry = installed(&store, "Acme_OS", "one");
    assert_eq!(store.entry("acme_os").unwrap().as_ref(), Some(&entry));
    assert_eq!(store.read(entry.digest).unwrap().wasm, b"one");
    assert_eq!(store.blobs().unwrap(), [entry.digest]);
    let names: Vec<String> = store.entries().unwrap().into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["acme_os"]);
    assert!(entry.is_called("ACMEOS") && !entry.is_called("zeta"));
}

#[test]
fn only_the_user_gets_into_the_folder_and_the_files() {
    let (_folder, store) = place();
    let entry = installed(&store, "acme_os", "one");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(store.folder()), 0o700);
    assert_eq!(mode(&store.blob(entry.digest)), 0o600);
    assert_eq!(mode(&store.folder().join("installed/acme_os.toml")), 0o600);
}

#[test]
fn an_entry_is_read_as_it_was_written() {
    let mut it = entry("acme_os", &blob("one"));
    assert_eq!(Entry::parse(Path::new("e.toml"), &it.text()), Ok(it.clone()));
    (it.key, it.vendor, it.aliases) = (None, String::new(), Vec::new());
    assert_eq!(Entry::parse(Path::new("e.toml"), &it.text()), Ok(it));
}

#[test]
fn a_blob_whose_bytes_changed_is_not_given_out_until_it_is_installed_again() {
    let (_folder, store) = place();
    let entry = installed(&store, "acme_os", "one");
    for bytes in [&b"onf"[..], b"on", b""] {
        fs::write(store.blob(entry.digest), bytes).unwrap();
        let changed = store.read(entry.digest);
        assert!(
            matches!(&changed, Err(StoreError::Changed { found, .. }) if *found == Digest::of(bytes)),
            "{changed:?}"
        );
    }
    installed(&store, "acme_os", "one");
    assert_eq!(store.read(entry.digest).unwrap().wasm, b"one");
}

#[test]
fn a_blob_that_grew_beyond_all_limits_is_not_read() {
    let (_folder, store) = place();
    let entry = installed(&store, "acme_os", "one");
    let file = fs::File::create(store.blob(entry.digest)).unwrap();
    // A hole: it takes no space.
    file.set_len(super::COMPONENT_FILE + 1).unwrap();
    assert!(matches!(store.read(entry.digest), Err(StoreError::TooLarge(_))));
}

#[test]
fn a_signature_stays_with_its_driver_and_goes_with_it() {
    let (_folder, store) = place();
    let signed = Blob {
        signature: Some("untrusted comment: x\n".into()),
        ..blob("one")
    };
    let entry = entry("acme_os", &signed);
    store.write().unwrap().install(&entry, &signed).unwrap();
    assert_eq!(store.read(entry.digest).unwrap(), signed);
    // The same bytes from where no signature lies: the signature is still one of these bytes.
    installed(&store, "acme_os", "one");
    assert_eq!(store.read(entry.digest).unwrap(), signed);
    assert!(store.write().unwrap().remove("acme_os", |_| false).unwrap());
    assert_eq!(files(store.folder()), ["lock"]);
}

#[test]
fn a_damaged_entry_hides_no_other_and_can_be_removed() {
    let (_folder, store) = place();
    let good = installed(&store, "zeta_os", "two");
    installed(&store, "acme_os", "one");
    let path = store.folder().join("installed/acme_os.toml");
    fs::write(&path, "version = 1\n[driver]\nplatfrom = \"acme_os\"\n").unwrap();
    assert!(matches!(store.entry("acme_os"), Err(StoreError::Entry(_))));
    let entries = store.entries().unwrap();
    assert!(entries[0].entry.is_err() && entries[1].entry.as_ref().unwrap() == &good);
    // Nobody knows what it named, so no driver is thrown away.
    let writer = store.write().unwrap();
    assert!(writer.remove_unused(|_| false).is_err());
    assert!(writer.remove("acme_os", |_| false).unwrap());
    assert_eq!(store.blobs().unwrap().len(), 2);
    assert_eq!(writer.remove_unused(|_| false).unwrap(), [Digest::of(b"one")]);
}

#[test]
fn an_update_keeps_what_a_lock_may_name_and_removing_keeps_what_is_needed() {
    let (_folder, store) = place();
    let old = installed(&store, "acme_os", "one").digest;
    let new = installed(&store, "acme_os", "two").digest;
    installed(&store, "acme_ng", "two");
    assert!(store.has(old) && store.has(new));
    let writer = store.write().unwrap();
    assert!(writer.remove("acme_os", |_| false).unwrap());
    assert!(store.has(new), "acme_ng needs it");
    assert!(writer.remove("acme_ng", |digest| digest == new).unwrap());
    assert!(store.has(new), "a lock needs it");
    assert!(
        !writer.remove("acme_ng", |_| false).unwrap(),
        "it is gone already"
    );
    assert_eq!(writer.remove_unused(|digest| digest == new).unwrap(), [old]);
}

#[test]
fn what_can_be_no_platform_is_never_a_path() {
    let (folder, store) = place();
    fs::write(folder.path().join("evil.toml"), "").unwrap();
    for name in [
        "../../evil",
        "/etc/passwd",
        "",
        ".",
        "..",
        "a/b",
        "a\0b",
        &"a".repeat(65),
    ] {
        assert_eq!(store.entry(name).unwrap(), None, "{name:?}");
        let mut evil = entry("x", &blob("one"));
        evil.platform = name.into();
        assert!(
            store.write().unwrap().install(&evil, &blob("one")).is_err(),
            "{name:?}"
        );
    }
    assert_eq!(files(store.folder()), ["lock"], "what failed left nothing behind");
}

#[test]
fn what_cannot_be_written_leaves_nothing_behind() {
    let (_folder, store) = place();
    drop(store.write().unwrap());
    // A folder in the entry's place: the driver's bytes fit, its entry does not.
    fs::create_dir(store.folder().join("installed/acme_os.toml")).unwrap();
    let one = blob("one");
    let failed = store.write().unwrap().install(&entry("acme_os", &one), &one);
    assert!(matches!(failed, Err(StoreError::File { .. })), "{failed:?}");
    assert_eq!(files(store.folder()), ["lock"]);
}

#[test]
fn a_file_in_the_stores_place_is_told() {
    let (folder, _) = place();
    let path = folder.path().join("file");
    fs::write(&path, "").unwrap();
    let store = Store::at(&path);
    assert!(matches!(
        store.entries(),
        Err(StoreError::Folder {
            problem: FolderProblem::NoFolder,
            ..
        })
    ));
    assert!(store.write().is_err());
}

#[test]
fn a_folder_that_others_can_write_gives_and_takes_nothing() {
    let (_folder, store) = place();
    let entry = installed(&store, "acme_os", "one");
    for mode in [0o702, 0o720] {
        fs::set_permissions(store.folder(), Permissions::from_mode(mode)).unwrap();
        for refused in [
            store.read(entry.digest).err(),
            store.entry("acme_os").err(),
            store.entries().err(),
            store.write().err(),
        ] {
            let refused = refused.expect("it is refused");
            assert!(
                refused.to_string().contains("can be written by others"),
                "{refused}"
            );
            assert!(refused.hint().contains("chmod go-w"), "{}", refused.hint());
        }
    }
}

#[test]
fn what_a_writer_left_behind_that_died_is_swept_away() {
    let (_folder, store) = place();
    installed(&store, "acme_os", "one");
    for folder in ["blobs", "installed"] {
        fs::write(store.folder().join(folder).join(format!("{NEW}abc")), "half").unwrap();
    }
    assert_eq!(store.entries().unwrap().len(), 1, "nobody takes it for an entry");
    let before = files(store.folder()).len();
    drop(store.write().unwrap());
    assert_eq!(files(store.folder()).len(), before - 2);
}

#[test]
fn who_has_to_wait_for_another_writer_is_told() {
    let (_folder, store) = place();
    let first = store.write().unwrap();
    let (tell, told) = mpsc::channel();
    thread::scope(|scope| {
        let second = scope.spawn(|| {
            let waits = || tell.send(()).unwrap();
            store.write_telling(waits).map(drop)
        });
        told.recv().unwrap();
        drop(first);
        second.join().unwrap().unwrap();
    });
    store.write_telling(|| panic!("nobody writes")).map(drop).unwrap();
}

#[test]
fn what_may_have_no_end_is_not_read() {
    let (_folder, store) = place();
    let entry = installed(&store, "acme_os", "one");
    let installed = store.folder().join("installed/acme_os.toml");
    for path in [installed, store.blob(entry.digest)] {
        fs::remove_file(&path).unwrap();
        symlink("/dev/zero", path).unwrap();
    }
    for error in [
        store.entry("acme_os").unwrap_err(),
        store.read(entry.digest).unwrap_err(),
    ] {
        assert!(error.to_string().contains("it is no ordinary file"), "{error}");
    }
}

#[test]
fn many_writers_at_once_lose_nothing() {
    let (_folder, store) = place();
    thread::scope(|scope| {
        for writer in 0..8 {
            let store = &store;
            scope.spawn(move || {
                for round in 0..10 {
                    installed(store, "shared_os", &format!("{writer} {round}"));
                    installed(store, &format!("os_{writer}"), &format!("{writer} {round}"));
                    // A reader sees one of them, whole.
                    let entry = store.entry("shared_os").unwrap().unwrap();
                    assert_eq!(Digest::of(&store.read(entry.digest).unwrap().wasm), entry.digest);
                }
            });
        }
    });
    assert_eq!(store.entries().unwrap().len(), 9);
    for installed in store.entries().unwrap() {
        store.read(installed.entry.unwrap().digest).unwrap();
    }
}

fn locked(platform: &str, origin: Origin) -> Locked {
    Locked {
        platform: platform.into(),
        version: "1.0.0".into(),
        origin,
        digest: Digest::of(platform.as_bytes()),
    }
}

#[test]
fn a_lock_is_sorted_and_read_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().canonicalize().unwrap();
    let path = folder.join("nethost.lock");
    let source = |text: &str| Origin::Source(text.parse().unwrap());
    let drivers = [
        locked("zeta_os", source("oci://registry.example/zeta:1")),
        locked(
            "acme_os",
            Origin::Source(Source::file(folder.join("drivers/acme.wasm"))),
        ),
        locked("beta_os", Origin::Source(Source::folder("/opt/beta"))),
        locked("cisco_ios", Origin::BuiltIn),
    ];
    LockFile::update(&path, |lock| {
        for it in drivers.clone() {
            assert_eq!(lock.put(it), None);
        }
    })
    .unwrap();
    let text = fs::read_to_string(&path).unwrap();
    insta::assert_snapshot!("lock", text);
    let read = LockFile::load(&path).unwrap().unwrap();
    assert_eq!(read.get("ACME_OS"), Some(&drivers[1]));
    assert_eq!(read.iter().count(), 4);
    assert!(read.needs(drivers[0].digest) && !read.needs(Digest::of(b"")));
    // Nothing changed, and the file is not touched.
    let before = fs::metadata(&path).unwrap().modified().unwrap();
    LockFile::update(&path, |lock| lock.put(drivers[3].clone())).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
}

#[test]
fn what_is_wrong_in_a_lock_is_told_with_its_place() {
    let wrong = |text: &str| {
        let error = LockFile::parse(Path::new("site/nethost.lock"), text).unwrap_err();
        match error.hint() {
            // Each mistake has its own.
            "" => format!("{error}\n"),
            hint => format!("{error}\n  hint: {hint}\n"),
        }
    };
    let good = locked("acme_os", Origin::BuiltIn).digest;
    let told = [
        wrong("version = 2\n[[drivers]]\nanything = 1\n"),
        wrong("version = 0\n"),
        wrong("version = \"1\"\n"),
        wrong(""),
        wrong("version = 1\n[drivers]\n"),
        wrong("version = 1\ndrivers = [1]\n"),
        wrong("version = 1\n[[drivres]]\n"),
        wrong("version = 1\n[[drivers]]\nplatform = \"acme_os\"\n"),
        wrong(
            "version = 1\n\n[[drivers]]\nplatform = \"acme_os\"\nversion = \"1\"\nsource = \"ftp://x/y\"\n\
             digest = \"sha256:12\"\nsha256 = \"x\"\n",
        ),
        wrong(&format!(
            "version = 1\n{}",
            format!(
                "[[drivers]]\nplatform = \"a\"\nversion = \"1\"\nsource = \"built-in\"\ndigest = \"{good}\"\n"
            )
            .repeat(2)
        )),
        wrong("version = 1\nversion = 1\n"),
        wrong("<html>"),
    ]
    .concat();
    insta::assert_snapshot!("lock_mistakes", told);
}

#[test]
fn a_lock_that_cannot_be_read_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nethost.lock");
    assert_eq!(LockFile::load(&path), Ok(None));
    LockFile::update(&path, |lock| lock.remove("acme_os")).unwrap();
    assert!(!path.exists(), "what changes nothing makes no file");
    for bytes in [&b"version = 9\n"[..], b"\xff", b"not a lock"] {
        fs::write(&path, bytes).unwrap();
        assert!(LockFile::update(&path, |lock| lock.put(locked("a", Origin::BuiltIn))).is_err());
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
    fs::File::create(&path).unwrap().set_len(1 << 30).unwrap();
    assert!(matches!(
        LockFile::load(&path),
        Err(DocumentError::TooLarge { .. })
    ));
}

#[test]
fn many_who_write_one_lock_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nethost.lock");
    thread::scope(|scope| {
        for writer in 0..8 {
            let path = &path;
            scope.spawn(move || {
                for round in 0..5 {
                    let it = locked(&format!("os_{writer}_{round}"), Origin::BuiltIn);
                    LockFile::update(path, |lock| lock.put(it)).unwrap();
                }
            });
        }
    });
    assert_eq!(LockFile::load(&path).unwrap().unwrap().iter().count(), 40);
    assert_eq!(files(folder.path()), ["nethost.lock"]);
}

#[test]
fn a_lock_that_is_closed_to_others_stays_closed() {
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (folder.path().join("real"), folder.path().join("nethost.lock"));
    symlink(&real, &link).unwrap();
    fs::write(&real, "version = 1\n").unwrap();
    for mode in [0o600, 0o640] {
        fs::set_permissions(&real, Permissions::from_mode(mode)).unwrap();
        let it = locked(&format!("os_{mode:o}"), Origin::BuiltIn);
        LockFile::update(&link, |lock| lock.put(it)).unwrap();
        // The umask may take from it, and gives nothing.
        let now = fs::metadata(&real).unwrap().permissions().mode() & 0o777;
        assert_eq!((now & 0o600, now & !mode), (0o600, 0), "{now:o} of {mode:o}");
    }
    assert_eq!(LockFile::load(&link).unwrap().unwrap().iter().count(), 2);
}

#[test]
fn a_lock_behind_a_link_is_changed_where_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (folder.path().join("real"), folder.path().join("nethost.lock"));
    fs::write(&real, "version = 1\n").unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    LockFile::update(&link, |lock| lock.put(locked("a", Origin::BuiltIn))).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&real).unwrap().contains("built-in"));
}
