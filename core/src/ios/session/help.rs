//! `?` and Tab.

use crate::types::InterfaceName;

use super::super::change::Form;
use super::super::error::CliError;
use super::super::grammar::{
    Expected, Grammar, ParseError, Rule, Table, Token, columns, first_help, list, sort, tokens,
};
use super::super::mode::{DeviceContext, DeviceKind, Mode};
use super::Session;
use super::lookup::{allows, cli_error, form_of};

/// What `?` says where nothing fits.
const UNRECOGNIZED: &str = "% Unrecognized command\n";

/// What may follow `|`.
const MODIFIERS: [(&str, &str); 4] = [
    ("begin", "Begin with the line that matches"),
    ("exclude", "Exclude lines that match"),
    ("include", "Include lines that match"),
    ("section", "Filter a section of output"),
];

/// A line up to where help is asked for.
struct Place<'a, 'b> {
    mode: &'a Mode,
    kind: DeviceKind,
    ports: &'a [InterfaceName],
    /// The whole words.
    words: &'a [Token<'b>],
    /// What has been typed of the next one.
    partial: &'b str,
}

/// What may follow `words` in a mode.
///
/// # Errors
/// The words are no start of a command.
pub fn expectations(
    mode: &Mode,
    device: &DeviceContext<'_>,
    words: &str,
) -> Result<Vec<Expected>, CliError> {
    let all = tokens(words);
    let place = Place {
        mode,
        kind: device.kind,
        ports: device.ports,
        words: &all,
        partial: "",
    };
    place.expected().map_err(|error| cli_error(error, words))
}

impl Session {
    /// What `?` prints when it is typed at the end of `line`, in whole lines.
    #[must_use]
    pub fn help(&self, line: &str, device: &DeviceContext<'_>) -> String {
        if self.banner.is_some() {
            return String::new();
        }
        self.at_place(line, device, |place| {
            let all = match place.expected() {
                Ok(all) if !all.is_empty() => all,
                Err(ParseError::Ambiguous { .. }) => {
                    return format!("% Ambiguous command:  \"{line}\"\n");
                }
                _ => return UNRECOGNIZED.to_owned(),
            };
            // The number of an interface is told with its text also within the word.
            let is_number =
                |next: &Expected| next.help().ends_with("interface number") && next.word() != "/";
            if place.partial.is_empty() || all.iter().any(is_number) {
                let heading = match line.trim() {
                    "" => format!("{}:\n", self.mode.heading()),
                    _ => String::new(),
                };
                format!("{heading}{}\n", list(&all))
            } else {
                format!("{}\n", columns(&all))
            }
        })
    }

    /// The line with its last word written out and a blank behind it; `None` if that word is short for several, or none.
    #[must_use]
    pub fn complete(&self, line: &str, device: &DeviceContext<'_>) -> Option<String> {
        if self.banner.is_some() {
            return None;
        }
        self.at_place(line, device, |place| {
            let typed = place.partial;
            let all = place.expected().ok().filter(|_| !typed.is_empty())?;
            let mut words = all.iter().filter_map(|next| match next {
                Expected::Keyword { word, .. } => Some(*word),
                _ => None,
            });
            let exact = words.clone().find(|word| word.eq_ignore_ascii_case(typed));
            let word = match exact {
                Some(word) => word,
                None => words.next().filter(|_| words.next().is_none())?,
            };
            let start = line.strip_suffix(typed)?;
            Some(format!("{start}{word} "))
        })
    }

    /// Finds out where in which grammar the line has come to.
    fn at_place<T>(
        &self,
        line: &str,
        device: &DeviceContext<'_>,
        answer: impl FnOnce(&Place<'_, '_>) -> T,
    ) -> T {
        let all = tokens(line);
        let (words, partial) = match all.split_last() {
            Some((last, words)) if line.ends_with(last.text) => (words, last.text),
            _ => (&all[..], ""),
        };
        let is_do = |first: &Token<'_>| first.text.eq_ignore_ascii_case("do");
        let is_do = self.mode.is_configuration() && words.first().is_some_and(is_do);
        answer(&Place {
            mode: if is_do {
                &Mode::PrivilegedExec
            } else {
                &self.mode
            },
            kind: device.kind,
            ports: device.ports,
            words: if is_do { &words[1..] } else { words },
            partial,
        })
    }
}

impl Place<'_, '_> {
    fn expected(&self) -> Result<Vec<Expected>, ParseError> {
        let is_show = self.is_show();
        let bar = self
            .words
            .iter()
            .position(|word| word.text.starts_with('|'));
        if let Some(bar) = bar.filter(|_| is_show) {
            return Ok(self.modifiers(&self.words[bar..]));
        }
        let (form, words) = form_of(self.words);
        let allows = |rule: &Rule| allows(rule, self.mode, self.kind);
        let table = self.mode.table();
        let mut all = Grammar::of(table).expected(
            words,
            self.partial,
            form != Form::Plain,
            self.ports,
            &allows,
        )?;
        if is_show && all.contains(&Expected::End) {
            all.push(keyword("|", "Output modifiers"));
        }
        if self.words.is_empty() {
            self.first_words(table, &mut all);
        }
        sort(&mut all);
        Ok(all)
    }

    /// Whether the line is a `show` command, whose output can be modified.
    fn is_show(&self) -> bool {
        let is_show = |first: &Token<'_>| {
            first.text.len() > 1 && "show".starts_with(first.text.to_ascii_lowercase().as_str())
        };
        !self.mode.is_configuration() && self.words.first().is_some_and(is_show)
    }

    /// What may come behind a bar.
    fn modifiers(&self, behind: &[Token<'_>]) -> Vec<Expected> {
        let words = behind.iter().filter(|word| word.text != "|").count();
        match words {
            0 => {
                let all = MODIFIERS.iter().filter(|(word, _)| {
                    word.starts_with(self.partial.to_ascii_lowercase().as_str())
                });
                all.map(|(word, help)| keyword(word, help)).collect()
            }
            1 => vec![Expected::Argument {
                placeholder: "LINE".to_owned(),
                help: "Regular Expression",
            }],
            _ => vec![Expected::Rest],
        }
    }

    /// Words that every table has, and the particular texts of some.
    fn first_words(&self, table: Table, all: &mut Vec<Expected>) {
        if *self.mode != Mode::Global {
            all.retain(|next| table == Table::Exec || !matches!(next.word(), "do" | "end"));
        }
        let mode = match table {
            Table::Exec => "exec",
            Table::Interface => "interface",
            Table::Rip => "rip",
            Table::CryptoMap => "map",
            _ => "",
        };
        for next in all.iter_mut() {
            if let Expected::Keyword { word, help } = next {
                *help = match *word {
                    "exit" => self.mode.exit_help(),
                    word => first_help(mode, word).unwrap_or(help),
                };
            }
        }
        let more = match table {
            Table::Exec if *self.mode == Mode::UserExec => &[][..],
            Table::Exec => &[("no", "Disable debugging functions")],
            _ => &[
                ("default", "Set a command to its defaults"),
                ("no", "Negate a command or set its defaults"),
            ],
        };
        let typed = self.partial.to_ascii_lowercase();
        let fit = more.iter().filter(|(word, _)| word.starts_with(&typed));
        all.extend(fit.map(|(word, help)| keyword(word, help)));
    }
}

const fn keyword(word: &'static str, help: &'static str) -> Expected {
    Expected::Keyword { word, help }
}
