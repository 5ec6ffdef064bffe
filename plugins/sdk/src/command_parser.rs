//! One command: how it is typed, and the templates that make rows of its output.

use crate::{
    Column, ColumnKind, Command, Misunderstanding, ParseError, Reply, Table,
    cell::Cell,
    collection::{Found, Templates},
    platform_error::PlatformError,
};
use nethost_textfsm::{self as textfsm, Entry, Item, Rows, Slice, Template, index::CommandPattern};
use serde::Deserialize;
use std::{borrow::Cow, sync::Arc};

/// `[[commands]]` in `driver.toml`. Without a template it says more of a command of the collection.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommandFile {
    /// In full, as the device's reference writes it.
    name: String,
    /// How it may be typed: what stands in `[[ ]]` may be left out from its end. The name when absent.
    r#match: Option<String>,
    /// A template, or several that are tried in order until one understands.
    #[serde(default)]
    template: Names,
    /// The whole output is one cell of this column; instead of a template.
    whole: Option<String>,
    #[serde(default)]
    integers: Vec<String>,
    #[serde(default)]
    decimals: Vec<String>,
    /// The command always tells something: an output without a row was not understood.
    #[serde(default)]
    never_empty: bool,
    /// Columns whose every text holds several entries, separated by commas or blanks: each becomes one of the list.
    #[serde(default)]
    lists: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(untagged)]
enum Names {
    #[default]
    None,
    One(String),
    Several(Vec<String>),
}

impl Names {
    fn names(&self) -> &[String] {
        match self {
            Self::None => &[],
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }
}

/// What a command's output goes through.
#[derive(Clone)]
enum Source {
    /// The whole text is one cell.
    Whole,
    /// Each template in turn, until one understands; with the place of its values among the command's columns.
    Tried(Vec<(Arc<Template>, Vec<usize>)>),
    /// The rows of all of them, joined. Their columns are the command's.
    Joined(Vec<Arc<Template>>),
}

/// A command that the driver parses.
#[derive(Clone)]
pub(crate) struct CommandParser {
    pub(crate) command: Command,
    never_empty: bool,
    /// For each column: whether its texts are taken apart into entries.
    several: Vec<bool>,
    source: Source,
}

impl CommandFile {
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether it says where its rows come from.
    pub(crate) fn is_whole_in_itself(&self) -> bool {
        self.whole.is_some() || !self.template.names().is_empty()
    }

    fn wrong(&self, why: &str, hint: &str) -> PlatformError {
        PlatformError::new(format!("driver.toml: command \"{}\": {why}", self.name), hint)
    }

    fn typed(&self, pattern: &str) -> Result<CommandPattern, PlatformError> {
        CommandPattern::compile(&format!("(?:{pattern})$")).map_err(|e| {
            self.wrong(
                &format!("match: {e}"),
                "it is a pattern of Python's `re`, in which [[abc]] stands for any abbreviation",
            )
        })
    }

    /// The kind of a column of texts.
    fn kind(&self, column: &str) -> ColumnKind {
        let among = |names: &[String]| names.iter().any(|name| name == column);
        if among(&self.lists) {
            ColumnKind::ListOfText
        } else if among(&self.integers) {
            ColumnKind::Integer
        } else if among(&self.decimals) {
            ColumnKind::Decimal
        } else {
            ColumnKind::Text
        }
    }

    /// Whether each column that is given a kind is there, and has one value.
    fn check(&self, columns: &[Column]) -> Result<(), PlatformError> {
        let known = || columns.iter().map(|column| column.name.clone()).collect();
        for named in &self.lists {
            if !columns.iter().any(|c| c.name == *named) {
                let why = format!("there is no column \"{named}\" whose texts could be taken apart");
                return Err(self.wrong(&why, "").among(named, known()));
            }
        }
        for named in self.integers.iter().chain(&self.decimals) {
            if !columns
                .iter()
                .any(|c| c.name == *named && c.kind != ColumnKind::ListOfText)
            {
                let why = format!("there is no single-valued column \"{named}\" to give a kind");
                return Err(self.wrong(&why, "").among(named, known()));
            }
        }
        Ok(())
    }
}

impl CommandParser {
    /// Of a command that names its templates; with how it is typed.
    pub(crate) fn new(
        file: &CommandFile,
        templates: &mut Templates<'_>,
    ) -> Result<(CommandPattern, Self), PlatformError> {
        let typed = file.typed(file.r#match.as_deref().unwrap_or(&file.name))?;
        let mut columns: Vec<Column> = Vec::new();
        let mut tried = Vec::new();
        for name in file.template.names() {
            let template = templates
                .get(name)?
                .ok_or_else(|| file.wrong(&format!("there is no {}", templates.path(name)), ""))?;
            let places = columns_of(&template, Some(file))
                .map(|column| {
                    let known = columns.iter().position(|c| c.name == column.name);
                    known.unwrap_or_else(|| {
                        columns.push(column);
                        columns.len() - 1
                    })
                })
                .collect();
            tried.push((template, places));
        }
        let source = match &file.whole {
            Some(_) if !tried.is_empty() => {
                return Err(file.wrong("has both a template and `whole`", "keep one of them"));
            }
            Some(column) => {
                columns.push(Column {
                    name: column.clone(),
                    kind: ColumnKind::Text,
                });
                Source::Whole
            }
            None if tried.is_empty() => {
                return Err(file.wrong(
                    "has neither a template nor `whole`",
                    "say template = \"show_version.textfsm\", or whole = \"text\" for a single cell",
                ));
            }
            None => Source::Tried(tried),
        };
        Ok((
            typed,
            Self::build(file.name.clone(), columns, source, Some(file))?,
        ))
    }

    /// Of a command of the collection; `file` says more of it. With how it is typed.
    pub(crate) fn of_collection(
        found: Found,
        file: Option<&CommandFile>,
    ) -> Result<(CommandPattern, Self), PlatformError> {
        let Found {
            name,
            typed,
            templates,
        } = found;
        let typed = match file.and_then(|file| Some((file, file.r#match.as_deref()?))) {
            Some((file, pattern)) => file.typed(pattern)?,
            None => typed,
        };
        let mut columns: Vec<Column> = Vec::new();
        for template in &templates {
            for column in columns_of(template, file) {
                if !columns.iter().any(|known| known.name == column.name) {
                    columns.push(column);
                }
            }
        }
        Ok((
            typed,
            Self::build(name, columns, Source::Joined(templates), file)?,
        ))
    }

    fn build(
        name: String,
        columns: Vec<Column>,
        source: Source,
        file: Option<&CommandFile>,
    ) -> Result<Self, PlatformError> {
        file.map_or(Ok(()), |file| file.check(&columns))?;
        let lists = file.map_or(&[][..], |file| &file.lists);
        Ok(Self {
            never_empty: file.is_some_and(|file| file.never_empty),
            several: columns.iter().map(|c| lists.contains(&c.name)).collect(),
            command: Command { name, columns },
            source,
        })
    }

    pub(crate) fn parse(&self, output: &str) -> Result<Table, ParseError> {
        let mut cells = self.cells(output)?.into_iter();
        // Without columns there are no rows.
        let width = self.command.columns.len().max(1);
        let mut rows = Vec::with_capacity(cells.len() / width);
        while cells.len() >= width {
            rows.push(cells.by_ref().take(width).collect());
        }
        Ok(Table {
            columns: self.command.columns.iter().map(|c| c.name.clone()).collect(),
            rows,
        })
    }

    /// As [`CommandParser::parse`], for the host.
    pub(crate) fn reply<'t>(&'t self, output: &'t str) -> Result<Reply<'t>, ParseError> {
        let columns = self.command.columns.iter().map(|c| c.name.as_str());
        Ok(Reply::of_cells(columns, self.cells(output)?))
    }

    /// Row after row, each with a value for each column.
    fn cells<'t, C: Cell<'t>>(&self, output: &'t str) -> Result<Vec<C>, ParseError> {
        match &self.source {
            Source::Whole => Ok(vec![C::text(output.into())]),
            Source::Tried(templates) => self.tried(templates, output),
            Source::Joined(templates) => self.joined(templates, output),
        }
    }

    fn tried<'t, C: Cell<'t>>(
        &self,
        templates: &[(Arc<Template>, Vec<usize>)],
        output: &'t str,
    ) -> Result<Vec<C>, ParseError> {
        let mut refusal = ParseError::NoSuchCommand;
        for (template, places) in templates {
            let rows = template
                .rows(output)
                .map_err(not_understood)
                .and_then(|records| self.rows(&records, Some(places)));
            match rows {
                Ok(rows) => return Ok(rows),
                Err(error) => refusal = error,
            }
        }
        Err(refusal)
    }

    fn joined<'t, C: Cell<'t>>(
        &self,
        templates: &[Arc<Template>],
        output: &'t str,
    ) -> Result<Vec<C>, ParseError> {
        if let [template] = templates {
            return self.rows(&template.rows(output).map_err(not_understood)?, None);
        }
        let templates: Vec<&Template> = templates.iter().map(AsRef::as_ref).collect();
        let table = textfsm::Table::parse(&templates, output).map_err(not_understood)?;
        self.check(table.rows.len())?;
        let row = |cells: Vec<textfsm::Cell>| cells.into_iter().enumerate();
        let cells = table.rows.into_iter().flat_map(row);
        cells
            .map(|(place, cell)| match cell {
                textfsm::Cell::Text(text) => self.text(Cow::Owned(text.into()), place),
                textfsm::Cell::List(items) => Ok(self.list(items.into_iter().map(item), place)),
            })
            .collect()
    }

    /// Whether there may be so many rows.
    fn check(&self, rows: usize) -> Result<(), ParseError> {
        if rows > 0 || !self.never_empty {
            return Ok(());
        }
        Err(ParseError::NotUnderstood(Misunderstanding {
            line: None,
            text: String::new(),
            state: String::new(),
            message: "nothing of what this command always tells is in it".to_owned(),
        }))
    }

    /// Without `places` the cells stand as the columns do.
    fn rows<'t, C: Cell<'t>>(
        &self,
        records: &Rows<'_, 't>,
        places: Option<&[usize]>,
    ) -> Result<Vec<C>, ParseError> {
        self.check(records.len())?;
        let width = self.command.columns.len();
        // Where every column is filled in its place, nothing needs to be put in order.
        let in_order = places.is_none_or(|places| {
            places.len() == width && places.iter().enumerate().all(|(number, place)| number == *place)
        });
        // Of most columns a text is taken as it is. A call for each cell would cost more than the cell.
        let plain: Vec<bool> = (0..width).map(|place| self.is_plain(place)).collect();
        let cell = |slice: &Slice<'t>, number: usize, place: usize| match slice {
            Slice::Text(text) if plain[place] => Ok(C::text(Cow::Borrowed(*text))),
            slice => self.slice(slice, records.parts(number), place),
        };
        let mut cells = Vec::with_capacity(records.len() * width);
        for record in records.iter() {
            if in_order {
                for (place, slice) in record.iter().enumerate() {
                    cells.push(cell(slice, place, place)?);
                }
            } else {
                let row = cells.len();
                cells.resize_with(row + width, C::none);
                for (number, (slice, &place)) in record.iter().zip(places.unwrap_or_default()).enumerate() {
                    cells[row + place] = cell(slice, number, place)?;
                }
            }
        }
        Ok(cells)
    }

    fn slice<'t, C: Cell<'t>>(
        &self,
        slice: &Slice<'t>,
        parts: &[String],
        place: usize,
    ) -> Result<C, ParseError> {
        match slice {
            Slice::Text(text) => self.text(Cow::Borrowed(*text), place),
            Slice::List(entries) => {
                let texts = entries.iter().map(|entry| match entry {
                    Entry::Text(text) => Cow::Borrowed(*text),
                    other => item(other.to_item(parts)),
                });
                Ok(self.list(texts, place))
            }
        }
    }

    /// Whether a column's cells are its texts.
    fn is_plain(&self, place: usize) -> bool {
        let kind = self.command.columns[place].kind;
        !self.several[place] && !matches!(kind, ColumnKind::Integer | ColumnKind::Decimal)
    }

    fn list<'t, C: Cell<'t>>(&self, texts: impl Iterator<Item = Cow<'t, str>>, place: usize) -> C {
        if self.several[place] {
            return C::texts(texts.flat_map(entries));
        }
        C::texts(texts)
    }

    /// A text as the column's kind. One that is not of that kind means that the template matched what it should not have.
    fn text<'t, C: Cell<'t>>(&self, text: Cow<'t, str>, place: usize) -> Result<C, ParseError> {
        let column = &self.command.columns[place];
        let number = match column.kind {
            ColumnKind::Integer | ColumnKind::Decimal if text.is_empty() => Some(C::none()),
            ColumnKind::Integer => text.parse().ok().map(C::integer),
            ColumnKind::Decimal => text.parse().ok().map(C::decimal),
            _ if self.several[place] => return Ok(C::texts(entries(text).into_iter())),
            _ => return Ok(C::text(text)),
        };
        number.ok_or_else(|| {
            ParseError::NotUnderstood(Misunderstanding {
                line: None,
                message: format!("column \"{}\" should be a number", column.name),
                text: text.into_owned(),
                state: String::new(),
            })
        })
    }
}

/// An entry of a list as a text.
fn item<'t>(item: Item) -> Cow<'t, str> {
    match item {
        Item::Text(text) => Cow::Owned(text.into()),
        other => other.to_string().into(),
    }
}

/// A template's values as columns.
fn columns_of(template: &Template, file: Option<&CommandFile>) -> impl Iterator<Item = Column> {
    template.header().iter().enumerate().map(move |(number, name)| {
        let name = name.to_lowercase();
        let kind = if template.is_list(number) {
            ColumnKind::ListOfText
        } else {
            file.map_or(ColumnKind::Text, |file| file.kind(&name))
        };
        Column { name, kind }
    })
}

/// What stands between commas and blanks.
fn entries(text: Cow<'_, str>) -> Vec<Cow<'_, str>> {
    match text {
        Cow::Borrowed(text) => split(text).map(Cow::Borrowed).collect(),
        Cow::Owned(text) => split(&text).map(|entry| Cow::Owned(entry.to_owned())).collect(),
    }
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c == ',' || c.is_whitespace())
        .filter(|entry| !entry.is_empty())
}

/// A template's refusal, as the contract says it.
fn not_understood(error: textfsm::ParseError) -> ParseError {
    use textfsm::ParseError as E;
    let (line, text, state, message) = match error {
        E::Unexpected {
            line,
            text,
            state,
            message,
            ..
        } => (
            line,
            text,
            state,
            message.unwrap_or_else(|| "the template does not know this line".to_owned()),
        ),
        E::StepLimit {
            line, text, state, ..
        } => (
            line,
            text,
            state,
            "a pattern of the template took too many steps".to_owned(),
        ),
    };
    ParseError::NotUnderstood(Misunderstanding {
        line: u32::try_from(line).ok(),
        text,
        state,
        message,
    })
}
