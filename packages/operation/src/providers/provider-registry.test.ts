import { createMachine } from "@tutti/simulation";
import { expect, test } from "vitest";
import { createProviderRegistry, isInHouse } from "./provider-registry.ts";

const { host } = createMachine();

test.each([
  ["terraform.io/builtin/terraform", "terraform_data"],
  ["registry.terraform.io/kreuzwerker/docker", "docker_container"],
  ["registry.terraform.io/hashicorp/docker", "docker_container"],
  ["registry.terraform.io/hashicorp/consul", "consul_keys"],
  ["registry.terraform.io/digitalocean/digitalocean", "digitalocean_droplet"],
  ["registry.terraform.io/hashicorp/digitalocean", "digitalocean_droplet"],
  ["registry.terraform.io/dnsimple/dnsimple", "dnsimple_zone_record"],
  ["registry.terraform.io/hashicorp/dnsimple", "dnsimple_record"],
  ["registry.terraform.io/tutti/process", "tutti_process"],
  ["registry.terraform.io/hashicorp/tutti", "tutti_process"],
])("%s comes with us", async (source, type) => {
  const registry = createProviderRegistry(host);
  const factory = await registry.load(source);
  expect(factory?.source).toBe(source);
  expect((await factory?.schema())?.resourceTypes.has(type)).toBe(true);
  // Made once, whoever asks.
  expect(await registry.load(source)).toBe(factory);
  expect(isInHouse(source)).toBe(true);
});

test.each(["registry.terraform.io/hashicorp/aws", "constructor", ""])("%j does not", async (source) => {
  expect(await createProviderRegistry(host).load(source)).toBeUndefined();
  expect(isInHouse(source)).toBe(false);
});
