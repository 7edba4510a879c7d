import { Buffer } from "node:buffer";
import type { Fields } from "@tutti/plugin";
import type { EngineClient } from "../engine-client.ts";

/** Files that the configuration puts into the container before it starts. */
export async function uploadFiles(
  engine: EngineClient,
  id: string,
  planned: Fields,
  signal: AbortSignal,
): Promise<void> {
  const uploads = planned.blocks("upload");
  if (uploads.length === 0) return;
  const { packFiles } = await import("../tar.ts");
  const files = await Promise.all(
    uploads.map(async (upload) => ({
      name: upload.text("file").replace(/^\/+/, ""),
      data: await contentOf(engine, upload),
      mode: modeOf(upload),
    })),
  );
  const archive = await packFiles(files);
  await engine.putArchive(`/containers/${id}/archive`, archive, { query: { path: "/" }, signal });
}

async function contentOf(engine: EngineClient, upload: Fields): Promise<Uint8Array> {
  const source = upload.string("source");
  if (source !== undefined) return engine.runtime.disk.readFile(source);
  const base64 = upload.string("content_base64");
  return base64 === undefined ? Buffer.from(upload.text("content")) : Buffer.from(base64, "base64");
}

function modeOf(upload: Fields): number {
  const given = upload.string("permissions");
  if (given !== undefined) return Number.parseInt(given, 8);
  return upload.bool("executable") === true ? 0o744 : 0o644;
}
