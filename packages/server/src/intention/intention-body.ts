import { namespaceMistake } from "@tutti/agent-api";
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
  /** What is wrong with it; told to who may write it. */
  readonly mistake: Refusal | undefined;
}

/** How a body that is none is refused: the route that creates says it otherwise than the others. */
export const OLDER = { prefix: "Failed to decode request body: ", status: 500 };
export const EXACT = { prefix: "Bad request: Request decode failed: ", status: 400 };

/** What the older routes do not take, in Consul's order. */
function bodyMistakes(body: IntentionFields): readonly string[] {
  const { Action, SourceType, Permissions, Description, Meta, SourceName, DestinationName } = body;
  return [
    ...(SourceName === "" ? ["SourceName must be set"] : []),
    ...(DestinationName === "" ? ["DestinationName must be set"] : []),
    ...(isPartialWildcard(SourceName) ? [`SourceName: ${PARTIAL_WILDCARD}`] : []),
    ...(isPartialWildcard(DestinationName) ? [`DestinationName: ${PARTIAL_WILDCARD}`] : []),
    ...(Description.length > VALUE_MAX ? [`Description exceeds maximum length ${VALUE_MAX}`] : []),
    ...metaMistakes(Meta ?? {}),
    ...(Action === "allow" || Action === "deny" ? [] : ["Action must be set to 'allow' or 'deny'"]),
    ...((Permissions ?? []).length > 0 ? ["Permissions must not be set when using the legacy APIs"] : []),
    ...(SourceType === "" || SourceType === "consul" ? [] : ["SourceType must be set to 'consul'"]),
  ];
}

const PARTIAL_WILDCARD = "wildcard character '*' cannot be used with partial values";

function isPartialWildcard(name: string): boolean {
  return name !== "*" && name.includes("*");
}

const PAIRS_MAX = 64;
const KEY_MAX = 128;
const VALUE_MAX = 512;

function metaMistakes(meta: Readonly<Record<string, string>>): readonly string[] {
  const pairs = Object.entries(meta);
  return [
    ...(pairs.length > PAIRS_MAX ? [`Meta exceeds maximum element count ${PAIRS_MAX}`] : []),
    ...pairs.flatMap(([key, value]) => [
      ...(key.length > KEY_MAX ? [`Meta key ${JSON.stringify(key)} exceeds maximum length ${KEY_MAX}`] : []),
      ...(value.length > VALUE_MAX
        ? [`Meta value for key ${JSON.stringify(key)} exceeds maximum length ${VALUE_MAX}`]
        : []),
    ]),
  ];
}

type IntentionFields = Decoded<typeof INTENTION>;

/** A body of the older routes. */
export async function decodeBody(
  request: ApiRequest,
  dialect: typeof OLDER,
): Promise<Outcome<IntentionBody & { readonly id: string }>> {
  const body = await readBodyAs(request, INTENTION, dialect);
  if (body instanceof Refusal) return body;
  const content = contentOf(body);
  const mistakes = bodyMistakes(body);
  if (mistakes.length > 0) {
    const mistake = refuse(serverError("intention-invalid", severalMistakes(mistakes)));
    return { id: body.ID, source: body.SourceName, destination: body.DestinationName, content, mistake };
  }
  const foreign = dialect === OLDER ? foreignNamespace(body) : undefined;
  if (foreign !== undefined) return foreign;
  const ends = endsOf(body);
  return ends instanceof Refusal ? ends : { ...ends, id: body.ID, content, mistake: undefined };
}

/** The route that creates tells of a namespace as of a bad request. */
function foreignNamespace({ SourceNS, DestinationNS }: IntentionFields): Refusal | undefined {
  const told = (end: string, namespace: string): Refusal | undefined =>
    namespaceMistake(namespace) === undefined
      ? undefined
      : refuse(serverError("new-intention-in-a-namespace", end, namespace), 400);
  return told("SourceNS", SourceNS) ?? told("DestinationNS", DestinationNS);
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
