//! The index of a collection of templates.
