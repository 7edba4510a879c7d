import { decodeShape } from "../decode/decode-shape.ts";
import { parseJsonText } from "../decode/json-text.ts";
import type { Decoded, Shape } from "../decode/shape.ts";
import { emptyBody } from "../decode/zero.ts";
import { serverError } from "../errors.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { ApiRequest } from "./request.ts";
import { BODY_BYTES_MAX, readBody } from "./request.ts";

/** What stands before the reason in the errors of most routes. */
const DECODE_FAILED = "Request decode failed: ";

export interface BodyOptions {
  /** Before the reason; default `Request decode failed: `. */
  readonly prefix?: string;
  /** Of a refusal; default 400. */
  readonly status?: number;
  /** An empty body stands for one without any field. */
  readonly mayBeEmpty?: boolean;
  /** In bytes; default `BODY_BYTES_MAX`. */
  readonly max?: number;
  /** The setting that `max` comes from; default `kv_max_value_size`. */
  readonly limit?: string;
}

/** The body of a request by its shape. What does not fit is refused in Consul's words. */
export function readBodyAs<S>(
  request: ApiRequest,
  shape: S & Shape,
  options: BodyOptions = {},
): Promise<Outcome<Decoded<S>>> {
  return readBody(request, options.max ?? BODY_BYTES_MAX, options.limit).then((body) =>
    body instanceof Refusal ? body : decodeBody(body, shape, options),
  );
}

/** The bytes of a body by its shape. */
export function decodeBody<S>(
  body: Uint8Array,
  shape: S & Shape,
  { prefix = DECODE_FAILED, status = 400, mayBeEmpty = false }: BodyOptions = {},
): Outcome<Decoded<S>> {
  if (mayBeEmpty && body.length === 0) return emptyBody<S>(shape);
  const parsed = parseJsonText(body);
  const decoded = parsed.ok ? decodeShape(parsed.value, shape) : parsed;
  return decoded.ok ? decoded.value : refuse(serverError("body-invalid", prefix, decoded.text), status);
}
