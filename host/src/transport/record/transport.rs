//! The carrier, with all that it carries recorded.

use super::{
    Recorder,
    cast::{End, Event, Stage},
    take::Shared,
};
use crate::{
    inventory::device::Credentials,
    schedule::{self, Conversation, Shown, Target, Trouble},
    session::Output,
    transport::carrier::{Carrier, Reached, Visit},
};

/// Carries the sessions of a run and records each.
#[derive(Debug)]
pub struct Recorded {
    carrier: Carrier,
    recorder: Recorder,
}

/// A device that was reached, and the recording of that.
pub struct RecordedLine {
    reached: Reached,
    take: Shared,
}

/// A device that is logged in to, and the recording of that.
pub struct RecordedVisit {
    visit: Visit,
    take: Shared,
}

impl Recorded {
    pub fn new(carrier: Carrier, recorder: Recorder) -> Self {
        Self { carrier, recorder }
    }
}

impl schedule::Transport for Recorded {
    type Line = RecordedLine;
    type Conversation = RecordedVisit;

    async fn connect(&self, target: &Target) -> Result<RecordedLine, Trouble> {
        let take = self.recorder.begin(target);
        let reached = self.carrier.connect(target).await;
        let reached = kept(&take, Stage::Connect, reached)?;
        take.event(Event::Connected);
        Ok(RecordedLine { reached, take })
    }

    async fn login(
        &self,
        target: &Target,
        credentials: &Credentials,
        line: RecordedLine,
    ) -> Result<RecordedVisit, Trouble> {
        let RecordedLine { reached, take } = line;
        take.event(Event::LoginBegun);
        let tap = Some(Box::new(take.clone()) as _);
        let visit = self.carrier.log_in(target, credentials, reached, tap).await;
        let visit = kept(&take, Stage::Login, visit)?;
        take.event(Event::LoggedIn {
            proven: visit.is_logged_in(),
        });
        Ok(RecordedVisit { visit, take })
    }
}

impl schedule::Conversation for RecordedVisit {
    fn is_logged_in(&self) -> bool {
        self.visit.is_logged_in()
    }

    async fn open(&mut self, target: &Target) -> Result<(), Trouble> {
        kept(&self.take, Stage::Open, self.visit.open(target).await)
    }

    fn shown(&self) -> Shown {
        self.visit.shown()
    }

    async fn adopt(&mut self, target: &Target) -> Result<(), Trouble> {
        kept(&self.take, Stage::Run, self.visit.adopt(target).await)
    }

    async fn run(&mut self, target: &Target, command: &str) -> Result<Output, Trouble> {
        kept(&self.take, Stage::Run, self.visit.run(target, command).await)
    }

    async fn close(self) {
        self.visit.close().await;
        self.take.end(End::Done);
    }
}

/// The result, whose trouble is in the recording.
fn kept<T>(take: &Shared, stage: Stage, result: Result<T, Trouble>) -> Result<T, Trouble> {
    result.inspect_err(|trouble| take.trouble(stage, trouble))
}
