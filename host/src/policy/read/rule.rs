//! One `[[rules]]` of a policy.

use super::{
    super::{
        Rule,
        condition::Condition,
        place::{self, Step, StepError},
        rule::asked,
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
    plugin::model::{About, Argument, Getter, Request},
};
use std::{collections::HashMap, sync::Arc};
use toml::{
    Spanned,
    de::{DeString, DeValue},
};

/// What a rule may say.
const KEYS: [&str; 10] = [
    "name",
    "hosts",
    "platforms",
    "getter",
    "with",
    "at",
    "where",
    "expect",
    "count",
    "optional",
];

/// Words that other tools and other habits would have in the place of ours.
const FOREIGN: [(&str, &str); 24] = [
    ("title", "name"),
    ("description", "name"),
    ("_name", "name"),
    ("host", "hosts"),
    ("device", "hosts"),
    ("devices", "hosts"),
    ("groups", "hosts"),
    ("group", "hosts"),
    ("platform", "platforms"),
    ("_kwargs", "with"),
    ("kwargs", "with"),
    ("args", "with"),
    ("arguments", "with"),
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
    let number = (index + 1).to_string();
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
    let request = getter.and_then(|getter| request(reader, &at, &parts, getter));
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
    let request = request?;
    Some(Rule {
        name: given
            .map_or_else(|| unnamed(&request, &way), |(name, _)| name)
            .into(),
        place: format!("{file}:{line}").into(),
        hosts,
        platforms,
        request,
        at: way,
        filter,
        expect,
        count,
        optional: optional.unwrap_or(false),
    })
}

/// What a rule without a name is called.
fn unnamed(request: &Request, way: &[Step]) -> String {
    let steps = way.iter().map(|step| format!(" {step}"));
    format!("{}{}", asked(request), steps.collect::<String>())
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
    let found = Getter::named(text);
    if found.is_none() {
        let near: Vec<String> = suggest::few(&text.replace('-', "_"), names())
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

/// The getter with what it is asked about.
fn request(reader: &mut Reader<'_>, at: &At<'_>, parts: &Parts<'_, '_>, getter: Getter) -> Option<Request> {
    let wrong = reader.mistakes.len();
    let mut about = About::default();
    let with = parts.get("with");
    let at_with = at.key("with");
    for (key, value) in with
        .map(|with| reader.entries(&at_with, with))
        .unwrap_or_default()
    {
        let at = at_with.key(key.get_ref());
        let taken = getter
            .takes()
            .iter()
            .find(|argument| argument.name() == key.get_ref());
        let text = |reader: &mut Reader<'_>| reader.text(&at, value).map(str::to_owned);
        let number = |reader: &mut Reader<'_>, most: u64| {
            let number = reader.whole(&at, value, 1, most);
            number.and_then(|number| u32::try_from(number).ok())
        };
        match taken {
            Some(Argument::Destination) => about.destination = text(reader),
            Some(Argument::Source) => about.source = text(reader),
            Some(Argument::Vrf) => about.vrf = text(reader),
            Some(Argument::Protocol) => about.protocol = text(reader),
            Some(Argument::Count) => about.count = number(reader, u32::MAX.into()),
            Some(Argument::Size) => about.size = number(reader, u32::MAX.into()),
            Some(Argument::Timeout) => about.timeout = number(reader, u32::MAX.into()),
            Some(Argument::Ttl) => {
                about.ttl = number(reader, u8::MAX.into()).and_then(|ttl| u8::try_from(ttl).ok());
            }
            None => not_taken(reader, &at_with, key, getter),
        }
    }
    if reader.mistakes.len() > wrong {
        return None;
    }
    Request::new(getter, about)
        .map_err(|error| {
            let place = with.or_else(|| parts.get("getter"));
            let span = place.map_or(0..0, Spanned::span);
            let hint = "as in with.destination = \"192.0.2.1\"";
            reader.mistake(&at_with, span, error.to_string(), hint);
        })
        .ok()
}

fn not_taken(reader: &mut Reader<'_>, with: &At<'_>, key: &Spanned<DeString<'_>>, getter: Getter) {
    let known: Vec<&str> = getter.takes().iter().map(|argument| argument.name()).collect();
    if known.is_empty() {
        let message = format!("the getter {} takes no arguments", getter.name());
        let hint = "leave it out; which place of the answer is meant is said by at = …";
        reader.mistake(&with.key(key.get_ref()), key.span(), message, hint);
    } else {
        reader.unknown(with, key, &known, &[]);
    }
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
        } else if let Some(argument) = argument(name) {
            let hint = format!("write with.{argument}, for what the getter is asked about");
            reader.mistake(&at.key(name), key.span(), "there is no such key", hint);
        } else {
            reader.unknown(at, key, &KEYS, &FOREIGN);
        }
    }
}

/// The argument of this name that some getter takes.
fn argument(name: &str) -> Option<&'static str> {
    let mut all = Getter::ALL.iter().flat_map(|getter| getter.takes());
    all.find(|argument| argument.name() == name)
        .map(|argument| argument.name())
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

/// A field and what is below it, written with a dot between them.
fn split<'w>(written: &'w str, fields: &[&str]) -> Option<(&'w str, &'w str)> {
    written
        .split_once('.')
        .filter(|(first, _)| fields.contains(first))
}

fn misled(reader: &mut Reader<'_>, at: &At<'_>, level: &Value<'_>, written: &str, error: &StepError) {
    let (message, hint) = match error {
        StepError::NoField(fields) if split(written, fields).is_some() => {
            let (first, rest) = split(written, fields).unwrap_or_default();
            (
                format!("there is no field `{written}`"),
                format!("several levels are a list: at = [\"{first}\", \"{rest}\"]"),
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
