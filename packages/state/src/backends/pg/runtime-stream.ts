import { Duplex } from "node:stream";
import { type Connection, type ConnectTarget, fromUnknown, type Network } from "@tutti/runtime";

/** A connection of the runtime in the shape of a socket, for libraries that would open one of their own. */
export class RuntimeStream extends Duplex {
  readonly #network: Network;
  readonly #target: ConnectTarget;
  #connection: Promise<Connection> | undefined;

  constructor(network: Network, target: ConnectTarget) {
    super({ allowHalfOpen: false });
    this.#network = network;
    this.#target = target;
  }

  /** What a library asks of a socket before it is used; where it leads was said already. */
  connect(): this {
    this.#connection = this.#network.connect(this.#target);
    this.#connection.then(
      (connection) => {
        this.emit("connect");
        void this.#receive(connection);
      },
      (error: unknown) => this.destroy(fromUnknown(error, "socket")),
    );
    return this;
  }

  async #receive(connection: Connection): Promise<void> {
    try {
      for await (const piece of connection.data) this.push(piece);
      this.push(null);
    } catch (error) {
      this.destroy(fromUnknown(error, "socket"));
    }
  }

  /** Everything is pushed as it comes: answers are as large as states. */
  override _read(): void {}

  override _write(piece: Uint8Array, _: string, done: (error?: Error) => void): void {
    this.#opened()
      .then((connection) => connection.write(piece))
      .then(
        () => done(),
        (error: unknown) => done(fromUnknown(error, "socket")),
      );
  }

  override _final(done: () => void): void {
    this.#opened()
      .then((connection) => connection.end())
      .then(done, done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const closed = (this.#connection ?? Promise.resolve(undefined)).then(
      (connection) => connection?.destroy(),
      () => {},
    );
    // A little later, so that whoever ends it for a reason (a certificate) has told it first.
    closed.then(
      () => done(error),
      () => done(error),
    );
  }

  #opened(): Promise<Connection> {
    return this.#connection ?? Promise.reject(new Error("the stream was not connected"));
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }
}
