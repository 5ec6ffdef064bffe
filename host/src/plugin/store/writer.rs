//! Changes to the store, by one writer at a time.

use super::{BLOBS, Blob, Digest, Entry, INSTALLED, Store, StoreError, document, names, wrong};
use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

/// The file that writers hold.
const LOCK: &str = "lock";

/// Nobody but the user.
const FOLDER_MODE: u32 = 0o700;
const FILE_MODE: u32 = 0o600;

/// Holds the store. Others wait until it is dropped, or its process has ended in whatever way.
pub struct Writer<'a> {
    store: &'a Store,
    _held: File,
}

impl<'a> Writer<'a> {
    pub(super) fn new(store: &'a Store, waits: impl FnOnce()) -> Result<Self, StoreError> {
        store.check()?;
        let folder = store.folder();
        for folder in [folder, &folder.join(BLOBS), &folder.join(INSTALLED)] {
            DirBuilder::new()
                .recursive(true)
                .mode(FOLDER_MODE)
                .create(folder)
                .map_err(wrong(folder))?;
        }
        let path = folder.join(LOCK);
        let held = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(FILE_MODE)
            .open(&path)
            .map_err(wrong(&path))?;
        match held.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                waits();
                held.lock().map_err(wrong(&path))?;
            }
            Err(TryLockError::Error(error)) => return Err(wrong(&path)(error)),
        }
        sweep(&folder.join(BLOBS))?;
        sweep(&folder.join(INSTALLED))?;
        Ok(Self { store, _held: held })
    }

    /// Puts a driver into the store and records it for its platform. The driver that was there before stays as a blob:
    /// another inventory's lock may name it. Gives the entry before.
    ///
    /// # Errors
    /// What cannot be written. The store is then as it was.
    pub fn install(&self, entry: &Entry, blob: &Blob) -> Result<Option<Entry>, StoreError> {
        let before = self.store.entry(&entry.platform).ok().flatten();
        self.keeping(entry.digest, |writer| {
            writer.put(entry.digest, blob)?;
            writer.record(entry)
        })?;
        Ok(before)
    }

    /// Puts a driver into the store for those who name it by its digest; no platform's entry changes.
    ///
    /// # Errors
    /// As [`Writer::install`].
    pub fn keep(&self, digest: Digest, blob: &Blob) -> Result<(), StoreError> {
        self.keeping(digest, |writer| writer.put(digest, blob))
    }

    /// Makes a change that brings this driver; where it fails, the driver is not left behind.
    fn keeping(
        &self,
        digest: Digest,
        change: impl FnOnce(&Self) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let is_new = !self.store.has(digest);
        let done = change(self);
        if done.is_err() && is_new {
            // The first error is the one to tell.
            let _ = self.discard(digest);
        }
        done
    }

    fn put(&self, digest: Digest, blob: &Blob) -> Result<(), StoreError> {
        // What is there already and whole need not be written; what is damaged is mended.
        let there = self.store.read(digest).ok();
        let write =
            |path: &Path, bytes: &[u8]| document::replace(path, bytes, FILE_MODE).map_err(wrong(path));
        // The signature comes first: there is no moment at which a signed driver is an unsigned one.
        let signature = self.store.signature(digest);
        match &blob.signature {
            Some(text) if there.as_ref().and_then(|it| it.signature.as_ref()) != Some(text) => {
                write(&signature, text.as_bytes())?;
            }
            // One that came from elsewhere is still one of these bytes.
            _ => {}
        }
        if there.is_none() {
            write(&self.store.blob(digest), &blob.wasm)?;
        }
        Ok(())
    }

    fn record(&self, entry: &Entry) -> Result<(), StoreError> {
        let name = Entry::file_name(&entry.platform).ok_or_else(|| StoreError::File {
            path: entry.platform.clone().into(),
            error: io::ErrorKind::InvalidFilename.into(),
        })?;
        let path = self.store.folder().join(INSTALLED).join(name);
        document::replace(&path, entry.text().as_bytes(), FILE_MODE).map_err(wrong(&path))
    }

    /// Removes a platform's entry, be it damaged, and its driver unless another entry or `needed` needs it. Says whether
    /// there was an entry.
    ///
    /// # Errors
    /// What cannot be removed.
    pub fn remove(&self, platform: &str, needed: impl Fn(Digest) -> bool) -> Result<bool, StoreError> {
        let Some(name) = Entry::file_name(platform) else {
            return Ok(false);
        };
        let entry = self.store.entry(platform);
        let path = self.store.folder().join(INSTALLED).join(name);
        if !gone(&path)? {
            return Ok(false);
        }
        // Where another entry is damaged nobody knows what it names, and nothing is thrown away.
        if let (Ok(Some(entry)), Ok(named)) = (entry, self.named())
            && !needed(entry.digest)
            && !named.contains(&entry.digest)
        {
            self.discard(entry.digest)?;
        }
        Ok(true)
    }

    /// Removes the drivers that no entry names and that nobody needs; gives them.
    ///
    /// # Errors
    /// What cannot be removed; a damaged entry, for nobody knows what it names.
    pub fn remove_unused(&self, needed: impl Fn(Digest) -> bool) -> Result<Vec<Digest>, StoreError> {
        let named = self.named()?;
        let mut unused = self.store.blobs()?;
        unused.retain(|digest| !named.contains(digest) && !needed(*digest));
        for digest in &unused {
            self.discard(*digest)?;
        }
        // A signature whose driver is gone, or never came.
        for name in names(&self.store.folder().join(BLOBS), ".minisig")? {
            let path = self
                .store
                .folder()
                .join(BLOBS)
                .join(name)
                .with_extension("minisig");
            if !path.with_extension("wasm").exists() {
                gone(&path)?;
            }
        }
        Ok(unused)
    }

    fn named(&self) -> Result<Vec<Digest>, StoreError> {
        let entries = self.store.entries()?.into_iter();
        entries.map(|it| it.entry.map(|entry| entry.digest)).collect()
    }

    fn discard(&self, digest: Digest) -> Result<(), StoreError> {
        gone(&self.store.blob(digest))?;
        gone(&self.store.signature(digest))?;
        Ok(())
    }
}

/// Removes what writers left behind that ended in the middle: whoever holds the store is the only one.
fn sweep(folder: &Path) -> Result<(), StoreError> {
    for entry in fs::read_dir(folder).map_err(wrong(folder))? {
        let path = entry.map_err(wrong(folder))?.path();
        let name = path.file_name().unwrap_or_default();
        if name.as_encoded_bytes().starts_with(document::NEW.as_bytes()) {
            gone(&path)?;
        }
    }
    Ok(())
}

/// Removes a file; says whether it was there.
fn gone(path: &Path) -> Result<bool, StoreError> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(wrong(path)(error)),
    }
}
