//! Sending a message: the hot path.

use std::sync::Arc;

use serde_json::json;
use vuoro_kernel::{
    AttachmentId, ClientId, ConversationId, RequestContext,
    limits::{ATTACHMENTS_PER_MESSAGE_MAX, MESSAGE_CHARS_MAX},
    text,
    words::{ConversationState, Party},
};
use vuoro_store::{
    Admission, Append, Appended, ConversationHead,
    record::{Author, Content, Entry},
};

use crate::{
    Domain, Error, Problem, Refusal,
    actor::Actor,
    conversation::AsParty,
    error::{Halt, Named},
    plugin::{Moment, changed_text},
};

/// The input of [`Domain::send_message`].
#[derive(Clone, Debug)]
pub struct SendMessage {
    /// The conversation.
    pub conversation: ConversationId,
    /// An id made by the client, which makes repeating safe.
    pub client: ClientId,
    /// The text; may be empty when there are attachments.
    pub text: String,
    /// Uploaded files that aren't part of a message yet.
    pub attachments: Vec<AttachmentId>,
}

impl Domain {
    /// Writes a message. A repeat with the same client id gives the first one's entry, after the end too.
    /// Either party; the customer from the request on.
    ///
    /// # Errors
    /// `NOT_FOUND` for those who are no party of it. Problems: `ConversationOver`, `InvalidInput`, `PluginRefused`.
    pub async fn send_message(&self, request: &RequestContext, mut input: SendMessage) -> Result<Arc<Entry>, Refusal> {
        let by = AsParty::of(&request.caller)?;
        if input.attachments.len() > ATTACHMENTS_PER_MESSAGE_MAX {
            let message = format!("takes at most {ATTACHMENTS_PER_MESSAGE_MAX}");
            return Err(Problem::invalid("attachmentIds", message).into());
        }
        check_text(&input)?;
        if self.has_hooks_before(by.organisation(), Moment::Send).await? {
            self.ask_before_send(request, by, &mut input).await?;
        }
        let author = self.author(by).await?;
        if !input.attachments.is_empty() {
            return self.send_with_attachments(by, author, input).await;
        }
        let append = Append {
            organisation: by.organisation(),
            conversation: input.conversation,
            author,
            client: input.client,
            text: input.text,
            at: self.now(),
            admit,
        };
        match self.store.append(append).await? {
            Appended::Entry(entry) => Ok(entry),
            Appended::Over => Err(Problem::ConversationOver.into()),
            Appended::NotFound => Err(Error::NotFound.into()),
        }
    }

    /// The message as the organisation's plugins have changed it. Asked for a party's message only, so that nobody else
    /// learns from their texts what a conversation is about.
    async fn ask_before_send(
        &self,
        request: &RequestContext,
        by: AsParty,
        input: &mut SendMessage,
    ) -> Result<(), Refusal> {
        let parties = self.store.door(by.organisation()).parties(input.conversation).await?;
        if !parties.is_some_and(|(visitor, agent)| by.is_one_of(visitor, agent)) {
            return Err(Error::NotFound.into());
        }
        let event = || {
            json!({
                "conversationId": input.conversation,
                "party": by.party().as_str(),
                "text": input.text,
                "attachmentIds": input.attachments,
            })
        };
        if let Some(said) = self.before(&Actor::of(&request.caller)?, request.language, Moment::Send, event).await? {
            input.text = changed_text(&said.event, "text")?.unwrap_or_default();
            check_text(input)?;
        }
        Ok(())
    }

    async fn send_with_attachments(
        &self,
        by: AsParty,
        author: Author,
        input: SendMessage,
    ) -> Result<Arc<Entry>, Refusal> {
        let now = self.now();
        let sent = self.store.write::<_, Halt, _>(move |tx| {
            let (mut author, input) = (author.clone(), input.clone());
            Box::pin(async move {
                let door = tx.door(by.organisation());
                let found = door.lock_conversation(input.conversation).await?;
                let found = found.filter(|found| by.is_in(found)).ok_or(Error::NotFound)?;
                if let Some(first) = door.message_by_client(found.id, input.client).await? {
                    return Ok(first);
                }
                if !may_write(by.party(), found.state) {
                    return Err(Problem::ConversationOver.into());
                }
                let taken = door.take_attachments(found.id, by.party(), &input.attachments, found.last_seq + 1).await?;
                let attachments = taken.ok_or_else(|| {
                    Problem::invalid("attachmentIds", "names a file that isn't uploaded here, or was sent already")
                })?;
                if let Author::Visitor { name, .. } = &mut author {
                    *name = found.customer_name.as_deref().map(Into::into);
                }
                let content = Content::Message { client: input.client, text: input.text, attachments };
                Ok(door.log(found.id, found.agent_id(), now, author, content).await?)
            })
        });
        Ok(sent.await?)
    }

    /// The author of a party's entries. A customer's name is the conversation's and is filled in there.
    pub(crate) async fn author(&self, by: AsParty) -> Result<Author, Error> {
        Ok(match by {
            AsParty::Visitor(by) => Author::Visitor { id: by.visitor, name: None },
            AsParty::Agent(by) => Author::Agent(self.agent(by).await?),
        })
    }
}

fn check_text(input: &SendMessage) -> Result<(), Problem> {
    if input.attachments.is_empty() || !input.text.is_empty() {
        text::lines(&input.text, MESSAGE_CHARS_MAX).named("text")?;
    }
    Ok(())
}

/// Who may write: the customer while waiting or active, the agent while active (product rules 4.1 and 4.6).
pub(super) fn may_write(party: Party, state: ConversationState) -> bool {
    match party {
        Party::Visitor => matches!(state, ConversationState::Waiting | ConversationState::Active),
        Party::Agent => state == ConversationState::Active,
    }
}

fn admit(head: &ConversationHead, author: &Author) -> Admission {
    let (is_party, party) = match author {
        Author::Visitor { id, .. } => (head.visitor == *id, Party::Visitor),
        Author::Agent(agent) => (head.agent == Some(agent.id), Party::Agent),
        Author::Plugin { .. } | Author::Host { .. } => return Admission::NotYours,
    };
    match (is_party, may_write(party, head.state)) {
        (false, _) => Admission::NotYours,
        (true, false) => Admission::Over,
        (true, true) => Admission::Yes,
    }
}
