//! A driver as it lies in a registry: its layers, its config, its manifest. The same driver always makes the same bytes.
//!
//! Asks nobody; the conversation is `publish`'s.

use super::remote::{
    CONFIG, Component, Config, Descriptor, MANIFEST, Manifest, ManifestError, SIGNATURE, WASM,
};
use crate::plugin::digest::Digest;
use bytes::Bytes;
use std::collections::BTreeMap;
use wasmparser::{Parser, Payload};

/// Before the names of annotations; OCI image specification, "Pre-Defined Annotation Keys".
const ANNOTATION: &str = "org.opencontainers.image.";

/// What tools write into a component as sections with these names (the crate `wasm-metadata`), and the annotations that say
/// the same.
const SECTIONS: [(&str, &str); 5] = [
    ("source", "source"),
    ("homepage", "url"),
    ("licenses", "licenses"),
    ("description", "description"),
    ("revision", "revision"),
];

/// The section that names the author, whom annotations and config know too.
const AUTHORS: &str = "authors";

/// As long as an annotation may be: a manifest is small.
const LONGEST: usize = 4 << 10;

/// What the driver says of itself, as far as a registry shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub platform: String,
    pub vendor: String,
    pub version: String,
}

/// A driver, ready to be sent.
#[derive(Clone, Debug)]
pub struct Parcel {
    /// What the manifest names, the component first.
    pub blobs: Vec<Bytes>,
    pub manifest: Bytes,
    pub digest: Digest,
}

/// What stands in a component's outermost level.
#[derive(Default)]
struct Outside {
    imports: Vec<String>,
    exports: Vec<String>,
    sections: BTreeMap<String, String>,
}

impl Parcel {
    /// # Errors
    /// What is no component; an engine that has loaded it has seen that already.
    pub fn new(wasm: Vec<u8>, signature: Option<String>, label: &Label) -> Result<Self, ManifestError> {
        let outside = Outside::read(&wasm).map_err(|e| ManifestError::Component(e.to_string()))?;
        let mut layers = vec![Descriptor::of(WASM, &wasm)];
        let mut blobs = vec![Bytes::from(wasm)];
        if let Some(signature) = signature {
            layers.push(Descriptor::of(SIGNATURE, signature.as_bytes()));
            blobs.push(Bytes::from(signature));
        }
        let annotations = outside.annotations(label);
        let component = Component {
            exports: outside.exports,
            imports: outside.imports,
        };
        let author = annotations.get(&format!("{ANNOTATION}{AUTHORS}")).cloned();
        let config = json(&Config::new(&layers, component, author))?;
        let manifest = Manifest {
            schema_version: 2,
            media_type: MANIFEST.into(),
            config: Descriptor::of(CONFIG, &config),
            layers,
            annotations,
        };
        let manifest = json(&manifest)?;
        blobs.push(config);
        Ok(Self {
            blobs,
            digest: Digest::of(&manifest),
            manifest,
        })
    }
}

impl Outside {
    fn read(wasm: &[u8]) -> wasmparser::Result<Self> {
        let mut outside = Self::default();
        // Modules and components inside have imports and sections of their own.
        let mut depth = 0_usize;
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
                Payload::End(_) => depth = depth.saturating_sub(1),
                _ if depth > 0 => {}
                Payload::ComponentImportSection(section) => {
                    for import in section {
                        outside.imports.push(import?.name.name.to_owned());
                    }
                }
                Payload::ComponentExportSection(section) => {
                    for export in section {
                        outside.exports.push(export?.name.name.to_owned());
                    }
                }
                Payload::CustomSection(section) => {
                    if let Ok(text) = std::str::from_utf8(section.data())
                        && text.len() <= LONGEST
                    {
                        outside
                            .sections
                            .insert(section.name().to_owned(), text.to_owned());
                    }
                }
                _ => {}
            }
        }
        Ok(outside)
    }

    fn annotations(&self, label: &Label) -> BTreeMap<String, String> {
        let mut annotations = BTreeMap::new();
        let mut say = |key: &str, value: &str| {
            if !value.trim().is_empty() {
                annotations.insert(format!("{ANNOTATION}{key}"), value.trim().to_owned());
            }
        };
        let Label {
            platform,
            vendor,
            version,
        } = label;
        say("title", platform);
        say("vendor", vendor);
        say("version", version);
        say(
            "description",
            &format!("nethost driver for {platform} ({vendor})"),
        );
        for (section, key) in SECTIONS {
            say(key, self.sections.get(section).map_or("", String::as_str));
        }
        say(AUTHORS, self.sections.get(AUTHORS).map_or("", String::as_str));
        annotations
    }
}

fn json(value: &impl serde::Serialize) -> Result<Bytes, ManifestError> {
    let text = serde_json::to_vec(value).map_err(|e| ManifestError::Component(e.to_string()))?;
    Ok(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// An empty component with one section of this name.
    fn component(name: &str, text: &str) -> Vec<u8> {
        let mut bytes = b"\0asm\x0d\0\x01\0".to_vec();
        let size = u8::try_from(1 + name.len() + text.len()).unwrap();
        bytes.extend([0, size, u8::try_from(name.len()).unwrap()]);
        bytes.extend([name.as_bytes(), text.as_bytes()].concat());
        bytes
    }

    fn label() -> Label {
        Label {
            platform: "acme_os".into(),
            vendor: "Acme".into(),
            version: "1.2.0".into(),
        }
    }

    #[test]
    fn a_parcel_says_what_it_holds() {
        let wasm = component("licenses", "Apache-2.0");
        let parcel = Parcel::new(wasm.clone(), Some("signed".into()), &label()).unwrap();
        let manifest: Value = serde_json::from_slice(&parcel.manifest).unwrap();
        let [first, second, config] = &parcel.blobs[..] else {
            panic!("{} blobs", parcel.blobs.len());
        };
        assert_eq!((&first[..], &second[..]), (&wasm[..], &b"signed"[..]));
        assert_eq!(
            manifest,
            json!({
                "schemaVersion": 2,
                "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "config": {
                    "mediaType": "application/vnd.wasm.config.v0+json",
                    "digest": Digest::of(config).to_string(),
                    "size": config.len(),
                },
                "layers": [
                    {"mediaType": "application/wasm", "digest": Digest::of(&wasm).to_string(), "size": wasm.len()},
                    {
                        "mediaType": "application/vnd.nethost.signature.minisign",
                        "digest": Digest::of(b"signed").to_string(),
                        "size": 6,
                    },
                ],
                "annotations": {
                    "org.opencontainers.image.description": "nethost driver for acme_os (Acme)",
                    "org.opencontainers.image.licenses": "Apache-2.0",
                    "org.opencontainers.image.title": "acme_os",
                    "org.opencontainers.image.vendor": "Acme",
                    "org.opencontainers.image.version": "1.2.0",
                },
            })
        );
        let config: Value = serde_json::from_slice(config).unwrap();
        assert_eq!(config["layerDigests"][0], Digest::of(&wasm).to_string());
        assert_eq!(config["component"], json!({"exports": [], "imports": []}));
    }

    #[test]
    fn the_component_speaks_for_itself_where_it_does() {
        let annotation = |section: &str, key: &str| {
            let parcel = Parcel::new(component(section, " words "), None, &label()).unwrap();
            let manifest: Value = serde_json::from_slice(&parcel.manifest).unwrap();
            manifest["annotations"][format!("{ANNOTATION}{key}")].clone()
        };
        assert_eq!(annotation("description", "description"), "words");
        assert_eq!(annotation("homepage", "url"), "words");
        assert_eq!(annotation("authors", "authors"), "words");
        assert_eq!(annotation("version", "version"), "1.2.0");
    }

    #[test]
    fn the_same_driver_is_the_same_manifest() {
        let parcel = || {
            Parcel::new(component("source", "x"), None, &label())
                .unwrap()
                .digest
        };
        assert_eq!(parcel(), parcel());
    }

    #[test]
    fn what_is_no_component_makes_no_parcel() {
        assert!(Parcel::new(b"\0asm\x0d\0\x01\0\0\xff".to_vec(), None, &label()).is_err());
    }
}
