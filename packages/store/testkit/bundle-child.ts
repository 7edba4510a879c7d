import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

/** A program of this folder that a test runs as a process of its own. */
export interface ChildBundle {
  readonly path: string;
  remove(): Promise<void>;
}

/** Bundles a program of this folder so that plain Node runs it. */
export async function bundleChild(name: string): Promise<ChildBundle> {
  // Below node_modules, so that the bundle finds what cannot be bundled.
  const bundles = join(process.cwd(), "node_modules", ".cache");
  await mkdir(bundles, { recursive: true });
  const place = await mkdtemp(join(bundles, `tutti-${name}-`));
  const path = join(place, `${name}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    outfile: path,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["fs-native-extensions", "lmdb"],
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  return { path, remove: () => rm(place, { recursive: true, force: true }) };
}
