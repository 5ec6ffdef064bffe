//! Why there is no driver, and what to do about it.

use crate::plugin::{
    digest::Digest,
    engine::LoadError,
    pins::PinError,
    settings::TrustError,
    store::{FetchError, StoreError},
};

/// No driver for a name or platform.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Trust(#[from] TrustError),
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("there is no driver called \"{name}\"")]
    Unknown { name: String, known: Vec<String> },
    #[error("two drivers for the platform {platform}: {first} and {second}")]
    Twice {
        platform: String,
        first: String,
        second: String,
    },
    #[error(transparent)]
    Pin(#[from] Box<PinError>),
    #[error("the driver {digest} is for the platform {found}, and was installed for {platform}")]
    OtherPlatform {
        platform: String,
        found: String,
        digest: Digest,
    },
}

impl ShelfError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Load(error) => error.hint(),
            Self::Trust(error) => error.hint().into(),
            Self::Fetch(error) => error.hint(),
            Self::Store(error) => error.hint(),
            Self::Unknown { known, .. } if known.is_empty() => {
                "this nethost was built without drivers: name a .wasm file, or build it with `make build`"
                    .into()
            }
            Self::Unknown { known, .. } => {
                format!(
                    "there are {}; a file or a folder is named by its path, such as ./acme.wasm",
                    known.join(", ")
                )
            }
            Self::Twice { .. } => "name only one of them after --plugin".into(),
            Self::Pin(error) => error.hint(),
            Self::OtherPlatform { .. } => {
                "do not use it, and install the driver again from its source".into()
            }
        }
    }

    /// Whether it is this one driver that cannot be used: those of other platforms may serve their devices. A lock that is not
    /// obeyed, and a store that others can write, are never only one driver's matter.
    pub fn is_of_one_driver(&self) -> bool {
        match self {
            Self::Load(_) | Self::Trust(_) | Self::OtherPlatform { .. } => true,
            Self::Store(error) => !matches!(error, StoreError::Folder { .. } | StoreError::NoFolder),
            Self::Fetch(_) | Self::Unknown { .. } | Self::Twice { .. } | Self::Pin(_) => false,
        }
    }
}
