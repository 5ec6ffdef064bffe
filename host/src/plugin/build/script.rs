//! A driver in a language that brings its own builder of components: what its `driver.toml` says, and the contract that
//! the builder is handed.
//!
//! All else, its platform and its profile too, such a driver says itself: its `driver.toml` has nothing but this.

use super::{BuildError, folder::DRIVER};
use serde::Deserialize;
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// The contract that such drivers are built for. What came later makes tables cheaper whose texts are not copied, which these
/// languages cannot have; and an author's `log@0.1.1` stays right.
const CONTRACT: &str = include_str!("../../../../wit/v0.1.1/driver.wit");

/// Where the driver's code lies, and which part of the contract it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// As the language names modules: `app` in Python, a file such as `driver.js` in JavaScript.
    pub module: String,
    pub world: World,
}

/// The contract's worlds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum World {
    /// A description and a parser.
    #[default]
    Parser,
    /// And every getter.
    Driver,
    /// And configurations.
    Complete,
}

impl World {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Parser => "parser",
            Self::Driver => "driver",
            Self::Complete => "complete",
        }
    }
}

/// Languages whose drivers are built so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Python,
    JavaScript,
}

impl Language {
    const ALL: [Self; 2] = [Self::Python, Self::JavaScript];

    /// The table of `driver.toml`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::JavaScript => "javascript",
        }
    }

    fn module(self) -> &'static str {
        match self {
            Self::Python => "app",
            Self::JavaScript => "driver.js",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScriptFile {
    module: Option<String>,
    #[serde(default)]
    world: World,
}

/// What a `driver.toml` says of a script; none where it is a driver's without code, or cannot be read as TOML: then
/// the template driver says what is wrong in it.
///
/// # Errors
/// A script's table that is wrong, or with something beside it.
pub(super) fn declared(folder: &Path) -> Result<Option<(Language, Script)>, BuildError> {
    let path = folder.join(DRIVER);
    let Some(table) = fs::read_to_string(&path)
        .ok()
        .and_then(|text| text.parse::<toml::Table>().ok())
    else {
        return Ok(None);
    };
    let Some(language) = Language::ALL.into_iter().find(|it| table.contains_key(it.key())) else {
        return Ok(None);
    };
    let wrong = |why: String| BuildError::Declared(path.clone(), why);
    if let Some(other) = table.keys().find(|key| *key != language.key()) {
        return Err(wrong(format!(
            "\"{other}\" stands beside [{}], whose code says it",
            language.key()
        )));
    }
    let table = table.into_iter().next().map(|(_, value)| value);
    let file: ScriptFile = table
        .unwrap_or_else(|| toml::Table::new().into())
        .try_into()
        .map_err(|e: toml::de::Error| wrong(format!("[{}]: {}", language.key(), e.message())))?;
    let script = Script {
        module: file.module.unwrap_or_else(|| language.module().to_owned()),
        world: file.world,
    };
    Ok(Some((language, script)))
}

/// A folder for one build: the contract, and the place of the component.
pub(super) struct Bench {
    folder: TempDir,
}

impl Bench {
    pub(super) fn new() -> Result<Self, BuildError> {
        let folder = tempfile::tempdir().map_err(|e| BuildError::File(std::env::temp_dir(), e))?;
        let bench = Self { folder };
        let wit = bench.wit();
        fs::create_dir(&wit)
            .and_then(|()| fs::write(wit.join("driver.wit"), CONTRACT))
            .map_err(|e| BuildError::File(wit, e))?;
        Ok(bench)
    }

    /// The contract's folder.
    pub(super) fn wit(&self) -> PathBuf {
        self.folder.path().join("wit")
    }

    pub(super) fn output(&self) -> PathBuf {
        self.folder.path().join("driver.wasm")
    }

    pub(super) fn component(&self) -> Result<Vec<u8>, BuildError> {
        let path = self.output();
        fs::read(&path).map_err(|e| BuildError::File(path, e))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Option<(Language, Script)>, BuildError> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join(DRIVER), text).expect("our own file");
        declared(folder.path())
    }

    #[test]
    fn a_table_names_the_language() {
        let (language, script) = of("[python]\n").expect("right").expect("a script");
        assert_eq!((language, script.module.as_str()), (Language::Python, "app"));
        assert_eq!(script.world, World::Parser);
        let text = "[javascript]\nmodule = \"src/main.js\"\nworld = \"driver\"\n";
        let (language, script) = of(text).expect("right").expect("a script");
        assert_eq!(
            (language, script.module.as_str()),
            (Language::JavaScript, "src/main.js")
        );
        assert_eq!(script.world, World::Driver);
    }

    #[test]
    fn a_driver_without_code_is_no_script_nor_is_what_cannot_be_read() {
        for text in ["platform = \"acme_os\"\n", "platform = \n", ""] {
            assert_eq!(of(text).expect("not a script's business"), None, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_in_it_is_told() {
        for (text, told) in [
            ("[python]\n[profile]\n", "\"profile\" stands beside [python]"),
            ("[python]\nmodul = \"app\"\n", "unknown field `modul`"),
            ("[javascript]\nworld = \"all\"\n", "unknown variant `all`"),
            ("python = 1\n", "[python]: "),
        ] {
            let error = of(text).expect_err("it is wrong").to_string();
            assert!(error.contains(told), "{error}");
        }
    }
}
