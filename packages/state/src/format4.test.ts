import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeState, readState, readStateIfAny } from "./format4-read.ts";
import { encodeState, encodeStatePieces } from "./format4-write.ts";
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
      '{"version":4,"serial":-1,"lineage":7}',
      'Invalid state file format: The state file field "serial" has invalid value number -1',
    ],
    [
      '{"version":4,"serial":1.5}',
      'Invalid state file format: The state file field "serial" has invalid value number',
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

const INSTANCE = '{"dependencies":["a.z","a.é"],"attributes":{"id":"1"},"schema_version":2}';
const RESOURCE = `{"instances":[${INSTANCE}],"provider":${JSON.stringify(PROVIDER)},"name":"b","type":"a","mode":"managed"}`;

/** In pieces of one length, each gone when the next one comes. */
async function* pieces(text: string, length: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += length) {
    const piece = bytes.slice(at, at + length);
    yield piece;
    piece.fill(0);
  }
}

describe("readState()", () => {
  it.each(readdirSync(TESTDATA).filter((name) => name.endsWith(".tfstate")))(
    "reads %s in pieces of any length as it reads the whole",
    async (name) => {
      const text = readFileSync(join(TESTDATA, name), "utf8");
      for (const length of [1, 2, 7, 64, 1_000]) {
        const state = await readState(pieces(text, length), READER);
        if (!state.ok) throw new Error("not read");
        expect(encodeState(state.value)).toBe(text);
      }
    },
  );

  it.each([" ", "\n", "\n\t \r\n"])("takes %j for no empty file", async (text) => {
    expect(await readStateIfAny(pieces(text, 1), READER)).toMatchObject({ ok: false });
  });

  it.each([""])("finds no state in %j", async (text) => {
    expect(await readStateIfAny(pieces(text, 1), READER)).toEqual({ ok: true, value: undefined });
    expect(await readState(pieces(text, 1), READER)).toEqual(decodeState(text, READER));
    expect(decodeState(text, READER)).toMatchObject({ ok: false });
  });

  const read = async (text: string): Promise<unknown> => {
    const state = await readState(pieces(text, 3), READER);
    if (!state.ok) return formatProblems(state.problems);
    return [...state.value.resources].map(([name, { instances }]) => [
      name,
      [...instances].map(([key, { current }]) => [
        key,
        current?.attributesJson,
        current?.schemaVersion,
        current === undefined ? undefined : [...current.dependencies],
      ]),
    ]);
  };
  const whole = [["a.b", [[undefined, '{"id":"1"}', 2, ["a.z", "a.é"]]]]];

  const orders: readonly (readonly [what: string, text: string, wanted: unknown])[] = [
    ["members in another order", `{"resources":[${RESOURCE}],"version":4}`, whole],
    ["resources twice", `{"version":4,"resources":[{"mode":"zz"}],"resources":[${RESOURCE}]}`, whole],
    ["resources and then null", `{"version":4,"resources":[${RESOURCE}],"resources":null}`, []],
    [
      "instances and then null",
      `{"version":4,"resources":[${RESOURCE.replace(',"provider', ',"instances":null,"provider')}]}`,
      [["a.b", []]],
    ],
    [
      "instances twice",
      `{"version":4,"resources":[${RESOURCE.replace("{", '{"instances":[{"index_key":true}],')}]}`,
      whole,
    ],
    [
      "dependencies twice",
      `{"version":4,"resources":[${RESOURCE.replace('{"dep', '{"dependencies":[1],"dep')}]}`,
      whole,
    ],
    [
      "attributes twice, then null",
      `{"version":4,"resources":[${RESOURCE.replace('},"schema', '},"attributes":null,"attributes_flat":{"f":"1"},"schema')}]}`,
      [["a.b", [[undefined, '{"f":"1"}', 2, ["a.z", "a.é"]]]]],
    ],
    [
      "one resource in two parts",
      `{"version":4,"resources":[${RESOURCE},${RESOURCE.replace('{"dep', '{"index_key":"k","dep')}]}`,
      [["a.b", [...(whole[0]?.[1] ?? []), ["k", '{"id":"1"}', 2, ["a.z", "a.é"]]]]],
    ],
    [
      "an instance in one part, what was deposed of it in the other",
      `{"version":4,"resources":[${RESOURCE},${RESOURCE.replace('{"dep', '{"deposed":"0000000a","dep')}]}`,
      whole,
    ],
    [
      "the same the other way round",
      `{"version":4,"resources":[${RESOURCE.replace('{"dep', '{"deposed":"0000000a","dep')},${RESOURCE}]}`,
      whole,
    ],
    [
      "dependencies that are null",
      `{"version":4,"resources":[${RESOURCE.replace(/"dependencies":\[[^\]]*\]/, '"dependencies":null')}]}`,
      [["a.b", [[undefined, '{"id":"1"}', 2, []]]]],
    ],
    [
      "a state that is encrypted",
      '{"encryption_version":"v0","serial":1}',
      'The state is encrypted: The state is encrypted, and no encryption is configured. Say how it was encrypted, in the "encryption" block of the configuration or in TF_ENCRYPTION; nothing was changed.',
    ],
    [
      "one instance in both parts",
      `{"version":4,"resources":[${RESOURCE},${RESOURCE}]}`,
      "Duplicate resource instance in state: Instance a.b appears multiple times in the state file.",
    ],
    [
      "a deposed object in both parts",
      `{"version":4,"resources":[${RESOURCE},${RESOURCE}]}`.replaceAll('{"dep', '{"deposed":"0000000a","dep'),
      'Duplicate resource instance in state: Instance a.b deposed object "0000000a" appears multiple times in the state file.',
    ],
    [
      "a wrong instance before the name of its resource",
      `{"version":4,"resources":[${RESOURCE.replace('"schema', '"status":"odd","schema')}]}`,
      'Invalid resource instance metadata in state: Instance of a.b has invalid status "odd".',
    ],
    [
      "two wrong resources: the first is told",
      `{"version":4,"resources":[{"mode":"x"},{"mode":"y"}]}`,
      'Invalid resource mode in state: State contains a resource with mode "x" ("" "") which is not supported.',
    ],
    [
      "a version that is wrong behind a resource that is",
      '{"resources":[{"mode":"x"}],"version":5}',
      "Unsupported state file format: The state file uses format version 5, which is not supported by Tutti 1.11.4. This state file may have been created by a newer version of Tutti.",
    ],
    [
      "a list of resources that holds something else",
      `{"version":4,"resources":[${RESOURCE},1]}`,
      'Invalid state file format: The state file field "resources" has invalid value array',
    ],
    [
      "instances that are an object",
      `{"version":4,"resources":[${RESOURCE.replace(`[${INSTANCE}]`, "{}")}]}`,
      'Invalid state file format: The state file field "instances" has invalid value object',
    ],
    [
      "dependencies that are a text",
      `{"version":4,"resources":[${RESOURCE.replace('["a.z","a.é"]', '"a.z"')}]}`,
      'Invalid state file format: The state file field "dependencies" has invalid value string',
    ],
  ];
  it.each(orders)("takes %s", async (_, text, wanted) => {
    expect(await read(text)).toEqual(wanted);
  });
});

describe("encodeStatePieces()", () => {
  it("gives pieces whose length does not follow that of an object's list", () => {
    const texts = Array.from({ length: 40_000 }, (_, n) => `terraform_data.r${n}`);
    const state = decodeState(
      `{"version":4,"resources":[${RESOURCE.replace('"a.z","a.é"', texts.map((text) => `"${text}"`).join())}]}`,
      READER,
    );
    if (!state.ok) throw new Error(formatProblems(state.problems));
    const lengths = Array.from(encodeStatePieces(state.value), ({ length }) => length);
    expect(lengths.length).toBeGreaterThan(4);
    expect(Math.max(...lengths)).toBeLessThan(400_000);
    expect(JSON.parse(encodeState(state.value)).resources[0].instances[0].dependencies).toEqual(texts);
  });
});
