//! All that is printed: tables, JSON, NDJSON, CSV, raw text, progress, summaries, errors with their hints.
//!
//! Reads the run's events and writes; nobody else prints. stdout is data, stderr is for people.
