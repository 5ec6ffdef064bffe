//! The host's one internal model of what drivers say; every version of the contract is converted into it.

use crate::session::profile::ProfileSpec;
use serde::Serialize;
use std::sync::Arc;

/// What a driver says of itself.
#[derive(Clone, Debug)]
pub struct Description {
    pub platform: String,
    pub aliases: Vec<String>,
    pub vendor: String,
    pub version: String,
    /// None when the driver only parses.
    pub profile: Option<ProfileSpec>,
    pub commands: Vec<Command>,
    pub getters: Vec<Getter>,
}

/// A command whose output a driver parses.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    pub name: String,
    pub columns: Vec<Column>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub name: String,
    pub kind: ColumnKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    Boolean,
    Integer,
    Decimal,
    Text,
    ListOfText,
}

/// A cell. Serializes as the JSON value that it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    None,
    Boolean(bool),
    Integer(i64),
    Decimal(f64),
    Text(String),
    Texts(Vec<String>),
}

/// Rows of typed values; each row has one value for each column.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub columns: Arc<[String]>,
    pub rows: Vec<Vec<Value>>,
}

/// NAPALM's getters, as far as the contract has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Getter {
    Facts,
    Interfaces,
    InterfacesIp,
    ArpTable,
    MacAddressTable,
    LldpNeighbors,
    BgpNeighbors,
    Config,
}
