import { describe, expect, test } from "vitest";
import { createTerminal } from "../../../testkit/terminal.ts";

/** How the command ends, and what it prints about a file. */
async function validate(text: string, ...flags: readonly string[]): Promise<unknown> {
  const terminal = createTerminal();
  await terminal.write({ "a.hcl": text });
  const { status, out, err } = await terminal.run(["validate", ...flags, "a.hcl"], { product: "consul" });
  return [status, out, err];
}

const VALID = "Configuration is valid!\n";

describe("validate", () => {
  test.each<[string, readonly string[], unknown]>([
    ['data_dir = "d"', [], [0, VALID, ""]],
    ['data_dir = "d"', ["-quiet"], [0, "", ""]],
    // A client cannot be run, but what is written for one is right.
    ['data_dir = "d" server = false', [], [0, VALID, ""]],
    [
      'data_dir = "d" ui = true',
      [],
      [0, VALID, "ui is accepted, but has no effect in this version: there are no pages yet\n"],
    ],
    [
      "x = 1",
      [],
      [
        1,
        "",
        "Config validation failed: failed to parse a.hcl: 1 error occurred:\n\t* invalid config key x\n\n\n",
      ],
    ],
    ['data_dir = "d" service { name = "a" check { ttl = "1s" } }', [], [0, VALID, ""]],
    [
      'data_dir = "d" service { name = "a" check { http = "x" } }',
      [],
      [
        1,
        "",
        'Config validation failed: Failed to register service "a": Invalid check: Interval must be > 0 for Script, HTTP, or TCP checks\n',
      ],
    ],
    [
      'data_dir = "d" service { name = "a" meta = { "a b" = "c" } }',
      [],
      [
        1,
        "",
        "Config validation failed: 1 error occurred:\n\t* invalid meta for service a: Couldn't load metadata pair ('a b', 'c'): Key contains invalid characters\n\n\n",
      ],
    ],
    [
      'data_dir = "d" encrypt = "k" addresses { grpc = "127.0.0.1" }',
      [],
      [
        1,
        "",
        "Config validation failed: encrypt cannot be done: there is no gossip yet that could be encrypted; remove it, for nothing is sent to other agents\naddresses.grpc cannot be done: this version cannot do it, and who may connect would be another than was asked for; remove it\n",
      ],
    ],
  ])("%s %j", async (text, flags, wanted) => {
    expect(await validate(text, ...flags)).toEqual(wanted);
  });
});
