//! Command patterns: the notation of the grammar tables, and the automaton they become.
//!
//! | written | matches |
//! | --- | --- |
//! | `standby` | the keyword or a unique prefix of it, in any case |
//! | `kind=ip` | the keyword `ip`, kept under the name `kind` |
//! | `hello:<1-254>` | a number, kept as `hello` |
//! | `a:A.B.C.D` `n:WORD` `t:LINE` `i:IF` `h:HEX` `v:VLANS` | an address, a word, the rest of the line, an interface, hexadecimal digits, a list of VLANs |
//! | `{a\|b}` `[a\|b]` `[a\|b]*` | one of them; one or none; any number |
//! | `@name` | a fragment used by several rules |

use std::iter::Peekable;

/// One thing a line may show next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    /// A keyword and the name it is kept under.
    Keyword {
        name: &'static str,
        word: &'static str,
    },
    /// An argument and the name it is kept under.
    Argument { name: &'static str, kind: Kind },
}

/// The types of arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A decimal number in a range, both ends included.
    Number(u32, u32),
    /// A dotted quad.
    Address,
    /// One word.
    Word,
    /// Everything to the end of the line.
    Line,
    /// A whole interface name in one word.
    Interface,
    /// The kind of interface, when its number is a word of its own.
    InterfaceWord,
    /// The number after such a kind.
    InterfacePosition,
    /// Hexadecimal digits.
    Hex,
    /// VLAN numbers and ranges with commas between them.
    Vlans,
}

/// A place between two words of a command.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    /// What may come next, and where it leads.
    pub(super) edges: Vec<(Symbol, usize)>,
    /// Whether the command may end here.
    pub(super) is_end: bool,
    empty: Vec<usize>,
}

/// The automaton of a set of patterns.
#[derive(Clone, Debug, Default)]
pub(super) struct Automaton {
    nodes: Vec<Node>,
}

impl Automaton {
    /// The node with this index.
    pub(super) fn node(&self, index: usize) -> &Node {
        &self.nodes[index]
    }

    /// Adds a pattern and returns its first node. Patterns come from the tables, never from a person.
    pub(super) fn add(&mut self, pattern: &'static str) -> usize {
        let start = self.push();
        let mut reader = Reader {
            pieces: pieces(pattern).into_iter().peekable(),
        };
        let end = reader.alternatives(self, start);
        assert!(
            reader.pieces.next().is_none(),
            "unbalanced pattern: {pattern}"
        );
        self.nodes[end].is_end = true;
        start
    }

    /// Replaces empty moves by what they lead to. Called once, when all patterns are in.
    pub(super) fn close(&mut self) {
        let closed = (0..self.nodes.len())
            .map(|index| self.closure(index))
            .collect();
        self.nodes = closed;
    }

    fn closure(&self, start: usize) -> Node {
        let mut seen = vec![start];
        let mut node = Node::default();
        let mut next = 0;
        while let Some(&index) = seen.get(next) {
            next += 1;
            let from = &self.nodes[index];
            node.edges.extend_from_slice(&from.edges);
            node.is_end |= from.is_end;
            for &target in &from.empty {
                if !seen.contains(&target) {
                    seen.push(target);
                }
            }
        }
        node
    }

    fn push(&mut self) -> usize {
        self.nodes.push(Node::default());
        self.nodes.len() - 1
    }

    fn empty_move(&mut self, from: usize, to: usize) {
        self.nodes[from].empty.push(to);
    }

    fn symbol(&mut self, from: usize, symbol: Symbol) -> usize {
        let to = self.push();
        self.nodes[from].edges.push((symbol, to));
        to
    }
}

/// Cuts a pattern into brackets, bars and words.
fn pieces(pattern: &'static str) -> Vec<&'static str> {
    let mut pieces = Vec::new();
    let mut rest = pattern.trim_start();
    while !rest.is_empty() {
        let cut = match rest.find([' ', '[', ']', '{', '}', '|']) {
            Some(0) if rest.starts_with("]*") => 2,
            Some(0) => 1,
            Some(at) => at,
            None => rest.len(),
        };
        let (piece, tail) = rest.split_at(cut);
        pieces.push(piece);
        rest = tail.trim_start();
    }
    pieces
}

struct Reader<I: Iterator<Item = &'static str>> {
    pieces: Peekable<I>,
}

impl<I: Iterator<Item = &'static str>> Reader<I> {
    /// Reads `a b|c d` from `start` and returns the node all of them lead to.
    fn alternatives(&mut self, automaton: &mut Automaton, start: usize) -> usize {
        let end = automaton.push();
        loop {
            let last = self.sequence(automaton, start);
            automaton.empty_move(last, end);
            if self.pieces.next_if_eq(&"|").is_none() {
                return end;
            }
        }
    }

    fn sequence(&mut self, automaton: &mut Automaton, start: usize) -> usize {
        let mut at = start;
        while let Some(piece) = self
            .pieces
            .next_if(|piece| !matches!(*piece, "|" | "]" | "]*" | "}"))
        {
            at = match piece {
                "{" => {
                    let end = self.alternatives(automaton, at);
                    assert_eq!(self.pieces.next(), Some("}"), "a brace is closed");
                    end
                }
                "[" => self.optional(automaton, at),
                word => Self::word(automaton, at, word),
            };
        }
        at
    }

    fn optional(&mut self, automaton: &mut Automaton, at: usize) -> usize {
        let inner = automaton.push();
        automaton.empty_move(at, inner);
        let end = self.alternatives(automaton, inner);
        automaton.empty_move(inner, end);
        match self.pieces.next() {
            Some("]") => {}
            Some("]*") => automaton.empty_move(end, inner),
            other => panic!("a bracket is closed, not {other:?}"),
        }
        end
    }

    fn word(automaton: &mut Automaton, at: usize, word: &'static str) -> usize {
        if let Some(fragment) = word.strip_prefix('@') {
            return Self::fragment(automaton, at, fragment);
        }
        if let Some((name, kind)) = word.split_once(':') {
            return Self::argument(automaton, at, name, kind);
        }
        let (name, word) = word.split_once('=').unwrap_or((word, word));
        automaton.symbol(at, Symbol::Keyword { name, word })
    }

    fn fragment(automaton: &mut Automaton, at: usize, name: &str) -> usize {
        let text = super::fragments::fragment(name);
        let mut reader = Reader {
            pieces: pieces(text).into_iter().peekable(),
        };
        reader.alternatives(automaton, at)
    }

    fn argument(automaton: &mut Automaton, at: usize, name: &'static str, kind: &str) -> usize {
        let argument = |kind| Symbol::Argument { name, kind };
        let kind = match kind {
            "A.B.C.D" => Kind::Address,
            "WORD" => Kind::Word,
            "LINE" => Kind::Line,
            "HEX" => Kind::Hex,
            "VLANS" => Kind::Vlans,
            "IF" => {
                let end = automaton.symbol(at, argument(Kind::Interface));
                let word = automaton.symbol(at, argument(Kind::InterfaceWord));
                automaton.nodes[word]
                    .edges
                    .push((argument(Kind::InterfacePosition), end));
                return end;
            }
            range => number(range),
        };
        automaton.symbol(at, argument(kind))
    }
}

fn number(range: &str) -> Kind {
    let ends = range
        .strip_prefix('<')
        .and_then(|range| range.strip_suffix('>'))
        .and_then(|range| range.split_once('-'))
        .and_then(|(low, high)| Some((low.parse().ok()?, high.parse().ok()?)));
    let (low, high) = ends.expect("an argument of a pattern has a known type");
    Kind::Number(low, high)
}
