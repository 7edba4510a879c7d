/** A registry of npm with packages that a test makes. */

import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tarFile } from "@tutti/modules/testkit";

/** Whoever opened it closes it. */
export interface NpmRegistry {
  readonly url: string;
  /** Publishes a version: `package.json` without name and version, and other files. */
  publish(
    name: string,
    version: string,
    manifest: object,
    files?: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** What of an archive is sent from now on. */
  spoil(change: (archive: Buffer) => Buffer): void;
  close(): Promise<void>;
}

export async function openNpmRegistry(): Promise<NpmRegistry> {
  const versions = new Map<string, Record<string, object>>();
  const archives = new Map<string, Buffer>();
  let spoilt = (archive: Buffer): Buffer => archive;
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "").slice(1);
    const archive = archives.get(path);
    if (archive !== undefined) return response.end(spoilt(archive));
    const known = versions.get(path);
    if (known === undefined) {
      response.statusCode = 404;
      return response.end('{"error":"not found"}');
    }
    const latest = Object.keys(known).at(-1);
    return response.end(JSON.stringify({ name: path, "dist-tags": { latest }, versions: known }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    async publish(name, version, manifest, files = {}) {
      const whole = { name, version, ...manifest };
      // Packed here, as npm packs: it takes npm itself a second, of each version.
      const archive = Buffer.from(
        await tarFile(
          Object.entries({ ...files, "package.json": JSON.stringify(whole) }).map(([path, content]) => ({
            name: `package/${path}`,
            content,
            mode: 0o755,
          })),
        ),
      );
      const path = `archives/${name.replace("@", "").replace("/", "-")}-${version}.tgz`;
      archives.set(path, archive);
      const integrity = `sha512-${createHash("sha512").update(archive).digest("base64")}`;
      versions.set(name, {
        ...versions.get(name),
        [version]: { ...whole, dist: { tarball: `${url}${path}`, integrity } },
      });
    },
    spoil(change) {
      spoilt = change;
    },
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
