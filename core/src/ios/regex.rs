//! Regular expressions as output modifiers take them, matched in time linear in the text whatever the expression.
//!
//! Understood are `.`, `*`, `+`, `?`, `^`, `$`, `[…]`, `(…)`, `|`, `\` before a character that stands for itself, and
//! `_`, which is a blank, a comma, a brace, a parenthesis, or an end of the line. The expression becomes a small
//! program; all its threads walk over the text side by side, so nothing is ever tried twice.

/// Parentheses within parentheses; more are taken for a mistake.
const MAX_DEPTH: usize = 50;
/// What `_` stands for, besides the ends of a line.
const SEPARATORS: &str = " ,{}()";

/// An expression that is none: a bracket or a parenthesis is not closed, or not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadRegex;

/// One step of the program; jumps are relative to the step itself.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// Takes one character: of these ranges, or any other one if it is negated.
    Take {
        ranges: Vec<(char, char)>,
        is_negated: bool,
    },
    /// The start of the line is here.
    Start,
    /// The end of the line is here.
    End,
    /// A separator, or an end of the line.
    Border,
    /// Goes on at both places.
    Split(isize, isize),
    /// Goes on there.
    Jump(isize),
}

/// An expression, compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regex {
    steps: Vec<Step>,
}

impl Regex {
    /// Compiles an expression.
    ///
    /// # Errors
    /// It is not well formed.
    pub fn new(pattern: &str) -> Result<Self, BadRegex> {
        let mut compiler = Compiler {
            pattern: pattern.chars().collect(),
            at: 0,
            steps: Vec::new(),
        };
        compiler.alternatives(0)?;
        if compiler.at < compiler.pattern.len() {
            return Err(BadRegex);
        }
        Ok(Self {
            steps: compiler.steps,
        })
    }

    /// Whether it occurs anywhere in a line.
    #[must_use]
    pub fn is_match(&self, line: &str) -> bool {
        let mut now = Threads::new(self.steps.len());
        let mut next = Threads::new(self.steps.len());
        let mut chars = line.chars();
        let mut is_start = true;
        loop {
            let char = chars.next();
            now.add(&self.steps, 0, is_start, char.is_none());
            if now.is_matched {
                return true;
            }
            let Some(char) = char else { return false };
            let is_end = chars.as_str().is_empty();
            for &at in &now.list {
                let takes = match &self.steps[at] {
                    Step::Take { ranges, is_negated } => is_in(ranges, char) != *is_negated,
                    Step::Border => SEPARATORS.contains(char),
                    _ => false,
                };
                if takes {
                    next.add(&self.steps, at + 1, false, is_end);
                }
            }
            core::mem::swap(&mut now, &mut next);
            next.clear();
            is_start = false;
        }
    }
}

fn is_in(ranges: &[(char, char)], char: char) -> bool {
    ranges
        .iter()
        .any(|(low, high)| (*low..=*high).contains(&char))
}

/// Where the program stands, all at once.
struct Threads {
    list: Vec<usize>,
    seen: Vec<bool>,
    is_matched: bool,
}

impl Threads {
    fn new(steps: usize) -> Self {
        Self {
            list: Vec::new(),
            seen: vec![false; steps + 1],
            is_matched: false,
        }
    }

    fn clear(&mut self) {
        self.list.clear();
        self.seen.fill(false);
        self.is_matched = false;
    }

    /// Adds a place and all that is reached from it without taking a character.
    fn add(&mut self, steps: &[Step], from: usize, is_start: bool, is_end: bool) {
        let mut todo = vec![from];
        while let Some(at) = todo.pop() {
            if core::mem::replace(&mut self.seen[at], true) {
                continue;
            }
            let to = |by: isize| at.saturating_add_signed(by);
            match steps.get(at) {
                None => self.is_matched = true,
                Some(Step::Take { .. }) => self.list.push(at),
                Some(Step::Start) if is_start => todo.push(at + 1),
                Some(Step::End) if is_end => todo.push(at + 1),
                Some(Step::Start | Step::End) => {}
                Some(Step::Border) => {
                    self.list.push(at);
                    if is_start || is_end {
                        todo.push(at + 1);
                    }
                }
                Some(Step::Split(a, b)) => todo.extend([to(*a), to(*b)]),
                Some(Step::Jump(by)) => todo.push(to(*by)),
            }
        }
    }
}

struct Compiler {
    pattern: Vec<char>,
    at: usize,
    steps: Vec<Step>,
}

impl Compiler {
    fn peek(&self) -> Option<char> {
        self.pattern.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let char = self.peek()?;
        self.at += 1;
        Some(char)
    }

    /// How far the program has come since `start`. It is no longer than a line, so this never saturates.
    fn since(&self, start: usize) -> isize {
        isize::try_from(self.steps.len() - start).unwrap_or(isize::MAX)
    }

    fn alternatives(&mut self, depth: usize) -> Result<(), BadRegex> {
        let mut ends = Vec::new();
        loop {
            let start = self.steps.len();
            self.branch(depth)?;
            if self.peek() != Some('|') {
                break;
            }
            self.at += 1;
            let len = self.since(start);
            self.steps.insert(start, Step::Split(1, len + 2));
            ends.push(self.steps.len());
            self.steps.push(Step::Jump(0));
        }
        for end in ends {
            self.steps[end] = Step::Jump(self.since(end));
        }
        Ok(())
    }

    fn branch(&mut self, depth: usize) -> Result<(), BadRegex> {
        while let Some(char) = self.peek().filter(|c| !matches!(c, '|' | ')')) {
            let start = self.steps.len();
            self.at += 1;
            self.atom(char, depth)?;
            while let Some(times) = self.peek().filter(|c| matches!(c, '*' | '+' | '?')) {
                self.at += 1;
                self.repeat(start, times);
            }
        }
        Ok(())
    }

    fn repeat(&mut self, start: usize, times: char) {
        let len = self.since(start);
        match times {
            '*' => {
                self.steps.insert(start, Step::Split(1, len + 2));
                self.steps.push(Step::Jump(-(len + 1)));
            }
            '+' => self.steps.push(Step::Split(-len, 1)),
            _ => self.steps.insert(start, Step::Split(1, len + 1)),
        }
    }

    fn atom(&mut self, char: char, depth: usize) -> Result<(), BadRegex> {
        let step = match char {
            '(' => {
                if depth == MAX_DEPTH {
                    return Err(BadRegex);
                }
                self.alternatives(depth + 1)?;
                return self.next().filter(|c| *c == ')').map(drop).ok_or(BadRegex);
            }
            '[' => self.class()?,
            '.' => Step::Take {
                ranges: Vec::new(),
                is_negated: true,
            },
            '^' => Step::Start,
            '$' => Step::End,
            '_' => Step::Border,
            '\\' => literal(self.next().unwrap_or('\\')),
            // A `*` with nothing before it stands for itself.
            other => literal(other),
        };
        self.steps.push(step);
        Ok(())
    }

    fn class(&mut self) -> Result<Step, BadRegex> {
        let is_negated = self.peek() == Some('^');
        self.at += usize::from(is_negated);
        let mut ranges = Vec::new();
        loop {
            let low = self.next().ok_or(BadRegex)?;
            // A bracket that comes first is one of the characters.
            if low == ']' && !ranges.is_empty() {
                return Ok(Step::Take { ranges, is_negated });
            }
            let is_range = self.peek() == Some('-')
                && self.pattern.get(self.at + 1).is_some_and(|c| *c != ']');
            if is_range {
                self.at += 1;
            }
            let high = if is_range {
                self.next().ok_or(BadRegex)?
            } else {
                low
            };
            ranges.push((low, high));
        }
    }
}

fn literal(char: char) -> Step {
    Step::Take {
        ranges: vec![(char, char)],
        is_negated: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_matches(pattern: &str, good: &[&str], bad: &[&str]) {
        let regex = Regex::new(pattern).unwrap();
        for line in good {
            assert!(regex.is_match(line), "{pattern} should be in {line:?}");
        }
        for line in bad {
            assert!(!regex.is_match(line), "{pattern} should not be in {line:?}");
        }
    }

    #[test]
    fn plain_words_are_found_anywhere_and_case_counts() {
        assert_matches(
            "standby 1",
            &[" standby 1 ip 10.0.0.1", "standby 1"],
            &["Standby 1", "standby", ""],
        );
        assert_matches("", &["", "x"], &[]);
    }

    #[test]
    fn anchors_hold_the_ends() {
        assert_matches(
            "^interface",
            &["interface Fa0/0"],
            &[" interface", "no interface"],
        );
        assert_matches("up$", &["is up"], &["up and down", "up "]);
        assert_matches("^$", &[""], &["x"]);
        assert_matches("^!$", &["!"], &["!!", " !"]);
    }

    #[test]
    fn repetitions_repeat() {
        assert_matches("ab*c", &["ac", "abbbc"], &["adc"]);
        assert_matches("ab+c", &["abc", "xabbbc"], &["ac"]);
        assert_matches("ab?c", &["abc", "ac"], &["abbc"]);
        assert_matches("(ab)+$", &["abab"], &["aba", ""]);
        assert_matches("^(a|bc)*$", &["", "abcbca"], &["ab"]);
        assert_matches("(a*)*b", &["b", "aaab"], &["aaa"]);
    }

    #[test]
    fn alternatives_and_classes() {
        assert_matches("up|down", &["is down", "up"], &["admin"]);
        assert_matches("Fa0/[01]", &["Fa0/0", "Fa0/1"], &["Fa0/2"]);
        assert_matches("^[^ !]", &["x"], &[" x", "!x", ""]);
        assert_matches("[0-9]+\\.[0-9]+", &["155.1"], &["155x1", "155."]);
        assert_matches("[]a]", &["]", "a"], &["b"]);
        assert_matches("[a-]", &["-", "a"], &["b"]);
        assert_matches("a.c", &["abc", "a c"], &["ac"]);
    }

    #[test]
    fn an_underscore_is_any_border() {
        assert_matches(
            "_10_",
            &["10", "1 10 2", "10,2", "(10)", "{10}"],
            &["110", "101", "1010"],
        );
        assert_matches("^_x", &["x", " x"], &["ax"]);
    }

    #[test]
    fn what_is_escaped_stands_for_itself() {
        assert_matches("\\*Mar", &["*Mar  1"], &["Mar"]);
        assert_matches("*Mar", &["*Mar  1"], &["Mar"]);
        assert_matches("a\\|b", &["a|b"], &["a", "b"]);
        assert_matches("\\", &["\\"], &["x"]);
    }

    #[test]
    fn what_is_not_closed_is_refused() {
        for pattern in ["(", "a)", "[", "[a", "[^", "(a|b", &"(".repeat(300)] {
            assert_eq!(Regex::new(pattern), Err(BadRegex), "{pattern}");
        }
    }

    #[test]
    fn an_expression_made_to_be_slow_is_not() {
        let pattern = format!("{}{}", "a?".repeat(100), "a".repeat(100));
        let regex = Regex::new(&pattern).unwrap();
        assert!(regex.is_match(&"a".repeat(100)));
        assert!(!regex.is_match(&"a".repeat(99)));
        let regex = Regex::new("(x+x+)+y").unwrap();
        assert!(!regex.is_match(&"x".repeat(5000)));
    }
}
