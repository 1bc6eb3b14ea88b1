//! What a command says when the domain refuses.

use vuoro_domain::Refusal;

pub(super) fn refused(refusal: Refusal) -> anyhow::Error {
    match refusal {
        Refusal::Problem(problem) => anyhow::anyhow!("{}", problem.message()),
        Refusal::Error(error) => anyhow::anyhow!("{error}"),
    }
}
