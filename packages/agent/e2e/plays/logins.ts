/** Auth methods, binding rules, logins with what signers say, and the tokens that come of it. */

import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { CompactSign } from "jose";
import { comparable, type RawAnswer } from "../comparable-answer.ts";
import { type PlayedAgent, send } from "../play-requests.ts";
import { createDice } from "../request-dice.ts";
import { drawLoginStep, type LoginStep, ROLES } from "./draw-logins.ts";
import type { Play, Told } from "./play.ts";

const STEPS = 110;

/** Keys of the signer: two that methods may trust, and a stranger's. */
type Keys = Readonly<Record<string, { readonly privateKey: KeyObject; readonly pem: string }>>;

export const logins: Play = {
  name: "logins",
  recorded: [1, 2],
  setting: () => ({ guarded: true }),
  async play(agent, seed) {
    const dice = createDice(seed);
    const keys = makeKeys();
    const secrets = new Map<string, string>();
    for (const role of ROLES)
      await asked(agent, { method: "PUT", path: "/v1/acl/role", body: { Name: role } }, keys, secrets);
    const told: Told[] = [];
    for (let at = 0; at < STEPS; at += 1) {
      const step = drawLoginStep(dice);
      const answer = await asked(agent, step, keys, secrets);
      const [status, , body] = comparable(answer, agent.ports);
      told.push({ did: step, told: { status, body: withoutKeys(body, keys) } });
    }
    return told;
  },
};

function makeKeys(): Keys {
  const pair = (made: { privateKey: KeyObject; publicKey: KeyObject }): Keys[string] => ({
    privateKey: made.privateKey,
    pem: made.publicKey.export({ type: "spki", format: "pem" }).toString(),
  });
  return {
    rsa: pair(generateKeyPairSync("rsa", { modulusLength: 2048 })),
    ec: pair(generateKeyPairSync("ec", { namedCurve: "P-256" })),
    stranger: pair(generateKeyPairSync("rsa", { modulusLength: 2048 })),
  };
}

async function asked(
  agent: PlayedAgent,
  step: LoginStep,
  keys: Keys,
  secrets: Map<string, string>,
): Promise<RawAnswer> {
  const bearer = step.bearer === undefined ? undefined : await signed(step.bearer, keys);
  const text = step.body === undefined ? undefined : JSON.stringify(step.body);
  const body = text
    ?.replace(/"\{\{pem:(\w+)\}\}"/g, (_, name: string) => JSON.stringify(keys[name]?.pem))
    .replace("{{bearer}}", bearer ?? "");
  const token = step.as === undefined ? agent.token : (secrets.get(step.as) ?? "");
  const path = step.path.replace(/\{\{(\w+)\}\}/g, (_, name: string) => secrets.get(name) ?? "none");
  const answer = await send({ agent: { ...agent, token }, method: step.method, path, body });
  if (step.keep !== undefined && answer.status === 200) {
    const made = JSON.parse(answer.body) as { SecretID?: string; ID?: string };
    secrets.set(step.keep, made.SecretID ?? made.ID ?? "");
  }
  return answer;
}

async function signed(
  { key, alg, claims, times, cut }: NonNullable<LoginStep["bearer"]>,
  keys: Keys,
): Promise<string> {
  const nowS = Math.floor(Date.now() / 1000);
  const dated = Object.fromEntries(Object.entries(times).map(([name, fromNow]) => [name, nowS + fromNow]));
  const payload = new TextEncoder().encode(JSON.stringify({ ...claims, ...dated }));
  const made = keys[key];
  if (made === undefined) throw new Error(`there is no key "${key}"`);
  const token = await new CompactSign(payload).setProtectedHeader({ alg }).sign(made.privateKey);
  return cut === undefined ? token : token.slice(0, cut);
}

/** Keys are made anew in each play. */
function withoutKeys(body: unknown, keys: Keys): unknown {
  const text = Object.entries(keys).reduce(
    (so, [name, { pem }]) => so.replaceAll(JSON.stringify(pem).slice(1, -1), `<${name}>`),
    JSON.stringify(body),
  );
  // The moments of a token that is too late or too early.
  return JSON.parse(text.replace(/\b\d{10}(\.\d+)?\b/g, "<s>"));
}
