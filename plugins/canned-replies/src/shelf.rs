//! The replies of one member, or those of the organisation.

use serde::{Deserialize, Serialize};

use crate::{Refusal, Text};

/// Most characters of a keyword.
pub const KEYWORD_CHARS_MAX: usize = 30;
/// Most characters of a text.
pub const TEXT_CHARS_MAX: usize = 2_000;
/// Most bytes of a page, which is one value of the store.
const PAGE_BYTES_MAX: usize = 64 * 1024;

/// Who can use a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Scope {
    /// One member.
    Personal,
    /// All members.
    Organisation,
}

impl Scope {
    /// How many pages the replies are stored on.
    pub fn pages(self) -> usize {
        match self {
            Self::Personal => 1,
            Self::Organisation => 8,
        }
    }

    fn replies_max(self) -> usize {
        match self {
            Self::Personal => 100,
            Self::Organisation => 200,
        }
    }

    fn too_many(self) -> Text {
        match self {
            Self::Personal => Text::TooManyOwn,
            Self::Organisation => Text::TooMany,
        }
    }
}

/// A text with its keyword.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The id; it never changes.
    pub id: String,
    /// 1 to 30 of `a` to `z` and `0` to `9`.
    pub keyword: String,
    /// 1 to 2,000 characters.
    pub text: String,
}

/// The replies stored under one key.
pub type Page = Vec<Reply>;

/// The replies of a scope, with the pages that they are stored on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelf {
    scope: Scope,
    pages: Vec<Page>,
}

impl Shelf {
    /// The shelf with these stored pages; missing pages are empty.
    pub fn of(scope: Scope, mut pages: Vec<Page>) -> Self {
        pages.resize(scope.pages(), Page::new());
        Self { scope, pages }
    }

    /// The pages to store: as many as the scope has.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// The scope of the replies.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// The replies by keyword.
    pub fn sorted(&self) -> Vec<&Reply> {
        let mut all: Vec<_> = self.all().collect();
        all.sort_by(|a, b| a.keyword.cmp(&b.keyword));
        all
    }

    /// Finds a reply.
    ///
    /// # Errors
    /// `NotFound` when there is none with this id.
    pub fn get(&self, id: &str) -> Result<&Reply, Refusal> {
        self.all().find(|reply| reply.id == id).ok_or(Refusal::NotFound)
    }

    /// Whether a reply has this keyword.
    pub fn has_keyword(&self, keyword: &str) -> bool {
        self.all().any(|reply| reply.keyword == keyword)
    }

    /// Adds a reply.
    ///
    /// # Errors
    /// An invalid keyword or text, a keyword already used, too many replies, or no room.
    pub fn create(&mut self, id: &str, keyword: &str, text: &str) -> Result<&Reply, Refusal> {
        let reply = Reply { id: id.to_owned(), keyword: keyword_of(keyword)?, text: text_of(text)? };
        if self.has_keyword(keyword) {
            return Err(Refusal::Invalid("keyword", Text::KeywordTaken));
        }
        if self.all().count() >= self.scope.replies_max() {
            return Err(Refusal::Full(self.scope.too_many()));
        }
        self.put(reply)?;
        self.get(id)
    }

    /// Changes the given properties of a reply.
    ///
    /// # Errors
    /// No such reply, an invalid keyword or text, a keyword already used, or no room.
    pub fn update(&mut self, id: &str, keyword: Option<&str>, text: Option<&str>) -> Result<&Reply, Refusal> {
        let mut reply = self.get(id)?.clone();
        if let Some(keyword) = keyword {
            reply.keyword = keyword_of(keyword)?;
        }
        if let Some(text) = text {
            reply.text = text_of(text)?;
        }
        if self.all().any(|other| other.id != id && other.keyword == reply.keyword) {
            return Err(Refusal::Invalid("keyword", Text::KeywordTaken));
        }
        self.put(reply)?;
        self.get(id)
    }

    /// Removes a reply.
    ///
    /// # Errors
    /// `NotFound` when there is none with this id.
    pub fn remove(&mut self, id: &str) -> Result<(), Refusal> {
        self.get(id)?;
        self.take(id);
        Ok(())
    }

    fn all(&self) -> impl Iterator<Item = &Reply> {
        self.pages.iter().flatten()
    }

    /// Puts a reply on its old page when it fits there, so that one page changes, otherwise on the first page with
    /// room.
    fn put(&mut self, reply: Reply) -> Result<(), Refusal> {
        let bytes = bytes_of(&reply);
        let others = |page: &Page| page.iter().filter(|other| other.id != reply.id).map(bytes_of).sum::<usize>();
        // Two bytes for the brackets around the page; a comma is counted with each reply.
        let has_room = |page: &Page| others(page) + bytes + 2 <= PAGE_BYTES_MAX;
        let old = self.pages.iter().position(|page| page.iter().any(|other| other.id == reply.id));
        let at = old
            .filter(|at| self.pages.get(*at).is_some_and(has_room))
            .or_else(|| self.pages.iter().position(has_room))
            .ok_or(Refusal::Full(Text::NoRoom))?;
        self.take(&reply.id);
        self.pages.get_mut(at).ok_or(Refusal::Full(Text::NoRoom))?.push(reply);
        Ok(())
    }

    fn take(&mut self, id: &str) {
        self.pages.iter_mut().for_each(|page| page.retain(|reply| reply.id != id));
    }
}

/// Bytes of a reply on its page, with the comma. One that can't be written as JSON fits nowhere.
fn bytes_of(reply: &Reply) -> usize {
    serde_json::to_vec(reply).map_or(PAGE_BYTES_MAX, |bytes| bytes.len() + 1)
}

fn keyword_of(keyword: &str) -> Result<String, Refusal> {
    let fits = (1..=KEYWORD_CHARS_MAX).contains(&keyword.len())
        && keyword.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if fits { Ok(keyword.to_owned()) } else { Err(Refusal::Invalid("keyword", Text::Keyword)) }
}

/// Allows only what a message may contain; otherwise the agent would only notice when the reply can't be sent.
fn text_of(text: &str) -> Result<String, Refusal> {
    let is_odd = |c: char| (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{202A}'..='\u{202E}');
    let fits = !text.trim().is_empty() && text.chars().count() <= TEXT_CHARS_MAX && !text.contains(is_odd);
    if fits { Ok(text.to_owned()) } else { Err(Refusal::Invalid("text", Text::Reply)) }
}

#[cfg(test)]
mod tests;
