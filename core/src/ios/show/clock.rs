//! `show clock`, and the calendar behind every stamp.

use core::fmt;

use crate::node::Device;
use crate::time::Instant;

/// Months from March: so the day that leap years have is the last one of a year.
const MONTHS: [(&str, u64); 12] = [
    ("March", 31),
    ("April", 30),
    ("May", 31),
    ("June", 30),
    ("July", 31),
    ("August", 31),
    ("September", 30),
    ("October", 31),
    ("November", 30),
    ("December", 31),
    ("January", 31),
    ("February", 29),
];
/// From 1 January 1970.
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const DAY: u64 = 86_400;
/// Days from 1 March 1968, a leap year, to 1 January 1970.
const BEFORE_1970: u64 = 671;
/// Four years, one of them a leap year; IOS's calendar ends in 2035, before the rule has an exception.
const FOUR_YEARS: u64 = 1461;

/// A moment of the calendar.
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
    /// What a device's clock shows at an instant.
    pub(in crate::ios) fn shown(device: &Device, at: Instant) -> Self {
        Self::of(device.date_ms(at))
    }

    /// The date of so many milliseconds since 1970.
    fn of(millis: u64) -> Self {
        let (days, secs) = (millis / 1000 / DAY, millis / 1000 % DAY);
        let since_march = days + BEFORE_1970;
        let (fours, rest) = (since_march / FOUR_YEARS, since_march % FOUR_YEARS);
        // The leap day ends the fourth year.
        let years = (rest / 365).min(3);
        let (mut day, mut month) = (rest - years * 365, 0);
        while day >= MONTHS[month].1 {
            day -= MONTHS[month].1;
            month += 1;
        }
        Self {
            weekday: WEEKDAYS[(days % 7) as usize],
            month: &MONTHS[month].0[..3],
            day: day + 1,
            year: 1968 + fours * 4 + years + u64::from(month >= 10),
            secs,
            millis: millis % 1000,
        }
    }

    /// The milliseconds since 1970 of a date from then on; `None` if the month is none or has no such day.
    pub(in crate::ios) fn millis_of(year: u64, month: &str, day: u64, secs: u64) -> Option<u64> {
        let month = month.to_ascii_lowercase();
        let is_it = |(name, _): &(&str, u64)| {
            month.len() >= 3 && name.to_ascii_lowercase().starts_with(&month)
        };
        let index = MONTHS.iter().position(is_it)?;
        let march_year = year.checked_sub(1968 + u64::from(index >= 10))?;
        let before: u64 = MONTHS[..index].iter().map(|(_, days)| days).sum();
        let leap_days = march_year / 4;
        let days = (march_year * 365 + leap_days + before + day).checked_sub(BEFORE_1970 + 1)?;
        let millis = (days * DAY + secs) * 1000;
        let read = Self::of(millis);
        (read.day == day && read.year == year).then_some(millis)
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

    /// `UTC Fri Mar 1 2002`.
    fn long(&self) -> impl fmt::Display + use<> {
        let (weekday, month, day, year) = (self.weekday, self.month, self.day, self.year);
        fmt::from_fn(move |f| write!(f, "UTC {weekday} {month} {day} {year}"))
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
    let date = Date::shown(device, now);
    let (star, source) = match (device.is_clock_set(), detail) {
        (false, false) => ("*", ""),
        (false, true) => ("*", "No time source\n"),
        (true, false) => ("", ""),
        (true, true) => ("", "Time source is user configuration\n"),
    };
    format!(
        "{star}{} {}\n{source}",
        date.time_with_millis(),
        date.long()
    )
}

/// What the log says when the clock is set from `before` to `after`, in milliseconds since 1970.
#[must_use]
pub fn clock_update(before: u64, after: u64) -> String {
    let [before, after] = [before, after].map(|millis| {
        let date = Date::of(millis);
        format!("{} {}", date.time(), date.long())
    });
    format!(
        "%SYS-6-CLOCKUPDATE: System clock has been updated from {before} to {after}, configured from console by console."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_and_its_day_are_as_wide_as_ios_prints_them() {
        let at = |day, secs| {
            let date = Date::of(Date::millis_of(2002, "March", day, secs).unwrap() + 7);
            format!("{} {}", date.month_and_day(), date.time_with_millis())
        };
        assert_eq!(at(1, 99), "Mar  1 00:01:39.007");
        assert_eq!(at(31, 86_399), "Mar 31 23:59:59.007");
    }

    #[test]
    fn dates_from_1970_to_2035_are_those_of_the_calendar() {
        let days =
            |year, month, day| Date::millis_of(year, month, day, 0).map(|ms| ms / 86_400_000);
        assert_eq!(days(1970, "January", 1), Some(0));
        assert_eq!(days(1970, "march", 1), Some(59));
        assert_eq!(days(2000, "FEB", 29), Some(11_016));
        assert_eq!(days(2002, "Mar", 1), Some(11_747));
        assert_eq!(days(2035, "December", 31), Some(24_105));
        for (year, month, day) in [
            (2001, "feb", 29),
            (2002, "april", 31),
            (2002, "ma", 1),
            (1969, "dec", 31),
        ] {
            assert_eq!(days(year, month, day), None, "{day} {month} {year}");
        }
        let mut previous = Date::of(0);
        for day in 1..24_106 {
            let date = Date::of(day * 86_400_000);
            assert_ne!(date.weekday, previous.weekday);
            assert!(date.day == previous.day + 1 || date.day == 1);
            assert_eq!(
                Date::millis_of(date.year, date.month, date.day, 0),
                Some(day * 86_400_000)
            );
            previous = date;
        }
        assert_eq!(
            (previous.weekday, previous.long().to_string().as_str()),
            ("Mon", "UTC Mon Dec 31 2035")
        );
    }
}
