/** What requests are drawn with: values that stand in many of them, and how they are bent. */

import { createSeededRandom } from "@tutti/simulation";

/** A request that was drawn. `{{name}}` in its path and body stands for what an answer before had, `{{^name}}` for the same in capitals. */
export interface DrawnRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  /** Of the answer, a name for the value at `at`. */
  readonly keep?: { readonly name: string; readonly at: readonly (string | number)[] };
}

export interface Dice {
  integer(below: number): number;
  one<T>(all: readonly T[]): T;
  chance(share: number): boolean;
  /** Members that are there by chance. */
  maybe(share: number, members: object): object;
  some<T>(all: readonly T[], max: number): readonly T[];
  /** A body, now and then of another shape than it should have. */
  bent(body: unknown): string;
  /** A path with some of these parameters. */
  path(path: string, ...parameters: readonly string[]): string;
}

/** Names that everything is called by, so that requests meet. */
export const KEYS = ["a", "a/b", "a/b/c", "dir/", "%C3%A9", "x%20y", "z", "a//b", "A"];
export const SERVICES = ["web", "db", "Web", "api-v2", "a.b"];
export const NODES = ["n1", "ext", "ext2", "E.x"];
export const STATUSES = ["passing", "warning", "critical"];
export const NO_UUID = ["none", "00000000-0000-4000-8000-000000000000", ""];

/** What stands in the place of a field that should have another type. */
const STRANGERS = [
  ...["8080", 1, -1, 1.5, null, true, [], {}, ["x"], { x: 1 }, 70_000, "10s"],
  ...["x".repeat(200), [{}], "true", 1e20, "é\u0000"],
];
const TEXTS = ["", "null", "[]", "{", '"x"', "{} {}", "5", "{}", "[{}]", '{"a":1,"a":2}'];

/** Dice of a seed. */
export function createDice(seed: number): Dice {
  const random = createSeededRandom(seed);
  const one = <T>(all: readonly T[]): T => all[random.integer(all.length)] as T;
  const chance = (share: number): boolean => random.float() < share;
  const some = <T>(all: readonly T[], max: number): readonly T[] =>
    Array.from({ length: random.integer(max + 1) }, () => one(all));
  return {
    integer: random.integer,
    one,
    chance,
    some,
    maybe: (share, members) => (chance(share) ? members : {}),
    path(path, ...parameters) {
      const taken = parameters.filter(() => chance(0.3));
      if (taken.length === 0) return path;
      return `${path}${path.includes("?") ? "&" : "?"}${taken.join("&")}`;
    },
    bent(body) {
      const how = random.float();
      if (how < 0.8) return JSON.stringify(body);
      if (how < 0.83) return one(TEXTS);
      return JSON.stringify(bend(body, { one, chance }));
    },
  };
}

/** One field, at any depth, of another type, away, or under another name. */
function bend(body: unknown, dice: Pick<Dice, "one" | "chance">): unknown {
  if (typeof body !== "object" || body === null) return body;
  const keys = Object.keys(body);
  if (keys.length === 0) return body;
  const key = dice.one(keys);
  const { [key]: value, ...rest } = body as Record<string, unknown>;
  const put = (name: string, to: unknown): unknown =>
    Array.isArray(body) ? Object.values({ ...body, [key]: to }) : { ...rest, [name]: to };
  if (typeof value === "object" && value !== null && dice.chance(0.6)) return put(key, bend(value, dice));
  if (dice.chance(0.55)) return put(key, dice.one(STRANGERS));
  if (dice.chance(0.4)) return Array.isArray(body) ? [] : rest;
  return put(dice.one(["Bogus", key.toLowerCase(), key.toUpperCase(), snake(key)]), value);
}

function snake(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();
}

const FILTERS = [
  ...['Service.Tags contains "v1"', 'Tags contains "v1"', 'ServiceName == "web"', 'Meta.k == "v"'],
  ...['Node.Node != "n1"', "Checks.Status == passing", '"v1" in Tags', "Port == 80", "Tags is empty"],
  ...["not Port == 80 and Service matches `w.*`", "Nope == 1", "Port == abc", "Meta is not empty", ""],
  ...['Node == "n1"', "Service.Port == 80", 'Status == "passing"', 'SourceName == "web"', "Kind is empty"],
  ...["(", 'Name contains "c" or CheckID == c1', "Action == allow", "Service == web", "Meta.k is not empty"],
];

/** The parameter of a filter, escaped; or the text as it stands in a body. */
export function filterText(dice: Dice): string {
  return dice.one(FILTERS);
}

export function filter(dice: Dice): string {
  return `filter=${encodeURIComponent(filterText(dice))}`;
}

/** Parameters that a write may have, most of which it does not look at. */
export function writeParameters(dice: Dice): readonly string[] {
  if (dice.chance(0.7)) return [];
  return [
    dice.one(["stale", "consistent", "stale&consistent", "cached", "max_stale=x"]),
    dice.one(["pretty", "index=x", "wait=x", "index=1&wait=5ms", "near=n1"]),
    dice.one(["dc=dc1", "dc=dc2", "dc="]),
    dice.one(["ns=default", "ns=x", "ns="]),
  ];
}

/** Parameters that any read may have, some of them wrong. */
export function readParameters(dice: Dice): readonly string[] {
  if (dice.chance(0.6)) return [];
  return [
    dice.one(["stale", "consistent", "cached", "stale&consistent", "cached&consistent"]),
    dice.one(["pretty", "pretty=false"]),
    dice.one(["index=1&wait=5ms", "index=0", "index=x", "index=1&wait=x", "index=-1", "wait=1ms", "index="]),
    dice.one(["dc=dc1", "dc=dc2", "dc="]),
    dice.one(["ns=default", "ns=x", "ns="]),
    dice.one(["max_stale=1s", "max_stale=x", "near=n1", "near=_agent", "near=none", "bogus=1"]),
  ];
}
