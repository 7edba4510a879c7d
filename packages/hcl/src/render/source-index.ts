/** What showing diagnostics of a file needs to know of it, worked out once a file. */

import type { JsonNode } from "../ast/json-node.ts";
import type { NativeBody } from "../body/native-body.ts";
import { parseJsonText } from "../json/parse-json.ts";
import { parseConfig } from "../parse.ts";
import { SourceText } from "../source/source-text.ts";
import { utf8Length } from "../source/text-lengths.ts";

/** Gives the text of a file that diagnostics may be about; undefined for what is no file. */
export type SourceLookup = (filename: string) => string | undefined;

export interface SourceIndex {
  readonly text: string;
  /** Without their newlines. */
  readonly lines: readonly string[];
  /** At which byte each line starts. */
  readonly lineBytes: readonly number[];
  readonly tree: { readonly json: JsonNode } | { readonly native: NativeBody };
}

/** Diagnostics are shown in the order of their files. */
const INDEXES_MAX = 8;
/** By the name of the file, the one that was asked for last at the end. */
const indexes = new Map<string, SourceIndex>();

/** Whoever shows many diagnostics of a file has it read once, whichever lookup each of them comes with. */
export function indexSource(filename: string, sources: SourceLookup): SourceIndex | undefined {
  const text = sources(filename);
  if (text === undefined) return undefined;
  let index = indexes.get(filename);
  if (index?.text !== text) index = createIndex(filename, text);
  indexes.delete(filename);
  indexes.set(filename, index);
  const [oldest] = indexes.keys();
  if (indexes.size > INDEXES_MAX && oldest !== undefined) indexes.delete(oldest);
  return index;
}

function createIndex(filename: string, text: string): SourceIndex {
  const lines: string[] = [];
  const lineBytes: number[] = [];
  let byte = 0;
  for (const line of text.split("\n")) {
    lines.push(line.endsWith("\r") ? line.slice(0, -1) : line);
    lineBytes.push(byte);
    byte += utf8Length(line) + 1;
  }
  const tree = filename.endsWith(".json")
    ? { json: parseJsonText(new SourceText(filename, text)).node }
    : { native: parseConfig(text, filename).body };
  return { text, lines, lineBytes, tree };
}
