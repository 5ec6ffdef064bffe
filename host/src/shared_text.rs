//! A text that many records share, as serde writes it.

use serde::Serializer;
use std::sync::Arc;

/// For `#[serde(serialize_with = …)]`.
pub(crate) fn serialize<S: Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}
