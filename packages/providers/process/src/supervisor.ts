/**
 * The supervisor: a shell that leads the process group, so small that it
 * costs next to nothing, and independent of the command that started it.
 *
 *   $1  the folder of this process       the rest: program and arguments
 *
 * Files in the folder, each replaced as a whole:
 *   supervisor, child   "PID START": ids and what tells them from later ones
 *   policy              no, on-failure or always; read at every end
 *   exit                the status of the last end
 *   stop                once it is there, nothing is started again
 *
 * The program runs in the foreground of the shell: its signals are as they
 * come by default, and one to the group reaches it at once, while the shell's
 * own trap runs after it has ended.
 */
export const SUPERVISOR = `
folder=$1; shift
started() {
  if [ -r "/proc/$1/stat" ]; then
    read -r line < "/proc/$1/stat"; line=\${line##*) }
    set -- $line; shift 19; echo "$1"
  else echo alive; fi
}
put() { echo "$2" > "$folder/$1.new" && mv "$folder/$1.new" "$folder/$1"; }
stop=
trap 'stop=1' TERM INT HUP
put supervisor "$$ $(started $$)"
delay=1
while :; do
  begun=$(date +%s)
  sh -c '
    folder=$1; shift
    start=alive
    if [ -r /proc/$$/stat ]; then
      read -r line < /proc/$$/stat; line=\${line##*) }
      start=$(set -- $line; shift 19; echo "$1")
    fi
    echo "$$ $start" > "$folder/child.new" && mv "$folder/child.new" "$folder/child"
    exec "$@"
  ' sh "$folder" "$@"
  code=$?
  put exit "$code"
  if [ -n "$stop" ] || [ -e "$folder/stop" ]; then exit "$code"; fi
  read -r policy < "$folder/policy"
  case $policy in
    always) ;;
    on-failure) [ "$code" = 0 ] && exit 0 ;;
    *) exit "$code" ;;
  esac
  if [ $(($(date +%s) - begun)) -ge 10 ]; then delay=1; fi
  sleep "$delay"
  if [ -n "$stop" ] || [ -e "$folder/stop" ]; then exit "$code"; fi
  delay=$((delay * 2)); if [ "$delay" -gt 60 ]; then delay=60; fi
done
`;
