//! The modules of a crate, and which file defines a name.

use std::collections::{BTreeMap, BTreeSet};

use super::lexer::{Token, tokens};
use super::paths::{attribute, closing, end, is_for_tests};
use crate::tidy::source::SourceFile;

/// The modules of a crate; the first is its root.
pub struct Tree<'files> {
    pub modules: Vec<Module<'files>>,
}

/// A module, which may be a part of a file.
pub struct Module<'files> {
    pub file: &'files str,
    /// Its items, but for modules and imports.
    pub code: Vec<Token>,
    pub imports: Vec<Import>,
    parent: Option<usize>,
    children: BTreeMap<String, usize>,
    defined: BTreeSet<String>,
    /// Macros by example, which later files use by their name alone.
    macros: BTreeSet<String>,
    /// What is written in macros between the items: among it are the names of what they define.
    unclear: BTreeSet<String>,
}

/// A name that a `use` brings into a module.
pub struct Import {
    /// The name, or nothing for everything (`*`).
    name: Option<String>,
    pub path: Vec<String>,
    /// Whether it is there for others, and not because this module needs it.
    pub is_handed_on: bool,
}

/// For what a path stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'files> {
    Module(usize),
    /// Anything else that this file defines.
    Item(&'files str),
}

impl<'files> Tree<'files> {
    /// Reads a crate from its root file on.
    pub fn read(root: &'files SourceFile, files: &'files [SourceFile]) -> Self {
        let mut tree = Self { modules: Vec::new() };
        let folder = root.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        tree.add(&root.path, folder, &tokens(&root.text), None, files);
        tree
    }

    /// Adds a module and those below it, whose files are looked for in a folder.
    fn add(
        &mut self,
        file: &'files str,
        folder: &str,
        code: &[Token],
        parent: Option<usize>,
        files: &'files [SourceFile],
    ) -> usize {
        let at = self.modules.len();
        let mut module = Module {
            file,
            code: Vec::new(),
            imports: Vec::new(),
            parent,
            children: BTreeMap::new(),
            defined: BTreeSet::new(),
            macros: BTreeSet::new(),
            unclear: BTreeSet::new(),
        };
        let below = module.read(code);
        self.modules.push(module);
        for (name, body) in below {
            let own = format!("{folder}/{name}");
            let child = if let Some(body) = body {
                self.add(file, &own, body, Some(at), files)
            } else {
                let paths = [format!("{own}.rs"), format!("{own}/mod.rs")];
                // A file that isn't in git, because it is generated.
                let Some(found) = files.iter().find(|file| paths.contains(&file.path)) else { continue };
                self.add(&found.path, &own, &tokens(&found.text), Some(at), files)
            };
            if let Some(module) = self.modules.get_mut(at) {
                module.children.insert(name, child);
            }
        }
        at
    }

    /// For what a path stands that is written in a module: nothing when it is of another crate.
    pub fn resolve(&self, module: usize, path: &[String]) -> Vec<Target<'files>> {
        self.resolve_but(module, path, &mut BTreeSet::new())
    }

    /// The files of a macro that is used by its name alone and not imported.
    pub fn macro_named(&self, name: &str) -> Vec<Target<'files>> {
        let with_it = self.modules.iter().filter(|module| module.macros.contains(name));
        with_it.map(|module| Target::Item(module.file)).collect()
    }

    /// As `resolve`, without looking twice for the same name in the same module: modules may import from one another.
    fn resolve_but(
        &self,
        module: usize,
        path: &[String],
        looked_for: &mut BTreeSet<(usize, String)>,
    ) -> Vec<Target<'files>> {
        let Some((first, mut rest)) = path.split_first() else { return Vec::new() };
        let mut at = match first.as_str() {
            "crate" => vec![Target::Module(0)],
            "self" => vec![Target::Module(module)],
            "super" => self.parent(module),
            name => self.look_up(module, name, looked_for),
        };
        while let Some((name, further)) = rest.split_first() {
            // A name may stand for a module and for a function: only the module has something in it.
            let inside = at.iter().find_map(|target| match target {
                Target::Module(module) => Some(*module),
                Target::Item(_) => None,
            });
            let Some(inside) = inside else { break };
            at = match name.as_str() {
                "super" => self.parent(inside),
                "self" => vec![Target::Module(inside)],
                name => {
                    let found = self.look_up(inside, name, looked_for);
                    if found.is_empty() { self.defined_by_macro(inside, name) } else { found }
                }
            };
            rest = further;
        }
        at
    }

    fn parent(&self, module: usize) -> Vec<Target<'files>> {
        self.modules.get(module).and_then(|module| module.parent).map(Target::Module).into_iter().collect()
    }

    /// For what a name stands in a module: what it defines, or what it imports by name or with everything else.
    fn look_up(&self, at: usize, name: &str, looked_for: &mut BTreeSet<(usize, String)>) -> Vec<Target<'files>> {
        let Some(module) = self.modules.get(at) else { return Vec::new() };
        if !looked_for.insert((at, name.to_owned())) {
            return Vec::new();
        }
        let mut found: Vec<Target<'files>> =
            module.children.get(name).copied().map(Target::Module).into_iter().collect();
        if module.defined.contains(name) {
            found.push(Target::Item(module.file));
        }
        for import in module.imports.iter().filter(|import| import.name.as_deref() == Some(name)) {
            found.extend(self.resolve_but(at, &import.path, looked_for));
        }
        if found.is_empty() {
            for import in module.imports.iter().filter(|import| import.name.is_none()) {
                for target in self.resolve_but(at, &import.path, looked_for) {
                    match target {
                        Target::Module(inside) => found.extend(self.look_up(inside, name, looked_for)),
                        // The variants of an enumeration, which aren't told from other names here.
                        Target::Item(_) => {}
                    }
                }
            }
        }
        found
    }

    /// The file whose macro defines a name that a module has, though no item of it has this name.
    fn defined_by_macro(&self, at: usize, name: &str) -> Vec<Target<'files>> {
        let Some(module) = self.modules.get(at) else { return Vec::new() };
        if module.unclear.contains(name) {
            return vec![Target::Item(module.file)];
        }
        let mut is_elsewhere = false;
        for import in module.imports.iter().filter(|import| import.name.is_none()) {
            let targets = self.resolve(at, &import.path);
            is_elsewhere |= targets.is_empty();
            for target in targets {
                if let Target::Module(inside) = target
                    && inside != at
                    && self.modules.get(inside).is_some_and(|module| module.unclear.contains(name))
                {
                    return self.defined_by_macro(inside, name);
                }
            }
        }
        // Everything of another crate is imported, and the name may be among it.
        if is_elsewhere || module.unclear.is_empty() { Vec::new() } else { vec![Target::Item(module.file)] }
    }
}

impl Module<'_> {
    /// Reads the items, and returns the modules among them: with their bodies, where they aren't files of their own.
    fn read<'code>(&mut self, code: &'code [Token]) -> Vec<(String, Option<&'code [Token]>)> {
        let mut below = Vec::new();
        let mut at = 0;
        while at < code.len() {
            let begin = at;
            let mut is_skipped = false;
            while let Some((close, attribute)) = attribute(code, at) {
                is_skipped |= is_for_tests(attribute);
                at = close + 1;
            }
            let last = end(code, at);
            let item = code.get(at..=last).unwrap_or_default();
            // Further on whatever comes: a bracket may be closed that was never opened.
            at = (last + 1).max(at + 1);
            if is_skipped {
                continue;
            }
            match self.note(item) {
                Noted::Module(name, body) => below.push((name, body)),
                Noted::Import => {}
                Noted::Code => self.code.extend_from_slice(code.get(begin..at).unwrap_or_default()),
            }
        }
        below
    }

    /// Notes what an item defines or imports.
    fn note<'code>(&mut self, item: &'code [Token]) -> Noted<'code> {
        let mut at = 0;
        let mut is_public = false;
        while let Some(token) = item.get(at) {
            let Token::Name(word) = token else { break };
            let next = item.get(at + 1);
            match word.as_str() {
                "pub" => {
                    is_public = true;
                    let is_narrowed = next == Some(&Token::Open('('));
                    at = if is_narrowed { closing(item, at + 1) } else { at };
                }
                "use" => {
                    let tree = item.get(at + 1..).unwrap_or_default();
                    note_imports(tree, &[], is_public, &mut self.imports);
                    return Noted::Import;
                }
                "mod" => {
                    let Some(Token::Name(name)) = next else { break };
                    let body = item.get(at + 2).and_then(|token| match token {
                        Token::Open(_) => item.get(at + 3..closing(item, at + 2)),
                        _ => None,
                    });
                    return Noted::Module(name.clone(), body);
                }
                "macro_rules" => {
                    // Behind its exclamation mark.
                    if let Some(Token::Name(name)) = item.get(at + 2) {
                        self.macros.insert(name.clone());
                        self.defined.insert(name.clone());
                    }
                    return Noted::Code;
                }
                "fn" | "struct" | "enum" | "union" | "trait" | "type" | "static" => {
                    let is_changing = next.is_some_and(|next| next.is("mut"));
                    if let Some(Token::Name(name)) = item.get(at + 1 + usize::from(is_changing)) {
                        self.defined.insert(name.clone());
                    }
                    return Noted::Code;
                }
                "const" => match next {
                    Some(Token::Name(name)) if !["fn", "unsafe", "async", "extern"].contains(&name.as_str()) => {
                        self.defined.insert(name.clone());
                        return Noted::Code;
                    }
                    _ => {}
                },
                "unsafe" | "async" | "extern" | "default" => {
                    // The name of what is called from elsewhere, as in `extern "C"`.
                    at += usize::from(matches!(next, Some(Token::Text(_))));
                }
                "impl" => return Noted::Code,
                _ => break,
            }
            at += 1;
        }
        self.note_macro(item);
        Noted::Code
    }

    /// Notes what a macro between the items may define.
    fn note_macro(&mut self, item: &[Token]) {
        let called = item.iter().position(|token| *token == Token::Sign('!'));
        let given = called.and_then(|at| item.get(at + 1..)).unwrap_or_default();
        if matches!(given.first(), Some(Token::Open(_))) {
            let names = given.iter().filter_map(|token| match token {
                Token::Name(name) => Some(name.clone()),
                _ => None,
            });
            self.unclear.extend(names);
        }
    }
}

/// What an item is.
enum Noted<'code> {
    /// A module of this name, with its body unless that is a file.
    Module(String, Option<&'code [Token]>),
    Import,
    Code,
}

/// Takes a `use` apart, into one import for each name.
fn note_imports(tree: &[Token], before: &[String], is_handed_on: bool, imports: &mut Vec<Import>) {
    let mut path = before.to_vec();
    let mut name = None;
    let mut at = 0;
    let mut has_names = false;
    let mut is_whole = false;
    while let Some(token) = tree.get(at) {
        match token {
            Token::Name(word) if word == "as" => {
                if let Some(Token::Name(other)) = tree.get(at + 1) {
                    name = Some(other.clone());
                }
                at += 1;
            }
            Token::Name(word) => {
                // `use a::{self, b}`: itself.
                if word == "self" && !path.is_empty() {
                    name = path.last().cloned();
                } else {
                    path.push(word.clone());
                    name = Some(word.clone());
                }
                has_names = true;
            }
            Token::Sign('*') => (name, has_names) = (None, true),
            Token::Open(_) => {
                let close = closing(tree, at);
                note_imports(tree.get(at + 1..close).unwrap_or_default(), &path, is_handed_on, imports);
                (at, is_whole) = (close, true);
            }
            Token::Sign(',' | ';') => {
                if has_names && !is_whole {
                    imports.push(Import { name: name.take(), path: path.clone(), is_handed_on });
                }
                (path, name, has_names, is_whole) = (before.to_vec(), None, false, false);
            }
            // `use ::a::b` is of another crate, and so is what it brings.
            Token::Sign(':') if path.is_empty() && at == 0 => return,
            _ => {}
        }
        at += 1;
    }
    if has_names && !is_whole {
        imports.push(Import { name, path, is_handed_on });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::circles::paths::paths;

    fn imports(text: &str) -> Vec<String> {
        let mut imports = Vec::new();
        note_imports(&tokens(text), &[], false, &mut imports);
        let shown = |import: Import| format!("{}={}", import.name.unwrap_or("*".to_owned()), import.path.join("::"));
        imports.into_iter().map(shown).collect()
    }

    #[test]
    fn imports_are_taken_apart() {
        assert_eq!(imports("a::b::C;"), ["C=a::b::C"]);
        assert_eq!(
            imports("a::{b::{self, C}, d as e, f::*, g};"),
            ["b=a::b", "C=a::b::C", "e=a::d", "*=a::f", "g=a::g"]
        );
        assert_eq!(imports("super::A as _;"), ["_=super::A"]);
        assert_eq!(imports("::a::B;"), [""; 0]);
    }

    #[test]
    fn items_are_told_apart_by_their_first_words() {
        let text = "#![deny(a)]\npub(crate) const fn a() {} const B: C = C { d: 1 };\nstatic mut E: u8 = 0;\n\
                    unsafe impl F for G {}\npub struct H(I);\nextern \"C\" fn j() {}\nwords! { pub K }\n\
                    #[cfg(test)]\nmod tests { struct L; }\nmod m { struct N; }\nmacro_rules! o { () => { struct P; } }";
        let file = SourceFile { path: "src/lib.rs".to_owned(), text: text.to_owned() };
        let tree = Tree::read(&file, &[]);
        let names = |of: &BTreeSet<String>| of.iter().cloned().collect::<Vec<_>>().join(" ");
        assert_eq!(names(&tree.modules[0].defined), "B E H a j o");
        assert_eq!(names(&tree.modules[0].unclear), "K pub");
        assert_eq!(names(&tree.modules[1].defined), "N");
        assert_eq!(tree.modules.len(), 2);
        assert!(paths(&tree.modules[0].code).iter().any(|path| path.names == ["G"]));
    }
}
