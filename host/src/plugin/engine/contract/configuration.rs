//! Configurations as people keep them: what the contract is asked.

use super::exports::configuration as c;
use crate::plugin::model::{Datastore, Wishes};

pub(crate) fn datastore(datastore: Datastore) -> c::Datastore {
    match datastore {
        Datastore::Running => c::Datastore::Running,
        Datastore::Startup => c::Datastore::Startup,
    }
}

pub(crate) fn wishes(wishes: Wishes) -> c::Wishes {
    c::Wishes {
        without_secrets: wishes.without_secrets,
    }
}
