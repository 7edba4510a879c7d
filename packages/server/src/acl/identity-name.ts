const IDENTITY_NAME = /^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$/;
const IDENTITY_NAME_LENGTH_MAX = 256;

/** True for what services and nodes of identities and templates may be called. */
export function isIdentityName(name: string): boolean {
  return name.length <= IDENTITY_NAME_LENGTH_MAX && IDENTITY_NAME.test(name);
}
