//! Files that are made to harm whoever reads them, and a cache that somebody else has been at.

use super::{
    ENGINE, HOSTILE, PATIENCE, load,
    wat::{Module, nested},
};
use crate::plugin::{
    Engine,
    engine::{Cache, Limits, LoadError, Permissions, read},
};
use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

#[test]
fn a_giant_file_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("giant.wasm");
    let file = fs::File::create(&path).expect("a file");
    file.set_len(500 << 20).expect("a file of holes");
    let began = Instant::now();
    assert!(matches!(read(&path), Err(LoadError::TooLarge { .. })));
    assert!(began.elapsed() < PATIENCE);
}

#[test]
fn a_file_without_end_is_no_driver() {
    assert!(matches!(
        read(Path::new("/dev/zero")),
        Err(LoadError::Unreadable { .. })
    ));
}

#[test]
fn components_in_components_do_not_fill_the_stack() {
    for depth in [10, 1000, 100_000] {
        let began = Instant::now();
        let error = load(&nested(depth)).expect_err("no driver");
        assert!(
            matches!(error, LoadError::Invalid { .. } | LoadError::NotADriver { .. }),
            "{depth}: {error:?}"
        );
        assert!(began.elapsed() < PATIENCE, "{depth}");
    }
}

#[test]
fn what_the_contract_does_not_give_is_not_imported() {
    let files = "interface files { read: func(path: string) -> list<u8>; }";
    let greedy = Module {
        wit: (files, "import files;"),
        fields: r#"(import "nethost:driver/files@0.1.0" "read" (func (param i32 i32 i32)))"#,
        ..Module::default()
    };
    let error = load(&greedy.component()).expect_err("it wants files");
    assert!(
        matches!(&error, LoadError::Imports { imports, wasi: false, .. } if imports == "nethost:driver/files@0.1.0"),
        "{error:?}"
    );
    assert!(error.hint().contains("do not run it"));

    let free = Module {
        wit: (
            "",
            "import env: interface { system: func(command: string) -> u32; }",
        ),
        fields: r#"(import "env" "system" (func (param i32 i32) (result i32)))"#,
        ..Module::default()
    };
    let error = load(&free.component()).expect_err("it wants a shell");
    assert!(
        matches!(&error, LoadError::Imports { imports, .. } if imports == "env"),
        "{error:?}"
    );
}

#[test]
fn a_log_function_of_another_kind_is_no_log() {
    let other = Module {
        wit: (
            "interface other { write: func(path: string, text: string); }",
            "import other;",
        ),
        fields: r#"(import "nethost:driver/other@0.1.0" "write" (func (param i32 i32 i32 i32)))"#,
        ..Module::default()
    };
    // The same length, so that the file stays whole.
    let mut component = other.component();
    let name = b"nethost:driver/other@0.1.0";
    let places: Vec<usize> = component
        .windows(name.len())
        .enumerate()
        .filter_map(|(place, bytes)| (bytes == name).then_some(place))
        .collect();
    assert!(!places.is_empty());
    for place in places {
        component[place..][..name.len()].copy_from_slice(b"nethost:driver/log@0.1.000");
    }
    assert!(load(&component).is_err());
}

#[test]
fn a_component_with_any_bit_turned_is_refused_or_kept_within_its_limits() {
    let whole = Module::default().component();
    let limits = Limits {
        time: Duration::from_millis(20),
        ..Limits::default()
    };
    for place in 0..whole.len() {
        let mut turned = whole.clone();
        turned[place] ^= 1 << (place % 8);
        let Ok(driver) = ENGINE.load("turned.wasm", &turned, limits, Permissions::default()) else {
            continue;
        };
        // Whatever it answers: it comes back.
        let _ = driver.parse("show version", "text");
    }
}

#[test]
fn a_component_cut_anywhere_is_refused() {
    let whole = Module::default().component();
    for length in 0..whole.len() {
        // Behind the last section only what nobody needs is missing: a name.
        let cut = ENGINE.load(
            "cut.wasm",
            &whole[..length],
            Limits::default(),
            Permissions::default(),
        );
        if let Ok(driver) = cut {
            assert!(driver.parse("show version", "text").result.is_ok(), "{length}");
        }
    }
}

#[test]
fn the_real_driver_with_some_bits_turned_stays_within_its_limits_too() {
    let limits = Limits {
        time: Duration::from_millis(100),
        ..Limits::default()
    };
    for turn in 0..16 {
        let mut turned = HOSTILE.clone();
        let place = HOSTILE.len() * turn / 16 + turn * 7;
        turned[place] ^= 1 << (turn % 8);
        if let Ok(driver) = ENGINE.load("turned.wasm", &turned, limits, Permissions::default()) {
            let _ = driver.parse("echo", "text");
        }
    }
}

/// A folder for compiled drivers, and what lies in it.
struct Shelf {
    folder: tempfile::TempDir,
}

impl Shelf {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("drivers")
    }

    /// Loads a driver with this cache, and says what it is for.
    fn load(&self, wasm: &[u8]) -> String {
        let cache = Cache::open(&self.path()).expect("a cache");
        let engine = Engine::new(Some(cache)).expect("an engine");
        let driver = engine
            .load("acme.wasm", wasm, Limits::default(), Permissions::default())
            .expect("a driver");
        assert!(driver.parse("echo", "text").result.is_ok());
        driver.description().platform.clone()
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path()).expect("the cache");
        entries.map(|entry| entry.expect("an entry").path()).collect()
    }
}

fn by_hand(platform: &str) -> Vec<u8> {
    Module {
        platform,
        ..Module::default()
    }
    .component()
}

#[test]
fn one_drivers_compilation_under_anothers_name_is_made_again() {
    let shelf = Shelf::new();
    let (good, evil) = (by_hand("good"), by_hand("evil"));
    assert_eq!(shelf.load(&evil), "evil");
    let evil_file = shelf.files().pop().expect("a file");
    assert_eq!(shelf.load(&good), "good");
    let files = shelf.files();
    let good_file = files
        .iter()
        .find(|file| **file != evil_file)
        .expect("another file");
    let right = fs::read(good_file).expect("it");
    fs::copy(&evil_file, good_file).expect("copied");
    assert_eq!(shelf.load(&good), "good");
    assert_eq!(fs::read(good_file).expect("it"), right, "made again");
}

#[test]
fn a_compilation_with_a_byte_changed_or_missing_is_made_again() {
    let shelf = Shelf::new();
    let good = by_hand("good");
    assert_eq!(shelf.load(&good), "good");
    let file = shelf.files().pop().expect("a file");
    let right = fs::read(&file).expect("it");
    for place in [0, 100, right.len() / 2, right.len() - 40, right.len() - 1] {
        let mut wrong = right.clone();
        wrong[place] ^= 1;
        fs::write(&file, &wrong).expect("damaged");
        assert_eq!(shelf.load(&good), "good");
        assert_eq!(fs::read(&file).expect("it"), right, "{place}");
    }
    for length in [0, 1, 31, 32, 4096, right.len() - 1] {
        fs::write(&file, &right[..length]).expect("cut");
        assert_eq!(shelf.load(&good), "good");
        assert_eq!(fs::read(&file).expect("it"), right, "{length}");
    }
}

#[test]
fn what_is_no_file_of_this_user_is_not_taken() {
    let shelf = Shelf::new();
    let good = by_hand("good");
    assert_eq!(shelf.load(&good), "good");
    let file = shelf.files().pop().expect("a file");
    let elsewhere = shelf.folder.path().join("elsewhere");
    fs::rename(&file, &elsewhere).expect("moved");
    symlink(&elsewhere, &file).expect("a link");
    assert_eq!(shelf.load(&good), "good");
    assert!(
        fs::symlink_metadata(&file).expect("it").is_file(),
        "no link any more"
    );

    fs::set_permissions(&file, fs::Permissions::from_mode(0o622)).expect("opened to all");
    assert_eq!(shelf.load(&good), "good");
    let mode = |path: &Path| fs::metadata(path).expect("it").permissions().mode() & 0o777;
    assert_eq!(mode(&file), 0o600);

    fs::set_permissions(shelf.path(), fs::Permissions::from_mode(0o777)).expect("opened to all");
    assert_eq!(shelf.load(&good), "good");
    assert_eq!(mode(&shelf.path()), 0o700);

    if rustix::process::geteuid().is_root() {
        std::os::unix::fs::chown(&file, Some(65534), None).expect("given away");
        assert_eq!(shelf.load(&good), "good");
        let owner = std::os::unix::fs::MetadataExt::uid(&fs::metadata(&file).expect("it"));
        assert_eq!(owner, 0, "made again");
    }
}

#[test]
fn a_cache_that_is_a_link_is_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let link = folder.path().join("drivers");
    symlink(folder.path(), &link).expect("a link");
    assert!(Cache::open(&link).is_err());
}
