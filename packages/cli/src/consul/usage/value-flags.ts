/**
 * Flags of kinds of Consul's own: those that stand for a part of a configuration, and `-stale`. What
 * is no value is told in the words of Go's functions, and not of its flags.
 */
import { parseDuration } from "@tutti/values";
import { durationFlag } from "../../command/duration-flag.ts";
import { boolFlag, type FlagSpec, numberFlag, readGoBool } from "../../command/flags.ts";
import { readGoInteger } from "../../command/go-integer.ts";

const DECIMAL = /^[+-]?\d+$/;

export function boolValue(): FlagSpec<"bool"> {
  return {
    ...boolFlag(),
    refuses: (text) =>
      readGoBool(text) === undefined ? refused("ParseBool", text, "invalid syntax") : undefined,
  };
}

/** An integer of no less than 0; of it, too, what `readGoInteger` knows. */
export function uintValue(): FlagSpec<"number"> {
  return {
    ...numberFlag(0),
    refuses: (text) => refusedInteger("ParseUint", text, readGoInteger(text, false)),
  };
}

/** An integer with decimal digits only. */
export function intValue(): FlagSpec<"number"> {
  return {
    ...numberFlag(0),
    refuses: (text) =>
      refusedInteger("Atoi", text, DECIMAL.test(text) ? readGoInteger(text, true) : "parse error"),
  };
}

export function durationValue(): FlagSpec<"duration"> {
  return {
    ...durationFlag(),
    refuses(text) {
      const parsed = parseDuration(text);
      return parsed.ok ? undefined : parsed.text;
    },
  };
}

function refusedInteger(
  name: string,
  text: string,
  read: bigint | "parse error" | "value out of range",
): string | undefined {
  if (typeof read === "bigint") return undefined;
  return refused(name, text, read === "parse error" ? "invalid syntax" : read);
}

function refused(name: string, text: string, why: string): string {
  return `strconv.${name}: parsing ${JSON.stringify(text)}: ${why}`;
}
