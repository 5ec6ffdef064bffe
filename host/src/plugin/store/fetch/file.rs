//! A component in a file, with its signature beside it.

use super::{FetchError, Fetched, Source, whole};
use crate::plugin::{
    engine::limits::COMPONENT_FILE,
    trust::{SIGNATURE_FILE, path_of_signature},
};
use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

pub(super) fn fetch(path: &Path) -> Result<Fetched, FetchError> {
    let whole = whole(path)?;
    let wasm = read(path, COMPONENT_FILE)?.ok_or_else(|| FetchError::TooLarge(path.to_owned()))?;
    let signature = signature_beside(path)?;
    Ok(Fetched {
        wasm,
        signature,
        resolved: Source::file(whole),
    })
}

/// The text of the signature that lies beside a file, if there is one.
///
/// # Errors
/// When it cannot be read, or is no text of a signature's size.
pub fn signature_beside(path: &Path) -> Result<Option<String>, FetchError> {
    match signature(&path_of_signature(path)) {
        Err(FetchError::NotThere(_)) => Ok(None),
        other => other.map(Some),
    }
}

/// The text of a signature's file.
///
/// # Errors
/// A file that is not there, cannot be read, or is too large to be a signature.
pub fn signature(path: &Path) -> Result<String, FetchError> {
    let text = read(path, SIGNATURE_FILE)?.and_then(|bytes| String::from_utf8(bytes).ok());
    text.ok_or_else(|| FetchError::Signature(path.to_owned()))
}

/// A file's bytes; none when there are more than `limit`, even if it grows meanwhile.
fn read(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, FetchError> {
    let wrong = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => FetchError::NotThere(path.to_owned()),
        _ => FetchError::Unreadable {
            path: path.to_owned(),
            error,
        },
    };
    // A pipe would block where it is opened, and a device has no end.
    if !fs::metadata(path).map_err(wrong)?.is_file() {
        return Err(FetchError::NotAFile(path.to_owned()));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(wrong)?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(wrong)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_with_the_signature_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("acme.wasm");
        fs::write(&path, b"bytes").unwrap();
        let alone = fetch(&path).unwrap();
        assert_eq!((&alone.wasm[..], &alone.signature), (&b"bytes"[..], &None));
        assert_eq!(alone.resolved, Source::file(&path));

        fs::write(folder.path().join("acme.wasm.minisig"), "untrusted comment: x\n").unwrap();
        let signed = fetch(&path).unwrap();
        assert_eq!(signed.signature.as_deref(), Some("untrusted comment: x\n"));
    }

    #[test]
    fn what_is_no_file_is_refused_and_nothing_waits_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let missing = fetch(&folder.path().join("acme.wasm"));
        assert!(matches!(missing, Err(FetchError::NotThere(_))), "{missing:?}");
        let pipe = folder.path().join("pipe");
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &pipe,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
            0,
        )
        .unwrap();
        assert!(matches!(fetch(&pipe), Err(FetchError::NotAFile(_))));
    }

    #[test]
    fn what_is_too_large_is_not_read_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("acme.wasm");
        // A hole: it takes no space.
        File::create(&path).unwrap().set_len(COMPONENT_FILE + 1).unwrap();
        assert!(matches!(fetch(&path), Err(FetchError::TooLarge(_))));
        fs::write(&path, b"bytes").unwrap();
        let signature = path_of_signature(&path);
        File::create(&signature)
            .unwrap()
            .set_len(SIGNATURE_FILE + 1)
            .unwrap();
        assert!(matches!(fetch(&path), Err(FetchError::Signature(_))));
        fs::write(&signature, [0xff]).unwrap();
        assert!(matches!(fetch(&path), Err(FetchError::Signature(_))));
    }
}
