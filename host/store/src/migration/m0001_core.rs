//! Organisations, people, queues, conversations and their log. Every table of an organisation's data begins its
//! key or its first index with the organisation's id.

use sea_orm_migration::prelude::*;

pub(super) struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0001_core"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::create(manager, TABLES).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("the first step can't be taken back: remove the database instead".into()))
    }
}

/// Moments are milliseconds since 1970 in UTC; JSON is text; words are those of the schema.
const TABLES: &str = r#"
CREATE TABLE organisation (
    id {uuid} PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    name text NOT NULL,
    created_at bigint NOT NULL
);
CREATE TABLE account (
    id {uuid} PRIMARY KEY,
    email text NOT NULL UNIQUE,
    password_hash text NOT NULL,
    full_name text NOT NULL,
    display_name text NOT NULL,
    sort_name text{by_code_point} NOT NULL,
    search_text text NOT NULL,
    locale text,
    notifications text NOT NULL,
    created_at bigint NOT NULL
);
CREATE TABLE session (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id),
    token_hash {bytes} NOT NULL UNIQUE,
    created_at bigint NOT NULL,
    last_used_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    user_agent text
);
CREATE INDEX session_account ON session (account_id, last_used_at);
CREATE TABLE member (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    account_id {uuid} NOT NULL REFERENCES account (id),
    role text NOT NULL,
    joined_at bigint NOT NULL,
    removed_at bigint,
    UNIQUE (organisation_id, account_id)
);
CREATE INDEX member_account ON member (account_id);
CREATE TABLE invitation (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    token_hash {bytes} NOT NULL UNIQUE,
    email text,
    role text NOT NULL,
    queue_ids text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    created_by {uuid} REFERENCES member (id),
    accepted_at bigint,
    accepted_by {uuid} REFERENCES account (id),
    revoked_at bigint
);
CREATE INDEX invitation_organisation ON invitation (organisation_id, id);
CREATE TABLE queue (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    name text NOT NULL,
    position bigint NOT NULL,
    open boolean NOT NULL,
    suspended boolean NOT NULL,
    capacity bigint,
    settings text NOT NULL,
    created_at bigint NOT NULL,
    removed_at bigint
);
CREATE INDEX queue_organisation ON queue (organisation_id, position);
CREATE TABLE queue_handler (
    queue_id {uuid} NOT NULL REFERENCES queue (id),
    member_id {uuid} NOT NULL REFERENCES member (id),
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    PRIMARY KEY (queue_id, member_id)
){clustered};
CREATE INDEX queue_handler_member ON queue_handler (member_id);
CREATE TABLE queue_event (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    queue_id {uuid} NOT NULL REFERENCES queue (id),
    at bigint NOT NULL,
    kind text NOT NULL,
    scheduled boolean NOT NULL,
    actor_id {uuid} REFERENCES member (id),
    conversation_id {uuid},
    data text
);
CREATE INDEX queue_event_queue ON queue_event (queue_id, id);
CREATE TABLE visitor (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    token_hash {bytes} NOT NULL UNIQUE,
    name text,
    created_at bigint NOT NULL,
    last_seen_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    idle_ms bigint NOT NULL
);
CREATE INDEX visitor_organisation ON visitor (organisation_id, expires_at);
CREATE TABLE conversation (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    queue_id {uuid} NOT NULL REFERENCES queue (id),
    visitor_id {uuid} NOT NULL REFERENCES visitor (id),
    agent_id {uuid} REFERENCES member (id),
    state text NOT NULL,
    customer_name text,
    requested_at bigint NOT NULL,
    line_at bigint NOT NULL,
    claimed_at bigint,
    ended_at bigint,
    ended_by text,
    hidden_at bigint,
    last_seq bigint NOT NULL,
    agent_read_seq bigint NOT NULL,
    visitor_read_seq bigint NOT NULL
);
CREATE INDEX conversation_organisation ON conversation (organisation_id, id);
CREATE INDEX conversation_line ON conversation (queue_id, line_at, id) WHERE state = 'WAITING';
CREATE INDEX conversation_agent ON conversation (agent_id, id) WHERE hidden_at IS NULL;
CREATE INDEX conversation_visitor ON conversation (visitor_id, id);
CREATE INDEX conversation_departed ON conversation (ended_at) WHERE state = 'ENDED' AND hidden_at IS NULL;
CREATE TABLE entry (
    conversation_id {uuid} NOT NULL REFERENCES conversation (id),
    seq bigint NOT NULL,
    organisation_id {uuid} NOT NULL,
    at bigint NOT NULL,
    kind text NOT NULL,
    author_kind text NOT NULL,
    author_id {uuid},
    author_name text,
    client_id {uuid},
    text text,
    data text,
    PRIMARY KEY (conversation_id, seq)
){clustered};
CREATE UNIQUE INDEX entry_client ON entry (conversation_id, client_id) WHERE client_id IS NOT NULL;
CREATE TABLE metadatum (
    conversation_id {uuid} NOT NULL REFERENCES conversation (id),
    kind text NOT NULL,
    key text NOT NULL,
    organisation_id {uuid} NOT NULL,
    value text NOT NULL,
    origin text NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (conversation_id, kind, key)
){clustered};
CREATE TABLE attachment (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    conversation_id {uuid} NOT NULL REFERENCES conversation (id),
    party text NOT NULL,
    name text NOT NULL,
    declared_bytes bigint NOT NULL,
    created_at bigint NOT NULL,
    content_type text,
    size_bytes bigint,
    sha256 {bytes},
    width bigint,
    height bigint,
    thumbnail boolean NOT NULL,
    uploaded_at bigint,
    entry_seq bigint
);
CREATE INDEX attachment_conversation ON attachment (conversation_id);
CREATE INDEX attachment_announced ON attachment (created_at) WHERE uploaded_at IS NULL
"#;
