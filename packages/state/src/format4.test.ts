import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeState } from "./format4-read.ts";
import { encodeState } from "./format4-write.ts";
import { formatProblems } from "./problem.ts";

const READER = { name: "Tutti", version: "1.11.4" };
const TESTDATA = join(import.meta.dirname, "..", "testdata");

describe("encodeState(decodeState(x))", () => {
  // Compatibility: these files were written by Terraform 1.11.4, byte for byte.
  it.each(readdirSync(TESTDATA).filter((name) => name.endsWith(".tfstate")))("%s stays as it is", (name) => {
    const text = readFileSync(join(TESTDATA, name), "utf8");
    const state = decodeState(text, READER);
    if (!state.ok) throw new Error(formatProblems(state.problems));
    expect(encodeState(state.value)).toBe(text);
  });
});

describe("decodeState() refuses", () => {
  const cases: readonly (readonly [string, string])[] = [
    [
      "not json",
      '2 problems:\n\n- Unsupported state file format: The state file could not be parsed as JSON: syntax error at byte offset 2.\n- Unsupported state file format: The state file does not have a "version" attribute, which is required to identify the format version.',
    ],
    [
      '{"version": 99}',
      "Unsupported state file format: The state file uses format version 99, which is not supported by Tutti 1.11.4. This state file may have been created by a newer version of Tutti.",
    ],
    [
      '{"version":"x"}',
      "Unsupported state file format: The version in the state file is string. A positive whole number is required.",
    ],
    [
      '{"version":4.5}',
      "Unsupported state file format: The version in the state file is number 4.5. A positive whole number is required.",
    ],
    [
      '{"version":4,"serial":"x"}',
      'Invalid state file format: The state file field "serial" has invalid value string',
    ],
    [
      '{"version":4,"terraform_version":"bad"}',
      'Invalid Terraform version string: State file claims to have been written by Terraform version "bad", which is not a valid version string.',
    ],
    [
      '{"version":4,"outputs":{"a":{"value":"x","type":"strin"}}}',
      'Invalid output value type in state: The state file has an invalid type specification for output "a": invalid primitive type name "strin".',
    ],
    [
      '{"version":4,"resources":[{"mode":"zz","type":"a","name":"b","provider":"provider[\\"x\\"]"}]}',
      'Invalid resource mode in state: State contains a resource with mode "zz" ("a" "b") which is not supported.',
    ],
    [
      '{"version":4,"resources":[{"mode":"managed","type":"a","name":"b","provider":"provider[\\"x\\"]","instances":[{"index_key":true}]}]}',
      "Invalid resource instance metadata in state: Resource a.b has an instance with the invalid instance key true.",
    ],
  ];
  it.each(cases)("%s", (text, wanted) => {
    const state = decodeState(text, READER);
    expect(state.ok ? "" : formatProblems(state.problems)).toBe(wanted);
  });
});
