//! A text in pieces, in which places are replaced: the pieces keep their order, and columns their places.

/// Blanks that stay between two columns, so that what is split at two of them is still split.
const GAP: usize = 2;

/// Bytes that came in pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) bytes: Vec<u8>,
    /// Where each piece but the first begins, in order.
    cuts: Vec<Cut>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cut {
    at: usize,
    /// Whether somebody typed something before this piece came. What comes after it is an echo, and no column.
    typed: bool,
}

/// What stands in the place of some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) by: Vec<u8>,
}

impl Text {
    /// One piece.
    pub(super) fn whole(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: bytes.into(),
            cuts: Vec::new(),
        }
    }

    /// Adds a piece.
    pub(super) fn push(&mut self, piece: &[u8], typed: bool) {
        let at = self.bytes.len();
        self.cuts.push(Cut { at, typed });
        self.bytes.extend_from_slice(piece);
    }

    /// The pieces after the first, in the order in which they were added. One that was all replaced is empty.
    pub(super) fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        let ends = self.cuts.iter().skip(1).map(|cut| cut.at);
        let ends = ends.chain([self.bytes.len()]);
        self.cuts
            .iter()
            .zip(ends)
            .map(|(cut, end)| self.bytes.get(cut.at..end).unwrap_or_default())
    }

    /// Replaces these places, which are in order and do not overlap. What stands further right in the line is moved back to
    /// its column by the blanks before it, as far as there are enough of them.
    pub(super) fn apply(&mut self, edits: Vec<Edit>) {
        let old = std::mem::take(&mut self.bytes);
        let mut edits = edits.into_iter().peekable();
        let mut cuts = self.cuts.iter_mut().peekable();
        let mut new: Vec<u8> = Vec::with_capacity(old.len());
        // Bytes that this line has more than it had, up to here.
        let (mut more, mut fewer) = (0_usize, 0_usize);
        let mut at = 0;
        while let Some(&byte) = old.get(at) {
            while let Some(cut) = cuts.next_if(|cut| cut.at <= at) {
                cut.at = new.len();
                if cut.typed {
                    (more, fewer) = (0, 0);
                }
            }
            if let Some(edit) = edits.next_if(|edit| edit.start <= at) {
                new.extend_from_slice(&edit.by);
                let (was, is) = (edit.end.saturating_sub(edit.start), edit.by.len());
                (more, fewer) = owed(more + is, fewer + was);
                at = edit.end.max(at);
                continue;
            }
            if matches!(byte, b'\n' | b'\r') {
                (more, fewer) = (0, 0);
            }
            if byte != b' ' {
                new.push(byte);
                at += 1;
                continue;
            }
            let until = edits.peek().map_or(old.len(), |edit| edit.start);
            let blanks = old.get(at..until).unwrap_or_default();
            let run = blanks.iter().take_while(|byte| **byte == b' ').count();
            let ends_line = matches!(old.get(at + run), None | Some(b'\n' | b'\r'));
            let mut width = run;
            if run >= GAP && !ends_line {
                width = (run + fewer).saturating_sub(more).max(GAP);
                (more, fewer) = owed(more + width, fewer + run);
            }
            new.resize(new.len() + width, b' ');
            at += run;
        }
        for cut in cuts {
            cut.at = new.len();
        }
        self.bytes = new;
    }
}

/// The difference, as what there is too much of and what is missing.
fn owed(more: usize, fewer: usize) -> (usize, usize) {
    (more.saturating_sub(fewer), fewer.saturating_sub(more))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edits(text: &str, places: &[(&str, &str)]) -> Vec<Edit> {
        let mut from = 0;
        let edit = |(old, by): &(&str, &str)| {
            let start = from + text[from..].find(old).unwrap();
            from = start + old.len();
            Edit {
                start,
                end: from,
                by: by.as_bytes().into(),
            }
        };
        places.iter().map(edit).collect()
    }

    #[track_caller]
    fn becomes(text: &str, places: &[(&str, &str)], expected: &str) {
        let mut it = Text::whole(text);
        it.apply(edits(text, places));
        assert_eq!(String::from_utf8(it.bytes).unwrap(), expected);
    }

    #[test]
    fn columns_stay_where_there_is_room() {
        becomes("core-9   up     9\n", &[("core-9", "d1")], "d1       up     9\n");
        becomes("r1       up     9\n", &[("r1", "device1")], "device1  up     9\n");
        // Two blanks are left, and the next column makes up for it.
        becomes("r1   up     9\n", &[("r1", "device1")], "device1  up  9\n");
        becomes("r1   up       9\n", &[("r1", "device1")], "device1  up   9\n");
    }

    #[test]
    fn words_with_one_blank_between_them_only_move() {
        becomes(
            "on core-9 since\r\na  b",
            &[("core-9", "d1")],
            "on d1 since\r\na  b",
        );
    }

    #[test]
    fn an_echo_is_not_moved() {
        let mut text = Text::default();
        text.push(b"core-9#", false);
        text.push(b"show  clock\r\n", true);
        text.apply(vec![Edit {
            start: 0,
            end: 6,
            by: b"d1".into(),
        }]);
        let pieces: Vec<_> = text.pieces().collect();
        assert_eq!(pieces, [&b"d1#"[..], b"show  clock\r\n"]);
    }

    #[test]
    fn what_is_replaced_across_a_cut_comes_with_its_first_piece() {
        let mut text = Text::default();
        for piece in ["at co", "re", "-9#", "x"] {
            text.push(piece.as_bytes(), false);
        }
        text.apply(vec![Edit {
            start: 3,
            end: 9,
            by: b"d1".into(),
        }]);
        let pieces: Vec<_> = text.pieces().collect();
        assert_eq!(pieces, [&b"at d1"[..], b"", b"#", b"x"]);
    }
}
