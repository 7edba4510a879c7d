import type http from "node:http";
import { fromUnknown, RuntimeError } from "../errors.ts";

/** What becomes of a body beyond what is kept of it. */
export type Beyond = "refused" | "cut" | "passed";

/** The whole body of a request or an answer, up to `max` bytes. */
export function readBody(
  incoming: http.IncomingMessage,
  max: number,
  subject: string,
  beyond: Beyond = "refused",
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    incoming.on("data", function take(piece: Buffer) {
      size += piece.length;
      if (size > max) {
        if (beyond === "passed") return;
        if (beyond === "cut")
          resolve(Buffer.concat([...pieces, piece.subarray(0, piece.length - (size - max))]));
        else reject(new RuntimeError("E2BIG", subject, `the body is larger than ${max} bytes`));
        // An answer that is paused would keep its socket, and what came on it, for ever; a request is still answered.
        if (incoming.statusCode === null) incoming.off("data", take).pause();
        else incoming.destroy();
        return;
      }
      pieces.push(piece);
    });
    incoming.once("end", () => resolve(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)));
    incoming.once("error", (error) => reject(fromUnknown(error, subject)));
    incoming.once("close", () => {
      // A stream that was read to its end closes too: making an error each time would cost more than the reading.
      if (!incoming.readableEnded)
        reject(new RuntimeError("ECONNRESET", subject, "the connection was closed early"));
    });
  });
}

/** A request's body as it comes, up to `max` bytes. */
export async function* readPieces(incoming: http.IncomingMessage, max: number): AsyncGenerator<Uint8Array> {
  const subject = incoming.url ?? "/";
  let size = 0;
  try {
    // What is not read to its end is still answered, so its socket stays.
    for await (const piece of incoming.iterator({ destroyOnReturn: false })) {
      size += (piece as Buffer).length;
      if (size > max) throw new RuntimeError("E2BIG", subject, `the body is larger than ${max} bytes`);
      yield piece as Buffer;
    }
  } catch (error) {
    throw fromUnknown(error, subject);
  }
}
