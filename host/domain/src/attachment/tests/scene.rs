//! A conversation between a customer and an agent, with other people around it.

use std::{io, net::IpAddr, path::PathBuf, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt, stream};
use vuoro_bus::LocalBus;
use vuoro_kernel::{
    AccountId, AttachmentId, Caller, ClientId, Clock, ConversationId, OrganisationId, QueueId, Role, SealingKey,
    SessionId, Time, Who, limits::Limits, words::AttachmentPolicy,
};
use vuoro_store::{NewAccount, Store, files};
use vuoro_test_database::Database;

use crate::{
    Attachment, CreateQueue, Domain, Download, Enqueue, Entry, Error, Organisation, PrepareAttachment,
    QueueSettingsChange, Refusal, SendMessage, Setup, StartVisitor, error::Halt, organisation::house::asks,
};

pub(super) struct Scene {
    pub domain: Domain,
    pub clock: Clock,
    pub organisation: OrganisationId,
    pub queue: QueueId,
    pub conversation: ConversationId,
    /// The customer of the conversation.
    pub customer: Caller,
    /// Its agent.
    pub agent: Caller,
    /// Another handler of its queue.
    pub peer: Caller,
    /// An operator who handles no queue.
    pub operator: Caller,
    database: Database,
}

impl Scene {
    pub async fn new(policy: AttachmentPolicy, limits: Limits) -> Self {
        let database = Database::named().await;
        let store = Store::open(&database.config()).await.unwrap();
        let files = files::folder(&database.folder().join("files")).unwrap();
        let clock = Clock::manual(Time(1_700_000_000_000));
        let bus = Arc::new(LocalBus::default());
        let sealing = SealingKey::new(&[7; 32]);
        let domain = Domain::new(Setup { store, bus, clock: clock.clone(), limits, files, plugins: None, sealing });
        let organisation = organisation(&domain, "one").await;
        let agent = member(&domain, organisation, "niilo", Role::Handler).await;
        let peer = member(&domain, organisation, "hermanni", Role::Handler).await;
        let operator = member(&domain, organisation, "oona", Role::Operator).await;
        let settings = QueueSettingsChange { attachments: Some(policy), ..QueueSettingsChange::default() };
        let queue = CreateQueue { name: "Asiakaspalvelu".into(), capacity: None, settings };
        let queue = domain.create_queue(&operator, queue).await.unwrap().id;
        let handlers = [agent, peer].map(|caller| match caller.who {
            Who::Member { member, .. } => member,
            _ => unreachable!(),
        });
        domain.set_queue_handlers(&operator, queue, handlers.to_vec()).await.unwrap();
        domain.open_queue(&operator, queue).await.unwrap();
        let customer = visitor(&domain, organisation).await;
        let conversation = enqueue(&domain, &customer, queue).await;
        domain.claim(&asks(&agent), queue, Some(conversation)).await.unwrap();
        Self { domain, clock, organisation, queue, conversation, customer, agent, peer, operator, database }
    }

    /// A scene in which both parties may send files, with the default limits.
    pub async fn open() -> Self {
        Self::new(AttachmentPolicy::Both, Limits::default()).await
    }

    /// Another customer of the same organisation.
    pub async fn other_customer(&self) -> Caller {
        visitor(&self.domain, self.organisation).await
    }

    /// An owner of another organisation.
    pub async fn foreigner(&self) -> Caller {
        let other = organisation(&self.domain, "two").await;
        member(&self.domain, other, "fanni", Role::Owner).await
    }

    /// Another conversation of the same customer, waiting.
    pub async fn second_conversation(&self) -> ConversationId {
        enqueue(&self.domain, &self.customer, self.queue).await
    }

    pub async fn prepare(&self, caller: &Caller, name: &str, size_bytes: usize) -> Result<AttachmentId, Refusal> {
        let size_bytes = size_bytes as i64;
        self.prepare_from([127, 0, 0, 1].into(), caller, name, size_bytes).await
    }

    pub async fn prepare_from(
        &self,
        address: IpAddr,
        caller: &Caller,
        name: &str,
        size_bytes: i64,
    ) -> Result<AttachmentId, Refusal> {
        let input = PrepareAttachment { conversation: self.conversation, name: name.into(), size_bytes, address };
        self.domain.prepare_attachment(caller, input).await
    }

    pub async fn upload(&self, caller: &Caller, id: AttachmentId, bytes: &[u8]) -> Result<Attachment, Refusal> {
        self.domain.upload_attachment(caller, id, Some(bytes.len() as u64), chunks(bytes)).await
    }

    /// Announces and uploads a file of the customer.
    pub async fn uploaded(&self, name: &str, bytes: &[u8]) -> Attachment {
        let id = self.prepare(&self.customer, name, bytes.len()).await.unwrap();
        self.upload(&self.customer, id, bytes).await.unwrap()
    }

    pub async fn send(&self, caller: &Caller, ids: &[AttachmentId]) -> Result<Arc<Entry>, Refusal> {
        let client = ClientId(AttachmentId::new().0);
        let attachments = ids.to_vec();
        let input = SendMessage { conversation: self.conversation, client, text: String::new(), attachments };
        self.domain.send_message(&asks(caller), input).await
    }

    /// A file as readers get it.
    pub async fn downloaded(&self, caller: &Caller, id: AttachmentId) -> Result<(Attachment, bool, Vec<u8>), Error> {
        let Download { attachment, inline, size_bytes, body } = self.domain.download_attachment(caller, id).await?;
        let bytes = body.try_collect::<Vec<Bytes>>().await.unwrap().concat();
        assert_eq!(size_bytes, bytes.len() as u64);
        Ok((attachment, inline, bytes))
    }

    /// The files in the folder. Removal happens in the background, so this waits a moment for it.
    pub async fn files(&self, expected: usize) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for _ in 0..100 {
            found = files_in(self.database.folder().join("files"));
            if found.len() == expected {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(found.len(), expected, "{found:?}");
        found
    }
}

/// Bytes in small chunks, as from a slow connection.
pub(super) fn chunks(bytes: &[u8]) -> impl Stream<Item = io::Result<Bytes>> + Send + Unpin + use<> {
    let chunks: Vec<_> = bytes.chunks(50_000).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    stream::iter(chunks)
}

pub(super) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, (x * y) as u8]));
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn files_in(folder: PathBuf) -> Vec<PathBuf> {
    let found = std::fs::read_dir(folder).map(|entries| entries.flatten().collect::<Vec<_>>()).unwrap_or_default();
    let of = |path: PathBuf| if path.is_dir() { files_in(path) } else { vec![path] };
    found.into_iter().flat_map(|entry| of(entry.path())).collect()
}

async fn organisation(domain: &Domain, slug: &str) -> OrganisationId {
    let new = Organisation {
        id: OrganisationId::new(),
        slug: slug.into(),
        name: slug.into(),
        widget_origins: Vec::new(),
        created_at: domain.now(),
    };
    let id = new.id;
    let write = domain.store.write::<_, Halt, _>(move |tx| {
        let new = new.clone();
        Box::pin(async move { Ok(tx.platform().insert_organisation(&new).await?) })
    });
    assert!(write.await.unwrap());
    id
}

async fn member(domain: &Domain, organisation: OrganisationId, name: &str, role: Role) -> Caller {
    let now = domain.now();
    let new = NewAccount {
        id: AccountId::new(),
        email: format!("{name}@example.com"),
        password_hash: String::new(),
        full_name: name.into(),
        display_name: name.into(),
        created_at: now,
    };
    let account = new.id;
    let write = domain.store.write::<_, Halt, _>(move |tx| {
        let new = new.clone();
        Box::pin(async move {
            tx.platform().insert_account(&new).await?;
            Ok(tx.door(organisation).insert_member(new.id, role, now).await?)
        })
    });
    let member = write.await.unwrap().unwrap();
    let who = Who::Member { account, session: SessionId::new(), member, role };
    Caller { organisation: Some(organisation), who }
}

async fn visitor(domain: &Domain, organisation: OrganisationId) -> Caller {
    let stranger = Caller::stranger(Some(organisation));
    let (visitor, _) = domain.start_visitor(&stranger, StartVisitor::default()).await.unwrap();
    Caller { organisation: Some(organisation), who: Who::Visitor(visitor.id) }
}

async fn enqueue(domain: &Domain, customer: &Caller, queue: QueueId) -> ConversationId {
    let input = Enqueue { queue, name: None, message: None, metadata: Vec::new() };
    domain.enqueue(&asks(customer), input).await.unwrap().id
}
