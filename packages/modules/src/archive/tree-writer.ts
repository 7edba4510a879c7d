import { dirname, join } from "node:path";
import { type FetchContext, FetchFailure } from "../fetch-context.ts";

/** Writes what an archive holds into a folder, and nothing outside of it. */
export class TreeWriter {
  readonly #context: FetchContext;
  readonly #root: string;
  readonly #archiveBytes: number;
  /** Names in lower case, for file systems that know no other: what each is. */
  readonly #kinds = new Map<string, "file" | "folder" | "link">();
  readonly #links: { readonly name: string; readonly target: string }[] = [];
  #bytes = 0;

  constructor(context: FetchContext, root: string, archiveBytes: number) {
    this.#context = context;
    this.#root = root;
    this.#archiveBytes = archiveBytes;
  }

  get isEmpty(): boolean {
    return this.#kinds.size === 0;
  }

  async folder(entry: string): Promise<void> {
    const name = this.#claim(entry, "folder");
    if (name !== "") await this.#context.runtime.disk.makeDirectory(join(this.#root, name));
  }

  async file(entry: string, mode: number, content: Uint8Array): Promise<void> {
    const name = this.#claim(entry, "file");
    const { disk } = this.#context.runtime;
    const path = join(this.#root, name);
    await disk.makeDirectory(dirname(path));
    // Nothing that was fetched runs as somebody else, and we can remove it again.
    await disk.writeFile(path, content, { mode: (mode & 0o755) | 0o600 });
  }

  /** Links are made last, when no file can go through one any more. */
  link(entry: string, target: string): void {
    const name = this.#claim(entry, "link");
    refuseTarget(name, target);
    this.#links.push({ name, target });
  }

  async finish(): Promise<void> {
    const { disk } = this.#context.runtime;
    for (const { name, target } of this.#links) {
      await disk.makeDirectory(dirname(join(this.#root, name)));
      await disk.makeLink(join(this.#root, name), target);
    }
  }

  /** Counts bytes as they come out of the archive, so that no file has to end before it is refused. */
  count(bytes: number): void {
    this.#bytes += bytes;
    const { packageBytesMax, ratioMax, ratioFromBytes } = this.#context.limits;
    if (this.#bytes > packageBytesMax)
      throw new FetchFailure(`the archive holds more than ${packageBytesMax} bytes`);
    if (this.#bytes > ratioFromBytes && this.#bytes > ratioMax * this.#archiveBytes)
      throw new FetchFailure(`the archive unpacks to more than ${ratioMax} times its size`);
  }

  /** The entry's name within the folder; empty for the folder itself. */
  #claim(entry: string, kind: "file" | "folder" | "link"): string {
    const name = safeName(entry);
    if (name === "" && kind !== "folder") throw new FetchFailure(`the archive has an entry without a name`);
    const parts = name === "" ? [] : name.toLowerCase().normalize("NFC").split("/");
    for (let end = 1; end < parts.length; end++)
      this.#remember(parts.slice(0, end).join("/"), "folder", entry);
    if (parts.length > 0) this.#remember(parts.join("/"), kind, entry);
    if (this.#kinds.size > this.#context.limits.entriesMax)
      throw new FetchFailure(`the archive has more than ${this.#context.limits.entriesMax} entries`);
    return name;
  }

  #remember(key: string, kind: "file" | "folder" | "link", entry: string): void {
    const before = this.#kinds.get(key);
    // Files that differ in case only are a matter of the file system; anything else would lead one entry through another.
    if (before !== undefined && (before !== kind || kind === "link"))
      throw new FetchFailure(`the archive has ${JSON.stringify(entry)} in the place of another entry`);
    this.#kinds.set(key, kind);
  }
}

/** A relative path without `..`, or a refusal. */
function safeName(entry: string): string {
  const refuse = (why: string): never => {
    throw new FetchFailure(`the archive has an entry ${JSON.stringify(entry)}, which ${why}`);
  };
  if (entry.includes("\0")) refuse("has a zero byte in its name");
  if (entry.includes("\\")) refuse("has a backslash in its name");
  if (entry.startsWith("/") || /^[A-Za-z]:/.test(entry)) refuse("is an absolute path");
  const parts = entry.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) refuse("leads outside of the module");
  return parts.join("/");
}

/**
 * The target has to stay inside by its text alone. `..` may only come first:
 * behind a name it could stand behind another link, and lead anywhere.
 */
export function refuseTarget(name: string, target: string): void {
  const refuse = (): never => {
    throw new FetchFailure(
      `${JSON.stringify(name)} is a link to ${JSON.stringify(target)}, which leads outside of the module`,
    );
  };
  if (target === "" || target.startsWith("/") || target.includes("\\") || /^[A-Za-z]:/.test(target)) refuse();
  let depth = name.split("/").length - 1;
  let inside = false;
  for (const part of target.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") inside = true;
    else if (inside) refuse();
    else depth -= 1;
    if (depth < 0) refuse();
  }
}
