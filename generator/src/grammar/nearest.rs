//! Which name was meant by one that there is not.

/// How like two names are at least, of which one is taken for the other: 1 is the same.
const ALIKE: f64 = 0.8;

/// Returns the name that is the nearest to another, if any is near.
///
/// Near is a name with at most one slip in four letters, or one in all: letters that are wrong, too many, missing or
/// changed with the one beside.
pub(crate) fn nearest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let likeness = |name: &str| {
        if name.eq_ignore_ascii_case(wanted) {
            return 1.0;
        }
        let slips = strsim::damerau_levenshtein(name, wanted);
        let longest = name.chars().count().max(wanted.chars().count());
        if slips <= (longest / 4).max(1) {
            strsim::jaro_winkler(name, wanted)
        } else {
            0.0
        }
    };
    names
        .map(|name| (likeness(name), name))
        .filter(|(likeness, _)| *likeness > ALIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}
