import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeState } from "./format4-read.ts";
import { encodeState } from "./format4-write.ts";
import { formatProblems } from "./problem.ts";

const READER = { name: "Tutti", version: "1.11.4" };
const PROVIDER = 'provider["terraform.io/builtin/terraform"]';
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

  // Asked of Terraform 1.11.4.
  const object = (id: string, more: object = {}): object => ({
    ...more,
    schema_version: 0,
    attributes: { id },
  });
  const resource = (instances: readonly object[], more: object = {}): object => ({
    mode: "managed",
    type: "terraform_data",
    name: "a",
    provider: PROVIDER,
    instances,
    ...more,
  });
  const DUPLICATE = "Duplicate resource instance in state: Instance terraform_data.a";
  const METADATA = "Invalid resource instance metadata in state:";
  const objects: readonly (readonly [string, readonly object[], string])[] = [
    [
      "an instance twice",
      [resource([object("1"), object("2")])],
      `${DUPLICATE} appears multiple times in the state file.`,
    ],
    [
      "a resource twice",
      [resource([object("1")]), resource([object("2")])],
      `${DUPLICATE} appears multiple times in the state file.`,
    ],
    [
      "a key twice",
      [resource([object("1", { index_key: "k" }), object("2", { index_key: "k" })])],
      `${DUPLICATE}["k"] appears multiple times in the state file.`,
    ],
    [
      "two keys that become one",
      [resource([object("1", { index_key: 1 }), object("2", { index_key: 1.5 })])],
      `${DUPLICATE}[1] appears multiple times in the state file.`,
    ],
    [
      "a deposed object twice",
      [resource([object("1", { deposed: "00000001" }), object("2", { deposed: "00000001" })])],
      `${DUPLICATE} deposed object "00000001" appears multiple times in the state file.`,
    ],
    [
      "a deposed key that is none",
      [resource([object("1", { deposed: "zz" })])],
      `${METADATA} Instance terraform_data.a has an object with deposed key "zz", which is not correctly formatted.`,
    ],
    [
      "a deposed key that is too long",
      [resource([object("1", { deposed: "000000001" })])],
      `${METADATA} Instance terraform_data.a has an object with deposed key "000000001", which is not correctly formatted.`,
    ],
    [
      "a key beyond all numbers",
      [resource([object("1", { index_key: 1e300 })])],
      `${METADATA} Resource terraform_data.a has an instance with the invalid instance key 1e+300.`,
    ],
    [
      "a status that is none",
      [resource([object("1", { status: "ill" })])],
      `${METADATA} Instance of terraform_data.a has invalid status "ill".`,
    ],
    [
      "a provider that is none",
      [resource([], { provider: "x" })],
      'Invalid provider configuration address in state: The state entry for terraform_data.a has an invalid provider configuration address "x".',
    ],
    [
      "a module that is none",
      [resource([], { module: "a.b" })],
      'Invalid module address in state: The state file contains an invalid module address "a.b".',
    ],
    [
      "a path that is none",
      [resource([object("1", { sensitive_attributes: [[{ type: "x" }]] })])],
      "Invalid sensitive attribute path in state: Instance of terraform_data.a has a sensitive attribute path that is no path.",
    ],
    [
      "paths that are none",
      [resource([object("1", { sensitive_attributes: 1 })])],
      "Invalid sensitive attribute path in state: Instance of terraform_data.a has a sensitive attribute path that is no path.",
    ],
    [
      "a list of names that holds a number",
      [resource([object("1", { dependencies: [1] })])],
      'Invalid state file format: The state file field "dependencies" has invalid value array',
    ],
    [
      "a list that is none",
      [resource([], { instances: {} })],
      'Invalid state file format: The state file field "instances" has invalid value object',
    ],
  ];
  it.each(objects)("%s", (_, resources, wanted) => {
    const state = decodeState(JSON.stringify({ version: 4, resources }), READER);
    expect(state.ok ? "" : formatProblems(state.problems)).toBe(wanted);
  });

  it("nothing where a resource stands in parts, and joins them under the last provider", () => {
    const other = `${PROVIDER}.other`;
    const state = decodeState(
      JSON.stringify({
        version: 4,
        resources: [
          resource([object("1", { index_key: 1 }), object("2", { index_key: 1, deposed: "0000000a" })]),
          resource([object("3", { index_key: -2.5, status: "tainted" })], { provider: other }),
        ],
      }),
      READER,
    );
    if (!state.ok) throw new Error(formatProblems(state.problems));
    const found = state.value.resources.get("terraform_data.a");
    expect(state.value.resources.size).toBe(1);
    expect(found?.provider).toBe(other);
    expect(
      [...(found?.instances ?? [])].map(([key, { current, deposed }]) => [
        key,
        current?.attributesJson,
        deposed.size,
      ]),
    ).toEqual([
      [1, '{"id":"1"}', 1],
      [-2, '{"id":"3"}', 0],
    ]);
    expect(found?.instances.get(-2)?.current?.status).toBe("tainted");
  });

  const more: readonly (readonly [string, string])[] = [
    ["[]", "array"],
    ["null", "null"],
    ["true", "bool"],
    ["1", "number"],
    ['"x"', "string"],
  ];
  it.each(more)("a file that is %s", (text, kind) => {
    const state = decodeState(text, READER);
    expect(state.ok ? "" : formatProblems(state.problems)).toContain(
      `The version in the state file is ${kind}. A positive whole number is required.`,
    );
  });

  const versions: readonly (readonly [string, RegExp])[] = [
    ["null", /does not have a "version" attribute/],
    ["-1", /is number -1\. A positive whole number/],
    ["[]", /is array\./],
    ["0", /version number of zero/],
    ["1", /format version 1, which is older than what Tutti reads/],
    ["3", /format version 3, which is older/],
    ["5", /format version 5, which is not supported by Tutti 1\.11\.4/],
  ];
  it.each(versions)("version %s", (version, wanted) => {
    const state = decodeState(`{"version":${version}}`, READER);
    expect(state.ok ? "" : formatProblems(state.problems)).toMatch(wanted);
  });
});
