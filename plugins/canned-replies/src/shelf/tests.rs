use super::*;

fn own() -> Shelf {
    Shelf::of(Scope::Personal, Vec::new())
}

#[test]
fn a_keyword_is_one_to_thirty_small_letters_and_digits() {
    let mut shelf = own();
    for keyword in ["", "Hei", "hei hei", "hei-hei", "/hei", "häi", &"x".repeat(31)] {
        let refused = shelf.create("a", keyword, "Hei!");
        assert_eq!(refused, Err(Refusal::Invalid("keyword", Text::Keyword)), "{keyword:?}");
    }
    for (id, keyword) in [("a", "h"), ("b", "007"), ("c", &"x".repeat(30))] {
        assert_eq!(shelf.create(id, keyword, "Hei!").unwrap().keyword, keyword);
    }
}

#[test]
fn a_text_has_something_to_read_and_nothing_that_cannot_be_sent() {
    let mut shelf = own();
    for text in ["", " \n\t ", "a\u{0}b", "a\u{1b}[31m", "gpj\u{202E}exe", &"ä".repeat(2_001)] {
        assert_eq!(shelf.create("a", "k", text), Err(Refusal::Invalid("text", Text::Reply)), "{text:?}");
    }
    let text = format!("Hei,\n\t{}", "ä".repeat(1_994));
    assert_eq!(shelf.create("a", "k", &text).unwrap().text, text);
}

#[test]
fn two_replies_of_a_scope_have_two_keywords() {
    let mut shelf = own();
    shelf.create("a", "hei", "Hei!").unwrap();
    shelf.create("b", "moi", "Moi!").unwrap();
    let taken = Refusal::Invalid("keyword", Text::KeywordTaken);
    assert_eq!(shelf.create("c", "hei", "Hei taas!"), Err(taken));
    assert_eq!(shelf.update("b", Some("hei"), None), Err(taken));
    assert_eq!(
        shelf.update("a", Some("hei"), Some("Päivää!")).unwrap().text,
        "Päivää!",
        "its own keyword is no other's"
    );
}

#[test]
fn an_update_changes_what_is_given_and_leaves_the_rest() {
    let mut shelf = own();
    shelf.create("a", "hei", "Hei!").unwrap();
    assert_eq!(shelf.update("a", Some("moi"), None).unwrap().text, "Hei!");
    assert_eq!(shelf.update("a", None, Some("Moi!")).unwrap().keyword, "moi");
    assert_eq!(shelf.update("b", None, None), Err(Refusal::NotFound));
    assert_eq!(shelf.update("a", Some("Moi"), None), Err(Refusal::Invalid("keyword", Text::Keyword)));
    assert_eq!(shelf.update("a", None, Some("")), Err(Refusal::Invalid("text", Text::Reply)));
}

#[test]
fn what_is_removed_is_gone_and_its_keyword_is_free() {
    let mut shelf = own();
    shelf.create("a", "hei", "Hei!").unwrap();
    shelf.remove("a").unwrap();
    assert_eq!(shelf.remove("a"), Err(Refusal::NotFound));
    shelf.create("b", "hei", "Hei!").unwrap();
    assert_eq!(shelf.sorted().len(), 1);
}

#[test]
fn replies_are_listed_by_keyword() {
    let mut shelf = own();
    for (id, keyword) in [("a", "moi"), ("b", "hei"), ("c", "1")] {
        shelf.create(id, keyword, "x").unwrap();
    }
    assert_eq!(shelf.sorted().iter().map(|reply| reply.keyword.as_str()).collect::<Vec<_>>(), ["1", "hei", "moi"]);
}

#[test]
fn a_scope_has_its_limit_of_replies() {
    for (scope, max, text) in [(Scope::Personal, 100, Text::TooManyOwn), (Scope::Organisation, 200, Text::TooMany)] {
        let mut shelf = Shelf::of(scope, Vec::new());
        for n in 0..max {
            shelf.create(&n.to_string(), &n.to_string(), "x").unwrap();
        }
        assert_eq!(shelf.create("more", "more", "x"), Err(Refusal::Full(text)));
        shelf.remove("7").unwrap();
        shelf.create("more", "more", "x").unwrap();
    }
}

#[test]
fn every_page_fits_one_value_of_the_store_however_long_the_replies() {
    // Characters take at most four bytes.
    let long = "\u{1f600}".repeat(TEXT_CHARS_MAX);
    for scope in [Scope::Personal, Scope::Organisation] {
        let mut shelf = Shelf::of(scope, Vec::new());
        let mut made = 0;
        while shelf.create(&format!("{made:032}"), &format!("k{made}"), &long).is_ok() {
            made += 1;
        }
        assert_eq!(shelf.create("more", "more", &long), Err(Refusal::Full(Text::NoRoom)));
        assert_eq!(made, 8 * scope.pages());
        for page in shelf.pages() {
            assert!(serde_json::to_vec(page).unwrap().len() <= PAGE_BYTES_MAX);
        }
    }
}

#[test]
fn a_reply_that_outgrows_its_page_moves_and_is_there_once() {
    let long = "\u{1f600}".repeat(TEXT_CHARS_MAX);
    let mut shelf = Shelf::of(Scope::Organisation, Vec::new());
    shelf.create("small", "small", "x").unwrap();
    for n in 0..8 {
        shelf.create(&n.to_string(), &n.to_string(), &long).unwrap();
    }
    assert_eq!(shelf.update("small", None, Some(&long)).unwrap().text, long);
    assert_eq!(shelf.sorted().len(), 9);
    assert_eq!(shelf.pages().iter().map(Vec::len).collect::<Vec<_>>(), [8, 1, 0, 0, 0, 0, 0, 0]);
}

#[test]
fn a_reply_that_finds_no_room_stays_as_it_was() {
    let long = "\u{1f600}".repeat(TEXT_CHARS_MAX);
    let mut shelf = own();
    shelf.create("small", "small", "x").unwrap();
    for n in 0..8 {
        shelf.create(&n.to_string(), &n.to_string(), &long).unwrap();
    }
    let before = shelf.clone();
    assert_eq!(shelf.update("small", None, Some(&long)), Err(Refusal::Full(Text::NoRoom)));
    assert_eq!(shelf, before);
}
