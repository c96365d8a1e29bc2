# What all scripts of the cluster share; sourced.
# GATEWRIGHT_CLUSTER names the cluster: several run side by side, each with its own network, processes and files.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
name=${GATEWRIGHT_CLUSTER:-gatewright}
[[ $name =~ ^[a-z]([a-z0-9-]{0,22}[a-z0-9])?$ ]] || { echo "GATEWRIGHT_CLUSTER=$name: want up to 24 lower case letters, digits and dashes" >&2; exit 1; }
state=${XDG_STATE_HOME:-$HOME/.local/state}/gatewright/clusters/$name
cache=${XDG_CACHE_HOME:-$HOME/.cache}/gatewright/cluster
kubeconfig=$state/kubeconfig
kubernetes_version=1.34.4

die() { echo "$*" >&2; exit 1; }

# Which cluster it is to be: kind where a Docker engine answers, else Kubernetes' own programs in namespaces of the kernel.
# A cluster that is up stays what it is.
engine() {
  if [ -f "$state/engine" ]; then cat "$state/engine"
  elif [ -n "${GATEWRIGHT_CLUSTER_ENGINE:-}" ]; then echo "$GATEWRIGHT_CLUSTER_ENGINE"
  elif command -v docker >/dev/null && timeout 10 docker ps >/dev/null 2>&1; then echo kind
  else echo local; fi
}
engine=$(engine)
case $engine in local|kind) . "$here/$engine.sh" ;; *) die "GATEWRIGHT_CLUSTER_ENGINE=$engine: want local or kind" ;; esac

is_up() { [ -f "$state/up" ] && node_alive; }
require_up() { is_up || die "cluster $name is not up: run e2e/cluster/up (or make cluster)"; }
kubectl() { e2e_run "$state/bin/kubectl" "$@"; }

# wait_for SECONDS WHAT COMMAND…
wait_for() {
  local seconds=$1 what=$2 deadline; shift 2
  deadline=$(($(date +%s%N) + seconds * 1000000000))
  until "$@" >/dev/null 2>&1; do
    [ "$(date +%s%N)" -lt $deadline ] || { echo "cluster $name: $what is not ready after $seconds s; see $state/log" >&2; return 1; }
    sleep 0.1
  done
}
