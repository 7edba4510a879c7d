import { namespaceMistake, parseIntentionName } from "@tutti/agent-api";
import { severalMistakes } from "../catalog/service-mistake.ts";
import { serverError } from "../errors.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";

/** Both ends of an intention. */
export interface IntentionNames {
  readonly source: string;
  readonly destination: string;
}

/** Of the routes that name both ends. */
interface NamesQuery {
  once(name: "source" | "destination"): string | undefined;
}

/** The ends that a URL names: `source` and `destination`, each once, which may be empty only where that is looked for. */
export function namesOfQuery(query: NamesQuery, mayBeEmpty = false): Outcome<IntentionNames> {
  // That one is missing is told before what is wrong with the other.
  const missing = ENDS.find((end) => isMissing(query.once(end), mayBeEmpty));
  if (missing !== undefined) return refuse(serverError("intention-name-missing", missing));
  const source = nameOf(query, "source");
  if (source instanceof Refusal) return source;
  const destination = nameOf(query, "destination");
  return destination instanceof Refusal ? destination : { source, destination };
}

function isMissing(given: string | undefined, mayBeEmpty: boolean): boolean {
  return given === undefined || (given === "" && !mayBeEmpty);
}

const ENDS = ["source", "destination"] as const;

function nameOf(query: NamesQuery, end: (typeof ENDS)[number]): Outcome<string> {
  const given = query.once(end) ?? "";
  return given === "" ? "" : parseName(end, given);
}

/** The ends of one intention to be read, both of which must be named. */
export function namesOfIntention(query: NamesQuery): Outcome<IntentionNames> {
  const names = namesOfQuery(query, true);
  if (names instanceof Refusal) return names;
  const missing = [
    ...(names.source === "" ? ["SourceName is missing"] : []),
    ...(names.destination === "" ? ["DestinationName is missing"] : []),
  ];
  return missing.length === 0
    ? names
    : refuse(serverError("intention-to-read-not-named", severalMistakes(missing)));
}

/** A name as it stands in a URL or body; `what` says in messages which one it is. */
export function parseName(what: string, given: string): Outcome<string> {
  const parsed = parseIntentionName(given);
  return "name" in parsed
    ? parsed.name
    : refuse(serverError("intention-name-invalid", what, JSON.stringify(given), parsed.mistake));
}

/** A namespace that stands beside a name. */
export function namespaceRefusal(end: "source" | "destination", namespace: string): Refusal | undefined {
  const mistake = namespaceMistake(namespace);
  return mistake === undefined
    ? undefined
    : refuse(serverError("intention-namespace-invalid", end, JSON.stringify(namespace), mistake));
}
