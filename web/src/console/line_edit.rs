//! Editing a line with IOS's keys, and what other keys mean to a console. Nothing here knows a browser.

/// A line and the cursor in it, counted in characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    chars: Vec<char>,
    cursor: usize,
}

/// What a key does to the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edit {
    /// Ctrl-A.
    Start,
    /// Ctrl-E.
    End,
    /// Ctrl-B.
    Back,
    /// Ctrl-F.
    Forward,
    /// Esc B.
    WordBack,
    /// Esc F.
    WordForward,
    /// Ctrl-D.
    Delete,
    /// Ctrl-H.
    RubOut,
    /// Ctrl-W.
    RubOutWord,
    /// Esc D.
    DeleteWord,
    /// Ctrl-U, Ctrl-X.
    DeleteToStart,
    /// Ctrl-K.
    DeleteToEnd,
    /// Ctrl-T.
    Transpose,
}

/// What a key means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stroke {
    /// It edits.
    Edit(Edit),
    /// The line before, Ctrl-P.
    Older,
    /// The line after, Ctrl-N.
    Newer,
    /// Ctrl-R, Ctrl-L: the line is shown anew, as it always is.
    Redisplay,
    /// `?`.
    Help,
    /// Tab.
    Tab,
    /// Ctrl-Z.
    ControlZ,
    /// Ctrl-C.
    ControlC,
    /// Ctrl-Shift-6.
    Interrupt,
    /// Esc: the next key means something else.
    Escape,
}

/// What is held or was pressed before a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct With {
    pub(crate) control: bool,
    pub(crate) shift: bool,
    /// Alt is held, or Esc was pressed before.
    pub(crate) escape: bool,
}

/// What a key of this name means to a console; `None` leaves it to the browser.
pub(crate) fn stroke(key: &str, with: With) -> Option<Stroke> {
    let lower = key.to_lowercase();
    Some(match (lower.as_str(), with.control, with.escape) {
        ("6" | "^", true, _) if with.shift => Stroke::Interrupt,
        // The browser's own: copying, and whatever else has three keys.
        _ if with.control && with.shift => return None,
        ("a", true, _) => Stroke::Edit(Edit::Start),
        ("e", true, _) => Stroke::Edit(Edit::End),
        ("b", true, _) => Stroke::Edit(Edit::Back),
        ("f", true, _) => Stroke::Edit(Edit::Forward),
        ("d", true, _) => Stroke::Edit(Edit::Delete),
        ("h", true, _) => Stroke::Edit(Edit::RubOut),
        ("w", true, _) => Stroke::Edit(Edit::RubOutWord),
        ("u" | "x", true, _) => Stroke::Edit(Edit::DeleteToStart),
        ("k", true, _) => Stroke::Edit(Edit::DeleteToEnd),
        ("t", true, _) => Stroke::Edit(Edit::Transpose),
        ("p", true, _) | ("arrowup", _, _) => Stroke::Older,
        ("n", true, _) | ("arrowdown", _, _) => Stroke::Newer,
        ("r" | "l", true, _) => Stroke::Redisplay,
        ("z", true, _) => Stroke::ControlZ,
        ("c", true, _) => Stroke::ControlC,
        ("b", false, true) => Stroke::Edit(Edit::WordBack),
        ("f", false, true) => Stroke::Edit(Edit::WordForward),
        ("d", false, true) => Stroke::Edit(Edit::DeleteWord),
        ("?", false, _) => Stroke::Help,
        ("tab", false, false) if !with.shift => Stroke::Tab,
        ("escape", false, _) => Stroke::Escape,
        _ => return None,
    })
}

impl Line {
    /// A line with the cursor at so many UTF-16 units, as a browser counts.
    pub(crate) fn new(text: &str, cursor_utf16: usize) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let mut units = 0;
        let before = chars.iter().take_while(|char| {
            units += char.len_utf16();
            units <= cursor_utf16
        });
        let cursor = before.count();
        Self { chars, cursor }
    }

    pub(crate) fn text(&self) -> String {
        self.chars.iter().collect()
    }

    /// What stands before the cursor.
    pub(crate) fn before(&self) -> String {
        self.chars[..self.cursor].iter().collect()
    }

    /// Where the cursor is, in UTF-16 units.
    pub(crate) fn cursor_utf16(&self) -> usize {
        let before = self.chars[..self.cursor].iter();
        before.map(|char| char.len_utf16()).sum()
    }

    pub(crate) fn edit(&mut self, edit: Edit) {
        let (at, len) = (self.cursor, self.chars.len());
        match edit {
            Edit::Start => self.cursor = 0,
            Edit::End => self.cursor = len,
            Edit::Back => self.cursor = at.saturating_sub(1),
            Edit::Forward => self.cursor = (at + 1).min(len),
            Edit::WordBack => self.cursor = self.word_start(),
            Edit::WordForward => self.cursor = self.word_end(),
            Edit::Delete => self.remove(at, (at + 1).min(len)),
            Edit::RubOut => self.remove(at.saturating_sub(1), at),
            Edit::RubOutWord => self.remove(self.word_start(), at),
            Edit::DeleteWord => self.remove(at, self.word_end()),
            Edit::DeleteToStart => self.remove(0, at),
            Edit::DeleteToEnd => self.remove(at, len),
            Edit::Transpose => self.transpose(),
        }
    }

    fn remove(&mut self, from: usize, to: usize) {
        self.chars.drain(from..to);
        self.cursor = from;
    }

    /// The two characters left of the cursor change places; within the line those around it, and the cursor goes on.
    fn transpose(&mut self) {
        if self.cursor > 0 && self.cursor < self.chars.len() {
            self.cursor += 1;
        }
        if self.cursor >= 2 {
            self.chars.swap(self.cursor - 2, self.cursor - 1);
        }
    }

    fn is_blank(&self, at: usize) -> bool {
        self.chars.get(at).is_some_and(|char| char.is_whitespace())
    }

    fn word_start(&self) -> usize {
        let mut at = self.cursor;
        while at > 0 && self.is_blank(at - 1) {
            at -= 1;
        }
        while at > 0 && !self.is_blank(at - 1) {
            at -= 1;
        }
        at
    }

    fn word_end(&self) -> usize {
        let mut at = self.cursor;
        while self.is_blank(at) {
            at += 1;
        }
        while at < self.chars.len() && !self.is_blank(at) {
            at += 1;
        }
        at
    }
}

/// The line when the console has answered to `asked`, which stood before the cursor, with `answer` in its place.
/// What was typed since stays; `None` if that is not what stands there any more.
pub(crate) fn replaced(text: &str, asked: &str, answer: &str) -> Option<Line> {
    let behind = text.strip_prefix(asked)?;
    let mut line = Line::new(answer, usize::MAX);
    line.chars.extend(behind.chars());
    Some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line written with `_` at the cursor.
    fn line(text: &str) -> Line {
        let cursor = text.find('_').expect("a cursor");
        let units = text[..cursor].encode_utf16().count();
        Line::new(&text.replace('_', ""), units)
    }

    #[track_caller]
    fn assert_edit(before: &str, edit: Edit, after: &str) {
        let mut edited = line(before);
        edited.edit(edit);
        assert_eq!(edited, line(after), "{before} {edit:?}");
    }

    #[test]
    fn the_cursor_goes_where_ios_sends_it() {
        assert_edit("show ver_", Edit::Start, "_show ver");
        assert_edit("sh_ow ver", Edit::End, "show ver_");
        assert_edit("sh_ow", Edit::Back, "s_how");
        assert_edit("_show", Edit::Back, "_show");
        assert_edit("sh_ow", Edit::Forward, "sho_w");
        assert_edit("show_", Edit::Forward, "show_");
        assert_edit("show ip  route_", Edit::WordBack, "show ip  _route");
        assert_edit("show ip  _route", Edit::WordBack, "show _ip  route");
        assert_edit("show_ ip route", Edit::WordForward, "show ip_ route");
        assert_edit("show ip_", Edit::WordForward, "show ip_");
    }

    #[test]
    fn characters_words_and_ends_are_deleted() {
        assert_edit("sh_ow", Edit::Delete, "sh_w");
        assert_edit("show_", Edit::Delete, "show_");
        assert_edit("sho_w", Edit::RubOut, "sh_w");
        assert_edit("_w", Edit::RubOut, "_w");
        assert_edit("show ip rou_te", Edit::RubOutWord, "show ip _te");
        assert_edit("show ip  _", Edit::RubOutWord, "show _");
        assert_edit("show_ ip route", Edit::DeleteWord, "show_ route");
        assert_edit("show ip_ route", Edit::DeleteToStart, "_ route");
        assert_edit("show ip_ route", Edit::DeleteToEnd, "show ip_");
    }

    #[test]
    fn two_characters_change_places() {
        assert_edit("shwo_", Edit::Transpose, "show_");
        assert_edit("sh_wo", Edit::Transpose, "swh_o");
        assert_edit("_show", Edit::Transpose, "_show");
        assert_edit("s_", Edit::Transpose, "s_");
    }

    #[test]
    fn a_browser_counts_otherwise_than_we() {
        let mut line = Line::new("😀é x", 3);
        assert_eq!(line.before(), "😀é");
        assert_eq!(line.cursor_utf16(), 3);
        line.edit(Edit::RubOut);
        assert_eq!((line.text().as_str(), line.cursor_utf16()), ("😀 x", 2));
        assert_eq!(Line::new("ab", 99).before(), "ab");
        line.edit(Edit::DeleteToStart);
        assert_eq!(line.text(), " x");
    }

    #[test]
    fn keys_mean_what_they_mean_at_a_router() {
        let control = With {
            control: true,
            ..With::default()
        };
        let escape = With {
            escape: true,
            ..With::default()
        };
        assert_eq!(stroke("a", control), Some(Stroke::Edit(Edit::Start)));
        assert_eq!(stroke("P", control), Some(Stroke::Older));
        assert_eq!(stroke("ArrowDown", With::default()), Some(Stroke::Newer));
        assert_eq!(stroke("b", escape), Some(Stroke::Edit(Edit::WordBack)));
        assert_eq!(stroke("b", With::default()), None);
        assert_eq!(
            stroke(
                "?",
                With {
                    shift: true,
                    ..With::default()
                }
            ),
            Some(Stroke::Help)
        );
        assert_eq!(stroke("Tab", With::default()), Some(Stroke::Tab));
        assert_eq!(
            stroke(
                "Tab",
                With {
                    shift: true,
                    ..With::default()
                }
            ),
            None
        );
        let three = With {
            control: true,
            shift: true,
            ..With::default()
        };
        for key in ["6", "^"] {
            assert_eq!(stroke(key, three), Some(Stroke::Interrupt));
        }
        assert_eq!(stroke("c", three), None);
        assert_eq!(stroke("v", control), None);
        assert_eq!(stroke("x", With::default()), None);
    }

    #[test]
    fn an_answer_takes_the_place_of_what_was_asked() {
        let line =
            replaced("sh ip ro brief", "sh ip ro", "sh ip route ").expect("it is still there");
        assert_eq!(line.text(), "sh ip route  brief");
        assert_eq!(line.before(), "sh ip route ");
        assert_eq!(replaced("x", "sh", "show "), None);
    }
}
