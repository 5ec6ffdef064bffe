//! Golden command lines: what a person sees, word for word, on stdout and stderr.
//!
//! `INSTA_UPDATE=always cargo test -p nethost --test whole_program commands::` writes them anew; the diff is then read.

mod checks;
mod drivers;
mod examples;
mod golden;
mod guide;
mod help;
mod inventories;
mod kit;
mod kit_dev;
mod kit_new;
mod machine;
mod mistakes;
mod parse;
mod results;
mod store;
mod store_faults;
mod store_strangers;
mod three;
mod trust;
mod without_code;
