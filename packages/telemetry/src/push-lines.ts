import type { Series } from "./series.ts";

/** Whom lines are for. */
export type PushKind = "statsd" | "statsite" | "dogstatsd";

const UNITS = { gauge: "g", counter: "c", sample: "ms" } as const;

/** What one telling is as a line of statsd's protocol: labels are parts of the name, or Datadog's tags. */
export function pushLine(
  kind: PushKind,
  { kind: what, name, labels }: Pick<Series, "kind" | "name" | "labels">,
  value: number,
  { hostname, tags }: { readonly hostname: string; readonly tags: readonly string[] },
): string {
  const unit = UNITS[what];
  if (kind !== "dogstatsd") {
    const whole = [name, ...Object.values(labels)].join(".");
    return `${clean(whole)}:${value.toFixed(6)}|${unit}\n`;
  }
  // The host is known there: it is no part of the name.
  const plain = hostname === "" ? name : name.replace(`.${hostname}.`, ".");
  const all = [
    ...tags,
    ...Object.entries(labels).map(([label, text]) =>
      text === "" ? clean(label) : `${clean(label)}:${clean(text)}`,
    ),
  ];
  const number = what === "counter" ? String(Math.trunc(value)) : value.toFixed(6);
  return `${clean(plain)}:${number}|${unit}${all.length === 0 ? "" : `|#${all.join(",")}`}\n`;
}

/** What parts names from values, and lines from each other, is no part of a name. */
function clean(text: string): string {
  return text.replaceAll(/[: |#,\n]/g, "_");
}
