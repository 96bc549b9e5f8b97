//! The generated client against servers that misbehave: the captured behaviours, what the official
//! SDKs get wrong, idempotency and secrets.

#[path = "responses/attempts.rs"]
mod attempts;
#[path = "responses/behaviour.rs"]
mod behaviour;
#[path = "responses/behaviours.rs"]
mod behaviours;
#[path = "responses/expected.rs"]
mod expected;
#[path = "responses/idempotency.rs"]
mod idempotency;
#[path = "responses/mistakes.rs"]
mod mistakes;
#[path = "responses/mocked.rs"]
mod mocked;
#[path = "responses/official.rs"]
mod official;
#[path = "responses/scene.rs"]
mod scene;
#[path = "responses/secrets.rs"]
mod secrets;
