/** The parameters of a URL, as Go reads them: a name may repeat, or have no value. */
export class Query {
  readonly #pairs: readonly (readonly [string, string])[];

  constructor(text: string) {
    this.#pairs = text === "" ? [] : parse(text);
  }

  has(name: string): boolean {
    return this.#pairs.some(([key]) => key === name);
  }

  /** The first value, or "". */
  get(name: string): string {
    return this.#pairs.find(([key]) => key === name)?.[1] ?? "";
  }

  all(name: string): readonly string[] {
    return this.#pairs.filter(([key]) => key === name).map(([, value]) => value);
  }

  /** All pairs that make a difference to an answer, for a key to share it by. */
  get text(): string {
    return this.#pairs
      .filter(([key]) => key !== "index" && key !== "wait" && key !== "token")
      .map(([key, value]) => `${key}=${value}`)
      .join("&");
  }
}

function parse(text: string): (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (const part of text.split("&")) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const key = decode(equals < 0 ? part : part.slice(0, equals));
    const value = equals < 0 ? "" : decode(part.slice(equals + 1));
    // Go drops a pair that cannot be unescaped.
    if (key !== undefined && value !== undefined) pairs.push([key, value]);
  }
  return pairs;
}

function decode(text: string): string | undefined {
  if (!/[+%]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
