//! Checks of blocks that their types can't express: lengths, colours, addresses, and which blocks may contain which.

use std::collections::HashSet;

use crate::limits::{ID_CHARS, ITEMS, LABEL_CHARS, PICTURE_CHARS, TEXT_CHARS};
use crate::{Acted, Block, BlockOption, Question, View};

type Checked = Result<(), String>;

pub(crate) fn view(view: &View) -> Checked {
    optional("title", view.title.as_deref(), LABEL_CHARS)?;
    blocks(&view.blocks, Within::Panel)
}

pub(crate) fn acted(acted: &Acted) -> Checked {
    optional("toast", acted.toast.as_deref(), LABEL_CHARS)?;
    optional("composerText", acted.composer_text.as_deref(), TEXT_CHARS)
}

/// Where blocks are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Panel,
    Row,
    Form,
}

fn blocks(blocks: &[Block], within: Within) -> Checked {
    blocks.iter().try_for_each(|one| block(one, within))
}

fn block(block: &Block, within: Within) -> Checked {
    match block {
        Block::Heading(it) => short("text", &it.text),
        Block::Text(it) => text("text", &it.text),
        Block::Progress(it) => {
            optional("label", it.label.as_deref(), LABEL_CHARS)?;
            let is_fine = it.max >= 1 && (0..=it.max).contains(&it.value);
            if is_fine {
                Ok(())
            } else {
                Err("the `value` of a progress is from 0 to its `max`, which is 1 or more".to_owned())
            }
        }
        Block::Fields(it) => {
            few("fields", it.fields.len())?;
            it.fields.iter().try_for_each(|pair| label(&pair.label).and_then(|()| text("value", &pair.value)))
        }
        Block::Form(_) if within == Within::Form => Err("a form has no form inside".to_owned()),
        Block::Form(it) => {
            id(&it.id)?;
            label(&it.submit_label)?;
            let mut seen = HashSet::new();
            if let Some(twice) = it.blocks.iter().filter_map(input_id).find(|id| !seen.insert(*id)) {
                return Err(format!("the form {:?} has two inputs with the id {twice:?}", it.id));
            }
            blocks(&it.blocks, Within::Form)
        }
        Block::TextInput(it) => {
            question(&it.question)?;
            positive("maxLength", it.max_length)?;
            optional("pattern", it.pattern.as_deref(), LABEL_CHARS)?;
            optional("value", it.value.as_deref(), TEXT_CHARS)
        }
        Block::LongText(it) => {
            question(&it.question)?;
            positive("maxLength", it.max_length)?;
            optional("value", it.value.as_deref(), TEXT_CHARS)
        }
        Block::Select(it) | Block::Radio(it) => {
            question(&it.question)?;
            options(&it.options)
        }
        Block::MultiSelect(it) => {
            question(&it.question)?;
            few("values", it.value.len())?;
            options(&it.options)
        }
        Block::Checkbox(it) => question(&it.question),
        Block::Scale(it) => {
            question(&it.question)?;
            optional("minLabel", it.min_label.as_deref(), LABEL_CHARS)?;
            optional("maxLabel", it.max_label.as_deref(), LABEL_CHARS)?;
            let steps = i64::from(it.max) - i64::from(it.min);
            let is_fine =
                (1..ITEMS as i64).contains(&steps) && it.value.is_none_or(|value| (it.min..=it.max).contains(&value));
            if is_fine {
                Ok(())
            } else {
                Err(format!("the scale {:?} goes from less to more, with its value between", it.question.id))
            }
        }
        Block::Faces(it) => {
            question(&it.question)?;
            let is_fine = it.value.is_none_or(|value| (-1..=1).contains(&value));
            if is_fine { Ok(()) } else { Err(format!("the faces {:?} have the values -1, 0 and 1", it.question.id)) }
        }
        Block::Number(it) => {
            question(&it.question)?;
            let is_in_order =
                |one: Option<f64>, other: Option<f64>| one.zip(other).is_none_or(|(one, other)| one <= other);
            let is_fine = is_in_order(it.min, it.max) && is_in_order(it.min, it.value) && is_in_order(it.value, it.max);
            if is_fine {
                Ok(())
            } else {
                Err(format!("the number {:?} has `min`, `value` and `max` in order", it.question.id))
            }
        }
        Block::Date(it) => {
            question(&it.question)?;
            [&it.value, &it.min, &it.max].into_iter().flatten().try_for_each(|day| date(day))
        }
        Block::TagPicker(it) => {
            input(&it.id, &it.label, it.help.as_deref())?;
            few("tags", it.tags.len())?;
            it.tags.iter().try_for_each(|tag| {
                id(&tag.id)?;
                label(&tag.label)?;
                colour(&tag.colour)
            })
        }
        Block::List(_) if within != Within::Panel => Err("a list stands in no form and no list".to_owned()),
        Block::List(it) => {
            few("rows", it.rows.len())?;
            it.rows.iter().try_for_each(|row| blocks(&row.blocks, Within::Row))
        }
        Block::Button(it) => {
            id(&it.id)?;
            label(&it.label)?;
            optional("confirm", it.confirm.as_deref(), TEXT_CHARS)
        }
        Block::Callout(it) => text("text", &it.text),
        Block::CopyToComposer(it) => label(&it.label).and_then(|()| text("text", &it.text)),
        Block::Completions(it) => {
            few("items", it.items.len())?;
            it.items.iter().try_for_each(|item| {
                let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
                if item.keyword.is_empty() || item.keyword.len() > ID_CHARS || !item.keyword.chars().all(is_word) {
                    return Err(format!("the keyword {:?} is of a to z and 0 to 9", item.keyword));
                }
                text("text", &item.text)
            })
        }
        Block::Link(it) => label(&it.label).and_then(|()| address(&it.url)),
        Block::Image(it) => text("alt", &it.alt).and_then(|()| picture(&it.url)),
        Block::VideoCall(it) => id(&it.id).and_then(|()| label(&it.label)),
        Block::Unknown => Err("a block of an unknown type".to_owned()),
    }
}

/// The id under which an input's value is sent.
fn input_id(block: &Block) -> Option<&str> {
    match block {
        Block::TextInput(it) => Some(&it.question.id),
        Block::LongText(it) => Some(&it.question.id),
        Block::Select(it) | Block::Radio(it) => Some(&it.question.id),
        Block::MultiSelect(it) => Some(&it.question.id),
        Block::Checkbox(it) => Some(&it.question.id),
        Block::Scale(it) => Some(&it.question.id),
        Block::Faces(it) => Some(&it.question.id),
        Block::Number(it) => Some(&it.question.id),
        Block::Date(it) => Some(&it.question.id),
        _ => None,
    }
}

fn options(options: &[BlockOption]) -> Checked {
    few("options", options.len())?;
    options.iter().try_for_each(|option| {
        label(&option.label)?;
        short("value", &option.value)?;
        optional("description", option.description.as_deref(), TEXT_CHARS)
    })
}

fn question(question: &Question) -> Checked {
    input(&question.id, &question.label, question.help.as_deref())
}

fn input(its_id: &str, its_label: &str, help: Option<&str>) -> Checked {
    id(its_id)?;
    label(its_label)?;
    optional("help", help, TEXT_CHARS)
}

fn id(id: &str) -> Checked {
    let is_fine = !id.is_empty() && id.chars().count() <= ID_CHARS;
    if is_fine { Ok(()) } else { Err(format!("an id has 1 to {ID_CHARS} characters")) }
}

fn label(label: &str) -> Checked {
    short("label", label)
}

fn short(what: &str, text: &str) -> Checked {
    optional(what, Some(text), LABEL_CHARS)
}

fn text(what: &str, text: &str) -> Checked {
    optional(what, Some(text), TEXT_CHARS)
}

fn optional(what: &str, text: Option<&str>, chars_max: usize) -> Checked {
    match text.map_or(0, |text| text.chars().count()) {
        chars if chars > chars_max => Err(format!("`{what}` has {chars} characters; {chars_max} at most")),
        _ => Ok(()),
    }
}

fn few(what: &str, count: usize) -> Checked {
    if count <= ITEMS { Ok(()) } else { Err(format!("`{what}` has {count} items; {ITEMS} at most")) }
}

fn positive(what: &str, number: Option<i32>) -> Checked {
    if number.is_none_or(|number| number > 0) { Ok(()) } else { Err(format!("`{what}` is 1 or more")) }
}

/// A day of the calendar as HTML's date input writes it: year, month and day.
fn date(day: &str) -> Checked {
    let is_digits = |part: &&str| part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<Option<u32>> = day.split('-').map(|part| Some(part).filter(is_digits)?.parse().ok()).collect();
    let days = |year: u32, month: u32| match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    match parts.as_slice() {
        [Some(year), Some(month), Some(of_month)]
            if day.len() == "2026-11-28".len()
                && *year >= 1
                && (1..=12).contains(month)
                && (1..=days(*year, *month)).contains(of_month) =>
        {
            Ok(())
        }
        _ => Err(format!("the day {day:?} isn't of the form 2026-11-28")),
    }
}

fn colour(colour: &str) -> Checked {
    let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    match colour.strip_prefix('#') {
        Some(digits) if digits.len() == 6 && digits.chars().all(is_digit) => Ok(()),
        _ => Err(format!("the colour {colour:?} isn't of the form #rrggbb, in small letters")),
    }
}

/// A picture as data, in formats that can't run anything, or an address. Clients load nothing from other sites by
/// themselves, because that would tell those sites who reads what.
fn picture(url: &str) -> Checked {
    let Some(data) = url.strip_prefix("data:") else { return address(url) };
    optional("url", Some(url), PICTURE_CHARS)?;
    let bytes = ["png", "jpeg", "gif", "webp"].iter().find_map(|kind| {
        data.strip_prefix("image/")?
            .strip_prefix(kind)?
            .strip_prefix(";base64,")
            .map(|bytes| bytes.trim_end_matches('='))
    });
    let is_digit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
    match bytes {
        Some(bytes) if !bytes.is_empty() && bytes.chars().all(is_digit) => Ok(()),
        _ => Err("a picture's `url` is of https, or data:image/png, jpeg, gif or webp in base64".to_owned()),
    }
}

/// https only: `javascript:` and similar addresses would run in the reader's page.
fn address(address: &str) -> Checked {
    optional("url", Some(address), TEXT_CHARS)?;
    match url::Url::parse(address) {
        Ok(url) if url.scheme() == "https" && url.has_host() => Ok(()),
        _ => Err("a `url` is an address of https".to_owned()),
    }
}
