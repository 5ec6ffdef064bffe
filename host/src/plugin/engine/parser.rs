//! How a driver parses: by one of two interfaces of the contract, to one table.

use super::{
    contract::{self, exports},
    state::State,
};
use crate::plugin::{
    fault::Fault,
    model::{ParseError, Table},
};
use std::{
    collections::HashSet,
    sync::{PoisonError, RwLock},
};
use wasmtime::{
    Store,
    component::{Instance, InstancePre},
};

/// By which of its interfaces a driver parses: where it has both, the cheaper one.
pub(super) enum Parsing {
    Rows(exports::parsing::GuestIndices),
    Flat(exports::flat_parsing::GuestIndices),
}

/// A driver's parser on one instance.
pub(super) enum Parser {
    Rows(exports::parsing::Guest),
    Flat(exports::flat_parsing::Guest),
}

/// What it gave, as the contract has it.
pub(super) enum Parsed {
    Rows(Result<exports::parsing::Table, exports::parsing::ParseError>),
    Flat(Result<exports::flat_parsing::FlatTable, exports::parsing::ParseError>),
}

impl Parsing {
    /// # Errors
    /// A component that does not parse.
    pub(super) fn of(pre: &InstancePre<State>) -> wasmtime::Result<Self> {
        let rows = exports::parsing::GuestIndices::new(pre)?;
        Ok(exports::flat_parsing::GuestIndices::new(pre).map_or(Self::Rows(rows), Self::Flat))
    }

    pub(super) fn load(&self, store: &mut Store<State>, instance: &Instance) -> wasmtime::Result<Parser> {
        Ok(match self {
            Self::Rows(it) => Parser::Rows(it.load(store, instance)?),
            Self::Flat(it) => Parser::Flat(it.load(store, instance)?),
        })
    }
}

impl Parser {
    pub(super) fn parse(
        &self,
        store: &mut Store<State>,
        command: &str,
        output: &str,
    ) -> wasmtime::Result<Parsed> {
        Ok(match self {
            Self::Rows(it) => Parsed::Rows(it.call_parse(store, command, output)?),
            Self::Flat(it) => Parsed::Flat(it.call_parse(store, command, output)?),
        })
    }
}

impl Parsed {
    pub(super) fn is_ok(&self) -> bool {
        matches!(self, Self::Rows(Ok(_)) | Self::Flat(Ok(_)))
    }

    /// In the host's own types, checked against the output; `answer` is the limit of what an answer may make the host allocate.
    pub(super) fn read(self, output: &str, answer: usize) -> Result<Result<Table, ParseError>, Fault> {
        match self {
            Self::Rows(Ok(table)) => contract::table(table).map(Ok).map_err(Fault::Contract),
            Self::Flat(Ok(table)) => contract::flat_table(table, output, answer).map(Ok),
            Self::Rows(Err(error)) | Self::Flat(Err(error)) => Ok(Err(contract::parse_error(error))),
        }
    }
}

/// Commands that the driver said it does not parse. That is said of the command, not of what one device answered to it: it need
/// not be asked again for each device of a fleet.
#[derive(Default)]
pub(super) struct Unparsed(RwLock<HashSet<String>>);

impl Unparsed {
    /// Who types another command for each device is not remembered for ever.
    const MAX: usize = 1000;

    pub(super) fn holds(&self, command: &str) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.contains(command)
    }

    pub(super) fn note(&self, command: &str) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() < Self::MAX {
            known.insert(command.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::{
        Engine,
        build::TemplateBuilder,
        engine::{Limits, Permissions, limits},
    };

    const DRIVER: &str = "platform = 'acme_os'\nvendor = 'Acme'\nversion = '1'\nrefusals = ['Unknown']\n[[commands]]\n\
                          name = 'show ports'\ntemplate = 'ports.textfsm'\nintegers = ['vlan']\ndecimals = ['load']\n\
                          lists = ['tags']\n[[commands]]\nname = 'show text'\nwhole = 'text'\n";
    const PORTS: &str = "Value PORT (\\S+)\nValue VLAN (\\d*)\nValue LOAD ([\\d.]*)\nValue TAGS (.*)\nValue List NEAR (\\S+)\n\n\
                         Start\n  ^near ${NEAR}\n  ^${PORT} ${VLAN}/${LOAD} ${TAGS} -> Record\n  ^. -> Error\n";

    #[test]
    fn both_interfaces_by_which_a_driver_parses_give_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("templates")).expect("a folder");
        for (name, text) in [("driver.toml", DRIVER), ("templates/ports.textfsm", PORTS)] {
            std::fs::write(folder.path().join(name), text).expect("a file");
        }
        let built = TemplateBuilder::new().expect("the template driver is carried");
        let built = built.folder(folder.path()).expect("it builds");
        let engine = Engine::new(None).expect("an engine");
        let driver = engine
            .load(
                "acme.wasm",
                &built.component,
                Limits::default(),
                Permissions::default(),
            )
            .expect("it loads");
        let loaded = driver.loaded();
        assert!(
            matches!(loaded.parsing, Parsing::Flat(_)),
            "the cheaper one is taken"
        );
        let rows = exports::parsing::GuestIndices::new(&loaded.pre).expect("it has the other, too");
        let rows = Parsing::Rows(rows);
        for (command, output, some) in [
            (
                "show ports",
                "near a\nnear b\np\u{f6}rt 7/0.5 x, y z\np2 /  \n",
                Some(2),
            ),
            ("show ports", "", Some(0)),
            ("show ports", "?\n", None),
            ("show ports", "Unknown command\n", None),
            ("show text", "\u{fc}\n", Some(1)),
            ("show nothing", "", None),
        ] {
            let flat = driver.parse(command, output).result.expect("no fault");
            let other = loaded.call(output.len(), |store, instance| {
                rows.load(&mut *store, instance)?.parse(store, command, output)
            });
            let other = other
                .result
                .and_then(|parsed| parsed.read(output, limits::ANSWER));
            assert_eq!(Ok(&flat), other.as_ref(), "{command}: {output}");
            assert_eq!(
                flat.ok().map(|table| table.rows.len()),
                some,
                "{command}: {output}"
            );
        }
    }
}
