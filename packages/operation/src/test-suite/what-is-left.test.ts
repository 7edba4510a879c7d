import { describe, expect, test } from "vitest";
import { createFolder, type Folder } from "../../testkit/folder.ts";
import { type Told, testFolder } from "../../testkit/tested.ts";

const MAIN = `variable "v" {
  default = 1
}
resource "terraform_data" "a" {
  input = var.v
}
output "o" {
  value = terraform_data.a.output
}
`;
/** What cannot be destroyed unless the shell says so. */
const STUBBORN = `${MAIN}resource "terraform_data" "stubborn" {
  provisioner "local-exec" {
    when    = destroy
    command = "let-go"
  }
}
`;
const RUN = 'run "r" {}\n';
const OF_MODULE = 'run "m" {\n  module {\n    source = "./m"\n  }\n}\n';
const BROKEN = 'run "wrong" {\n  variables {\n    v = run.x.o\n  }\n}\n';

const FOLDER = ".terraform/tests/a.tftest.hcl";
const STATE = `${FOLDER}/main.tfstate`;
const OTHER = `${FOLDER}/.%2Fm.tfstate`;
/** What a test that was killed leaves: an object that its state names. */
const LEFT = `{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"l","outputs":{},"resources":[{"mode":"managed","type":"terraform_data","name":"left","provider":"provider[\\"terraform.io/builtin/terraform\\"]","instances":[{"schema_version":0,"attributes":{"id":"x"}},{"schema_version":0,"deposed":"0badc0de","attributes":{"id":"y"}}]}]}`;
const EMPTY = `{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"l","outputs":{},"resources":[]}`;

const folderWith = (files: Readonly<Record<string, string>>) =>
  createFolder({ "main.tf": MAIN, "m/main.tf": "", ...files });

/** Runs by how they ended, what was left, and how all of it ended: one a line. */
function ends({ events }: Told): readonly string[] {
  return events.flatMap((event) => {
    switch (event.kind) {
      case "run-end":
        return [`${event.run} ${event.status}${codes(event.diagnostics)}`];
      case "run-teardown":
        return [`down ${event.run}`];
      case "left-behind": {
        const objects = event.objects.map(({ instance, deposedKey }) =>
          [instance, deposedKey].join(" ").trim(),
        );
        return [`left of ${event.run}: ${objects.join(", ")}${codes(event.diagnostics)} in ${event.place}`];
      }
      case "file-end":
        return [`file ${event.status}`];
      case "summary":
        return [
          `all ${event.summary.status} ${event.summary.passed} passed ${event.summary.skipped} skipped`,
        ];
      default:
        return [];
    }
  });
}

const codes = (diagnostics: Told["diagnostics"]) =>
  diagnostics.map(({ severity, code }) => ` (${severity} ${code})`).join("");

const exists = async ({ host }: Folder, path: string) => (await host.disk.stat(path)) !== undefined;

describe("what a test made and cannot destroy", () => {
  test("is told and kept, and destroyed first by the next test", async () => {
    const folder = await folderWith({ "main.tf": STUBBORN, "a.tftest.hcl": `${RUN}run "s" {}\n` });
    const shell = { exitCode: 1 };
    folder.host.processes.install("/bin/sh", async () => shell);
    expect(ends(await testFolder(folder))).toEqual([
      "r pass",
      "s pass",
      "down s",
      `left of s: terraform_data.stubborn (error local-exec-provisioner-error) in ${STATE}`,
      "file error",
      "all error 2 passed 0 skipped",
    ]);
    expect(await folder.read(STATE)).toContain('"stubborn"');
    // As long as it cannot be destroyed, nothing else is done.
    expect(ends(await testFolder(folder))).toEqual([
      "r error (error local-exec-provisioner-error)",
      "s skip",
      "down r",
      `left of r: terraform_data.stubborn (error local-exec-provisioner-error) in ${STATE}`,
      "file error",
      "all error 0 passed 1 skipped",
    ]);
    shell.exitCode = 0;
    const last = await testFolder(folder);
    expect(ends(last)).toEqual([
      "r pass (warning objects-of-an-earlier-test-destroyed)",
      "s pass",
      "down s",
      "file pass",
      "all pass 2 passed 0 skipped",
    ]);
    const cleared = last.events.find((event) => event.kind === "run-end");
    expect(cleared).toMatchObject({
      diagnostics: [
        { detail: expect.stringMatching(/of a\.tftest\.hcl was .*now:\n {2}- terraform_data\.stubborn$/s) },
      ],
    });
    expect(await exists(folder, FOLDER)).toBe(false);
  });

  test("by a plan that cannot be is told with the reason, and kept", async () => {
    const folder = await folderWith({
      "main.tf": MAIN.replace(
        "input = var.v\n",
        "input = var.v\n  lifecycle {\n    prevent_destroy = true\n  }\n",
      ),
      "a.tftest.hcl": RUN,
    });
    expect(ends(await testFolder(folder))).toEqual([
      "r pass",
      "down r",
      `left of r: terraform_data.a (error instance-cannot-be-destroyed) in ${STATE}`,
      "file error",
      "all error 1 passed 0 skipped",
    ]);
  });

  test("is listed one a line once it is destroyed", async () => {
    const two = LEFT.replace(
      '"instances":[',
      '"instances":[{"index_key":1,"schema_version":0,"attributes":{"id":"z"}},',
    );
    const folder = await folderWith({ "a.tftest.hcl": RUN, [STATE]: two });
    const { events } = await testFolder(folder);
    const details = events.flatMap((event) =>
      event.kind === "run-end" ? event.diagnostics.map(({ detail }) => detail.split("\n").slice(1)) : [],
    );
    expect(details).toEqual([
      ["  - terraform_data.left", "  - terraform_data.left", "  - terraform_data.left[1]"],
    ]);
  });

  test("names instances and what was deposed", async () => {
    const folder = await folderWith({ "a.tftest.hcl": RUN });
    await folder.write({ [OTHER]: LEFT });
    expect(ends(await testFolder(folder))).toEqual([
      "r pass",
      "down r",
      `left of undefined: terraform_data.left, terraform_data.left 0badc0de (error no-run-destroys-what-is-left) in ${OTHER}`,
      "file error",
      "all error 1 passed 0 skipped",
    ]);
    expect(await folder.read(OTHER)).toBe(LEFT);
    expect(await exists(folder, STATE)).toBe(false);
  });
});

describe("the state of an earlier test", () => {
  test.each<readonly [string, Readonly<Record<string, string>>, string, readonly string[]]>([
    [
      "is cleared by the run that works on it",
      { [OTHER]: LEFT },
      `${RUN}${OF_MODULE}`,
      [
        "r pass",
        "m pass (warning objects-of-an-earlier-test-destroyed)",
        "down m",
        "down r",
        "file pass",
        "all pass 2 passed 0 skipped",
      ],
    ],
    [
      "stays where that run is skipped",
      { [OTHER]: LEFT },
      `${BROKEN}${OF_MODULE}`,
      [
        "wrong error (error reference-to-unknown-run)",
        "m skip",
        `left of m: terraform_data.left, terraform_data.left 0badc0de in ${OTHER}`,
        "file error",
        "all error 0 passed 1 skipped",
      ],
    ],
    [
      "goes where nothing is in it",
      { [OTHER]: EMPTY },
      RUN,
      ["r pass", "down r", "file pass", "all pass 1 passed 0 skipped"],
    ],
    [
      "goes where nothing is in it, used",
      { [STATE]: EMPTY },
      RUN,
      ["r pass", "down r", "file pass", "all pass 1 passed 0 skipped"],
    ],
    [
      "that cannot be read stops its run, and stays",
      { [STATE]: "[]" },
      RUN,
      ["r error (error test-state-cannot-be-read)", "file error", "all error 0 passed 0 skipped"],
    ],
    [
      "that cannot be read and that no run works on is left, and told",
      { [OTHER]: "[]" },
      RUN,
      [
        "r pass",
        "down r",
        `left of undefined:  (error test-state-cannot-be-read) in ${OTHER}`,
        "file error",
        "all error 1 passed 0 skipped",
      ],
    ],
  ])("%s", async (_, left, runs, wanted) => {
    const folder = await folderWith({ "a.tftest.hcl": runs });
    await folder.write(left);
    expect(ends(await testFolder(folder))).toEqual(wanted);
    const stays = wanted.join().includes("left of") || wanted.join().includes("cannot-be-read");
    expect(await exists(folder, FOLDER)).toBe(stays);
    if (stays) for (const [path, text] of Object.entries(left)) expect(await folder.read(path)).toBe(text);
  });

  test("on which another test works is not touched", async () => {
    const folder = await folderWith({ "a.tftest.hcl": RUN });
    await folder.write({ [STATE]: LEFT, [OTHER]: LEFT });
    const locks = [await folder.host.disk.lock(STATE), await folder.host.disk.lock(OTHER)];
    expect(ends(await testFolder(folder))).toEqual([
      "r error (error test-state-is-locked)",
      "file error",
      "all error 0 passed 0 skipped",
    ]);
    for (const path of [STATE, OTHER]) expect(await folder.read(path)).toBe(LEFT);
    for (const lock of locks) await lock?.release();
  });
});

describe("which state a run works on", () => {
  test.each<readonly [string, string, readonly string[]]>([
    ["of one module there is one", `${RUN}run "s" {}\n`, ["down s"]],
    [
      "of another module another; the last that applied goes first",
      `${RUN}${OF_MODULE}`,
      ["down m", "down r"],
    ],
    ["in the order of the last run of each", `${RUN}${OF_MODULE}run "s" {}\n`, ["down s", "down m"]],
    ["a key makes one more", 'run "k" {\n  state_key = "k"\n}\nrun "r" {}\n', ["down r", "down k"]],
    ["a plan makes nothing", 'run "p" {\n  command = plan\n}\n', []],
    [
      "nothing that was planned last goes by the run that applied",
      `${RUN}run "p" {\n  command = plan\n}\n`,
      ["down r"],
    ],
  ])("%s", async (_, runs, wanted) => {
    const folder = await folderWith({ "a.tftest.hcl": runs });
    const told = ends(await testFolder(folder));
    expect(told.filter((line) => line.startsWith("down"))).toEqual(wanted);
    expect(told.at(-1)).toMatch(/^all pass/);
    expect(await exists(folder, FOLDER)).toBe(false);
  });
});

test("what is stopped takes down what it made, and leaves out the rest", async () => {
  const folder = await folderWith({ "a.tftest.hcl": `${RUN}run "s" {}\n`, "b.tftest.hcl": RUN });
  const stop = new AbortController();
  const told = await testFolder(folder, {
    signal: stop.signal,
    onEvent: (event) => event.kind === "run-end" && event.run === "r" && stop.abort(),
  });
  expect(ends(told)).toEqual([
    "r pass",
    "s skip",
    "down r",
    "file pass",
    "r skip",
    "file pass",
    "all pass 1 passed 2 skipped",
  ]);
  expect(await exists(folder, FOLDER)).toBe(false);
});

test("times are those of the clock; what was skipped took none", async () => {
  const folder = await folderWith({ "a.tftest.hcl": `${BROKEN}${RUN}` });
  const { events } = await testFolder(folder);
  const times = events.flatMap((event) =>
    event.kind === "run-end" ? [[event.startedAtMs > 0, event.tookMs]] : [],
  );
  expect(times).toEqual([
    [true, 0],
    [false, 0],
  ]);
});

describe("variables of the command", () => {
  const asks = `run "r" {\n  assert {\n    condition     = output.o == 7\n    error_message = "no"\n  }\n}\n`;
  test("count less than those of a file, and more than defaults", async () => {
    const folder = await folderWith({ "a.tftest.hcl": asks, "terraform.tfvars": "v = 7\n" });
    expect(ends(await testFolder(folder)).at(-1)).toBe("all pass 1 passed 0 skipped");
    await folder.write({ "a.tftest.hcl": `variables {\n  v = 6\n}\n${asks}` });
    expect(ends(await testFolder(folder)).at(-1)).toBe("all fail 0 passed 0 skipped");
  });

  test("that are wrong keep tests from starting", async () => {
    const folder = await folderWith({ "a.tftest.hcl": RUN, "terraform.tfvars": "v = \n" });
    const { events, diagnostics, summary } = await testFolder(folder);
    expect([events, summary.passed]).toEqual([[], 0]);
    expect(diagnostics.some(({ severity }) => severity === "error")).toBe(true);
  });
});
