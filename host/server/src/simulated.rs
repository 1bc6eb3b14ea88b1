//! Simulated customers for the demo: they join queues, wait, answer the agent who claims them, and leave. They use the
//! domain like everybody else and have no special rights.

use std::time::Duration;

use vuoro_domain::{Author, Content, Domain, Enqueue, Refusal, SendMessage, StartVisitor};
use vuoro_kernel::{Caller, ClientId, ConversationId, QueueId, RequestContext, Who, words::QueueState};

use crate::demo::SLUG;

/// Most simulated customers at once.
const CUSTOMERS_MAX: usize = 3;
/// The language of plugins' texts for them.
const LANGUAGE: &str = "fi";
/// Most answers of one customer before they thank and end.
const ANSWERS_MAX: usize = 20;
/// What they come with: a name and a question.
const QUESTIONS: [(&str, &str); 6] = [
    ("Aino", "Hei! Milloin tilaukseni lähtee?"),
    ("Onni", "Moi, unohdin salasanani. Voitteko auttaa?"),
    ("Helmi", "Hello, do you ship to Åland?"),
    ("Eino", "Lasku on väärin: kaksi kertaa sama rivi."),
    ("Lumi", "Hej! Kan jag byta leveransadress?"),
    ("Otso", "My router blinks red since this morning."),
];
/// Their answers, in turn.
const ANSWERS: [&str; 5] =
    ["Kiitos, hetki pieni.", "Joo, juuri niin.", "Thanks! And how long will that take?", "Selvä.", "👍"];

/// Keeps a few customers coming until dropped.
pub async fn visitors(domain: Domain) {
    let mut customers = tokio::task::JoinSet::new();
    let mut number = 0;
    loop {
        while customers.len() < CUSTOMERS_MAX {
            let (domain, n) = (domain.clone(), number);
            number += 1;
            customers.spawn(async move {
                if let Err(error) = customer(&domain, n).await {
                    tracing::debug!(?error, "a simulated customer gave up");
                }
            });
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        customers.join_next().await;
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
}

async fn customer(domain: &Domain, number: usize) -> Result<(), Refusal> {
    let Some(organisation) = domain.organisation_by_slug(SLUG).await? else { return Ok(()) };
    let stranger = Caller::stranger(Some(organisation.id));
    let open: Vec<QueueId> = domain
        .offered_queues(&stranger)
        .await?
        .into_iter()
        .filter(|queue| queue.state == QueueState::Open)
        .map(|queue| queue.id)
        .collect();
    // Every other customer joins the first queue.
    let Some(&queue) = open.get(number % 2).or_else(|| open.first()) else { return Ok(()) };
    let (name, question) = QUESTIONS[number % QUESTIONS.len()];
    let start = StartVisitor { name: Some(name.into()), idle_seconds: None };
    let (visitor, _token) = domain.start_visitor(&stranger, start).await?;
    let caller = Caller { organisation: Some(organisation.id), who: Who::Visitor(visitor.id) };
    let _present = domain.present(&caller);
    let enqueue = Enqueue { queue, name: None, message: Some(question.into()), metadata: Vec::new() };
    let request = RequestContext { language: LANGUAGE, ..RequestContext::inside(caller) };
    let conversation = domain.enqueue(&request, enqueue).await?.id;
    talk(domain, &request, conversation).await
}

/// Answers each message of the agent; ends after many, or when the agent does.
async fn talk(domain: &Domain, request: &RequestContext, conversation: ConversationId) -> Result<(), Refusal> {
    let caller = &request.caller;
    let mut log = domain.watch_conversation(caller, conversation, 0).await?;
    for answer in 0..ANSWERS_MAX {
        loop {
            let entry = log.next().await?;
            match (&entry.content, &entry.author) {
                (Content::End { .. } | Content::Drop { .. }, _) => return Ok(()),
                (Content::Message { .. }, Author::Agent(_)) => break,
                _ => {}
            }
        }
        let seen = log.cursor();
        domain.mark_read(caller, conversation, seen).await?;
        domain.set_typing(caller, conversation, true).await?;
        tokio::time::sleep(Duration::from_millis(1500)).await;
        domain.set_typing(caller, conversation, false).await?;
        let text = ANSWERS[answer % ANSWERS.len()].into();
        let client = ClientId(uuid::Uuid::now_v7());
        domain.send_message(request, SendMessage { conversation, client, text, attachments: Vec::new() }).await?;
    }
    domain.end_conversation(request, conversation, false).await?;
    Ok(())
}
