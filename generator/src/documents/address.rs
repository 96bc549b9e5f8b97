//! Addresses: which document a reference means, by its text alone.
//!
//! A document has the address of its path below the folder of the description, or of its URL. No
//! address leads out of that folder, whatever a reference says.

use percent_encoding::percent_decode_str;

/// The longest address that is followed.
const LONGEST: usize = 1_024;

/// Why the text of a reference is the address of no document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    Outside,
    Absolute,
    FileUrl,
    Scheme,
    Odd,
}

impl Refusal {
    /// What is wrong with the reference, to be put after it, and what to do.
    pub(super) fn explain(self) -> (&'static str, &'static str) {
        match self {
            Self::Outside => (
                "leads out of the folder of the description",
                "no file outside of it is read: copy what is needed into the folder, and refer to it there",
            ),
            Self::Absolute => (
                "is the path of a file from the root of a system",
                "refer to a file below the folder of the description, by a path relative to this file",
            ),
            Self::FileUrl => (
                "is the URL of a file",
                "refer to a file below the folder of the description, by a path relative to this file",
            ),
            Self::Scheme => (
                "names something that no document has as its `$id`",
                "define it under that `$id`, or refer to a file by its relative path",
            ),
            Self::Odd => (
                "is not the path of a file that can be had on every system",
                "give the file a plain name, without `?`, `:`, `\\` and control characters, and refer to it with `/` between folders",
            ),
        }
    }
}

/// Returns what a reference without its fragment means, seen from a base: RFC 3986, section 5.
pub(super) fn resolve(base: &str, reference: &str) -> String {
    if reference.is_empty() {
        return base.to_owned();
    }
    if scheme(reference).is_some() {
        return reference.to_owned();
    }
    let Some(name) = scheme(base) else {
        return if reference.starts_with('/') {
            reference.to_owned()
        } else {
            tidy(&format!("{}{reference}", folder(base)))
        };
    };
    let Some(rest) = base[name.len() + 1..].strip_prefix("//") else {
        return reference.to_owned();
    };
    if reference.starts_with("//") {
        return format!("{name}:{reference}");
    }
    let host = rest.split('/').next().unwrap_or_default();
    let path = &rest[host.len()..];
    let path = if reference.starts_with('/') {
        tidy(reference)
    } else {
        tidy(&format!("{}{reference}", folder(path)))
    };
    let path = path.trim_start_matches("../").trim_start_matches('/');
    format!("{name}://{host}/{path}")
}

/// Returns the address of the document that a resolved reference means.
pub(super) fn document(resolved: &str) -> Result<String, Refusal> {
    match scheme(resolved).map(str::to_ascii_lowercase).as_deref() {
        Some("http" | "https") if resolved.len() <= LONGEST => return Ok(resolved.to_owned()),
        Some("file") => return Err(Refusal::FileUrl),
        // The drive of a Windows path.
        Some(name) if name.len() == 1 => return Err(Refusal::Absolute),
        Some(_) => return Err(Refusal::Scheme),
        None => {}
    }
    if resolved.contains('?') || resolved.len() > LONGEST {
        return Err(Refusal::Odd);
    }
    let decoded = percent_decode_str(resolved)
        .decode_utf8()
        .map_err(|_| Refusal::Odd)?;
    if decoded.starts_with(['/', '\\']) {
        return Err(Refusal::Absolute);
    }
    let path = tidy(&decoded);
    if path == ".." || path.starts_with("../") {
        return Err(Refusal::Outside);
    }
    let is_odd = |c: char| matches!(c, '\\' | ':') || c.is_control();
    if path.is_empty() || path.ends_with('/') || path.contains(is_odd) {
        return Err(Refusal::Odd);
    }
    Ok(path)
}

/// Returns the base of a document, from which its references are resolved.
pub(super) fn base(document: &str) -> String {
    if scheme(document).is_some() {
        document.to_owned()
    } else {
        document.replace('%', "%25")
    }
}

/// Whether an address is a URL.
pub(super) fn is_url(address: &str) -> bool {
    scheme(address).is_some()
}

fn scheme(text: &str) -> Option<&str> {
    let (name, _) = text.split_once(':')?;
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    (name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(part)).then_some(name)
}

/// The part of a path up to its last slash.
fn folder(path: &str) -> &str {
    &path[..path.rfind('/').map_or(0, |at| at + 1)]
}

/// Takes `.` and `..` out of a path; what leads above its start stays in front.
fn tidy(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "." | "" => {}
            ".." if segments.last().is_some_and(|last| *last != "..") => {
                segments.pop();
            }
            other => segments.push(other),
        }
    }
    let is_folder = path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..");
    let end = if is_folder { "/" } else { "" };
    format!("{}{end}", segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::{Refusal, document, resolve};

    #[track_caller]
    fn leads(base: &str, reference: &str, expected: Result<&str, Refusal>) {
        let found = document(&resolve(base, reference));
        assert_eq!(
            found,
            expected.map(str::to_owned),
            "{reference} from {base}"
        );
    }

    #[test]
    fn inside_the_folder() {
        leads("api.yaml", "pet.yaml", Ok("pet.yaml"));
        leads("api.yaml", "./schemas//pet.yaml", Ok("schemas/pet.yaml"));
        leads("schemas/pet.yaml", "owner.yaml", Ok("schemas/owner.yaml"));
        leads("schemas/pet.yaml", "../api.yaml", Ok("api.yaml"));
        leads("schemas/deep/a.yaml", "../../x/../y.yaml", Ok("y.yaml"));
        leads("api.yaml", "my%20pet.yaml", Ok("my pet.yaml"));
        leads("api.yaml", "a%2Fb.yaml", Ok("a/b.yaml"));
        leads("api.yaml", "größe.yaml", Ok("größe.yaml"));
    }

    #[test]
    fn outside_of_it() {
        for reference in [
            "../api.yaml",
            "../../etc/passwd",
            "a/../../b.yaml",
            "%2e%2e/b.yaml",
            "..%2fb.yaml",
            "a/%2e%2e/%2E%2E/b.yaml",
            "..",
        ] {
            leads("api.yaml", reference, Err(Refusal::Outside));
        }
        leads("schemas/a.yaml", "../../b.yaml", Err(Refusal::Outside));
        for reference in [
            "/etc/passwd",
            "//host/x.yaml",
            "%2Fetc/passwd",
            "C:/x.yaml",
            "c:x",
            "%5Cx",
        ] {
            leads("api.yaml", reference, Err(Refusal::Absolute));
        }
        leads("api.yaml", "file:///etc/passwd", Err(Refusal::FileUrl));
        leads("api.yaml", "urn:example:pet", Err(Refusal::Scheme));
        for reference in [
            "a\\b.yaml",
            "..\\b.yaml",
            "a.yaml?b",
            "a%00.yaml",
            "x/",
            ".",
            "d/C:x.yaml",
            "%ff",
        ] {
            leads("api.yaml", reference, Err(Refusal::Odd));
        }
    }

    #[test]
    fn by_url() {
        let base = "https://example.com/a/b.yaml";
        leads("api.yaml", base, Ok(base));
        leads(base, "c.yaml", Ok("https://example.com/a/c.yaml"));
        leads(base, "/c.yaml", Ok("https://example.com/c.yaml"));
        leads(base, "../../../c.yaml", Ok("https://example.com/c.yaml"));
        leads(base, "//other.com/c.yaml", Ok("https://other.com/c.yaml"));
        assert_eq!(resolve("urn:example:a", "x"), "x");
    }
}
