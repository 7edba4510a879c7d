import { Duplex } from "node:stream";
import type { Connection } from "@tutti/runtime";

/** A connection of the runtime as a stream of Node, for libraries that want one. */
export function duplexOf(connection: Connection): Duplex {
  const stream = new Duplex({
    read() {},
    write(data: Uint8Array, _encoding, done) {
      connection.write(new Uint8Array(data)).then(() => done(), done);
    },
    final(done) {
      connection.end();
      done();
    },
    destroy(error, done) {
      connection.destroy();
      done(error);
    },
  });
  pump(connection, stream);
  return stream;
}

async function pump(connection: Connection, stream: Duplex): Promise<void> {
  try {
    for await (const piece of connection.data) stream.push(Buffer.from(piece));
    stream.push(null);
  } catch (error) {
    stream.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}
