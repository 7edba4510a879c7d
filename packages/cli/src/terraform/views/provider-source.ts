/** `provider["registry.terraform.io/hashicorp/aws"].alias`, perhaps with a module in front, to the source between the quotes. */
export function providerSource(provider: string): string {
  return /provider\["([^"]+)"\]/.exec(provider)?.[1] ?? provider;
}
