//! The organisation's tags, as a tree. It is stored as one value, so that two operators who edit at once can't break
//! it.

use serde::{Deserialize, Serialize};

use crate::{Refusal, Text, line};

/// Most tags of an organisation. Even with the longest names, all of them fit into one value of the store.
pub(crate) const TAGS_MAX: usize = 200;
/// Most levels of the tree.
pub(crate) const DEPTH_MAX: usize = 5;
/// Most characters of a name.
pub(crate) const NAME_CHARS_MAX: usize = 40;

/// One tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// Its id.
    pub id: String,
    /// 1 to 40 characters.
    pub name: String,
    /// `#rrggbb`, in lower case.
    pub colour: String,
    /// The tag that it is under; `None` at the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
}

/// A tag that was removed from the tree, as conversations go on showing it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gone {
    /// Its last name.
    pub name: String,
    /// Its last colour.
    pub colour: String,
}

/// All tags.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tree {
    tags: Vec<Tag>,
}

impl Tree {
    /// Finds a tag.
    ///
    /// # Errors
    /// `NotFound` when there is none with this id.
    pub fn get(&self, id: &str) -> Result<&Tag, Refusal> {
        self.tags.iter().find(|tag| tag.id == id).ok_or(Refusal::NotFound)
    }

    /// The names from the top down to the tag itself; empty when there is no such tag.
    pub fn path(&self, id: &str) -> Vec<&str> {
        let mut names: Vec<&str> = self.upwards(id).map(|tag| tag.name.as_str()).collect();
        names.reverse();
        names
    }

    /// Every tag with its path, sorted by path without regard to case.
    pub fn sorted(&self) -> Vec<(&Tag, Vec<&str>)> {
        let mut all: Vec<_> = self.tags.iter().map(|tag| (tag, self.path(&tag.id))).collect();
        all.sort_by_cached_key(|(_, path)| path.iter().map(|name| name.to_lowercase()).collect::<Vec<_>>());
        all
    }

    /// Adds a tag.
    ///
    /// # Errors
    /// An invalid name or colour, a name already used in that place, no such parent, too deep, or too many tags.
    pub fn create(&mut self, id: &str, name: &str, colour: &str, parent: Option<&str>) -> Result<&Tag, Refusal> {
        let (name, colour) = (name_of(name)?, colour_of(colour)?);
        if let Some(parent) = parent {
            self.get(parent)?;
        }
        self.check_free(None, parent, name)?;
        if self.depth_of(parent) + 1 > DEPTH_MAX {
            return Err(Refusal::Invalid("parentId", Text::TooDeep));
        }
        if self.tags.len() >= TAGS_MAX {
            return Err(Refusal::Full(Text::TooManyTags));
        }
        let tag = Tag { id: id.to_owned(), name: name.to_owned(), colour, parent: parent.map(str::to_owned) };
        self.tags.push(tag);
        self.get(id)
    }

    /// Changes the name and the colour, where given.
    ///
    /// # Errors
    /// No such tag, an invalid name or colour, or a name already used in that place.
    pub fn update(&mut self, id: &str, name: Option<&str>, colour: Option<&str>) -> Result<&Tag, Refusal> {
        let tag = self.get(id)?.clone();
        let name = name.map_or(Ok(tag.name.as_str()), name_of)?.to_owned();
        let colour = colour.map_or_else(|| Ok(tag.colour.clone()), colour_of)?;
        self.check_free(Some(id), tag.parent.as_deref(), &name)?;
        self.change(id, |tag| (tag.name, tag.colour) = (name, colour))
    }

    /// Moves a tag, with those under it, under another one or to the top.
    ///
    /// # Errors
    /// No such tag, a move under itself, a name already used in that place, or too deep.
    pub fn move_under(&mut self, id: &str, parent: Option<&str>) -> Result<&Tag, Refusal> {
        let name = self.get(id)?.name.clone();
        if let Some(parent) = parent {
            self.get(parent)?;
            if self.is_within(parent, id) {
                return Err(Refusal::Invalid("parentId", Text::UnderItself));
            }
        }
        self.check_free(Some(id), parent, &name)?;
        if self.depth_of(parent) + self.height(id) > DEPTH_MAX {
            return Err(Refusal::Invalid("parentId", Text::TooDeep));
        }
        let parent = parent.map(str::to_owned);
        self.change(id, |tag| tag.parent = parent)
    }

    /// Removes a tag; those under it move up. Where their name is taken there, a number is added to it.
    ///
    /// # Errors
    /// `NotFound` when there is none with this id.
    pub fn remove(&mut self, id: &str) -> Result<Gone, Refusal> {
        let tag = self.get(id)?.clone();
        self.tags.retain(|other| other.id != id);
        let under: Vec<Tag> = self.tags.iter().filter(|other| other.parent.as_deref() == Some(id)).cloned().collect();
        for child in under {
            let name = self.free_name(&child, tag.parent.as_deref());
            let parent = tag.parent.clone();
            self.change(&child.id, |child| (child.name, child.parent) = (name, parent))?;
        }
        Ok(Gone { name: tag.name, colour: tag.colour })
    }

    /// Whether a tag is the other one or is under it, at any depth.
    pub fn is_within(&self, id: &str, above: &str) -> bool {
        self.upwards(id).any(|tag| tag.id == above)
    }

    /// The tags from this one to the top. Bounded, so that a broken value can't loop for ever.
    fn upwards<'t>(&'t self, id: &str) -> impl Iterator<Item = &'t Tag> {
        let above = |tag: &&'t Tag| tag.parent.as_deref().and_then(|parent| self.get(parent).ok());
        std::iter::successors(self.get(id).ok(), above).take(DEPTH_MAX)
    }

    /// Number of tags from the top down to this one; 0 for the top.
    fn depth_of(&self, id: Option<&str>) -> usize {
        id.map_or(0, |id| self.upwards(id).count())
    }

    /// Number of levels from this tag down to the deepest one under it.
    fn height(&self, id: &str) -> usize {
        let own = self.upwards(id).count();
        let under = self.tags.iter().filter(|tag| self.is_within(&tag.id, id));
        under.map(|tag| self.upwards(&tag.id).count() + 1 - own).max().unwrap_or(1)
    }

    fn is_taken(&self, except: Option<&str>, parent: Option<&str>, name: &str) -> bool {
        let name = name.to_lowercase();
        let beside = self.tags.iter().filter(|tag| tag.parent.as_deref() == parent && Some(tag.id.as_str()) != except);
        beside.into_iter().any(|tag| tag.name.to_lowercase() == name)
    }

    fn check_free(&self, except: Option<&str>, parent: Option<&str>, name: &str) -> Result<(), Refusal> {
        if self.is_taken(except, parent, name) { Err(Refusal::Invalid("name", Text::NameTaken)) } else { Ok(()) }
    }

    fn free_name(&self, tag: &Tag, parent: Option<&str>) -> String {
        let numbered = |n: usize| {
            let number = format!(" {n}");
            let room = NAME_CHARS_MAX - number.len();
            tag.name.chars().take(room).collect::<String>() + &number
        };
        // One more try than there are tags, so one of the names is free.
        let tries = std::iter::once(tag.name.clone()).chain((2..=TAGS_MAX + 1).map(numbered));
        let mut free = tries.filter(|name| !self.is_taken(Some(&tag.id), parent, name));
        free.next().unwrap_or_else(|| tag.name.clone())
    }

    fn change(&mut self, id: &str, change: impl FnOnce(&mut Tag)) -> Result<&Tag, Refusal> {
        let tag = self.tags.iter_mut().find(|tag| tag.id == id).ok_or(Refusal::NotFound)?;
        change(tag);
        Ok(tag)
    }
}

fn name_of(name: &str) -> Result<&str, Refusal> {
    line("name", name, NAME_CHARS_MAX, Text::Name)
}

fn colour_of(colour: &str) -> Result<String, Refusal> {
    let digits = colour.strip_prefix('#').unwrap_or_default();
    if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Ok(colour.to_ascii_lowercase())
    } else {
        Err(Refusal::Invalid("colour", Text::Colour))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: &str = "#FF0000";

    fn tree(tags: &[(&str, &str, Option<&str>)]) -> Tree {
        let mut tree = Tree::default();
        for (id, name, parent) in tags {
            tree.create(id, name, RED, *parent).unwrap();
        }
        tree
    }

    #[test]
    fn tags_are_listed_by_their_paths() {
        let tree = tree(&[("b", "beta", None), ("a", "Alpha", None), ("c", "zeta", Some("a"))]);
        let paths: Vec<_> = tree.sorted().into_iter().map(|(_, path)| path.join("/")).collect();
        assert_eq!(paths, ["Alpha", "Alpha/zeta", "beta"]);
    }

    #[test]
    fn names_and_colours_that_are_none_are_refused() {
        let mut tree = Tree::default();
        for name in ["", "  ", "a\nb", &"x".repeat(41)] {
            assert_eq!(tree.create("a", name, RED, None), Err(Refusal::Invalid("name", Text::Name)), "{name:?}");
        }
        for colour in ["", "red", "#ff00", "#gg0000", "#ff0000;"] {
            assert_eq!(
                tree.create("a", "A", colour, None),
                Err(Refusal::Invalid("colour", Text::Colour)),
                "{colour:?}"
            );
        }
        let tag = tree.create("a", &format!(" {} ", "ä".repeat(40)), RED, None).unwrap();
        assert_eq!((tag.name.chars().count(), tag.colour.as_str()), (40, "#ff0000"));
    }

    #[test]
    fn two_tags_at_one_place_have_two_names_whatever_their_capitals() {
        let mut tree = tree(&[("a", "Refund", None), ("b", "Other", None)]);
        let taken = Refusal::Invalid("name", Text::NameTaken);
        assert_eq!(tree.create("c", "REFUND", RED, None), Err(taken));
        assert_eq!(tree.update("b", Some("refund"), None), Err(taken));
        tree.create("c", "Refund", RED, Some("b")).unwrap();
        assert_eq!(tree.move_under("c", None), Err(taken));
        assert_eq!(tree.update("a", Some("refund"), None).unwrap().name, "refund");
    }

    #[test]
    fn an_update_changes_what_is_given_and_leaves_the_rest() {
        let mut tree = tree(&[("a", "A", None)]);
        assert_eq!(tree.update("a", None, Some("#00FF00")).unwrap().name, "A");
        assert_eq!(tree.update("a", Some("B"), None).unwrap().colour, "#00ff00");
        assert_eq!(tree.update("x", None, None), Err(Refusal::NotFound));
    }

    #[test]
    fn a_tag_moves_with_those_under_it_but_never_under_itself() {
        let mut tree = tree(&[("a", "A", None), ("b", "B", Some("a")), ("c", "C", Some("b")), ("d", "D", None)]);
        for under in ["a", "b", "c"] {
            assert_eq!(tree.move_under("a", Some(under)), Err(Refusal::Invalid("parentId", Text::UnderItself)));
        }
        tree.move_under("b", Some("d")).unwrap();
        assert_eq!(tree.path("c"), ["D", "B", "C"]);
        assert_eq!(tree.move_under("c", Some("x")), Err(Refusal::NotFound));
    }

    #[test]
    fn tags_stand_five_deep_at_most_however_they_come_there() {
        let mut tree = tree(&[
            ("1", "1", None),
            ("2", "2", Some("1")),
            ("3", "3", Some("2")),
            ("4", "4", Some("3")),
            ("a", "a", None),
            ("b", "b", Some("a")),
        ]);
        assert_eq!(tree.move_under("a", Some("4")), Err(Refusal::Invalid("parentId", Text::TooDeep)));
        tree.move_under("a", Some("3")).unwrap();
        assert_eq!(tree.path("b").len(), 5);
        assert_eq!(tree.create("x", "x", RED, Some("b")), Err(Refusal::Invalid("parentId", Text::TooDeep)));
    }

    #[test]
    fn removing_gives_what_conversations_go_on_showing_and_moves_the_rest_up() {
        let mut tree = tree(&[("a", "A", None), ("b", "B", Some("a")), ("c", "C", Some("b")), ("x", "c", Some("a"))]);
        assert_eq!(tree.remove("b").unwrap(), Gone { name: "B".into(), colour: "#ff0000".into() });
        assert_eq!(tree.path("c"), ["A", "C 2"]);
        assert_eq!(tree.remove("b"), Err(Refusal::NotFound));
    }

    #[test]
    fn the_fullest_tree_fits_one_value_of_the_store() {
        let mut tree = Tree::default();
        let id = |n: usize| format!("tag_{n:032}");
        tree.create(&id(0), "top", RED, None).unwrap();
        for n in 1..TAGS_MAX {
            // Characters take at most four bytes.
            let name: String = format!("{n:03}").chars().chain("\u{1f600}".repeat(37).chars()).collect();
            tree.create(&id(n), &name, RED, Some(&id(0))).unwrap();
        }
        assert_eq!(tree.create("more", "more", RED, None), Err(Refusal::Full(Text::TooManyTags)));
        assert!(serde_json::to_vec(&tree).unwrap().len() <= 64 * 1024);
    }

    #[test]
    fn a_broken_value_in_the_store_ends_no_call_in_a_circle() {
        let broken = r##"{"tags":[{"id":"a","name":"A","colour":"#000000","parent":"b"},
            {"id":"b","name":"B","colour":"#000000","parent":"a"}]}"##;
        let tree: Tree = serde_json::from_str(broken).unwrap();
        assert_eq!(tree.sorted().len(), 2);
    }
}
