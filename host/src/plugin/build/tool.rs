//! Programs that build components of other languages: found where users install them, run in the driver's folder.

use super::{BuildError, script::Language};
use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// A program that is not nethost's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    ComponentizePy,
    ComponentizeQjs,
}

/// The version with which drivers' folders come, as `pip` and `npm` are told it.
const PYTHON: &str = include_str!("../kit/scaffold/skeleton/python/requirements.txt").trim_ascii();
const JAVASCRIPT: &str = include_str!("componentize-qjs").trim_ascii();

/// One way of calling a tool: a program, and what stands before the tool's own arguments.
pub(super) struct Call {
    program: PathBuf,
    before: &'static [&'static str],
}

impl Call {
    pub(super) fn of(program: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
            before: &[],
        }
    }

    pub(super) fn with(program: impl Into<PathBuf>, before: &'static [&'static str]) -> Self {
        Self {
            program: program.into(),
            before,
        }
    }

    fn command(&self, folder: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(self.before)
            .current_dir(folder)
            // A tool's own stack says nothing to an author, whose mistake stands above it.
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::null());
        command
    }

    /// Whether the tool is there: a program of the name may be a stand-in that finds no tool behind it.
    fn works(&self, folder: &Path) -> bool {
        let mut command = self.command(folder);
        command.arg("--help").stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }
}

impl Tool {
    /// What builds drivers in a language.
    pub fn of(language: Language) -> Self {
        match language {
            Language::Python => Self::ComponentizePy,
            Language::JavaScript => Self::ComponentizeQjs,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::ComponentizePy => "componentize-py",
            Self::ComponentizeQjs => "componentize-qjs",
        }
    }

    /// What installs it, for the driver in this folder.
    pub(super) fn install(self, folder: &Path) -> String {
        let place = folder.display();
        match self {
            Self::ComponentizePy => format!(
                "pip install {PYTHON}; or beside the driver, where nethost looks first: \
                 python3 -m venv {place}/.venv && {place}/.venv/bin/pip install {PYTHON}"
            ),
            Self::ComponentizeQjs => format!("npm install --prefix {place} {JAVASCRIPT}"),
        }
    }

    /// The version that drivers' folders are made for.
    pub(super) fn version(self) -> &'static str {
        let pinned = match self {
            Self::ComponentizePy => PYTHON,
            Self::ComponentizeQjs => JAVASCRIPT,
        };
        pinned.rsplit(['=', '@']).next().unwrap_or(pinned)
    }

    /// Runs it in the driver's folder, by the first call that works.
    ///
    /// # Errors
    /// When it is not there, or fails: then with all that it said.
    pub(super) fn run(
        self,
        folder: &Path,
        calls: impl IntoIterator<Item = Call>,
        arguments: &[&OsStr],
    ) -> Result<(), BuildError> {
        let call = calls
            .into_iter()
            .find(|call| call.works(folder))
            .ok_or_else(|| BuildError::NoTool(self, folder.to_owned()))?;
        let mut command = call.command(folder);
        let output = command
            .args(arguments)
            .output()
            .map_err(|e| BuildError::File(call.program, e))?;
        if output.status.success() {
            return Ok(());
        }
        Err(BuildError::Tool {
            tool: self,
            folder: folder.to_owned(),
            status: output.status.to_string(),
            said: said(&output),
        })
    }
}

/// What a program said, as it is; its errors last, where they are looked for.
fn said(output: &Output) -> String {
    let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.push_str(&String::from_utf8_lossy(&output.stderr));
    said
}

/// The driver's folder as a program that runs in it needs it.
///
/// # Errors
/// When it is not there.
pub(super) fn whole(folder: &Path) -> Result<PathBuf, BuildError> {
    folder
        .canonicalize()
        .map_err(|e| BuildError::File(folder.to_owned(), e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_versions_are_those_of_the_folders_that_are_made() {
        assert_eq!(
            Tool::ComponentizePy.version(),
            PYTHON.replace("componentize-py==", "")
        );
        let package = include_str!("../kit/scaffold/skeleton/javascript/package.json");
        let package: serde_json::Value = serde_json::from_str(package).expect("JSON");
        assert_eq!(
            package["devDependencies"]["componentize-qjs"],
            Tool::ComponentizeQjs.version()
        );
    }

    #[test]
    fn a_tool_that_is_not_there_is_told_with_the_line_that_installs_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        // One is missing, the other is there and finds nothing behind it.
        let calls = [Call::of("/nowhere/componentize-py"), Call::of("false")];
        let error = Tool::ComponentizePy
            .run(folder.path(), calls, &[])
            .expect_err("no tool");
        assert!(
            matches!(error, BuildError::NoTool(Tool::ComponentizePy, _)),
            "{error}"
        );
        assert!(
            error.hint().starts_with("pip install componentize-py=="),
            "{}",
            error.hint()
        );
    }

    #[test]
    fn what_a_tool_says_when_it_fails_is_kept() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let calls = [Call::with(
            "sh",
            &["-c", "[ $1 = --help ] || { echo line 3 >&2; exit 7; }", "sh"],
        )];
        let error = Tool::ComponentizeQjs
            .run(folder.path(), calls, &["x".as_ref()])
            .expect_err("it fails");
        match error {
            BuildError::Tool { status, said, .. } => {
                assert_eq!((status.as_str(), said.as_str()), ("exit status: 7", "line 3\n"));
            }
            other => panic!("{other}"),
        }
    }
}
