import { attributePath, isList, isRecord, type PlainRecord, ProviderFailure } from "@tutti/plugin";
import { cloudError } from "../errors.ts";

/** The service answered that it will not, or cannot. */
export class ApiRefusal extends ProviderFailure {
  readonly status: number;
  /** The service's own words. */
  readonly reason: string;
  /** What it says of single fields of the request. */
  readonly fields: ReadonlyMap<string, readonly string[]>;

  constructor(status: number, detail: string, answer: { reason: string; fields: ApiRefusal["fields"] }) {
    super(kindOf(status), detail);
    this.name = "ApiRefusal";
    this.status = status;
    this.reason = answer.reason;
    this.fields = answer.fields;
  }
}

function kindOf(status: number): ReturnType<typeof cloudError> {
  if (status === 401 || status === 403) return cloudError("cloud-access-denied");
  return status === 429 ? cloudError("cloud-rate-limit") : cloudError("cloud-refused");
}

/** What both services say in the body of a refusal: `message`, and of single fields `errors`. */
export function reasonIn(body: PlainRecord): { reason: string; fields: ApiRefusal["fields"] } {
  const errors = isRecord(body["errors"]) ? Object.entries(body["errors"]) : [];
  const fields = new Map(
    errors.map(
      ([name, words]) => [name, (isList(words) ? words : [words ?? ""]).map((word) => String(word))] as const,
    ),
  );
  const told = [...fields].map(([name, words]) => `${name}: ${words.join(", ")}`);
  const message = typeof body["message"] === "string" ? body["message"] : "";
  return { reason: [message, ...told].filter((text) => text !== "").join("; "), fields };
}

/** True for a refusal of this status whose words hold `words`. */
export function isRefusal(error: unknown, status: number, words = ""): error is ApiRefusal {
  return error instanceof ApiRefusal && error.status === status && error.reason.includes(words);
}

/**
 * The same refusal, told at the argument that it is about: the field that the
 * service names, by `aliases` where the argument is called otherwise, or the
 * argument whose name stands in its words ("Size is not available").
 */
export function atArgument(
  refusal: ApiRefusal,
  names: readonly string[],
  aliases: Readonly<Record<string, string>>,
): ProviderFailure {
  if (refusal.status !== 400 && refusal.status !== 422 && refusal.status !== 409) return refusal;
  const [field] = refusal.fields.keys();
  const name = field === undefined ? namedIn(refusal.reason, names, aliases) : (aliases[field] ?? field);
  if (name === undefined || !names.includes(name)) return refusal;
  return new ProviderFailure(refusal.kind, refusal.detail, {
    path: attributePath(name),
    ...(refusal.partial === undefined ? {} : { partial: refusal.partial }),
    cause: refusal,
  });
}

/** The one that is named first, and of several there the longest: "ip range" before "range". */
function namedIn(
  reason: string,
  names: readonly string[],
  aliases: Readonly<Record<string, string>>,
): string | undefined {
  const words = ` ${reason.toLowerCase().replaceAll(/[^a-z0-9]+/g, " ")} `;
  const known = [...names.map((name) => [name, name] as const), ...Object.entries(aliases)];
  const found = known
    .map(([said, name]) => ({
      at: words.indexOf(` ${said.toLowerCase().replaceAll("_", " ")} `),
      said,
      name,
    }))
    .filter(({ at }) => at >= 0);
  return found.toSorted((a, b) => a.at - b.at || b.said.length - a.said.length)[0]?.name;
}
