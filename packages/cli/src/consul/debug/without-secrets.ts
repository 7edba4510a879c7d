const HIDDEN = "hidden";

/** Names whose values may be secret, wherever they stand. */
const SECRET =
  /token|secret|password|passphrase|private|encrypt(?!verify)|^key$|keyfile|authorization|license/i;

/** A value without what may be secret: of such a name only that there is something. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SECRET.test(name) ? hidden(inner) : withoutSecrets(inner),
    ]),
  );
}

function hidden(value: unknown): unknown {
  if (typeof value === "boolean" || value === null || value === "") return value;
  if (typeof value === "object") return withoutValues(value);
  return HIDDEN;
}

/** A whole block of such a name: its names stay, and none of its values. */
function withoutValues(value: object): unknown {
  return Array.isArray(value)
    ? value.map(hidden)
    : Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, hidden(inner)]));
}
