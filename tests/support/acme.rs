//! A small driver without code, in a folder on a desk, as somebody else would give it away.

use super::nethost::{Desk, Done};

/// What its template makes rows of.
pub const TEMPLATE: &str = "\
Value PORT (\\d+)
Value STATE (up|down)

Start
  ^port ${PORT} is ${STATE} -> Record
";

/// Writes the driver's folder for a platform; it can be changed by writing it again.
pub fn write(desk: &Desk, folder: &str, platform: &str, version: &str) {
    desk.write(
        &format!("{folder}/driver.toml"),
        &format!(
            "platform = \"{platform}\"\nvendor = \"Acme\"\nversion = \"{version}\"\naliases = [\"acme\"]\n\n\
             [profile]\ncommand_mode = \"exec\"\n\n[[profile.modes]]\nname = \"exec\"\n\
             prompts = ['[\\w.-]+[>#] ?']\n\n[templates]\n"
        ),
    );
    desk.write(
        &format!("{folder}/templates/{platform}_show_ports.textfsm"),
        TEMPLATE,
    );
}

/// A desk with the driver `acme_os` in the folder `acme`, and this inventory.
pub fn desk(inventory: &str) -> Desk {
    let desk = Desk::new(inventory);
    write(&desk, "acme", "acme_os", "1.0.0");
    desk
}

/// Runs `nethost plugin …`, which succeeds.
#[track_caller]
pub fn plugin(desk: &Desk, arguments: &[&str]) -> Done {
    let done = desk.nethost(&[&["plugin"], arguments].concat());
    assert_eq!(done.code, Some(0), "{}\n{}", done.stdout, done.stderr);
    done
}
