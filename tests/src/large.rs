//! A description of several hundred schemas and operations, so that nothing is built for one.

use std::fmt::Write;

/// How many types hold one another in a ring.
pub const RING: usize = 10;

/// So many resources with two operations each, and two schemas for each, which refer to others.
#[must_use]
pub fn description(resources: usize) -> String {
    let mut paths = String::new();
    let mut schemas = String::new();
    for index in 0..resources {
        // Rings of ten: rustc follows types that hold each other 128 steps deep, and no further.
        let next = index / RING * RING + (index + 1) % RING;
        writeln!(
            paths,
            "  /area{area}/things{index}:\n    \
             get:\n      operationId: listThing{index}\n      summary: List things {index}\n      \
             responses: {{ '200': {{ description: Done, content: {{ application/json: {{ schema: {{ type: array, items: {{ $ref: '#/components/schemas/Thing{index}' }} }} }} }} }} }}\n    \
             post:\n      operationId: createThing{index}\n      \
             requestBody: {{ required: true, content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Thing{index}' }} }} }} }}\n      \
             responses: {{ '204': {{ description: Done }} }}",
            area = index % 10,
        )
        .unwrap();
        writeln!(
            schemas,
            "    Thing{index}:\n      type: object\n      description: Thing number {index}.\n      required: [id]\n      \
             properties:\n        id: {{ type: string, maxLength: {length} }}\n        \
             next: {{ $ref: '#/components/schemas/Thing{next}' }}\n        \
             kind: {{ $ref: '#/components/schemas/Kind{index}' }}\n        \
             parts: {{ type: array, items: {{ type: object, properties: {{ name: {{ type: string }} }} }} }}\n    \
             Kind{index}: {{ type: string, enum: [a{index}, b{index}] }}",
            length = index + 1,
        )
        .unwrap();
    }
    format!(
        "openapi: 3.0.3\ninfo: {{ title: Large, version: '1' }}\nservers: [{{ url: https://api.example.com }}]\npaths:\n{paths}components:\n  schemas:\n{schemas}"
    )
}
