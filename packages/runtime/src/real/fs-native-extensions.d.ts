/** The package has no types of its own; this is what of it is used. */
declare module "fs-native-extensions" {
  const locks: {
    /** Locks the open file as a whole; false where another open file holds a lock. */
    tryLock(fd: number): boolean;
  };
  export default locks;
}
