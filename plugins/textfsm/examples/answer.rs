//! Answers questions about texts, one a line, for a program in another language to compare.
//!
//! A question is a JSON object with a `text` and either `template`, the path of a template, `source`, a
//! template itself, or `index`, the path of an index, with `platform` and `command`. The answer, on one
//! line, has `header` and `rows`, or `refused` if the template cannot be compiled, `unexpected` if it does not
//! understand the text, `gave_up` if a pattern took too many steps.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::rc::Rc;

use nethost_textfsm::index::Index;
use nethost_textfsm::{Cell, Item, ParseError, Table, Template};
use serde_json::{Map, Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut library = Library::default();
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let question: Value = serde_json::from_str(&line?)?;
        let answer = library.answer(&question).unwrap_or_else(|refused| match refused {
            Refusal::Template(message) => json!({ "refused": message }),
            Refusal::Text(error) => match *error {
                ParseError::Unexpected { .. } => json!({ "unexpected": error.to_string() }),
                ParseError::StepLimit { .. } => json!({ "gave_up": error.to_string() }),
            },
        });
        writeln!(out, "{answer}")?;
    }
    out.flush()?;
    Ok(())
}

enum Refusal {
    Template(String),
    Text(Box<ParseError>),
}

impl From<ParseError> for Refusal {
    fn from(error: ParseError) -> Self {
        Self::Text(Box::new(error))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
fn refused<E: ToString>(error: E) -> Refusal {
    Refusal::Template(error.to_string())
}

/// What was read so far.
#[derive(Default)]
struct Library {
    templates: HashMap<String, Rc<Template>>,
    indexes: HashMap<(String, String), Rc<Index>>,
}

impl Library {
    fn answer(&mut self, question: &Value) -> Result<Value, Refusal> {
        let field = |name: &str| question.get(name).and_then(Value::as_str).map(str::to_owned);
        let text = field("text").unwrap_or_default();
        let templates = if let Some(source) = field("source") {
            vec![Rc::new(Template::compile("source", &source).map_err(refused)?)]
        } else if let Some(path) = field("template") {
            vec![self.template(&path)?]
        } else {
            let (Some(index), Some(platform), Some(command)) =
                (field("index"), field("platform"), field("command"))
            else {
                return Err(refused("the question names no template"));
            };
            self.found(&index, &platform, &command)?
        };
        let templates: Vec<&Template> = templates.iter().map(Rc::as_ref).collect();
        let table = Table::parse(&templates, &text)?;
        let rows: Vec<Value> = table
            .rows
            .iter()
            .map(|row| row.iter().map(cell).collect())
            .collect();
        Ok(json!({ "header": table.header, "rows": rows }))
    }

    fn template(&mut self, path: &str) -> Result<Rc<Template>, Refusal> {
        if let Some(template) = self.templates.get(path) {
            return Ok(Rc::clone(template));
        }
        let source = fs::read_to_string(path).map_err(refused)?;
        let template = Rc::new(Template::compile(path, &source).map_err(refused)?);
        self.templates.insert(path.to_owned(), Rc::clone(&template));
        Ok(template)
    }

    fn found(&mut self, index: &str, platform: &str, command: &str) -> Result<Vec<Rc<Template>>, Refusal> {
        let key = (index.to_owned(), platform.to_owned());
        let known = self.indexes.get(&key).cloned();
        let read = if let Some(known) = known {
            known
        } else {
            let text = fs::read_to_string(index).map_err(refused)?;
            let read = Rc::new(Index::read_for(index, &text, platform).map_err(refused)?);
            self.indexes.insert(key, Rc::clone(&read));
            read
        };
        let entry = read
            .find(platform, command)
            .ok_or_else(|| refused("the index has nothing for the command"))?;
        let folder = Path::new(index).parent().unwrap_or(Path::new(""));
        entry
            .templates
            .iter()
            .map(|name| self.template(&folder.join(name).to_string_lossy()))
            .collect()
    }
}

fn cell(cell: &Cell) -> Value {
    match cell {
        Cell::Text(text) => Value::from(text.as_str()),
        Cell::List(items) => items.iter().map(item).collect(),
    }
}

fn item(item: &Item) -> Value {
    match item {
        Item::Text(text) => Value::from(text.as_str()),
        Item::None => Value::Null,
        Item::Mapping(parts) => {
            let parts = parts.iter().map(|(name, part)| {
                let part = part.as_deref().map_or(Value::Null, Value::from);
                (name.clone(), part)
            });
            Value::Object(parts.collect::<Map<_, _>>())
        }
    }
}
