import { any, flag, ignored, map, struct, text, uint64 } from "../decode/shape.ts";

/** `PUT /v1/connect/ca/configuration`. */
export const CA_CONFIGURATION = struct(
  "structs.CAConfiguration",
  {
    ClusterID: ignored(text, "the cluster keeps its own"),
    Provider: text,
    Config: map(any),
    State: map(text),
    ForceWithoutCrossSigning: flag,
    force_without_cross_signing: flag,
    CreateIndex: ignored(uint64, "the store counts"),
    ModifyIndex: ignored(uint64, "the store counts"),
  },
  {
    reads:
      'struct { ForceWithoutCrossSigningSnake bool "json:\\"force_without_cross_signing\\""; *structs.Alias }',
  },
);
