//! What a request holds against the API's description, and where.

use std::fmt::{self, Display};

/// One thing that the API's description forbids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    parameter: Option<Parameter>,
    pointers: Vec<String>,
    message: String,
}

/// A parameter of a request, by its place (`query`) and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Parameter {
    place: &'static str,
    name: String,
}

impl Violation {
    /// A violation at one or more places, given as JSON pointers. The message follows on them:
    /// `must be at least 1, not 0`.
    pub fn new(pointers: Vec<String>, message: impl Into<String>) -> Self {
        Self {
            parameter: None,
            pointers,
            message: message.into(),
        }
    }

    /// The same violation in a parameter, whose place is `path`, `query` or `header`.
    pub(crate) fn in_parameter(self, place: &'static str, name: &str) -> Self {
        let name = name.to_owned();
        Self {
            parameter: Some(Parameter { place, name }),
            ..self
        }
    }

    /// Whether it is one of a parameter.
    pub(crate) fn is_of(&self, place: &str, name: &str) -> bool {
        let of = |parameter: &Parameter| parameter.place == place && parameter.name == name;
        self.parameter.as_ref().is_some_and(of)
    }

    /// Returns the name of the parameter at fault; none where it is the body.
    pub fn parameter(&self) -> Option<&str> {
        self.parameter
            .as_ref()
            .map(|parameter| parameter.name.as_str())
    }

    /// Returns the JSON pointers of the values at fault; the empty one is the whole body, or the
    /// whole parameter.
    pub fn pointers(&self) -> &[String] {
        &self.pointers
    }

    /// Returns what is wrong with them.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, pointer) in self.pointers.iter().enumerate() {
            let separator = match index {
                0 => "",
                last if last + 1 == self.pointers.len() => " and ",
                _ => ", ",
            };
            match (pointer.as_str(), &self.parameter) {
                ("", Some(parameter)) => write!(f, "{separator}{parameter}")?,
                ("", None) => write!(f, "{separator}the body")?,
                (pointer, Some(parameter)) => write!(f, "{separator}`{pointer}` of {parameter}")?,
                (pointer, None) => write!(f, "{separator}`{pointer}`")?,
            }
        }
        write!(f, " {}", self.message)
    }
}

impl Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (place, name) = (self.place, &self.name);
        match place {
            "header" => write!(f, "the header `{name}`"),
            _ => write!(f, "the {place} parameter `{name}`"),
        }
    }
}
