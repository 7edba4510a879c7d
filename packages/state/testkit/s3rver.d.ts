/** The part of s3rver that our tests use; it brings no types. */
declare module "s3rver" {
  interface Context {
    readonly method: string;
    readonly path: string;
    /** As sent: path and query. */
    readonly url: string;
    readonly header: Readonly<Record<string, string | undefined>>;
    status: number;
    type: string;
    body: unknown;
    /** Headers of the answer. */
    set(name: string, value: string): void;
  }
  type Middleware = (context: Context, next: () => Promise<void>) => Promise<void>;
  export default class S3rver {
    constructor(options: {
      readonly address: string;
      readonly port: number;
      readonly silent: boolean;
      readonly directory: string;
      readonly vhostBuckets: boolean;
      readonly configureBuckets: readonly { readonly name: string; readonly configs: readonly string[] }[];
    });
    readonly middleware: Middleware[];
    readonly store: {
      /** Fails with ENOENT where the object is not there. */
      getMetadata(bucket: string, key: string): Promise<{ readonly etag: string }>;
    };
    run(): Promise<{ readonly port: number }>;
    close(): Promise<void>;
  }
}
