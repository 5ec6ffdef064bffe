//! Reads an ssh configuration and the files that it includes into blocks.

use super::{
    Block, Line,
    condition::Condition,
    line, path,
    pattern::{self, Pattern},
    setting::{self, Setting},
};
use crate::system_text;
use std::{
    fs::File,
    io::Read,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Ten times what a block for each of ten thousand devices needs.
const LARGEST: u64 = 16 * 1024 * 1024;
/// As deep as OpenSSH goes; a file that includes itself ends here.
const DEEPEST: usize = 16;
/// More files than anybody keeps, and few enough that files which include each other come to an end.
const MOST_FILES: usize = 1000;
/// As many mistakes as a person reads at once.
const MOST_PROBLEMS: usize = 20;
/// Who else may write it says where passwords are sent: through which host, to which key.
const OTHERS_WRITE: u32 = 0o022;

/// What is wrong with a file, or with a line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub file: String,
    /// Counted from 1.
    pub line: Option<usize>,
    pub message: String,
}

/// All that was read.
#[derive(Default)]
pub struct Reading {
    pub files: Vec<String>,
    pub lines: Vec<Line>,
    pub blocks: Vec<Block>,
    pub problems: Vec<Problem>,
}

pub struct FileReader<'a> {
    home: Option<&'a Path>,
    read: Reading,
    /// What `IgnoreUnknown` names.
    unknown: Vec<Pattern>,
}

/// Why a file was not read.
pub enum Unread {
    Absent,
    Other(String),
}

impl<'a> FileReader<'a> {
    pub fn new(home: Option<&'a Path>) -> Self {
        Self {
            home,
            read: Reading::default(),
            unknown: Vec::new(),
        }
    }

    /// Reads the file; `guarded` where nobody else may be able to write it, as OpenSSH has it for the user's own.
    pub fn read(mut self, path: &Path, guarded: bool) -> Result<Reading, Unread> {
        let text = text(path, guarded)?;
        self.file(path, &text, &[], 0);
        Ok(self.read)
    }

    fn file(&mut self, path: &Path, text: &str, outer: &[Arc<Condition>], depth: usize) {
        let file = self.read.files.len();
        self.read.files.push(path.display().to_string());
        let mut conditions = outer.to_vec();
        self.block(&conditions);
        for (index, text) in text.lines().enumerate() {
            let number = index + 1;
            let words = match line::split(text) {
                Ok(Some(words)) => words,
                Ok(None) => continue,
                Err(message) => {
                    self.problem(file, number, message);
                    continue;
                }
            };
            let arguments = words.arguments.as_slice();
            match words.keyword.as_str() {
                "host" | "match" => {
                    let condition = if words.keyword == "host" {
                        Ok(Condition::host(arguments))
                    } else {
                        Condition::matching(arguments)
                    };
                    match condition {
                        Ok(condition) => {
                            conditions = [outer, &[Arc::new(condition)]].concat();
                            self.block(&conditions);
                        }
                        Err(message) => self.problem(file, number, message),
                    }
                    if words.keyword == "match" {
                        // Told of where it cannot be seen whether the block holds.
                        let hint = "write a Host block, or say it in the inventory";
                        self.line(
                            file,
                            number,
                            Setting::Ignored {
                                word: words.written.clone(),
                                hint,
                            },
                        );
                        self.start_behind_match();
                    }
                }
                "include" => {
                    for argument in arguments {
                        self.include(argument, (file, number), &conditions, depth);
                    }
                    self.block(&conditions);
                }
                "ignoreunknown" => {
                    let names = arguments.iter().flat_map(|list| list.split(','));
                    self.unknown
                        .extend(names.map(|name| Pattern::new(&name.to_lowercase())));
                }
                _ => match setting::read(&words) {
                    Ok(settings) => {
                        for setting in settings {
                            if !self.is_to_be_ignored(&setting) {
                                self.line(file, number, setting);
                            }
                        }
                    }
                    Err(message) => self.problem(file, number, message),
                },
            }
        }
    }

    fn include(
        &mut self,
        argument: &str,
        (file, number): (usize, usize),
        outer: &[Arc<Condition>],
        depth: usize,
    ) {
        if depth >= DEEPEST {
            return self.problem(
                file,
                number,
                format!("files are included more than {DEEPEST} deep"),
            );
        }
        let pattern = match path::with_variables(argument) {
            Ok(argument) => path::under_home(&argument, self.home),
            Err(message) => return self.problem(file, number, message),
        };
        // What is relative is relative to the user's folder, wherever the file itself is.
        let pattern = match self.home {
            Some(home) if pattern.is_relative() => escaped(&home.join(".ssh")).join(pattern),
            _ => pattern,
        };
        let found = match glob::glob(&pattern.to_string_lossy()) {
            Ok(found) => found,
            Err(error) => {
                return self.problem(
                    file,
                    number,
                    format!("this is no pattern of files: {}", error.msg),
                );
            }
        };
        for path in found {
            let path = match path {
                Ok(path) => path,
                Err(error) => {
                    self.problem(
                        file,
                        number,
                        format!("{} cannot be searched: {}", error.path().display(), error.error()),
                    );
                    continue;
                }
            };
            if self.read.files.len() >= MOST_FILES {
                return self.problem(file, number, format!("more than {MOST_FILES} files are included"));
            }
            match text(&path, false) {
                Ok(text) => self.file(&path, &text, outer, depth + 1),
                Err(Unread::Absent) => {}
                Err(Unread::Other(reason)) => {
                    self.problem(
                        file,
                        number,
                        format!("{} cannot be read: {reason}", path.display()),
                    );
                }
            }
        }
    }

    /// Begins a block: what follows holds where these conditions do.
    fn block(&mut self, conditions: &[Arc<Condition>]) {
        let end = self.read.lines.len();
        self.read.blocks.push(Block {
            conditions: conditions.into(),
            told_at: None,
            lines: end..end,
        });
    }

    /// The line that was read last is the block's own `Match`.
    fn start_behind_match(&mut self) {
        let end = self.read.lines.len();
        if let Some(block) = self.read.blocks.last_mut() {
            block.told_at = end.checked_sub(1);
            block.lines = end..end;
        }
    }

    fn line(&mut self, file: usize, number: usize, setting: Setting) {
        self.read.lines.push(Line {
            file,
            number,
            setting,
        });
        if let Some(block) = self.read.blocks.last_mut() {
            block.lines.end = self.read.lines.len();
        }
    }

    fn is_to_be_ignored(&self, setting: &Setting) -> bool {
        matches!(setting, Setting::Ignored { word, .. } if pattern::any(&self.unknown, &word.to_lowercase()))
    }

    fn problem(&mut self, file: usize, line: usize, message: impl Into<String>) {
        if self.read.problems.len() < MOST_PROBLEMS {
            self.read.problems.push(Problem {
                file: self.read.files.get(file).cloned().unwrap_or_default(),
                line: Some(line),
                message: message.into(),
            });
        }
    }
}

/// A folder's name as a pattern that means only this folder.
fn escaped(folder: &Path) -> PathBuf {
    glob::Pattern::escape(&folder.to_string_lossy()).into()
}

fn text(path: &Path, guarded: bool) -> Result<String, Unread> {
    let unread = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Unread::Absent,
        _ => Unread::Other(system_text::of_file(&error)),
    };
    let mut file = File::open(path).map_err(unread)?;
    if guarded {
        let about = file.metadata().map_err(unread)?;
        let ours = rustix::process::getuid().as_raw();
        if about.mode() & OTHERS_WRITE != 0 || ![0, ours].contains(&about.uid()) {
            let path = path.display();
            return Err(Unread::Other(format!(
                "others can write it, and would say where passwords are sent; close it: chmod 600 {path}"
            )));
        }
    }
    let mut bytes = Vec::new();
    file.by_ref()
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(unread)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Unread::Other(format!("it is larger than {LARGEST} bytes")));
    }
    // Comments may be in any encoding.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
