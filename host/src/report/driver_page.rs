//! A driver's page of documentation, made from what it says of itself: `nethost plugin page`.

use crate::plugin::model::{
    Column, ColumnKind, ConfigurationCommands, Datastore, Description, Evidence, Getter,
};
use std::io::{self, Write};

/// The commands that a getter runs; none where it cannot be said without running it.
pub type Plan = (Getter, Vec<String>);

/// Writes the page as Markdown. The same driver gives the same page.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_page(out: &mut dyn Write, it: &Description, plans: &[Plan]) -> io::Result<()> {
    writeln!(out, "# {}\n", text(&it.platform))?;
    writeln!(
        out,
        "nethost's driver for {}, version {}. This page is made from what the driver says of itself \
         (`nethost plugin page {}`).\n",
        text(&it.vendor),
        text(&it.version),
        text(&it.platform)
    )?;
    if !it.aliases.is_empty() {
        let aliases: Vec<String> = it.aliases.iter().map(|alias| code(alias)).collect();
        writeln!(
            out,
            "An inventory may also call the platform {}.\n",
            aliases.join(", ")
        )?;
    }
    write_session(out, it)?;
    write_signs(out, it)?;
    write_getters(out, plans)?;
    write_configuration(out, it)?;
    write_commands(out, it)
}

fn write_session(out: &mut dyn Write, it: &Description) -> io::Result<()> {
    writeln!(out, "## Sessions\n")?;
    let Some(profile) = &it.profile else {
        return writeln!(out, "It parses, and cannot run commands: it has no profile.\n");
    };
    writeln!(
        out,
        "Commands run in the mode {}. After login it sends {}.\n",
        code(&profile.command_mode),
        codes(&profile.on_open)
    )?;
    writeln!(out, "| mode | prompts |\n|---|---|")?;
    for mode in &profile.modes {
        writeln!(out, "| {} | {} |", cell(&mode.name), codes(&mode.prompts))?;
    }
    writeln!(out)
}

fn write_signs(out: &mut dyn Write, it: &Description) -> io::Result<()> {
    if it.recognitions.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Recognition\n")?;
    writeln!(
        out,
        "A device whose platform is `auto` is taken for one of these by:\n\n| where | pattern | sure |\n|---|---|---|"
    )?;
    for sign in &it.recognitions {
        let place = match &sign.evidence {
            Evidence::Identification => "how its SSH server names itself".to_owned(),
            Evidence::Greeting => "what it shows at login".to_owned(),
            Evidence::Output(command) => code(command),
        };
        writeln!(
            out,
            "| {place} | {} | {} in 100 |",
            code(&sign.pattern),
            sign.certainty
        )?;
    }
    writeln!(out)
}

fn write_getters(out: &mut dyn Write, plans: &[Plan]) -> io::Result<()> {
    writeln!(out, "## Getters\n")?;
    if plans.is_empty() {
        return writeln!(out, "None.\n");
    }
    writeln!(
        out,
        "`nethost get GETTER`; {} of {}.\n\n| getter | runs |\n|---|---|",
        plans.len(),
        Getter::ALL.len()
    )?;
    for (getter, commands) in plans {
        writeln!(out, "| {} | {} |", code(getter.name()), codes(commands))?;
    }
    writeln!(out)
}

fn write_configuration(out: &mut dyn Write, it: &Description) -> io::Result<()> {
    let ConfigurationCommands { running, startup } = &it.configuration;
    if running.is_empty() && startup.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "## Configuration\n\n`nethost backup` keeps what these show, without what changes by itself.\n\n| configuration | shown by |\n|---|---|"
    )?;
    for (datastore, commands) in [(Datastore::Running, running), (Datastore::Startup, startup)] {
        if !commands.is_empty() {
            writeln!(out, "| {} | {} |", datastore.name(), codes(commands))?;
        }
    }
    writeln!(out)
}

fn write_commands(out: &mut dyn Write, it: &Description) -> io::Result<()> {
    writeln!(out, "## Commands\n")?;
    if it.commands.is_empty() {
        return writeln!(out, "It parses none.");
    }
    writeln!(
        out,
        "It parses {}, each also abbreviated as the device takes it. Columns are texts where nothing else is said.\n",
        match it.commands.len() {
            1 => "one command".to_owned(),
            number => format!("{number} commands"),
        }
    )?;
    writeln!(out, "| command | columns |\n|---|---|")?;
    for command in &it.commands {
        let columns: Vec<String> = command.columns.iter().map(column).collect();
        writeln!(out, "| {} | {} |", code(&command.name), columns.join(", "))?;
    }
    Ok(())
}

fn column(it: &Column) -> String {
    let kind = match it.kind {
        ColumnKind::Text => return code(&it.name),
        ColumnKind::Boolean => "boolean",
        ColumnKind::Integer => "integer",
        ColumnKind::Decimal => "decimal",
        ColumnKind::ListOfText => "list",
    };
    format!("{} ({kind})", code(&it.name))
}

fn codes(texts: &[String]) -> String {
    if texts.is_empty() {
        return "nothing".to_owned();
    }
    let codes: Vec<String> = texts.iter().map(|text| code(text)).collect();
    codes.join(", ")
}

/// As code in a cell of a table. A driver's own texts may hold what Markdown would take for something else.
fn code(text: &str) -> String {
    let clean = cell(text);
    // Code that holds a backtick stands in two.
    if clean.contains('`') {
        format!("`` {clean} ``")
    } else {
        format!("`{clean}`")
    }
}

fn cell(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    line.replace('|', "\\|")
}

/// In running text: nothing of it is markup.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        if "\\`*[]<>#|".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::model::Command;

    #[test]
    fn a_page_tells_what_the_driver_says() {
        let it = Description {
            platform: "acme_os".to_owned(),
            aliases: vec!["acme".to_owned()],
            vendor: "Acme <script>".to_owned(),
            version: "1.2.0".to_owned(),
            commands: vec![Command {
                name: "show a|b".to_owned(),
                columns: vec![
                    Column {
                        name: "port".to_owned(),
                        kind: ColumnKind::Text,
                    },
                    Column {
                        name: "mtu".to_owned(),
                        kind: ColumnKind::Integer,
                    },
                ],
            }],
            ..Description::default()
        };
        let mut out = Vec::new();
        write_page(&mut out, &it, &[(Getter::Facts, vec!["show version".to_owned()])]).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap());
    }
}
