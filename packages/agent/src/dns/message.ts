/** DNS messages as plain data. Names are in presentation form and end with a dot: `web.service.consul.` */
export interface DnsMessage {
  readonly id: number;
  readonly response: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  readonly recursionAvailable: boolean;
  readonly rcode: number;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsRecord[];
  readonly authority: readonly DnsRecord[];
  readonly additional: readonly DnsRecord[];
  readonly edns?: Edns;
}

export interface DnsQuestion {
  readonly name: string;
  readonly type: number;
  readonly class: number;
}

/** The OPT record, kept apart from the records: what it says is about the message. */
export interface Edns {
  readonly udpSize: number;
  readonly options: Uint8Array;
}

export interface DnsRecord {
  readonly name: string;
  readonly ttl: number;
  readonly data: RecordData;
}

export type RecordData =
  | { readonly kind: "A"; readonly address: Uint8Array }
  | { readonly kind: "AAAA"; readonly address: Uint8Array }
  | { readonly kind: "CNAME" | "NS" | "PTR"; readonly target: string }
  | { readonly kind: "TXT"; readonly text: string }
  | {
      readonly kind: "SRV";
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly target: string;
    }
  | ({ readonly kind: "SOA" } & SoaData)
  | { readonly kind: "OTHER"; readonly type: number; readonly bytes: Uint8Array };

export interface SoaData {
  readonly primary: string;
  readonly mailbox: string;
  readonly serial: number;
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  readonly minimum: number;
}

/** The types that we answer or read; every other is a number that we carry. */
export const TYPE = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  OPT: 41,
  ANY: 255,
} as const;

export const RCODE = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;

export function typeOf(data: RecordData): number {
  return data.kind === "OTHER" ? data.type : TYPE[data.kind];
}
