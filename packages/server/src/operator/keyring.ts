import { readFields } from "../endpoint/json-body.ts";
import type { Reply } from "../endpoint/reply.ts";
import { refusal, text } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import { Refusal } from "../state/refusal.ts";

const RELAY_FACTOR_MAX = 5;

/** `/v1/operator/keyring`: without gossip encryption every operation says so. */
export function keyringEndpoints(context: ServerContext): Endpoints {
  const change = (request: ApiRequest): Promise<Reply> => changeKey(context, request);
  return {
    "operator.keyring-list": (request) =>
      relayMistake(request) ?? failed(context, "Keyring is empty (encryption not enabled)"),
    "operator.keyring-install": change,
    "operator.keyring-use": change,
    "operator.keyring-remove": change,
  };
}

async function changeKey(context: ServerContext, request: ApiRequest): Promise<Reply> {
  const relay = relayMistake(request);
  if (relay !== undefined) return relay;
  const body = await readFields(request, { prefix: "Bad request: Request decode failed: " });
  if (body instanceof Refusal) return refusal(body);
  const key = body.string("Key");
  const bad = key.search(/[^A-Za-z0-9+/=]/);
  if (bad >= 0 || key.length % 4 !== 0) {
    const reason = `illegal base64 data at input byte ${bad >= 0 ? bad : key.length - (key.length % 4)}`;
    const { datacenter } = context.config;
    return errors([`WAN error: ${reason}`, `${datacenter} (LAN) error: ${reason}`]);
  }
  return failed(context, "No keyring to modify (encryption not enabled)");
}

function failed({ config }: ServerContext, reason: string): Reply {
  const { nodeName, datacenter } = config;
  return errors([
    "WAN error: 1/1 nodes reported failure",
    `${nodeName}.${datacenter}: ${reason}`,
    `${datacenter} (LAN) error: 1/1 nodes reported failure`,
    `${nodeName}: ${reason}`,
  ]);
}

function errors(lines: readonly string[]): Reply {
  return text(500, `${lines.length} errors occurred:\n${lines.map((line) => `\t* ${line}\n`).join("")}\n`);
}

function relayMistake({ query }: ApiRequest): Reply | undefined {
  const given = query.of("operator.keyring-list").text("relay-factor");
  if (given === "") return undefined;
  if (!/^[+-]?\d+$/.test(given))
    return text(
      400,
      `Bad request: Error parsing relay factor: strconv.Atoi: parsing ${JSON.stringify(given)}: invalid syntax`,
    );
  const factor = Number(given);
  if (factor >= 0 && factor <= RELAY_FACTOR_MAX) return undefined;
  return text(
    400,
    `Bad request: Invalid relay-factor: Relay factor must be in range: [0, ${RELAY_FACTOR_MAX}]`,
  );
}
