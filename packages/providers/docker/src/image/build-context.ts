import { createHash } from "node:crypto";
import { join, posix } from "node:path";
import { ProviderFailure } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { dockerError } from "../errors.ts";
import type { TarFile } from "../tar.ts";

/** More than this is most likely the wrong folder. */
const FILES_MAX = 100_000;

export interface BuildContext {
  readonly files: readonly TarFile[];
  /** The name of the Dockerfile inside of the context. */
  readonly dockerfile: string;
}

/** Where a context has no Dockerfile and none was named: its files are the image. */
const WHOLE_CONTEXT = "FROM scratch\nCOPY . /\n";
const WHOLE_CONTEXT_NAME = ".dockerfile.tutti";

/** Reads the folder of a build, without what `.dockerignore` names. */
export async function readBuildContext(
  runtime: Runtime,
  context: string,
  dockerfile: string | undefined,
): Promise<BuildContext> {
  const stat = await runtime.disk.stat(context);
  if (stat?.kind !== "directory") {
    throw new ProviderFailure(
      dockerError("build-context-not-found"),
      `There is no folder "${context}". The path is relative to where <Tutti> was started; "\${path.module}/…" makes it relative to the module.`,
    );
  }
  const ignored = await readIgnore(runtime, context);
  const files = await collect(runtime, context, "", ignored, []);
  const wanted = dockerfile ?? "Dockerfile";
  if (files.some(({ name }) => name === wanted)) return { files, dockerfile: wanted };
  if (dockerfile !== undefined) {
    throw new ProviderFailure(
      dockerError("dockerfile-not-found"),
      `The build context "${context}" has no "${dockerfile}".`,
    );
  }
  const made = { name: WHOLE_CONTEXT_NAME, data: new TextEncoder().encode(WHOLE_CONTEXT), mode: 0o644 };
  const ignore = {
    name: ".dockerignore",
    data: new TextEncoder().encode(`${WHOLE_CONTEXT_NAME}\n.dockerignore\n`),
    mode: 0o644,
  };
  return {
    files: [...files.filter(({ name }) => name !== ".dockerignore"), ignore, made],
    dockerfile: WHOLE_CONTEXT_NAME,
  };
}

/** What Tutti itself writes into a working directory: it changes with every apply, and is no part of an image's meaning. */
const OWN_FILES = /(^|\/)(\.terraform(\/|\.lock\.hcl$)|\.?terraform\.tfstate)/;

/** Says whether the files of two contexts are the same: names, modes and contents. */
export function hashOfContext({ files, dockerfile }: BuildContext): string {
  const hash = createHash("sha256").update(`${dockerfile}\n`);
  const named = files.filter(({ name }) => !OWN_FILES.test(name));
  for (const { name, mode, data } of named.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    hash.update(`${JSON.stringify(name)} ${mode} ${data.length}\n`).update(data);
  }
  return hash.digest("hex");
}

type Ignore = (path: string) => boolean;

async function readIgnore(runtime: Runtime, context: string): Promise<Ignore> {
  const path = join(context, ".dockerignore");
  if ((await runtime.disk.stat(path)) === undefined) return () => false;
  const { default: picomatch } = await import("picomatch");
  const rules = (await runtime.disk.readText(path))
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const except = line.startsWith("!");
      const pattern = posix.normalize(line.slice(except ? 1 : 0)).replace(/^\/|\/$/g, "");
      return { except, matches: picomatch([pattern, `${pattern}/**`], { dot: true }) };
    });
  // The last rule that speaks of a path decides.
  return (name) => rules.reduce((out, rule) => (rule.matches(name) ? !rule.except : out), false);
}

async function collect(
  runtime: Runtime,
  context: string,
  folder: string,
  ignored: Ignore,
  out: TarFile[],
): Promise<TarFile[]> {
  for (const entry of await runtime.disk.list(join(context, folder))) {
    const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
    const path = join(context, name);
    const stat = entry.kind === "link" ? await runtime.disk.stat(path) : undefined;
    const kind = stat?.kind ?? entry.kind;
    if (kind === "directory") {
      await collect(runtime, context, name, ignored, out);
    } else if (kind === "file" && !ignored(name)) {
      const mode = (stat ?? (await runtime.disk.stat(path)))?.mode ?? 0o644;
      out.push({ name, data: await runtime.disk.readFile(path), mode: mode & 0o777 });
      if (out.length > FILES_MAX) {
        throw new ProviderFailure(
          dockerError("build-context-too-large"),
          `"${context}" has more than ${FILES_MAX} files. Name what is not needed in .dockerignore.`,
        );
      }
    }
  }
  return out;
}
