import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "s3rver";
import { isSigned } from "./s3-signature.ts";

/** One request as the server saw it. */
interface SeenS3Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** An S3 server (s3rver) on a port of its own, with one bucket. */
export interface S3Server {
  readonly address: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly seen: SeenS3Request[];
  /** Answers in the place of the server where it gives something. */
  interrupt: (request: SeenS3Request) => { readonly status: number; readonly code: string } | undefined;
  /** Answers in the place of what the server would say of a thing that it has done. */
  onDone: (request: SeenS3Request) => { readonly status: number; readonly code: string } | undefined;
  close(): Promise<void>;
}

const BUCKET = "states";
/** The keys that s3rver knows. */
const KEY = "S3RVER";

/**
 * s3rver knows no conditions (`If-None-Match`, `If-Match`), which S3 has since
 * 2024 and which states rest on; they are put before it here, as is the check of
 * signatures, which it leaves out. All requests go one after the other, because
 * it stores an object as several files.
 */
export async function startS3Server(): Promise<S3Server> {
  const directory = mkdtempSync(join(tmpdir(), "tutti-s3-"));
  const server = new S3rver({
    address: "127.0.0.1",
    port: 0,
    silent: true,
    directory,
    vhostBuckets: false,
    configureBuckets: [{ name: BUCKET, configs: [] }],
  });
  const seen: SeenS3Request[] = [];
  let turns: Promise<void> = Promise.resolve();
  const etagOf = async (path: string): Promise<string | undefined> => {
    const [, bucket = "", ...key] = decodeURIComponent(path).split("/");
    return server.store.getMetadata(bucket, key.join("/")).then(
      ({ etag }) => etag,
      () => undefined,
    );
  };
  server.middleware.unshift(async (context, next) => {
    const request = { method: context.method, path: context.path, headers: context.header };
    seen.push(request);
    const answer = kit.interrupt(request);
    if (answer !== undefined) {
      refuse(context, answer.status, answer.code);
      return;
    }
    if (!isSigned({ method: context.method, target: context.url, headers: context.header }, KEY)) {
      refuse(context, 403, "SignatureDoesNotMatch");
      return;
    }
    const turn = turns.then(async () => {
      const [noneMatch, match] = [context.header["if-none-match"], context.header["if-match"]];
      const isConditional = context.method === "PUT" && (noneMatch !== undefined || match !== undefined);
      const etag = isConditional ? await etagOf(context.path) : undefined;
      if (isConditional && match !== undefined && etag === undefined) refuse(context, 404, "NoSuchKey");
      else if (isConditional && (match === undefined ? etag !== undefined : match !== etag))
        refuse(context, 412, "PreconditionFailed");
      else await next();
      const lost = kit.onDone(request);
      if (lost !== undefined) refuse(context, lost.status, lost.code);
    });
    turns = turn.catch(() => {});
    return turn;
  });
  const { port } = await server.run();
  const kit: S3Server = {
    address: `http://127.0.0.1:${port}`,
    bucket: BUCKET,
    accessKey: KEY,
    secretKey: KEY,
    seen,
    interrupt: () => undefined,
    onDone: () => undefined,
    async close() {
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return kit;
}

function refuse(
  context: { status: number; type: string; body: unknown },
  status: number,
  code: string,
): void {
  context.status = status;
  context.type = "application/xml";
  context.body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>it was &quot;refused&quot;</Message></Error>`;
}
