//! Where two texts part, for people.

/// At most so many lines of each side are told.
const LINES: usize = 30;
/// Lines before the difference.
const CONTEXT: usize = 3;

/// Where `shown` differs from `expected`, with lines of the file `name`; `None` if it does not.
pub(crate) fn difference(name: &str, expected: &str, shown: &str) -> Option<String> {
    if expected == shown {
        return None;
    }
    let (a, b): (Vec<&str>, Vec<&str>) =
        (expected.split('\n').collect(), shown.split('\n').collect());
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let rest = a.len().min(b.len()) - same;
    let tail = a.iter().rev().zip(b.iter().rev()).take(rest);
    let tail = tail.take_while(|(a, b)| a == b).count();
    let (gone, new) = (&a[same..a.len() - tail], &b[same..b.len() - tail]);
    let mut text = format!("{name}:{}: the console shows something else\n", same + 1);
    let mut tell = |mark: char, lines: &[&str]| {
        for line in lines.iter().take(LINES) {
            text.push_str(&format!("{mark} {line}\n"));
        }
        if lines.len() > LINES {
            text.push_str(&format!(
                "{mark} ... and {} lines more\n",
                lines.len() - LINES
            ));
        }
    };
    tell(' ', &a[same.saturating_sub(CONTEXT)..same]);
    tell('-', gone);
    tell('+', new);
    Some(text)
}
