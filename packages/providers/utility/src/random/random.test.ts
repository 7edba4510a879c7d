import { createMachine } from "@tutti/simulation";
import { compareSync, hashSync } from "bcryptjs";
import { describe, expect, test } from "vitest";
import { plainProvider } from "../../testkit/plain-provider.ts";
import { createProviderFactory } from "./provider.ts";

const random = await plainProvider(createProviderFactory);

/** Type, what is written, and what every drawn value must be. */
const drawn: readonly [string, Readonly<Record<string, unknown>>, Readonly<Record<string, RegExp>>][] = [
  [
    "random_id",
    { byte_length: 3, prefix: "p-" },
    {
      id: /^[\w-]{4}$/,
      b64_url: /^p-[\w-]{4}$/,
      b64_std: /^p-[\w+/]{4}$/,
      hex: /^p-[0-9a-f]{6}$/,
      dec: /^p-\d+$/,
    },
  ],
  ["random_bytes", { length: 5 }, { base64: /^[\w+/]{7}=$/, hex: /^[0-9a-f]{10}$/ }],
  ["random_integer", { min: -2, max: 2 }, { id: /^-?[012]$/, result: /^-?[012]$/ }],
  ["random_pet", {}, { id: /^[a-z]+-[a-z]+$/, length: /^2$/, separator: /^-$/ }],
  ["random_pet", { length: 4, separator: "_", prefix: "pre" }, { id: /^pre(_[a-z]+){4}$/ }],
  ["random_pet", { length: 1 }, { id: /^[a-z]+$/ }],
  ["random_uuid", {}, { result: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/ }],
  ["random_uuid4", {}, { id: /^[0-9a-f]{8}-/ }],
  ["random_uuid7", {}, { result: /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/ }],
  [
    "random_string",
    { length: 12, special: false },
    { result: /^[A-Za-z0-9]{12}$/, numeric: /^true$/, number: /^true$/ },
  ],
  ["random_string", { length: 9, lower: false, upper: false, special: false }, { result: /^\d{9}$/ }],
  [
    "random_string",
    { length: 9, numeric: false, upper: false, override_special: "é" },
    { result: /^[a-zé]{9}$/ },
  ],
  ["random_password", { length: 7 }, { result: /^.{7}$/, id: /^none$/, bcrypt_hash: /^\$2a\$10\$/ }],
  ["random_shuffle", { input: ["a", "b"], result_count: 5 }, { result: /^[ab](,[ab]){4}$/, id: /^-$/ }],
];

describe.each(drawn)("%s of %j", (type, config, forms) => {
  test("has the form that it says", async () => {
    for (let round = 0; round < 20; round++) {
      const { value, told } = await random.create(type, config as never);
      expect(told).toEqual([]);
      for (const [name, form] of Object.entries(forms)) expect(String(value?.[name])).toMatch(form);
      if (type === "random_password") break;
    }
  });

  test("stays: read as it was, and planned so", async () => {
    const { value = {} } = await random.create(type, config as never);
    expect((await random.read(type, value)).value).toEqual(value);
    const again = await random.plan(type, config as never, value);
    expect(again).toEqual({ value, told: [], replace: [] });
  });
});

test("the four forms of an id are of the same bytes", async () => {
  const { value } = await random.create("random_id", { byte_length: 8 });
  const bytes = Buffer.from(String(value?.["hex"]), "hex");
  expect(value).toMatchObject({
    id: bytes.toString("base64url"),
    b64_std: bytes.toString("base64"),
    dec: BigInt(`0x${bytes.toString("hex")}`).toString(),
  });
});

test("as many of each kind of characters as there must be", async () => {
  const least = { min_upper: 2, min_lower: 3, min_numeric: 1, min_special: 4 };
  for (let round = 0; round < 20; round++) {
    const { value } = await random.create("random_string", { length: 10, override_special: "%", ...least });
    const text = String(value?.["result"]);
    const count = (form: RegExp): number => [...text.matchAll(form)].length;
    expect([count(/[A-Z]/g), count(/[a-z]/g), count(/\d/g), count(/%/g)]).toEqual([2, 3, 1, 4]);
  }
});

test("characters that must be there stand anywhere", async () => {
  const places = new Set<number>();
  for (let round = 0; round < 60; round++) {
    const { value } = await random.create("random_string", {
      length: 4,
      special: false,
      upper: false,
      min_numeric: 1,
      lower: true,
      numeric: true,
      min_lower: 3,
    });
    places.add(String(value?.["result"]).search(/\d/));
  }
  expect([...places].sort()).toEqual([0, 1, 2, 3]);
});

test("a password's hash is its own", async () => {
  const { value } = await random.create("random_password", { length: 9 });
  expect(compareSync(String(value?.["result"]), String(value?.["bcrypt_hash"]))).toBe(true);
});

test("a seed draws the same everywhere, and each another", async () => {
  const draw = async (seed: string): Promise<unknown[]> => {
    const other = await plainProvider(createProviderFactory, createMachine());
    const integer = await other.create("random_integer", { min: 1, max: 1_000_000, seed });
    const order = await other.create("random_shuffle", { input: ["a", "b", "c", "d", "e", "f"], seed });
    return [integer.value?.["result"], order.value?.["result"]];
  };
  const [first, again, another] = [await draw("x"), await draw("x"), await draw("y")];
  expect(again).toEqual(first);
  expect(another).not.toEqual(first);
  // What it was with every version of ours.
  expect(first).toEqual([544_976, ["b", "e", "a", "c", "d", "f"]]);
});

test("every number and every order comes", async () => {
  const numbers = new Set<unknown>();
  const orders = new Set<string>();
  for (let round = 0; round < 200; round++) {
    numbers.add((await random.create("random_integer", { min: 1, max: 3 })).value?.["result"]);
    orders.add(String((await random.create("random_shuffle", { input: ["a", "b", "c"] })).value?.["result"]));
  }
  expect([numbers.size, orders.size]).toEqual([3, 6]);
});

test("a shuffle repeats nothing before all were there", async () => {
  const { value } = await random.create("random_shuffle", { input: ["a", "b", "c"], result_count: 7 });
  const result = value?.["result"] as readonly string[];
  expect([result.slice(0, 3).toSorted(), result.slice(3, 6).toSorted(), result.length]).toEqual([
    ["a", "b", "c"],
    ["a", "b", "c"],
    7,
  ]);
  expect((await random.create("random_shuffle", { input: [], result_count: 3 })).value?.["result"]).toEqual(
    [],
  );
  expect(
    (await random.create("random_shuffle", { input: ["a"], result_count: 0 })).value?.["result"],
  ).toEqual([]);
});

/** What is written anew over what was, and the names that make another object of it. */
const changes: readonly [
  string,
  string,
  Record<string, unknown>,
  Record<string, unknown>,
  readonly string[],
][] = [
  ["another length", "random_id", { byte_length: 2 }, { byte_length: 3 }, ["byte_length"]],
  ["another prefix", "random_id", { byte_length: 2 }, { byte_length: 2, prefix: "x" }, ["prefix"]],
  ["first keepers", "random_id", { byte_length: 2 }, { byte_length: 2, keepers: { a: "1" } }, ["keepers"]],
  ["other keepers", "random_uuid", { keepers: { a: "1" } }, { keepers: { a: "2" } }, ["keepers"]],
  ["fewer keepers", "random_uuid", { keepers: { a: "1", b: "2" } }, { keepers: { a: "1" } }, ["keepers"]],
  ["no keepers", "random_uuid", { keepers: { a: "1" } }, {}, ["keepers"]],
  ["keepers that are null", "random_uuid", {}, { keepers: { a: null } }, []],
  ["one more that is null", "random_pet", { keepers: { a: "1" } }, { keepers: { a: "1", b: null } }, []],
  ["keepers nobody knows", "random_pet", { keepers: { a: "1" } }, { keepers: "?" }, ["keepers"]],
  ["null keepers of bytes", "random_bytes", { length: 1 }, { length: 1, keepers: { a: null } }, ["keepers"]],
  ["another seed", "random_integer", { min: 1, max: 2 }, { min: 1, max: 2, seed: "x" }, ["seed"]],
  ["another input", "random_shuffle", { input: ["a"] }, { input: ["b"] }, ["input"]],
  ["another separator", "random_pet", {}, { separator: "." }, ["separator"]],
  ["no digits", "random_string", { length: 3 }, { length: 3, numeric: false }, ["number", "numeric"]],
  ["the old name", "random_string", { length: 3, numeric: false }, { length: 3, number: false }, []],
  ["digits again", "random_string", { length: 3, number: false }, { length: 3 }, ["number", "numeric"]],
  ["an empty special", "random_string", { length: 3, override_special: "" }, { length: 3 }, []],
  [
    "another special",
    "random_string",
    { length: 3 },
    { length: 3, override_special: "x" },
    ["override_special"],
  ],
  ["no special", "random_string", { length: 3, override_special: "x" }, { length: 3 }, ["override_special"]],
  ["a minimum", "random_password", { length: 3 }, { length: 3, min_lower: 1 }, ["min_lower"]],
  [
    "keepers of a password",
    "random_password",
    { length: 3 },
    { length: 3, keepers: { a: "1" } },
    ["keepers"],
  ],
];
test.each(changes)("%s of %s", async (_, type, before, after, replace) => {
  const { value = {} } = await random.create(type, before as never);
  const planned = await random.plan(type, after as never, value);
  expect([...planned.replace].sort()).toEqual(replace);
});

test("keepers that do not count are written down", async () => {
  const { value = {} } = await random.create("random_uuid", {});
  const updated = await random.update("random_uuid", { keepers: { a: null } }, value);
  expect(updated.value).toEqual({ ...value, keepers: { a: null } });
});

const mistakes: readonly [string, Record<string, unknown>, readonly string[]][] = [
  [
    "random_bytes",
    { length: 0 },
    ["Invalid Attribute Value: Attribute length value must be at least 1, got: 0"],
  ],
  [
    "random_string",
    { length: 0 },
    ["Invalid Attribute Value: Attribute length value must be at least 1, got: 0"],
  ],
  [
    "random_string",
    { length: 3, min_lower: 2, min_upper: 2 },
    [
      "Invalid Attribute Value: Attribute length value must be at least sum of min_upper + min_lower + min_numeric + min_special, got: 3",
    ],
  ],
  ["random_string", { length: 4, min_lower: 2, min_upper: 2 }, []],
  ["random_string", { length: 3, min_lower: "?", min_upper: 4 }, []],
  [
    "random_password",
    { length: 3, numeric: false, upper: false, lower: false, special: false },
    [
      "Invalid Attribute Combination: At least one attribute out of [special,upper,lower] must be specified as true",
    ],
  ],
  ["random_password", { length: 3, numeric: false, upper: false, lower: false, special: "?" }, []],
  ["random_password", { length: 3, upper: false, lower: false, special: false }, []],
];
test.each(mistakes)("a mistake of %s %j", async (type, config, expected) => {
  expect(await random.validate(type, config as never)).toEqual(expected);
});

test("what cannot be drawn", async () => {
  const low = await random.create("random_integer", { min: 3, max: 2 });
  expect(low.told).toEqual([
    "Create Random Integer Error: The minimum (min) value needs to be smaller than or equal to maximum (max) value.",
  ]);
  expect((await random.create("random_integer", { min: 3, max: 3 })).value?.["result"]).toBe(3);
  const none = await random.create("random_string", {
    length: 3,
    upper: false,
    lower: false,
    numeric: false,
    special: false,
  });
  expect(none.told[0]).toMatch(/^Random Read Error: /);
  const both = await random.plan("random_string", { length: 3, number: true, numeric: false });
  expect(both.told[0]).toMatch(/^Number and numeric are both configured with different values: /);
  const unknown = await random.plan("random_string", { length: 3, number: true, numeric: "?" });
  expect(unknown.told).toEqual([]);
});

const imported: readonly [string, string, Record<string, unknown>][] = [
  ["random_id", "p-9hUg", { id: "p-9hUg", byte_length: 4, prefix: null, hex: "a7ef6152" }],
  ["random_id", "my,prefix-,p-9hUg", { id: "p-9hUg", prefix: "my,prefix-", b64_url: "my,prefix-p-9hUg" }],
  ["random_bytes", "8/fu3q+2DcgSJ19i0jZ5Cw==", { length: 16, hex: "f3f7eedeafb60dc812275f62d236790b" }],
  ["random_integer", "15390,1,50000", { id: "15390", result: 15390, min: 1, max: 50000, seed: null }],
  ["random_integer", "-3,-5,0,s", { result: -3, min: -5, max: 0, seed: "s" }],
  [
    "random_string",
    "aé",
    { length: 3, result: "aé", id: "aé", numeric: true, number: true, special: true, min_lower: 0 },
  ],
  ["random_password", "x", { length: 1, result: "x", id: "none" }],
  ["random_uuid", "AABBCCDD-eeff-0011-2233-445566778899", { result: "aabbccdd-eeff-0011-2233-445566778899" }],
];
test.each(imported)("%s is imported by %s", async (type, id, expected) => {
  const { value, told } = await random.import(type, id);
  expect(told).toEqual([]);
  expect(value).toMatchObject(expected);
});

const notImported: readonly [string, string][] = [
  ["random_id", "a="],
  ["random_id", "%%%%"],
  ["random_bytes", "8/fu3"],
  ["random_integer", "1,2"],
  ["random_integer", "1,2,3,4,5"],
  ["random_integer", "1.5,1,2"],
  ["random_integer", ",1,2"],
  ["random_uuid", "aabbccdd"],
];
test.each(notImported)("%s is not imported by %s", async (type, id) => {
  expect((await random.import(type, id)).told[0]).toMatch(/^Import Random Value Error: /);
});

describe("states of older versions", () => {
  test("a text that was imported without its arguments", async () => {
    const { value } = await random.upgrade("random_string", 1, { id: "ab", result: "ab", number: false });
    expect(value).toMatchObject({ length: 2, number: false, numeric: false, upper: true, min_special: 0 });
  });

  test("a password gets the hash that it had not, and loses a wrong one", async () => {
    const stored = { id: "none", result: "secret", length: 6, number: true, lower: false, min_lower: 2 };
    for (const bcrypt_hash of [undefined, "$2a$10$wrong"]) {
      const { value } = await random.upgrade("random_password", 2, { ...stored, bcrypt_hash });
      expect(value).toMatchObject({ lower: false, min_lower: 2, numeric: true, length: 6 });
      expect(compareSync("secret", String(value?.["bcrypt_hash"]))).toBe(true);
    }
    const right = hashSync("secret", 4);
    const kept = await random.upgrade("random_password", 2, { ...stored, bcrypt_hash: right });
    expect(kept.value?.["bcrypt_hash"]).toBe(right);
  });

  test("one of today's stays as it is", async () => {
    const { value = {} } = await random.create("random_string", { length: 3, upper: false });
    expect((await random.upgrade("random_string", 3, value)).value).toEqual(value);
  });
});

test("ephemeral ones are drawn by the same rules", async () => {
  const password = await random.open("random_password", {
    length: 5,
    upper: false,
    lower: false,
    special: false,
  });
  expect(password.value?.["result"]).toMatch(/^\d{5}$/);
  expect(compareSync(String(password.value?.["result"]), String(password.value?.["bcrypt_hash"]))).toBe(true);
  expect(password.value).toMatchObject({ numeric: true, length: 5 });
  const bytes = await random.open("random_bytes", { length: 2 });
  expect(bytes.value?.["hex"]).toMatch(/^[0-9a-f]{4}$/);
});

test("the time stands in a UUID of version 7", async () => {
  const machine = createMachine();
  const { create } = await plainProvider(createProviderFactory, machine);
  const now = Math.floor(machine.host.clock.now());
  const { value } = await create("random_uuid7", {});
  const digits = String(value?.["id"]).replaceAll("-", "").slice(0, 12);
  expect(Number.parseInt(digits, 16)).toBe(now);
});
