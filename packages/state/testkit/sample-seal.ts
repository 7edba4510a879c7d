import { Buffer } from "node:buffer";
import { RuntimeError } from "@tutti/runtime";
import type { LineSeal, Pieces, StateSeal } from "../src/index.ts";

/** What a seal for tests takes beside what was hidden by its own key. */
export interface SampleSealOptions {
  /** What was not hidden is read. */
  readonly allowsPlain?: boolean;
  /** A key on its way out: what it hid is read, and is to be written anew. */
  readonly before?: string;
}

/** Hides a line by a key and its place, as a real seal does; not well. */
export function sampleLineSeal(
  key: string,
  { allowsPlain = false, before }: SampleSealOptions = {},
): LineSeal {
  const keys = before === undefined ? [key] : [key, before];
  return {
    sealer: async () => ({
      head: JSON.stringify({ key }),
      seal: (text, place) => Buffer.from(`${key} ${place} ${text}`).toString("base64"),
    }),
    opener: async () => ({
      open(sealed, place) {
        const text = Buffer.from(sealed, "base64").toString();
        const front = keys.map((one) => `${one} ${place} `).find((one) => text.startsWith(one));
        return front === undefined ? undefined : text.slice(front.length);
      },
    }),
    allowsPlain,
  };
}

/** The same for states: `key:` and what was hidden. */
export function sampleSeal(key: string, options: SampleSealOptions = {}): StateSeal {
  const { allowsPlain = false, before } = options;
  let isOutdated = false;
  const open = (text: string): string => {
    if (text === "") return "";
    const [, by, hidden = ""] = /^(\w+):(.*)$/s.exec(text) ?? [];
    if (by === key) return Buffer.from(hidden, "base64").toString();
    isOutdated = true;
    if (by !== undefined && by === before) return Buffer.from(hidden, "base64").toString();
    if (by === undefined && allowsPlain) return text;
    throw new RuntimeError("EREMOTE", "the state", "it was hidden by another key");
  };
  return {
    async *seal(text) {
      yield Buffer.from(`${key}:${(await whole(text)).toString("base64")}`);
    },
    async *unseal(stored) {
      const text = open((await whole(stored)).toString());
      if (text !== "") yield Buffer.from(text);
    },
    lines: sampleLineSeal(key, options),
    hides: true,
    get isOutdated() {
      return isOutdated;
    },
  };
}

async function whole(pieces: Pieces): Promise<Buffer> {
  const copies: Buffer[] = [];
  for await (const piece of pieces) copies.push(Buffer.from(piece));
  return Buffer.concat(copies);
}
