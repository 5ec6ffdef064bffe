//! An inventory as it is written, whatever its format: each part by itself, nothing merged or looked up yet.

use super::{error::Place, settings::Settings};
use std::{path::PathBuf, sync::Arc};

#[derive(Debug, Default)]
pub struct Document {
    pub defaults: Settings,
    pub ssh_config: SshConfigChoice,
    pub jumps: Vec<JumpPart>,
    pub groups: Vec<GroupPart>,
    /// In the order of the file.
    pub devices: Vec<DevicePart>,
}

/// Which ssh configuration is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SshConfigChoice {
    /// `~/.ssh/config`, where it is.
    #[default]
    Usual,
    None,
    File {
        path: PathBuf,
        place: Place,
    },
}

#[derive(Debug)]
pub struct JumpPart {
    pub name: Arc<str>,
    pub place: Place,
    pub host: Option<Arc<str>>,
    pub settings: Settings,
    pub sessions: Option<usize>,
}

#[derive(Debug)]
pub struct GroupPart {
    pub name: Arc<str>,
    pub settings: Settings,
    pub sessions: Option<usize>,
}

#[derive(Debug)]
pub struct DevicePart {
    pub name: Arc<str>,
    pub place: Place,
    pub host: Option<Arc<str>>,
    /// With the place where each is named.
    pub groups: Vec<(Arc<str>, Place)>,
    pub settings: Settings,
}
