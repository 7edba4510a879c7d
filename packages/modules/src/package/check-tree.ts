import { join } from "node:path";
import { refuseTarget } from "../archive/tree-writer.ts";
import { type FetchContext, FetchFailure } from "../fetch-context.ts";
import { walkTree } from "./walk-tree.ts";

/** Refuses what git brought and no archive may hold: links that lead out, devices, too much of everything. */
export async function checkTree(context: FetchContext, root: string): Promise<void> {
  const { disk } = context.runtime;
  let bytes = 0;
  for await (const { name, kind } of walkTree(context, root)) {
    const path = join(root, name);
    if (kind === "other")
      throw new FetchFailure(`${JSON.stringify(name)} is neither file nor folder nor link`);
    if (kind === "link") refuseTarget(name, await disk.readLink(path));
    if (kind === "file") bytes += (await disk.stat(path))?.size ?? 0;
    if (bytes > context.limits.packageBytesMax)
      throw new FetchFailure(`the package holds more than ${context.limits.packageBytesMax} bytes`);
  }
}

/** A copy of a package that was fetched before, links as they are. */
export async function copyTree(context: FetchContext, from: string, to: string): Promise<void> {
  const { disk } = context.runtime;
  await disk.makeDirectory(to);
  for await (const { name, kind } of walkTree(context, from)) {
    const [source, target] = [join(from, name), join(to, name)];
    if (kind === "directory") await disk.makeDirectory(target);
    else if (kind === "link") await disk.makeLink(target, await disk.readLink(source));
    else {
      const mode = (await disk.stat(source))?.mode ?? 0o644;
      await disk.writeFile(target, await disk.readFile(source), { mode: mode & 0o777 });
    }
  }
}
