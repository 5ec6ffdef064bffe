//! A collection of templates, each platform's made a component, against a corpus of device outputs. Both belong to others:
//! `NETHOST_TEMPLATES` names the folder with the templates and their index, `NETHOST_CORPUS` the corpus.

use crate::conformance::{Compared, command_of, compared, corpus, entries, expected, objects, raws, text};
use nethost::plugin::{
    Engine,
    build::{TemplateBuilder, platforms},
    engine::{Limits, Permissions},
};
use std::{env, path::Path};

/// Cases that the templates themselves read otherwise: the corpus is older.
const OLDER: [&str; 1] = ["arista_eos/show_inventory/arista_eos_show_inventory1.raw"];

#[test]
#[ignore = "needs templates and a corpus: NETHOST_TEMPLATES=DIR NETHOST_CORPUS=DIR"]
fn components_made_of_templates_read_the_corpus() {
    let folder = env::var_os("NETHOST_TEMPLATES").expect("NETHOST_TEMPLATES names the templates' folder");
    let folder = Path::new(&folder);
    let builder = TemplateBuilder::new().expect("nethost carries the template driver");
    let engine = Engine::new(None).expect("an engine");
    let known = platforms(folder).expect("an index");
    let (mut all, mut wrong) = (0, Vec::new());
    for cases in entries(&corpus()) {
        let platform = command_of(&cases).replace(' ', "_");
        assert!(
            known.contains(&platform),
            "the index has rows for {platform}: {known:?}"
        );
        let built = builder
            .collection(folder, &platform, None)
            .unwrap_or_else(|error| panic!("{platform}: {error}"));
        let driver = engine
            .load(
                &platform,
                &built.component,
                Limits::default(),
                Permissions::default(),
            )
            .expect("a driver");
        let mut equal = 0;
        let outputs: Vec<_> = entries(&cases).iter().flat_map(|it| raws(it)).collect();
        for raw in &outputs {
            let case = raw.display().to_string();
            let command = raw.parent().map(command_of).unwrap_or_default();
            let read = match driver.parse(&command, &text(raw)).result {
                Ok(Ok(table)) => matches!(compared(&objects(&table), &expected(raw)), Compared::Equal),
                _ => false,
            };
            if read || OLDER.iter().any(|older| case.ends_with(older)) {
                equal += 1;
            } else {
                wrong.push(case);
            }
        }
        println!("{platform}: {equal} of {} through its component", outputs.len());
        all += outputs.len();
    }
    assert!(all > 0, "there is no case in {}", corpus().display());
    assert!(wrong.is_empty(), "read in another way:\n{}", wrong.join("\n"));
}
