//! For which hosts a block of an ssh configuration holds: what `Host` and `Match` say.

use super::pattern::{self, Pattern};

/// What is known of a host when its block is looked for.
pub struct Subject<'a> {
    /// As it is written in the inventory.
    pub alias: &'a str,
    /// What an earlier `HostName` has made of it.
    pub host: &'a str,
    /// Who logs in.
    pub username: &'a str,
    /// Who runs this program.
    pub user: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Holds,
    Fails,
    /// It depends on something that is not looked at.
    Unknown,
}

#[derive(Debug)]
pub enum Condition {
    Host(Vec<Pattern>),
    /// All have to hold.
    Match(Vec<Criterion>),
}

#[derive(Debug)]
pub struct Criterion {
    negated: bool,
    subject: About,
}

#[derive(Debug)]
enum About {
    Everything,
    /// What names are only made canonical for; they never are here.
    Nothing,
    Host(Vec<Pattern>),
    Alias(Vec<Pattern>),
    Username(Vec<Pattern>),
    User(Vec<Pattern>),
    /// A program's exit status, the network that this machine is in, and the like.
    Other,
}

impl Condition {
    pub fn host(arguments: &[String]) -> Self {
        Self::Host(arguments.iter().map(|text| Pattern::new(text)).collect())
    }

    /// Criteria stand as `name value` or `name=value`, some without a value.
    pub fn matching(arguments: &[String]) -> Result<Self, String> {
        let mut words = arguments.iter();
        let mut criteria = Vec::new();
        while let Some(word) = words.next() {
            let (negated, word) = match word.strip_prefix('!') {
                Some(rest) => (true, rest),
                None => (false, word.as_str()),
            };
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (word, None),
            };
            let mut list = || {
                let list = value.or_else(|| words.next().map(String::as_str));
                let list = list.ok_or_else(|| format!("nothing stands behind {name}"))?;
                Ok::<_, String>(list.split(',').map(Pattern::new).collect())
            };
            let subject = match name.to_ascii_lowercase().as_str() {
                "all" => About::Everything,
                "canonical" => About::Nothing,
                "final" => About::Other,
                "host" => About::Host(list()?),
                "originalhost" => About::Alias(list()?),
                "user" => About::Username(list()?),
                "localuser" => About::User(list()?),
                "exec" | "localnetwork" | "tagged" | "command" | "sessiontype" | "version" => {
                    list()?;
                    About::Other
                }
                _ => return Err(format!("there is no criterion {name}")),
            };
            criteria.push(Criterion { negated, subject });
        }
        Ok(Self::Match(criteria))
    }

    /// Names that are meant by themselves, where nothing else is.
    pub fn names(&self) -> Option<impl Iterator<Item = &str>> {
        match self {
            Self::Host(patterns) if patterns.iter().all(Pattern::is_name) => {
                Some(patterns.iter().map(|pattern| pattern.text.as_str()))
            }
            _ => None,
        }
    }

    /// Names that stand there in full.
    pub fn spoken_of(&self) -> impl Iterator<Item = &str> {
        let patterns: &[Pattern] = match self {
            Self::Host(patterns) => patterns,
            Self::Match(_) => &[],
        };
        let names = patterns.iter().filter(|pattern| pattern.is_name());
        names.map(|pattern| pattern.text.as_str())
    }

    pub fn of(&self, subject: &Subject<'_>) -> Verdict {
        match self {
            Self::Host(patterns) => holds(pattern::any(patterns, subject.alias)),
            Self::Match(criteria) => all(criteria.iter().map(|criterion| criterion.of(subject))),
        }
    }
}

impl Criterion {
    fn of(&self, subject: &Subject<'_>) -> Verdict {
        let verdict = match &self.subject {
            About::Everything => Verdict::Holds,
            About::Nothing => Verdict::Fails,
            // Host names are compared in lower case here, other than behind `Host`.
            About::Host(list) => holds(pattern::any(list, &subject.host.to_lowercase())),
            About::Alias(list) => holds(pattern::any(list, &subject.alias.to_lowercase())),
            About::Username(list) => holds(pattern::any(list, subject.username)),
            About::User(list) => holds(pattern::any(list, subject.user)),
            About::Other => return Verdict::Unknown,
        };
        if self.negated {
            holds(verdict == Verdict::Fails)
        } else {
            verdict
        }
    }
}

fn holds(holds: bool) -> Verdict {
    if holds { Verdict::Holds } else { Verdict::Fails }
}

/// Whether all hold: what fails decides, whatever is not known.
pub fn all(verdicts: impl IntoIterator<Item = Verdict>) -> Verdict {
    let mut result = Verdict::Holds;
    for verdict in verdicts {
        match verdict {
            Verdict::Fails => return Verdict::Fails,
            Verdict::Unknown => result = Verdict::Unknown,
            Verdict::Holds => {}
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use Verdict::{Fails, Holds, Unknown};

    const SUBJECT: Subject<'_> = Subject {
        alias: "Sw1",
        host: "sw1.lab",
        username: "netops",
        user: "ana",
    };

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_match_holds_where_all_its_criteria_do() {
        for (text, verdict) in [
            ("all", Holds),
            ("host *.lab", Holds),
            ("host=*.lab,*.net", Holds),
            ("host sw1", Fails),
            ("originalhost sw1", Holds),
            ("!originalhost sw1", Fails),
            ("host *.lab user netops", Holds),
            ("host *.lab user root", Fails),
            ("localuser ana,bob", Holds),
            ("canonical", Fails),
            ("!canonical all", Holds),
            ("exec true", Unknown),
            ("!exec true", Unknown),
            ("host *.lab exec true", Unknown),
            ("exec true host r1", Fails),
            ("final all", Unknown),
        ] {
            let condition =
                Condition::matching(&words(text)).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(condition.of(&SUBJECT), verdict, "{text}");
        }
        for text in ["host", "colour red", "exec"] {
            assert!(Condition::matching(&words(text)).is_err(), "{text}");
        }
    }

    #[test]
    fn a_host_line_means_the_name_as_it_is_written() {
        for (text, verdict) in [
            ("Sw1", Holds),
            ("sw1", Fails),
            ("Sw* !Sw1", Fails),
            ("x Sw?", Holds),
        ] {
            assert_eq!(Condition::host(&words(text)).of(&SUBJECT), verdict, "{text}");
        }
    }
}
