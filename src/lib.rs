//! xcloud turns the identity that is here into a credential of the other cloud and says it in
//! the protocol the caller speaks. This list, in floor order, is the map; docs/architecture.md
//! explains it and `tests/floors.rs` keeps it true.

// 6: what was typed becomes what is meant, then data flows down once and back up
pub mod command;
// 5
pub mod broker;
pub mod cli;
// 4: they never know each other
pub mod cache;
pub mod exchange;
pub mod protocol;
pub mod source;
// 3
pub mod credential;
pub mod hop;
pub mod host;
pub mod request;
// 2
pub mod catalogue;
pub mod jwt;
pub mod names;
pub mod policy;
// 1
pub mod error;
pub mod secret;
