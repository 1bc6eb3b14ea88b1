//! One writer, many requests a commit.

use sea_orm::TransactionTrait;
use tokio::sync::{mpsc, oneshot};

use super::{GROUP_MAX, Request, Shared, gather, stopped};
use crate::{
    StoreError,
    append::{Append, Appended, append_all},
    write::{Run, Tx, Undo},
};

pub(super) async fn writer(shared: std::sync::Arc<Shared>, mut queue: mpsc::Receiver<Request>) {
    let mut group = Vec::with_capacity(GROUP_MAX);
    while gather(&mut queue, &mut group).await {
        if let Some(error) = shared.has_failed() {
            group.drain(..).for_each(|request| request.answer_error(&error));
            continue;
        }
        if let Err((error, unanswered)) = commit_group(&shared, &mut group).await {
            shared.fail(&error);
            unanswered.into_iter().for_each(|answer| answer.error(&error));
        }
    }
}

/// An answer that is given once the group is committed.
enum Answer {
    Write(oneshot::Sender<Result<(), Undo>>, Result<(), Undo>),
    Append(oneshot::Sender<Result<Appended, StoreError>>, Result<Appended, StoreError>),
}

impl Answer {
    fn send(self) {
        // Who asked may be gone; what was written stays written.
        match self {
            Self::Write(answer, result) => drop(answer.send(result)),
            Self::Append(answer, result) => drop(answer.send(result)),
        }
    }

    fn error(self, error: &StoreError) {
        match self {
            Self::Write(answer, _) => drop(answer.send(Err(error.clone().into()))),
            Self::Append(answer, _) => drop(answer.send(Err(error.clone()))),
        }
    }
}

async fn commit_group(shared: &Shared, group: &mut Vec<Request>) -> Result<(), (StoreError, Vec<Answer>)> {
    let mut answers = Vec::with_capacity(group.len());
    let mut appends = Vec::new();
    let mut jobs = Vec::new();
    for request in group.drain(..) {
        match request {
            Request::Write(run, answer) => jobs.push((run, answer)),
            Request::Append(append, answer) => appends.push((append, answer)),
        }
    }
    let abandon =
        |answers: Vec<Answer>, jobs: Vec<(Run, oneshot::Sender<_>)>, appends: Vec<(Append, oneshot::Sender<_>)>| {
            let mut all = answers;
            all.extend(jobs.into_iter().map(|(_, answer)| Answer::Write(answer, Ok(()))));
            all.extend(appends.into_iter().map(|(_, answer)| Answer::Append(answer, Err(stopped()))));
            all
        };
    let mut tx = match shared.begin().await {
        Ok(tx) => tx,
        Err(error) => return Err((error, abandon(answers, jobs, appends))),
    };
    let mut jobs = jobs.into_iter();
    while let Some((run, answer)) = jobs.next() {
        let result;
        (tx, result) = shared.within_savepoint(tx, &run).await;
        // A disk that failed may have taken the whole transaction with it, and what follows would be committed one by one.
        if let Err(Undo::Store(error @ StoreError::Failed(_))) = &result {
            let error = error.clone();
            answers.push(Answer::Write(answer, result));
            return Err((error, abandon(answers, jobs.collect(), appends)));
        }
        answers.push(Answer::Write(answer, result));
    }
    if !appends.is_empty() {
        let (requests, senders): (Vec<_>, Vec<_>) = appends.into_iter().unzip();
        match append_all(&tx, &requests).await {
            Ok(results) => {
                answers.extend(
                    senders.into_iter().zip(results).map(|(answer, result)| Answer::Append(answer, Ok(result))),
                );
            }
            Err(error) => {
                answers.extend(senders.into_iter().map(|answer| Answer::Append(answer, Err(stopped()))));
                return Err((error, answers));
            }
        }
    }
    if let Err(error) = shared.commit(tx).await {
        return Err((error, answers));
    }
    answers.into_iter().for_each(Answer::send);
    Ok(())
}

impl Shared {
    /// Runs one request within `tx`, undone by itself when it gives an error.
    async fn within_savepoint(&self, tx: Tx, run: &Run) -> (Tx, Result<(), Undo>) {
        let inner = match tx.txn.begin().await {
            Ok(inner) => Tx::new(inner),
            Err(error) => return (tx, Err(error.into())),
        };
        let outcome = run(&inner).await;
        let closed = match &outcome {
            Ok(()) => inner.txn.commit().await,
            Err(_) => inner.txn.rollback().await,
        };
        match (outcome, closed) {
            (Ok(()), Ok(())) => {
                let done = inner.committed.into_inner();
                let mut all = tx.committed.lock();
                all.changes.extend(done.changes);
                all.entries.extend(done.entries);
                drop(all);
                (tx, Ok(()))
            }
            (Err(error), Ok(())) => (tx, Err(error)),
            (_, Err(error)) => (tx, Err(error.into())),
        }
    }
}
