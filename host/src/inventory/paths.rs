//! Paths in an inventory: `~` is the user's home, and what is relative is relative to the inventory's file.

use std::path::{Path, PathBuf};

/// Where the paths of one inventory begin.
pub struct Paths {
    pub dir: PathBuf,
    /// None where the user has no home.
    pub home: Option<PathBuf>,
}

impl Paths {
    /// For the inventory file of this name; it need not exist.
    pub fn of(file: &Path, home: Option<PathBuf>) -> Self {
        Self {
            dir: file.parent().map(Path::to_owned).unwrap_or_default(),
            home,
        }
    }

    /// The path that the inventory means, or what is wrong with it.
    pub fn expand(&self, written: &str) -> Result<PathBuf, &'static str> {
        if written.is_empty() {
            return Err("the path is empty");
        }
        if written.contains('\0') {
            return Err("a path cannot hold a null character");
        }
        let Some(rest) = written.strip_prefix('~') else {
            return Ok(self.dir.join(written));
        };
        if !rest.is_empty() && !rest.starts_with('/') {
            return Err("only one's own home can be written as `~`, not another user's");
        }
        let home = self
            .home
            .as_ref()
            .ok_or("`~` has no meaning here: this user has no home folder")?;
        Ok(home.join(rest.trim_start_matches('/')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn home_and_the_inventorys_folder_are_put_in_front() {
        let paths = Paths {
            dir: "site/a".into(),
            home: Some("/home/ana".into()),
        };
        for (written, meant) in [
            ("keys/lab", "site/a/keys/lab"),
            ("/etc/keys/lab", "/etc/keys/lab"),
            ("~/.ssh/id", "/home/ana/.ssh/id"),
            ("~", "/home/ana"),
        ] {
            assert_eq!(paths.expand(written), Ok(meant.into()), "{written}");
        }
        for written in ["", "~bob/key", "a\0b"] {
            assert!(paths.expand(written).is_err(), "{written:?}");
        }
        let homeless = Paths {
            dir: PathBuf::new(),
            home: None,
        };
        assert!(homeless.expand("~/key").is_err());
    }
}
