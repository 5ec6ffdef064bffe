//! Drivers written by hand: harm that no compiler makes, and components that are no drivers at all.

use std::{fmt::Write, path::Path};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// Where the description stands in the memory, and the platform's name that it points to.
const DESCRIPTION: u32 = 1024;
const NAME: u32 = 4096;

/// A driver's core module in parts. All is as a driver needs it but for what a test puts in the place of a part.
pub struct Module<'a> {
    /// Fields of the module: tables, further memories, functions, a start function.
    pub fields: &'a str,
    pub memory: &'a str,
    /// Instructions before the description is given, and before an answer is.
    pub describe: &'a str,
    pub parse: &'a str,
    /// The platform's name.
    pub platform: &'a str,
    /// Bytes of the description behind the platform's name, of which all are zero unless said.
    pub description: &'a [u8],
    /// Instructions of the function that gives room for what the host passes; it leaves a pointer.
    pub realloc: &'a str,
    /// WIT of more interfaces, and what the world includes of them.
    pub wit: (&'a str, &'a str),
}

impl Default for Module<'_> {
    fn default() -> Self {
        Self {
            fields: "",
            memory: "1",
            describe: "",
            parse: "",
            platform: "by_hand",
            description: &[],
            realloc: "(local.get $next) (global.set $next (i32.add (global.get $next) (local.get 3)))",
            wit: ("", ""),
        }
    }
}

impl Module<'_> {
    pub fn component(&self) -> Vec<u8> {
        let mut module = wat::parse_str(self.text()).expect("the module's text");
        let folder = tempfile::tempdir().expect("a folder");
        let contract = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wit/v0.1.0/driver.wit");
        std::fs::copy(contract, folder.path().join("driver.wit")).expect("the contract");
        let (interfaces, imports) = self.wit;
        let world = format!(
            "package nethost:driver@0.1.0;\n{interfaces}\nworld by-hand {{ include parser; {imports} }}\n"
        );
        std::fs::write(folder.path().join("world.wit"), world).expect("a world");
        let mut resolve = Resolve::default();
        let (package, _) = resolve.push_dir(folder.path()).expect("the WIT");
        let world = resolve
            .select_world(&[package], Some("by-hand"))
            .expect("the world");
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).expect("its metadata");
        let encoder = ComponentEncoder::default().module(&module).expect("a module");
        encoder.validate(false).encode().expect("a component")
    }

    fn text(&self) -> String {
        let Self {
            fields,
            memory,
            describe,
            parse,
            platform,
            realloc,
            ..
        } = self;
        let length = u32::try_from(platform.len()).expect("a short name");
        let mut description = [NAME.to_le_bytes(), length.to_le_bytes()].concat();
        description.extend_from_slice(self.description);
        let description = escaped(&description);
        let platform = escaped(platform.as_bytes());
        format!(
            r#"(module
                {fields}
                (memory $main (export "memory") {memory})
                (global $next (mut i32) (i32.const 32768))
                (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
                    (local $next i32)
                    (local.set $next (global.get $next))
                    {realloc})
                (data (memory $main) (i32.const {DESCRIPTION}) "{description}")
                (data (memory $main) (i32.const {NAME}) "{platform}")
                (func (export "nethost:driver/description@0.1.0#describe") (result i32)
                    {describe}
                    (i32.const {DESCRIPTION}))
                (func (export "nethost:driver/parsing@0.1.0#parse") (param i32 i32 i32 i32) (result i32)
                    {parse}
                    (i32.const 2048)))"#
        )
    }
}

fn escaped(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "\\{byte:02x}");
        text
    })
}

/// A component with nothing in it but another, so many deep.
pub fn nested(depth: usize) -> Vec<u8> {
    const HEAD: &[u8] = b"\0asm\x0d\0\x01\0";
    const COMPONENT: u8 = 4;
    // From the inside out: how long each is without its head.
    let mut lengths = vec![HEAD.len()];
    for inner in 0..depth {
        let inner = lengths[inner];
        lengths.push(HEAD.len() + 1 + leb(inner).len() + inner);
    }
    let mut component = Vec::new();
    for inner in lengths.iter().rev().skip(1) {
        component.extend_from_slice(HEAD);
        component.push(COMPONENT);
        component.extend(leb(*inner));
    }
    component.extend_from_slice(HEAD);
    component
}

/// A number as WebAssembly writes it: seven bits in each byte, the last without the eighth.
fn leb(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = u8::try_from(number & 0x7f).expect("seven bits");
        number >>= 7;
        if number == 0 {
            bytes.push(byte);
            return bytes;
        }
        bytes.push(byte | 0x80);
    }
}
