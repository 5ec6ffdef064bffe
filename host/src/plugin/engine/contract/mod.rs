//! The contract of the line 0.1: the bindings of its newest version, and what its types mean in the host's own.
//!
//! A driver that was built for an earlier version of the line is called through the same bindings: its exports are
//! matched within the line, and what a version has over the one before it is whole interfaces.

mod configuration;
mod environment;
mod flat;
#[cfg(test)]
mod frozen_tests;
mod getters;
mod log;
mod neighbors;
mod request;
mod routes;
pub(super) mod version;

use crate::{
    plugin::model,
    session::profile::{
        AnswerSpec, ModeSpec, PagerSpec, ProfileSpec, QuestionSpec, SecretKind, TransitionSpec,
    },
};

pub(super) use bindings::exports::nethost::driver as exports;
pub(super) use configuration::{datastore, wishes};
pub(super) use flat::table as flat_table;
pub(super) use getters::collect;
pub(super) use log::add_to_linker;
pub(super) use request::request;

mod bindings {
    wasmtime::component::bindgen!({
        path: "../wit/v0.1.2",
        world: "flat",
    });
}

/// What the names of the contract's interfaces begin with, in a component.
pub(super) const PACKAGE: &str = "nethost:driver/";

/// Interfaces that every driver exports.
pub(super) const DEMANDED: [&str; 2] = ["description", "parsing"];

use exports::{description as d, parsing as p};

pub(super) fn description(driver: d::Driver) -> model::Description {
    let command = |c: d::Command| {
        let column = |c: d::Column| model::Column {
            name: c.name,
            kind: column_kind(c.kind),
        };
        model::Command {
            name: c.name,
            columns: c.columns.into_iter().map(column).collect(),
        }
    };
    model::Description {
        platform: driver.platform,
        aliases: driver.aliases,
        vendor: driver.vendor,
        version: driver.version,
        profile: driver.profile.map(profile),
        recognitions: driver.recognitions.into_iter().map(recognition).collect(),
        commands: driver.commands.into_iter().map(command).collect(),
        getters: driver.getters.into_iter().map(getter).collect(),
        // An interface of its own.
        configuration: model::ConfigurationCommands::default(),
    }
}

fn recognition(recognition: d::Recognition) -> model::Recognition {
    let evidence = match recognition.evidence {
        d::Evidence::Identification => model::Evidence::Identification,
        d::Evidence::Greeting => model::Evidence::Greeting,
        d::Evidence::Output(command) => model::Evidence::Output(command),
    };
    model::Recognition {
        evidence,
        pattern: recognition.pattern,
        certainty: recognition.certainty,
    }
}

fn profile(profile: d::Profile) -> ProfileSpec {
    ProfileSpec {
        modes: profile
            .modes
            .into_iter()
            .map(|m| ModeSpec {
                name: m.name,
                prompts: m.prompts,
            })
            .collect(),
        transitions: profile.transitions.into_iter().map(transition).collect(),
        command_mode: profile.command_mode,
        on_open: profile.on_open,
        on_close: profile.on_close,
        pagers: profile
            .pagers
            .into_iter()
            .map(|p| PagerSpec {
                pattern: p.pattern,
                answer: p.answer,
            })
            .collect(),
        questions: profile.questions.into_iter().map(question).collect(),
        errors: profile.errors,
        line_ending: profile.line_ending,
        terminal_width: profile.terminal_width,
        terminal_height: profile.terminal_height,
    }
}

fn transition(transition: d::Transition) -> TransitionSpec {
    TransitionSpec {
        from: transition.from,
        to: transition.to,
        command: transition.command,
        questions: transition.questions.into_iter().map(question).collect(),
    }
}

fn question(question: d::Question) -> QuestionSpec {
    let answer = match question.answer {
        d::Answer::Text(text) => AnswerSpec::Text(text),
        d::Answer::Secret(d::Secret::Username) => AnswerSpec::Secret {
            secret: SecretKind::Username,
        },
        d::Answer::Secret(d::Secret::Password) => AnswerSpec::Secret {
            secret: SecretKind::Password,
        },
        d::Answer::Secret(d::Secret::Enable) => AnswerSpec::Secret {
            secret: SecretKind::Enable,
        },
    };
    QuestionSpec {
        pattern: question.pattern,
        answer,
        line_ending: question.line_ending,
    }
}

fn column_kind(kind: d::ColumnKind) -> model::ColumnKind {
    match kind {
        d::ColumnKind::Boolean => model::ColumnKind::Boolean,
        d::ColumnKind::Integer => model::ColumnKind::Integer,
        d::ColumnKind::Decimal => model::ColumnKind::Decimal,
        d::ColumnKind::Text => model::ColumnKind::Text,
        d::ColumnKind::ListOfText => model::ColumnKind::ListOfText,
    }
}

fn getter(getter: d::Getter) -> model::Getter {
    match getter {
        d::Getter::Facts => model::Getter::Facts,
        d::Getter::Interfaces => model::Getter::Interfaces,
        d::Getter::InterfacesIp => model::Getter::InterfacesIp,
        d::Getter::InterfacesCounters => model::Getter::InterfacesCounters,
        d::Getter::LldpNeighbors => model::Getter::LldpNeighbors,
        d::Getter::LldpNeighborsDetail => model::Getter::LldpNeighborsDetail,
        d::Getter::BgpNeighbors => model::Getter::BgpNeighbors,
        d::Getter::BgpNeighborsDetail => model::Getter::BgpNeighborsDetail,
        d::Getter::Environment => model::Getter::Environment,
        d::Getter::ArpTable => model::Getter::ArpTable,
        d::Getter::Ipv6NeighborsTable => model::Getter::Ipv6NeighborsTable,
        d::Getter::MacAddressTable => model::Getter::MacAddressTable,
        d::Getter::NtpServers => model::Getter::NtpServers,
        d::Getter::NtpStats => model::Getter::NtpStats,
        d::Getter::SnmpInformation => model::Getter::SnmpInformation,
        d::Getter::Users => model::Getter::Users,
        d::Getter::Optics => model::Getter::Optics,
        d::Getter::Config => model::Getter::Config,
        d::Getter::NetworkInstances => model::Getter::NetworkInstances,
        d::Getter::Vlans => model::Getter::Vlans,
        d::Getter::RouteTo => model::Getter::RouteTo,
        d::Getter::Ping => model::Getter::Ping,
        d::Getter::Traceroute => model::Getter::Traceroute,
    }
}

/// A table, checked: each row has a value for each column.
pub(super) fn table(table: p::Table) -> Result<model::Table, String> {
    let width = table.columns.len();
    let mut rows = Vec::with_capacity(table.rows.len());
    for (number, row) in table.rows.into_iter().enumerate() {
        if row.len() != width {
            return Err(format!(
                "row {} has {} values for {width} columns",
                number + 1,
                row.len()
            ));
        }
        rows.push(row.into_iter().map(value).collect());
    }
    Ok(model::Table {
        columns: table.columns.into(),
        rows,
    })
}

fn value(value: p::Value) -> model::Value {
    match value {
        p::Value::None => model::Value::None,
        p::Value::Boolean(it) => model::Value::Boolean(it),
        p::Value::Integer(it) => model::Value::Integer(it),
        p::Value::Decimal(it) => model::Value::Decimal(it),
        p::Value::Text(it) => model::Value::Text(it.into()),
        p::Value::Texts(it) => model::Value::Texts(it.into()),
    }
}

pub(super) fn parse_error(error: p::ParseError) -> model::ParseError {
    match error {
        p::ParseError::NoSuchCommand => model::ParseError::NoSuchCommand,
        p::ParseError::NotUnderstood(m) => model::ParseError::NotUnderstood(model::Misunderstanding {
            line: m.line,
            text: m.text,
            state: m.state,
            message: m.message,
        }),
        p::ParseError::Refused(text) => model::ParseError::Refused(text),
    }
}

pub(super) fn getter_error(error: exports::getters::GetterError) -> model::GetterError {
    match error {
        exports::getters::GetterError::Unsupported => model::GetterError::Unsupported,
        exports::getters::GetterError::Output((command, error)) => model::GetterError::Output {
            command,
            error: parse_error(error),
        },
    }
}
