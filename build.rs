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

/// A static glibc still loads the shared modules that /etc/nsswitch.conf names for users and hosts,
/// and crashes in them. This program asks the files and the name servers, and nothing else; said
/// at the first lookup, because saying it reads a file.
const NAME_SERVICES: &str = r#"
#include <netdb.h>
#include <nss.h>
#include <pwd.h>
int __real_getaddrinfo(const char *, const char *, const struct addrinfo *, struct addrinfo **);
int __wrap_getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
    __nss_configure_lookup("hosts", "files dns");
    return __real_getaddrinfo(node, service, hints, found);
}
int __real_getpwuid_r(uid_t, struct passwd *, char *, size_t, struct passwd **);
int __wrap_getpwuid_r(uid_t uid, struct passwd *entry, char *buffer, size_t size, struct passwd **found) {
    __nss_configure_lookup("passwd", "files");
    return __real_getpwuid_r(uid, entry, buffer, size, found);
}
"#;
/// The functions that it stands in front of; Rust's library calls no other that asks name services.
const WRAPPED: [&str; 2] = ["getaddrinfo", "getpwuid_r"];

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-env-changed=XCLOUD_LINK");
    println!("cargo::rerun-if-changed=build.rs");
    let var = |name: &str| std::env::var(name).unwrap_or_default();
    let glibc = var("CARGO_CFG_TARGET_OS") == "linux" && var("CARGO_CFG_TARGET_ENV") == "gnu";
    let native = var("HOST") == var("TARGET");
    if !glibc || var("PROFILE") != "release" || var("XCLOUD_LINK") == "pie" {
        return Ok(());
    }
    println!("cargo::rustc-link-arg-bins=-no-pie");
    let out = PathBuf::from(var("OUT_DIR"));
    for old in ["libm.so", "libc.so"] {
        let _ = std::fs::remove_file(out.join(old)); // of a build with another XCLOUD_LINK
    }
    // rustc names shared libraries; scripts of the same names lead the linker to the static ones.
    script(&out, "libgcc_s.so", "INPUT(-lgcc_eh -lgcc)")?;
    if native
        && var("XCLOUD_LINK") != "dynamic"
        && has_static_libc()
        && let Some(object) = name_services(&out)?
    {
        println!("cargo::rustc-link-arg-bins=-static");
        println!("cargo::rustc-link-arg-bins={}", object.display());
        for name in WRAPPED {
            println!("cargo::rustc-link-arg-bins=-Wl,--wrap={name}");
        }
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

/// The object that settles the name services, if a C compiler makes it.
fn name_services(out: &Path) -> std::io::Result<Option<PathBuf>> {
    let (source, object) = (out.join("name_services.c"), out.join("name_services.o"));
    std::fs::write(&source, NAME_SERVICES)?;
    let made = Command::new("cc").args(["-O2", "-c", "-o"]).arg(&object).arg(&source).status();
    Ok(made.is_ok_and(|status| status.success()).then_some(object))
}
