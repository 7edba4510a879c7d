import { attributePath, errorDiagnostic, type Fields, type ProviderDiagnostic } from "@tutti/plugin";
import { parseDuration } from "../duration.ts";
import { dockerError } from "../errors.ts";

const RESTART = ["no", "on-failure", "always", "unless-stopped"];
const PROTOCOLS = ["tcp", "udp", "sctp"];
const CHECK_DURATIONS = ["interval", "timeout", "start_period"];

/** What the schema cannot tell of a container's configuration. */
export function validateContainer(config: Fields): readonly ProviderDiagnostic[] {
  const found: ProviderDiagnostic[] = [];
  const refuse = (attribute: string, detail: string): void => {
    found.push(
      errorDiagnostic(dockerError("invalid-container-configuration"), detail, attributePath(attribute)),
    );
  };
  const restart = config.string("restart");
  if (restart !== undefined && !RESTART.includes(restart)) {
    refuse("restart", `"${restart}" is no restart policy: it must be one of ${RESTART.join(", ")}.`);
  }
  if (config.bool("rm") === true && restart !== undefined && restart !== "no") {
    refuse("rm", "A container that is removed when it ends (rm) cannot have a restart policy.");
  }
  for (const port of config.blocks("ports")) {
    for (const name of ["internal", "external"]) {
      const value = port.number(name);
      if (value !== undefined && (!Number.isInteger(value) || value < 0 || value > 65535)) {
        refuse("ports", `${value} is no port: ${name} must be a whole number from 0 to 65535.`);
      }
    }
    const protocol = port.string("protocol");
    if (protocol !== undefined && !PROTOCOLS.includes(protocol)) {
      refuse("ports", `"${protocol}" is no protocol: it must be one of ${PROTOCOLS.join(", ")}.`);
    }
  }
  for (const name of CHECK_DURATIONS) {
    const text = config.block("healthcheck")?.string(name);
    if (text !== undefined && parseDuration(text) === undefined) {
      refuse("healthcheck", `"${text}" is no duration: ${name} must be like "1m30s".`);
    }
  }
  const cpus = config.string("cpus");
  if (cpus !== undefined && !(Number(cpus) >= 0)) refuse("cpus", `"${cpus}" is no number of processors.`);
  return found;
}
