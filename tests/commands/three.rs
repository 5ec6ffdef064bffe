//! The fleet that most command lines are tried on.

use crate::fleet::stage::Stage;
use nethost::lab::{Fault, LabOptions};
use std::{fs, os::unix::fs::PermissionsExt};

/// Three devices, and an inventory that nothing is to be said about.
pub fn fleet(faults: Vec<(Fault, f64)>) -> Stage {
    let stage = Stage::serve(LabOptions {
        devices: 3,
        faults,
        ..LabOptions::default()
    });
    let secret = stage.desk.write("password.txt", "lab\n");
    fs::set_permissions(secret, fs::Permissions::from_mode(0o600)).expect("our own file");
    stage.edit(|text| text.replace("password = \"lab\"", "password = { file = \"password.txt\" }"));
    stage
}

/// One device that refuses connections, of three.
pub fn with_one_closed() -> Stage {
    fleet(vec![(Fault::Refuse, 0.33)])
}
