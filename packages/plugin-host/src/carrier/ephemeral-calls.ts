/** Calls about objects that live while one run uses them. */

import type { Timestamp } from "@bufbuild/protobuf/wkt";
import type { EphemeralCalls } from "@tutti/plugin";
import { decodeDiagnostics } from "../values/diagnostics.ts";
import {
  type Carrier,
  CLIENT_CAPABILITIES,
  decodeObject,
  encodeObject,
  hasErrors,
  known,
  outcomeOf,
  privateOf,
} from "./carrier.ts";

export function ephemeralCalls(carrier: Carrier): EphemeralCalls {
  const schemaOf = (type: string) => known(carrier.known.schema.ephemeralTypes, type);
  return {
    validate: ({ type, config }) =>
      outcomeOf(carrier, async (session) => {
        const request = { typeName: type, config: encodeObject(carrier, schemaOf(type), config) };
        const { diagnostics } = await session.ask("validateEphemeralResourceConfig", request);
        return { diagnostics: decodeDiagnostics(diagnostics), value: undefined };
      }),
    open: ({ type, config, signal }) =>
      outcomeOf(carrier, async (session) => {
        const request = {
          typeName: type,
          config: encodeObject(carrier, schemaOf(type), config),
          clientCapabilities: CLIENT_CAPABILITIES,
        };
        const response = await session.ask("openEphemeralResource", request, signal);
        const diagnostics = decodeDiagnostics(response.diagnostics);
        if (hasErrors(diagnostics)) return { diagnostics, value: undefined };
        const value = {
          value: decodeObject(carrier, schemaOf(type), response.result),
          private: privateOf(response.private ?? new Uint8Array()),
          renewAt: renewTime(response.renewAt),
        };
        return { diagnostics, value };
      }),
    renew: ({ type, signal, private: kept }) =>
      outcomeOf(carrier, async (session) => {
        const request = { typeName: type, private: kept ?? new Uint8Array() };
        const response = await session.ask("renewEphemeralResource", request, signal);
        const diagnostics = decodeDiagnostics(response.diagnostics);
        if (hasErrors(diagnostics)) return { diagnostics, value: undefined };
        const value = {
          private: privateOf(response.private ?? new Uint8Array()),
          renewAt: renewTime(response.renewAt),
        };
        return { diagnostics, value };
      }),
    close: ({ type, signal, private: kept }) =>
      outcomeOf(carrier, async (session) => {
        const request = { typeName: type, private: kept ?? new Uint8Array() };
        const { diagnostics } = await session.ask("closeEphemeralResource", request, signal);
        return { diagnostics: decodeDiagnostics(diagnostics), value: undefined };
      }),
  };
}

/** Milliseconds since 1970. */
function renewTime(at: Timestamp | undefined): number | undefined {
  return at === undefined ? undefined : Number(at.seconds) * 1_000 + at.nanos / 1e6;
}
