//! Links the release program statically and at a fixed address on Linux with glibc.
//!
//! It is started thousands of times a day: as a position-independent image it would pay for some
//! 21,000 relocations at every start, and as a dynamic one for finding and mapping libraries;
//! docs/performance.md has the figures. A static program also runs in a scratch container.
//! XCLOUD_LINK=dynamic keeps the shared C library, XCLOUD_LINK=pie also the position independence;
//! where there is no static C library, the shared one is used.

#![allow(clippy::disallowed_methods, reason = "cargo talks to build scripts by variables and files")]

use std::path::{Path, PathBuf};
use std::process::Command;

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-env-changed=XCLOUD_LINK");
    let var = |name: &str| std::env::var(name).unwrap_or_default();
    let glibc = var("CARGO_CFG_TARGET_OS") == "linux" && var("CARGO_CFG_TARGET_ENV") == "gnu";
    let native = var("HOST") == var("TARGET");
    if !glibc || var("PROFILE") != "release" || var("XCLOUD_LINK") == "pie" {
        return Ok(());
    }
    println!("cargo::rustc-link-arg-bins=-no-pie");
    let out = PathBuf::from(var("OUT_DIR"));
    // rustc names shared libraries; scripts of the same names lead the linker to the static ones.
    script(&out, "libgcc_s.so", "INPUT(-lgcc_eh -lgcc)")?;
    if native && var("XCLOUD_LINK") != "dynamic" && has_static_libc() {
        println!("cargo::rustc-link-arg-bins=-static");
        script(&out, "libm.so", "INPUT(-l:libm.a)")?;
        script(&out, "libc.so", "GROUP(-l:libc.a -lgcc_eh -lgcc)")?;
    }
    println!("cargo::rustc-link-search=native={}", out.display());
    Ok(())
}

fn script(folder: &Path, name: &str, text: &str) -> std::io::Result<()> {
    std::fs::write(folder.join(name), text)
}

/// The compiler driver prints the bare name of a file that it does not find.
fn has_static_libc() -> bool {
    let found = Command::new("cc").arg("-print-file-name=libc.a").output();
    found.is_ok_and(|found| Path::new(String::from_utf8_lossy(&found.stdout).trim()).is_absolute())
}
