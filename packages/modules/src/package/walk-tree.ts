import { join } from "node:path";
import { type FetchContext, FetchFailure } from "../fetch-context.ts";

/** One name in a package, from its root. */
export interface TreeEntry {
  readonly name: string;
  readonly kind: "file" | "directory" | "link" | "other";
}

/** Everything in a folder, in the order of its names, without what git keeps for itself. */
export async function* walkTree(
  { runtime: { disk }, limits }: FetchContext,
  root: string,
): AsyncGenerator<TreeEntry> {
  const waiting: string[] = [""];
  let seen = 0;
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const inner: string[] = [];
    for (const { name: own, kind } of await disk.list(join(root, folder))) {
      const name = folder === "" ? own : `${folder}/${own}`;
      if (name === ".git") continue;
      seen += 1;
      if (seen > limits.entriesMax)
        throw new FetchFailure(`the package has more than ${limits.entriesMax} entries`);
      yield { name, kind };
      if (kind === "directory") inner.push(name);
    }
    waiting.push(...inner.reverse());
  }
}
