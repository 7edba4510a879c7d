/** A catalog that is drawn, and questions of DNS about it: flags, sections and TTLs of what is replied. */

import { type PlayedAgent, send, settle } from "../play-requests.ts";
import { createDice } from "../request-dice.ts";
import { ask, type Question, type Replied } from "./ask-dns.ts";
import { drawDnsConfig, drawQuestion, drawRegistrations } from "./draw-names.ts";
import type { Play, Told } from "./play.ts";

const QUESTIONS = 150;
/** Between questions the catalog changes so often. */
const CHANGES = 3;

export const names: Play = {
  name: "names",
  recorded: [2, 3],
  setting: (seed) => ({ guarded: false, more: drawDnsConfig(createDice(seed)) }),
  async play(agent, seed) {
    const dice = createDice(seed + 1_000_000);
    const { a_record_limit: limit = 0 } = drawDnsConfig(createDice(seed))["dns_config"] as {
      a_record_limit?: number;
    };
    const told: Told[] = [];
    for (let change = 0; change < CHANGES; change += 1) {
      for (const { path, body } of drawRegistrations(dice))
        await send({
          agent,
          method: path === "/v1/query" ? "POST" : "PUT",
          path,
          body: JSON.stringify(body),
        });
      await settle((method, path) => send({ agent, method, path }));
      for (let at = 0; at < QUESTIONS / CHANGES; at += 1)
        told.push(await asked(agent, drawQuestion(dice), limit));
    }
    return told;
  },
  deliberate({ told: consul }, { told: ours }) {
    const [theirs, own] = [consul, ours].map((told) => (told as { udp: Partial<Replied> }).udp);
    if (theirs?.edns === undefined && own?.edns !== undefined && withoutEdns(consul) === withoutEdns(ours))
      return "there a reply that is cut forgets that EDNS was spoken";
    return undefined;
  },
};

function withoutEdns(told: unknown): string {
  return JSON.stringify(told, (key, value: unknown) => (key === "edns" ? undefined : value));
}

/** A question over TCP, and over UDP; of what is left out there, how much is left is compared. */
async function asked(agent: PlayedAgent, question: Question, limit: number): Promise<Told> {
  const whole = limited(await ask(agent.dnsPort, { ...question, transport: "tcp" }), limit);
  const short = limited(await ask(agent.dnsPort, { ...question, transport: "udp" }), limit);
  const told = { tcp: whole, udp: shortened(short, whole) };
  return { did: question, told: JSON.parse(withPorts(JSON.stringify(told), agent)) };
}

/** With `a_record_limit` some addresses are drawn anew for each reply. */
function limited(replied: Replied | string, limit: number): Replied | string {
  if (typeof replied === "string" || limit === 0 || replied.answers.length < limit) return replied;
  return {
    ...replied,
    answers: replied.answers.map((record) => record.replace(/ (A|AAAA) .*/, " <address>")),
  };
}

/** The agents' own ports, by what they are for. */
function withPorts(text: string, { ports }: PlayedAgent): string {
  return text.replace(/\b\d{4,5}\b/g, (digits) => ports.get(Number(digits)) ?? digits);
}

/** Which of several are left is drawn anew for each reply. */
function shortened(udp: Replied | string, tcp: Replied | string): unknown {
  if (typeof udp === "string" || typeof tcp === "string") return udp;
  const of = (section: "answers" | "authority" | "additional"): unknown => {
    if (udp[section].length >= tcp[section].length) return udp[section];
    const strangers = udp[section].filter((record) => !tcp[section].includes(record));
    return { left: udp[section].length, of: tcp[section].length, strangers };
  };
  return { ...udp, answers: of("answers"), authority: of("authority"), additional: of("additional") };
}
