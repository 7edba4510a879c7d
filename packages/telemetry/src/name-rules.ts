/** Which names are told at all, by how they begin; the longest beginning decides. */
export interface NameRules {
  readonly allowed: readonly string[];
  readonly blocked: readonly string[];
  /** Where no rule speaks of a name. */
  readonly byDefault: boolean;
}

/** Decides once for each name. A beginning that is allowed and blocked is blocked. */
export function compileNameRules({ allowed, blocked, byDefault }: NameRules): (name: string) => boolean {
  const rules = new Map<string, boolean>();
  for (const prefix of allowed) rules.set(prefix, true);
  for (const prefix of blocked) rules.set(prefix, false);
  const longestFirst = [...rules].sort(([a], [b]) => b.length - a.length);
  return (name) => longestFirst.find(([prefix]) => name.startsWith(prefix))?.[1] ?? byDefault;
}
