import type { QueryOf } from "@tutti/agent-api";
import { namespaceMistake, parseIntentionName } from "@tutti/agent-api";
import type { RouteQuery } from "../endpoint/query-string.ts";
import { serverError } from "../errors.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";

/** Both ends of an intention. */
export interface IntentionNames {
  readonly source: string;
  readonly destination: string;
}

/** Of the routes that name both ends. */
type NamesQuery = RouteQuery<QueryOf<"connect.intention-check">>;

/** The ends that a URL names: `source` and `destination`. */
export function namesOfQuery(query: NamesQuery): Outcome<IntentionNames> {
  const source = nameOf(query, "source");
  if (source instanceof Refusal) return source;
  const destination = nameOf(query, "destination");
  return destination instanceof Refusal ? destination : { source, destination };
}

function nameOf(query: NamesQuery, parameter: "source" | "destination"): Outcome<string> {
  const given = query.text(parameter);
  return given === ""
    ? refuse(serverError("intention-name-missing", parameter))
    : parseName(parameter, given);
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
