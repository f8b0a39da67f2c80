//! `show clock`, and the calendar behind every stamp.

use core::fmt;

use crate::node::Device;
use crate::time::Instant;

/// Months from March, where a router without a clock of its own begins; February is March's neighbor at the end.
const MONTHS: [(&str, u64); 12] = [
    ("Mar", 31),
    ("Apr", 30),
    ("May", 31),
    ("Jun", 30),
    ("Jul", 31),
    ("Aug", 31),
    ("Sep", 30),
    ("Oct", 31),
    ("Nov", 30),
    ("Dec", 31),
    ("Jan", 31),
    ("Feb", 28),
];
/// From the day on which the clock begins: 1 March 2002.
const WEEKDAYS: [&str; 7] = ["Fri", "Sat", "Sun", "Mon", "Tue", "Wed", "Thu"];
const FIRST_YEAR: u64 = 2002;
const DAY: u64 = 86_400;

/// A moment of the calendar that begins on 1 March 2002 with the lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ios) struct Date {
    weekday: &'static str,
    month: &'static str,
    day: u64,
    year: u64,
    secs: u64,
    millis: u64,
}

impl Date {
    /// The date of an instant; the years are all common ones.
    pub(in crate::ios) fn of(at: Instant) -> Self {
        let days = at.as_secs() / DAY;
        let (mut day, years) = (days % 365, days / 365);
        let mut month = 0;
        while day >= MONTHS[month].1 {
            day -= MONTHS[month].1;
            month += 1;
        }
        Self {
            weekday: WEEKDAYS[(days % 7) as usize],
            month: MONTHS[month].0,
            day: day + 1,
            year: FIRST_YEAR + years + u64::from(month >= 10),
            secs: at.as_secs() % DAY,
            millis: at.as_millis() % 1000,
        }
    }

    /// `00:01:39`.
    pub(in crate::ios) fn time(&self) -> impl fmt::Display + use<> {
        let secs = self.secs;
        fmt::from_fn(move |f| {
            write!(
                f,
                "{:02}:{:02}:{:02}",
                secs / 3600,
                secs / 60 % 60,
                secs % 60
            )
        })
    }

    /// `00:01:39.204`.
    pub(in crate::ios) fn time_with_millis(&self) -> impl fmt::Display + use<> {
        let (time, millis) = (self.time(), self.millis);
        fmt::from_fn(move |f| write!(f, "{time}.{millis:03}"))
    }

    /// `2002`.
    pub(in crate::ios) const fn year(&self) -> u64 {
        self.year
    }

    /// `Mar  1`.
    pub(in crate::ios) fn month_and_day(&self) -> impl fmt::Display + use<> {
        let (month, day) = (self.month, self.day);
        fmt::from_fn(move |f| write!(f, "{month} {day:>2}"))
    }
}

/// `show clock [detail]`: the star says that nobody has set it.
#[must_use]
pub fn clock(device: &Device, now: Instant, detail: bool) -> String {
    let date = Date::of(device.clock(now));
    let (weekday, month, day, year) = (date.weekday, date.month, date.day, date.year);
    let source = if detail { "No time source\n" } else { "" };
    format!(
        "*{} UTC {weekday} {month} {day} {year}\n{source}",
        date.time_with_millis()
    )
}
