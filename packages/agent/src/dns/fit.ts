import type { DnsConfig } from "./dns-config.ts";
import { encodeMessage, MESSAGE_SIZE_MAX } from "./encode.ts";
import type { DnsMessage, DnsRecord } from "./message.ts";

export type Transport = "udp" | "tcp";

/** What every client must take over UDP (RFC 1035, 4.2.1). */
const UDP_SIZE_MIN = 512;
/** No more answers go to who takes no more than that, whatever `udp_answer_limit` says. */
const UDP_ANSWERS_MAX = 8;

/** Encodes a reply, leaving out as many answers as the transport asks; what stood beside them goes, too. */
export function encodeFitting(
  message: DnsMessage,
  transport: Transport,
  config: DnsConfig,
  isWhole = false,
): Uint8Array | undefined {
  const sizeMax =
    transport === "tcp" ? MESSAGE_SIZE_MAX : Math.max(UDP_SIZE_MIN, message.edns?.udpSize ?? UDP_SIZE_MIN);
  const isLimited = !isWhole && sizeMax === UDP_SIZE_MIN && config.udpAnswerLimit > 0;
  const countMax = isLimited ? Math.min(config.udpAnswerLimit, UDP_ANSWERS_MAX) : message.answers.length;
  const first = encodeWith(message, Math.min(countMax, message.answers.length), config);
  if (first !== undefined && first.length <= sizeMax) return first;
  return searchFitting(message, Math.min(countMax, message.answers.length), sizeMax, config);
}

/** The greatest number of answers that fits, by halving. */
function searchFitting(
  message: DnsMessage,
  count: number,
  sizeMax: number,
  config: DnsConfig,
): Uint8Array | undefined {
  let low = 0;
  let high = count - 1;
  let best: Uint8Array | undefined;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const bytes = encodeWith(message, middle, config);
    if (bytes !== undefined && bytes.length <= sizeMax) {
      best = bytes;
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  if (best !== undefined) return best;
  const bare = { ...message, truncated: true, answers: [], authority: [], additional: [] };
  return encodeMessage(bare);
}

function encodeWith(message: DnsMessage, count: number, config: DnsConfig): Uint8Array | undefined {
  const compress = !config.disableCompression;
  if (count >= message.answers.length) return encodeMessage(message, { compress });
  const answers = message.answers.slice(0, count);
  const truncated = config.enableTruncate;
  return encodeMessage(
    { ...message, truncated, answers, additional: beside(answers, message.additional) },
    { compress },
  );
}

/** Of the additional records those that the answers left speak of. */
function beside(answers: readonly DnsRecord[], additional: readonly DnsRecord[]): readonly DnsRecord[] {
  const names = new Set<string>();
  for (const { name, data } of answers) {
    names.add(name.toLowerCase());
    if ("target" in data) names.add(data.target.toLowerCase());
  }
  return additional.filter((record) => names.has(record.name.toLowerCase()));
}
