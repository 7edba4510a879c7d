/** The servers that keep states, each its own for one test file, and the blocks that lead there. */

import { startRealAgent } from "@tutti/agent/testkit";
import {
  findPostgres,
  startGcsServer,
  startHttpStateServer,
  startKubernetesServer,
  startPostgres,
  startS3Server,
} from "@tutti/state/testkit";

/** A kind of server that keeps states. */
export interface StateServer {
  /** The `backend` block for a place of its own. */
  block(place: string): string;
  stop(): Promise<void>;
}

export interface StateServerKind {
  readonly type: string;
  /** Why it cannot be started here; undefined where it can. */
  readonly missing: string | undefined;
  /** False where there is one state only. */
  readonly workspaces: boolean;
  start(): Promise<StateServer>;
}

function block(type: string, settings: Readonly<Record<string, string | boolean | object>>): string {
  const lines = Object.entries(settings).map(([name, value]) => `    ${name} = ${JSON.stringify(value)}\n`);
  return `terraform {\n  backend "${type}" {\n${lines.join("")}  }\n}\n`;
}

export const STATE_SERVERS: readonly StateServerKind[] = [
  {
    type: "http",
    missing: undefined,
    workspaces: false,
    async start() {
      const server = await startHttpStateServer();
      return {
        block: (place) => {
          const address = `${server.address}/${place}`;
          return block("http", { address, lock_address: address, unlock_address: address });
        },
        stop: () => server.close(),
      };
    },
  },
  {
    type: "consul",
    missing: undefined,
    workspaces: true,
    async start() {
      const agent = await startRealAgent();
      return {
        block: (place) =>
          block("consul", { address: `127.0.0.1:${agent.httpPort}`, path: `states/${place}`, gzip: true }),
        stop: () => agent.stop(),
      };
    },
  },
  {
    type: "gcs",
    missing: undefined,
    workspaces: true,
    async start() {
      const server = await startGcsServer();
      return {
        block: (place) =>
          block("gcs", {
            bucket: server.bucket,
            prefix: place,
            access_token: server.token,
            storage_custom_endpoint: server.endpoint,
          }),
        stop: () => server.close(),
      };
    },
  },
  {
    type: "kubernetes",
    missing: undefined,
    workspaces: true,
    async start() {
      const server = await startKubernetesServer();
      return {
        block: (place) =>
          block("kubernetes", {
            secret_suffix: place,
            host: server.address,
            token: server.token,
            // Terraform takes a host alone only where a file is named, be it one that is not there.
            config_path: "/nowhere/kubeconfig",
          }),
        stop: () => server.close(),
      };
    },
  },
  {
    type: "pg",
    missing: findPostgres() === undefined ? "PostgreSQL is not installed" : undefined,
    workspaces: true,
    async start() {
      const server = await startPostgres();
      const password = encodeURIComponent(server.password);
      const conn_str = `postgres://${server.user}:${password}@/postgres?host=${server.host}&sslmode=disable`;
      return {
        block: (place) => block("pg", { conn_str, schema_name: place }),
        stop: () => server.stop(),
      };
    },
  },
  {
    type: "s3",
    missing: undefined,
    workspaces: true,
    async start() {
      const server = await startS3Server();
      return {
        block: (place) =>
          block("s3", {
            bucket: server.bucket,
            key: `${place}/terraform.tfstate`,
            region: "us-east-1",
            access_key: server.accessKey,
            secret_key: server.secretKey,
            endpoints: { s3: server.address },
            use_path_style: true,
            use_lockfile: true,
            // s3rver takes no checksums behind the body, as Terraform would send them.
            skip_s3_checksum: true,
            skip_credentials_validation: true,
            skip_requesting_account_id: true,
            skip_metadata_api_check: true,
          }),
        stop: () => server.close(),
      };
    },
  },
];
