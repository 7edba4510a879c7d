import { withoutZeros } from "../catalog/decode.ts";
import { severalMistakes } from "../catalog/service-mistake.ts";
import type { Decoded } from "../decode/shape.ts";
import { readBodyAs } from "../endpoint/body.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { serverError } from "../errors.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { INTENTION } from "./bodies.ts";
import type { IntentionSource } from "./intentions.ts";
import { type IntentionNames, namespaceRefusal, parseName } from "./names.ts";

/** What is said of an intention beside its two ends. */
export type Content = Pick<IntentionSource, "Action" | "Description" | "LegacyMeta" | "Permissions">;

/** An intention as a body describes it. */
export interface IntentionBody extends IntentionNames {
  readonly content: Content;
}

/** How a body that is none is refused: the older routes say it otherwise than the exact one. */
const OLDER = { prefix: "Failed to decode request body: ", status: 500 };
export const EXACT = { prefix: "Bad request: Request decode failed: ", status: 400 };

/** What the older routes do not take. */
function bodyMistakes({ Action, SourceType, Permissions }: IntentionFields): readonly string[] {
  return [
    ...(Action === "allow" || Action === "deny" ? [] : ["Action must be set to 'allow' or 'deny'"]),
    ...((Permissions ?? []).length > 0 ? ["Permissions must not be set when using the legacy APIs"] : []),
    ...(SourceType === "" || SourceType === "consul" ? [] : ["SourceType must be set to 'consul'"]),
  ];
}

type IntentionFields = Decoded<typeof INTENTION>;

/** A body of the older routes. */
export async function decodeBody(request: ApiRequest): Promise<Outcome<IntentionBody>> {
  const body = await readBodyAs(request, INTENTION, OLDER);
  if (body instanceof Refusal) return body;
  const mistakes = bodyMistakes(body);
  if (mistakes.length > 0) return refuse(serverError("intention-invalid", severalMistakes(mistakes)));
  const ends = endsOf(body);
  return ends instanceof Refusal ? ends : { ...ends, content: contentOf(body) };
}

/** The two ends that a body names. */
export function endsOf(body: IntentionFields): Outcome<IntentionNames> {
  const mistake =
    namespaceRefusal("source", body.SourceNS) ?? namespaceRefusal("destination", body.DestinationNS);
  if (mistake !== undefined) return mistake;
  const source = parseName("SourceName", body.SourceName);
  if (source instanceof Refusal) return source;
  const destination = parseName("DestinationName", body.DestinationName);
  if (destination instanceof Refusal) return destination;
  return { source, destination };
}

/** What a body says beside them. */
export function contentOf(body: IntentionFields): Content {
  const { Action: action, Description: description, Meta: meta } = body;
  const permissions = (body.Permissions ?? []).map(permissionOf);
  return {
    ...(action === "" ? {} : { Action: action }),
    ...(permissions.length === 0 ? {} : { Permissions: permissions }),
    ...(description === "" ? {} : { Description: description }),
    ...(meta === null ? {} : { LegacyMeta: meta }),
  };
}

type Permission = NonNullable<IntentionFields["Permissions"]>[number];

/** As a config entry keeps it: without what says nothing. */
function permissionOf(permission: Permission): Readonly<Record<string, unknown>> {
  const { HTTP: http, Action = "" } = permission ?? {};
  if (http === undefined) return { Action };
  const headers = http.Header?.map((header) => withoutZeros(header)) ?? [];
  return { Action, HTTP: { ...withoutZeros({ ...http, Header: headers }) } };
}
