//! Limits how many calls run at once. A call needs a seat of its plugin in its organisation and a place in its lane;
//! interactive calls, for which people wait, and background calls have separate lanes, so that neither delays the
//! other.

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use vuoro_kernel::OrganisationId;

use crate::{
    PluginId, Unavailable,
    limits::{self, Kind},
};

/// All seats and both lanes.
pub(crate) struct Lanes {
    interactive: Arc<Semaphore>,
    background: Arc<Semaphore>,
    rows: Mutex<HashMap<(OrganisationId, PluginId), Arc<Row>>>,
}

/// The seats of one plugin in one organisation.
struct Row {
    seats: Arc<Semaphore>,
    background: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

/// Permission to run one call; dropping it frees the seat.
pub(crate) struct Seat {
    _permits: Vec<OwnedSemaphorePermit>,
    _row: Arc<Row>,
}

impl Lanes {
    pub(crate) fn new() -> Self {
        Self {
            interactive: Arc::new(Semaphore::new(limits::INTERACTIVE_LANE)),
            background: Arc::new(Semaphore::new(limits::BACKGROUND_LANE)),
            rows: Mutex::default(),
        }
    }

    /// Waits for a seat; the caller limits how long. `Busy` when too many wait already.
    pub(crate) async fn sit(
        &self,
        organisation: OrganisationId,
        plugin: &PluginId,
        kind: Kind,
    ) -> Result<Seat, Unavailable> {
        let row = self.row(organisation, plugin);
        let _waiting = row.waiting.clone().try_acquire_owned().map_err(|_| Unavailable::Busy)?;
        // Always in this order with the lane last: a call with a place in the lane runs, so there is no deadlock.
        let wanted = match kind {
            Kind::Background => vec![&row.background, &row.seats, &self.background],
            Kind::Before | Kind::Fields | Kind::Panels => vec![&row.seats, &self.interactive],
        };
        let mut permits = Vec::with_capacity(wanted.len());
        for semaphore in wanted {
            permits.push(semaphore.clone().acquire_owned().await.map_err(|_| Unavailable::Busy)?);
        }
        Ok(Seat { _permits: permits, _row: row.clone() })
    }

    fn row(&self, organisation: OrganisationId, plugin: &PluginId) -> Arc<Row> {
        let mut rows = self.rows.lock();
        if rows.len() >= limits::RECORDS {
            rows.retain(|_, row| Arc::strong_count(row) > 1);
        }
        let row = rows.entry((organisation, plugin.clone())).or_insert_with(|| {
            Arc::new(Row {
                seats: Arc::new(Semaphore::new(limits::SEATS)),
                background: Arc::new(Semaphore::new(limits::BACKGROUND_SEATS)),
                waiting: Arc::new(Semaphore::new(limits::WAITING)),
            })
        });
        row.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    struct Scene {
        lanes: Arc<Lanes>,
        organisation: OrganisationId,
        plugin: PluginId,
    }

    impl Scene {
        fn new() -> Self {
            Self { lanes: Arc::new(Lanes::new()), organisation: OrganisationId::new(), plugin: PluginId::new("tags") }
        }

        /// `None` when there is no free seat now.
        async fn sits(&self, kind: Kind) -> Option<Seat> {
            let sit = self.lanes.sit(self.organisation, &self.plugin, kind);
            tokio::time::timeout(Duration::ZERO, sit).await.ok()?.ok()
        }
    }

    #[tokio::test]
    async fn a_plugin_has_four_seats_in_an_organisation() {
        let scene = Scene::new();
        let mut seats = Vec::new();
        for _ in 0..limits::SEATS {
            seats.push(scene.sits(Kind::Fields).await.unwrap());
        }
        assert!(scene.sits(Kind::Before).await.is_none());
        let other =
            Scene { organisation: OrganisationId::new(), ..Scene { lanes: scene.lanes.clone(), ..Scene::new() } };
        assert!(other.sits(Kind::Fields).await.is_some());
        seats.pop();
        assert!(scene.sits(Kind::Before).await.is_some());
    }

    #[tokio::test]
    async fn the_background_leaves_seats_for_people() {
        let scene = Scene::new();
        let mut seats = Vec::new();
        for _ in 0..limits::BACKGROUND_SEATS {
            seats.push(scene.sits(Kind::Background).await.unwrap());
        }
        assert!(scene.sits(Kind::Background).await.is_none());
        assert!(scene.sits(Kind::Panels).await.is_some());
    }

    #[tokio::test]
    async fn who_comes_when_too_many_wait_is_turned_away_at_once() {
        let scene = Scene::new();
        let mut seats = Vec::new();
        for _ in 0..limits::SEATS {
            seats.push(scene.sits(Kind::Fields).await.unwrap());
        }
        let waiting: Vec<_> = (0..limits::WAITING)
            .map(|_| {
                let (lanes, organisation, plugin) = (scene.lanes.clone(), scene.organisation, scene.plugin.clone());
                tokio::spawn(async move { lanes.sit(organisation, &plugin, Kind::Fields).await })
            })
            .collect();
        // Long enough for all of them to have begun.
        tokio::time::sleep(Duration::from_millis(50)).await;
        let one_more = scene.lanes.sit(scene.organisation, &scene.plugin, Kind::Fields);
        let turned_away = tokio::time::timeout(Duration::from_secs(5), one_more).await;
        assert!(matches!(turned_away, Ok(Err(Unavailable::Busy))));
        waiting.iter().for_each(tokio::task::JoinHandle::abort);
    }
}
