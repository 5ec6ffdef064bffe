//! A driver that insists on WASI, and answers every command with what it finds there.

#[allow(
    clippy::all,
    clippy::pedantic,
    unsafe_code,
    reason = "generated from the contract"
)]
mod bindings {
    wit_bindgen::generate!({
        path: ["../../../wit/v0.1.0", "wit/deps/cli.wit", "wit/deps/clocks.wit", "wit/deps/random.wit", "wit/driver.wit"],
        world: "test:wasi-driver/wasi-driver",
        generate_all,
    });
}

use bindings::{
    exports::nethost::driver::{
        description::{self, Driver},
        parsing::{self, ParseError, Table, Value},
    },
    wasi::{cli::environment, clocks::wall_clock, random::random},
};

struct Wasi;

impl description::Guest for Wasi {
    fn describe() -> Driver {
        Driver {
            platform: "wasi".into(),
            aliases: Vec::new(),
            vendor: "Nobody".into(),
            version: "0.1.0".into(),
            profile: None,
            recognitions: Vec::new(),
            commands: Vec::new(),
            getters: Vec::new(),
        }
    }
}

impl parsing::Guest for Wasi {
    fn parse(_command: String, _output: String) -> Result<Table, ParseError> {
        let variables = environment::get_environment()
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        let now = wall_clock::now().seconds.to_string();
        let random = random::get_random_u64().to_string();
        let row = vec![
            Value::Texts(variables),
            Value::Texts(environment::get_arguments()),
            Value::Text(now),
            Value::Text(random),
        ];
        let columns = ["variables", "arguments", "now", "random"].map(str::to_owned);
        Ok(Table {
            columns: columns.to_vec(),
            rows: vec![row],
        })
    }
}

#[cfg(target_arch = "wasm32")]
#[allow(unsafe_code, reason = "generated from the contract")]
const _: () = {
    bindings::export!(Wasi with_types_in bindings);
};
