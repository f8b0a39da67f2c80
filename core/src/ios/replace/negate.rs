//! The command that takes a line of a running configuration away.

/// `no …` of a line, or what a `no …` line negates.
pub(super) fn negated(line: &str) -> String {
    if let Some(positive) = line.strip_prefix("no ") {
        return positive.to_owned();
    }
    // A banner's text is not repeated, nor is the kind of a subinterface's link.
    let is_short = line.starts_with("banner ") || line.starts_with("interface ");
    let words: Vec<&str> = line.split(' ').take(2).collect();
    if is_short {
        format!("no {}", words.join(" "))
    } else {
        format!("no {line}")
    }
}

/// The command that resets a block: takes it away, or makes a physical interface as it came.
pub(super) fn reset(head: &str) -> [String; 2] {
    [format!("default {head}"), negated(head)]
}
