//! What is asked over a socket, and where.

/// The demo organisation's endpoint.
pub const ORGANISATION_PATH: &str = "/o/demo/graphql";
/// The sub-protocol of its socket.
pub const SUBPROTOCOL: &str = "graphql-transport-ws";
/// Sends a message. Variables: `c` the conversation, `k` the client's id for it, `t` the text.
pub const SEND: &str = "mutation($c:ID!,$k:ID!,$t:String!){sendMessage(input:{conversationId:$c,clientId:$k,text:$t})\
    {__typename ... on MessageSent{entry{seq}}}}";
/// Contained only in a successful answer to [`SEND`].
pub const SENT_TYPE: &[u8] = br#""MessageSent""#;
/// Subscribes to a conversation. Variable: `c`, the conversation.
pub const SUBSCRIBE: &str = "subscription($c:ID!,$a:Int){conversation(id:$c,after:$a)\
    {seq at content{__typename ... on MessageContent{text}}}}";
