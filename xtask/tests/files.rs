//! What `cargo xtask codegen` reads beside the description, and what it refuses to read.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A description whose one answer is this schema.
fn description(reference: &str) -> String {
    format!(
        "openapi: 3.0.3\n\
         info: {{ title: Pets, version: '1' }}\n\
         servers: [{{ url: https://example.com }}]\n\
         paths:\n\
         \x20 /pets:\n\
         \x20   get:\n\
         \x20     operationId: getPet\n\
         \x20     responses:\n\
         \x20       '200':\n\
         \x20         description: Fine.\n\
         \x20         content: {{ application/json: {{ schema: {{ $ref: '{reference}' }} }} }}\n"
    )
}

const PET: &str = "type: object\ndescription: A pet.\nproperties: { name: { type: string } }\n";

/// A folder with a description, `api/openapi.yaml`, and other files beside and outside of it.
struct Folder(TempDir);

impl Folder {
    fn new(reference: &str) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("api/openapi.yaml", &description(reference));
        folder.write(
            "secret.yaml",
            "type: object\nproperties: { password: { type: string } }\n",
        );
        folder
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Generates, and returns the exit code and what was said.
    fn run(&self, more: &[&str]) -> (i32, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args([
                "codegen",
                "--spec",
                "api/openapi.yaml",
                "--out",
                "crate",
                "--name",
                "pets",
            ])
            .args(more)
            .current_dir(self.0.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), said)
    }

    #[track_caller]
    fn generates(&self, more: &[&str]) -> String {
        let (code, said) = self.run(more);
        assert_eq!(code, 0, "{said}");
        said
    }

    /// The run is refused at the reference, for a reason and with what to do.
    #[track_caller]
    fn refuses(&self, reason: &str, help: &str) {
        let (code, said) = self.run(&[]);
        assert_eq!(code, 1, "{said}");
        assert!(said.contains("error[E0009]"), "{said}");
        assert!(said.contains("--> api/openapi.yaml:11:"), "{said}");
        assert!(said.contains(reason) && said.contains(help), "{said}");
        assert!(!self.path("crate").exists());
    }

    fn has(&self, path: &str) -> bool {
        self.path("crate").join(path).exists()
    }
}

#[test]
fn other_files_are_read() {
    let folder = Folder::new("schemas/my%20pet.yaml");
    folder.write(
        "api/schemas/my pet.yaml",
        "type: object\nproperties: { owner: { $ref: ../owner.json } }\n",
    );
    folder.write("api/owner.json", r#"{ "type": "object", "properties": { "pet": { "$ref": "openapi.yaml#/paths/~1pets/get/responses/200/content/application~1json/schema" } } }"#);
    folder.generates(&[]);
    assert!(folder.has("src/types/my_pet.rs") && folder.has("src/types/owner.rs"));
}

#[test]
fn mistakes_are_told_in_their_file() {
    let folder = Folder::new("pet.yaml");
    folder.write(
        "api/pet.yaml",
        "type: object\nproperties:\n  name: { type: text }\n",
    );
    let said = folder.generates(&[]);
    assert!(said.contains("--> api/pet.yaml:3:17"), "{said}");
}

#[test]
fn a_missing_file() {
    let folder = Folder::new("schemas/pett.yaml");
    folder.write("api/schemas/pet.yaml", PET);
    folder.refuses(
        "there is no file `api/schemas/pett.yaml`",
        "did you mean `api/schemas/pet.yaml`?",
    );
    let folder = Folder::new("nowhere/pet.yaml");
    folder.refuses(
        "there is no file `api/nowhere/pet.yaml`",
        "correct the reference",
    );
}

#[test]
fn outside_of_the_folder() {
    for reference in [
        "../secret.yaml",
        "schemas/../../secret.yaml",
        "%2e%2e/secret.yaml",
        "..%2Fsecret.yaml",
    ] {
        Folder::new(reference).refuses(
            "leads out of the folder",
            "copy what is needed into the folder",
        );
    }
    let folder = Folder::new("x");
    let absolute = folder.path("secret.yaml").display().to_string();
    folder.write("api/openapi.yaml", &description(&absolute));
    folder.refuses(
        "from the root of a system",
        "by a path relative to this file",
    );
    folder.write(
        "api/openapi.yaml",
        &description(&format!("file://{absolute}")),
    );
    folder.refuses("is the URL of a file", "by a path relative to this file");
}

#[test]
fn a_folder_is_no_file() {
    let folder = Folder::new("schemas");
    folder.write("api/schemas/pet.yaml", PET);
    folder.refuses("`api/schemas` is a folder", "refer to a file in it");
}

#[cfg(unix)]
#[test]
fn links() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new("link.yaml");
    symlink(folder.path("secret.yaml"), folder.path("api/link.yaml")).unwrap();
    folder.refuses(
        "is a link that leads out of the folder",
        "put the file itself into the folder",
    );
    fs::remove_file(folder.path("api/link.yaml")).unwrap();

    // Neither the last part nor one on the way may leave.
    let through = Folder::new("out/secret.yaml");
    symlink(through.path("."), through.path("api/out")).unwrap();
    through.refuses(
        "is a link that leads out of the folder",
        "put the file itself into the folder",
    );

    // Nothing is said of what is outside, not even by a suggestion.
    let guess = Folder::new("out/secrets.yaml");
    symlink(guess.path("."), guess.path("api/out")).unwrap();
    let (_, said) = guess.run(&[]);
    assert!(!said.contains("did you mean"), "{said}");

    folder.write("api/pet.yaml", PET);
    symlink(folder.path("api/pet.yaml"), folder.path("api/link.yaml")).unwrap();
    folder.generates(&[]);
}

#[cfg(unix)]
#[test]
fn a_configuration_that_leads_nowhere_is_not_taken_for_none() {
    let folder = Folder::new("pet.yaml");
    folder.write("api/pet.yaml", PET);
    std::os::unix::fs::symlink("nowhere.toml", folder.path("api/codegen.toml")).unwrap();
    let (code, said) = folder.run(&[]);
    let told = "`api/codegen.toml` is a link to `nowhere.toml`, where there is no file";
    assert!(code == 1 && said.contains(told), "{said}");
    fs::remove_file(folder.path("api/codegen.toml")).unwrap();
    folder.generates(&[]);
}

#[cfg(unix)]
#[test]
fn pipes_and_devices() {
    let folder = Folder::new("pipe.yaml");
    let made = Command::new("mkfifo")
        .arg(folder.path("api/pipe.yaml"))
        .status()
        .unwrap();
    assert!(made.success());
    folder.refuses("is no ordinary file", "devices and pipes are not read");

    let device = Folder::new("device.yaml");
    std::os::unix::fs::symlink(Path::new("/dev/zero"), device.path("api/device.yaml")).unwrap();
    device.refuses("leads out of the folder", "put the file itself");
}

#[test]
fn too_many_files() {
    let folder = Folder::new("0.yaml");
    for index in 0..=1_000 {
        let next = format!(
            "type: object\nproperties: {{ next: {{ $ref: {}.yaml }} }}\n",
            index + 1
        );
        folder.write(&format!("api/{index}.yaml"), &next);
    }
    let (code, said) = folder.run(&[]);
    assert_eq!(code, 1);
    assert!(
        said.contains("more than 1000 files") && said.contains("--> api/999.yaml:2:"),
        "{said}"
    );
}

#[test]
fn copies_of_urls() {
    const URL: &str = "https://example.com/schemas/pet.yaml";
    let folder = Folder::new(URL);
    folder.refuses(
        "leads to a URL, and nothing is fetched",
        "`--map URL_PREFIX=PATH`",
    );
    folder.write(
        "vendor/pet.yaml",
        "type: object\nproperties: { kind: { $ref: deep/kind.yaml } }\n",
    );
    folder.write("vendor/deep/kind.yaml", "type: string\nenum: [cat]\n");
    folder.generates(&["--map", "https://example.com/schemas/=vendor"]);
    assert!(folder.has("src/types/pet.rs") && folder.has("src/types/kind.rs"));
    // One file, and from `codegen.toml`, to whose folder paths are relative.
    folder.write(
        "api/codegen.toml",
        &format!(
            "[map]\n\"{URL}\" = \"../vendor/pet.yaml\"\n\"https://example.com/\" = \"../vendor\"\n"
        ),
    );
    folder.write(
        "vendor/schemas/deep/kind.yaml",
        "type: string\nenum: [dog]\n",
    );
    folder.generates(&[]);
    assert!(
        fs::read_to_string(folder.path("crate/src/types/kind.rs"))
            .unwrap()
            .contains("Dog")
    );

    let (code, said) = folder.run(&["--map", "vendor"]);
    assert_eq!(code, 2, "{said}");
}

/// A copy's folder is left no more than the description's.
#[test]
fn copies_of_urls_stay_in_their_folder() {
    for reference in [
        "https://example.com/../secret.yaml",
        "https://example.com/%2e%2e/secret.yaml",
    ] {
        let folder = Folder::new(reference);
        folder.write("vendor/pet.yaml", PET);
        let (code, said) = folder.run(&["--map", "https://example.com/=vendor"]);
        assert_eq!(code, 1, "{said}");
        assert!(
            said.contains("is no path below `https://example.com/`"),
            "{said}"
        );
    }
}

#[test]
fn overlays() {
    let folder = Folder::new("pet.yaml");
    folder.write("api/pet.yaml", PET);
    let overlay = |name: &str| {
        format!(
            "overlay: 1.0.0\ninfo: {{ title: Mended, version: '1' }}\nactions:\n  - target: $.paths['/pets'].get\n    update: {{ operationId: {name} }}\n"
        )
    };
    folder.write("api/a.yaml", &overlay("first"));
    folder.write("b.yaml", &overlay("second"));
    folder.write("api/codegen.toml", "overlays = [\"a.yaml\"]\n");
    let name = |folder: &Folder| fs::read_to_string(folder.path("crate/src/pets.rs")).unwrap();
    folder.generates(&[]);
    assert!(name(&folder).contains("first"), "{}", name(&folder));
    // That of the command line comes after.
    folder.generates(&["--overlay", "b.yaml"]);
    assert!(name(&folder).contains("second"));
    folder.write("c.yaml", "overlay: 1.0.0\ninfo: { title: Idle, version: '1' }\nactions: [{ target: $.nowhere, remove: true }]\n");
    let said = folder.generates(&["--overlay", "b.yaml", "--overlay", "c.yaml"]);
    assert!(
        said.contains("warning[W0020]") && said.contains("--> c.yaml:3:"),
        "{said}"
    );
    let (code, said) = folder.run(&["--overlay", "none.yaml"]);
    assert!(
        code == 1 && said.contains("there is no file `none.yaml`"),
        "{said}"
    );

    // One that `codegen.toml` names is told there.
    folder.write("api/codegen.toml", "overlays = [\"b.yaml\"]\n");
    let (code, said) = folder.run(&[]);
    assert!(
        code == 1
            && said.contains("--> api/codegen.toml")
            && said.contains("relative to `codegen.toml`"),
        "{said}"
    );
    folder.write("api/codegen.toml", "overlays = [\"a.yaml\"]\n");

    let (code, output) = folder.run(&["--check", "--overlay", "b.yaml", "--map", "https://x/=y"]);
    assert!(code == 0, "{output}");
    let (_, output) = folder.run(&["--check", "--map", "https://x/=y"]);
    let command =
        "cargo xtask codegen --spec api/openapi.yaml --out crate --name pets --map https://x/=y\n";
    assert!(output.contains(command), "{output}");
}
