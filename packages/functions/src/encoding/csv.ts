/** Comma-separated values by RFC 4180, with the refusals of Go's reader. */

export interface CsvRecord {
  readonly fields: readonly string[];
  /** Of its first field, counted from 1. */
  readonly line: number;
}

/** The records, or why the text has none. Empty lines are no records. */
export function parseCsv(text: string): readonly CsvRecord[] | string {
  const reader: Reader = { text: text.replaceAll("\r\n", "\n").replace(/\r$/, ""), at: 0, line: 1 };
  const out: CsvRecord[] = [];
  while (reader.at < reader.text.length) {
    if (reader.text[reader.at] === "\n") {
      reader.at += 1;
      reader.line += 1;
      continue;
    }
    const { line } = reader;
    const fields = readRecord(reader);
    if (typeof fields === "string") return `CSV parse error on line ${reader.line}: ${fields}`;
    out.push({ fields, line });
  }
  return out;
}

interface Reader {
  readonly text: string;
  at: number;
  line: number;
}

const BAD_QUOTE = 'extraneous or missing " in quoted-field';

function readRecord(reader: Reader): readonly string[] | string {
  const fields: string[] = [];
  for (;;) {
    const quoted = reader.text[reader.at] === '"';
    const field = quoted ? readQuoted(reader) : readBare(reader);
    if (field === undefined) return quoted ? BAD_QUOTE : 'bare " in non-quoted-field';
    fields.push(field);
    const next = reader.text[reader.at];
    reader.at += 1;
    if (next === ",") continue;
    if (next === "\n") reader.line += 1;
    return fields;
  }
}

const BARE = /[^,\n]*/y;

function readBare(reader: Reader): string | undefined {
  BARE.lastIndex = reader.at;
  const [field = ""] = BARE.exec(reader.text) ?? [];
  reader.at += field.length;
  return field.includes('"') ? undefined : field;
}

function readQuoted(reader: Reader): string | undefined {
  let out = "";
  let at = reader.at + 1;
  for (;;) {
    const quote = reader.text.indexOf('"', at);
    const part = reader.text.slice(at, quote < 0 ? undefined : quote);
    const breaks = part.split("\n").length - 1;
    reader.line += quote < 0 && part.endsWith("\n") ? breaks - 1 : breaks;
    if (quote < 0) return undefined;
    out += part;
    at = quote + 1;
    if (reader.text[at] !== '"') break;
    out += '"';
    at += 1;
  }
  reader.at = at;
  const next = reader.text[at];
  return next === undefined || next === "," || next === "\n" ? out : undefined;
}
