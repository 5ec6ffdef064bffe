//! Junos writes XML as JSON: each element is a list under its name, and its text is the member "data" of the list's item.

use serde_json::Value as Json;

/// The elements of this name.
pub(super) fn elements<'j>(json: &'j Json, name: &str) -> impl Iterator<Item = &'j Json> {
    json.get(name).and_then(Json::as_array).into_iter().flatten()
}

/// The document's elements of this name, of one routing engine or of each of several. Absent when there is none.
pub(super) fn roots<'j>(document: &'j Json, name: &str) -> Option<Vec<&'j Json>> {
    let engines = elements(document, "multi-routing-engine-results")
        .flat_map(|results| elements(results, "multi-routing-engine-item"));
    let found: Vec<&Json> = std::iter::once(document)
        .chain(engines)
        .flat_map(|document| elements(document, name))
        .collect();
    (!found.is_empty()).then_some(found)
}

/// The text of the first element of this name.
pub(super) fn text(json: &Json, name: &str) -> Option<String> {
    match elements(json, name).next()?.get("data")? {
        // A text of several lines would be several entries.
        Json::String(text) => {
            Some(text.trim().replace(char::is_control, " ")).filter(|text| !text.is_empty())
        }
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// As [`text`], of the first of several names: releases differ.
pub(super) fn text_of(json: &Json, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| text(json, name))
}

/// The texts of these elements, with blanks between them; absent when one of them is.
pub(super) fn line(json: &Json, names: &[&str]) -> Option<String> {
    let words: Option<Vec<String>> = names.iter().map(|name| text(json, name)).collect();
    words.map(|words| words.join("  "))
}
