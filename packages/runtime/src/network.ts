import type { ConnectionLimit } from "./connection-limit.ts";
/**
 * Sockets as the rest of the system sees them. Streams and HTTP are handed out
 * as small interfaces, so that a simulated network can stand behind them.
 * Failures are `RuntimeError`s with the system's code (`ECONNREFUSED` …).
 */
export interface Network {
  /** Connects; used by TCP checks and clients of plain protocols. */
  connect(target: ConnectTarget, signal?: AbortSignal): Promise<Connection>;
  /** Listens for streams. Port 0 lets the system choose. */
  listen(address: ListenAddress, accept: (connection: Connection) => void): Promise<Listener>;
  bindUdp(address: { readonly host: string; readonly port: number }): Promise<UdpSocket>;
  /** One HTTP/1.1 request; the answer's body is read whole, up to `bodyMax` bytes (default 10 MiB). */
  request(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse>;
  /** One HTTP/2 request over a connection of its own; without TLS the server must speak it from the first byte. */
  requestHttp2(request: Http2Request, signal?: AbortSignal): Promise<Http2Response>;
  /** A connection for many HTTP/2 requests at once; rejects where it cannot be made. Whoever opened it closes it. */
  connectHttp2(target: Http2Target, signal?: AbortSignal): Promise<Http2Connection>;
  /**
   * The same for one who cannot wait: a request stops this whole program until it is answered. For what is
   * called in the middle of an evaluation; nobody on the other side may need us meanwhile. It connects with the
   * first request. A simulated network has none: there the other side is this program.
   */
  blockingHttp2(target: Http2Target): Promise<BlockingHttp2>;
  /** What a server of TLS shows of itself (DER), its own certificate first. A simulated network has no TLS. */
  peerCertificates(target: TlsPeer, signal?: AbortSignal): Promise<readonly Uint8Array[]>;
  /** An HTTP/1.1 server; `handle` answers each request. */
  serveHttp(address: ListenAddress, handle: HttpHandler, limits?: HttpLimits): Promise<Listener>;
  /** The same behind TLS; a certificate and a key that do not go together reject with `EKEYPAIR`. A simulated network has no TLS and passes `tls` over. */
  serveHttps(
    address: ListenAddress,
    handle: HttpHandler,
    tls: ServerTls,
    limits?: HttpLimits,
  ): Promise<SecureListener>;
  /** Addresses of this machine's interfaces. */
  interfaces(): readonly { readonly name: string; readonly address: string; readonly internal: boolean }[];
}

/** Where a connection leads: a host and a TCP port, or the path of a local socket. */
export type ConnectTarget =
  | { readonly host: string; readonly port: number }
  | { readonly socketPath: string };
/** Where a listener waits; port 0 lets the system choose one. */
export type ListenAddress = ConnectTarget;

/** A stream of bytes both ways, TCP or local. Whoever opened it closes it. */
export interface Connection {
  readonly remote: { readonly host: string; readonly port: number };
  /** Resolves when the data is handed to the system (back-pressure). */
  write(data: Uint8Array): Promise<void>;
  /** The data as it comes; ends when the other side ends. */
  readonly data: AsyncIterable<Uint8Array>;
  end(): void;
  destroy(): void;
}

/** A server that takes connections until it is closed. */
export interface Listener {
  /** The bound port, or 0 for a socket path. */
  readonly port: number;
  close(): Promise<void>;
}

/** A listener whose certificate can be exchanged while it listens. */
export interface SecureListener extends Listener {
  /** For the connections to come; throws `EKEYPAIR` where the key is not the certificate's, and all stays as it was. */
  renew(tls: ServerTls): void;
}

/** What a server shows to its clients, and what it asks of them. */
export interface ServerTls {
  /** PEM certificate, with those that signed it behind it, and its key. */
  readonly identity: { readonly certificate: string; readonly key: string };
  /** PEM certificates: a client must show one that these have signed; by default none is asked for one. */
  readonly clientAuthority?: string;
  /** Default: 1.2. */
  readonly versionLeast?: TlsVersion;
  /** For TLS up to 1.2, by the names of RFC 8447's registry; default: the runtime's own. */
  readonly cipherSuites?: readonly CipherSuite[];
  /** Of the suites that both know the server's first one is taken, not the client's. */
  readonly prefersOwnSuites?: boolean;
}

/** A version of TLS, as RFC 8446 and those before it number them. */
export type TlsVersion = "1.0" | "1.1" | "1.2" | "1.3";

/** Suites with forward secrecy that every version of TLS below 1.3 may be asked for. */
export type CipherSuite = (typeof CIPHER_SUITES)[number];

/** All of them; those of TLS 1.3 are its own, and always there. */
export const CIPHER_SUITES = [
  "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
  "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
  "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
  "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
  "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
  "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
  "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
  "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
  "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
  "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
] as const;

/** A bound socket for datagrams. */
export interface UdpSocket {
  readonly port: number;
  onMessage(
    receive: (data: Uint8Array, from: { readonly host: string; readonly port: number }) => void,
  ): void;
  send(data: Uint8Array, to: { readonly host: string; readonly port: number }): void;
  close(): Promise<void>;
}

/** How the other side of a TLS connection is checked, and what it is shown. */
export interface TlsOptions {
  /** Takes any certificate: for checks and clients whose user said so. */
  readonly tlsUnverified?: boolean;
  /** The name that its certificate must hold, and that it is asked for; the URL's host by default. */
  readonly tlsServerName?: string;
  /** PEM certificates that are trusted instead of the system's. */
  readonly tlsAuthority?: string;
  /** PEM certificate, with those that signed it behind it, and its key: who we are, where the other side asks. */
  readonly tlsIdentity?: { readonly certificate: string; readonly key: string };
  /** Older versions are not spoken; 1.2 by default. */
  readonly tlsVersionLeast?: TlsVersion;
}

/** A server whose certificates are asked for. */
export interface TlsPeer extends TlsOptions {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs?: number;
}

/** One request to a server; nothing is retried, nothing is followed. */
export interface HttpRequest extends TlsOptions {
  readonly method: string;
  /** `http://…`, or `http://localhost/…` together with `socketPath`. */
  readonly url: string;
  readonly socketPath?: string;
  /**
   * Environment variables whose HTTP_PROXY, HTTPS_PROXY and NO_PROXY are heeded as by Go's `net/http`; none by default.
   * What a proxy does fails with `EPROXY` (it may do better at the next try) or `EPROXYREFUSED` (it will not).
   * A simulated network has no proxies and passes this over.
   */
  readonly proxyVariables?: ReadonlyMap<string, string>;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Uint8Array | string;
  readonly timeoutMs?: number;
  readonly bodyMax?: number;
  /** Of a larger body the first `bodyMax` bytes are the answer, and its connection is closed at once; else that fails. */
  readonly bodyCut?: true;
  /** Called with each piece of the answer's body as it comes; the whole is given at the end all the same, or what `bodyMax` leaves of it. */
  readonly onBody?: (piece: Uint8Array, status: number) => void;
  /** With `onBody`: what is beyond `bodyMax` is given to that and not kept, for answers without an end. */
  readonly bodyPassed?: true;
}

/** The answer to a request, its body read to the end or to the limit that was given. */
export interface HttpResponse {
  readonly status: number;
  /** What the server wrote behind the status; undefined where nothing says it (a simulated network). */
  readonly reason?: string;
  /** Names in lower case; a repeated header's values joined by ", ". */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

/** One request over HTTP/2, with knowledge beforehand or by TLS. */
export interface Http2Request extends TlsOptions {
  readonly method: string;
  /** `http://…` or `https://…`. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly timeoutMs?: number;
  /** 10 MiB by default. */
  readonly bodyMax?: number;
}

/** Where a connection for HTTP/2 leads. */
export interface Http2Target extends TlsOptions {
  /** `http://…` or `https://…`; together with `socketPath` it only says whether TLS is spoken, and to whom. */
  readonly url: string;
  readonly socketPath?: string;
  /** How long it may take to connect. */
  readonly timeoutMs?: number;
}

/** One request over a connection that is there. */
export interface Http2Question {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** 10 MiB by default. */
  readonly bodyMax?: number;
  /** Called with each piece of the answer's body as it comes; then none of it is kept, and `bodyMax` does not count. */
  readonly onBody?: (piece: Uint8Array) => void;
}

/** A connection that carries many HTTP/2 requests at once. */
export interface Http2Connection {
  request(question: Http2Question, signal?: AbortSignal): Promise<Http2Response>;
  /** Resolves when it has ended, whoever ended it. */
  readonly closed: Promise<void>;
  /** Ends it at once; what waits for an answer fails. */
  close(): void;
}

/** A connection whose answers are there when `request` returns. */
export interface BlockingHttp2 {
  /** Throws `ETIMEDOUT` where there is no answer within `timeoutMs`. Nothing of the body is given before its end. */
  request(question: Omit<Http2Question, "onBody">, timeoutMs: number): Http2Response;
  close(): Promise<void>;
}

/** The answer to a request over HTTP/2. */
export interface Http2Response extends HttpResponse {
  /** What came behind the body, names in lower case. */
  readonly trailers: ReadonlyMap<string, string>;
}

/**
 * The bare exchange, thin enough to cost nothing over `node:http`: the head is
 * there at once, the body is read on demand, the answer is written at once.
 */
export interface HttpExchange {
  readonly method: string;
  /** As sent: path and query. */
  readonly target: string;
  readonly remote: { readonly host: string; readonly port: number };
  /** A request header by its lower-case name. */
  header(name: string): string | undefined;
  /** Reads the body; rejects with code `E2BIG` past `max` bytes. */
  body(max: number): Promise<Uint8Array>;
  /** Reads the body as it comes, as fast as it is taken; throws with code `E2BIG` past `max` bytes. Once, and instead of `body`. */
  bodyPieces(max: number): AsyncIterable<Uint8Array>;
  /** Aborted when the client goes away before it was answered. */
  readonly gone: AbortSignal;
  /** Answers whole; headers with their names as they shall be sent. */
  respond(status: number, headers: Readonly<Record<string, string>>, body?: Uint8Array | string): void;
  /** Answers in pieces. */
  stream(
    status: number,
    headers: Readonly<Record<string, string>>,
  ): {
    write(data: Uint8Array | string): void;
    /** Resolves when the client has taken most of what was written, or is gone. */
    drained(): Promise<void>;
    end(): void;
    /** Ends so that the client sees that something is missing. */
    cut(): void;
  };
}

/** One request to a server of HTTP/2, whose answer ends with trailers. */
export interface Http2Exchange {
  /** Path and query. */
  readonly path: string;
  /** As it comes. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Aborted when the stream has ended, by whom ever. */
  readonly gone: AbortSignal;
  /** The head of the answer; a second one is passed over. */
  respond(status: number, headers: Readonly<Record<string, string>>): void;
  /** Resolves when it is handed on, or nobody is there any more. */
  write(data: Uint8Array): Promise<void>;
  end(trailers: Readonly<Record<string, string>>): void;
}

/** Answers one request of HTTP/2; it may do so later. */
export type Http2Handler = (exchange: Http2Exchange) => void;

/** Who serves HTTP/2, and who alone may ask: PEM. */
export interface Http2Tls {
  readonly identity: { readonly certificate: string; readonly key: string };
  readonly clientAuthority: string;
}

/** What a server puts up with. */
export interface HttpLimits {
  /** Connections that are more than it allows are answered 429 and closed; sockets of the file system do not count. Default: no limit. */
  readonly connections?: ConnectionLimit;
  /** Of a request's headers; larger ones are answered 431. Default: 16 KiB. */
  readonly headerBytesMax?: number;
  /** With TLS: how long a client may take until it is spoken; then its connection is cut. Default: five seconds. */
  readonly handshakeMs?: number;
  /** How long a client may send nothing of a body that is waited for; then its connection is cut. Default: two minutes. */
  readonly bodyIdleMs?: number;
  /** How long the rest of a body may come behind the answer; then the connection is cut. Default: two seconds. */
  readonly unreadMs?: number;
}

/** Answers one exchange; it may do so later. */
export type HttpHandler = (exchange: HttpExchange) => void;
