//! Commands that ask back: each answer is a line of its own, and all of them come to one line that could have been typed.

use std::net::Ipv4Addr;

/// What an answer led to.
pub(super) enum Next {
    /// The next question, or the same one again.
    Ask,
    /// The line that was meant.
    Line(String),
    /// The command is given up.
    Abort,
}

/// Questions and the answers so far.
#[derive(Clone, Debug)]
pub(super) enum Dialog {
    /// `configure` alone.
    Configure,
    /// `copy running-config startup-config`.
    Copy,
    /// `ping` alone.
    Ping {
        question: Question,
        /// The line so far.
        line: String,
    },
}

/// A question of `ping`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    Protocol,
    Target,
    Repeat,
    Size,
    Timeout,
    Extended,
    Source,
    TypeOfService,
    DontFragment,
    Validate,
    Pattern,
    Options,
    Sweep,
}

impl Question {
    const fn text(self) -> &'static str {
        match self {
            Self::Protocol => "Protocol [ip]: ",
            Self::Target => "Target IP address: ",
            Self::Repeat => "Repeat count [5]: ",
            Self::Size => "Datagram size [100]: ",
            Self::Timeout => "Timeout in seconds [2]: ",
            Self::Extended => "Extended commands [n]: ",
            Self::Source => "Source address or interface: ",
            Self::TypeOfService => "Type of service [0]: ",
            Self::DontFragment => "Set DF bit in IP header? [no]: ",
            Self::Validate => "Validate reply data? [no]: ",
            Self::Pattern => "Data pattern [0xABCD]: ",
            Self::Options => "Loose, Strict, Record, Timestamp, Verbose[none]: ",
            Self::Sweep => "Sweep range of sizes [n]: ",
        }
    }

    /// The question after this one; `None` after the last.
    const fn next(self, is_yes: bool) -> Option<Self> {
        Some(match self {
            Self::Protocol => Self::Target,
            Self::Target => Self::Repeat,
            Self::Repeat => Self::Size,
            Self::Size => Self::Timeout,
            Self::Timeout => Self::Extended,
            Self::Extended if is_yes => Self::Source,
            Self::Extended | Self::Options => Self::Sweep,
            Self::Source => Self::TypeOfService,
            Self::TypeOfService => Self::DontFragment,
            Self::DontFragment => Self::Validate,
            Self::Validate => Self::Pattern,
            Self::Pattern => Self::Options,
            Self::Sweep => return None,
        })
    }
}

impl Dialog {
    /// The questions of `ping`.
    pub(super) const fn ping() -> Self {
        Self::Ping {
            question: Question::Protocol,
            line: String::new(),
        }
    }

    /// What is asked now.
    pub(super) const fn question(&self) -> &'static str {
        match self {
            Self::Configure => "Configuring from terminal, memory, or network [terminal]? ",
            Self::Copy => "Destination filename [startup-config]? ",
            Self::Ping { question, .. } => question.text(),
        }
    }

    /// Takes an answer; complaints go to `out`.
    pub(super) fn answer(&mut self, answer: &str, out: &mut String) -> Next {
        let answer = answer.trim();
        let (question, line) = match self {
            Self::Configure => return other_than(answer, "terminal", "configure terminal", out),
            Self::Copy => return other_than(answer, "startup-config", "write memory", out),
            Self::Ping { question, line } => (question, line),
        };
        let is_yes = starts(answer, "yes");
        match (*question, answer) {
            (Question::Protocol, "") => line.push_str("ping ip"),
            (Question::Protocol, word) if starts(word, "ip") => line.push_str("ping ip"),
            (Question::Target, target) => {
                if target.parse::<Ipv4Addr>().is_err() {
                    out.push_str("% Bad IP address\n");
                    return Next::Abort;
                }
                line.push_str(&format!(" {target}"));
            }
            (
                Question::Extended | Question::DontFragment | Question::Validate | Question::Sweep,
                word,
            ) if !word.is_empty() && !is_yes && !starts(word, "no") => {
                out.push_str("% Please answer 'yes' or 'no'.\n");
                return Next::Ask;
            }
            (Question::DontFragment, _) if is_yes => line.push_str(" df-bit"),
            (Question::Repeat, number) if !number.is_empty() => {
                return self.number(number, "repeat", 1, 2_147_483_647, out);
            }
            (Question::Size, number) if !number.is_empty() => {
                return self.number(number, "size", 36, 18_024, out);
            }
            (Question::Timeout, number) if !number.is_empty() => {
                return self.number(number, "timeout", 0, 3600, out);
            }
            (Question::Source, source) if !source.is_empty() => {
                line.push_str(&format!(" source {source}"));
            }
            (Question::TypeOfService, "0")
            | (Question::Pattern, "0xABCD")
            | (Question::Options, "none") => {}
            (
                Question::Protocol
                | Question::TypeOfService
                | Question::Pattern
                | Question::Options,
                word,
            ) if !word.is_empty() => {
                not_simulated(word, out);
            }
            (Question::Validate | Question::Sweep, word) if is_yes => not_simulated(word, out),
            _ => {}
        }
        self.go_on(is_yes)
    }

    fn go_on(&mut self, is_yes: bool) -> Next {
        let Self::Ping { question, line } = self else {
            return Next::Abort;
        };
        // What is not simulated is left out: an unknown protocol is IP.
        if *question == Question::Protocol && line.is_empty() {
            line.push_str("ping ip");
        }
        match question.next(is_yes) {
            Some(next) => {
                *question = next;
                Next::Ask
            }
            None => Next::Line(core::mem::take(line)),
        }
    }

    fn number(&mut self, typed: &str, word: &str, low: u32, high: u32, out: &mut String) -> Next {
        let number = typed.parse().ok().filter(|n| (low..=high).contains(n));
        match (number, self) {
            (Some(number), Self::Ping { question, line }) => {
                line.push_str(&format!(" {word} {number}"));
                if let Some(next) = question.next(false) {
                    *question = next;
                }
            }
            _ => out.push_str(&format!("% A decimal number between {low} and {high}.\n")),
        }
        Next::Ask
    }
}

fn starts(typed: &str, word: &str) -> bool {
    !typed.is_empty() && word.starts_with(typed.to_ascii_lowercase().as_str())
}

/// A question with one answer that is simulated, which is also the default.
fn other_than(answer: &str, default: &str, line: &str, out: &mut String) -> Next {
    if answer.is_empty() || starts(answer, default) {
        return Next::Line(line.to_owned());
    }
    not_simulated(answer, out);
    Next::Abort
}

fn not_simulated(what: &str, out: &mut String) {
    out.push_str(&format!("{} {what}\n", crate::ios::NOT_SIMULATED));
}
