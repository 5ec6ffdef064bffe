//! What the system says of a file or a connection, in words that go on in the middle of a sentence.

use std::{error::Error, io};

/// Why a file that was named cannot be read.
pub(crate) fn of_file(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it does not exist".to_owned(),
        io::ErrorKind::PermissionDenied => "it is closed to this user".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => plain(error),
    }
}

/// The system's own words, without its number, and without what a library puts around them: the name of a temporary file is
/// nobody's business.
pub(crate) fn plain(error: &io::Error) -> String {
    let text = innermost(error).to_string();
    let text = text
        .rsplit_once(" (os error ")
        .map_or(text.as_str(), |(text, _)| text);
    lower_first(text)
}

/// Others begin their messages with a capital.
pub(crate) fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    match (characters.next(), characters.clone().next()) {
        // An abbreviation stays what it is.
        (Some(first), Some(second)) if first.is_uppercase() && second.is_uppercase() => text.to_owned(),
        (Some(first), _) => first.to_lowercase().chain(characters).collect(),
        (None, _) => String::new(),
    }
}

fn innermost(error: &io::Error) -> &io::Error {
    let mut error = error;
    while let Some(inner) = error
        .get_ref()
        .and_then(Error::source)
        .and_then(|source| source.downcast_ref())
    {
        error = inner;
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_lose_their_number_and_capital() {
        let refused = io::Error::from_raw_os_error(111);
        assert_eq!(plain(&refused), "connection refused");
        assert_eq!(plain(&io::Error::other("SSH version")), "SSH version");
        assert_eq!(lower_first("SSH version"), "SSH version");
        assert_eq!(lower_first(""), "");
    }

    #[test]
    fn a_file_is_absent_closed_or_a_folder() {
        let of = |number| of_file(&io::Error::from_raw_os_error(number));
        assert_eq!(of(2), "it does not exist");
        assert_eq!(of(13), "it is closed to this user");
        assert_eq!(of(21), "it is a folder");
        assert_eq!(of(28), "no space left on device");
    }

    #[test]
    fn the_name_of_a_temporary_file_is_not_told() {
        let error = tempfile::NamedTempFile::new_in("/proc").expect_err("nobody writes there");
        assert!(error.to_string().contains("/proc/"), "{error}");
        assert!(!plain(&error).contains("/proc"), "{}", plain(&error));
    }
}
