/** Where the variables come from, each followed behind its index. */

import { Buffer } from "node:buffer";
import type { ApiAnswer } from "@tutti/agent-api";
import { recordOf, recordsOf, textOf, textsOf } from "../api/json-shapes.ts";
import type { Entry } from "./variables.ts";

/** Asks the agent: an answer of any status. */
export type Ask = (
  route: "kv.read" | "secret.list" | "secret.read",
  question: { readonly rest: string; readonly query: Readonly<Record<string, string>> },
) => Promise<ApiAnswer>;

/** Something below a prefix that variables come from. */
export interface Source {
  readonly prefix: string;
  /** What is there, once it is newer than `index`; rejects where it cannot be read. */
  read(ask: Ask, index: string | undefined): Promise<Found>;
}

interface Found {
  readonly index: string;
  readonly entries: readonly Entry[];
}

/** Keys, by their whole text as `kv get -recurse` takes it. */
export function keysBelow(prefix: string): Source {
  return {
    prefix,
    async read(ask, index) {
      const answer = await ask("kv.read", { rest: prefix, query: { recurse: "", ...behind(index) } });
      if (answer.status !== 404) refuse(answer);
      const rows = answer.status === 404 ? [] : recordsOf(answer.json());
      return {
        index: indexOf(answer),
        entries: rows.map((row) => ({
          path: textOf(row["Key"]),
          value: Buffer.from(textOf(row["Value"]), "base64"),
        })),
      };
    },
  };
}

/** Secrets; one that went between the list and the reading is none. */
export function secretsBelow(prefix: string): Source {
  return {
    prefix,
    async read(ask, index) {
      const list = await ask("secret.list", { rest: prefix, query: behind(index) });
      refuse(list);
      const entries: Entry[] = [];
      for (const path of textsOf(list.json())) {
        const answer = await ask("secret.read", { rest: path, query: {} });
        if (answer.status === 404) continue;
        refuse(answer);
        const value = Buffer.from(textOf(recordOf(answer.json())["Value"]), "base64");
        entries.push({ path, value });
      }
      return { index: indexOf(list), entries };
    },
  };
}

function behind(index: string | undefined): Readonly<Record<string, string>> {
  return index === undefined ? {} : { index };
}

function indexOf({ headers }: ApiAnswer): string {
  const index = headers.get("x-consul-index") ?? "";
  // Without one there is nothing to wait for, and the next answer would come at once.
  if (index === "" || index === "0") throw new Error("the answer has no X-Consul-Index");
  return index;
}

function refuse(answer: ApiAnswer): void {
  if (answer.status !== 200) throw new Error(`${answer.status} (${answer.text().trim()})`);
}
