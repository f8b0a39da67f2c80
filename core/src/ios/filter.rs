//! Output modifiers: what `| include …` and its kin leave of a text.

use super::exec::OutputFilter;
use super::regex::{BadRegex, Regex};

/// What an output modifier leaves of a text.
///
/// # Errors
/// Its pattern is no regular expression.
pub fn filtered(text: &str, filter: &OutputFilter) -> Result<String, BadRegex> {
    let (OutputFilter::Include(pattern)
    | OutputFilter::Exclude(pattern)
    | OutputFilter::Begin(pattern)
    | OutputFilter::Section(pattern)) = filter;
    let regex = Regex::new(pattern)?;
    let mut out = String::new();
    let mut is_on = false;
    let mut section = 0;
    for line in text.lines() {
        let is_match = regex.is_match(line);
        is_on = match filter {
            OutputFilter::Include(_) => is_match,
            OutputFilter::Exclude(_) => !is_match,
            OutputFilter::Begin(_) => is_on || is_match,
            // A section is a line and what is indented below it.
            OutputFilter::Section(_) => {
                let indent = line.len() - line.trim_start().len();
                let is_below = is_on && indent > section;
                if !is_below {
                    section = indent;
                }
                is_below || is_match
            }
        };
        if is_on {
            out.push_str(line);
            out.push('\n');
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = "\
version 12.4
!
interface FastEthernet0/0
 ip address 10.0.0.1 255.0.0.0
 standby 1 ip 10.0.0.254
!
router rip
 version 2
 network 10.0.0.0
!
end
";

    #[track_caller]
    fn assert_left(filter: OutputFilter, expected: &str) {
        assert_eq!(filtered(CONFIG, &filter).as_deref(), Ok(expected));
    }

    #[test]
    fn lines_are_included_and_excluded_by_expressions() {
        assert_left(
            OutputFilter::Include("^ .*10\\.0\\.0\\.(1|0)".into()),
            " ip address 10.0.0.1 255.0.0.0\n network 10.0.0.0\n",
        );
        assert_left(
            OutputFilter::Exclude("^ |^!|interface".into()),
            "version 12.4\nrouter rip\nend\n",
        );
    }

    #[test]
    fn begin_goes_on_to_the_end() {
        assert_left(
            OutputFilter::Begin("^ netw".into()),
            " network 10.0.0.0\n!\nend\n",
        );
        assert_left(OutputFilter::Begin("nowhere".into()), "");
    }

    #[test]
    fn a_section_has_what_is_indented_below() {
        assert_left(
            OutputFilter::Section("router".into()),
            "router rip\n version 2\n network 10.0.0.0\n",
        );
        assert_left(
            OutputFilter::Section("standby".into()),
            " standby 1 ip 10.0.0.254\n",
        );
        assert_left(
            OutputFilter::Section("version".into()),
            "version 12.4\n version 2\n",
        );
    }

    #[test]
    fn a_bad_expression_is_said_to_be_one() {
        assert_eq!(
            filtered(CONFIG, &OutputFilter::Include("(".into())),
            Err(BadRegex)
        );
    }
}
