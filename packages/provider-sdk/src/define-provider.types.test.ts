/** What a provider's maker writes wrongly does not compile: `npm run types` is the test of this file. */

import { expect, test } from "vitest";
import {
  blockList,
  blockMap,
  blockSingle,
  computed,
  defineProvider,
  list,
  map,
  number,
  object,
  oneOf,
  optional,
  optionalComputed,
  parameter,
  required,
  string,
  writeOnly,
} from "./index.ts";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles where both are the same type. */
function same<A, B>(_: Same<A, B>): void {}

const base = defineProvider({
  name: "acme",
  schema: { token: required(string), region: optional(string) },
  configure: ({ token, region }) => {
    same<typeof token, string>(true);
    same<typeof region, string | undefined>(true);
    return { token };
  },
});

test("handlers have the types of their schema", () => {
  base.resource("acme_thing", {
    schema: {
      id: computed(string),
      size: required(number, { validate: (value) => (value > 0 ? undefined : "too small") }),
      name: optional(string, { default: "x", validate: oneOf("x", "y") }),
      note: optional(string),
      slug: optionalComputed(string),
      secret: writeOnly(string),
      labels: optional(map(string)),
      shape: required(object({ a: string, b: list(number) })),
      line: blockList({ text: required(string), at: optional(number) }),
      place: blockSingle({ room: required(string) }),
      part: blockMap({ size: required(number) }),
    },
    validate(config) {
      same<typeof config.size, number | undefined>(true);
      // @ts-expect-error: what is computed is not written
      return [{ detail: `${config.id}` }];
    },
    async create(planned, { client, config }) {
      same<typeof planned.size, number>(true);
      same<typeof planned.name, string>(true);
      same<typeof planned.note, string | undefined>(true);
      same<typeof planned.slug, string | undefined>(true);
      same<typeof planned.labels, Readonly<Record<string, string>> | undefined>(true);
      same<typeof planned.shape.b, readonly number[] | undefined>(true);
      same<(typeof planned.line)[number]["at"], number | undefined>(true);
      same<typeof planned.place, { readonly room: string } | undefined>(true);
      same<(typeof planned.part)[string]["size"], number>(true);
      same<typeof config.secret, string | undefined>(true);
      same<typeof client.token, string>(true);
      // @ts-expect-error: no plan has it
      planned.secret;
      // @ts-expect-error: no such attribute
      planned.sise;
      // @ts-expect-error: the client has nothing of the kind
      client.password;
      return { id: "a" };
    },
    // @ts-expect-error: the size is a number
    async read(state) {
      same<typeof state.id, string>(true);
      same<typeof state.slug, string>(true);
      return { size: `${state.size}` };
    },
    async update(planned, { prior }) {
      same<typeof prior.id, string>(true);
      return planned.slug === undefined ? {} : { slug: planned.slug };
    },
    async delete() {},
  });
  expect(base.name).toBe("acme");
});

test("what is told is told whole, and of its type", () => {
  const rest = { read: async () => undefined, async delete() {} };
  const schema = { id: computed(string), size: required(number) };
  // @ts-expect-error: the id is not told
  base.resource("acme_a", { schema, ...rest, create: async () => ({}) });
  // @ts-expect-error: the id is a text
  base.resource("acme_b", { schema, ...rest, create: async () => ({ id: 1 }) });
  const misnamed = () =>
    // @ts-expect-error: types are called after their provider
    base.resource("other_thing", { schema, ...rest, create: async () => ({ id: "1" }) });
  expect(misnamed).toThrow("acme_");
  base.resource("acme_c", {
    schema,
    ...rest,
    // @ts-expect-error: an identity is made of attributes that are there
    identity: { attributes: { ip: {} } },
    create: async () => ({ id: "1" }),
  });
  // @ts-expect-error: a default is of the type
  optional(number, { default: "1" });
  // @ts-expect-error: a check takes what there is
  required(number, { validate: oneOf("a") });
  // @ts-expect-error: nobody writes what is computed
  computed(string, { forceNew: true });
  expect(Object.keys(schema)).toEqual(["id", "size"]);
});

test("functions have the types of their parameters", () => {
  base.function("join", {
    parameters: [parameter("separator", string), parameter("times", number)],
    variadic: parameter("parts", string),
    returns: string,
    call(separator, times, ...parts) {
      same<typeof separator, string>(true);
      same<typeof times, number>(true);
      same<typeof parts, string[]>(true);
      return parts.join(separator);
    },
  });
  // @ts-expect-error: it gives a text back
  base.function("wrong", { parameters: [], returns: string, call: () => 1 });
  expect(base.name).toBe("acme");
});
