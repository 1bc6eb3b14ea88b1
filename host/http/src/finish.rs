//! Finishes work whose client has disconnected.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::future::BoxFuture;
use tokio::runtime::Handle;
use tokio_util::task::TaskTracker;

/// A future that, when dropped half way, is finished by a task of its own.
///
/// A client that disconnects drops its request, and with it the future that answers it. A mutation may then be between
/// its commit and the news of it; so a mutation that has begun is finished in any case.
pub(crate) struct Finish<T: Send + 'static> {
    rest: Option<BoxFuture<'static, T>>,
    tasks: TaskTracker,
}

impl<T: Send + 'static> Finish<T> {
    /// Tracks unfinished work in `tasks`, which the server waits for.
    pub(crate) fn new(work: BoxFuture<'static, T>, tasks: TaskTracker) -> Self {
        Self { rest: Some(work), tasks }
    }
}

impl<T: Send + 'static> Future for Finish<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        // Taken out while it is polled, so that one that panics is not polled again.
        let mut work = self.rest.take().expect("a finished future is not polled");
        match work.as_mut().poll(cx) {
            Poll::Ready(output) => Poll::Ready(output),
            Poll::Pending => {
                self.rest = Some(work);
                Poll::Pending
            }
        }
    }
}

impl<T: Send + 'static> Drop for Finish<T> {
    fn drop(&mut self) {
        if let (Some(rest), Ok(runtime)) = (self.rest.take(), Handle::try_current()) {
            self.tasks.spawn_on(rest, &runtime);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::sync::Semaphore;

    use super::*;

    #[tokio::test]
    async fn what_has_begun_ends_without_its_client() {
        let (gate, done) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
        let tasks = TaskTracker::new();
        let (gate_of_work, done_of_work) = (gate.clone(), done.clone());
        let work = async move {
            gate_of_work.acquire().await.unwrap().forget();
            done_of_work.add_permits(1);
        };
        let mut finish = Finish::new(Box::pin(work), tasks.clone());
        assert!(futures_util::poll!(&mut finish).is_pending());
        drop(finish);
        gate.add_permits(1);
        tasks.close();
        tasks.wait().await;
        assert_eq!(done.available_permits(), 1);
    }
}
