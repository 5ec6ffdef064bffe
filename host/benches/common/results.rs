//! What came out: a line for each measurement, or a JSON object for a program.

use serde_json::json;

/// Measurements in the order in which they were made.
#[derive(Default)]
pub struct Results(Vec<(String, f64, &'static str)>);

impl Results {
    pub fn add(&mut self, case: impl Into<String>, value: f64, unit: &'static str) {
        self.0.push((case.into(), value, unit));
    }

    /// Prints a table, or `{"CASE": {"value": 1.5, "unit": "ms"}, …}`.
    pub fn print(&self, as_json: bool) {
        if as_json {
            let object = self
                .0
                .iter()
                .map(|(case, value, unit)| (case.clone(), json!({ "value": value, "unit": unit })))
                .collect::<serde_json::Map<_, _>>();
            println!("{}", serde_json::Value::Object(object));
            return;
        }
        for (case, value, unit) in &self.0 {
            println!("{case:44} {value:>12.3} {unit}");
        }
    }
}
