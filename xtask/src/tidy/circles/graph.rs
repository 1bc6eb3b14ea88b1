//! Which file uses which, and the circles among them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Files and what each uses of others.
#[derive(Default)]
pub struct Graph {
    /// For each file the files that it uses, each with one of the names by which it does.
    uses: BTreeMap<String, BTreeMap<String, String>>,
}

/// Files that lead to one another.
#[derive(Debug, PartialEq, Eq)]
pub struct Circle {
    /// Every file of it, sorted.
    pub files: Vec<String>,
    /// The shortest way round: each file with the name that it uses of the next, the last with one of the first.
    pub way: Vec<(String, String)>,
}

impl Graph {
    /// Notes that a file uses a name of another. What a file uses of itself doesn't count.
    pub fn add(&mut self, file: &str, used: &str, name: &str) {
        if file != used {
            let uses = self.uses.entry(file.to_owned()).or_default();
            uses.entry(used.to_owned()).or_insert_with(|| name.to_owned());
        }
    }

    /// Every circle. Files of which each leads to all the others are one circle, however many ways round there are.
    pub fn circles(&self) -> Vec<Circle> {
        let reached: BTreeMap<&str, BTreeSet<&str>> =
            self.uses.keys().map(|file| (file.as_str(), self.reached(file))).collect();
        let mut circles = Vec::new();
        let mut done = BTreeSet::new();
        for (file, from_it) in &reached {
            if !from_it.contains(file) || done.contains(file) {
                continue;
            }
            let leads_back = |other: &&&str| reached.get(**other).is_some_and(|from_other| from_other.contains(file));
            let files: Vec<&str> = from_it.iter().filter(leads_back).copied().collect();
            done.extend(files.iter().copied());
            let ways = files.iter().filter_map(|file| self.way_round(file));
            let way = ways.min_by_key(Vec::len).unwrap_or_default();
            circles.push(Circle { files: files.into_iter().map(str::to_owned).collect(), way });
        }
        circles
    }

    fn of<'graph>(&'graph self, file: &str) -> impl Iterator<Item = (&'graph str, &'graph str)> {
        self.uses.get(file).into_iter().flatten().map(|(used, name)| (used.as_str(), name.as_str()))
    }

    /// All that a file leads to; itself only when it is in a circle.
    fn reached(&self, file: &str) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&str> = self.of(file).map(|(used, _)| used).collect();
        while let Some(file) = open.pop() {
            if reached.insert(file) {
                open.extend(self.of(file).map(|(used, _)| used));
            }
        }
        reached
    }

    /// The shortest way from a file back to itself.
    fn way_round(&self, start: &str) -> Option<Vec<(String, String)>> {
        // For each file the one before it on the shortest way, and the name which that one uses of it.
        let mut before: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
        let mut open = VecDeque::from([start]);
        while let Some(file) = open.pop_front() {
            for (used, name) in self.of(file) {
                if !before.contains_key(used) {
                    before.insert(used, (file, name));
                    open.push_back(used);
                }
            }
        }
        let mut way = Vec::new();
        let mut at = start;
        loop {
            let (file, name) = before.get(at)?;
            way.push(((*file).to_owned(), (*name).to_owned()));
            at = file;
            if at == start {
                way.reverse();
                return Some(way);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(uses: &[(&str, &str)]) -> Graph {
        let mut graph = Graph::default();
        for (file, used) in uses {
            graph.add(file, used, &used.to_uppercase());
        }
        graph
    }

    #[test]
    fn files_that_lead_downwards_only_are_no_circle() {
        assert_eq!(graph(&[("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"), ("d", "d")]).circles(), []);
    }

    #[test]
    fn a_circle_has_all_its_files_and_the_shortest_way_round() {
        let circles = graph(&[("a", "b"), ("b", "c"), ("c", "d"), ("d", "a"), ("c", "b"), ("d", "below")]).circles();
        let way = [("b", "C"), ("c", "B")].map(|(file, name)| (file.to_owned(), name.to_owned())).to_vec();
        assert_eq!(circles, [Circle { files: ["a", "b", "c", "d"].map(str::to_owned).to_vec(), way }]);
    }

    #[test]
    fn circles_that_do_not_lead_to_one_another_are_told_apart() {
        let circles = graph(&[("a", "b"), ("b", "a"), ("b", "c"), ("c", "d"), ("d", "c")]).circles();
        assert_eq!(circles.iter().map(|circle| circle.files.join(" ")).collect::<Vec<_>>(), ["a b", "c d"]);
    }
}
