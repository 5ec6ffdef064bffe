//! Logins, of devices and of the hosts on the way to them: how many at once, and how many in each second.
//!
//! Login servers fall over long before this machine does, and a session that is open costs them nothing: so logins
//! have bounds of their own.

use super::pace::Pace;
use std::{future::Future, pin::pin, sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// For each place of a login, as many may be on their way to a device or wait for their turn there. More would wait so
/// long that their devices hang up on them; fewer would leave places empty while connections are made.
const APPROACHING: usize = 2;

/// A device that has not spoken after this gives its place on the way to another: it may never speak.
const SPEAKS_WITHIN: Duration = Duration::from_secs(1);

/// The bounds of a run's logins. Clones share them, so that whoever logs in on the way to a device is counted too.
#[derive(Clone, Debug, Default)]
pub struct Logins(Arc<Bounds>);

#[derive(Debug, Default)]
struct Bounds {
    places: Option<Places>,
    /// Before a connection is begun, so that none has to wait long once it is there.
    connections: Option<Pace>,
    /// Before a login, since connections do not all take the same time.
    logins: Option<Pace>,
}

#[derive(Debug)]
struct Places {
    approaching: Arc<Semaphore>,
    logging_in: Arc<Semaphore>,
}

/// Leave to log in. Dropped when the device has accepted or refused.
#[derive(Debug)]
#[must_use]
pub struct Turn {
    _place: Option<OwnedSemaphorePermit>,
}

/// What was reached, and its place in the queue of those that want to log in.
pub(super) struct Reached<L> {
    pub(super) line: L,
    pub(super) approach: Approach,
}

/// Dropped when the login has ended.
#[derive(Debug)]
pub(super) struct Approach {
    _place: Option<OwnedSemaphorePermit>,
}

impl Logins {
    /// `most` at once, `rate` begun in each second; none is without bound.
    pub fn new(most: Option<usize>, rate: Option<f64>) -> Self {
        Self(Arc::new(Bounds {
            places: most.map(|most| Places {
                approaching: semaphore(most.saturating_mul(APPROACHING)),
                logging_in: semaphore(most),
            }),
            connections: rate.map(Pace::new),
            logins: rate.map(Pace::new),
        }))
    }

    /// Waits for leave to log in to something that is reached and has spoken. Nothing else that takes long should be
    /// waited for while it is held, and never another turn.
    pub async fn turn(&self) -> Turn {
        let place = match &self.0.places {
            Some(places) => acquire(&places.logging_in).await,
            None => None,
        };
        if let Some(pace) = &self.0.logins {
            pace.wait().await;
        }
        Turn { _place: place }
    }

    /// Makes a connection when it will not have to wait long for its turn.
    pub(super) async fn reach<L, E>(
        &self,
        connect: impl Future<Output = Result<L, E>>,
    ) -> Result<Reached<L>, E> {
        let mut place = match &self.0.places {
            Some(places) => acquire(&places.approaching).await,
            None => None,
        };
        if let Some(pace) = &self.0.connections {
            pace.wait().await;
        }
        let mut connecting = pin!(connect);
        let line = if place.is_none() {
            connecting.await
        } else if let Ok(line) = timeout(SPEAKS_WITHIN, &mut connecting).await {
            line
        } else {
            place = None;
            connecting.await
        };
        Ok(Reached {
            line: line?,
            approach: Approach { _place: place },
        })
    }
}

fn semaphore(places: usize) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(places.min(Semaphore::MAX_PERMITS)))
}

/// No semaphore here is ever closed.
async fn acquire(semaphore: &Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
    semaphore.clone().acquire_owned().await.ok()
}
