//! One `[[rules]]` of a policy.

use super::{
    super::{
        Question, Rule,
        condition::Condition,
        place::{self, Step, StepError},
        shape::{Shape, Unit},
        shapes,
    },
    condition,
};
use crate::{
    inventory::{
        Selector,
        format::toml::reader::{At, Entries, Reader, Value, meant},
        suggest,
    },
    plugin::model::Getter,
};
use std::{collections::HashMap, sync::Arc};
use toml::{
    Spanned,
    de::{DeString, DeValue},
};

/// What a rule may say.
const KEYS: [&str; 9] = [
    "name",
    "hosts",
    "platforms",
    "getter",
    "at",
    "where",
    "expect",
    "count",
    "optional",
];

/// Words that other tools and other habits would have in the place of ours.
const FOREIGN: [(&str, &str); 20] = [
    ("title", "name"),
    ("description", "name"),
    ("_name", "name"),
    ("host", "hosts"),
    ("device", "hosts"),
    ("devices", "hosts"),
    ("groups", "hosts"),
    ("group", "hosts"),
    ("platform", "platforms"),
    ("path", "at"),
    ("key", "at"),
    ("keys", "at"),
    ("filter", "where"),
    ("when", "where"),
    ("if", "where"),
    ("expected", "expect"),
    ("assert", "expect"),
    ("should", "expect"),
    ("matches", "expect"),
    ("absent", "optional"),
];

/// The names that a file's rules have so far, and their lines.
pub type Names = HashMap<String, usize>;

/// A rule's entries by their keys.
struct Parts<'t, 'i> {
    entries: Entries<'t, 'i>,
}

impl<'t, 'i> Parts<'t, 'i> {
    fn get(&self, key: &str) -> Option<&'t Value<'i>> {
        let found = self.entries.iter().find(|(known, _)| known.get_ref() == key);
        found.map(|(_, value)| *value)
    }
}

/// Reads the rule at this place of the file's list; none where it is too wrong to go on.
pub fn read(
    reader: &mut Reader<'_>,
    file: &Arc<str>,
    rules: &At<'_>,
    (index, value): (usize, &Value<'_>),
    names: &mut Names,
) -> Option<Rule> {
    let number = format!("#{}", index + 1);
    let parts = Parts {
        entries: reader.entries(&rules.key(&number), value),
    };
    let given = parts.get("name").and_then(|name| {
        let text = reader.text(&rules.key(&number).key("name"), name)?;
        Some((text.to_owned(), name.span()))
    });
    let label = given.as_ref().map_or(number.as_str(), |(name, _)| name);
    let at = rules.key(label);
    let line = reader.place(value.span()).line;
    if let Some((name, span)) = &given
        && let Some(first) = names.insert(name.clone(), line)
    {
        let message = format!("the rule on line {first} has the same name");
        reader.mistake(
            &at.key("name"),
            span.clone(),
            message,
            "give each rule a name of its own",
        );
    }
    let getter = getter(reader, &at, &parts, value);
    let answer = getter.and_then(|getter| shapes::of(getter.name()));
    let way = match (parts.get("at"), answer) {
        (Some(value), Some(answer)) => way(reader, &at.key("at"), value, answer),
        (None, Some(answer)) => Some((Vec::new(), answer)),
        (_, None) => None,
    };
    let below = way.as_ref().map(|(_, shape)| *shape);
    unknown(reader, &at, &parts, below);
    let hosts = parts
        .get("hosts")
        .and_then(|value| hosts(reader, &at.key("hosts"), value));
    let platforms = parts
        .get("platforms")
        .map(|value| texts(reader, &at.key("platforms"), value))
        .unwrap_or_default();
    let optional = parts
        .get("optional")
        .and_then(|value| reader.boolean(&at.key("optional"), value));
    let count = parts.get("count").and_then(|value| {
        let shape = Shape::Number(Unit::Plain);
        condition::read(reader, &at.key("count"), value, shape)
    });
    // What stands there cannot be understood before it is known what is asked.
    let shape = below?;
    let mut part = |key| {
        let value = parts.get(key)?;
        condition::read(reader, &at.key(key), value, shape)
    };
    let (filter, expect): (Option<Condition>, Option<Condition>) = (part("where"), part("expect"));
    if parts.get("expect").is_none() && parts.get("count").is_none() {
        let hint = "say what should be true: expect.… = …, or how many there should be: count = …";
        reader.mistake(&at, value.span(), "the rule expects nothing", hint);
    }
    if let (Some(count), Some(value)) = (parts.get("count"), parts.get("optional")) {
        let hint = format!(
            "leave it out: `count` on line {} says it all",
            reader.place(count.span()).line
        );
        reader.mistake(
            &at.key("optional"),
            value.span(),
            "`optional` means nothing beside `count`",
            hint,
        );
    }
    let (way, _) = way?;
    let getter = getter?;
    Some(Rule {
        name: given
            .map_or_else(|| unnamed(getter, &way), |(name, _)| name)
            .into(),
        place: format!("{file}:{line}").into(),
        hosts,
        platforms,
        question: Question { getter },
        at: way,
        filter,
        expect,
        count,
        optional: optional.unwrap_or(false),
    })
}

/// What a rule without a name is called.
fn unnamed(getter: Getter, way: &[Step]) -> String {
    let steps = way.iter().map(|step| format!(" {step}"));
    format!("{}{}", getter.name(), steps.collect::<String>())
}

fn getter(reader: &mut Reader<'_>, at: &At<'_>, parts: &Parts<'_, '_>, rule: &Value<'_>) -> Option<Getter> {
    let names = || Getter::ALL.iter().map(|getter| getter.name());
    let Some(value) = parts.get("getter") else {
        let hint = "say whose answer it is about: getter = \"facts\"";
        reader.mistake(at, rule.span(), "the rule has no getter", hint);
        return None;
    };
    let at = at.key("getter");
    let text = reader.text(&at, value)?;
    let wanted = text.replace('-', "_").to_lowercase();
    let wanted = wanted.strip_prefix("get_").unwrap_or(&wanted);
    let found = Getter::ALL.into_iter().find(|getter| getter.name() == wanted);
    if found.is_none() {
        let near: Vec<String> = suggest::few(wanted, names())
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        let hint = if near.is_empty() {
            format!("there are {}", names().collect::<Vec<_>>().join(", "))
        } else {
            suggest::question(&near)
        };
        reader.mistake(&at, value.span(), format!("there is no getter `{text}`"), hint);
    }
    found
}

/// Keys that a rule does not have; what belongs under `expect` is told so.
fn unknown(reader: &mut Reader<'_>, at: &At<'_>, parts: &Parts<'_, '_>, below: Option<Shape>) {
    for (key, _) in &parts.entries {
        let key: &Spanned<DeString<'_>> = key;
        let name = key.get_ref().as_ref();
        if KEYS.contains(&name) {
            continue;
        }
        let expectable = below.is_some_and(|shape| condition::can_stand(name, shape));
        if expectable && meant(name, &KEYS, &[]).is_none() {
            let hint = format!("write expect.{name}, for what should be true");
            reader.mistake(&at.key(name), key.span(), "there is no such key", hint);
        } else {
            reader.unknown(at, key, &KEYS, &FOREIGN);
        }
    }
}

/// A way into the answer: one level as a text, several as a list.
fn way(reader: &mut Reader<'_>, at: &At<'_>, value: &Value<'_>, answer: Shape) -> Option<(Vec<Step>, Shape)> {
    let levels = match value.get_ref() {
        DeValue::Array(levels) => levels.iter().collect(),
        _ => vec![value],
    };
    let mut shape = answer;
    let mut way = Vec::with_capacity(levels.len());
    for level in levels {
        let written = reader.text(at, level)?;
        let (step, below) = match place::step(written, shape) {
            Ok(step) => step,
            Err(error) => {
                misled(reader, at, level, written, &error);
                return None;
            }
        };
        way.push(step);
        shape = below;
    }
    Some((way, shape))
}

fn misled(reader: &mut Reader<'_>, at: &At<'_>, level: &Value<'_>, written: &str, error: &StepError) {
    let (message, hint) = match error {
        StepError::NoField(_) if written.contains('.') && !written.contains(' ') => {
            let levels: Vec<String> = written.split('.').map(|level| format!("\"{level}\"")).collect();
            (
                format!("there is no field `{written}`"),
                format!("several levels are a list: at = [{}]", levels.join(", ")),
            )
        }
        StepError::NoField(fields) => (
            format!("there is no field `{written}`"),
            match meant(written, fields, &[]) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("there are {}", fields.join(", ")),
            },
        ),
        StepError::NothingBelow => (
            format!("nothing stands below a single value, and so no `{written}`"),
            "end the way one level before".to_owned(),
        ),
        StepError::OnlyAll => (
            format!("here is a list, whose items have no names such as `{written}`"),
            "write \"*\" for each of them, and choose among them with where.…".to_owned(),
        ),
    };
    reader.mistake(at, level.span(), message, hint);
}

fn hosts(reader: &mut Reader<'_>, at: &At<'_>, value: &Value<'_>) -> Option<Selector> {
    if let DeValue::Array(_) = value.get_ref() {
        let hint = "write them as one text with commas, as --hosts takes it: hosts = \"r1, @core\"";
        reader.mistake(at, value.span(), "expected text, found a list", hint);
        return None;
    }
    let text = reader.text(at, value)?;
    text.parse()
        .map_err(|error: crate::inventory::SelectorError| {
            reader.mistake(at, value.span(), error.message, error.hint);
        })
        .ok()
}

fn texts(reader: &mut Reader<'_>, at: &At<'_>, value: &Value<'_>) -> Vec<String> {
    let items = reader.items(at, value).unwrap_or_default();
    items
        .iter()
        .filter_map(|item| reader.text(at, item).map(str::to_owned))
        .collect()
}
