//! A small driver without code, as somebody else would give it away: its folder, or the file that was built of it.

use super::nethost::{Desk, Done};
use nethost::plugin::build::TemplateBuilder;
use std::{
    collections::HashMap,
    fs,
    path::Path,
    sync::{LazyLock, Mutex},
};

/// What its template makes rows of.
const TEMPLATE: &str = "\
Value PORT (\\d+)
Value STATE (up|down)

Start
  ^port ${PORT} is ${STATE} -> Record
";

/// By platform and version.
type Built = HashMap<(String, String), Vec<u8>>;

/// Files that were built: it takes a while, and many tests want the same.
static BUILT: LazyLock<Mutex<Built>> = LazyLock::new(Mutex::default);

/// Writes the driver's folder.
pub fn write_folder(folder: &Path, platform: &str, version: &str) {
    let driver = format!(
        "platform = \"{platform}\"\nvendor = \"Acme\"\nversion = \"{version}\"\naliases = [\"acme\"]\n\n\
         [profile]\ncommand_mode = \"exec\"\n\n[[profile.modes]]\nname = \"exec\"\n\
         prompts = ['[\\w.-]+[>#] ?']\n\n[templates]\n"
    );
    let templates = folder.join("templates");
    fs::create_dir_all(&templates).expect("a folder");
    fs::write(folder.join("driver.toml"), driver).expect("a file");
    fs::write(templates.join(format!("{platform}_show_ports.textfsm")), TEMPLATE).expect("a file");
}

/// Puts the driver of a platform on a desk, as a file of this name.
pub fn write(desk: &Desk, file: &str, platform: &str, version: &str) {
    // Held while it is built: others wait for the same, or have the machine's other processors.
    let mut built = BUILT.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let wasm = built.entry((platform.into(), version.into())).or_insert_with(|| {
        let folder = tempfile::tempdir().expect("a folder");
        write_folder(folder.path(), platform, version);
        let builder = TemplateBuilder::new().expect("nethost carries the template driver");
        builder
            .folder(folder.path())
            .expect("the driver builds")
            .component
    });
    fs::write(desk.path(file), wasm).expect("a file");
}

/// A desk with the driver of `acme_os` in the file `acme.wasm`, and this inventory.
pub fn desk(inventory: &str) -> Desk {
    let desk = Desk::new(inventory);
    write(&desk, "acme.wasm", "acme_os", "1.0.0");
    desk
}

/// Runs `nethost plugin …`, which succeeds.
#[track_caller]
pub fn plugin(desk: &Desk, arguments: &[&str]) -> Done {
    let done = desk.nethost(&[&["plugin"], arguments].concat());
    assert_eq!(done.code, Some(0), "{}\n{}", done.stdout, done.stderr);
    done
}
