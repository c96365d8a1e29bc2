# A Docker engine of the cluster's own; sourced by kind.sh. It is a set of kernel namespaces around process 1 (engine-init, then
# modules/pause) with a system of Debian's packages, so that nothing is installed on the machine and its network is not touched. When
# process 1 ends, the engine, its containers, mounts and network end with it; what is left are the cgroups and $state.
own_space=6 # GiB that a cluster may take

own_pid() { cat "$state/init.pid"; }
own_alive() {
  local pid command
  [ -s "$state/init.pid" ] && pid=$(own_pid) && command=$(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") && [[ $command == *" $state engine "* ]]
}
# The engine's own root, where `docker` is.
own_entered=(--mount --net --pid --ipc --uts --root --wd --
  env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)
own_run() { nsenter --target "$(own_pid)" "${own_entered[@]}" "$@"; }
own_network() { nsenter --net="/proc/$(own_pid)/ns/net" -- "$@"; } # its network, with the files of the machine
# No shell stays, which would keep the lock of `up`.
own_detached() { (exec nsenter --target "$(own_pid)" "${own_entered[@]}" setsid "$@") </dev/null & }

own_packages() {
  own_check
  "$root/scripts/packages" nsenter:util-linux ip:iproute2 openssl:openssl nft:nftables
  "$here/kind/node-image" >/dev/null
}

own_check() {
  local free
  [ "$(id -u)" = 0 ] || die "$machine_reason, and a Docker engine of the cluster's own needs root"
  own_alive || {
    free=$(df --output=avail -BG "$HOME" | tail -1 | tr -dc 0-9)
    [ "$free" -ge $own_space ] || die "a kind cluster takes up to $own_space GiB below $HOME, where $free GiB are free"
  }
  grep -qw overlay /proc/filesystems || modprobe overlay 2>/dev/null || die "a Docker engine of the cluster's own needs overlayfs, which this kernel does not have"
}

own_ready() { own_run docker version; }

own_up() {
  local waiter image
  image=$(own_image)
  : "${machine_reason:=The Docker engine of the machine is not used}"
  if ! own_alive; then
    echo "$machine_reason: kind runs in a Docker engine of its own, with images that are built here" >&2
    rm -f "$state/booted" "$state/init.pid"
    setsid unshare --mount --net --pid --ipc --uts --fork --kill-child --propagation private --mount-proc \
      "$here/kind/engine-init" "$("$here/kind/system")" "$state" "$cache" "$cgroup" >"$state/log/init.log" 2>&1 </dev/null 9>&- &
    waiter=$!
    wait_for 10 'process 1' test -f "$state/booted"
    tr -d ' ' <"/proc/$waiter/task/$waiter/children" >"$state/init.pid"
    wait_for 5 'process 1 of the engine' own_alive
  fi
  wait_for 60 'the Docker engine' own_ready 2>/dev/null || die "the Docker engine does not start: $(tail -1 "$state/log/docker.log")"
  own_run docker image inspect "$image" >/dev/null 2>&1 ||
    own_run docker import -c 'ENV container=docker' -c 'ENTRYPOINT ["/usr/local/bin/entrypoint","/sbin/init"]' "$("$here/kind/node-image")" "$image" >/dev/null
}

own_image() { echo "gatewright.dev/kind-node:$(basename "$(dirname "$("$here/kind/node-image")")")"; }

own_down() {
  local pid
  if own_alive; then
    pid=$(own_pid)
    kill -KILL "$pid"
    wait_for 30 'the end of its processes' bash -c "! kill -0 $pid"
  fi
  wait_for 30 'the removal of its cgroups' cgroups remove
  wait_for 30 'the removal of its files' rm -rf "$state/docker"
}
