//! The command line: the arguments as typed, and one file for each verb.
