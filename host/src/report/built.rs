//! A driver that was built: its file and what is in it, for people and as JSON.

use super::Message;
use serde::Serialize;
use std::{
    io::{self, Write},
    time::Duration,
};

/// What building gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BuiltFile {
    pub file: String,
    /// False where the file already held these bytes.
    pub changed: bool,
    /// Bytes of the component.
    pub size: usize,
    /// Of them, bytes that nethost added: what the driver made ready.
    pub made_ready: usize,
    /// Version of the driver contract.
    pub contract: Option<String>,
    /// Interfaces that the host gives it.
    pub imports: Vec<String>,
    pub digest: String,
    #[serde(rename = "elapsed_ms", serialize_with = "milliseconds")]
    pub elapsed: Duration,
}

fn milliseconds<S: serde::Serializer>(elapsed: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX))
}

impl BuiltFile {
    /// One object on a line.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, self).map_err(io::Error::from)?;
        writeln!(out)
    }

    /// For people.
    pub fn message(&self) -> Message {
        let kib = |bytes: usize| bytes.div_ceil(1024);
        let same = if self.changed { "" } else { " has not changed" };
        let ready = match self.made_ready {
            0 => String::new(),
            bytes => format!(", of them {} KiB of what it made ready", kib(bytes)),
        };
        let contract = self.contract.as_deref().unwrap_or("of no known version");
        let imports = match &self.imports[..] {
            [] => "nothing".to_owned(),
            names => names.join(", "),
        };
        Message::note(format!(
            "{}{same}: {} KiB{ready}; contract {contract}; imports {imports}; built in {:.1} s; {}",
            self.file,
            kib(self.size),
            self.elapsed.as_secs_f64(),
            self.digest
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built() -> BuiltFile {
        BuiltFile {
            file: "acme.wasm".into(),
            changed: true,
            size: 2048,
            made_ready: 1000,
            contract: Some("0.1.0".into()),
            imports: Vec::new(),
            digest: "sha256:00".into(),
            elapsed: Duration::from_millis(1234),
        }
    }

    #[test]
    fn a_person_reads_it_on_one_line() {
        assert_eq!(
            built().message().text,
            "acme.wasm: 2 KiB, of them 1 KiB of what it made ready; contract 0.1.0; imports nothing; built in 1.2 s; \
             sha256:00"
        );
        let other = BuiltFile {
            changed: false,
            made_ready: 0,
            imports: vec!["nethost:driver/log@0.1.0".into()],
            ..built()
        };
        assert_eq!(
            other.message().text,
            "acme.wasm has not changed: 2 KiB; contract 0.1.0; imports nethost:driver/log@0.1.0; built in 1.2 s; sha256:00"
        );
    }

    #[test]
    fn a_program_reads_an_object() {
        let mut out = Vec::new();
        built().write_json(&mut out).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(json["elapsed_ms"], 1234);
        assert_eq!((&json["size"], &json["made_ready"]), (&2048.into(), &1000.into()));
        assert_eq!(json["imports"], serde_json::json!([]));
    }
}
