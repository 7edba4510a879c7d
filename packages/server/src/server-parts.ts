import { createAclPart } from "./acl/endpoint.ts";
import { createAuthMethodPart } from "./auth-method/endpoint.ts";
import { createCatalogPart } from "./catalog/endpoint.ts";
import { createConfigEntryPart } from "./config-entry/endpoint.ts";
import { createConnectPart } from "./connect/endpoint.ts";
import { createCoordinatePart } from "./coordinate/endpoint.ts";
import { createDriftPart } from "./drift/endpoint.ts";
import { createEventPart } from "./event/endpoint.ts";
import { createGatewayPart } from "./gateway/endpoint.ts";
import { createHealthPart } from "./health/endpoint.ts";
import { createIntentionPart } from "./intention/endpoint.ts";
import { createKvPart } from "./kv/endpoint.ts";
import { createOperatorPart } from "./operator/endpoint.ts";
import { createQueryPart } from "./query/endpoint.ts";
import { createRolloutPart } from "./rollout/endpoint.ts";
import { createSecretPart } from "./secret/endpoint.ts";
import { createServerPart } from "./self/self.ts";
import type { CreateServerPart } from "./server-context.ts";
import { createSessionPart } from "./session/endpoint.ts";
import { createSnapshotPart } from "./snapshot/endpoint.ts";
import { createStatusPart } from "./status/endpoint.ts";
import { createTxnPart } from "./txn/endpoint.ts";
import { createUiPart } from "./ui/endpoint.ts";
import { createWatchPart } from "./watch/endpoint.ts";

/** All nouns of the server, in the order in which they start. One line a noun. */
export const serverParts: readonly CreateServerPart[] = [
  createAclPart,
  createAuthMethodPart,
  // The catalog must know the node before anything else is registered on it.
  createServerPart,
  createStatusPart,
  createKvPart,
  createSecretPart,
  createCatalogPart,
  createHealthPart,
  createGatewayPart,
  createUiPart,
  createSessionPart,
  createTxnPart,
  createEventPart,
  createRolloutPart,
  createDriftPart,
  createQueryPart,
  createCoordinatePart,
  createOperatorPart,
  createSnapshotPart,
  createConfigEntryPart,
  createIntentionPart,
  createConnectPart,
  createWatchPart,
];
