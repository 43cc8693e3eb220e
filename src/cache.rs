//! What was obtained is kept until it ages. The cache is never a reason to fail: whatever is
//! wrong with it is a miss.

mod entry;
mod key;
mod lock;
mod store;

pub use entry::{Entry, Listed};
pub use key::CacheKey;
pub use lock::{Lock, Locked};
pub use store::Store;
