import { flag, ignored, int, list, map, named, pointer, struct, text, uint64 } from "../decode/shape.ts";

const HEADER = struct("structs.IntentionHTTPHeaderPermission", {
  Name: text,
  Present: flag,
  Exact: text,
  Prefix: text,
  Suffix: text,
  Regex: text,
  Invert: flag,
});

const PERMISSION = struct("structs.IntentionPermission", {
  Action: named("structs.IntentionAction"),
  HTTP: pointer(
    struct("structs.IntentionHTTPPermission", {
      PathExact: text,
      PathPrefix: text,
      PathRegex: text,
      Header: list(HEADER),
      Methods: list(text),
    }),
  ),
});

/** `POST /v1/connect/intentions`, and what else writes one. */
export const INTENTION = struct(
  "structs.Intention",
  {
    ID: text,
    Description: text,
    SourceNS: text,
    SourceName: text,
    DestinationNS: text,
    DestinationName: text,
    SourceType: named("structs.IntentionSourceType"),
    Action: named("structs.IntentionAction"),
    Permissions: list(pointer(PERMISSION)),
    DefaultAddr: ignored(text, "Consul keeps it for old clients and does nothing with it"),
    DefaultPort: ignored(int, "Consul keeps it for old clients and does nothing with it"),
    Meta: map(text),
    Precedence: ignored(int, "it is computed"),
    CreatedAt: ignored(text, "the clock says it"),
    UpdatedAt: ignored(text, "the clock says it"),
    Hash: ignored(text, "it is computed"),
    CreateIndex: ignored(uint64, "the store counts"),
    ModifyIndex: ignored(uint64, "the store counts"),
  },
  { reads: "struct { Hash string; CreatedAt string; UpdatedAt string; *structs.Alias }" },
);

/** `POST /v1/agent/connect/authorize`. */
export const CONNECT_AUTHORIZE = struct("structs.ConnectAuthorizeRequest", {
  Target: text,
  ClientCertURI: text,
  ClientCertSerial: ignored(text, "there are no certificates that could be called back"),
});
