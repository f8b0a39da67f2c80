//! Banners, the one command that runs over several lines.

use crate::node::config::DeviceConfig;

use super::super::change::{Change, Form, kept};
use super::super::grammar::Args;
use super::super::mode::Mode;
use super::lookup::refused;
use super::{Answer, Chassis, Done, Session, Verdict};

/// A banner of which the last line is still to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Banner {
    delimiter: String,
    text: String,
}

impl Session {
    /// `banner motd #…`: everything up to the next `#` belongs to it, over several lines.
    pub(super) fn open_banner(
        &mut self,
        args: &Args,
        config: &mut DeviceConfig,
        chassis: Chassis<'_>,
    ) -> Done {
        let text = args.text("text").unwrap_or_default();
        let first = if text.starts_with("^C") {
            2
        } else {
            text.chars().next().map_or(0, char::len_utf8)
        };
        let (delimiter, rest) = text.split_at(first);
        let words = args.written_out(0);
        let start = words.strip_suffix(text).unwrap_or(&words);
        let banner = Banner {
            delimiter: delimiter.to_owned(),
            text: format!("{start}^C{rest}"),
        };
        if !rest.contains(delimiter) {
            let text = format!("Enter TEXT message.  End with the character '{delimiter}'.\n");
            self.banner = Some(banner);
            return Ok(Answer {
                text,
                ..Answer::new(Verdict::NotSimulated)
            });
        }
        self.close_banner(banner, config, chassis)
    }

    pub(super) fn banner_line(
        &mut self,
        line: &str,
        config: &mut DeviceConfig,
        chassis: Chassis<'_>,
    ) -> Done {
        let Some(mut banner) = self.banner.take() else {
            return Ok(Answer::new(Verdict::Blank));
        };
        banner.text.push('\n');
        banner.text.push_str(line.trim_end_matches(['\r', '\n']));
        if line.contains(&banner.delimiter) {
            return self.close_banner(banner, config, chassis);
        }
        self.banner = Some(banner);
        Ok(Answer::new(Verdict::NotSimulated))
    }

    /// Keeps a banner whose end has come; what follows the delimiter is dropped.
    pub(super) fn close_banner(
        &mut self,
        banner: Banner,
        config: &mut DeviceConfig,
        chassis: Chassis<'_>,
    ) -> Done {
        let (head, rest) = banner.text.split_once("^C").unwrap_or((&banner.text, ""));
        let body = rest.split(banner.delimiter.as_str()).next().unwrap_or(rest);
        let line = format!("{head}^C{body}^C");
        let mut change = Change {
            config,
            ports: chassis.ports,
            kind: chassis.kind,
            mode: &Mode::Global,
            form: Form::Plain,
            enter: None,
            notes: String::new(),
        };
        let kept = kept::keep_line(&mut change, &line);
        kept.map_err(|refusal| refused(refusal, &Args::default()))?;
        self.mode = Mode::Global;
        Ok(Answer::new(Verdict::NotSimulated))
    }
}
