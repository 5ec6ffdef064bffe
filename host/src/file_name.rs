//! Names of files and folders made of names that people gave to something else, such as devices.
//!
//! They cannot lead out of a folder, hide in it, or be too long.

use sha2::{Digest, Sha256};

/// File systems take names of 255 bytes; this leaves room for an extension and what makes a name unique.
const LONGEST_NAME: usize = 200;

/// The name itself, or, where that cannot be a file name, what is left of it and a digest that keeps it apart from
/// others.
pub(crate) fn file_name(name: &str) -> String {
    let safe = safe(name);
    if safe == name && !safe.is_empty() {
        safe
    } else {
        apart(name)
    }
}

/// What is left of the name and a digest: it stays apart even from names that differ in case alone.
pub(crate) fn apart(name: &str) -> String {
    format!("{}-{}", safe(name), digest(name))
}

/// Letters, digits, and `-_.` except in front; each run of other characters is one underscore.
pub(crate) fn safe(name: &str) -> String {
    let mut safe = String::with_capacity(name.len());
    for character in name.chars() {
        let keep = character.is_alphanumeric()
            || matches!(character, '-' | '_')
            || (character == '.' && !safe.is_empty());
        if keep {
            safe.push(character);
        } else if !safe.ends_with('_') {
            safe.push('_');
        }
    }
    if safe.len() > LONGEST_NAME {
        let digest = digest(name);
        safe.truncate(safe.floor_char_boundary(LONGEST_NAME - digest.len() - 1));
        safe = format!("{safe}-{digest}");
    }
    safe
}

/// Eight hexadecimal digits.
fn digest(name: &str) -> String {
    let digest = Sha256::digest(name);
    format!(
        "{:08x}",
        u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_changed_stays_apart() {
        assert_eq!(file_name("core-1.example.net"), "core-1.example.net");
        assert_ne!(file_name("a/b"), file_name("a:b"));
        assert_ne!(file_name("a/b"), file_name("a_b"));
    }
}
