import { loadTerraformProviderFunctions } from "@tutti/functions";
import type { Provider, ProviderFactory, ProviderSchema } from "@tutti/plugin";
import { impliedType, watchUnchanging } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { type StateSeal, UNSEALED } from "@tutti/state";
import { decodeJson, type Func } from "@tutti/values";
import { FUNCTION_SCHEMAS } from "./functions.ts";
import { moveData } from "./moved-data.ts";
import { REMOTE_STATE, readRemoteState, validateRemoteState } from "./remote-state.ts";
import { applyData, importedData, planData, state, TERRAFORM_DATA } from "./terraform-data.ts";

/** How states of other configurations are kept. */
export type RemoteSeal = () => Promise<StateSeal>;

const NO_SEAL: RemoteSeal = async () => UNSEALED;
const FINE = { diagnostics: [] } as const;

const SCHEMA: ProviderSchema = {
  provider: { version: 0, block: { attributes: new Map(), blocks: new Map() } },
  resourceTypes: new Map([["terraform_data", TERRAFORM_DATA]]),
  dataSources: new Map([["terraform_remote_state", REMOTE_STATE]]),
  functions: FUNCTION_SCHEMAS,
};

/** The provider that is always there: `terraform.io/builtin/terraform`. */
export function createProviderFactory(runtime: Runtime, remoteSeal: RemoteSeal = NO_SEAL): ProviderFactory {
  return {
    source: "terraform.io/builtin/terraform",
    version: undefined,
    schema: async () => SCHEMA,
    create: async () => createTerraformProvider(runtime, await loadTerraformProviderFunctions(), remoteSeal),
  };
}

function createTerraformProvider(
  runtime: Runtime,
  functions: ReadonlyMap<string, Func>,
  remoteSeal: RemoteSeal,
): Provider {
  return {
    schema: () => SCHEMA,
    functions: async () => functions,
    validateProvider: async () => FINE,
    validateResource: async () => FINE,
    validateData: async ({ config }) => validateRemoteState(config, runtime.environment.variables),
    configure: async () => FINE,
    upgradeState: async ({ json }) => {
      const decoded = decodeJson(json, impliedType(TERRAFORM_DATA.block));
      if (!decoded.ok) throw new Error(`a stored terraform_data does not decode: ${json}`);
      return { diagnostics: [], value: { state: decoded.value } };
    },
    moveState: moveData,
    read: async (request) => state(request.state, request.private),
    watch: watchUnchanging,
    plan: async (request) => planData(request),
    plansAlone: () => true,
    apply: async (request) => applyData(request, runtime.random),
    import: async ({ type, id }) => ({
      diagnostics: [],
      value: { imported: [{ type, state: importedData(id), private: undefined }] },
    }),
    readData: async ({ config }) => readRemoteState(config, runtime, await remoteSeal()),
    close: async () => {},
  };
}
