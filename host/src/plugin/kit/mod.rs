//! What authors of drivers work with. Works with folders and drivers, prints nothing: `report` shows what it gives.

pub mod capture;
pub mod scaffold;
