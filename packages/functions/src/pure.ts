import { GROUPS } from "./groups.ts";

/** What reads files, the clock, randomness or the environment, or evaluates a text that may. */
const LOOKING: ReadonlySet<string> = new Set(
  [
    "abspath file filebase64 filebase64sha256 filebase64sha512 fileexists filemd5 fileset filesha1 filesha256",
    "filesha512 pathexpand templatefile templatestring bcrypt plantimestamp timestamp type uuid",
  ]
    .join(" ")
    .split(" "),
);

const PURE: ReadonlySet<string> = new Set(
  GROUPS.flatMap(({ names }) => names).filter((name) => !LOOKING.has(name)),
);

/** Whether there is a function of that name, whatever it looks at. */
export function isFunction(name: string): boolean {
  return PURE.has(name) || LOOKING.has(name);
}

/** Whether what a function gives follows from its arguments alone. Of one that is not ours, nobody knows. */
export function isPureFunction(name: string): boolean {
  return PURE.has(name.startsWith("core::") ? name.slice("core::".length) : name);
}
