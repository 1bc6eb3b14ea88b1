//! One writer, which commits many requests together.

use sea_orm::TransactionTrait;
use tokio::sync::{mpsc, oneshot};

use super::{
    request::{GROUP_MAX, Request, gather, refuses_one, stopped},
    shared::Shared,
};
use crate::{
    StoreError,
    append::{Append, Appended, append_all},
    tx::{Run, Tx, Undo},
};

pub(super) async fn writer(shared: std::sync::Arc<Shared>, mut queue: mpsc::Receiver<Request>) {
    let mut group = Vec::with_capacity(GROUP_MAX);
    while gather(&mut queue, &mut group).await {
        if let Some(error) = shared.has_failed() {
            group.drain(..).for_each(|request| request.answer_error(&error));
            continue;
        }
        write_group(&shared, &mut group).await;
    }
}

/// Writes a group and answers all its requests.
async fn write_group(shared: &Shared, group: &mut Vec<Request>) {
    let (mut jobs, mut job_answers, mut appends, mut append_answers) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for request in group.drain(..) {
        match request {
            Request::Write(run, answer) => {
                jobs.push(run);
                job_answers.push(answer);
            }
            Request::Append(append, answer) => {
                appends.push(append);
                append_answers.push(answer);
            }
        }
    }
    let mut written = commit_group(shared, &jobs, &appends, Together::All).await;
    // One of the messages is wrong; the others, and the jobs, must not be affected by it.
    if written.as_ref().is_err_and(refuses_one) && !appends.is_empty() {
        written = commit_group(shared, &jobs, &appends, Together::No).await;
    }
    match written {
        Ok((job_results, append_results)) => {
            answer(job_answers, job_results);
            answer(append_answers, append_results);
        }
        Err(error) => {
            // There is no connection that could be lost here: what looks like it is the end of the driver's thread.
            let error = match error {
                StoreError::Lost(text) => StoreError::Failed(text),
                error => error,
            };
            shared.fail(&error);
            let of_jobs = job_answers.iter().map(|_| Err(error.clone().into())).collect();
            let of_appends = append_answers.iter().map(|_| Err(error.clone())).collect();
            answer(job_answers, of_jobs);
            answer(append_answers, of_appends);
        }
    }
}

/// Callers may be gone; what was written stays written.
fn answer<T>(answers: Vec<oneshot::Sender<T>>, results: Vec<T>) {
    answers.into_iter().zip(results).for_each(|(answer, result)| drop(answer.send(result)));
}

/// Whether messages are written with the statements of all of them, or each by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Together {
    All,
    No,
}

type Written = (Vec<Result<(), Undo>>, Vec<Result<Appended, StoreError>>);

/// Commits a group, or nothing of it.
async fn commit_group(
    shared: &Shared,
    jobs: &[Run],
    appends: &[Append],
    together: Together,
) -> Result<Written, StoreError> {
    let tx = shared.begin().await?;
    let mut job_results = Vec::with_capacity(jobs.len());
    for run in jobs {
        let inner = savepoint(&tx).await?;
        let outcome = run(&inner).await;
        if let Err(Undo::Store(error)) = &outcome
            && ends_the_transaction(error)
        {
            return Err(error.clone());
        }
        job_results.push(closed(&tx, inner, outcome).await?);
    }
    let mut append_results = Vec::with_capacity(appends.len());
    if together == Together::All && !appends.is_empty() {
        append_results.extend(append_all(&tx, appends).await?.into_iter().map(Ok));
    } else {
        for append in appends {
            let inner = savepoint(&tx).await?;
            let outcome = append_all(&inner, std::slice::from_ref(append)).await;
            if let Err(error) = &outcome
                && ends_the_transaction(error)
            {
                return Err(error.clone());
            }
            let result = closed(&tx, inner, outcome).await?;
            append_results.push(result.and_then(|mut results| results.pop().ok_or_else(stopped)));
        }
    }
    let Tx { txn, committed, .. } = tx;
    txn.commit().await?;
    shared.tell(committed.into_inner());
    Ok((job_results, append_results))
}

/// A disk that failed or is full may have rolled back the whole transaction, and what follows would be committed one by
/// one.
fn ends_the_transaction(error: &StoreError) -> bool {
    matches!(error, StoreError::Failed(_) | StoreError::Unavailable(_) | StoreError::Lost(_))
}

/// A part of a transaction that can be rolled back by itself.
async fn savepoint(tx: &Tx) -> Result<Tx, StoreError> {
    Ok(Tx::new(tx.txn.begin().await?))
}

/// Keeps what was done since the savepoint, or rolls it back when it ended with an error.
async fn closed<T, E>(tx: &Tx, inner: Tx, outcome: Result<T, E>) -> Result<Result<T, E>, StoreError> {
    match outcome {
        Ok(done) => {
            let Tx { txn, committed, .. } = inner;
            txn.commit().await?;
            let committed = committed.into_inner();
            let mut all = tx.committed.lock();
            all.changes.extend(committed.changes);
            all.entries.extend(committed.entries);
            Ok(Ok(done))
        }
        Err(error) => {
            inner.txn.rollback().await?;
            Ok(Err(error))
        }
    }
}
