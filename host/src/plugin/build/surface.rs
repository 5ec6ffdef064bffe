//! What a component is connected by, read from its bytes without compiling it.

use wasmparser::{Parser, Payload};

/// The outermost imports and exports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Surface {
    /// Version of the driver contract; none where it exports nothing of it.
    pub(super) contract: Option<String>,
    pub(super) imports: Vec<String>,
}

/// By this export a component is a driver, whatever the version.
const DESCRIPTION: &str = "nethost:driver/description@";

impl Surface {
    /// Empty of what is no component: loading it says why.
    pub(super) fn of(component: &[u8]) -> Self {
        let mut surface = Self::default();
        let mut depth = 0_usize;
        for payload in Parser::new(0).parse_all(component) {
            let Ok(payload) = payload else { break };
            match payload {
                Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
                Payload::End(_) => depth = depth.saturating_sub(1),
                Payload::ComponentImportSection(section) if depth == 0 => {
                    let names = section.into_iter().flatten();
                    surface.imports.extend(names.map(|it| it.name.name.to_owned()));
                }
                Payload::ComponentExportSection(section) if depth == 0 => {
                    for export in section.into_iter().flatten() {
                        if let Some(version) = export.name.name.strip_prefix(DESCRIPTION) {
                            surface.contract = Some(version.to_owned());
                        }
                    }
                }
                _ => {}
            }
        }
        surface
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_component_has_no_surface() {
        assert_eq!(Surface::of(b""), Surface::default());
        assert_eq!(Surface::of(b"\0asm\x01\0\0\0"), Surface::default());
    }
}
