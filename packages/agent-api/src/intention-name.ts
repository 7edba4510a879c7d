/** A service in an intention, or what is wrong with how it was named. */
export type IntentionName = { readonly name: string } | { readonly mistake: string };

/** The one namespace there is. */
const INTENTION_NAMESPACE = "default";

/**
 * Reads `NAME`, `NAMESPACE/NAME` or `*`: wherever intentions are spoken of, on
 * the command line, in the API and in config entries.
 */
export function parseIntentionName(text: string): IntentionName {
  const parts = text.split("/");
  const name = parts.at(-1) ?? "";
  if (parts.length > 2) return { mistake: "input can contain at most one '/'" };
  const mistake =
    (parts.length === 2 ? namespaceMistake(parts[0] ?? "") : undefined) ?? wildcardMistake(name);
  return mistake === undefined ? { name } : { mistake };
}

/** Why a namespace is refused; an empty one is the default one. */
export function namespaceMistake(namespace: string): string | undefined {
  return namespace === "" || namespace.toLowerCase() === INTENTION_NAMESPACE
    ? undefined
    : `namespace ${JSON.stringify(namespace)} is not there: Namespaces is a Consul Enterprise feature`;
}

function wildcardMistake(name: string): string | undefined {
  return name !== "*" && name.includes("*")
    ? "wildcard character '*' cannot be used with partial values"
    : undefined;
}
