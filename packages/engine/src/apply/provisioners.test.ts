/** What provisioners run with, what of their output is shown, and what a failing one does. */

import { stringValue } from "@tutti/values";
import { describe, expect, it } from "vitest";
import { addressesOf, EMPTY, messages, type Ran, World } from "../../testkit/world.ts";

const thing = (provisioner: string, more = ""): string => `
variable "secret" {
  type      = string
  default   = "hush"
  sensitive = true
}
variable "passing" {
  type      = string
  default   = "hush"
  ephemeral = true
}
resource "cloud_thing" "a" {
  name = "a"
  ${provisioner}
}
${more}`;

const local = (body: string): string => `provisioner "local-exec" {\n${body}\n}`;

function linesOf({ events }: Ran): readonly string[] {
  return events.flatMap((event) => (event.kind === "provision-output" ? [event.line] : []));
}

const talk = () => ({ exitCode: 0, output: "one hush\ntwo\n" });
const SENSITIVE = "(output suppressed due to sensitive value in config)";
const EPHEMERAL = "(output suppressed due to ephemeral value in config)";
const SAID = ["one hush", "two"];

/** The block's arguments, and the lines that are shown. */
const SHOWN: readonly (readonly [body: string, lines: readonly string[]])[] = [
  ['command = "go"', ['Executing: ["/bin/sh" "-c" "go"]', ...SAID]],
  ['command = "go"\nquiet = true', ["local-exec: Executing: Suppressed by quiet=true", ...SAID]],
  ['command = "go"\ninterpreter = ["/bin/other", "-x"]', ['Executing: ["/bin/other" "-x" "go"]', ...SAID]],
  ['command = "go ${var.secret}"', [SENSITIVE, SENSITIVE, SENSITIVE]],
  ['command = "go"\nenvironment = { S = var.secret }', [SENSITIVE, SENSITIVE, SENSITIVE]],
  ['command = "go"\nworking_dir = var.secret', [SENSITIVE, SENSITIVE, SENSITIVE]],
  ['command = "go"\ninterpreter = ["/bin/sh", var.secret]', [SENSITIVE, SENSITIVE, SENSITIVE]],
  ['command = "go ${var.passing}"', [EPHEMERAL, EPHEMERAL, EPHEMERAL]],
  ['command = "go ${var.secret} ${var.passing}"', [SENSITIVE, SENSITIVE, SENSITIVE]],
  ['command = "go ${self.id}"', ['Executing: ["/bin/sh" "-c" "go id-1"]', ...SAID]],
];

describe("the output of local-exec", () => {
  it.each(SHOWN)("%j", async (body, lines) => {
    const variables = body.includes("passing") ? { passing: stringValue("hush") } : {};
    const ran = await new World().run(EMPTY, thing(local(body)), { provision: talk, variables });
    expect(messages(ran.diagnostics)).toEqual([]);
    expect(linesOf(ran)).toEqual(lines);
  });
});

/** What runs, how it ends, and what is said of it. */
const FAILING: readonly (readonly [
  what: string,
  provisioners: string,
  error: string | undefined,
  ran: readonly string[],
])[] = [
  ["nothing fails", `${local('command = "one"')}\n${local('command = "two"')}`, undefined, ["one", "two"]],
  [
    "the first fails",
    `${local('command = "fail"')}\n${local('command = "two"')}`,
    "local-exec provisioner error: Error running command 'fail': exit status 3. Output: it broke\n",
    ["fail"],
  ],
  [
    "it may fail",
    `${local('command = "fail"\non_failure = continue')}\n${local('command = "two"')}`,
    undefined,
    ["fail", "two"],
  ],
  [
    "a secret fails",
    local('command = "fail"\nenvironment = { S = var.secret }'),
    "local-exec provisioner error: Error running command 'fail': exit status 3. Output: ",
    ["fail"],
  ],
  [
    "the command is empty",
    local('command = ""'),
    "Invalid local-exec provisioner command: The local-exec provisioner command must be a non-empty string.",
    [],
  ],
];

describe("a provisioner", () => {
  it.each(FAILING)("where %s", async (_what, provisioners, error, commands) => {
    const heard: (string | undefined)[] = [];
    const ran = await new World().run(EMPTY, thing(provisioners), (_fold, { args }) => {
      heard.push(args.at(-1));
      return args.at(-1) === "fail" ? { exitCode: 3, output: "it broke\n" } : 0;
    });
    expect(messages(ran.diagnostics)).toEqual(error === undefined ? [] : [error]);
    expect(heard).toEqual(commands);
    expect(addressesOf(ran.state)).toEqual(["cloud_thing.a"]);
    const status = ran.state.resources.get("cloud_thing.a")?.instances.get(undefined)?.current?.status;
    expect(status).toBe(error === undefined ? "ready" : "tainted");
  });

  it("stops what depends on its object when it fails", async () => {
    const after = 'resource "cloud_thing" "b" { name = cloud_thing.a.id }';
    const world = new World();
    await world.run(EMPTY, thing(local('command = "fail"'), after), () => 1);
    expect(world.cloud.listing()).toEqual(["a=small"]);
  });
});
