//! `show logging`.

use crate::ios::change::global::SEVERITIES;
use crate::node::config::DeviceConfig;

/// Messages that went each way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogCounts {
    /// To the console.
    pub console: u32,
    /// To terminals that monitor.
    pub monitor: u32,
    /// To the buffer.
    pub buffer: u32,
    /// To syslog servers, had there been any.
    pub trap: u32,
}

/// `show logging` with the lines in the buffer.
#[must_use]
pub fn logging<'a>(
    config: &DeviceConfig,
    counts: LogCounts,
    lines: impl Iterator<Item = &'a str>,
) -> String {
    let mut out = String::new();
    let logging = &config.logging;
    let state = if logging.is_off {
        "disabled"
    } else {
        "enabled"
    };
    line!(
        out,
        "Syslog logging: {state} (0 messages dropped, 0 messages rate-limited,"
    );
    line!(
        out,
        "                0 flushes, 0 overruns, xml disabled, filtering disabled)"
    );
    for (name, level, count) in [
        ("Console", logging.console, counts.console),
        ("Monitor", logging.monitor, counts.monitor),
        ("Buffer", logging.buffered, counts.buffer),
    ] {
        let indent = " ".repeat(name.len() + 14);
        match level {
            Some(level) => line!(
                out,
                "    {name} logging: level {}, {count} messages logged, xml disabled,",
                SEVERITIES[usize::from(level.min(7))]
            ),
            None => line!(out, "    {name} logging: disabled, xml disabled,"),
        }
        line!(out, "{indent}filtering disabled");
    }
    line!(out, "    Logging Exception size (4096 bytes)");
    line!(out, "    Count and timestamp logging messages: disabled");
    line!(
        out,
        "    Trap logging: level informational, {} message lines logged",
        counts.trap
    );
    if logging.buffered.is_some() {
        line!(out);
        line!(out, "Log Buffer ({} bytes):", logging.buffer_size);
        line!(out);
        for text in lines {
            line!(out, "{text}");
        }
    }
    out
}
