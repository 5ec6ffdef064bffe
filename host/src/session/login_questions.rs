//! Who is there? The questions that a device asks in its shell before its first prompt: on telnet, and where SSH lets
//! everybody in and the command line asks.
//!
//! What vendors write here differs little, so no profile needs to list it. A profile's own questions come first.

use super::profile::SecretKind;
use regex::{Regex, RegexBuilder};
use std::sync::LazyLock;

/// Longest line, in characters, that is one of these questions. What is longer is a sentence of a banner.
const LONGEST_QUESTION: usize = 80;
/// Longest line, in characters, that says that a login was refused. A banner's warning is longer.
const LONGEST_REFUSAL: usize = 100;

/// "Username:", "login:", "User Name :", "Login as:", "Please enter login name:".
static USERNAME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|\W)(?:user|user[ _-]?(?:name|id)|login(?: ?name| ?id| as)?)\s?:$"));
/// "Password:", "Enter password :", "admin's password:", "Password for user admin:".
static PASSWORD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|\W)pass(?:word|wd)(?: for (?:user )?\S+)?\s?:$"));
/// Ends like one of those and is something else: when somebody last logged in, a password that is to be changed, or
/// one that leads to another mode.
static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:last|new|old|current|re-?(?:type|enter)|confirm|change|enable|secret)\b")
});
/// "% Login invalid", "Login incorrect", "% Authentication failed", "% Bad passwords", "Access denied" and their like.
static REFUSAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:login|logon|authentication|authorization|password|user ?name|user|account|credentials?)\b.{0,30}\b(?:invalid|incorrect|fail(?:ed|ure)|denied|refused|rejected|wrong|error|locked|not (?:valid|correct|found|authori[sz]ed))|(?:bad|invalid|incorrect|wrong|unknown|illegal|failed|unsuccessful) (?:user|pass|login|logon|credential|secret|authentication|account)|(?:access|permission) (?:is )?denied|not authori[sz]ed|too many .{0,30}(?:attempts|failures)",
    )
});

fn pattern(source: &str) -> Regex {
    RegexBuilder::new(source)
        .case_insensitive(true)
        .build()
        .expect("a pattern of this file")
}

/// What the last line of the stream asks for.
pub fn asked(line: &str) -> Option<SecretKind> {
    let line = line.trim();
    if line.chars().nth(LONGEST_QUESTION).is_some() || OTHER.is_match(line) {
        None
    } else if PASSWORD.is_match(line) {
        Some(SecretKind::Password)
    } else if USERNAME.is_match(line) {
        Some(SecretKind::Username)
    } else {
        None
    }
}

/// The last line that says that the login was refused.
pub fn refusal<'a>(lines: impl DoubleEndedIterator<Item = &'a str>) -> Option<&'a str> {
    let short = |line: &&str| line.chars().nth(LONGEST_REFUSAL).is_none();
    lines
        .rev()
        .map(str::trim)
        .filter(short)
        .find(|line| REFUSAL.is_match(line))
}

#[cfg(test)]
mod tests {
    use super::{SecretKind, asked, refusal};

    #[test]
    fn a_username_is_asked_for_in_many_words() {
        for line in [
            "Username: ",
            "User Name:",
            "UserName:",
            "login: ",
            "sw1 login: ",
            "Login :",
            "login as: ",
            "Please Enter Login Name: ",
            "User: ",
            "(Controller) User:",
            "user id: ",
            "Enter username:",
            "\tLogin: ",
        ] {
            assert_eq!(asked(line), Some(SecretKind::Username), "{line}");
        }
    }

    #[test]
    fn a_password_is_asked_for_in_many_words() {
        for line in [
            "Password: ",
            "password:",
            "Password : ",
            "Enter Password: ",
            "admin@sw1's password: ",
            "Password for admin: ",
            "Password for user admin:",
            "Passwd:",
            "(admin) Password:",
        ] {
            assert_eq!(asked(line), Some(SecretKind::Password), "{line}");
        }
    }

    #[test]
    fn what_only_ends_so_is_not_asked() {
        for line in [
            "",
            "Last login:",
            "New password:",
            "Enter old password:",
            "Re-enter password: ",
            "Retype new password:",
            "Enable password:",
            "Enter PASSCODE:",
            "Superuser:",
            "Username: admin",
            "User Access Verification",
            "Users:",
            "Press any key:",
            "Do not log in to this device unless it is your duty and you know what you are doing, dear user:",
        ] {
            assert_eq!(asked(line), None, "{line}");
        }
    }

    #[test]
    fn a_refusal_is_a_short_line() {
        for line in [
            "% Login invalid",
            "Login incorrect",
            "% Authentication failed",
            "% Authentication failed.",
            "% Bad passwords",
            "Access denied",
            "Permission denied, please try again.",
            "Error: Authentication fail: wrong user name or password",
            "Login failed!",
            "Login Failed",
            "Invalid login",
            "Incorrect login/password",
            "Bad login!",
            "Wrong password or user name",
            "Authentication failure",
            "login failure",
            "User authentication failed",
            "Username or password invalid.",
            "Error: Username or password error.",
            "The user account has been locked",
            "Too many authentication failures",
        ] {
            assert_eq!(refusal([line].into_iter()), Some(line), "{line}");
        }
        for line in [
            "Last login: Sun Mar  1 10:15:02 2026 from 192.0.2.1",
            "User Access Verification",
            "Welcome to the management login",
            "Password:",
            "There was one failed attempt since then",
            "Use of this device without the owner's permission is not allowed; all attempts are logged, and access denied \
             to everybody else",
        ] {
            assert_eq!(refusal([line].into_iter()), None, "{line}");
        }
    }

    #[test]
    fn the_last_refusal_is_quoted() {
        let lines =
            "Access denied to strangers\nUsername: x\nPassword: \n% Login invalid\n\nUsername: ".lines();
        assert_eq!(refusal(lines), Some("% Login invalid"));
    }
}
