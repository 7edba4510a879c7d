/** Command lines of Consul's commands with flags and arguments that are right, wrong, or nearly right. */

import { AGENT_COMMANDS } from "../src/consul/table.ts";
import { seeded } from "./seeded.ts";

/** They go on by themselves, or what they say is of this version. */
const LEFT_OUT =
  /^(agent|agent validate|watch|lock|version|monitor|keygen|tls cert create|tls ca create|completion)$/;

/** Consul has neither these commands nor these flags. */
const OUR_COMMANDS = /^(acl explain|drift( .*)?|env|rollout( .*)?|acl templated-policy( .*)?|secret( .*)?)$/;
const OUR_FLAGS: ReadonlySet<string> = new Set([
  "fence",
  "force-leave wan",
  "kv get depth",
  "kv get end",
  "kv get limit",
  "kv get start",
  "kv put ttl",
  "templated-policy",
  "var",
  "watch deltas",
]);

const STRAYS = ["", "-", "--", "-x", "--no=1", "-=", "x y", "é", "0", "-1", "10s", "true", "@none", "a/b"];

/** Values of each kind of flag: those that it takes, and those that it may not. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  bool: ["true", "false", "1", "T", "maybe", ""],
  text: ["x", "", "a b", "-x", "@none"],
  number: ["1", "0", "-1", "1.5", "x", "", "99999999999999999999"],
  uint64: ["1", "-1", "18446744073709551615", "18446744073709551616", "x"],
  duration: ["10s", "5", "x", "-1s", "1h2m", ""],
  list: ["x", "a=b", ""],
};

const COMMANDS = Object.entries(AGENT_COMMANDS)
  .filter(([name, { hidden }]) => hidden !== true && !LEFT_OUT.test(name) && !OUR_COMMANDS.test(name))
  .map(([name]) => name);

/** The command line of a seed. */
export async function consulLine(seed: number): Promise<readonly string[]> {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const name = pick(COMMANDS);
  const { command } = (await AGENT_COMMANDS[name]?.load()) ?? {};
  // Another address than that where nobody answers may be looked up.
  const flags = Object.entries(command?.flags ?? {}).filter(
    ([flagName]) =>
      flagName !== "http-addr" && !OUR_FLAGS.has(flagName) && !OUR_FLAGS.has(`${name} ${flagName}`),
  );
  const flag = (): readonly string[] => {
    const how = random();
    if (flags.length === 0 || how < 0.1) return [pick(STRAYS)];
    const [flagName, { kind }] = pick(flags);
    const dash = random() < 0.8 ? "-" : "--";
    const value = pick(VALUES[kind] ?? ["x"]);
    if (how < 0.2) return [`${dash}${flagName.slice(0, -1)}`];
    if (how < 0.3) return [`${dash}${flagName}`];
    return random() < 0.6 ? [`${dash}${flagName}=${value}`] : [`${dash}${flagName}`, value];
  };
  const many = (most: number, draw: () => readonly string[]): readonly string[] =>
    Array.from({ length: Math.floor(random() * (most + 1)) }, draw).flat();
  const words = name.split(" ");
  if (random() < 0.06) return [...words.slice(0, -1), `${words.at(-1)?.slice(0, -1)}`, ...many(1, flag)];
  if (random() < 0.08) return [...words, pick(["-h", "-help", "--help"]), ...many(1, () => [pick(STRAYS)])];
  return [...words, ...many(3, flag), ...many(3, () => [pick([...STRAYS, "a", "b", "key", "n1"])])];
}
