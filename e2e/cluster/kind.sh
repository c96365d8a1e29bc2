# A cluster of kind with two nodes; sourced by env.sh. Its containers are in the Docker engine of the machine, with the ordinary image of a
# node, or, where none answers or nothing can be pulled, in an engine of its own. The tests run beside the nodes, with routes to the
# addresses of Services (of the load balancer's pool) and of pods.
pool=198.19.200.0/24 usable_address=198.19.200.254 unusable_address=198.51.100.1
control_plane=$name-control-plane
manifest=/etc/kubernetes/manifests/kube-apiserver.yaml
. "$here/cgroups.sh"
. "$here/kind/own.sh"
. "$here/kind/machine.sh"

# Which Docker engine it is: `machine` or `own`. A cluster that is up keeps its one.
docker_engine() {
  if [ -z "${docker_engine:-}" ]; then
    if [ -f "$state/docker-engine" ]; then docker_engine=$(cat "$state/docker-engine")
    elif machine_reason=$(machine_refuses); then docker_engine=own
    else docker_engine=machine; fi
  fi
}
in_engine() { docker_engine; "${docker_engine}_run" "$@"; } # where Docker, the nodes and the cluster's network are
e2e_run() {
  docker_engine
  "${docker_engine}_network" env KUBECONFIG="$kubeconfig" PATH="$state/bin:$PATH" \
    GATEWRIGHT_ETCD="$state/bin/etcd" GATEWRIGHT_KUBE_APISERVER="$state/bin/kube apiserver" "$@"
}
docker() { in_engine docker "$@"; }
kind() { in_engine "$state/bin/kind" "$@"; }

running_nodes() { docker ps -q --filter "label=io.x-k8s.kind.cluster=$name" --filter "name=^$control_plane\$"; }
node_alive() {
  docker_engine
  [ "$docker_engine" = machine ] || own_alive || return 1
  [ -n "$(running_nodes 2>/dev/null)" ]
}
node_names() { docker ps -a --filter "label=io.x-k8s.kind.cluster=$name" --format '{{.Names}}' | sort; }

engine_packages() {
  docker_engine
  "${docker_engine}_packages"
}

programs=(kind kubectl load-balancer etcd kube pause echo-basic echo-server echo-client helm crds)

apiserver_ready() { kubectl get --raw /readyz; }
apiserver_ended() { ! docker exec "$control_plane" pgrep -f kube-apiserver; }

engine_control() { # stop|start apiserver
  [ "$2" = apiserver ] || die "of a kind cluster only the apiserver can be stopped"
  if [ "$1" = stop ]; then
    docker exec "$control_plane" sh -c "test ! -f $manifest || mv $manifest /etc/kubernetes/"
    wait_for 60 'the end of the API server' apiserver_ended
  else
    docker exec "$control_plane" sh -c "test -f $manifest || mv /etc/kubernetes/kube-apiserver.yaml $manifest"
    wait_for 120 'API server' apiserver_ready
  fi
}

engine_node() { # list | stop|start|pause|unpause NODE | exec NODE COMMAND…
  case $1 in
    list) docker ps -a --filter "label=io.x-k8s.kind.cluster=$name" --format '{{.Names}} {{.State}}' | sort ;;
    stop) docker kill "$2" >/dev/null ;; # as when its power fails: nothing is ended in order
    start|pause|unpause) docker "$1" "$2" >/dev/null ;;
    exec) docker exec "${@:2}" ;;
  esac
}

engine_up() {
  local program log=$state/log/kind.log
  docker_engine
  echo "$docker_engine" >"$state/docker-engine"
  trap engine_failed EXIT
  "${docker_engine}_check"
  begun_to_create=yes
  for program in "${programs[@]}"; do
    ln -sfn "$("$here/build" "$program")" "$state/bin/$program"
  done
  [ "$docker_engine" = machine ] || own_up
  if ! node_alive; then
    kind create cluster --name "$name" --kubeconfig "$kubeconfig" --image "$("${docker_engine}_image")" --wait 180s --config=- \
      <"$here/kind/config.yaml" >"$log" 2>&1 9>&- || die "kind cannot create the cluster $name: $(said "$log"); see $log"
  fi
  start_load_balancer
  "$here/images"
  trap - EXIT
}

said() { grep -m1 -iE '^(ERROR|docker:|error)' "$1" || tail -1 "$1"; }

engine_failed() { # leaves nothing but the logs, if there are any
  [ -z "${begun_to_create:-}" ] || engine_down >>"$state/log/down.log" 2>&1 || true
  find "$state" -mindepth 1 -maxdepth 1 ! -name log -exec rm -rf {} +
  find "$state" -depth -type d -empty -delete
  [ -d "$state" ] || rm -f "$state.lock"
}

start_load_balancer() {
  "${docker_engine}_detached" "$state/bin/load-balancer" --kubeconfig "$kubeconfig" --pool "$pool" --routes >>"$state/log/load-balancer.log" 2>&1 9>&-
}

engine_down() {
  docker_engine
  "${docker_engine}_down"
}

# load_image ARCHIVE: an archive as `docker save` writes it
load_image() {
  local node pid pids=()
  for node in $(node_names); do
    docker exec -i "$node" ctr -n k8s.io images import - <"$1" >/dev/null &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do wait "$pid"; done
}
has_image() { docker exec "$control_plane" ctr -n k8s.io images ls -q | grep -qx "$1"; }
