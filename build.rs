//! Links the release program at a fixed address on Linux with glibc.
//!
//! As a position-independent image it would pay for some 21,000 relocations at every start, a
//! third of a cache hit (docs/performance.md). Packagers whose policy wants PIE set XCLOUD_PIE=1.

fn main() {
    println!("cargo::rerun-if-env-changed=XCLOUD_PIE");
    let is = |name: &str, value: &str| {
        #[expect(clippy::disallowed_methods, reason = "cargo talks to build scripts by variables")]
        std::env::var(name).is_ok_and(|found| found == value)
    };
    if is("PROFILE", "release") && is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") && !is("XCLOUD_PIE", "1") {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
