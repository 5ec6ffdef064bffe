//! Who made a driver: signatures and keys in the format of minisign, so that people's own `minisign` reads what is signed
//! here, and signs what is read here.
//!
//! A signature stands in a file of its own beside the driver, `acme.wasm.minisig`. Knows nothing of stores, of the user's
//! configuration or of wasm; only making a key pair touches the disk.

mod base64;
mod key;
mod pair;
mod sign;
mod signature;
#[cfg(test)]
mod tests;

pub use key::{KeyError, KeyId, PublicKey, TrustedKeys};
pub use pair::{PairError, write_pair};
pub use sign::{SignError, SigningKey};
pub use signature::{SIGNATURE_FILE, SignatureError, Signed, path_of_signature, verify};
