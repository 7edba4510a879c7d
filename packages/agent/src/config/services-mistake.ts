import { serviceMetadataMistake, severalMistakes, weightsMistake } from "@tutti/server";
import type { ServiceRegistration } from "../local/registration.ts";

const FULL = { Passing: 1, Warning: 1 };

/** A service of a file with the weights that it leaves out; in the API who says one weight says both. */
export function withWholeWeights(service: ServiceRegistration): ServiceRegistration {
  const { Weights, Connect: connect } = service;
  const sidecar = connect?.SidecarService;
  return {
    ...service,
    ...(Weights === undefined ? {} : { Weights: { ...FULL, ...Weights } }),
    ...(sidecar === undefined ? {} : { Connect: { ...connect, SidecarService: withWholeWeights(sidecar) } }),
  };
}

/** What of a configuration's services is wrong whoever registers them, in Consul's words: it says this much before anything starts. */
export function servicesMistake(services: readonly ServiceRegistration[]): string | undefined {
  const withSidecars = services.flatMap((service) => [
    service,
    ...[service.Connect?.SidecarService].filter((sidecar) => sidecar !== undefined),
  ]);
  const mistakes = withSidecars.flatMap(({ Name = "", Kind, Meta = null, Weights }) => {
    const meta = serviceMetadataMistake(Kind, Meta);
    const weights = weightsMistake(Weights === undefined ? undefined : { ...FULL, ...Weights });
    return [
      ...(meta === undefined ? [] : [`invalid meta for service ${Name}: ${meta}`]),
      ...(weights === undefined ? [] : [`Invalid weight definition for service ${Name}: ${weights}`]),
    ];
  });
  return mistakes.length === 0 ? undefined : severalMistakes(mistakes);
}
