//! Turns an `OpenAPI` description into a Rust crate.
//!
//! Text comes in ([`Input`]), files go out ([`Generated`]). The library knows no disk, no clock,
//! no environment and no network: reading and writing belong to the caller.
//!
//! The rooms, in the order in which a description passes through them:
//!
//! ```text
//! text -read-> Document -overlay-> Document -documents-> Document -normalize-> Document -resolve-> Resolved -model-> Api
//!      -name-> Plan -emit-> Emitted -format-> Files
//! ```

mod advise;
mod config;
pub mod diagnostic;
mod documents;
mod emit;
pub mod files;
mod format;
mod grammar;
pub mod input;
mod limits;
mod model;
mod name;
mod normalize;
mod overlay;
mod read;
pub mod report;
mod resolve;

use std::collections::BTreeSet;

use diagnostic::{Diagnostics, Stop};
use model::api::Api;
use name::plan::Plan;

pub use diagnostic::{Code, Diagnostic, Severity};
pub use files::Files;
pub use input::{Companion, Input, NamedFiles, Settings, Source};

/// A room of the generator, as [`generate`] tells its caller which one it enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Room {
    /// Text becomes a tree of values.
    Read,
    /// The description is changed as overlays say. Entered where there are any.
    Overlay,
    /// Several documents become one tree. Entered where there are others, and where references
    /// are no pointers.
    Documents,
    /// Every version of `OpenAPI` becomes one shape.
    Normalize,
    /// Every `$ref` is followed.
    Resolve,
    /// Operations and shapes, as facts about the wire.
    Model,
    /// Every decision about Rust.
    Name,
    /// What would make better Rust. Entered by [`lint`] alone.
    Advise,
    /// The plan becomes tokens, and these become text: file by file, so the time of both is one.
    Emit,
}

/// A boundary between two rooms, whose content [`inspect`] prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Boundary {
    /// What `normalize` hands on.
    Document,
    /// What `model` hands on.
    Model,
    /// What `name` hands on.
    Plan,
}

/// What a run leaves behind.
#[derive(Debug, Clone, PartialEq)]
pub struct Generated {
    /// The files of the crate, by their path in it.
    pub files: Files,
    /// How many operations became methods.
    pub operations: usize,
    /// How many types were written.
    pub types: usize,
    /// What the description should be told, most of it warnings.
    pub diagnostics: Vec<Diagnostic>,
}

/// The description can't become a crate; the diagnostics say why.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// At least one of them is an error.
    pub diagnostics: Vec<Diagnostic>,
}

/// Generates a crate. `enter` is told of each room as the run enters it, so that a caller with
/// a clock can tell where the time goes.
pub fn generate(input: &Input, enter: &mut dyn FnMut(Room)) -> Result<Generated, Refused> {
    let mut run = Run::new(input, enter);
    let files = run.files();
    let diagnostics = run.diagnostics.into_found();
    match files {
        Ok((files, operations, types)) => Ok(Generated {
            files,
            operations,
            types,
            diagnostics,
        }),
        Err(Stop) => Err(Refused { diagnostics }),
    }
}

/// Returns what there is to say about a description, and makes no crate: errors and warnings as
/// [`generate`] finds them, and [advice](Severity::Advice) where the description could be read to
/// its end.
pub fn lint(input: &Input, enter: &mut dyn FnMut(Room)) -> Vec<Diagnostic> {
    let mut run = Run::new(input, enter);
    // What stopped it is among what was found.
    let _: Result<(), Stop> = run.lint();
    run.diagnostics.into_found()
}

/// Prints what crosses `boundary` on the way to a crate.
pub fn inspect(input: &Input, boundary: Boundary) -> Result<String, Refused> {
    let mut ignore = |_| {};
    let mut run = Run::new(input, &mut ignore);
    let printed = match boundary {
        Boundary::Document => run
            .config()
            .and_then(|config| run.document(&config))
            .map(|document| format!("{:#}\n", document.root)),
        Boundary::Model => {
            let api = run.config().and_then(|config| {
                let document = run.document(&config)?;
                run.api(document, &config)
            });
            api.map(|api| format!("{api:#?}\n"))
        }
        Boundary::Plan => run.plan().map(|(_, plan)| format!("{plan:#?}\n")),
    };
    let printed = printed.and_then(|text| run.diagnostics.finish().map(|()| text));
    printed.map_err(|Stop| Refused {
        diagnostics: run.diagnostics.into_found(),
    })
}

/// Returns the files that a `codegen.toml` names.
pub fn named_files(config: &Source) -> NamedFiles {
    config::named_files(config)
}

/// Finds the other documents that the texts of a run refer to.
#[derive(Debug)]
pub struct References {
    budget: read::Budget,
}

impl References {
    /// For the texts of one run, which together hold no more than the `codegen.toml` of that run
    /// lets them.
    pub fn new(config: Option<&Source>) -> Self {
        Self {
            budget: read::Budget::new(config::limits(config)),
        }
    }

    /// Returns the addresses of the documents that a text may refer to: paths below the folder of
    /// the description, with `/` between folders, or URLs. It may name some that the run will not
    /// need.
    ///
    /// `address` is that of the text itself; for the description and for overlays, the file name
    /// of the description.
    pub fn of(&self, address: &str, source: &Source) -> BTreeSet<String> {
        documents::referred(address, source, &self.budget)
    }
}

/// One way of a description through the rooms, up to the room that is asked for.
struct Run<'a> {
    input: &'a Input,
    diagnostics: Diagnostics,
    enter: &'a mut dyn FnMut(Room),
}

impl<'a> Run<'a> {
    fn new(input: &'a Input, enter: &'a mut dyn FnMut(Room)) -> Self {
        let diagnostics = Diagnostics::new(
            input.description.name.clone(),
            input.settings.strict,
            input.settings.keep_going,
        );
        Self {
            input,
            diagnostics,
            enter,
        }
    }

    fn config(&mut self) -> Result<config::Config, Stop> {
        config::read(self.input.config.as_ref(), &mut self.diagnostics)
    }

    fn document(&mut self, config: &config::Config) -> Result<read::Document, Stop> {
        (self.enter)(Room::Read);
        let (limits, input) = (config.limits, self.input);
        let budget = &read::Budget::new(limits);
        let mut document = read::read(&input.description, budget, &mut self.diagnostics)?;
        if !self.input.overlays.is_empty() {
            (self.enter)(Room::Overlay);
            document = overlay::apply(document, &input.overlays, budget, &mut self.diagnostics)?;
        }
        if !documents::is_one(&document) {
            (self.enter)(Room::Documents);
            document = documents::join(document, &input.documents, budget, &mut self.diagnostics)?;
        }
        (self.enter)(Room::Normalize);
        let given = normalize::Given {
            sources: input.sources(),
            limits,
            named: config.places(),
        };
        normalize::normalize(document, given, &mut self.diagnostics)
    }

    fn api(&mut self, document: read::Document, config: &config::Config) -> Result<Api, Stop> {
        (self.enter)(Room::Resolve);
        let resolved = resolve::resolve(document, &mut self.diagnostics)?;
        (self.enter)(Room::Model);
        model::model(&resolved, config, &mut self.diagnostics)
    }

    fn name(&mut self, api: &Api, config: &config::Config) -> Result<Plan, Stop> {
        (self.enter)(Room::Name);
        name::name(api, config, &self.input.settings, &mut self.diagnostics)
    }

    fn plan(&mut self) -> Result<(Api, Plan), Stop> {
        let config = self.config()?;
        let document = self.document(&config)?;
        let api = self.api(document, &config)?;
        let plan = self.name(&api, &config)?;
        Ok((api, plan))
    }

    fn files(&mut self) -> Result<(Files, usize, usize), Stop> {
        let (api, plan) = self.plan()?;
        self.diagnostics.finish()?;
        (self.enter)(Room::Emit);
        let files = format::format(emit::emit(&plan));
        Ok((files, api.operations.len(), api.types.len()))
    }

    fn lint(&mut self) -> Result<(), Stop> {
        let config = self.config()?;
        let document = self.document(&config)?;
        let api = self.api(document.clone(), &config)?;
        // Nothing in its advice depends on names.
        let _: Result<Plan, Stop> = self.name(&api, &config);
        (self.enter)(Room::Advise);
        advise::advise(document, &api, &config, &mut self.diagnostics);
        Ok(())
    }
}
