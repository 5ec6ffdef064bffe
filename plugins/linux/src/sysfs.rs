//! What the kernel tells in files of one value each, as `grep -sH . FILES` prints them: the path, a colon, the value.
//! A file that is missing or may not be read is not among them.

/// Each file's path and value.
pub(crate) fn values(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines().filter_map(|line| {
        let (path, value) = line.split_once(':')?;
        let value = value.trim();
        (path.starts_with('/') && !value.is_empty()).then_some((path, value))
    })
}

/// The last two parts of a path: "eth0" and "speed" of "/sys/class/net/eth0/speed".
pub(crate) fn place(path: &str) -> Option<(&str, &str)> {
    let (folder, file) = path.rsplit_once('/')?;
    let (_, name) = folder.rsplit_once('/')?;
    Some((name, file))
}
