//! The code of every kind of mistake. A code is never given to another mistake.

use super::Code;

/// The text is larger than the generator reads.
pub const TOO_LARGE: Code = Code("E0001");
/// The text is not UTF-8.
pub const NOT_UTF8: Code = Code("E0002");
/// The text is neither well-formed YAML nor JSON.
pub const SYNTAX: Code = Code("E0003");
/// A mapping has a key twice.
pub const DUPLICATE_KEY: Code = Code("E0004");
/// The document is not an `OpenAPI` description.
pub const NOT_OPENAPI: Code = Code("E0005");
/// The description is of a version that the generator does not know.
pub const UNKNOWN_VERSION: Code = Code("E0006");
/// The standard wants an object here.
pub const NOT_AN_OBJECT: Code = Code("E0007");
/// A `$ref` leads nowhere.
pub const DANGLING_REFERENCE: Code = Code("E0008");
/// A `$ref` leads to another document.
pub const FOREIGN_REFERENCE: Code = Code("E0009");
/// Two operations have one `operationId`.
pub const DUPLICATE_OPERATION_ID: Code = Code("E0010");
/// A chain of `$ref` leads back to its start.
pub const CIRCULAR_REFERENCE: Code = Code("E0011");
/// A path and its parameters don't agree.
pub const PATH_PARAMETERS: Code = Code("E0012");
/// `codegen.toml` says something that the generator does not understand.
pub const BAD_CONFIG: Code = Code("E0013");
/// The package name is none that Cargo takes.
pub const BAD_PACKAGE_NAME: Code = Code("E0014");
/// An overlay is no overlay, or an action of it can't be applied.
pub const BAD_OVERLAY: Code = Code("E0020");
/// A limit on what a description may be made of.
pub const TOO_MUCH: Code = Code("E0021");

/// A value of the wrong type was read as what it means, or left out.
pub const WRONG_TYPE: Code = Code("W0001");
/// A keyword of JSON Schema that the generator does not honour.
pub const UNSUPPORTED_KEYWORD: Code = Code("W0002");
/// A composition that becomes any JSON value.
pub const UNSUPPORTED_COMPOSITION: Code = Code("W0003");
/// A parameter that has to be set by hand.
pub const UNSUPPORTED_PARAMETER: Code = Code("W0004");
/// A request body that has to be given as bytes.
pub const UNSUPPORTED_BODY: Code = Code("W0005");
/// An answer of which only a part is typed.
pub const UNSUPPORTED_ANSWER: Code = Code("W0006");
/// A way to authenticate that has to be set by hand.
pub const UNSUPPORTED_SECURITY: Code = Code("W0007");
/// Two things of the description would have one name in Rust.
pub const NAME_COLLISION: Code = Code("W0008");
/// A part of the description that no method is generated from.
pub const UNSUPPORTED_PART: Code = Code("W0009");
/// A rule of the description that is not checked before a request is sent.
pub const UNCHECKED_RULE: Code = Code("W0010");
/// The description does not say where the API is.
pub const NO_SERVER: Code = Code("W0011");
/// Two servers, credentials or the like of which only one is used.
pub const UNSUPPORTED_SERVER: Code = Code("W0012");
/// An action of an overlay changes nothing.
pub const IDLE_OVERLAY: Code = Code("W0020");
/// An overlay says that it is for another description.
pub const OTHER_DESCRIPTION: Code = Code("W0021");
