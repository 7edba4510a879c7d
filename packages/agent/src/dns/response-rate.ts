import type { Clock } from "@tutti/runtime";
import { parseIp } from "./ip.ts";

/** Networks that are counted at once; beyond it all are counted anew. */
const NETWORKS_MAX = 65_536;

/** What becomes of an answer over UDP. */
export type Answering = "send" | "truncate" | "drop";

interface Bucket {
  tokens: number;
  filledAt: number;
  exceeded: number;
}

/**
 * How many answers go to a network (`/24`, or `/56` of IPv6) over UDP in a
 * second. Who asks in the name of another makes us send to that one; beyond the
 * limit every second question gets a header that says to come over TCP, which
 * nobody can do in another's name, and the others get nothing. Addresses that
 * are not routed over the internet are not counted: what stands before many
 * clients there asks much, and rightly.
 */
export class ResponseRate {
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #networks = new Map<string, Bucket>();

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  /** Counts a question; 0 a second is no limit. */
  take(client: string, perSecondMax: number): Answering {
    if (perSecondMax <= 0) return "send";
    const network = networkOf(client);
    if (network === undefined) return "send";
    const now = this.#clock.monotonic();
    const bucket = this.#bucketOf(network, now, perSecondMax);
    bucket.tokens = Math.min(perSecondMax, bucket.tokens + ((now - bucket.filledAt) * perSecondMax) / 1_000);
    bucket.filledAt = now;
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return "send";
    }
    bucket.exceeded += 1;
    return bucket.exceeded % 2 === 0 ? "truncate" : "drop";
  }

  #bucketOf(network: string, now: number, perSecondMax: number): Bucket {
    const known = this.#networks.get(network);
    if (known !== undefined) return known;
    if (this.#networks.size >= NETWORKS_MAX) this.#networks.clear();
    const bucket = { tokens: perSecondMax, filledAt: now, exceeded: 0 };
    this.#networks.set(network, bucket);
    return bucket;
  }
}

/** The network of an address; undefined of one that is only reached from near. */
function networkOf(client: string): string | undefined {
  const bytes = parseIp(client.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, ""));
  if (bytes === undefined) return undefined;
  const [a = 0, b = 0] = bytes;
  if (bytes.length === 4) {
    const isNear =
      a === 10 ||
      a === 127 ||
      (a === 172 && b >= 16 && b < 32) ||
      (a === 192 && b === 168) ||
      (a === 169 && b === 254) ||
      (a === 100 && b >= 64 && b < 128);
    return isNear ? undefined : [...bytes].slice(0, 3).join(".");
  }
  const isLoopback = bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15] === 1;
  const isNear = isLoopback || (a & 0xfe) === 0xfc || (a === 0xfe && (b & 0xc0) === 0x80);
  return isNear ? undefined : [...bytes].slice(0, 7).join(":");
}
