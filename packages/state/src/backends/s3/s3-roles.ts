import { parseDuration, type Value } from "@tutti/values";
import type { WebIdentity } from "../../aws/find-credentials.ts";
import type { RoleRequest } from "../../aws/sts.ts";
import type { BackendProblem, BackendSettings } from "../../backend.ts";
import { stateError } from "../../errors.ts";

const VALUE = stateError("invalid-backend-value");
const LENGTH = stateError("invalid-backend-value-length");
const DURATION = stateError("invalid-backend-duration");

/** How long texts of a role may be, as AWS has it. */
const LENGTHS: Readonly<Record<string, readonly [number, number]>> = {
  external_id: [2, 1_224],
  session_name: [2, 64],
  source_identity: [2, 64],
  web_identity_token: [4, 20_000],
  web_identity_token_file: [4, 20_000],
};
const NS_A_SECOND = 1_000_000_000;
const DURATION_MIN_SECONDS = 15 * 60;
const DURATION_MAX_SECONDS = 12 * 60 * 60;
const TOKENS = ["web_identity_token", "web_identity_token_file"] as const;

/** `assume_role`. */
export function roleOf(settings: BackendSettings): RoleRequest | undefined {
  const role = membersOf(settings, "assume_role");
  return role === undefined ? undefined : requestOf(role);
}

/** `assume_role_with_web_identity`. */
export function webIdentityOf(settings: BackendSettings): WebIdentity | undefined {
  const role = membersOf(settings, "assume_role_with_web_identity");
  if (role === undefined) return undefined;
  const [token, tokenFile] = TOKENS.map((name) => textOf(role, name));
  return { role: requestOf(role), token, tokenFile };
}

/** What is wrong with either of them, in the words of Terraform. */
export function* roleProblems(settings: BackendSettings): Generator<BackendProblem> {
  for (const argument of ["assume_role", "assume_role_with_web_identity"]) {
    const role = membersOf(settings, argument);
    if (role === undefined) continue;
    for (const problem of problemsIn(role)) yield { ...problem, argument };
    if (argument === "assume_role") continue;
    const given = TOKENS.filter((name) => textOf(role, name) !== undefined);
    if (given.length === 0)
      yield {
        ...stateError("missing-backend-value"),
        detail: `Exactly one of ${TOKENS.join(", ")} must be set.`,
        argument,
      };
    if (given.length === 2)
      yield {
        ...stateError("invalid-attribute-combination"),
        detail: `Only one of ${TOKENS.join(", ")} can be set.`,
        argument,
      };
  }
}

type Members = ReadonlyMap<string, Value>;

function* problemsIn(role: Members): Generator<BackendProblem> {
  for (const name of ["role_arn", "policy"])
    if (textOf(role, name)?.trim() === "")
      yield { ...VALUE, detail: "The value cannot be empty or all whitespace" };
  const arns = [
    ...(textOf(role, "role_arn")?.trim() ? [textOf(role, "role_arn")] : []),
    ...itemsOf(role, "policy_arns"),
  ];
  for (const arn of arns)
    if (arn !== undefined && !/^arn:[^:]*:[^:]*:[^:]*:[^:]*:./.test(arn))
      yield {
        ...stateError("invalid-arn"),
        detail: `The value ${JSON.stringify(arn)} cannot be parsed as an ARN: arn: ${arn.startsWith("arn:") ? "not enough sections" : "invalid prefix"}`,
      };
  for (const [name, [least, most]] of Object.entries(LENGTHS)) {
    const length = textOf(role, name)?.length;
    if (length !== undefined && (length < least || length > most))
      yield { ...LENGTH, detail: `Length must be between ${least} and ${most}, had ${length}` };
  }
  const duration = textOf(role, "duration");
  if (duration === undefined) return;
  const parsed = parseDuration(duration);
  if (!parsed.ok)
    yield {
      ...DURATION,
      detail: `The value ${JSON.stringify(duration)} cannot be parsed as a duration: ${parsed.text}`,
    };
  else if (parsed.ns < DURATION_MIN_SECONDS * NS_A_SECOND || parsed.ns > DURATION_MAX_SECONDS * NS_A_SECOND)
    yield { ...DURATION, detail: `Duration must be between 15m0s and 12h0m0s, had ${duration}` };
}

function requestOf(role: Members): RoleRequest {
  const duration = parseDuration(textOf(role, "duration") ?? "");
  const tags = role.get("tags");
  return {
    roleArn: textOf(role, "role_arn") ?? "",
    sessionName: textOf(role, "session_name"),
    durationSeconds: duration.ok ? Math.floor(duration.ns / NS_A_SECOND) : undefined,
    externalId: textOf(role, "external_id"),
    policy: textOf(role, "policy"),
    policyArns: itemsOf(role, "policy_arns"),
    sourceIdentity: textOf(role, "source_identity"),
    tags: new Map(
      tags === undefined || tags.isNull
        ? []
        : [...tags.asEntries]
            .filter(([, value]) => !value.isNull)
            .map(([key, value]) => [key, value.asString]),
    ),
    transitiveTagKeys: itemsOf(role, "transitive_tag_keys"),
  };
}

function membersOf(settings: BackendSettings, argument: string): Members | undefined {
  const value = settings.get(argument);
  return value === undefined || value.isNull ? undefined : value.asEntries;
}

function textOf(role: Members, name: string): string | undefined {
  const value = role.get(name);
  return value === undefined || value.isNull ? undefined : value.asString;
}

function itemsOf(role: Members, name: string): readonly string[] {
  const value = role.get(name);
  if (value === undefined || value.isNull) return [];
  return [...value.asItems].filter((item) => !item.isNull).map((item) => item.asString);
}
