//! A driver's folder, which is built first.

use super::{FetchError, Fetched, Source, whole};
use crate::plugin::build::{self, Kind};
use std::path::Path;

pub(super) fn fetch(path: &Path) -> Result<Fetched, FetchError> {
    let resolved = Source::folder(whole(path)?);
    if !path.exists() {
        return Err(FetchError::NotThere(path.to_owned()));
    }
    if let Kind::Collection(_) = build::kind(path)? {
        return Err(FetchError::Collection(path.to_owned()));
    }
    let built = build::build(path)?;
    Ok(Fetched {
        wasm: built.component,
        signature: None,
        resolved,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::{
        build::BuildError,
        store::{fetch, remote::NoLogins},
    };
    use std::fs;

    #[test]
    fn a_folder_without_a_driver_is_told_so() {
        let folder = tempfile::tempdir().unwrap();
        let empty = fetch(&Source::file(folder.path()), &NoLogins);
        assert!(
            matches!(empty, Err(FetchError::Build(BuildError::NoDriver(_)))),
            "{empty:?}"
        );
        let gone = fetch(&Source::folder(folder.path().join("gone")), &NoLogins);
        assert!(matches!(gone, Err(FetchError::NotThere(_))), "{gone:?}");
    }

    #[test]
    fn templates_of_many_platforms_are_no_driver_yet() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("index"), "Template, Platform, Command\n").unwrap();
        let refused = fetch(&Source::folder(folder.path()), &NoLogins);
        assert!(matches!(refused, Err(FetchError::Collection(_))), "{refused:?}");
    }
}
