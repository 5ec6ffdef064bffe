//! The `nethost` program: the library's command line.

#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: nethost::memory::Allocator = nethost::memory::Allocator::new();

fn main() -> std::process::ExitCode {
    nethost::cli::main()
}
