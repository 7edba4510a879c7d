import type { Environment } from "@tutti/runtime";

/** `linux_amd64`: what a program is made for. */
export function ownPlatform({ os, arch }: Environment): string {
  return `${os}_${arch}`;
}
