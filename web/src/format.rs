//! Numbers as people read them.

/// Nanoseconds in a second.
pub(crate) const SECOND: u64 = 1_000_000_000;

/// Virtual time as `hh:mm:ss.mmm`.
pub(crate) fn clock(ns: u64) -> String {
    let ms = ns / 1_000_000;
    let (s, m, h) = (ms / 1000 % 60, ms / 60_000 % 60, ms / 3_600_000);
    format!("{h:02}:{m:02}:{s:02}.{:03}", ms % 1000)
}

/// Virtual time as `mm:ss`, with hours and tenths only where they say something.
pub(crate) fn tick(ns: u64, step_ns: u64) -> String {
    let s = ns / SECOND;
    let mut text = format!("{:02}:{:02}", s / 60 % 60, s % 60);
    if s >= 3600 {
        text = format!("{}:{text}", s / 3600);
    }
    if !step_ns.is_multiple_of(SECOND) {
        text.push_str(&format!(".{}", ns % SECOND / 100_000_000));
    }
    text
}

/// A duration of so many seconds, such as `23.6 s` or `80 ms`.
pub(crate) fn seconds(s: f64) -> String {
    if s.abs() < 0.1 && s != 0.0 {
        return format!("{} ms", (s * 1000.0).round() as i64);
    }
    let tenths = (s * 10.0).round() as i64;
    format!("{}.{} s", tenths / 10, (tenths % 10).abs())
}

/// A number with thin spaces between thousands.
pub(crate) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() * 2);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{2009}');
        }
        out.push(c);
    }
    out
}

/// A coordinate with one decimal, as short as may be.
pub(crate) fn px(v: f64) -> String {
    let tenths = (v * 10.0).round() as i64;
    let (whole, tenth) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    let sign = if tenths < 0 { "-" } else { "" };
    if tenth == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{tenth}")
    }
}

/// `words` cut to so many characters, with an ellipsis if something went.
pub(crate) fn fit(words: &str, chars: usize) -> Option<String> {
    let count = words.chars().count();
    if count <= chars {
        return Some(words.to_owned());
    }
    (chars >= 4).then(|| words.chars().take(chars - 1).collect::<String>() + "…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_counts_hours_minutes_seconds_and_milliseconds() {
        assert_eq!(clock(0), "00:00:00.000");
        assert_eq!(clock(101_382_999_999), "00:01:41.382");
        assert_eq!(clock(36_000 * SECOND), "10:00:00.000");
    }

    #[test]
    fn ticks_show_tenths_only_between_seconds() {
        assert_eq!(tick(75 * SECOND, 5 * SECOND), "01:15");
        assert_eq!(tick(75 * SECOND + 500_000_000, SECOND / 2), "01:15.5");
        assert_eq!(tick(3_675 * SECOND, SECOND), "1:01:15");
    }

    #[test]
    fn short_durations_are_milliseconds() {
        assert_eq!(seconds(23.64), "23.6 s");
        assert_eq!(seconds(0.082), "82 ms");
        assert_eq!(seconds(0.0), "0.0 s");
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567), "1\u{2009}234\u{2009}567");
    }

    #[test]
    fn words_that_do_not_fit_end_in_an_ellipsis_or_go() {
        assert_eq!(fit("Active", 6).as_deref(), Some("Active"));
        assert_eq!(fit("Negotiating", 6).as_deref(), Some("Negot…"));
        assert_eq!(fit("Negotiating", 3), None);
    }

    #[test]
    fn coordinates_are_short() {
        assert_eq!(px(12.0), "12");
        assert_eq!(px(-0.01), "0");
        assert_eq!(px(12.349), "12.3");
        assert_eq!(px(-7.04), "-7");
        assert_eq!(px(-0.5), "-0.5");
    }
}
