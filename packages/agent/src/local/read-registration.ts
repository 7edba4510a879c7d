import type { ApiRequest } from "@tutti/server";
import {
  DECODE_FAILED,
  decodeFields,
  type Fields,
  type Outcome,
  Refusal,
  readJson,
  refuse,
} from "@tutti/server";

/** The body by a table of fields; the first mistake refuses it, in Go's words. */
export async function readRegistration<T extends object>(
  request: ApiRequest,
  fields: Fields,
): Promise<Outcome<T>> {
  const body = await readJson(request);
  if (body instanceof Refusal) return body;
  const decoded = decodeFields(body, fields, "request");
  if (!decoded.ok) return refuse(`${DECODE_FAILED}${decoded.mistakes[0]?.text ?? ""}`, 400);
  return decoded.value as T;
}
