# The Docker engine of the machine; sourced by kind.sh. The nodes are reached over Docker's bridge, the load balancer's addresses by
# routes of the machine, which need root and go with the cluster.
oldest_api=1.41 # Docker 20.10, kind's own bound

# Succeeds, and says why, when the engine of the machine cannot be used.
machine_refuses() {
  local said api image
  command -v docker >/dev/null || { echo "There is no docker command"; return; }
  said=$(timeout 10 docker version --format '{{.Server.APIVersion}}' 2>&1) || { echo "No Docker engine answers"; return; }
  api=$said
  [ "$(printf '%s\n' $oldest_api "$api" | sort -V | head -1)" = $oldest_api ] ||
    { echo "The Docker engine is too old: it speaks API $api, kind needs $oldest_api (Docker 20.10)"; return; }
  image=$(machine_image)
  command docker image inspect "$image" >/dev/null 2>&1 || timeout 600 docker pull -q "$image" >/dev/null 2>&1 || { echo "Docker cannot pull $image"; return; }
  return 1
}

machine_image() { # what the pinned kind takes by default
  sed -n 's/^const Image = "\(.*\)"$/\1/p' "$(cd "$here/modules/kind" && go list -m -f '{{.Dir}}' sigs.k8s.io/kind)/pkg/apis/config/defaults/image.go"
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
machine_run() { command "$@"; }
machine_network() { "$@"; }
machine_packages() { :; } # all of it is in the image

machine_detached() {
  (if [ "$(id -u)" = 0 ]; then exec setsid "$@"; else exec sudo setsid "$@"; fi) </dev/null &
  echo $! >"$state/load-balancer.pid"
}

machine_check() { # another's cluster is not this one's to change or remove
  [ -f "$kubeconfig" ] || [ -z "$(command docker ps -aq --filter "label=io.x-k8s.kind.cluster=$name")" ] ||
    die "there is a kind cluster $name already: kind delete cluster --name $name, or take another GATEWRIGHT_CLUSTER"
}

machine_down() {
  [ ! -f "$state/load-balancer.pid" ] || as_root kill "$(cat "$state/load-balancer.pid")" 2>/dev/null || true
  "$("$here/build" kind)" delete cluster --name "$name" --kubeconfig "$kubeconfig"
}
