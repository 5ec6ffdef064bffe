//! A driver's manifest in an OCI registry: what is read of one, and the one that is written.
//!
//! Facts: OCI image specification 1.1, "Image Manifest"; the CNCF's "Wasm OCI Artifact" for the media types and the config.

use super::error::words;
use crate::plugin::digest::Digest;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
pub const CONFIG: &str = "application/vnd.wasm.config.v0+json";
pub const WASM: &str = "application/wasm";
/// What tools before the CNCF's agreement called it.
const WASM_BEFORE: &str = "application/vnd.wasm.content.layer.v1+wasm";
pub const SIGNATURE: &str = "application/vnd.nethost.signature.minisign";

/// What may come instead of a manifest; asked for so that it can be named.
pub const ACCEPTED: &str = "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, \
     application/vnd.docker.distribution.manifest.v2+json, application/vnd.docker.distribution.manifest.list.v2+json";

/// The largest manifest that the OCI distribution specification expects registries to take.
pub const MANIFEST_SIZE: u64 = 4 << 20;

/// As many media types as are named of a manifest without a driver.
const NAMED: usize = 5;

/// What is shown of a media type, in characters; the longest in use have about 80.
const KIND: usize = 100;

/// What is shown of why a text is no manifest, in characters: it repeats the text.
const REASON: usize = 300;

/// Why a manifest is not a driver's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    #[error("what came is no manifest: {0}")]
    NotAManifest(String),
    #[error("it is an index of several manifests")]
    Index,
    #[error("it has no layers")]
    Empty,
    #[error("it holds no WebAssembly, but {0}")]
    NoWasm(String),
    #[error("it holds {0} WebAssembly layers")]
    SeveralWasm(usize),
    #[error("it holds {0} signatures")]
    SeveralSignatures(usize),
    #[error("a layer's digest is not sha256: and 64 hexadecimal digits")]
    Digest,
    #[error("its driver has {size} bytes, more than {} MiB", .limit >> 20)]
    TooLarge { size: u64, limit: u64 },
    #[error("it is no component: {0}")]
    Component(String),
    #[error("its signature has {0} bytes")]
    SignatureTooLarge(u64),
}

impl ManifestError {
    pub(super) fn hint(&self) -> &'static str {
        match self {
            Self::Index => "name one of its manifests by its digest",
            Self::Empty | Self::NoWasm(_) | Self::SeveralWasm(_) => {
                "is it a driver? Drivers are published with `nethost plugin publish`, or as `wkg` does it"
            }
            _ => "report it to the driver's author, or to the registry's owner",
        }
    }
}

/// A blob, as a manifest names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    pub media_type: String,
    pub digest: String,
    pub size: u64,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}

impl Descriptor {
    pub fn of(media_type: &str, bytes: &[u8]) -> Self {
        Self {
            media_type: media_type.into(),
            digest: Digest::of(bytes).to_string(),
            size: bytes.len() as u64,
            annotations: BTreeMap::new(),
        }
    }

    /// # Errors
    /// Another algorithm than SHA-256.
    pub fn digest(&self) -> Result<Digest, ManifestError> {
        self.digest.parse().map_err(|_| ManifestError::Digest)
    }
}

/// What a manifest says, of what matters here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    pub schema_version: u32,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub media_type: String,
    pub config: Descriptor,
    pub layers: Vec<Descriptor>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}

/// Only what tells an index from a manifest.
#[derive(Deserialize)]
struct Shape {
    manifests: Option<serde::de::IgnoredAny>,
    layers: Option<serde::de::IgnoredAny>,
}

impl Manifest {
    /// # Errors
    /// Text that is no manifest, or an index of several.
    pub fn read(bytes: &[u8]) -> Result<Self, ManifestError> {
        let wrong = |e: serde_json::Error| {
            let text = bytes.trim_ascii_start();
            ManifestError::NotAManifest(if text.starts_with(b"<") {
                "it looks like a web page".into()
            } else {
                words(&e.to_string(), REASON)
            })
        };
        let shape: Shape = serde_json::from_slice(bytes).map_err(wrong)?;
        if shape.manifests.is_some() && shape.layers.is_none() {
            return Err(ManifestError::Index);
        }
        serde_json::from_slice(bytes).map_err(wrong)
    }

    /// The one WebAssembly layer, and the signature if there is one.
    ///
    /// # Errors
    /// None, or several; sizes above `limit` and `signature_limit`.
    pub fn driver(
        &self,
        limit: u64,
        signature_limit: u64,
    ) -> Result<(&Descriptor, Option<&Descriptor>), ManifestError> {
        let of = |wanted: &[&str]| -> Vec<&Descriptor> {
            let layers = self.layers.iter();
            layers
                .filter(|layer| wanted.contains(&layer.media_type.as_str()))
                .collect()
        };
        let wasm = match of(&[WASM, WASM_BEFORE])[..] {
            [wasm] => wasm,
            [] if self.layers.is_empty() => return Err(ManifestError::Empty),
            [] => return Err(ManifestError::NoWasm(self.kinds())),
            ref several => return Err(ManifestError::SeveralWasm(several.len())),
        };
        let signature = match of(&[SIGNATURE])[..] {
            [] => None,
            [signature] => Some(signature),
            ref several => return Err(ManifestError::SeveralSignatures(several.len())),
        };
        if wasm.size > limit {
            return Err(ManifestError::TooLarge {
                size: wasm.size,
                limit,
            });
        }
        if let Some(signature) = signature.filter(|it| it.size > signature_limit) {
            return Err(ManifestError::SignatureTooLarge(signature.size));
        }
        Ok((wasm, signature))
    }

    /// What it holds, for people.
    fn kinds(&self) -> String {
        let mut kinds: Vec<&str> = Vec::new();
        for layer in &self.layers {
            if !kinds.contains(&layer.media_type.as_str()) {
                kinds.push(&layer.media_type);
            }
        }
        let more = kinds.len().saturating_sub(NAMED);
        let kinds: Vec<String> = kinds.iter().take(NAMED).map(|kind| words(kind, KIND)).collect();
        let mut text = kinds.join(", ");
        if more > 0 {
            text.push_str(", …");
        }
        text
    }
}

/// The config of a component, as the agreement on WebAssembly in registries has it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Config {
    /// RFC 3339. The same for every driver, so that the same driver is the same manifest.
    pub created: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    pub architecture: &'static str,
    pub os: &'static str,
    pub layer_digests: Vec<String>,
    pub component: Component,
}

/// What a component gives and takes.
#[derive(Serialize)]
pub struct Component {
    pub exports: Vec<String>,
    pub imports: Vec<String>,
}

impl Config {
    pub fn new(layers: &[Descriptor], component: Component, author: Option<String>) -> Self {
        Self {
            created: "1970-01-01T00:00:00Z",
            author,
            architecture: "wasm",
            // What stands for a component there, whether it uses WASI or not.
            os: "wasip2",
            layer_digests: layers.iter().map(|layer| layer.digest.clone()).collect(),
            component,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: u64 = 1 << 20;

    fn with(layers: &[(&str, u64)]) -> Manifest {
        Manifest {
            schema_version: 2,
            media_type: MANIFEST.into(),
            config: Descriptor::of(CONFIG, b"{}"),
            layers: layers
                .iter()
                .map(|(kind, size)| Descriptor {
                    size: *size,
                    ..Descriptor::of(kind, b"")
                })
                .collect(),
            annotations: BTreeMap::new(),
        }
    }

    fn refused(layers: &[(&str, u64)]) -> String {
        let manifest = with(layers);
        let refused = manifest.driver(LIMIT, 100);
        refused.expect_err("it is no driver's").to_string()
    }

    #[test]
    fn what_is_written_is_read() {
        let manifest = with(&[(WASM, 5)]);
        let text = serde_json::to_vec(&manifest).unwrap();
        assert_eq!(Manifest::read(&text), Ok(manifest));
    }

    #[test]
    fn a_driver_is_one_layer_and_at_most_one_signature() {
        let manifest = with(&[("text/plain", 1), (WASM, LIMIT), (SIGNATURE, 100)]);
        let (wasm, signature) = manifest.driver(LIMIT, 100).unwrap();
        assert_eq!((wasm.size, signature.map(|it| it.size)), (LIMIT, Some(100)));
        assert!(with(&[(WASM_BEFORE, 1)]).driver(LIMIT, 100).is_ok());

        assert_eq!(refused(&[]), "it has no layers");
        assert_eq!(
            refused(&[("text/plain", 1), ("text/plain", 1), ("image/png", 1)]),
            "it holds no WebAssembly, but text/plain, image/png"
        );
        assert_eq!(
            refused(&[(WASM, 1), (WASM_BEFORE, 1)]),
            "it holds 2 WebAssembly layers"
        );
        assert_eq!(
            refused(&[(WASM, 1), (SIGNATURE, 1), (SIGNATURE, 1)]),
            "it holds 2 signatures"
        );
        assert_eq!(
            refused(&[(WASM, LIMIT + 1)]),
            "its driver has 1048577 bytes, more than 1 MiB"
        );
        assert_eq!(
            refused(&[(WASM, 1), (SIGNATURE, 101)]),
            "its signature has 101 bytes"
        );
    }

    #[test]
    fn what_is_no_manifest_is_named() {
        let read = |text: &str| {
            Manifest::read(text.as_bytes())
                .expect_err("it is none")
                .to_string()
        };
        assert_eq!(
            read("\n<!doctype html>"),
            "what came is no manifest: it looks like a web page"
        );
        assert_eq!(
            read(r#"{"schemaVersion": 2, "manifests": []}"#),
            "it is an index of several manifests"
        );
        assert!(read(r#"{"schemaVersion": 1, "fsLayers": []}"#).starts_with("what came is no manifest: "));
        assert!(read("").starts_with("what came is no manifest: "));
        let deep = "[".repeat(1 << 20);
        assert!(read(&format!("{{\"layers\": {deep}")).starts_with("what came is no manifest: "));
    }

    #[test]
    fn what_a_manifest_says_fills_no_screen() {
        let long = "x".repeat(1 << 20);
        let kind = format!("text/plain\nerror: {long}");
        let told = refused(&[(kind.as_str(), 1)]);
        assert!(
            told.starts_with("it holds no WebAssembly, but text/plain error: x"),
            "{told}"
        );
        assert!(told.chars().count() < 200 && told.ends_with('…'), "{told}");

        let text = format!(r#"{{"schemaVersion": "{long}"}}"#);
        let told = Manifest::read(text.as_bytes())
            .expect_err("it is none")
            .to_string();
        assert!(told.contains("invalid type"), "{told}");
        assert!(told.chars().count() < 400, "{} characters", told.chars().count());
    }

    #[test]
    fn digests_of_other_kinds_are_refused() {
        let mut layer = Descriptor::of(WASM, b"");
        assert_eq!(layer.digest(), Ok(Digest::of(b"")));
        layer.digest = format!("sha512:{}", "0".repeat(128));
        assert_eq!(layer.digest(), Err(ManifestError::Digest));
    }
}
