//! Runs a corpus of device outputs through a collection of templates, and compares.
//!
//! `conformance CORPUS TEMPLATES [PLATFORM…]`: the corpus has `tests/<platform>/<command>/*.raw`, each
//! with its expected rows in a `.yml` beside it; the templates have an `index`. Prints a score for each platform, and each
//! case that differs. Exits with 1 if one does, with 2 if there is nothing to compare.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;

use nethost_textfsm::index::Index;
use nethost_textfsm::{Cell, Item, Table, Template};
use serde_norway::Value;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(corpus), Some(templates)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: conformance CORPUS TEMPLATES [PLATFORM…]");
        return ExitCode::from(2);
    };
    let wanted: Vec<String> = arguments.collect();
    match compare(&Path::new(&corpus).join("tests"), Path::new(&templates), &wanted) {
        Ok((_, 0)) => {
            eprintln!("no cases under {corpus}/tests");
            ExitCode::from(2)
        }
        Ok((equal, all)) => {
            println!("{equal} of {all} cases are equal");
            ExitCode::from(u8::from(equal < all))
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// How many cases are equal, of how many.
fn compare(tests: &Path, templates: &Path, wanted: &[String]) -> Result<(usize, usize), Box<dyn Error>> {
    let index = fs::read_to_string(templates.join("index"))?;
    let mut collection = Collection {
        folder: templates.to_owned(),
        compiled: HashMap::new(),
    };
    let (mut all_equal, mut all) = (0, 0);
    for platform in entries(tests)? {
        let name = file_name(&platform);
        if !wanted.is_empty() && !wanted.contains(&name) {
            continue;
        }
        let index = Index::read_for("index", &index, &name)?;
        let (mut equal, mut cases) = (0, 0);
        for command in entries(&platform)? {
            let typed = file_name(&command).replace('_', " ");
            for raw in entries(&command)?
                .into_iter()
                .filter(|path| path.extension().is_some_and(|end| end == "raw"))
            {
                cases += 1;
                match case(&raw, &index, &name, &typed, &mut collection) {
                    Ok(None) => equal += 1,
                    Ok(Some(difference)) => println!("{}: {difference}", raw.display()),
                    Err(error) => println!("{}: {error}", raw.display()),
                }
            }
        }
        println!("{name}: {equal} of {cases}");
        all_equal += equal;
        all += cases;
    }
    Ok((all_equal, all))
}

/// The templates that were used so far.
struct Collection {
    folder: PathBuf,
    compiled: HashMap<String, Rc<Template>>,
}

impl Collection {
    fn get(&mut self, name: &str) -> Result<Rc<Template>, Box<dyn Error>> {
        if let Some(template) = self.compiled.get(name) {
            return Ok(Rc::clone(template));
        }
        let template = Rc::new(Template::compile(
            name,
            &fs::read_to_string(self.folder.join(name))?,
        )?);
        self.compiled.insert(name.to_owned(), Rc::clone(&template));
        Ok(template)
    }
}

/// What differs in one case.
fn case(
    raw: &Path,
    index: &Index,
    platform: &str,
    command: &str,
    collection: &mut Collection,
) -> Result<Option<String>, Box<dyn Error>> {
    let expected: Value = serde_norway::from_str(&fs::read_to_string(raw.with_extension("yml"))?)?;
    let expected = match expected.get("parsed_sample") {
        Some(Value::Sequence(rows)) => rows.as_slice(),
        _ => &[],
    };
    let entry = index
        .find(platform, command)
        .ok_or_else(|| format!("no template for `{command}`"))?;
    let templates = entry
        .templates
        .iter()
        .map(|name| collection.get(name))
        .collect::<Result<Vec<_>, _>>()?;
    let borrowed: Vec<&Template> = templates.iter().map(Rc::as_ref).collect();
    let table = Table::parse(&borrowed, &fs::read_to_string(raw)?)?;
    if table.rows.len() != expected.len() {
        return Ok(Some(format!(
            "{} rows, expected {}",
            table.rows.len(),
            expected.len()
        )));
    }
    for (number, (row, expected)) in table.rows.iter().zip(expected).enumerate() {
        if expected.as_mapping().map_or(0, serde_norway::Mapping::len) != row.len() {
            return Ok(Some(format!("row {number}: other columns")));
        }
        for (name, cell) in table.header.iter().zip(row) {
            let wanted = expected.get(name.to_lowercase().as_str());
            if wanted.is_none_or(|wanted| !equal(cell, wanted)) {
                return Ok(Some(format!(
                    "row {number}, {name}: {cell:?}, expected {wanted:?}"
                )));
            }
        }
    }
    Ok(None)
}

/// Whether a cell says what was expected, compared as text.
fn equal(cell: &Cell, expected: &Value) -> bool {
    match (cell, expected) {
        (Cell::Text(text), expected) => scalar(expected).is_some_and(|expected| *text == expected),
        (Cell::List(items), Value::Sequence(expected)) => {
            items.len() == expected.len()
                && items
                    .iter()
                    .zip(expected)
                    .all(|(item, expected)| entry(item, expected))
        }
        (Cell::List(_), _) => false,
    }
}

fn entry(item: &Item, expected: &Value) -> bool {
    match (item, expected) {
        (Item::Mapping(parts), Value::Mapping(expected)) => {
            parts.len() == expected.len()
                && parts.iter().all(|(name, part)| {
                    let wanted = expected.get(name.as_str()).and_then(scalar);
                    wanted.is_some_and(|wanted| part.as_deref().unwrap_or_default() == wanted)
                })
        }
        _ => scalar(expected).is_some_and(|expected| item.to_string() == expected),
    }
}

fn scalar(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => String::new(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    })
}

/// What is in a folder, in order.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let read = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut entries = read
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    entries.sort();
    Ok(entries)
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
