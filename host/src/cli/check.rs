//! `nethost check`: whether devices are as policies say they should be.
//!
//! Each device is asked once, in one session, for all that the rules about it need.

use super::{
    args::FleetArgs,
    carriage::Carriage,
    error::{CliError, Done},
    fleet,
    prepare::{Fleet, Planned, whole},
};
use crate::{
    inventory::{Inventory, Selector, SelectorError},
    plugin::model::{About, Getter, Request},
    policy::{self, Check, Rule, Verdict},
    report::{CheckFormat, Format, Message, Reporter, Tally, checks::Counts, status},
    schedule::{
        Job,
        record::{Failure, Outcome},
    },
};
use std::{
    collections::{HashMap, HashSet},
    io,
    path::PathBuf,
    sync::Arc,
};

#[derive(clap::Args)]
pub(super) struct Args {
    /// Files of rules, or folders of such files.
    #[arg(required_unless_present = "learn", value_name = "POLICY")]
    policies: Vec<PathBuf>,
    /// Print a policy that says what the devices answer to these getters now, such as facts,interfaces. What changes by
    /// itself is left out.
    #[arg(long, value_name = "GETTERS", value_delimiter = ',', value_parser = learnable,
          conflicts_with_all = ["policies", "format", "dry_run"])]
    learn: Vec<Getter>,
    #[command(flatten)]
    fleet: FleetArgs,
    #[arg(
        long,
        value_enum,
        default_value_t,
        help_heading = "Output",
        help = "How results are printed"
    )]
    format: CheckFormat,
}

pub(super) fn check(args: &Args) -> Done {
    if !args.learn.is_empty() {
        return learn(args);
    }
    let policies = policy::load(&args.policies)?;
    let rules: Vec<Rule> = policies.into_iter().flat_map(|policy| policy.rules).collect();
    let (inventory, about) = about(&rules, &args.fleet)?;
    let mut plan = Fleet::of(inventory, &args.fleet)?;
    let meant = |planned: &Planned| meant(&rules, &about, planned);
    plan.retain(|planned| !meant(planned).is_empty());
    let plans: Vec<Plan> = plan
        .planned
        .iter()
        .map(|planned| Plan::of(&rules, meant(planned), planned))
        .collect();
    if plans.is_empty() {
        return Err(CliError::new(
            "no rule is about any of the selected devices, so nothing can be said of them",
            "look at the rules' `hosts` and `platforms`, and at --hosts",
        ));
    }
    // Whoever selects devices knows that other rules are not about them.
    if args.fleet.inventory.hosts.is_none() {
        warn_of_idle(&rules, &plans);
    }
    if args.fleet.dry_run {
        return dry_run(&plan, &plans, args.format);
    }
    let options = plan.options(&args.fleet)?;
    let carriage = Carriage::new(&args.fleet.recordings)?;
    let targets = plan.targets(&args.fleet)?;
    let job = Job::GettersOfEach(shared(&plans));
    let tallies = rules
        .iter()
        .map(|rule| Tally {
            name: rule.name.clone(),
            policy: rule.place.clone(),
            counts: Counts::default(),
        })
        .collect();
    let reporter = Reporter::for_checks(
        fleet::report_options(&args.fleet, Format::default(), targets.len()),
        args.format,
        tallies,
        Box::new(move |outcome| {
            let plan = plans.get(outcome.index);
            plan.map(|plan| plan.judge(&rules, outcome)).unwrap_or_default()
        }),
        io::stdout(),
        io::stderr(),
    )?;
    fleet::visit(targets, job, options, (carriage, args.fleet.max_output), reporter)
}

/// Prints a policy that every device fulfils as it is.
fn learn(args: &Args) -> Done {
    let requests: Arc<[Request]> = args
        .learn
        .iter()
        .map(|&getter| Request::new(getter, About::default()))
        .collect::<Result<_, _>>()
        .map_err(|error| CliError::new(error, ""))?;
    let plan = Fleet::plan(&args.fleet)?;
    let options = plan.options(&args.fleet)?;
    let carriage = Carriage::new(&args.fleet.recordings)?;
    let targets = plan.targets(&args.fleet)?;
    let job = Job::Getters(requests.clone());
    let learn = move |outcome: &Outcome| -> String {
        let answers = requests.iter().zip(&outcome.answers);
        let rules = answers.filter_map(|(request, answered)| {
            policy::learn(&outcome.device, request, answered.value.as_ref()?)
        });
        rules.map(|rule| rule + "\n").collect()
    };
    let reporter = Reporter::for_policy(
        fleet::report_options(&args.fleet, Format::default(), targets.len()),
        Box::new(learn),
        io::stdout(),
        io::stderr(),
    )?;
    fleet::visit(targets, job, options, (carriage, args.fleet.max_output), reporter)
}

fn learnable(text: &str) -> Result<Getter, String> {
    let names = || {
        let learnable = Getter::ALL.iter().filter(|getter| policy::is_learnable(**getter));
        learnable
            .map(|getter| getter.name())
            .collect::<Vec<_>>()
            .join(", ")
    };
    match Getter::named(text) {
        Some(getter) if policy::is_learnable(getter) => Ok(getter),
        Some(_) => Err(format!(
            "its answers change all the time, or depend on what is asked; there are {}",
            names()
        )),
        None => Err(format!("there is no such getter; there are {}", names())),
    }
}

/// The places of the rules about each device, by its name.
type Meant = HashMap<Arc<str>, Vec<usize>>;

/// The selected devices that some rule is about, and which rules those are.
fn about(rules: &[Rule], args: &FleetArgs) -> Result<(Inventory, Meant), CliError> {
    let all = whole(&args.inventory)?;
    let mut selected = match args.inventory.selector()? {
        Some(selector) => all.select(&selector)?,
        None => all.clone(),
    };
    let mut about: Meant = HashMap::new();
    // Rules that were written together are mostly about the same devices.
    let mut last: Option<(&Selector, Vec<Arc<str>>)> = None;
    for (place, rule) in rules.iter().enumerate() {
        let meant = match &rule.hosts {
            None => names(&selected),
            Some(hosts) => match last.take() {
                Some((known, names)) if known == hosts => names,
                _ => names(&all.select(hosts).map_err(|error| wrong_hosts(rule, &error))?),
            },
        };
        for name in &meant {
            about.entry(name.clone()).or_default().push(place);
        }
        last = rule.hosts.as_ref().map(|hosts| (hosts, meant));
    }
    selected.devices.retain(|device| about.contains_key(&device.name));
    Ok((selected, about))
}

fn names(inventory: &Inventory) -> Vec<Arc<str>> {
    inventory
        .devices
        .iter()
        .map(|device| device.name.clone())
        .collect()
}

fn wrong_hosts(rule: &Rule, error: &SelectorError) -> CliError {
    CliError::new(
        format!("{}: the rule \"{}\": {error}", rule.place, rule.name),
        error.hint.clone(),
    )
}

/// The places of the rules about a device, those that its platform rules out not among them. Where the platform is
/// only found out later all stay.
fn meant(rules: &[Rule], about: &Meant, planned: &Planned) -> Vec<usize> {
    let places = about.get(&planned.entry.name).into_iter().flatten().copied();
    places
        .filter(|&place| {
            let rule = rules.get(place);
            planned.is_auto() || rule.is_some_and(|rule| is_of(rule, planned))
        })
        .collect()
}

/// Whether the device's platform, by any of its names, is one that the rule is about.
fn is_of(rule: &Rule, planned: &Planned) -> bool {
    let description = planned.driver.description();
    let mut names: Vec<&str> = description.aliases.iter().map(String::as_str).collect();
    names.push(&description.platform);
    names.extend(planned.entry.platform.as_deref());
    rule.is_about_platform(&names)
}

/// What one device is asked, and which rules that is for.
struct Plan {
    host: Arc<str>,
    requests: Vec<Request>,
    /// Each rule's place, and the place of its request.
    rules: Vec<(usize, usize)>,
    /// The platform is not known before the device has ended.
    is_auto: bool,
}

impl Plan {
    fn of(rules: &[Rule], meant: Vec<usize>, planned: &Planned) -> Self {
        let mut requests: Vec<Request> = Vec::new();
        let asked = meant.into_iter().filter_map(|place| {
            let request = &rules.get(place)?.request;
            let known = requests.iter().position(|known| known == request);
            let known = known.unwrap_or_else(|| {
                requests.push(request.clone());
                requests.len() - 1
            });
            Some((place, known))
        });
        let rules = asked.collect();
        Self {
            host: planned.entry.host.clone(),
            requests,
            rules,
            is_auto: planned.is_auto(),
        }
    }

    /// What the rules come to, now that the device has ended.
    fn judge(&self, rules: &[Rule], outcome: &Outcome) -> Vec<Check> {
        let asked = self.rules.iter().filter_map(|&(rule, request)| {
            let rule = rules.get(rule)?;
            let is_meant = !self.is_auto || rule.is_about_platform(&[&outcome.platform]);
            is_meant.then_some((rule, request))
        });
        asked
            .map(|(rule, request)| self.check(rule, request, outcome))
            .collect()
    }

    fn check(&self, rule: &Rule, request: usize, outcome: &Outcome) -> Check {
        let answered = outcome.answers.get(request);
        let (status, error, differences) = match answered.and_then(|answered| answered.value.as_ref()) {
            Some(value) => {
                let differences = rule.judge(value);
                let status = if differences.is_empty() {
                    Verdict::Holds
                } else {
                    Verdict::Differs
                };
                (status, None, differences)
            }
            None => (Verdict::Unknown, Some(why(answered, outcome)), Vec::new()),
        };
        Check {
            device: outcome.device.clone(),
            host: self.host.clone(),
            platform: outcome.platform.clone(),
            rule: rule.name.clone(),
            policy: rule.place.clone(),
            getter: rule.asks().into(),
            status,
            error,
            differences,
        }
    }
}

/// Why there is no answer.
fn why(answered: Option<&crate::schedule::record::Answered>, outcome: &Outcome) -> Failure {
    let own = answered.and_then(|answered| answered.error.clone());
    own.or_else(|| status::of_device(outcome).1.cloned())
        .unwrap_or_else(|| Failure {
            kind: "no_answer".into(),
            message: "the device gave no answer".into(),
            hint: String::new(),
        })
}

/// The requests of each device; devices that are asked the same share them.
fn shared(plans: &[Plan]) -> Vec<Arc<[Request]>> {
    let mut known: HashMap<&[Request], Arc<[Request]>> = HashMap::new();
    plans
        .iter()
        .map(|plan| {
            let requests = known
                .entry(&plan.requests)
                .or_insert_with(|| plan.requests.as_slice().into());
            Arc::clone(requests)
        })
        .collect()
}

/// A rule that is about no device holds nowhere, which is easily taken for holding everywhere.
fn warn_of_idle(rules: &[Rule], plans: &[Plan]) {
    let asked: HashSet<usize> = plans
        .iter()
        .flat_map(|plan| plan.rules.iter().map(|(rule, _)| *rule))
        .collect();
    for (place, rule) in rules.iter().enumerate() {
        if !asked.contains(&place) {
            Message::warning(format!(
                "{}: the rule \"{}\" is about no device",
                rule.place, rule.name
            ))
            .hint("look at its `hosts` and `platforms`")
            .show();
        }
    }
}

fn dry_run(fleet: &Fleet, plans: &[Plan], format: CheckFormat) -> Done {
    let format = match format {
        CheckFormat::Table => Format::Table,
        CheckFormat::Ndjson => Format::Ndjson,
        CheckFormat::Csv => Format::Csv,
        // A plan has no verdicts that a build server could show.
        CheckFormat::Json | CheckFormat::Junit => Format::Json,
    };
    let by_name: HashMap<&str, &Plan> = fleet
        .planned
        .iter()
        .map(|planned| &*planned.entry.name)
        .zip(plans)
        .collect();
    fleet::show_plan(fleet, format, |planned| {
        let Some(plan) = by_name.get(&*planned.entry.name) else {
            return Ok(Vec::new());
        };
        // Whose commands these are is not known yet.
        if planned.is_auto() {
            return Ok(Vec::new());
        }
        let mut commands: Vec<String> = Vec::new();
        for request in &plan.requests {
            match planned.driver.plan(request).result {
                Ok(Ok(more)) => {
                    for command in more {
                        if !commands.contains(&command) {
                            commands.push(command);
                        }
                    }
                }
                // What the driver cannot answer will be not known; the rest is asked all the same.
                Ok(Err(_)) => {}
                Err(fault) => {
                    return Err(CliError::new(
                        format!("{}: {fault}", planned.entry.name),
                        fault.hint(),
                    ));
                }
            }
        }
        Ok(commands)
    })
}
