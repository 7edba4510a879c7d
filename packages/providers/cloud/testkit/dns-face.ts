import type { Network } from "@tutti/runtime";
import { decode, encode } from "dns-packet";
import type { DigitalOceanWorld } from "./digitalocean-world.ts";
import type { DnsimpleSimulator } from "./dnsimple-simulator.ts";

const AUTHORITATIVE = 0x0400;
const NAME_ERROR = 3;

/** A record that name servers answer. */
interface NamedRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly data: string;
}

/** Name servers over UDP: addresses of both services' domains, as they are at the moment. */
export async function answerNames(
  network: Network,
  { ocean, dnsimple }: { readonly ocean: DigitalOceanWorld; readonly dnsimple: DnsimpleSimulator },
  host: string,
  port = 0,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const socket = await network.bindUdp({ host, port });
  socket.onMessage((data, from) => {
    const { id = 0, questions = [] } = decode(Buffer.from(data));
    const all = [...recordsOf(ocean), ...recordsAt(dnsimple)];
    const answers = questions.flatMap(({ name, type }) =>
      all
        .filter((one) => one.name === name.toLowerCase() && one.type === type)
        .map(({ ttl, data: address }) => ({ name, type: "A", ttl, data: address }) as const),
    );
    const flags = AUTHORITATIVE | (answers.length === 0 ? NAME_ERROR : 0);
    socket.send(encode({ type: "response", id, flags, questions, answers }), from);
  });
  return socket;
}

function recordsOf({ records }: DigitalOceanWorld): readonly NamedRecord[] {
  return [...records].flatMap(([domain, all]) =>
    [...all.values()].map(({ shown }) => ({
      name: shown["name"] === "@" ? domain : `${String(shown["name"])}.${domain}`,
      type: String(shown["type"]),
      ttl: Number(shown["ttl"]),
      data: String(shown["data"]),
    })),
  );
}

function recordsAt({ records }: DnsimpleSimulator): readonly NamedRecord[] {
  return [...records].flatMap(([zone, all]) =>
    [...all.values()].map((one) => ({
      name: one["name"] === "" ? zone : `${String(one["name"])}.${zone}`,
      type: String(one["type"]),
      ttl: Number(one["ttl"]),
      data: String(one["content"]),
    })),
  );
}
