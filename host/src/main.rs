//! The `nethost` program: the library's command line.

fn main() -> std::process::ExitCode {
    nethost::cli::main()
}
