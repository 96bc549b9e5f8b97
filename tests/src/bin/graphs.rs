//! Writes random graphs into a folder: FOLDER FIRST LAST LENGTH.
use tests::random::Dice;
fn main() {
    let a: Vec<String> = std::env::args().skip(1).collect();
    let n = |i: usize| a[i].parse::<u64>().unwrap();
    for seed in n(1)..n(2) {
        let mut dice = Dice::new(seed);
        let bytes: Vec<u8> = (0..n(3)).map(|_| dice.any().to_le_bytes()[0]).collect();
        let d = tests::hostile::graph_of(&bytes);
        std::fs::write(format!("{}/g{seed:05}.json", a[0]), format!("{d:#}")).unwrap();
    }
}
