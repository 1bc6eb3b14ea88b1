//! The write path: all or nothing, each message once, in one order.

use std::collections::HashSet;

use sea_orm::ConnectionTrait;
use vuoro_kernel::{
    ClientId, ConversationId, OrganisationId, QueueId, Time, Token, TokenKind, VisitorId, words::ConversationState,
};
use vuoro_store::{
    Admission, Append, Appended, ConversationHead, NewConversation, NewQueue, NewVisitor, Store, StoreError,
    WriteError,
    record::{Author, Content, Organisation, QueueSettings},
};
use vuoro_tests::on_both_databases;

#[derive(Debug)]
enum Halt {
    Refused,
    Store(StoreError),
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl WriteError for Halt {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::Refused => None,
        }
    }
}

pub struct Line {
    pub organisation: OrganisationId,
    pub queue: QueueId,
    visitor: VisitorId,
    pub conversations: Vec<ConversationId>,
}

/// An organisation with a queue in which one customer waits `count` times.
pub async fn line(store: &Store, count: usize) -> Line {
    let (organisation, queue, visitor) = (OrganisationId::new(), QueueId::new(), VisitorId::new());
    let conversations: Vec<_> = (0..count).map(|_| ConversationId::new()).collect();
    let ids = conversations.clone();
    store
        .write::<_, Halt, _>(move |tx| {
            let ids = ids.clone();
            Box::pin(async move {
                let (slug, name) = ("test".into(), "Test".into());
                let widget_origins = Vec::new();
                let new = Organisation { id: organisation, slug, name, widget_origins, created_at: Time(0) };
                assert!(tx.platform().insert_organisation(&new).await?);
                let door = tx.door(organisation);
                let settings = QueueSettings::default();
                let new = NewQueue { id: queue, name: "Queue".into(), capacity: None, settings, created_at: Time(0) };
                door.insert_queue(&new).await?;
                door.insert_visitor(&NewVisitor {
                    id: visitor,
                    token: Token::new(TokenKind::Visitor).hash(),
                    name: None,
                    created_at: Time(0),
                    expires_at: Time(1_000),
                    idle_ms: 1_000,
                })
                .await?;
                for id in ids {
                    let new = NewConversation { id, queue, visitor, customer_name: None, requested_at: Time(0) };
                    door.insert_conversation(&new).await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
    Line { organisation, queue, visitor, conversations }
}

fn anybody(_: &ConversationHead, _: &Author) -> Admission {
    Admission::Yes
}

impl Line {
    pub fn message(&self, n: usize, client: ClientId) -> Append {
        Append {
            organisation: self.organisation,
            conversation: self.conversations[n],
            author: Author::Visitor { id: self.visitor, name: None },
            client,
            text: format!("message to {n}"),
            at: Time(1),
            admit: anybody,
        }
    }
}

pub fn new_client_id() -> ClientId {
    ClientId(uuid::Uuid::new_v4())
}

on_both_databases! {
    async fn messages_of_many_writers_get_numbers_without_gap_or_repeat(database: Database) {
        let store = Store::open(&database.config()).await.unwrap();
        let line = line(&store, 5).await;
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..40 {
            let (store, append) = (store.clone(), move |line: &Line| line.message(writer % 5, new_client_id()));
            let appends: Vec<_> = (0..25).map(|_| append(&line)).collect();
            writers.spawn(async move {
                for append in appends {
                    assert!(matches!(store.append(append).await, Ok(Appended::Entry(_))));
                }
            });
        }
        writers.join_all().await;
        for &conversation in &line.conversations {
            let mut seqs = Vec::new();
            let mut after = 0;
            loop {
                let entries = store.door(line.organisation).entries_after(conversation, after, 100).await.unwrap();
                let Some(last) = entries.last() else { break };
                after = last.seq;
                seqs.extend(entries.iter().map(|entry| entry.seq));
            }
            assert_eq!(seqs, (1..=200).collect::<Vec<_>>());
            let head = store.door(line.organisation).conversation(conversation).await.unwrap().unwrap();
            assert_eq!(head.last_seq, 200);
        }
    }

    async fn a_repeated_message_gives_the_first_ones_entry(database: Database) {
        let store = Store::open(&database.config()).await.unwrap();
        let line = line(&store, 1).await;
        let client = new_client_id();
        let tries = futures_util::future::join_all((0..20).map(|_| store.append(line.message(0, client)))).await;
        let again = store.append(line.message(0, client)).await;
        let seqs: HashSet<i64> = tries
            .into_iter()
            .chain([again])
            .map(|appended| match appended.unwrap() {
                Appended::Entry(entry) => entry.seq,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(seqs, HashSet::from([1]));
        assert_eq!(store.door(line.organisation).entries_after(line.conversations[0], 0, 10).await.unwrap().len(), 1);
    }

    async fn another_organisations_door_finds_no_conversation(database: Database) {
        let store = Store::open(&database.config()).await.unwrap();
        let line = line(&store, 1).await;
        let stranger = OrganisationId::new();
        let append = Append { organisation: stranger, ..line.message(0, new_client_id()) };
        assert!(matches!(store.append(append).await, Ok(Appended::NotFound)));
        assert!(store.door(stranger).conversation(line.conversations[0]).await.unwrap().is_none());
        assert!(store.door(stranger).entries_after(line.conversations[0], 0, 10).await.unwrap().is_empty());
    }

    async fn what_a_rule_refuses_is_undone_and_its_neighbours_are_kept(database: Database) {
        let store = Store::open(&database.config()).await.unwrap();
        let line = line(&store, 1).await;
        let (organisation, conversation) = (line.organisation, line.conversations[0]);
        let write = |fails: bool| {
            let store = store.clone();
            async move {
                store.write::<_, Halt, _>(move |tx| Box::pin(async move {
                    let author = Author::Host { rule: "test".into() };
                    tx.door(organisation).log(conversation, None, Time(1), author, Content::End { by: None }).await?;
                    if fails { Err(Halt::Refused) } else { Ok(()) }
                })).await
            }
        };
        let results = futures_util::future::join_all((0..40).map(|n| write(n % 2 == 0))).await;
        let kept = results.iter().filter(|result| result.is_ok()).count();
        assert_eq!((kept, results.iter().filter(|result| matches!(result, Err(Halt::Refused))).count()), (20, 20));
        let entries = store.door(organisation).entries_after(conversation, 0, 100).await.unwrap();
        assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), (1..=20).collect::<Vec<_>>());
    }

    async fn a_write_that_breaks_a_key_fails_alone(database: Database) {
        let store = Store::open(&database.config()).await.unwrap();
        let line = line(&store, 1).await;
        let (organisation, queue) = (line.organisation, line.queue);
        let again = store.write::<_, Halt, _>(move |tx| Box::pin(async move {
            let settings = QueueSettings::default();
            let new = NewQueue { id: queue, name: "Again".into(), capacity: None, settings, created_at: Time(0) };
            Ok(tx.door(organisation).insert_queue(&new).await?)
        }));
        let (again, message) = tokio::join!(again, store.append(line.message(0, new_client_id())));
        assert!(matches!(again, Err(Halt::Store(StoreError::Duplicate(_)))), "{again:?}");
        assert!(matches!(message, Ok(Appended::Entry(_))));
        assert!(store.failed().borrow().is_none());
    }

    async fn a_message_that_the_database_refuses_leaves_the_others_of_its_group_alone(database: Database) {
        let store = Store::open(&database.config()).await.unwrap();
        let line = line(&store, 2).await;
        let rule = match database.is_postgres() {
            true => "ALTER TABLE entry ADD CHECK (text <> 'refuse me')",
            false => {
                "CREATE TRIGGER refuse BEFORE INSERT ON entry WHEN NEW.text = 'refuse me' \
                 BEGIN SELECT RAISE(ABORT, 'refused'); END"
            }
        };
        let by_hand = match database.is_postgres() {
            true => database.url(),
            false => format!("sqlite://{}", database.folder().join("vuoro.db").display()),
        };
        let by_hand = sea_orm::Database::connect(by_hand).await.unwrap();
        by_hand.execute_unprepared(rule).await.unwrap();
        by_hand.close().await.unwrap();
        let appends = (0..20).map(|n| {
            let text = if n == 7 { "refuse me".to_owned() } else { format!("message {n}") };
            store.append(Append { text, ..line.message(n % 2, new_client_id()) })
        });
        let organisation = line.organisation;
        let job = store.write::<_, Halt, _>(move |tx| Box::pin(async move {
            Ok(tx.door(organisation).set_organisation("Another", &[]).await?)
        }));
        let (results, job) = tokio::join!(futures_util::future::join_all(appends), job);
        for (n, result) in results.into_iter().enumerate() {
            match n {
                7 => assert!(matches!(result, Err(StoreError::Refused(_))), "{result:?}"),
                _ => assert!(matches!(result, Ok(Appended::Entry(_))), "{n}: {result:?}"),
            }
        }
        job.unwrap();
        let heads = [0, 1].map(|n| line.conversations[n]);
        for (conversation, count) in heads.into_iter().zip([10, 9]) {
            let entries = store.door(organisation).entries_after(conversation, 0, 100).await.unwrap();
            assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), (1..=count).collect::<Vec<_>>());
        }
        assert!(store.failed().borrow().is_none());
    }

    async fn the_log_of_a_customer_leaves_out_what_is_not_for_them(database: Database) {
        let store = Store::open(&database.config()).await.unwrap();
        let line = line(&store, 1).await;
        let (organisation, conversation) = (line.organisation, line.conversations[0]);
        store.write::<_, Halt, _>(move |tx| Box::pin(async move {
            let door = tx.door(organisation);
            let author = || Author::Host { rule: "test".into() };
            door.log(conversation, None, Time(1), author(), Content::Metadata { changes: vec![] }).await?;
            door.log(conversation, None, Time(1), author(), Content::End { by: None }).await?;
            door.log(conversation, None, Time(1), author(), Content::Hide { asked: false }).await?;
            Ok(())
        })).await.unwrap();
        let args = vuoro_kernel::PageArgs::first(10);
        for for_visitor in [false, true] {
            let page = store.door(organisation).entries(conversation, for_visitor, &args).await.unwrap();
            let all = store.door(organisation).entries_after(conversation, 0, 10).await.unwrap();
            let wanted: Vec<_> = all.into_iter().filter(|entry| !for_visitor || entry.is_for_visitor()).collect();
            assert_eq!(page.rows, wanted);
        }
    }

    async fn a_reopened_database_holds_what_was_written(database: Database) {
        let store = Store::open(&database.config()).await.unwrap();
        let line = line(&store, 1).await;
        store.append(line.message(0, new_client_id())).await.unwrap();
        store.close().await;
        let store = Store::open(&database.config()).await.unwrap();
        let door = store.door(line.organisation);
        assert_eq!(door.entries_after(line.conversations[0], 0, 10).await.unwrap().len(), 1);
        let found = door.conversation(line.conversations[0]).await.unwrap().unwrap();
        assert_eq!((found.state, found.queue, found.place), (ConversationState::Waiting, line.queue, Some(1)));
    }
}
