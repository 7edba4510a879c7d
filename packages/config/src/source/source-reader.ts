import { type LanguageFeatures, PLAIN_LANGUAGE } from "../features.ts";

/**
 * Where source files come from: the working directory, or a saved plan that
 * holds them. Paths have forward slashes and are relative to where the command
 * was started, unless the user gave an absolute one.
 */
export interface SourceReader {
  /** What they are written in; default: Terraform 1.11's. */
  readonly language?: LanguageFeatures;
  /** Names of the files (not of directories) in it; undefined where there is no such directory. */
  readDirectory(path: string): Promise<readonly string[] | undefined>;
  /** The bytes of a file; undefined where there is none or it cannot be read. */
  readFile(path: string): Promise<Uint8Array | undefined>;
}

/** Files in memory, by path: tests, and sources that a plan holds. */
export function memorySources(
  files: ReadonlyMap<string, Uint8Array | string>,
  language: LanguageFeatures = PLAIN_LANGUAGE,
): SourceReader {
  const names = new Map<string, string[]>();
  for (const path of files.keys()) {
    const cut = path.lastIndexOf("/");
    const directory = cut === -1 ? "." : path.slice(0, cut);
    const list = names.get(directory);
    if (list === undefined) names.set(directory, [path.slice(cut + 1)]);
    else list.push(path.slice(cut + 1));
  }
  return {
    language,
    readDirectory: async (path) => names.get(path),
    readFile: async (path) => {
      const content = files.get(path);
      return typeof content === "string" ? new TextEncoder().encode(content) : content;
    },
  };
}
