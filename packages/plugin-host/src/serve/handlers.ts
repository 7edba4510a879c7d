/** What answers the calls of a provider, by the names of version 6 of the protocol. */
export type Handlers<Asked> = Readonly<
  Record<string, ((asked: Asked, signal: AbortSignal) => Promise<object> | AsyncIterable<object>) | undefined>
>;
