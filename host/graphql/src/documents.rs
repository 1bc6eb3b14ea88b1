//! A cache of checked documents by their text, so that a repeated one is neither parsed nor checked again, with the
//! plans made of each.

use std::{collections::HashMap, sync::Arc};

use apollo_compiler::{
    ExecutableDocument as Checked,
    ast::{DirectiveList, Value as Written},
    executable::{Operation, Selection, SelectionSet},
    validation::Valid,
};
use async_graphql::{Value, Variables};
use parking_lot::Mutex;
use vuoro_kernel::limits::graphql::DOCUMENTS_CACHED_MAX;

use crate::{
    compose::Contract,
    error::{Failure, Rejected},
    guard,
    plan::{Plan, plan},
};

/// Most bytes of the texts of cached documents. What is kept for a text is about 20 times larger.
const DOCUMENTS_CACHED_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Most plans kept with one document. Each is for one combination of conditions and of variables left out.
const PLANS_KEPT_MAX: usize = 16;

/// A document that is valid against the schema.
pub(crate) struct Document {
    checked: Valid<Checked>,
    /// Variables used in an `@skip` or `@include`.
    conditions: Vec<String>,
    plans: Mutex<Vec<Kept>>,
}

struct Kept {
    operation: Option<String>,
    switches: u64,
    plan: Arc<Plan>,
}

impl Document {
    /// Parses and checks a document.
    ///
    /// # Errors
    /// Each place where the text exceeds a limit, isn't GraphQL or isn't valid against the schema.
    pub fn check(contract: &Contract, text: &str) -> Result<Self, Rejected> {
        let parsed = guard::admit(text)?;
        let checked = parsed
            .to_executable_validate(&contract.schema)
            .map_err(|broken| Rejected { errors: guard::failures(broken.errors.iter()) })?;
        let mut conditions = Vec::new();
        let fragments = checked.fragments.values().map(|fragment| &fragment.selection_set);
        for set in checked.operations.iter().map(|operation| &operation.selection_set).chain(fragments) {
            gather_conditions(set, &mut conditions);
        }
        conditions.sort();
        conditions.dedup();
        Ok(Self { checked, conditions, plans: Mutex::default() })
    }

    /// The operation of this name, or the only one.
    ///
    /// # Errors
    /// When there is none of that name, or there are several and no name was given.
    pub fn operation(&self, name: Option<&str>) -> Result<&Operation, Failure> {
        let found = self.checked.operations.get(name);
        found.map(|operation| &**operation).map_err(|error| Failure::bad_input(error.message().to_string()))
    }

    /// Whether an operation queries the schema itself. `__typename` doesn't count.
    pub fn asks_for_schema(&self, operation: &Operation) -> bool {
        let mut root = operation.root_fields(&self.checked);
        root.any(|field| matches!(field.name.as_str(), "__schema" | "__type"))
    }

    /// The plan of one of this document's operations for these variables.
    ///
    /// # Errors
    /// When the plan grows too large.
    pub fn plan(
        &self,
        contract: &Contract,
        operation: &Operation,
        variables: &Variables,
        is_plain: &dyn Fn(&str, &str) -> bool,
    ) -> Result<Arc<Plan>, Failure> {
        let make = || plan(contract, &self.checked, operation, variables, is_plain).map(Arc::new);
        let Some(switches) = self.switches(operation, variables) else { return make() };
        let name = operation.name.as_deref();
        let is_it = |kept: &&Kept| kept.switches == switches && kept.operation.as_deref() == name;
        if let Some(kept) = self.plans.lock().iter().find(is_it) {
            return Ok(kept.plan.clone());
        }
        let plan = make()?;
        let mut plans = self.plans.lock();
        if plans.len() < PLANS_KEPT_MAX {
            plans.push(Kept { operation: name.map(str::to_owned), switches, plan: plan.clone() });
        }
        Ok(plan)
    }

    /// What decides the plan among the variables, one bit each; `None` when there are too many.
    fn switches(&self, operation: &Operation, variables: &Variables) -> Option<u64> {
        let mut bits = 0u64;
        let mut count = 0;
        let mut push = |bit: bool| {
            bits = bits << 1 | u64::from(bit);
            count += 1;
        };
        for variable in &operation.variables {
            if !variable.ty.is_non_null() && variable.default_value.is_none() {
                push(variables.contains_key(variable.name.as_str()));
            }
        }
        for name in &self.conditions {
            push(variables.get(name.as_str()) == Some(&Value::Boolean(true)));
        }
        (count <= u64::BITS).then_some(bits)
    }
}

fn gather_conditions(set: &SelectionSet, into: &mut Vec<String>) {
    let mut gather = |directives: &DirectiveList| {
        for directive in directives.iter().filter(|directive| matches!(directive.name.as_str(), "skip" | "include")) {
            if let Some(Written::Variable(name)) = directive.specified_argument_by_name("if").map(|value| &**value) {
                into.push(name.to_string());
            }
        }
    };
    for selection in &set.selections {
        gather(selection.directives());
    }
    for selection in &set.selections {
        match selection {
            Selection::Field(field) => gather_conditions(&field.selection_set, into),
            Selection::InlineFragment(fragment) => gather_conditions(&fragment.selection_set, into),
            Selection::FragmentSpread(_) => {}
        }
    }
}

/// The cached documents of one schema.
///
/// There are two generations: a document found in the older one moves to the younger; when the younger is full it
/// becomes the older. A client that fills the cache with new texts therefore evicts only documents that nobody uses
/// meanwhile.
#[derive(Default)]
pub(crate) struct Documents(Mutex<Generations>);

#[derive(Default)]
struct Generations {
    young: HashMap<Arc<str>, Arc<Document>>,
    young_bytes: usize,
    old: HashMap<Arc<str>, Arc<Document>>,
}

impl Documents {
    /// The checked document of this text, from the cache where it is there.
    ///
    /// # Errors
    /// As [`Document::check`].
    pub fn get(&self, contract: &Contract, text: &str) -> Result<Arc<Document>, Rejected> {
        if let Some(found) = self.0.lock().find(text) {
            return Ok(found);
        }
        // Outside the lock, because checking takes a while. Two requests may check the same text; the later result is
        // kept.
        let document = Arc::new(Document::check(contract, text)?);
        self.0.lock().keep(text.into(), document.clone());
        Ok(document)
    }
}

impl Generations {
    fn find(&mut self, text: &str) -> Option<Arc<Document>> {
        if let Some(found) = self.young.get(text) {
            return Some(found.clone());
        }
        let (text, found) = self.old.remove_entry(text)?;
        self.keep(text, found.clone());
        Some(found)
    }

    fn keep(&mut self, text: Arc<str>, document: Arc<Document>) {
        let is_full = self.young.len() >= DOCUMENTS_CACHED_MAX / 2
            || self.young_bytes + text.len() > DOCUMENTS_CACHED_BYTES_MAX / 2;
        if is_full {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        self.young_bytes += text.len();
        self.young.insert(text, document);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::{PLATFORM, compose};

    fn contract() -> Contract {
        compose(PLATFORM, &[]).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn a_repeated_document_is_not_checked_again() {
        let (contract, documents) = (contract(), Documents::default());
        let first = documents.get(&contract, "{ now }").unwrap();
        assert!(Arc::ptr_eq(&first, &documents.get(&contract, "{ now }").unwrap()));
        assert!(!Arc::ptr_eq(&first, &documents.get(&contract, "{now}").unwrap()));
    }

    #[test]
    fn a_flood_of_new_documents_does_not_push_out_one_in_use_and_stays_bounded() {
        let (contract, documents) = (contract(), Documents::default());
        let used = documents.get(&contract, "{ now }").unwrap();
        for round in 0..2 * DOCUMENTS_CACHED_MAX {
            documents.get(&contract, &format!("{{ a{round}: now }}")).unwrap();
            if round % 100 == 0 {
                assert!(Arc::ptr_eq(&used, &documents.get(&contract, "{ now }").unwrap()), "{round}");
            }
        }
        let generations = documents.0.lock();
        assert!(generations.young.len() + generations.old.len() <= DOCUMENTS_CACHED_MAX);
    }

    #[test]
    fn large_documents_are_kept_in_bounded_bytes() {
        let (contract, documents) = (contract(), Documents::default());
        for round in 0..400 {
            documents.get(&contract, &format!("{{ a{round}: now }}{}", " ".repeat(15_000))).unwrap();
        }
        let generations = documents.0.lock();
        let bytes: usize = generations.young.keys().chain(generations.old.keys()).map(|text| text.len()).sum();
        assert!(bytes <= DOCUMENTS_CACHED_BYTES_MAX, "{bytes}");
    }

    #[test]
    fn what_does_not_hold_against_the_schema_is_refused_without_hints() {
        let contract = contract();
        for wrong in [
            "{ noww }",
            "{ viewer }",
            "{ now { a } }",
            "query($a: Int) { now }",
            "{ invitation(tokn: \"\") { email } }",
        ] {
            let errors = Document::check(&contract, wrong).err().unwrap().errors;
            let text = errors.iter().map(|error| error.message.to_lowercase()).collect::<String>();
            assert!(!text.is_empty() && !text.contains("did you mean") && !text.contains("similar"), "{text}");
        }
    }
}
