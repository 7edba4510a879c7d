/**
 * In the executable this stands for `fs-native-extensions`, which asks libuv
 * what an error means: Bun has no libuv, and ends the process there, just when
 * somebody else holds the lock. The same system call, `fcntl` with locks of
 * open files, by way of Bun's own calls into C. Linux with glibc only.
 */
import { dlopen, ptr } from "bun:ffi";

const F_OFD_GETLK = 36;
const F_OFD_SETLK = 37;
const F_WRLCK = 1;
const F_UNLCK = 2;
/** `struct flock` with 64-bit offsets: type and whence, start, length, pid. */
const FLOCK_BYTES = 32;

const { fcntl } = dlopen("libc.so.6", {
  fcntl: { args: ["i32", "i32", "ptr"], returns: "i32" },
}).symbols;

export default { tryLock };

/** True where the lock on the whole file is ours now, false where another open file holds one. */
function tryLock(fd) {
  for (;;) {
    if (call(fd, F_OFD_SETLK).result === 0) return true;
    // Why not is in errno, which nobody here can read in time: so the lock that is in the way is asked for.
    const { result, type } = call(fd, F_OFD_GETLK);
    if (result !== 0) throw new Error("this file system has no locks");
    if (type !== F_UNLCK) return false;
    // It went in between.
  }
}

function call(fd, command) {
  const flock = new Int16Array(FLOCK_BYTES / 2);
  flock[0] = F_WRLCK;
  const result = fcntl(fd, command, ptr(flock));
  return { result, type: flock[0] };
}
