//! The crate of `fixtures/union_parents.yaml`, driven: children that are their parent and more.
//! Run by `tests/fixtures_compile.rs`, which builds that crate.

use union_parents::types::{
    Again, Cat, Grown, Herb, JsonValue, Kitten, ListPetsResponse, Pet, Problem, Shape,
};

const ALL: &str = r#"{"pet":{"kind":"cat","name":"a","meow":"loud"},"cat":{"kind":"cat","name":"b","meow":"low"},"kitten":{"kind":"cat","name":"c","weeks":3},"shape":{"id":"s","w":2},"circle":{"r":1.5,"id":"t"},"only":{"id":"u","age":4},"child":{"age":5,"id":"v"},"both":{"kind":"cat","name":"d"},"problem":{"message":"m","field":"f"},"grown":{"id":"w","leaf":"green"},"again":{"at":"x","more":"y"}}"#;

#[test]
fn a_parent_is_read_as_its_child_and_a_child_as_itself() {
    let all: ListPetsResponse = serde_json::from_str(ALL).expect("a value of the type");
    let Pet::Cat(cat) = all.pet else {
        panic!("{all:?}");
    };
    assert_eq!((&*cat.name, cat.meow.as_deref()), ("a", Some("loud")));
    assert_eq!(all.cat.expect("a cat").meow.as_deref(), Some("low"));
    assert_eq!(all.kitten.expect("a kitten").weeks, Some(3));
    let Some(Shape::Square(square)) = all.shape else {
        panic!("{:?}", all.shape);
    };
    assert_eq!(square.id.as_deref(), Some("s"));
    assert_eq!(all.circle.expect("a circle").r.map(|r| r.to_string()).as_deref(), Some("1.5"));
    assert_eq!(all.only.expect("one").age, Some(4));
    let Some(Problem::Detailed(problem)) = all.problem else {
        panic!("{:?}", all.problem);
    };
    assert_eq!((&*problem.message, &*problem.field), ("m", "f"));
    let Some(Grown::Herb(Herb::Leaf(herb))) = all.grown else {
        panic!("{:?}", all.grown);
    };
    assert_eq!((herb.id.as_deref(), &*herb.leaf), (Some("w"), "green"));
    let Some(Again::More(again)) = all.again else {
        panic!("{:?}", all.again);
    };
    assert_eq!((again.at.as_deref(), &*again.more), (Some("x"), "y"));
}

#[test]
fn nothing_of_it_is_lost_on_the_way_back() {
    let all: ListPetsResponse = serde_json::from_str(ALL).expect("a value of the type");
    let sent: JsonValue = serde_json::to_value(&all).expect("JSON");
    let came: JsonValue = serde_json::from_str(ALL).expect("JSON");
    assert_eq!(sent, came);
}

#[test]
fn a_child_says_which_it_is() {
    let sent = serde_json::to_string(&Pet::from(Cat::new("a").meow("loud"))).expect("JSON");
    assert_eq!(sent, r#"{"kind":"cat","meow":"loud","name":"a"}"#);
    // A child of a child is no member of the union: the caller says which it is.
    assert_eq!(Kitten::new("cat", "b").kind, "cat");
}
