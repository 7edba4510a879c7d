import { type DnsMessage, TYPE } from "../src/dns/message.ts";

/** A question as a client asks it; for an address, unless `more` says otherwise. */
export function questionOf(name: string, more: Partial<DnsMessage> = {}): DnsMessage {
  return {
    id: 77,
    response: false,
    opcode: 0,
    authoritative: false,
    truncated: false,
    recursionDesired: true,
    recursionAvailable: false,
    rcode: 0,
    questions: [{ name, type: TYPE.A, class: 1 }],
    answers: [],
    authority: [],
    additional: [],
    ...more,
  };
}
